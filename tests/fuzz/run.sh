#!/bin/sh
# run.sh BUILD SECONDS - fuzzes each target of a clang build (-DVB_FUZZERS=ON) for some seconds, two at a time.
#
# What a target finds lands in BUILD/found/TARGET, and its last lines here; status 1 when one found anything.
set -eu
[ $# = 2 ] || { echo "run.sh: say the build folder and the seconds for each target" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
seconds=$2

one() {
  target=$1
  thing=${target##*/fuzzer_}
  mkdir -p "$build/found/$thing"
  if ! "$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -artifact_prefix="$build/found/$thing/" \
       "$build/found/$thing" "$here/corpus/$thing" >"$build/found/$thing.log" 2>&1; then
    echo "fuzz: $thing found something; its input is in $build/found/$thing:" >&2
    tail -n 25 "$build/found/$thing.log" >&2
    return 1
  fi
  echo "fuzz: $thing: $(grep -c . "$build/found/$thing.log") lines of log, nothing found"
}

set -- "$build"/tests/fuzzer_*
[ -x "$1" ] || { echo "run.sh: no fuzzers in $build/tests; build with clang and -DVB_FUZZERS=ON" >&2; exit 2; }
failed=0
while [ $# -gt 0 ]; do
  one "$1" & first=$!
  second=
  [ $# -lt 2 ] || { one "$2" & second=$!; }
  wait "$first" || failed=1
  [ -z "$second" ] || wait "$second" || failed=1
  shift
  [ $# = 0 ] || shift
done
exit "$failed"
