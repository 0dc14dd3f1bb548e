"""Measures quote look-up on a corpus: is what was changed found, is what is nowhere not found.

  quotes.py make CORPUS.jsonl FOLDER [--count N] [--seed S]   cut and change quotations
  quotes.py run VERBATIM STORE FOLDER                         look them up in batches and judge

`make` writes altered.jsonl, exact.jsonl and absent.jsonl, each line with the id of the article, the
original text and what was done to it. `run` says how often the right article is first, whether any
altered quote was called verbatim, how many absent ones were not found, and the speed of each batch
in processor time. CORPUS has one article a line, with "id" and "text".
"""

import argparse
import json
import os
import pathlib
import random
import re
import resource
import subprocess
import sys

WORD = re.compile(r"\S+")
EDITS = ["drop", "insert", "substitute", "transpose", "case", "marks", "elide", "bracket"]
STRICTEST = {"case": 2, "marks": 2, "elide": 3, "bracket": 3}  # the verdicts that must hold at least
VERDICTS = ["verbatim", "typography", "case-punctuation", "edited", "altered", "not-found"]


def bare(text):
    return re.sub(r"\W+", " ", text.casefold()).split()


def articles(path, wanted, rng):
    """A seeded sample of articles long enough to quote."""
    size = os.path.getsize(path)
    with open(path, "rb") as corpus:
        while wanted:
            corpus.seek(rng.randrange(size))
            corpus.readline()
            line = corpus.readline()
            if not line:
                continue
            article = json.loads(line)
            if len(article.get("text") or "") > 400:
                wanted -= 1
                yield article


def cut(article, rng):
    """Some consecutive words of one paragraph: the quotation between marks if there is one long enough."""
    said = re.findall(r"[“\"]([^“”\"\n]{40,600})[”\"]", article["text"])
    paragraphs = [p for p in article["text"].split("\n\n") if len(p.split()) >= 8]
    if said and rng.random() < 0.7:
        return rng.choice(said).strip()
    if not paragraphs:
        return None
    words = rng.choice(paragraphs).split()
    n = min(len(words), rng.randint(6, 40))
    at = rng.randrange(len(words) - n + 1)
    return " ".join(words[at:at + n])


