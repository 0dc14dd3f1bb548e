#!/usr/bin/python3
"""Draws the queries of the benchmark from a corpus.

    tests/bench/draw_queries.py CORPUS.jsonl FOLDER [SEED]

One query a line, the same for the same corpus and seed:
    phrases.txt    2 to 5 neighbouring words
    frequent.txt   phrases of 2 to 4 words that are all among the 80 most frequent, the most frequent first
    quotes.txt     6 to 30 words from between quotation marks
    words.txt      1 to 4 words of a passage of 12, without the 80 most frequent
    natural.txt    3 to 8 neighbouring words, frequent ones included
    exact.txt, altered.txt, absent.txt    for `verbatim quote --batch`: quotations as printed, with a word or two
                   changed, and rows of words that nobody said
"""

import collections
import json
import os
import pathlib
import random
import re
import sys

WORD = re.compile(r"[^\W_](?:[^\W_]|['’.,-](?=[^\W_]))*")
QUOTED = re.compile(r'“([^“”"\n]{30,400})”|"([^“”"\n]{30,400})"')
SAMPLE, BATCH = 1000, 20000


class Corpus:
    """Articles at random places of a file; a long article is drawn more often."""

    def __init__(self, path, seed):
        self.random, self.size, self.file = random.Random(seed), os.path.getsize(path), open(path, "rb")

    def text(self):
        while True:
            self.file.seek(self.random.randrange(self.size))
            self.file.readline()
            if line := self.file.readline():
                return json.loads(line).get("text") or ""

    def passage(self, least, most):
        """Between `least` and `most` neighbouring words of one line, as they are printed."""
        while True:
            text = self.text()
            words, count = list(WORD.finditer(text)), self.random.randint(least, most)
            if len(words) > count:
                first = self.random.randrange(len(words) - count)
                found = text[words[first].start():words[first + count - 1].end()]
                if "\n" not in found and '"' not in found:
                    return found

    def quote(self):
        while True:
            quotes = [(curly or straight).strip() for curly, straight in QUOTED.findall(self.text())]
            quotes = [quote for quote in quotes if 6 <= len(WORD.findall(quote)) <= 30]
            if quotes:
                return self.random.choice(quotes)


def main():
    corpus = Corpus(sys.argv[1], int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    folder, rng = pathlib.Path(sys.argv[2]), corpus.random
    folder.mkdir(parents=True, exist_ok=True)

    def write(name, queries):
        (folder / f"{name}.txt").write_text("".join(query + "\n" for query in queries), encoding="utf-8")

    texts = [WORD.findall(corpus.text().lower()) for _ in range(4000)]
    frequent = {word for word, _ in collections.Counter(word for text in texts for word in text).most_common(80)}
    write("phrases", (corpus.passage(2, 5) for _ in range(SAMPLE)))
    write("quotes", (corpus.quote() for _ in range(SAMPLE)))
    write("natural", (corpus.passage(3, 8) for _ in range(SAMPLE)))

    def words():
        while True:
            rare = [word for word in WORD.findall(corpus.passage(12, 12)) if word.lower() not in frequent]
            if rare:
                return " ".join(rng.sample(rare, min(len(rare), rng.randint(1, 4))))

    write("words", (words() for _ in range(SAMPLE)))
    phrases = []
    for length, most in ((2, 80), (3, 70), (4, 50)):
        rows = (row for text in texts for row in zip(*(text[i:] for i in range(length))))
        counted = collections.Counter(row for row in rows if frequent.issuperset(row))
        phrases += (" ".join(row) for row, _ in counted.most_common(most))
    write("frequent", phrases)

    pool = [word for text in texts[:500] for word in text]

    def altered(quote):
        words = quote.split(" ")
        for _ in range(rng.randint(1, 2)):
            place, change = rng.randrange(len(words)), rng.random()
            if change < 0.5:
                words[place] = rng.choice(pool)
            elif change < 0.75 and len(words) > 5:
                del words[place]
            else:
                words.insert(place, rng.choice(pool))
        return " ".join(words)

    write("exact", (corpus.quote() for _ in range(BATCH)))
    write("altered", (altered(corpus.quote()) for _ in range(BATCH)))
    write("absent", (" ".join(rng.choice(pool) for _ in range(rng.randint(6, 30))) for _ in range(BATCH)))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main()
