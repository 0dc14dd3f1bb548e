#!/usr/bin/python3
"""mutate.py - plants faults in the core's files, one at a time, and says which of them no test noticed.

    tests/mutate.py BUILD [--count 200] [--seed 1] [--only PATTERN] [--part K/N] [--limit SECONDS] [--list]
    tests/mutate.py BUILD --again LOG       judges anew the survivors that LOG has, wherever their lines stand now

BUILD is a configured tests build (tests/README.md). A fault is a small change that a hand could have made: another
comparison, a bound one off, a sign, `&&` for `||`, a call left out. The file is changed, what the next suite needs is
built, the suites that should notice run one after the other until the first that fails or does not end, and the file
is put back (also on Ctrl-C). Each suite first runs on the sound code: it must pass, and its time gives its limit
(unless --limit does: for a second run).

A fault whose object code equals that of the sound file cannot be noticed by any test: it is "equal" and not counted,
like one that does not compile. Both files are compiled with optimisation and without debug information ("trivial
compiler equivalence": Papadakis, Jia, Harman and Le Traon, ICSE 2015). Equal bytes prove it for that compiler; other
equal faults remain among the survivors and have to be found by reading.

Each fault is a line of output, and at the end comes a table by file. Not a part of continuous integration: a fault
takes from some seconds to a minute. With two trees, `--part 1/2` and `--part 2/2` share one run.
"""

import argparse
import collections
import ctypes
import json
import os
import pathlib
import random
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

# source: the suites that should notice a fault in it, the quickest first: unit tests of the build, or end-to-end ones
CORE = {
    "searcher/quote/verdict.c": ["test_verdict", "test_near", "test_split", "test_lookup_native", "fuzz_verdict", "test_work", "test_failing_memory", "e2e.test_same_answers"],
    "searcher/quote/align.c": ["test_align", "test_near", "test_lookup_native", "fuzz_align", "test_verdict", "test_work", "test_failing_memory", "e2e.test_same_answers"],
    "searcher/quote/history.c": ["test_search", "test_lookup_native", "test_work", "test_failing_memory", "e2e.test_same_answers", "e2e.test_quote_history"],
    "searcher/quote/lookup.c": ["test_lookup_native", "test_search", "test_work", "test_failing_memory", "e2e.test_same_answers", "e2e.test_quote", "e2e.test_quote_history"],
    "searcher/query/query_parse.c": ["test_query", "test_query_foreign", "fuzz_query", "test_match", "test_work", "test_failing_memory", "e2e.test_same_answers"],
    "searcher/query/query_lex.c": ["test_query", "test_query_foreign", "fuzz_query", "test_match", "test_work", "test_failing_memory", "e2e.test_same_answers"],
    "searcher/query/match.c": ["test_match", "fuzz_match", "test_snippet", "test_search", "test_work", "test_failing_memory", "e2e.test_same_answers", "test_engine_native"],
    "searcher/snippet/snippet.c": ["test_snippet", "test_search", "test_work", "test_failing_memory", "e2e.test_same_answers"],
    "searcher/engine/native/cursor.c": ["test_limits", "test_time_ends", "test_work", "test_failing_memory", "e2e.test_same_answers", "test_engine_native", "test_top_k"],
    "searcher/engine/native/plan.c": ["test_limits", "test_time_ends", "test_work", "test_failing_memory", "e2e.test_same_answers", "test_engine_native", "test_top_k"],
    "searcher/engine/native/positions.c": ["test_lookup_native", "test_time_ends", "test_work", "test_failing_memory", "e2e.test_same_answers", "test_engine_native", "test_top_k"],
    "searcher/engine/native/block_max.c": ["test_time_ends", "test_work", "test_failing_memory", "e2e.test_same_answers", "test_engine_native", "test_top_k"],
    "searcher/engine/native/top_k.c": ["test_time_ends", "test_limits", "test_work", "test_failing_memory", "e2e.test_same_answers", "test_engine_native", "test_top_k"],
    "indexer/text/normalise.c": ["test_words", "test_marks", "fuzz_analysis", "test_query", "test_work", "test_failing_memory", "e2e.test_same_answers"],
    "indexer/text/words.c": ["test_words", "fuzz_analysis", "test_query", "test_work", "test_failing_memory", "e2e.test_same_answers"],
    "indexer/text/sentences.c": ["test_sentences", "fuzz_analysis", "test_snippet", "test_work", "test_failing_memory", "e2e.test_same_answers"],
    "indexer/store/posting/posting.c": ["test_posting", "fuzz_segment", "test_work", "test_failing_memory", "e2e.test_same_answers", "test_engine_native", "test_native_store"],
    "indexer/store/posting/part.c": ["test_part", "e2e.test_repair", "test_native_store"],
    "indexer/store/commit/manifest.c": ["test_manifest", "test_failing_memory", "e2e.test_power_loss", "test_native_store", "test_failing_disk"],
    "indexer/store/commit/write_transaction.c": ["test_failing_memory", "test_work", "e2e.test_power_loss", "e2e.test_outlet_lines", "test_native_store", "test_failing_disk"],
    "indexer/store/segment/lexicon.c": ["fuzz_segment", "test_work", "test_failing_memory", "e2e.test_same_answers", "test_engine_native", "test_native_store"],
    "indexer/store/record.c": ["test_record", "fuzz_record", "test_work", "test_failing_memory", "e2e.test_same_answers"],
    "indexer/base/file.c": ["test_file", "test_store", "e2e.test_power_loss", "test_failing_disk", "e2e.test_index"],
    "web/request_rules.c": ["test_request_rules"],
    "web/time_shares.c": ["test_time_shares"],
}

