@echo off
chcp 936 >nul
setlocal EnableExtensions DisableDelayedExpansion
title 卸载 xltrack
set "BASE=%LOCALAPPDATA%\xltrack"
if not exist "%BASE%\app" goto nothing
if exist "%BASE%\addin" "%BASE%\app\python\python.exe" -B -m xltrack addin uninstall
"%BASE%\app\python\python.exe" -B -m xltrack.bundling.installing remove "%BASE%"
if exist "%BASE%\old" rmdir /s /q "%BASE%\old"
rem Renamed first: what is in use is not left half removed.
ren "%BASE%\app" old
if exist "%BASE%\app" goto inuse
rmdir /s /q "%BASE%\old"
if exist "%BASE%\old" goto inuse
if exist "%BASE%\new" rmdir /s /q "%BASE%\new"
rmdir "%BASE%" 2>nul
echo.
echo 已卸载。做好的工作簿都留着。
pause
exit /b 0

:nothing
echo 这台电脑的这个账户没有装 xltrack。
pause
exit /b 0

:inuse
echo xltrack 正在用着，没有删干净：请关掉它的窗口，再双击「卸载.bat」。
pause
exit /b 1
