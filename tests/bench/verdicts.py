"""Changes real quotations in some twenty ways and judges what is said of them, as a table.

  verdicts.py CORPUS.jsonl VERBATIM STORE [--count N] [--seed S] [--show N] [--only KINDS]

STORE holds CORPUS (one article a line, with "id", "text" and perhaps "date"). From it N quotations
between marks are taken; each kind of change is made to every one that it fits. The columns:

  n         quotations that the change fitted
  verdict   how often the verdict is the right one
  flags     how often every flag that must be raised is, and none that must not
  first     how often the first article named is one that prints it, and none that does is older
  alarms    flags raised loudly that nothing in the change calls for

An archive may print the changed words too: where it does, in some article, they count as printed.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile

QUOTED = re.compile(r"[“\"]([^“”\"\n]{40,400})[”\"]")
NUMBER = re.compile(r"(?<![\w.,/:-])\d[\d,]*(?:\.\d+)?(?![\w/:-])")
WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty", "thirty",
         "hundred", "thousand", "million", "billion"]
LOUD = {*WORDS, "never", "without", "cannot", "second", "third", "half", "once", "hardly", "none", "nothing"}
CLOSE = {"verbatim", "typography", "case-punctuation"}
TENSE = {"is": "was", "was": "is", "are": "were", "were": "are", "has": "had", "had": "has", "will": "would",
         "would": "will"}


def swap(text, pattern, replacement, rng):
    """The text with one match, chosen at random, replaced; None without one."""
    found = list(re.finditer(pattern, text))
    if not found:
        return None
    m = rng.choice(found)
    new = replacement(m) if callable(replacement) else m.expand(replacement)
    return None if new is None or new == m[0] else text[:m.start()] + new + text[m.end():]


def other_number(m):
    digits = m[0]
    last = digits.rstrip("0.")[-1:] or digits[0]
    at = digits.rindex(last)
    return digits[:at] + str((int(last) + 3) % 9 + 1) + digits[at + 1:] if last.isdigit() else None


def negate(text, rng):
    if " not " in text:
        return text.replace(" not ", " ", 1)
    return swap(text, r"\b(is|are|was|were|will|would|can|should) (?!not)", r"\1 not ", rng)


def mid_words(text):
    return [m for m in re.finditer(r"(?<=[a-z] )[a-z]{4,}(?= [a-z])", text)]


def drop(text, rng):
    words = [m for m in mid_words(text) if m[0] not in LOUD]
    if not words:
        return None
    m = rng.choice(words)
    return text[:m.start()] + text[m.end() + 1:]


def elide(text, rng):
    words = text.split(" ")
    if len(words) < 12:
        return None
    at = rng.randrange(3, len(words) - 7)
    return " ".join(words[:at] + ["..."] + words[at + rng.randint(1, 3):])


def order(text, rng):
    words = text.split(" ")
    plain = [i for i in range(2, len(words) - 3) if all(w.isalpha() and w.islower() and len(w) > 3 and w not in LOUD
                                                        for w in words[i:i + 2]) and words[i] != words[i + 1]]
    if not plain:
        return None
    i = rng.choice(plain)
    words[i], words[i + 1] = words[i + 1], words[i]
    return " ".join(words)


def name(text, rng):
    return swap(text, r"(?<=[a-z,] )[A-Z][a-z]{3,}\b(?<!Monday|Friday)", lambda m: rng.choice(["Tollmarsh", "Vasketh"]), rng)


# name: (change, the verdicts that are right, flags that must be, flags that may be)
KINDS = {
    "as printed": (lambda t, r: t, {"verbatim"}, set(), set()),
    "marks": (lambda t, r: t.replace("’", "'") if "’" in t else t.replace("'", "’") if "'" in t else None,
              {"typography"}, set(), set()),
    "case": (lambda t, r: t.lower() if t != t.lower() and not re.search(r"\bU\.?S\b", t) else None,
             {"case-punctuation"}, set(), set()),
    "sign $": (lambda t, r: swap(t, r"\$(?=\d)", lambda m: r.choice("£€"), r), {"altered"}, {"number"}, set()),
    "sign lost": (lambda t, r: swap(t, r"(?<![A-Za-z])\$(?=\d)|(?<=\d)%", lambda m: "", r), {"altered"}, {"number"}, set()),
    "minus": (lambda t, r: swap(t, r"(?<= )(?=\d)", lambda m: "-", r), {"altered"}, {"number"}, set()),
    "unit": (lambda t, r: swap(t, r"(?<=\d )(million|billion|percent|per cent)\b",
                               lambda m: {"million": "billion", "billion": "million"}.get(m[0], "points"), r),
             {"altered"}, {"number"}, set()),
    "number": (lambda t, r: swap(t, NUMBER, other_number, r), {"altered"}, {"number"}, set()),
    "number word": (lambda t, r: swap(t, r"(?<= )(two|three|four|five|six|seven|eight|nine|ten|million|billion)\b(?= )",
                                      lambda m: r.choice([w for w in WORDS if w != m[0]]), r),
                    {"altered"}, {"number"}, set()),
    "grouping": (lambda t, r: swap(t, r"\b\d{1,3}(,\d{3})+\b", lambda m: m[0].replace(",", r.choice(["", "\u202f"])), r),
                 {"typography"}, set(), set()),
    "U.S.": (lambda t, r: swap(t, r"\bU\.S\.(?= [a-z])", "US", r), {"typography"}, set(), set()),
    "time of day": (lambda t, r: swap(t, r"(?<=\d )(a\.m\.|p\.m\.)", lambda m: "p.m." if m[0][0] == "a" else "a.m.", r),
                    {"altered"}, {"number"}, set()),
    "ellipsis": (elide, {"edited"}, set(), {"name", "number", "negation"}),
    "bracket": (lambda t, r: swap(t, r"(?<= )(he|she|it|they)(?= )", r"\1 [the clerk]", r), {"edited"}, set(), set()),
    "negation": (negate, {"altered"}, {"negation"}, set()),
    "name": (name, {"altered"}, {"name"}, set()),
    "tense": (lambda t, r: swap(t, r"(?<= )(is|was|are|were|has|had|will|would)(?= [a-z])", lambda m: TENSE[m[0]], r),
              {"altered"}, set(), set()),
    "word lost": (drop, {"altered"}, set(), set()),
    "word put in": (lambda t, r: swap(t, r"(?<=[a-z] )(?=[a-z]{4,} )", lambda m: "quietly ", r), {"altered"}, set(), set()),
    "order": (order, {"altered"}, set(), set()),
    "stop lost": (lambda t, r: swap(t, r"(?<=[a-z]{3})[,;](?= )", lambda m: "", r), {"case-punctuation"}, set(), set()),
}


def plain(text):
    return " ".join(re.sub(r"[^\w%$£€-]+", " ", text.replace("’", "'").casefold()).split())


def read(path, count, rng):
    articles, quotations = {}, []
    for line in open(path, encoding="utf-8"):
        a = json.loads(line)
        articles[a["id"]] = a
        for m in QUOTED.finditer(a["text"]):
            text = m[1].strip(" ,")
            if len(text.split()) >= 8 and "[" not in text and "..." not in text and "…" not in text:
                quotations.append((a["id"], text))
    rng.shuffle(quotations)
    return articles, quotations[:count]


def split_and_across(articles, rng, count):
    """Quotations that their attribution splits, whole and elided; and two speakers' joined by an ellipsis."""
    split = re.compile(r"“([^“”\n]{30,200}),” ([^“”\n]{8,60}), “([a-z][^“”\n]{30,200})[.,]”")
    said = r"(?:said ([A-Z][a-z]+ [A-Z][a-z]+)|([A-Z][a-z]+ [A-Z][a-z]+) said)"
    two = re.compile(r"“([^“”\n]{30,200})[.,]” " + said + r"[^“”\n]{0,40}\.\s+“([^“”\n]{30,200}),” " + said)
    rows = []
    for a in articles.values():
        for m in split.finditer(a["text"]):
            rows.append(("split", a["id"], m[1] + ", " + m[3], {"verbatim", "typography", "case-punctuation"}, set(), set()))
            rows.append(("ellipsis over attribution", a["id"], m[1] + " ... " + m[3], {"edited"}, set(), set()))
        for m in two.finditer(a["text"]):
            if (m[2] or m[3]) == (m[5] or m[6]):
                continue
            rows.append(("across speakers", a["id"], m[1] + " ... " + m[4], {"altered", "edited"}, {"speaker"},
                         {"name", "number", "negation"}))
    rng.shuffle(rows)
    return rows[:3 * count]


