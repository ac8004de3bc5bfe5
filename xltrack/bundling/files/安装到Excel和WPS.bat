@echo off
chcp 936 >nul
setlocal EnableExtensions DisableDelayedExpansion
title 安装到 Excel 和 WPS
set "PYTHON=%LOCALAPPDATA%\xltrack\app\python\python.exe"
if not exist "%PYTHON%" goto missing
echo 关掉 Excel 和 WPS。Windows 问是否安装证书时点「是」：它只对这台电脑自己有效。
pause
"%PYTHON%" -B -m xltrack addin install
set "STATUS=%ERRORLEVEL%"
if "%STATUS%"=="2" goto failed
"%PYTHON%" -B -m xltrack addin install --wps
echo.
"%PYTHON%" -B -m xltrack addin doctor
echo.
echo 有「不通过」的，照后面写的改法做。没有装 WPS 的，WPS 那几行不用管。
pause
exit /b 0

:failed
echo.
echo 没有装成。
pause
exit /b 1

:missing
echo 还没有安装：请先双击安装文件夹里的「安装.bat」。
pause
exit /b 2