def change(text, kind, vocabulary, rng):
    words = text.split()
    most = max(1, len(words) // 5)
    count = rng.randint(1, most)
    if kind == "case":
        return rng.choice([text.upper(), text.lower(), text.title()])
    if kind == "marks":
        return re.sub(r"[,;:.](?=\s)", lambda m: rng.choice([m[0], "", ";"]),
                      text.replace("’", "'").replace("–", "-").replace("—", "--"))
    if kind == "elide":
        at = rng.randrange(1, len(words) - 1)
        return " ".join(words[:at] + ["..."] + words[min(at + count, len(words) - 1):])
    if kind == "bracket":
        at = rng.randrange(1, len(words))
        return " ".join(words[:at] + ["[" + rng.choice(vocabulary) + "]"] + words[at:])
    for _ in range(count):
        at = rng.randrange(len(words))
        if kind == "drop" and len(words) > 3:
            del words[at]
        elif kind == "insert":
            words.insert(at, rng.choice(vocabulary))
        elif kind == "substitute":
            words[at] = rng.choice(vocabulary)
        elif kind == "transpose" and at + 1 < len(words):
            words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def make(options):
    rng = random.Random(options.seed)
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    sample = list(articles(options.corpus, options.count * 2, rng))
    vocabulary = [w for a in sample[:200] for w in WORD.findall(a["text"]) if w.isalpha()]
    out = {name: open(folder / f"{name}.jsonl", "w") for name in ("altered", "exact", "absent")}
    made = 0
    for article in sample:
        text = cut(article, rng)
        if not text or len(text.split()) < 5 or made == options.count:
            continue
        kind = EDITS[made % len(EDITS)]
        changed = change(text, kind, vocabulary, rng)
        same = bare(changed) == bare(text)
        json.dump({"id": made, "quote": changed, "article": article["id"], "original": text, "edit": kind,
                   "same": same}, out["altered"])
        json.dump({"id": made, "quote": text, "article": article["id"], "original": text}, out["exact"])
        words = text.split()
        if made % 2:
            rng.shuffle(words)
        else:  # as many words, drawn by frequency: the plainest nonsense
            words = [rng.choice(vocabulary) for _ in words]
        json.dump({"id": made, "quote": " ".join(words)}, out["absent"])
        for f in out.values():
            f.write("\n")
        made += 1


def ask(verbatim, store, path, *options):
    """The output of a batch, and the processor seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([verbatim, "quote", "--store", store, *options, "--batch", path],
                          stdout=subprocess.PIPE, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def speed(options, name, times):
    """Processor time a quote, the start of the program subtracted."""
    path = pathlib.Path(options.folder) / f"{name}.jsonl"
    many = pathlib.Path(options.folder) / f"{name}-many.jsonl"
    many.write_text(path.read_text() * times)
    one = pathlib.Path(options.folder) / "one.jsonl"
    one.write_text(path.read_text().split("\n", 1)[0] + "\n")
    _, base = ask(options.verbatim, options.store, one)
    _, took = ask(options.verbatim, options.store, many)
    n = many.read_text().count("\n")
    print(f"{name}: {n} quotes, {(took - base) / n * 1e6:.1f} us each, {n / (took - base):.0f} a second")


def run(options):
    folder = pathlib.Path(options.folder)
    texts = {}
    rows = [json.loads(line) for line in open(folder / "altered.jsonl")]
    answers = [json.loads(line) for line in
               ask(options.verbatim, options.store, folder / "altered.jsonl", "--json", "--limit", "3")[0].splitlines()]
    first, by_edit, lied, too_weak = 0, {}, [], []
    for row, answer in zip(rows, answers):
        right = False
        if answer.get("matches"):
            match = answer["matches"][0]
            # A copy of the article under another id carries the original just as well.
            right = match["id"] == row["article"] or carries(options, match["id"], row["original"], texts)
        first += right
        tally = by_edit.setdefault(row["edit"], [0, 0])
        tally[0] += right
        tally[1] += 1
        rank = VERDICTS.index(answer["verdict"])
        if not row["same"] and rank < 3 and not carries(options, answer["matches"][0]["id"], row["quote"], texts):
            lied.append(row)
        if right and (row["same"] and rank > 2 or rank > STRICTEST.get(row["edit"], 4)):
            too_weak.append((row["edit"], answer["verdict"], row["quote"]))
        if options.show and not right:
            print(f"  missed {row['edit']}: {answer['verdict']}: {row['quote']!r} of {row['original']!r}")
    print(f"altered: right article first {first} of {len(rows)}",
          " ".join(f"{k} {a}/{b}" for k, (a, b) in sorted(by_edit.items())))
    print(f"altered: called closer than it is {len(lied)}, weaker than it is {len(too_weak)}")
    for what in (lied + too_weak)[:options.show]:
        print("  ", what)
    absent = [json.loads(line) for line in
              ask(options.verbatim, options.store, folder / "absent.jsonl", "--json", "--limit", "1")[0].splitlines()]
    found = [a for a in absent if a["verdict"] != "not-found"]
    print(f"absent: not found {len(absent) - len(found)} of {len(absent)}")
    for a in found[:options.show]:
        print("  ", a["verdict"], a["quote"], a["matches"][0].get("text"))
    for name, times in (("exact", 20), ("altered", 3), ("absent", 3)):
        speed(options, name, times)


def carries(options, article, quote, texts):
    if article not in texts:
        shown = subprocess.run([options.verbatim, "show", "--store", options.store, "--json", article],
                               stdout=subprocess.PIPE, check=False).stdout
        view = json.loads(shown)
        texts[article] = " " + " ".join(bare((view["title"] or "") + " " + view["text"])) + " "
    return " " + " ".join(bare(quote)) + " " in texts[article]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("make")
    one.add_argument("corpus")
    one.add_argument("folder")
    one.add_argument("--count", type=int, default=1000)
    one.add_argument("--seed", type=int, default=1)
    one.set_defaults(do=make)
    two = commands.add_parser("run")
    two.add_argument("verbatim")
    two.add_argument("store")
    two.add_argument("folder")
    two.add_argument("--show", type=int, default=0, help="show at most N of the wrong answers")
    two.set_defaults(do=run)
    options = parser.parse_args()
    options.do(options)


if __name__ == "__main__":
    sys.exit(main())