def ask(options, quotes, encoding="utf-8", output="jsonl"):
    with tempfile.NamedTemporaryFile("wb", suffix=".csv") as f:
        text = "quote\n" + "".join('"' + q.replace('"', '""') + '"\n' for q in quotes)
        f.write(text.encode(encoding, "replace"))
        f.flush()
        done = subprocess.run([options.verbatim, "quote", "--store", options.store, "--batch", f.name, "--output", output,
                               "--limit", "3"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return [json.loads(line) for line in done.stdout.splitlines()]


def date_key(article):
    """The last minute that the date may mean."""
    d = article.get("date") or "9"
    return d + "9999-12-31T23:59"[len(d):] if len(d) < 16 else d[:16]


def judge(kind, row, answer, articles, printed):
    _, home, text, right, must, may = row
    matches = answer.get("matches") or []
    flags = set(matches[0]["changes"]) if matches else set()
    verdict = answer.get("verdict")
    if verdict in CLOSE and right.isdisjoint(CLOSE) and matches and plain(text) in printed(matches[0]["id"]):
        return None  # some article does print the changed words
    if verdict == "verbatim" and matches and text.split() == (matches[0]["text"] or "").split():
        verdict = next(iter(right & CLOSE), verdict)  # some article prints just what the change made
    first = bool(matches) and (matches[0]["id"] == home or plain(matches[0]["text"] or "") in printed(matches[0]["id"]))
    if first and matches[0]["id"] != home and verdict in CLOSE:
        first = date_key(articles[matches[0]["id"]]) <= date_key(articles[home])
    return verdict in right, must <= flags and not flags - must - may, first, bool(flags - must - may)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("verbatim")
    parser.add_argument("store")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="only these changes, by their names in the table, separated by commas")
    parser.add_argument("--show", type=int, default=0, help="show at most N of the wrong answers of each kind")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    articles, quotations = read(options.corpus, 10 ** 9, rng)
    texts = {}

    def printed(article):
        if article not in texts:
            a = articles.get(article, {"text": ""})
            texts[article] = plain(a["text"] + " " + (a.get("title") or ""))
        return texts[article]

    rows = {}
    for kind, (change, right, must, may) in KINDS.items():
        made = []
        for home, text in quotations:
            changed = change(text, rng)
            if changed:
                made.append((kind, home, changed, right, must, may))
            if len(made) == options.count:
                break
        rows[kind] = made
    for row in split_and_across(articles, rng, options.count):
        rows.setdefault(row[0], []).append(row)
    if options.only:
        rows = {kind: made for kind, made in rows.items() if kind in options.only.split(",")}
    head = f"{'change':26} {'n':>6} {'verdict':>8} {'flags':>8} {'first':>8} {'alarms':>8}"
    print(head)
    total = [0, 0, 0, 0, 0]
    for kind, made in rows.items():
        shown = 0
        sums = [0, 0, 0, 0, 0]
        for row, answer in zip(made, ask(options, [r[2] for r in made])):
            result = judge(kind, row, answer, articles, printed)
            if result is None:
                continue
            sums = [s + r for s, r in zip(sums, (1,) + result)]
            if shown < options.show and not (result[0] and result[1]):
                shown += 1
                m = (answer.get("matches") or [{}])[0]
                print("   ", answer.get("verdict"), m.get("changes"), repr(row[2]), "<", repr(m.get("text")), m.get("id"))
        total = [t + s for t, s in zip(total, sums)]
        put(kind, sums)
    put("all", total)
    encodings(options, [q for q in quotations if "’" in q[1] or "é" in q[1]][:options.count], rng)


def encodings(options, quotations, rng):
    """Batches as other programs save them: the same answers as in UTF-8."""
    quotes = [text for _, text in quotations if all(ord(c) < 128 or c in "’é—–" for c in text)]
    wanted = [a.get("verdict") for a in ask(options, quotes)]
    for encoding in ("cp1252", "mac-roman", "utf-16", "utf-16-le"):
        got = [a.get("verdict") for a in ask(options, quotes, encoding)]
        same = sum(a == b for a, b in zip(wanted, got))
        print(f"{'read as ' + encoding:26} {len(wanted):6} {same / max(1, len(wanted)) * 100:7.2f}%")


def put(kind, sums):
    n = max(1, sums[0])
    print(f"{kind:26} {sums[0]:6} " + " ".join(f"{s / n * 100:7.2f}%" for s in sums[1:]))


if __name__ == "__main__":
    sys.exit(main())
