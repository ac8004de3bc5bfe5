@echo off
chcp 936 >nul
setlocal EnableExtensions DisableDelayedExpansion
title 安装 xltrack
rem Nothing is written but below LOCALAPPDATA, on the desktop and in SendTo. What is in use stays whole until the new one is complete.
set "HERE=%~dp0"
set "BASE=%LOCALAPPDATA%\xltrack"
set "NEW=%BASE%\new"
set "ZIP="
set "TRIES=0"
if not defined LOCALAPPDATA goto refused
if not exist "%HERE%wheels\*.whl" goto torn
if "%PROCESSOR_ARCHITECTURE%"=="x86" if not defined PROCESSOR_ARCHITEW6432 goto narrow
if exist "%HERE%python\python.exe" goto begin
set "ZIP=%HERE%python\@ARCHIVE@"
if not exist "%ZIP%" goto nopython

:begin
echo 正在安装，大约一分钟……
if exist "%NEW%" rmdir /s /q "%NEW%"
mkdir "%NEW%\python"
if not exist "%NEW%\python" goto refused
if defined ZIP goto unzip
"%SystemRoot%\System32\xcopy.exe" "%HERE%python" "%NEW%\python" /e /i /q /y >nul
if not "%ERRORLEVEL%"=="0" goto refused
goto unpack

:unzip
rem Names without Chinese and without spaces, for tar and PowerShell do not agree on how such are quoted.
copy /y "%ZIP%" "%NEW%\python.zip" >nul
if not exist "%NEW%\python.zip" goto refused
cd /d "%NEW%"
if not exist python.zip goto refused
if exist "%SystemRoot%\System32\tar.exe" "%SystemRoot%\System32\tar.exe" -xf python.zip -C python
if not exist "%NEW%\python\python.exe" powershell.exe -NoProfile -Command "Expand-Archive -Force python.zip python"
cd /d "%SystemRoot%"
if not exist "%NEW%\python\python.exe" goto badzip
del "%NEW%\python.zip"

:unpack
"%NEW%\python\python.exe" -B "%HERE%files\install.py" unpack "%HERE%." "%NEW%"
set "STATUS=%ERRORLEVEL%"
if "%STATUS%"=="1" goto failed
if not "%STATUS%"=="0" goto norun
rem Tried before it takes the place of what works.
"%NEW%\python\python.exe" -B -c "import lxml.etree, rapidfuzz.fuzz, xltrack.cli.run"
if not "%ERRORLEVEL%"=="0" goto broken
if exist "%BASE%\old" rmdir /s /q "%BASE%\old"
if not exist "%BASE%\app" goto swap
rem What serves the panes has no window that could be closed.
if exist "%BASE%\addin" "%BASE%\app\python\python.exe" -B -m xltrack addin stop
ren "%BASE%\app" old
if exist "%BASE%\app" goto inuse

:swap
rem A virus scanner may hold a new file for some seconds.
ren "%NEW%" app
if exist "%BASE%\app" goto done
set /a TRIES+=1
if %TRIES% geq 15 goto back
"%SystemRoot%\System32\ping.exe" -n 3 127.0.0.1 >nul
goto swap

:back
if exist "%BASE%\old" ren "%BASE%\old" app
goto refused

:done
if exist "%BASE%\old" rmdir /s /q "%BASE%\old"
"%BASE%\app\python\python.exe" -B -m xltrack.bundling.installing entries "%BASE%"
echo.
echo 装好了。把任务分解表拖到桌面的「出进度表」上就行。
pause
exit /b 0

:torn
echo 旁边没有 wheels 文件夹：请先把压缩包全部解压，或把整个文件夹重新复制一次，再双击「安装.bat」。
goto failed

:narrow
echo 这台电脑的 Windows 是32位的，用不了：需要64位的 Windows 8.1 以上。
goto failed

:nopython
echo 还差 Python：请按「说明.txt」第三节，把 @ARCHIVE@ 放进旁边的 python 文件夹，再双击「安装.bat」。
goto failed

:badzip
echo python 文件夹里的压缩包解不开：请重新下载；或在别的电脑上解开，把里面的文件都放进 python 文件夹，再双击「安装.bat」。
goto failed

:norun
echo python 运行不起来（代码 %STATUS%）：需要64位的 Windows 8.1 以上；有安全软件拦下的，请让它放行，再双击「安装.bat」。
goto failed

:broken
echo 装上的程序运行不起来：多半是安全软件拦下了其中的文件，请让它放行，再双击「安装.bat」。
goto failed

:inuse
echo xltrack 正在用着：请关掉它的窗口，再双击「安装.bat」。原来的还能照常用。
goto failed

:refused
echo 写不进 %%LOCALAPPDATA%%\xltrack：请看磁盘满没满、有没有被安全软件拦下，再双击「安装.bat」。
goto failed

:failed
if exist "%NEW%" rmdir /s /q "%NEW%"
echo.
echo 没有装成。
pause
exit /b 1
