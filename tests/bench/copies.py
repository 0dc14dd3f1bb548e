#!/usr/bin/python3
"""Measures how well copies are found, over articles that you give it.

    tests/bench/copies.py [--engine NAME] [--sample N] BIN CORPUS.jsonl[.xz|.gz]...

BIN is the folder with the programs. Of each corpus the first N articles (4000) are taken. Gold:
  printed    pairs whose sets of 4-word shingles, compared by brute force with another cutting of
             words than the program's own, have at least 0.8, 0.7 .. of their union in common
  made       copies made of every twentieth article: another title, a lede in front, the tail cut
             by up to half, words replaced, or all of it
False is a pair that the program calls a copy directly (not by way of a third one) although brute
force finds less than 0.25 of the union and less than 0.6 of the shorter in common.
Prints one line of figures for each; it judges nothing.
"""

import argparse
import collections
import gzip
import json
import lzma
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")


def shingles(text):
    words = [w.lower().replace("’", "'") for w in WORD.findall(text)]
    return {hash(tuple(words[i:i + 4])) for i in range(len(words) - 3)} if len(words) >= 30 else set()


def read(path, most):
    opened = {".xz": lzma.open, ".gz": gzip.open}.get(pathlib.Path(path).suffix, open)
    articles = []
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            if article.get("text"):
                article["id"] = f"{pathlib.Path(path).stem}#{len(articles)}"
                articles.append({k: article[k] for k in ("id", "title", "date", "source", "text") if article.get(k)})
            if len(articles) == most:
                break
    return articles


def made_of(article, chance, vocabulary):
    """A copy as a paper makes it, and what was done to it."""
    words, kinds = article["text"].split(" "), []
    if len(words) < 80:
        return None, None
    kind = chance.choice(["title", "lede", "tail", "edits", "all"])
    if kind in ("tail", "all"):
        words = words[:int(len(words) * chance.uniform(0.5, 0.9))]
    if kind in ("edits", "all"):
        rate = chance.uniform(0.01, 0.05)
        words = [chance.choice(vocabulary) if chance.random() < rate else w for w in words]
    if kind in ("lede", "all"):
        words = [chance.choice(vocabulary) for _ in range(chance.randint(15, 60))] + words
    copy = dict(article, id=article["id"] + "/copy", title=" ".join(chance.choices(vocabulary, k=7)), text=" ".join(words))
    return copy, kind


def brute_force(sets):
    """Pairs that share at least a fifth of the shorter's shingles, with how many."""
    holders = collections.defaultdict(list)
    for number, own in enumerate(sets):
        for h in own:
            holders[h].append(number)
    shared = collections.Counter()
    for together in holders.values():
        if 1 < len(together) <= 300:  # what more have is boilerplate
            for i, a in enumerate(together):
                for b in together[i + 1:]:
                    shared[a, b] += 1
    return {(a, b): n for (a, b), n in shared.items() if n * 5 >= min(len(sets[a]), len(sets[b]))}


def start_server(programs, store):
    server = subprocess.Popen([programs / "verbatim-serve", "--store", store, "--port", "0"], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
    for line in server.stdout:
        found = re.search(r"http://[\d.]+:\d+", line)
        if found:
            return server, found[0]
    sys.exit("the server did not start")


def ask(address, articles):
    groups, started = {}, time.monotonic()
    for number, article in enumerate(articles):
        with urllib.request.urlopen(f"{address}/api/v1/articles/{urllib.parse.quote(article['id'], safe='')}") as answer:
            groups[number] = {c["id"] for c in json.load(answer)["copies"]}
    return groups, time.monotonic() - started


def share(found, of):
    return f"{found}/{of} = {found / of:.4f}" if of else "none"


def measure(path, options):
    chance = random.Random(1997)
    articles = read(path, options.sample)
    vocabulary = [w for a in articles[::50] for w in a["text"].split()[:200]]
    made = []
    for article in list(articles[::20]):
        copy, kind = made_of(article, chance, vocabulary)
        if copy:
            made.append((article["id"], copy["id"], kind))
            articles.append(copy)
    number = {a["id"]: i for i, a in enumerate(articles)}
    sets = [shingles(a["text"]) for a in articles]
    pairs = brute_force(sets)
    with tempfile.TemporaryDirectory() as folder:
        store = os.path.join(folder, "store")
        lines = "".join(json.dumps(a) + "\n" for a in articles).encode()
        subprocess.run([options.bin / "verbatim-index", "--store", store, "--engine", options.engine, "-"], input=lines,
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        server, address = start_server(options.bin, store)
        try:
            groups, seconds = ask(address, articles)
        finally:
            server.terminate()
    name = pathlib.Path(path).name.split(".")[0]

    def together(a, b):
        return articles[b]["id"] in groups[a]

    print(f"{name}: {len(articles)} articles, {options.engine}, {seconds / len(articles) * 1e3:.2f} ms an article over HTTP")
    for least in (0.9, 0.8, 0.7, 0.6, 0.5, 0.4):
        gold = [p for p, n in pairs.items() if n / (len(sets[p[0]]) + len(sets[p[1]]) - n) >= least
                and not any("/copy" in articles[i]["id"] for i in p)]
        print(f"  printed, resemblance {least} and more: found {share(sum(together(*p) for p in gold), len(gold))}")
    for kind in ("title", "lede", "tail", "edits", "all"):
        some = [m for m in made if m[2] == kind]
        print(f"  made, {kind}: found {share(sum(together(number[a], number[b]) for a, b, _ in some), len(some))}")
    print(f"  made, all of them: found {share(sum(together(number[a], number[b]) for a, b, _ in made), len(made))}")
    claimed = {tuple(sorted((a, number[c]))) for a, ids in groups.items() for c in ids}
    near = {p for p, n in pairs.items() if n / (len(sets[p[0]]) + len(sets[p[1]]) - n) >= 0.25
            or n >= 0.6 * min(len(sets[p[0]]), len(sets[p[1]]))}
    links = collections.defaultdict(set)
    for a, b in near:
        links[a].add(b), links[b].add(a)
    false = [p for p in claimed if p not in near and not links[p[0]] & links[p[1]]]
    chains = [p for p in claimed if p not in near and links[p[0]] & links[p[1]]]
    every = len(articles) * (len(articles) - 1) // 2
    print(f"  false: {share(len(false), len(claimed))} of the pairs called copies; by a third article {len(chains)}; "
          f"{len(false)} of {every} pairs; largest group {1 + max(map(len, groups.values()))}")
    if options.verbose:
        for a, b in false[:20]:
            print(f"    {articles[a]['id']} {articles[b]['id']}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", default="native")
    parser.add_argument("--sample", type=int, default=4000)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("corpus", nargs="+")
    options = parser.parse_args()
    for path in options.corpus:
        measure(path, options)


if __name__ == "__main__":
    main()
