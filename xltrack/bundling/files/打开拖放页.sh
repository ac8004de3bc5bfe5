#!/bin/sh
# The drop page of xltrack, until this window is closed.
app=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
"$app/xltrack.sh" serve --open && exit 0
status=$?
printf '\n按回车键关闭……'
read -r _
exit $status
