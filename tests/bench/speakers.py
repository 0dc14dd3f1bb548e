#!/usr/bin/env python3
"""Measures who is named as the speaker against an archive's own evidence, and trains the choice for "he" and "she".

usage: speakers.py PRONOUNS FILE... [--train WEIGHTS.c] [--errors N] [--words N]

PRONOUNS is the program of pronouns.c, FILE articles in any format that is read. The gold: a quotation whose first ten words
stand in one article under a name ("Brook said") and in another under "she said", "the mayor said" or the name again.
Where all articles that name somebody name the same surname, that one said it. Nothing is written about the articles.
A third of the quotations, by a hash of their words, is held out: it is reported and never trained on.

The model (indexer/article/quotation/pronoun_internal.h has the features): probabilities are shares of exp(sum of
weights) among the candidates and "nobody of these"; trained by AdaGrad on the log-likelihood with an L2 penalty.
"""
import argparse, collections, math, pathlib, random, re, subprocess, sys, zlib

WORD = re.compile(r"[^\W_]+")
SUFFIX = {"jr", "sr", "ii", "iii", "iv"}
SHINGLE = 10
ONE = 256
PRONOUNS = {"he", "she"}


def words_of(text):
    return WORD.findall(text.lower().replace("’", "'"))


def surname(name):
    words = [w for w in words_of(name) if w not in SUFFIX]
    return words[-1] if words else ""


def is_name(mention):
    return bool(re.match(r"(?:\S+ )*[A-Z][\w'’.-]+(?:,? (?:Jr|Sr|II|III)\.?)?$", mention)) and len(mention.split()) <= 6


class Quote:
    __slots__ = ("article", "words", "mention", "sure", "speaker", "percent", "nobody", "candidates")

    def __init__(self, line):
        self.article, text, self.mention, sure, self.speaker, percent, choice = line.rstrip("\n").split("\t")
        self.words, self.sure, self.percent = words_of(text), int(sure), int(percent)
        self.candidates = self.nobody = None
        if choice:
            head, *rest = choice.split("|")
            self.nobody = tuple(map(int, head.split(",")))
            pairs = (r.rsplit("=", 1) for r in rest)
            self.candidates = [(name, tuple(map(int, features.split(",")))) for name, features in pairs]


def read(program, files):
    with subprocess.Popen([program, *files], stdout=subprocess.PIPE, text=True, encoding="utf8") as run:
        quotes = [Quote(line) for line in run.stdout]
    if run.returncode:
        sys.exit(f"{program} failed")
    return [q for q in quotes if len(q.words) >= SHINGLE]


def shingles(words):
    return [hash(tuple(words[i:i + SHINGLE])) for i in range(len(words) - SHINGLE + 1)]


def table_words(*files):
    folder = pathlib.Path(__file__).resolve().parents[2] / "indexer" / "article" / "quotation"
    text = " ".join(" ".join(re.findall(r'"([a-z ]+)"', (folder / name).read_text("utf8"))) for name in files)
    return set(text.split())


GIVEN = table_words("given_names.inc")
COMMON = table_words("common_words.inc")


def vote(q):
    """The full name that a quotation's article gives its speaker beside it, or None."""
    mention, speaker = words_of(q.mention), words_of(q.speaker)
    if q.sure < 88 or not is_name(q.mention) or len(speaker) < 2 or mention[0] in PRONOUNS:
        return None
    name = surname(q.speaker)
    if name != surname(q.mention) or len(name) < 3 or (name in COMMON and speaker[0] not in GIVEN):
        return None
    return name


def gold(quotes):
    """(quote, surname) for each quotation that other articles name the speaker of, all the same."""
    named = collections.defaultdict(set)
    for q in quotes:
        name = vote(q)
        if name:
            for s in shingles(q.words):
                named[s].add((q.article, name))
    for q in quotes:
        key = hash(tuple(q.words[:SHINGLE]))
        others = {name for article, name in named.get(key, ()) if article != q.article}
        if len(others) == 1:
            yield q, others.pop()


def held_out(q):
    return zlib.crc32(" ".join(q.words[:SHINGLE]).encode()) % 3 == 0


def kind(q):
    mention = q.mention.lower()
    if mention in PRONOUNS:
        return "he, she"
    if not mention or mention in {"they", "we", "i", "it", "who"}:
        return "nobody, they"
    if is_name(q.mention):
        return "a name" if len(q.mention.split()) > 1 else "one word"
    return "a description"


def share(n, of):
    return f"{n}/{of} {n / of:.3f}" if of else "-"


