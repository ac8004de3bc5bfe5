@echo off
chcp 936 >nul
setlocal EnableExtensions DisableDelayedExpansion
title 出进度表
set "PYTHON=%LOCALAPPDATA%\xltrack\app\python\python.exe"
set "XLTRACK_SCRIPT=%~nx0"
rem Windows quotes a dropped name only where it has a space, and & in a name would cut it: xltrack reads the whole line by itself.
set XLTRACK_WORDS=%*
if not exist "%PYTHON%" goto missing
setlocal EnableDelayedExpansion
set "XLTRACK_LINE=!cmdcmdline!"
"!PYTHON!" -m xltrack --dropped
set "STATUS=!ERRORLEVEL!"
echo.
pause
rem Not exit /b: what stands behind & in a dropped name would be run as a command.
exit !STATUS!

:missing
echo 还没有安装：请先双击安装文件夹里的「安装.bat」。
pause
exit 2
