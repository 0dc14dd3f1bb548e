#!/usr/bin/python3
"""Times indexing and searching beside other engines, in one run and one table.

    tests/bench/run.sh BUILD CORPUS.jsonl WORK [--peers lucene,tantivy,fts5,xapian] [--queries FOLDER]
                       [--rounds N] [--http SECONDS]

BUILD is a release build with -DVB_BENCH=ON; the corpus has one JSON object a line, with "text". Stores are made in
WORK, which must not exist yet and is kept afterwards; the queries are drawn from the corpus (draw_queries.py) unless
a folder has them. Lucene needs a JDK (21 or later) and Maven, tantivy needs Cargo; their programs are in peers/.
Xapian takes hours per gigabyte. Every query is asked N times and its best time counts; FTS5 is asked once. After the
table come batches of quotations, whole processes (cold start), the server under wrk where that is installed, and
three sizes of the corpus. Judges nothing. The machine should be idle, and only ratios of one run carry over.
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

HERE = pathlib.Path(__file__).resolve().parent
FIGURES = re.compile(r"mean ([\d.]+) .*p99 ([\d.]+)")
COLD = 100  # processes
SEARCHES = [  # what the table calls them, the file of queries, how its words are asked for
    ("phrases of 2 to 5 words", "phrases", "phrase"), ("phrases of the most frequent words", "frequent", "phrase"),
    ("quotations of 6 to 30 words", "quotes", "phrase"), ("1 to 4 words, all of them", "words", "and"),
    ("1 to 4 words, any of them", "words", "or"), ("3 to 8 words, frequent ones too, all", "natural", "and"),
    ("the same, any", "natural", "or"),
]


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
    """Seconds of a command, and its peak memory in MB."""
    started, child = time.monotonic(), subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL,
                                                          stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return time.monotonic() - started, used.ru_maxrss / 1000


# ---- the engines: each indexes a corpus into a folder, merges it, and is asked the queries of a file ----

class Verbatim:
    name, threads, merges = "Verbatim", (1, 2), True
    options, kind, rounds = (), "engine", None

    def __init__(self, bench):
        self.bench = bench

    def index(self, store, corpus, threads):
        return [self.bench.bin / "verbatim-index", "--quiet", "--threads", threads, "--store", store, *self.options, corpus]

    def merge(self, store):
        return [self.bench.bin / "verbatim-index", "compact", "--store", store]

    def query(self, store, queries, mode, rounds):
        return [self.bench.bin / "bench", self.kind, store, queries, mode, rounds]


class Xapian(Verbatim):
    name, threads, merges = "Xapian", (1,), False
    options = ("--engine", "xapian")


class Fts5(Verbatim):
    name, threads, merges, kind = "SQLite FTS5", (1,), False, "fts5"
    rounds = 1  # which takes minutes

    def index(self, store, corpus, threads):
        return [self.bench.bin / "bench", "fts5-index", store, corpus]


class Peer:
    """A program of peers/, which is built into WORK."""
    threads, merges, rounds = (1, 2), True, None

    def index(self, store, corpus, threads):
        return [*self.program, "index", store, corpus, threads]

    def merge(self, store):
        return [*self.program, "merge", store]

    def query(self, store, queries, mode, rounds):
        return [*self.program, "query", store, queries, mode, rounds]


class Lucene(Peer):
    name = "Lucene 10.6"

    def __init__(self, bench):
        java = pathlib.Path(os.environ["JAVA_HOME"], "bin") if "JAVA_HOME" in os.environ else pathlib.Path()
        jars, classes = bench.work / "lucene-jars", bench.work / "lucene-classes"
        subprocess.run(["mvn", "-q", "-B", "-f", HERE / "peers/pom.xml", "dependency:copy-dependencies",
                        f"-DoutputDirectory={jars}"], check=True, capture_output=True)
        subprocess.run([java / "javac", "-cp", f"{jars}/*", "-d", classes, HERE / "peers/LucenePeer.java"], check=True)
        self.program = [java / "java", "-Xmx4g", "--add-modules", "jdk.incubator.vector", "-cp", f"{jars}/*:{classes}",
                        "LucenePeer"]


class Tantivy(Peer):
    name = "tantivy 0.27"

    def __init__(self, bench):
        shutil.copytree(HERE / "peers", bench.work / "peers")  # Cargo writes its lock beside the sources
        subprocess.run(["cargo", "build", "-q", "--release", "--target-dir", bench.work / "tantivy-build"],
                       check=True, cwd=bench.work / "peers")
        self.program = [bench.work / "tantivy-build/release/tantivy_peer"]


PEERS = {"lucene": Lucene, "tantivy": Tantivy, "fts5": Fts5, "xapian": Xapian}


class Bench:
    def __init__(self, options):
        self.o, self.build, self.work = options, pathlib.Path(options.build).resolve(), pathlib.Path(options.work).resolve()
        self.bin, self.queries = self.build / "bin", pathlib.Path(options.queries or self.work / "queries")

    def ask(self, engine, store, queries, mode):
        """Mean and 99th percentile in microseconds."""
        command = engine.query(store, self.queries / f"{queries}.txt", mode, engine.rounds or self.o.rounds)
        said = subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True)
        return tuple(map(float, FIGURES.search(said.stdout).groups()))

    def index(self, engine, store, threads, corpus=None):
        """One thread is pinned to one core: an engine that starts more of them gains nothing by it."""
        if store.exists():
            shutil.rmtree(store) if store.is_dir() else store.unlink()
        pinned = ["taskset", "-c", "0"] if threads == 1 else []
        return peak(*pinned, *engine.index(store, corpus or self.o.corpus, threads))


# ---- the table ----

def columns(bench, engine, megabytes):
    """The column of an engine as indexed, and the one after merging where it can: what stands in each row."""
    store, rates, memory = bench.work / engine.name.replace(" ", "-").lower(), [], 0
    for threads in reversed(engine.threads):  # the store of one thread stays
        seconds, memory = bench.index(engine, store, threads)
        rates.insert(0, f"{megabytes / seconds:.1f}")
    head = {"indexing with the text, one core (two), MB/s": rates[0] + (f" ({rates[1]})" if rates[1:] else ""),
            "peak memory, one core, MB": f"{memory:.0f}"}
    yield engine.name, head | rows(bench, engine, store, megabytes)
    if engine.merges:
        seconds, memory = peak(*engine.merge(store))
        head = {head: "" for head in head} | {"peak memory, one core, MB": f"{memory:.0f}"}
        yield f"merged ({seconds:.0f} s)", head | rows(bench, engine, store, megabytes)


def rows(bench, engine, store, megabytes):
    asked = {what: bench.ask(engine, store, queries, mode) for what, queries, mode in SEARCHES}
    return {"store / text": f"{size(store) / 1e6 / megabytes:.3f}",
            **{f"{what}, us": f"{mean:,.0f} / {p99:,.0f}" for what, (mean, p99) in asked.items()}}


def main_table(bench, megabytes):
    engines = [PEERS[name](bench) for name in bench.o.peers.split(",") if name] + [Verbatim(bench)]
    table = [column for engine in engines for column in columns(bench, engine, megabytes)]
    print("| mean / 99th percentile |", " | ".join(name for name, _ in table), "|")
    print("|---" * (len(table) + 1) + "|")
    for what in table[0][1]:
        print(f"| {what} |", " | ".join(column[what] for _, column in table), "|", flush=True)


def facade(bench):
    """The same through the front end: parsing, word forms, ten results with snippets; and with copies folded."""
    engine = Verbatim(bench)
    for engine.kind, how in (("facade", ""), ("folded", ", copies folded")):
        for what, queries, mode in SEARCHES:
            mean, p99 = bench.ask(engine, bench.work / "verbatim", queries, mode)
            print(f"with word forms and snippets{how}, {what}: {mean:.0f} / {p99:.0f} us", flush=True)


def batches(bench):
    for kind in ("exact", "altered", "absent"):
        queries = bench.queries / f"{kind}.txt"
        with open(queries, "rb") as lines:
            count = sum(1 for _ in lines)
        seconds, memory = peak("sh", "-c", '"$@" || [ $? = 1 ]', "sh", "taskset", "-c", "0", bench.bin / "verbatim", "quote",
                               "--store", bench.work / "verbatim", "--batch", queries)
        print(f"quote --batch, {kind}, one core: {count / seconds:,.0f} a second, {memory:.0f} MB at the peak", flush=True)


# ---- whole processes ----

def forget(folder):
    """Asks the kernel to drop the files of a folder from its cache."""
    for path in pathlib.Path(folder).rglob("*"):
        if path.is_file():
            with open(path, "rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def processes(bench, cold):
    store, took = bench.work / "verbatim", []
    queries = (bench.queries / "phrases.txt").read_text(encoding="utf-8").splitlines()[:COLD]
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
    server = subprocess.Popen([str(bench.bin / "verbatim-serve"), "--store", str(bench.work / "verbatim"), "--port", "0"],
                              stdout=subprocess.PIPE, text=True)
    try:
        address = next(m[0] for m in (re.search(r"http://[\d.]+:\d+", line) for line in server.stdout) if m)
        for connections in (1, 4):
            said = subprocess.run([wrk, "-t1", f"-c{connections}", f"-d{bench.o.http}s", "--latency", "-s",
                                   str(pathlib.Path(__file__).with_name("http.lua")), address], capture_output=True,
                                  text=True, check=True, env={**os.environ, "QUERIES": str(bench.queries / "phrases.txt")}).stdout
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
    engine, part, store = Verbatim(bench), bench.work / "part.jsonl", bench.work / "part"
    for share in (4, 2, 1):
        with open(bench.o.corpus, "rb") as whole, open(part, "wb") as out:
            for number, line in enumerate(whole):
                if number * share < articles:
                    out.write(line)
        seconds, _ = bench.index(engine, store, 1, part)
        timed(*engine.merge(store))
        asked = [(what, *bench.ask(engine, store, queries, mode)) for what, queries, mode in SEARCHES]
        print(f"{-(-articles // share)} articles: indexed in {seconds:.1f} s;",
              "; ".join(f"{what} {mean:.0f} / {p99:.0f} us" for what, mean, p99 in asked), flush=True)
    part.unlink()
    shutil.rmtree(store)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("build", "corpus", "work"):
        parser.add_argument(name)
    parser.add_argument("--peers", default="")
    parser.add_argument("--queries")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--http", type=int, default=10)
    bench = Bench(parser.parse_args())
    bench.work.mkdir(parents=True)
    if not bench.o.queries:
        subprocess.run([HERE / "draw_queries.py", bench.o.corpus, bench.queries], check=True)
    articles = characters = 0
    with open(bench.o.corpus, encoding="utf-8") as lines:
        for line in lines:
            articles += 1
            characters += len((json.loads(line).get("text") or "").encode())
    megabytes = characters / 1e6
    print(f"{articles} articles, {megabytes:.1f} MB of text", flush=True)
    main_table(bench, megabytes)
    facade(bench)
    batches(bench)
    processes(bench, cold=False)
    processes(bench, cold=True)
    http(bench)
    sizes(bench, articles)


if __name__ == "__main__":
    main()