def report(pairs, errors):
    table = collections.defaultdict(collections.Counter)
    bins = collections.defaultdict(lambda: [0, 0])
    for q, name in pairs:
        row = table[kind(q)]
        right = surname(q.speaker) == name
        row["all"] += 1
        row["shown"] += bool(q.speaker)
        row["right"] += right
        if q.speaker:
            bins[kind(q), q.percent // 5 * 5][0] += right
            bins[kind(q), q.percent // 5 * 5][1] += 1
        if q.speaker and not right and errors > 0:
            errors -= 1
            print("WRONG", q.article, "|", " ".join(q.words[:10]), "|", q.mention, "| gold", name, "| got", q.speaker, q.percent)
    for name, row in sorted(table.items()):
        print(f"{name:14} right {share(row['right'], row['all'])}, of those shown {share(row['right'], row['shown'])}")
    every = sum(table.values(), collections.Counter())
    print(f"{'all':14} right {share(every['right'], every['all'])}, of those shown {share(every['right'], every['shown'])}")
    for (name, low), (right, of) in sorted(bins.items()):
        if of >= 20:
            print(f"  {name}, shown as {low} to {low + 4}% sure: {share(right, of)}")


def examples(pairs):
    """(feature lists with "nobody" last, indices of the right one, weight)

    Where the archive's name is no candidate, its evidence is as often faulty as the list of candidates: a third."""
    out = []
    for q, name in pairs:
        if q.candidates is None:
            continue
        rows = [features for _, features in q.candidates] + [q.nobody]
        right = [i for i, (n, _) in enumerate(q.candidates) if surname(n) == name or name in words_of(n)[-2:]]
        out.append((rows, right or [len(rows) - 1], 1 if right else 0.33))
    return out


def probabilities(weights, rows):
    scores = [sum(weights[f] for f in row) for row in rows]
    top = max(scores)
    exps = [math.exp(s - top) for s in scores]
    total = sum(exps)
    return [e / total for e in exps]


def train(data, rounds=30, rate=0.3, penalty=2e-5):
    size = 1 + max(f for rows, _, _ in data for row in rows for f in row)
    weights, squares = [0.0] * size, [1e-8] * size
    order = list(range(len(data)))
    rng = random.Random(1)
    for _ in range(rounds):
        rng.shuffle(order)
        for k in order:
            rows, right, weight = data[k]
            p = probabilities(weights, rows)
            good = sum(p[i] for i in right)
            gradient = collections.defaultdict(float)
            for i, row in enumerate(rows):
                g = weight * ((p[i] / good if i in right else 0) - p[i])
                for f in row:
                    gradient[f] += g
            for f, g in gradient.items():
                g -= penalty * weights[f]
                squares[f] += g * g
                weights[f] += rate * g / math.sqrt(squares[f])
    return weights


def judge(weights, data, title):
    """Share right at each bound of sureness, with how many are shown."""
    made = []
    for rows, right, _ in data:
        p = probabilities(weights, rows)
        best = max(range(len(p)), key=p.__getitem__)
        if best < len(rows) - 1:
            made.append((p[best], best in right))
    print(f"{title}: {share(sum(r for _, r in made), len(data))} right")
    for bound in (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95):
        kept = [r for p, r in made if p >= bound]
        print(f"  shown from {bound:.2f}: {share(sum(kept), len(kept))} right, shown {share(len(kept), len(data))}")


def write(path, weights):
    numbers = [max(-32000, min(32000, round(w * ONE))) for w in weights]
    with open(path, "w", encoding="ascii") as out:
        out.write("/* pronoun_weights.c - the model's weights: written by tests/bench/speakers.py. */\n")
        out.write('#include "indexer/article/quotation/pronoun_internal.h"\n\n')
        out.write("const int16_t vb_pronoun_weights[FEATURE_END] = {\n")
        for i in range(0, len(numbers), 12):
            out.write("    " + ", ".join(map(str, numbers[i:i + 12])) + ",\n")
        out.write("};\n")


def main():
    global SHINGLE
    options = argparse.ArgumentParser()
    options.add_argument("program")
    options.add_argument("files", nargs="+")
    options.add_argument("--train")
    options.add_argument("--errors", type=int, default=0)
    options.add_argument("--words", type=int, default=SHINGLE, help="that two articles must share; of more, fewer are chance")
    options = options.parse_args()
    SHINGLE = options.words
    pairs = list(gold(read(options.program, options.files)))
    seen, held = [p for p in pairs if not held_out(p[0])], [p for p in pairs if held_out(p[0])]
    if options.train:
        weights = train(examples(seen))
        judge(weights, examples(seen), "trained on")
        judge(weights, examples(held), "held out")
        write(options.train, weights)
        return
    print("== two thirds seen")
    report(seen, options.errors)
    print("== a third held out")
    report(held, 0)


if __name__ == "__main__":
    main()
