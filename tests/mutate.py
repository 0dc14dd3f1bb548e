#!/usr/bin/python3
"""mutate.py - plants faults in the core's files, one at a time, and says which of them no test noticed.

    tests/mutate.py BUILD [--count 200] [--seed 1] [--only PATTERN] [--list]
    tests/mutate.py BUILD --again LOG       judges anew the survivors that LOG has, wherever their lines stand now

BUILD is a configured tests build (tests/README.md). A fault is a small change that a hand could have made: another
comparison, a bound one off, a sign, `&&` for `||`, a call left out. For each one the file is changed, what depends on
it is built, the suites that should notice are run, and the file is put back (also on Ctrl-C). Survivors are printed
with their line; a mutant that does not compile is not counted. Not a part of continuous integration: a mutant takes
from some seconds to a minute.
"""

import argparse
import os
import pathlib
import random
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

# source: the suites that should notice a fault in it, the quickest first: unit tests of the build, or end-to-end ones
CORE = {
    "searcher/quote/verdict.c": ["test_verdict", "test_near", "test_split", "test_lookup_native", "e2e.test_same_answers"],
    "searcher/quote/align.c": ["test_align", "test_verdict", "test_near", "test_lookup_native", "e2e.test_same_answers"],
    "searcher/quote/history.c": ["test_search", "test_lookup_native", "e2e.test_quote_history", "e2e.test_same_answers"],
    "searcher/quote/lookup.c": ["test_lookup_native", "test_search", "e2e.test_quote_history", "e2e.test_quote", "e2e.test_same_answers"],
    "searcher/query/query_parse.c": ["test_query", "test_query_foreign", "test_match", "e2e.test_failing_heap", "e2e.test_same_answers"],
    "searcher/query/query_lex.c": ["test_query", "test_query_foreign", "test_match", "e2e.test_failing_heap", "e2e.test_same_answers"],
    "searcher/query/match.c": ["test_match", "test_snippet", "test_engine_native", "test_search", "e2e.test_same_answers"],
    "searcher/snippet/snippet.c": ["test_snippet", "e2e.test_same_answers"],
    "searcher/engine/native/cursor.c": ["test_engine_native", "test_limits", "e2e.test_same_answers"],
    "searcher/engine/native/plan.c": ["test_engine_native", "test_limits", "e2e.test_same_answers"],
    "searcher/engine/native/positions.c": ["test_engine_native", "e2e.test_same_answers"],
    "searcher/engine/native/block_max.c": ["test_top_k", "test_engine_native", "e2e.test_same_answers"],
    "searcher/engine/native/top_k.c": ["test_top_k", "test_engine_native", "e2e.test_same_answers"],
    "indexer/text/normalise.c": ["test_words", "test_marks", "test_query", "e2e.test_same_answers"],
    "indexer/text/words.c": ["test_words", "test_query", "e2e.test_same_answers"],
    "indexer/text/sentences.c": ["test_sentences", "test_snippet", "e2e.test_same_answers"],
    "indexer/store/posting/posting.c": ["test_posting", "test_top_k", "test_engine_native", "test_native_store", "e2e.test_same_answers"],
    "indexer/store/posting/part.c": ["test_native_store", "e2e.test_repair", "test_damage"],
    "indexer/store/commit/manifest.c": ["test_manifest", "test_native_store", "test_failing_disk", "e2e.test_power_loss"],
    "indexer/store/commit/write_transaction.c": ["test_native_store", "test_failing_disk", "e2e.test_outlet_lines", "e2e.test_power_loss"],
    "indexer/store/segment/lexicon.c": ["test_engine_native", "test_native_store", "e2e.test_same_answers"],
    "indexer/store/record.c": ["test_record", "e2e.test_same_answers"],
    "indexer/base/file.c": ["test_store", "test_failing_disk", "e2e.test_index", "e2e.test_power_loss"],
    "web/request_rules.c": ["test_request_rules"],
    "web/time_shares.c": ["test_time_shares"],
}

CHANGES = [  # a pattern, what stands for it; both sides of a comparison stay
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "), (r" == ", " != "), (r" != ", " == "),
    (r" && ", " || "), (r" \|\| ", " && "), (r" \+ 1\b", " + 2"), (r" - 1\b", " - 2"), (r" \+ (?=\w)", " - "),
    (r" - (?=\w)", " + "), (r"\breturn true;", "return false;"), (r"\breturn false;", "return true;"),
    (r"(?<=[(!])!(?=\w)", ""), (r"\+\+", "--"),
]
CALL = re.compile(r"^( +)(?:status = |if \(status == VB_OK\) status = )?(vb_\w+|fsync|keep\w*|add\w*|put\w*|note\w*)\(.*\);$")


