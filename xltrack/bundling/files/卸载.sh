#!/bin/sh
# Takes away what 安装.sh put there, and nothing else.
base=${XDG_DATA_HOME:-$HOME/.local/share}/xltrack
if [ ! -d "$base/app" ]; then
  echo '这个账户没有装 xltrack。'
  exit 0
fi
[ ! -d "$base/addin" ] || sh "$base/app/xltrack.sh" addin uninstall
PYTHONPATH=$base/app/site-packages "$base/app/python/bin/python@PYTHON@" -P -s -m xltrack.bundling.installing remove "$base"
if rm -rf "$base/app" "$base/old" "$base/new"; then
  rmdir "$base" 2>/dev/null
  echo '已卸载。做好的工作簿都留着。'
else
  echo "没有删干净：请删掉 $base。"
  exit 1
fi
