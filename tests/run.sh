#!/bin/sh
# run.sh - installs what the tests need, builds with the address and undefined-behaviour
# sanitizers into build-tests/, and runs every test. Status 0 only when all pass.
#
#   sh tests/run.sh            everything
#   sh tests/run.sh -R unit    what follows goes to ctest
#
# $VB_SANITIZE names other sanitizers; empty for none, which is faster.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build-tests

die() { echo "run.sh: $*" >&2; exit 2; }

sh "$root/.ci/install-packages" test
mkdir -p "$build" || die "cannot make $build"
log=$build/run.log
# Debug: assertions are on, and a report names lines that exist.
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DVB_TESTS=ON -DVB_WERROR=ON \
  "-DVB_SANITIZE=${VB_SANITIZE-address,undefined}" >"$log" 2>&1 </dev/null ||
  { tail -n 30 "$log" >&2; die "cmake failed; all it said is in $log, and removing $build starts anew"; }
cmake --build "$build" >"$log" 2>&1 </dev/null ||
  { grep -A 8 -E 'FAILED|error' "$log" | head -n 60 >&2; die "the build failed; all it said is in $log"; }
for program in java javac mvn; do
  command -v "$program" >/dev/null ||
    echo "run.sh: $program is not installed: the tests with real nodes of a cluster are skipped"
done
# Two at a time: the sanitized programs and the browser are large.
ctest --test-dir "$build" --parallel 2 --output-on-failure "$@" </dev/null ||
  die "tests failed; what they wrote is above and in $build/Testing/Temporary/LastTest.log"
