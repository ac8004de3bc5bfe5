@echo off
chcp 936 >nul
setlocal EnableExtensions DisableDelayedExpansion
title 拖放页（用完关掉这个窗口）
set "PYTHON=%LOCALAPPDATA%\xltrack\app\python\python.exe"
if not exist "%PYTHON%" goto missing
"%PYTHON%" -m xltrack serve --open
set "STATUS=%ERRORLEVEL%"
if "%STATUS%"=="0" exit /b 0
echo.
pause
exit /b %STATUS%

:missing
echo 还没有安装：请先双击安装文件夹里的「安装.bat」。
pause
exit /b 2
