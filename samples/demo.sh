#!/bin/sh
# demo.sh - from a fresh clone to searching: installs what is missing, builds in release mode
# into build/, indexes the articles of this folder, shows a phrase search and a quote look-up,
# and serves the search page until Ctrl-C.
#
#   sh samples/demo.sh              everything
#   sh samples/demo.sh --no-serve   ends before the server
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build
store=build/demo-store
PATH=$build/bin:$PATH
# Also into a pipe: highlights are what there is to see.
color=always
[ -z "${NO_COLOR:-}" ] || color=never

die() { echo "demo.sh: $*" >&2; exit 2; }
# Runs a command as a reader would type it.
show() { printf '\n$'; printf ' %s' "$@"; printf '\n'; }

serve=yes
case ${1:-} in
  '')         ;;
  --no-serve) serve=no ;;
  *)          die "unknown option $1; the only one is --no-serve" ;;
esac

sh "$root/.ci/install-packages" build
echo "building in release mode into $build"
mkdir -p "$build" || die "cannot make $build"
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release >"$build/demo.log" 2>&1 </dev/null ||
  die "cmake failed, see $build/demo.log; removing $build starts anew"
cmake --build "$build" >"$build/demo.log" 2>&1 </dev/null ||
  die "the build failed, see $build/demo.log"

cd "$root" # articles are named by the paths given, and short names read better
show verbatim index --store "$store" --prune samples/articles
verbatim index --store "$store" --prune samples/articles ||
  die "indexing failed; removing $root/$store starts anew"

phrase='"this city keeps its promises"'
show verbatim search --store "$store" --size 3 "'$phrase'"
verbatim search --color "$color" --store "$store" --size 3 "$phrase" || die "the phrase search found nothing"

quote='A bridge is a promise and this city keeps its promises'
show verbatim quote --store "$store" --limit 4 "'$quote'"
verbatim quote --color "$color" --store "$store" --limit 4 "$quote" || die "the quote look-up found nothing"

[ "$serve" = yes ] || exit 0
printf '\nThe search page is at the address below; Ctrl-C ends it.\n'
# Port 0: any free one, so that a server already running is not in the way.
show verbatim serve --store "$store" --port 0
exec verbatim serve --store "$store" --port 0
