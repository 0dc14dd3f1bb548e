#!/bin/sh
# Times Verbatim beside its peers: one table. What it takes and does: run.py --help
exec /usr/bin/python3 "$(dirname "$0")/run.py" "$@"
