#!/bin/sh
# Indexes one corpus with Verbatim, SQLite FTS5 and Xapian and asks the same queries of each: one table.
# usage: tests/bench/run.sh BUILD CORPUS.jsonl WORKDIR PHRASES.txt [QUOTES.txt [WORDS.txt]]
#   BUILD   a release build with -DVB_BENCH=ON;  the corpus has one JSON object a line with "text"
# Judges nothing. The machine should be idle, and only ratios of one run carry over.
set -eu
[ $# -ge 4 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }
build=$1 corpus=$2 work=$3 phrases=$4 quotes=${5:-} words=${6:-}
bench=$build/bin/bench index=$build/bin/verbatim-index
mkdir -p "$work"
timed() { # NAME COMMAND...: seconds and peak memory of a command
  name=$1; shift
  /usr/bin/time -f "$name  %e s  %U s of CPU  %M KiB peak" "$@" >/dev/null
}
[ -e "$work/native" ] || timed "verbatim native index" "$index" index --quiet --store "$work/native" "$corpus"
[ -e "$work/compact" ] || { cp -r "$work/native" "$work/compact"; timed "verbatim native compact" "$index" compact --store "$work/compact"; }
[ -e "$work/fts5.db" ] || timed "fts5 index" "$bench" fts5-index "$work/fts5.db" "$corpus"
[ -n "${BENCH_XAPIAN:-}" ] && [ ! -e "$work/xapian" ] && timed "verbatim xapian index" "$index" index --quiet --engine xapian --store "$work/xapian" "$corpus"
du -sm "$work"/*
for store in native compact xapian; do
  [ -e "$work/$store" ] || continue
  echo "-- $store"
  "$bench" engine "$work/$store" "$phrases" phrase 5
  "$bench" facade "$work/$store" "$phrases" phrase 2
  if [ -n "$quotes" ]; then "$bench" engine "$work/$store" "$quotes" phrase 5; "$bench" quote "$work/$store" "$quotes" 2; fi
  if [ -n "$words" ]; then for mode in and or; do "$bench" engine "$work/$store" "$words" $mode 5; done; fi
done
echo "-- fts5"
"$bench" fts5 "$work/fts5.db" "$phrases" phrase 2
