#!/bin/sh
# Nothing is written but in the user's own folders. What is in use stays whole until the new one is complete.
fail() {
  printf '%s\n没有装成。\n' "$1"
  rm -rf "$new"
  exit 1
}

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
base=${XDG_DATA_HOME:-$HOME/.local/share}/xltrack
new=$base/new
set -- "$here"/wheels/*.whl
[ -f "$1" ] || fail '旁边没有 wheels 文件夹：请把整个文件夹重新复制一次，再安装。'
[ "$(uname -m)" = '@MACHINE@' ] || fail "这个文件夹是给 @MACHINE@ 的电脑的，这台是 $(uname -m)：请换一个。"

echo '正在安装，大约一分钟……'
rm -rf "$new"
mkdir -p "$new" || fail "写不进 $base：请看磁盘满没满，再安装。"
set -- "$here"/python/cpython-@PYTHON@.*.tar.gz
if [ -f "$1" ]; then
  tar -xzf "$1" -C "$new" || fail 'python 文件夹里的压缩包解不开：请重新下载，再安装。'
elif [ -x "$here/python/bin/python@PYTHON@" ]; then
  cp -R "$here/python" "$new/python" || fail "写不进 $base：请看磁盘满没满，再安装。"
else
  found=$(command -v python@PYTHON@) || fail '还差 Python：请按「说明.txt」第三节，把那个压缩包放进旁边的 python 文件夹，再安装。'
  mkdir -p "$new/python/bin"
  ln -s "$("$found" -c 'import sys; print(sys.executable)')" "$new/python/bin/python@PYTHON@"
fi
python=$new/python/bin/python@PYTHON@
"$python" -c '' || fail 'python 运行不起来：请换成说明.txt 里写的那个，再安装。'
"$python" -I -B "$here/files/install.py" unpack "$here" "$new" || fail ''
# Tried before it takes the place of what works.
PYTHONPATH=$new/site-packages "$python" -P -s -B -c 'import lxml.etree, rapidfuzz.fuzz, xltrack.cli.run' ||
  fail '装上的程序运行不起来：请把整个文件夹重新复制一次，再安装。'
rm -rf "$base/old"
if [ -d "$base/app" ]; then
  [ ! -d "$base/addin" ] || sh "$base/app/xltrack.sh" addin stop
  mv "$base/app" "$base/old" || fail "写不进 $base：请关掉正在用的 xltrack，再安装。"
fi
if ! mv "$new" "$base/app"; then
  [ ! -d "$base/old" ] || mv "$base/old" "$base/app"
  fail "写不进 $base：请看磁盘满没满，再安装。"
fi
rm -rf "$base/old"
"$base/app/python/bin/python@PYTHON@" -I -B "$here/files/install.py" entries "$base"
echo '装好了。在任务分解表上点右键，选「打开方式→出进度表」就行。'