CHANGES = [  # a pattern, what stands for it; both sides of a comparison stay
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "), (r" == ", " != "), (r" != ", " == "),
    (r" && ", " || "), (r" \|\| ", " && "), (r" \+ 1\b", " + 2"), (r" - 1\b", " - 2"), (r" \+ (?=\w)", " - "),
    (r" - (?=\w)", " + "), (r"\breturn true;", "return false;"), (r"\breturn false;", "return true;"),
    (r"(?<=[(!])!(?=\w)", ""), (r"\+\+", "--"),
]
LEFT_OUT = "call left out"
CALL = re.compile(r"^( +)(?:status = |if \(status == VB_OK\) status = )?(vb_\w+|fsync|keep\w*|add\w*|put\w*|note\w*)\(.*\);$")


PROGRAMS = ["bin/verbatim", "bin/verbatim-index", "bin/verbatim-serve", "shim", "heap"]
COMPILERS = [["gcc", "-O2"], ["gcc", "-O3"], ["clang", "-O2"]]  # those that are installed
TIMED = ["test_limits"]  # its bounds on time are tight: a failure counts when it comes twice
SLOW = ["test_native_store", "test_damage", "test_failing_disk", "test_top_k", "e2e.test_index", "e2e.test_quote_history", "e2e.test_repair"]
LEAST_LIMIT = 20  # seconds; a suite's limit is this, or some times what it takes on the sound code
SURVIVED = re.compile(r"SURVIVED (\S+):\d+: (.+?): (.*?)  \(\d+ s\)$")


def survivors(log):
    """The faults that a log of an earlier run has as survivors; a line that is gone is passed over."""
    for name, what, line in (found.groups() for found in map(SURVIVED.match, pathlib.Path(log).read_text().splitlines()) if found):
        same = [(name, *place) for place in places(name) if (place[1].strip(), place[2]) == (line, what)]
        same = same or [(name, *place) for place in places(name) if (whole_line(name, place[0]), place[2]) == (line, what)]
        if same:
            yield same[0]
        else:
            print(f"gone: {name}: {what}: {line}", flush=True)


def whole_line(name, number):
    return (ROOT / name).read_text().splitlines()[number - 1].strip()


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
            yield number, re.sub(r"\S.*", ";", code, count=1), LEFT_OUT


