#!/usr/bin/python3
"""Times indexing and searching beside the peers that a C program can link, in one table.

    tests/bench/run.sh BUILD CORPUS.jsonl WORK PHRASES.txt QUOTES.txt WORDS.txt
                       [--xapian] [--rounds N] [--http SECONDS]

BUILD is a release build with -DVB_BENCH=ON; the corpus has one JSON object a line, with "text"; the
query files have one query a line. Stores are made in WORK, which must not exist yet and is kept
afterwards. Then come whole processes (cold start), the server under wrk where that is installed,
and three sizes of the corpus. With --xapian Xapian is indexed too, which takes hours per gigabyte.
Judges nothing. The machine should be idle, and only ratios of one run carry over.
"""

import argparse
import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time

FIGURES = re.compile(r"mean ([\d.]+) .* p99 ([\d.]+)")
COLD = 100  # processes


def size(folder):
    folder = pathlib.Path(folder)
    return sum(p.stat().st_size for p in ([folder] if folder.is_file() else folder.rglob("*")) if p.is_file())


def timed(*command):
    """Seconds; the exit status may also say that nothing was found."""
    started = time.monotonic()
    status = subprocess.run([str(c) for c in command], stdout=subprocess.DEVNULL).returncode
    if status not in (0, 1):
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return time.monotonic() - started


def peak(*command):
    """Peak memory of a command in MB, and its seconds."""
    started, child = time.monotonic(), subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return time.monotonic() - started, used.ru_maxrss / 1000


class Bench:
    def __init__(self, options):
        self.o, self.build, self.work = options, pathlib.Path(options.build), pathlib.Path(options.work)
        self.bin = self.build / "bin"

    def ask(self, *args):
        """Mean and 99th percentile of one run of the bench program, in microseconds."""
        said = subprocess.run([str(self.bin / "bench"), *map(str, args)], check=True, capture_output=True, text=True)
        found = FIGURES.search(said.stdout)
        return tuple(map(float, found.groups()))

    def searches(self, what, store):
        o = self.o
        row = [self.ask(what, store, o.phrases, "phrase", o.rounds), self.ask(what, store, o.quotes, "phrase", o.rounds)]
        return row + [self.ask(what, store, o.words, mode, o.rounds) for mode in ("and", "or")]

    def index(self, name, *args, corpus=None, threads=1):
        """One thread unless told otherwise, as the peers have; the program itself takes two."""
        store = self.work / name
        return store, *peak(self.bin / "verbatim-index", "--quiet", "--threads", threads, "--store", store, *args,
                            corpus or self.o.corpus)


def print_row(name, cells):
    print(f"{name:<26}" + "".join(f"{c:>15}" for c in cells), flush=True)


def show(bench, name, megabytes, seconds, memory, store, what):
    cells = [f"{megabytes / seconds:.1f}" if seconds else "", f"{memory:.0f}" if memory else "",
             f"{size(store) / 1e6 / megabytes:.3f}"]
    print_row(name, cells + [f"{mean:.0f} / {p99:.0f}" for mean, p99 in bench.searches(what, store)])


def main_table(bench, megabytes):
    print_row("", ["index MB/s", "peak MB", "of text's size", "phrase us", "quote us", "all words us", "any word us"])
    print_row("", ["", "", "", "mean / p99", "mean / p99", "mean / p99", "mean / p99"])
    store, seconds, memory = bench.index("native")
    show(bench, "verbatim", megabytes, seconds, memory, store, "engine")
    _, seconds, memory = bench.index("threads", threads=2)
    print_row("verbatim, two threads", [f"{megabytes / seconds:.1f}", f"{memory:.0f}"])
    shutil.rmtree(bench.work / "threads")
    shutil.copytree(store, bench.work / "compact")
    seconds, memory = peak(bench.bin / "verbatim-index", "compact", "--store", bench.work / "compact")
    show(bench, f"  compacted ({seconds:.0f} s)", megabytes, 0, memory, bench.work / "compact", "engine")
    show(bench, "  with snippets (facade)", megabytes, 0, 0, bench.work / "compact", "facade")
    mean, p99 = bench.ask("quote", bench.work / "compact", bench.o.quotes, 2)
    print_row("  quote look-up, verdicts", ["", "", "", "", f"{mean:.0f} / {p99:.0f}"])
    seconds, memory = peak(bench.bin / "bench", "fts5-index", bench.work / "fts5.db", bench.o.corpus)
    show(bench, "SQLite FTS5", megabytes, seconds, memory, bench.work / "fts5.db", "fts5")
    if bench.o.xapian:
        store, seconds, memory = bench.index("xapian", "--engine", "xapian")
        show(bench, "Xapian", megabytes, seconds, memory, store, "engine")