PROGRAMS = ["bin/verbatim", "bin/verbatim-index", "bin/verbatim-serve", "shim", "heap"]
SURVIVED = re.compile(r"SURVIVED (\S+):\d+: (.+?): (.*?)  \(\d+ s\)$")


def survivors(log):
    """The faults that a log of an earlier run has as survivors; a line that is gone is passed over."""
    for name, what, line in (found.groups() for found in map(SURVIVED.match, pathlib.Path(log).read_text().splitlines()) if found):
        same = [(name, *place) for place in places(name) if (place[1].strip(), place[2]) == (line, what)]
        if same:
            yield same[0]
        else:
            print(f"gone: {name}: {what}: {line}", flush=True)


def places(name):
    """(line number, the changed line, what was done) of each fault that can be planted in a file."""
    comment = False
    for number, line in enumerate((ROOT / name).read_text().splitlines(), 1):
        code = line.split("/*")[0] if "/*" in line else line
        if comment or line.lstrip().startswith(("/*", "*", "#", "//")) or "sizeof" in code:
            comment = (comment or "/*" in line) and "*/" not in line
            continue
        for pattern, instead in CHANGES:
            for found in re.finditer(pattern, code):
                if code[:found.start()].count('"') % 2 == 0:
                    yield number, line[:found.start()] + instead + line[found.end():], f"{found.group(0).strip()} -> {instead.strip()}"
        if CALL.match(code):
            yield number, re.sub(r"\S.*", ";", code, count=1), "call left out"


def run(command, seconds):
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=seconds,
                              env={**os.environ, "CRITERION_FAIL_FAST": "1"}).returncode
    except subprocess.TimeoutExpired:
        return -1  # a fault that makes a test run for ever is noticed


def judge(build, name, number, line, suites):
    """"broken" (does not compile), "noticed" or "survived"."""
    path = ROOT / name
    whole = path.read_text()
    lines = whole.splitlines(keepends=True)
    lines[number - 1] = line + "\n"
    try:
        path.write_text("".join(lines))
        for suite in suites:
            end_to_end = suite.startswith("e2e.")
            if run(["ninja", "-C", build, *(PROGRAMS if end_to_end else [suite])], 600) != 0:
                return "broken"
            name = suite if end_to_end else f"unit.{suite}"
            if run(["ctest", "--test-dir", build, "-R", f"^{name}$", "--timeout", "240"], 300) != 0:
                return "noticed"
        return "survived"
    finally:
        path.write_text(whole)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--again", metavar="LOG")
    parser.add_argument("--list", action="store_true", help="print the faults that would be planted, and plant none")
    options = parser.parse_args()
    if subprocess.run(["git", "diff", "--quiet"], cwd=ROOT).returncode != 0 and not options.list:
        sys.exit("mutate.py: there are uncommitted changes; it changes files, so commit them first")
    faults = [(name, *place) for name in CORE if options.only in name and (ROOT / name).is_file() for place in places(name)]
    random.Random(options.seed).shuffle(faults)
    if options.again:
        faults = list(survivors(options.again))
    built = {line.split(":")[0] for line in subprocess.run(["ninja", "-C", options.build, "-t", "targets", "all"],
             capture_output=True, text=True).stdout.splitlines()}
    count = {"noticed": 0, "survived": 0, "broken": 0}
    for name, number, line, what in faults:
        if count["noticed"] + count["survived"] == options.count:
            break
        suites = [s for s in CORE[name] if s.startswith("e2e.") or s in built or f"tests/{s}" in built]
        if options.list:
            print(f"{name}:{number}: {what}: {line.strip()}")
            count["noticed"] += 1
            continue
        began = time.monotonic()
        outcome = judge(options.build, name, number, line, suites)
        count[outcome] += 1
        if outcome == "survived":
            print(f"SURVIVED {name}:{number}: {what}: {line.strip()}  ({time.monotonic() - began:.0f} s)", flush=True)
    judged = count["noticed"] + count["survived"]
    print(f"{judged} faults, {count['noticed']} noticed ({100 * count['noticed'] / max(1, judged):.0f}%), "
          f"{count['survived']} survived; {count['broken']} did not compile")


if __name__ == "__main__":
    main()
