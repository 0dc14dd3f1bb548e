#!/usr/bin/env python3
"""Writes the tables of given names and of common words that the quotation finder compiles in.

usage: name_lists.py MALE FEMALE OUT_NAMES OUT_WORDS WORDS...

MALE and FEMALE are dist.male.first and dist.female.first of the United States Census of 1990, which are in the
public domain (the PyPI package `names` ships both): NAME, percent of that sex, cumulated percent, rank.
WORDS are lists of English words, one a line, lower case: english-words, american-words and british-words, .10 and .20, of SCOWL (Debian package `scowl`).
A name is of one sex where 19 in 20 of its bearers are; of either otherwise.
"""
import sys

LINE = 100


def shares(path):
    with open(path, encoding="ascii") as lines:
        return {f[0].lower(): float(f[1]) for f in map(str.split, lines) if f}


def rows(words, kind):
    line = ""
    for word in sorted(words):
        if line and len(line) + 1 + len(word) > LINE:
            yield f'{{"{line}", {kind}}},\n'
            line = ""
        line += (" " if line else "") + word
    if line:
        yield f'{{"{line}", {kind}}},\n'


def write(path, groups):
    with open(path, "w", encoding="ascii") as out:
        for words, kind in groups:
            out.writelines(rows(words, kind))


def main():
    male, female = shares(sys.argv[1]), shares(sys.argv[2])
    common = set()
    for path in sys.argv[5:]:
        with open(path, encoding="latin-1") as lines:
            common |= {w for w in map(str.strip, lines) if w.isascii() and w.isalpha() and len(w) > 1}
    kinds = {"NAME_MALE": [], "NAME_FEMALE": [], "NAME_EITHER": []}
    for name in set(male) | set(female):
        m, f = male.get(name, 0), female.get(name, 0)
        share = m / (m + f) if m + f else 0.5
        kinds["NAME_MALE" if share >= 0.95 else "NAME_FEMALE" if share <= 0.05 else "NAME_EITHER"].append(name)
    write(sys.argv[3], [(words, kind) for kind, words in kinds.items()])
    write(sys.argv[4], [(common, "NAME_COMMON")])
    print({kind: len(words) for kind, words in kinds.items()}, "common", len(common))


main()