def end_children():
    """Ends what a suite left running: every process that descends from this one, which adopts orphans (main)."""
    parents = {}
    for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue  # it has ended by itself
    below = {os.getpid()}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
    for child in below - {os.getpid()}:
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            continue


def run(command, seconds, folder=ROOT, **environment):
    """The exit status, or None when the time is over; and what it printed."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                   env={**os.environ, **environment})
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired:
            status = None
        finally:
            end_children()
            process.wait()
        output.seek(0)
        return status, output.read().decode(errors="replace")


class Build:
    """A configured build folder: its commands of compiling, and its suites."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.read_suites()
        self.compilers = [c for c in COMPILERS if subprocess.run(["which", c[0]], capture_output=True).returncode == 0]
        commands = json.loads(subprocess.run(["ninja", "-C", self.folder, "-t", "compdb"], capture_output=True, text=True).stdout)
        self.flags = {}
        for entry in commands:
            words = shlex.split(entry["command"]) if entry["file"].endswith(".c") else []
            if "-fsanitize=thread" not in words and "tests/" not in entry.get("output", ""):
                kept = [w for before, w in zip([""] + words, words) if w.startswith(("-D", "-I", "-std=")) or "-isystem" in (w, before)]
                self.flags[os.path.relpath(entry["file"], ROOT)] = kept
        self.limits = {}
        self.scratch = tempfile.TemporaryDirectory()
        self.sound = {}  # object code by file and compiler

    def read_suites(self):
        shown = subprocess.run(["ctest", "--test-dir", self.folder, "--show-only=json-v1"], capture_output=True, text=True)
        self.suites = {test["name"]: test for test in json.loads(shown.stdout)["tests"]}

    def knows(self, suite):
        return self.test_of(suite) in self.suites

    @staticmethod
    def test_of(suite):
        return suite if suite.startswith("e2e.") else suite.replace("fuzz_", "fuzz.") if suite.startswith("fuzz_") else f"unit.{suite}"

    def make(self, suite):
        targets = PROGRAMS if suite.startswith("e2e.") else [suite]
        return run(["ninja", "-C", str(self.folder), *targets], 900)[0] == 0

    def passes(self, suite, limit):
        if "command" not in self.suites[self.test_of(suite)]:
            self.read_suites()  # a program that was not built yet has none
        test = self.suites[self.test_of(suite)]
        properties = {p["name"]: p["value"] for p in test["properties"]}
        environment = dict(e.split("=", 1) for e in properties.get("ENVIRONMENT", []))
        command = test["command"] + (["-x"] if suite.startswith("e2e.") else [])
        status, output = run(command, limit, properties.get("WORKING_DIRECTORY", ROOT), **environment, CRITERION_FAIL_FAST="1",
                             ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") + ":hard_rss_limit_mb=6000")
        return status == 0 and not any(word in output for word in properties.get("FAIL_REGULAR_EXPRESSION", []))

    def notices(self, suite):
        failed = not self.passes(suite, self.limits[suite])
        return failed and (suite not in TIMED or not self.passes(suite, self.limits[suite]))

    def try_sound(self, suites):
        """Builds and runs each suite on the sound code; its time gives its limit."""
        for suite in suites:
            if not self.make(suite):
                sys.exit(f"mutate.py: {suite} does not build")
            began = time.monotonic()
            if not self.passes(suite, 600):
                sys.exit(f"mutate.py: {suite} fails on the sound code")
            self.limits[suite] = max(LEAST_LIMIT, 5 * (time.monotonic() - began))

    def object_code(self, name, source, compiler):
        """The object file of a source, as bytes; None if it does not compile."""
        out = source.with_suffix(".o")
        command = [*compiler, "-g0", "-w", "-c", "-o", str(out), "-x", "c", "-iquote", str((ROOT / name).parent), *self.flags[name], str(source)]
        return out.read_bytes() if run(command, 120)[0] == 0 else None

    def equal(self, name, changed):
        """Whether one of the compilers makes the same of the changed text as of the file."""
        source = pathlib.Path(self.scratch.name) / pathlib.Path(name).name  # always the same path: an assertion has it
        for compiler in self.compilers:
            key = (name, *compiler)
            if key not in self.sound:
                source.write_text((ROOT / name).read_text())
                self.sound[key] = self.object_code(name, source, compiler)
            source.write_text(changed)
            if self.object_code(name, source, compiler) == self.sound[key] is not None:
                return True
        return False


def judge(build, name, number, line, suites):
    """"equal", "broken" (does not compile), "noticed" or "survived"; and the suite that noticed."""
    path = ROOT / name
    whole = path.read_text()
    lines = whole.splitlines(keepends=True)
    lines[number - 1] = line + "\n"
    changed = "".join(lines)
    if build.equal(name, changed):
        return "equal", ""
    try:
        path.write_text(changed)
        for suite in suites:
            if not build.make(suite):
                return "broken", ""
            if build.notices(suite):
                return "noticed", suite
        return "survived", ""
    finally:
        path.write_text(whole)


def table(outcomes):
    """The counts of each file and of all, as lines."""
    total = collections.Counter()
    yield f"{'file':48} noticed survived   equal  broken"
    for name in sorted(outcomes):
        total.update(outcomes[name])
        yield f"{name:48}" + "".join(f"{outcomes[name][o]:8}" for o in ("noticed", "survived", "equal", "broken"))
    judged = total["noticed"] + total["survived"]
    yield (f"{judged} faults, {total['noticed']} noticed ({100 * total['noticed'] / max(1, judged):.1f}%), {total['survived']} survived; "
           f"not counted: {total['equal']} with equal object code, {total['broken']} that did not compile")


def chosen(options):
    faults = [(name, *place) for name in CORE if options.only in name and (ROOT / name).is_file() for place in places(name)]
    random.Random(options.seed).shuffle(faults)
    if options.again:
        faults = list(survivors(options.again))
    k, n = map(int, options.part.split("/"))
    return faults[k - 1::n]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--count", type=int, default=200, help="of faults that are noticed or survive")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--part", default="1/1", metavar="K/N", help="each Nth fault only, from the Kth")
    parser.add_argument("--limit", type=int, metavar="SECONDS", help="of each suite, slow ones five times as long; they are not tried on the sound code then")
    parser.add_argument("--again", metavar="LOG")
    parser.add_argument("--list", action="store_true", help="print the faults that would be planted, and plant none")
    options = parser.parse_args()
    if subprocess.run(["git", "diff", "--quiet"], cwd=ROOT).returncode != 0 and not options.list:
        sys.exit("mutate.py: there are uncommitted changes; it changes files, so commit them first")
    faults = chosen(options)
    if options.list:
        for name, number, line, what in faults[:options.count]:
            print(f"{name}:{number}: {what}: {line.strip()}")
        return
    signal.signal(signal.SIGINT, lambda *_: sys.exit(130))  # also where a shell's `&` has it ignored
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: a test's workers begin sessions of their own
    build = Build(options.build)
    suites = {name: [s for s in CORE[name] if build.knows(s)] for name in {fault[0] for fault in faults}}
    needed = dict.fromkeys(s for name in suites for s in suites[name])
    if options.limit:
        build.limits = {suite: options.limit * (5 if suite in SLOW else 1) for suite in needed}
    else:
        build.try_sound(needed)
    outcomes = collections.defaultdict(collections.Counter)
    for name, number, line, what in faults:
        if sum(c["noticed"] + c["survived"] for c in outcomes.values()) == options.count:
            break
        began = time.monotonic()
        outcome, by = judge(build, name, number, line, suites[name])
        outcomes[name][outcome] += 1
        word = "SURVIVED" if outcome == "survived" else f"{outcome} by {by}" if by else outcome
        print(f"{word} {name}:{number}: {what}: {line.strip() if what != LEFT_OUT else whole_line(name, number)}  ({time.monotonic() - began:.0f} s)", flush=True)
    print("\n".join(table(outcomes)))


if __name__ == "__main__":
    main()
