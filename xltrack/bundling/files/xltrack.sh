#!/bin/sh
# xltrack as it was installed beside this file, whatever other Python there is.
app=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
PYTHONPATH=$app/site-packages
export PYTHONPATH
exec "$app/python/bin/python@PYTHON@" -P -s -m xltrack "$@"