# ---- whole processes ----

def forget(folder):
    """Asks the kernel to drop the files of a folder from its cache."""
    for path in pathlib.Path(folder).rglob("*"):
        if path.is_file():
            with open(path, "rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def processes(bench, cold):
    store, took = bench.work / "compact", []
    queries = pathlib.Path(bench.o.phrases).read_text(encoding="utf-8").splitlines()[:COLD]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for query in queries:
        if cold:
            forget(store)
        phrase = '"' + query.replace('"', " ") + '"'
        took.append(1000 * timed(bench.bin / "verbatim", "search", "--json", "--store", store, phrase))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / len(queries)
    read = (after.ru_inblock - before.ru_inblock) * 512 / 1e6 / len(queries)
    took.sort()
    print(f"verbatim search --json, {'files not cached' if cold else 'files cached'}: {len(took)} processes, ms: "
          f"mean {statistics.mean(took):.1f}  p50 {took[len(took) // 2]:.1f}  max {took[-1]:.1f}  "
          f"of CPU {cpu:.1f}; {read:.1f} MB read each", flush=True)


def http(bench):
    wrk = shutil.which("wrk")
    if not wrk:
        print("no HTTP figures: wrk is not installed")
        return
    server = subprocess.Popen([str(bench.bin / "verbatim-serve"), "--store", str(bench.work / "compact"), "--port", "0"],
                              stdout=subprocess.PIPE, text=True)
    try:
        address = next(m[0] for m in (re.search(r"http://[\d.]+:\d+", line) for line in server.stdout) if m)
        for connections in (1, 4):
            said = subprocess.run([wrk, "-t1", f"-c{connections}", f"-d{bench.o.http}s", "--latency", "-s",
                                   str(pathlib.Path(__file__).with_name("http.lua")), address], capture_output=True,
                                  text=True, check=True, env={**os.environ, "QUERIES": bench.o.phrases}).stdout
            rate = re.search(r"Requests/sec:\s+([\d.]+)", said)[1]
            shares = dict(re.findall(r"(\d+)%\s+([\d.]+\w+)", said))
            bad = re.search(r"Non-2xx.*: (\d+)", said)
            print(f"verbatim serve, {connections} connection(s): {rate} searches a second, 50% in {shares['50']}, "
                  f"99% in {shares['99']}, {bad[1] if bad else 0} refused", flush=True)
    finally:
        server.terminate()
        server.wait()


# ---- three sizes ----

def sizes(bench, articles):
    print_row("articles", ["index s", "phrase us", "quote us", "all words us", "any word us"])
    for share in (4, 2, 1):
        part, store = bench.work / "part.jsonl", bench.work / "part"
        with open(bench.o.corpus, "rb") as whole, open(part, "wb") as out:
            for number, line in enumerate(whole):
                if number * share < articles:
                    out.write(line)
        shutil.rmtree(store, ignore_errors=True)
        _, seconds, _ = bench.index("part", corpus=part)
        timed(bench.bin / "verbatim-index", "compact", "--store", store)
        print_row(str(-(-articles // share)), [f"{seconds:.1f}"] + [f"{m:.0f} / {p:.0f}" for m, p in bench.searches("engine", store)])
        part.unlink()
    shutil.rmtree(bench.work / "part")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("build", "corpus", "work", "phrases", "quotes", "words"):
        parser.add_argument(name)
    parser.add_argument("--xapian", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--http", type=int, default=10)
    bench = Bench(parser.parse_args())
    bench.work.mkdir(parents=True)
    articles = characters = 0
    with open(bench.o.corpus, encoding="utf-8") as lines:
        for line in lines:
            articles += 1
            characters += len((json.loads(line).get("text") or "").encode())
    megabytes = characters / 1e6
    print(f"{articles} articles, {megabytes:.1f} MB of text")
    main_table(bench, megabytes)
    processes(bench, cold=False)
    processes(bench, cold=True)
    http(bench)
    sizes(bench, articles)


if __name__ == "__main__":
    main()
