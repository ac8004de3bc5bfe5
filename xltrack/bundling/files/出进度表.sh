#!/bin/sh
# Hands the files to xltrack, and stays open until they were read.
app=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
if [ $# -eq 0 ]; then
  echo '请把任务分解表拖到这个图标上，或在表上点右键，选「打开方式→出进度表」。'
  status=2
else
  "$app/xltrack.sh" report "$@"
  status=$?
fi
printf '\n按回车键关闭……'
read -r _
exit $status
