"""Hundreds of answers, each as it was when it was last looked at: a net under the suites that test one thing.

The questions are made from the sample articles themselves: their phrases, words, quotations, and these changed as
people change them. For each question `same_answers.txt` has how many articles there are, and the beginning of a
hash of the whole answer (hits, order, marks, snippets, verdicts, differences) without its time and the letters of
the place where a list goes on. An intended change is written down by `VB_SAME_ANSWERS=write`, and the difference of the
file says which questions it touched: look at some of them before you commit it.
"""

import hashlib
import json
import os
import pathlib
import random
import re
import urllib.parse

import pytest

from conftest import SAMPLES, Programs, Server

KEPT = pathlib.Path(__file__).with_name("same_answers.txt")
# Read by our own readers alone, so that no other library's version counts.
FILES = ["2019", "wire.jsonl", "synonyms.jsonl", "interview.txt", "letters.txt", "live-blog.txt", "nested-quotes.txt",
         "multi-paragraph-quote.txt", "split-quotes.txt", "straight-quotes.txt", "unclosed-quote.txt", "syndicated-courier.txt",
         "syndicated-northshore.txt", "brackets-ellipses.txt", "obituary.txt", "council-notes.txt", "headline-first.txt", "site-first.txt"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("same")
    vb = Programs(folder)
    # In parts, so that the store has several segments and some articles that were replaced.
    half = len(FILES) // 2
    for part in (FILES[:half], FILES[half:], FILES[2:4]):
        vb.program("verbatim-index", "--store", folder / "store", *[f"articles/{name}" for name in part], cwd=SAMPLES, code=0)
    server = Server(vb, folder / "store", [], None)
    yield server
    assert server.stop() == 0


def changed(words, chance):
    """A quotation as somebody would misquote it."""
    words = list(words)
    at = chance.randrange(len(words))
    way = chance.randrange(7)
    if way == 0:
        del words[at]
    elif way == 1:
        words.insert(at, chance.choice(["never", "really", "the"]))
    elif way == 2:
        words[at] = chance.choice(["bridge", "7", "nobody"])
    elif way == 3 and at:
        words[at - 1], words[at] = words[at], words[at - 1]
    elif way == 4:
        words[at:at + 2] = ["..."]
    elif way == 5:
        words[at] = f"[{words[at]}]"
    else:
        words = [word.upper() if i == at else word.replace("’", "'") for i, word in enumerate(words)]
    return " ".join(words)


def questions(texts):
    chance = random.Random(7)
    for text in sorted(texts) * 3:
        words = re.findall(r"[^\s“”\"«»„]+", text)
        if len(words) < 30:
            continue
        at = [chance.randrange(len(words) - 16) for _ in range(4)]
        one, two, far = words[at[0]], words[at[1]], words[at[0] + 6]
        passage = words[at[2]:at[2] + chance.randrange(6, 16)]
        yield "search", f'"{" ".join(words[at[0]:at[0] + chance.randrange(2, 6)])}"'
        yield "search", f"{one} {two}"
        yield "search", f"{one} OR {two} -{far}"
        yield "search", chance.choice([f"{one} NEAR/8 {far}", f"{one} w/s {far}", f"{one} w/p {two}", f'"{words[at[1]]} * {words[at[1] + 2]}"'])
        yield "search", chance.choice([f"{two[:4]}*", f'said:"{words[at[3]]} {words[at[3] + 1]}"', f"title:{one}", f'"{one} {words[at[0] + 1][:3]}*"'])
        yield "quote", " ".join(passage)
        yield "quote", changed(passage, chance)
        yield "said", one


def normal(answer):
    if isinstance(answer, dict):
        without = {**answer, "next": True} if answer.get("next") else answer
        return {name: normal(value) for name, value in without.items() if name not in ("took_ms", "score")}
    return [normal(one) for one in answer] if isinstance(answer, list) else answer


def test_answers_are_the_same_as_before(site):
    listed = site.json("/api/v1/search?size=200&snippets=0&sort=oldest&fold=0&after=1000")[1]["hits"]
    undated = site.json("/api/v1/search?size=200&snippets=0&fold=0&date=unknown")[1]["hits"]
    articles = [site.json("/api/v1/articles/" + urllib.parse.quote(hit["id"], safe=""))[1] for hit in listed + undated]
    lines = []
    for kind, text in questions([article["text"] or "" for article in articles]):
        extra = {"search": "&facets=true&fold=0", "quote": "&history=true", "said": ""}[kind]
        status, answer = site.json(f"/api/v1/{kind}?q={urllib.parse.quote(text)}{extra}")
        if status != 200:  # an unknown parameter or a word alone: told the same way each time
            answer = {"status": status, **answer}
        digest = hashlib.sha256(json.dumps(normal(answer), sort_keys=True).encode()).hexdigest()[:12]
        lines.append(f"{digest} {answer.get('total', answer.get('articles', '-'))} {kind} {text}\n")
    for article in articles:
        digest = hashlib.sha256(json.dumps(normal(article), sort_keys=True).encode()).hexdigest()[:12]
        lines.append(f"{digest} - article {article['id']}\n")
    assert len(lines) > 400
    if os.environ.get("VB_SAME_ANSWERS") == "write":
        KEPT.write_text("".join(lines))
    kept = KEPT.read_text().splitlines(True)
    other = [f"now {now}was {was}" for now, was in zip(lines, kept) if now != was]
    assert not other and len(lines) == len(kept), f"{len(other)} of {len(lines)} answers differ:\n" + "".join(other[:20])
