"""`verbatim quote`: one quote for a person, batches for a script."""

import csv
import html
import io
import json
import os
import re
import subprocess
import threading
import urllib.parse

import pytest

from conftest import environment

ARTICLES = [
    {"id": "curly", "title": "Mayor speaks", "date": "2019-06-19", "source": "The Vale Herald",
     "text": "“We won’t leave — the lake is ours,” said Mayor Ilse Varga.\n\nShe added: “I have been here for thirty "
     "years, and in thirty years no one has ever asked me whether the water was cold.”"},
    {"id": "straight", "title": "Town stays", "date": "2019-06-20", "source": "Hill Gazette",
     "text": "\"We won't leave -- the lake is ours,\" the mayor said."},
    {"id": "lower", "title": "Letters", "source": "The Vale Herald", "text": "they say we won't leave, the lake is ours"},
]
LONG = "I have been here for thirty years, and in thirty years no one has ever asked me whether the water was cold."


@pytest.fixture
def archive(indexed, write):
    return indexed(write("articles.jsonl", "\n".join(map(json.dumps, ARTICLES)) + "\n"))


def found(vb, archive, quote, *args):
    answer = vb("quote", "--store", archive, "--json", *args, quote).json()
    return answer["verdict"], [(m["verdict"], m["id"]) for m in answer["matches"]]


def test_verdict_first_then_the_words_in_their_sentence(vb, archive):
    result = vb("quote", "--store", archive, "We won’t leave — the lake is ours", code=0)
    lines = result.out.splitlines()
    assert lines[0].startswith("verbatim: ")
    assert lines[1].startswith("said by: Ilse Varga") and lines[2] == "3 articles"
    assert " 1. Mayor speaks" in lines
    assert "“We won’t leave — the lake is ours,” said Mayor Ilse Varga." in result.out
    assert "\x1b[1;31mWe won’t leave — the lake is ours\x1b[0m" in vb(
        "quote", "--store", archive, "--color=always", "We won’t leave — the lake is ours").out


def test_verdicts(vb, archive):
    assert found(vb, archive, "We won’t leave — the lake is ours,") == ("verbatim", [
        ("verbatim", "curly"), ("typography", "straight"), ("case-punctuation", "lower")])
    assert found(vb, archive, " \"We won't leave - the lake is ours.\" ") == ("case-punctuation", [
        ("case-punctuation", "curly"), ("case-punctuation", "straight"), ("case-punctuation", "lower")])
    assert found(vb, archive, "«We won't leave – the lake is ours»", "--limit", "1") == (
        "typography", [("typography", "curly")])
    assert found(vb, archive, LONG) == ("verbatim", [("verbatim", "curly")])
    assert found(vb, archive, LONG.upper()) == ("case-punctuation", [("case-punctuation", "curly")])
    assert found(vb, archive, LONG.replace("cold", "warm")) == ("altered", [("altered", "curly")])
    assert found(vb, archive, "Varga.\n\nShe added: \"I") == ("typography", [("typography", "curly")])
    assert found(vb, archive, "the lake is ours", "--after", "2019-06-20")[1] == [("verbatim", "straight")]
    assert found(vb, archive, "the lake is ours", "--source", "hill gazette")[1] == [("verbatim", "straight")]


def test_what_differs_is_told_and_loudly_what_matters(vb, archive):
    result = vb("quote", "--store", archive, LONG.replace("no one has", "someone has").replace("thirty", "forty"), code=0)
    assert result.out.startswith("altered: ")
    assert "CHANGED OR LEFT OUT: a negation, a number\n" in result.out
    assert "[-forty-] {+thirty+}" in result.out and "{+no+} [-someone-] {+one+}" in result.out
    answer = vb("quote", "--store", archive, "--json", LONG.replace("cold", "warm")).json()
    match, = answer["matches"]
    assert match["diff"][1] == {"op": "changed", "quote": "warm", "article": "cold"}
    assert match["changes"] == [] and match["agreement"] == 0.955 and answer["nearest"] is None


def test_a_quote_that_declares_its_changes_is_edited(vb, archive):
    quote = "I have been here ... and in [all of those] thirty years no one has ever asked me"
    answer = vb("quote", "--store", archive, "--json", quote, code=0).json()
    match, = answer["matches"]
    assert (answer["verdict"], match["changes"]) == ("edited", ["number"])
    assert [(d["op"], d["article"]) for d in match["diff"] if d["op"] != "same"] == [
        ("left-out", "for thirty years"), ("added", "")]


def test_a_quotation_split_by_its_attribution_is_one(vb, archive):
    answer = vb("quote", "--store", archive, "--json", "We won’t leave — the lake is ours, I have been here for thirty").json()
    match, = answer["matches"]
    assert answer["verdict"] == "verbatim"
    assert [d["op"] for d in match["diff"]] == ["same", "left-out", "same"]
    assert match["diff"][1]["article"] == "said Mayor Ilse Varga.\n\nShe added"


def test_the_speaker_is_told_and_two_speakers_are_never_one(vb, indexed, write):
    text = ("The council met in Tarnholm on Monday and heard two witnesses about the road.\n\n"
            "“The mountain road is safe in winter,” said Anna Berg, an engineer. “It was built for snow.”\n\n"
            "“Nobody has driven it in the dark for years,” said Ben Tarn, a farmer.")
    store = indexed(write("road.jsonl", json.dumps({"id": "road", "title": "Road", "text": text}) + "\n"))
    ask = lambda quote: vb("quote", "--store", store, "--json", quote).json()
    match, = ask("The mountain road is safe in winter, It was built for snow.")["matches"]
    assert (match["verdict"], match["speaker"]) == ("verbatim", "Anna Berg") and 0 < match["confidence"] <= 1
    match, = ask("It was built for snow. Nobody has driven it in the dark for years")["matches"]
    assert match["verdict"] == "case-punctuation"  # side by side in the article, whoever speaks
    answer = ask("The mountain road is safe in winter, Nobody has driven it in the dark for years")
    assert answer["verdict"] == "not-found" and answer["nearest"]["agreement"] == 0.563
    assert "said by Anna Berg (" in vb("quote", "--store", store, "the mountain road is safe in winter").out


def test_what_is_nowhere_comes_with_the_nearest_text(vb, archive):
    answer = vb("quote", "--store", archive, "--json", "the lake is theirs", code=1).json()
    assert (answer["verdict"], answer["total"], answer["matches"]) == ("not-found", 0, [])
    assert answer["nearest"]["text"] == "the lake is" and answer["nearest"]["agreement"] == 0.75
    assert vb("quote", "--store", archive, "--json", "nobody here speaks of whales", code=1).json()["nearest"] is None


def test_exit_status_is_greps(vb, archive):
    vb("quote", "--store", archive, "the lake is ours", code=0)
    assert vb("quote", "--store", archive, "the lake is theirs", code=1).out.startswith("not-found: ")
    for args in (["quote"], ["quote", "“...”"], ["quote", "--batch", "x", "y"], ["quote", "--batch", "none.csv"],
                 ["quote", "--format", "xml", "x"]):
        result = vb(*args, env={"VERBATIM_STORE": archive}, code=2)
        assert result.out == "" and result.err.count("\n") == 1


def test_words_need_no_quotation_marks_and_are_no_operators(vb, archive):
    vb("quote", "--store", archive, "the", "lake", "is", "ours", code=0)
    vb("quote", "--store", archive, "lake OR river", code=1)
    vb("quote", "--store", archive, "lake -river", code=1)


def test_a_quote_from_standard_input(vb, archive):
    pasted = "“We won't leave —\n  the lake is\u00a0ours,”\n"
    result = vb("quote", "--store", archive, "--json", "-", input=pasted, code=0)
    assert result.json()["verdict"] == "typography" and result.json()["total"] == 3
    vb("quote", "--store", archive, "-", input="", code=2)
    result = vb("quote", "--store", archive, "-", input="lake " * 300000, code=2)
    assert result.err.count("\n") == 1 and "1048576" in result.err


def test_a_quote_of_any_bytes_is_answered(vb, archive):
    for quote in (b"lake \xff\xfe", b"the\x00lake is\x01ours", b"\xed\xa0\x80 lake", b"lake\x1b[2J"):
        result = vb("quote", "--store", archive, "-", input=quote)
        assert result.code in (0, 1) and "\x1b" not in result.out, result


def test_batch_of_lines(vb, archive):
    result = vb("quote", "--store", archive, "--batch", "-", input="the lake is ours\n\nno such thing\n", code=2)
    assert result.out.splitlines() == [
        "1\tverbatim\t3\t2019-06-19\tThe Vale Herald\tcurly\tMayor speaks\t\tunsure which first",  # one has no date
        "2\terror\tthe quote has no word to look for",
        "3\tnot-found\t0"]
    vb("quote", "--store", archive, "--batch", "-", input="the lake is ours\nno such thing\n", code=0)
    vb("quote", "--store", archive, "--batch", "-", input="no such thing\n", code=1)
    vb("quote", "--store", archive, "--batch", "-", input="", code=1)


def test_batch_of_csv_and_json_lines(vb, archive, write):
    for content in ("id,quote\na,\"We won't leave -- the lake is ours\"\nb,\"broken\nc,\"no, \"\"such\"\" thing\"\n",
                    "id;text\r\na;We won't leave -- the lake is ours\r\nb;\"x\" y\r\nc;no such thing\r\n"):
        result = vb("quote", "--store", archive, "--batch", write("claims.csv", content))
        assert result.code == 2
        assert [line.split("\t")[:2] for line in result.out.splitlines()][0] == ["a", "verbatim"]
        assert any(line.split("\t")[1] == "error" for line in result.out.splitlines())
    lines = '{"id": 7, "quote": "the lake is ours"}\n{"id": 8}\nnot json\n{"quote": "x\\u0000y"}\n'
    result = vb("quote", "--store", archive, "--json", "--batch", "-", input=lines, code=2)
    answers = result.json_lines()
    assert [a["line"] for a in answers] == [1, 2, 3, 4]
    assert [a["id"] for a in answers] == ["7", "8", None, None]
    assert answers[0]["verdict"] == "verbatim" and len(answers[0]["matches"]) == 3
    assert answers[1]["error"]["status"] == "invalid" and answers[2]["error"]["status"] == "invalid"
    assert answers[3]["verdict"] == "not-found"


def test_a_batch_answers_while_it_is_written(vb, archive):
    process = subprocess.Popen([str(vb.path("verbatim")), "quote", "--store", str(archive), "--batch", "-"],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    for _ in range(3):
        process.stdin.write(b"the lake is ours\n")
        process.stdin.flush()
        assert b"\tverbatim\t3\t" in process.stdout.readline()
    process.stdin.close()
    assert process.stdout.read() == b""
    assert process.wait(timeout=60) == 0
    process.stdout.close()
    watchdog.cancel()


def test_a_batch_ends_quietly_when_nobody_reads_on(vb, archive):
    process = vb.start("verbatim", "quote", "--store", archive, "--batch", "-", stdin=subprocess.PIPE)
    process.stdout.close()
    try:
        process.stdin.write(b"the lake is ours\n" * 200)
        process.stdin.close()
    except BrokenPipeError:
        pass
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(timeout=60)


def test_a_long_batch_takes_no_more_memory(vb, archive, tmp_path):
    def peak(n):
        path = tmp_path / f"{n}.txt"
        path.write_text("the lake is ours\n" * n)
        # A sanitizer keeps freed memory for a while; told not to, what grows is ours.
        process = vb.start("verbatim", "quote", "--store", archive, "--batch", path, stdout=subprocess.DEVNULL,
                           env={"ASAN_OPTIONS": "quarantine_size_mb=1"})
        process.stderr.read()
        process.stderr.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        return usage.ru_maxrss

    assert peak(3000) < peak(30) + 16 * 1024  # KiB: an answer kept for each would be more


def test_what_a_batch_reads_of_the_store_is_not_memory_of_its_own(vb, archive):
    """The kernel counts both: RssAnon is the program's own, RssFile is mapped and can be dropped at any time."""
    process = vb.start("verbatim", "quote", "--store", archive, "--batch", "-", stdin=subprocess.PIPE,
                       env={"ASAN_OPTIONS": "quarantine_size_mb=1"})
    watchdog = threading.Timer(100, process.kill)
    watchdog.start()

    def own_after(quotes):
        for quote in quotes:
            process.stdin.write(quote.encode() + b"\n")
            process.stdin.flush()
            assert process.stdout.readline().count(b"\t") >= 2
        with open(f"/proc/{process.pid}/status") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon"))

    words = LONG.rstrip(".").split()
    before = own_after(f"quote {i}: the lake is ours" for i in range(100))
    # Other words in each, in part none of the archive's: a cache that kept every word would grow.
    after = own_after(f"{words[i % len(words)]} w{i}x {words[i // 7 % len(words)]} the lake is ours y{i}" for i in range(2500))
    assert after < before + 6 * 1024, f"{before} kB, then {after} kB"
    with open(f"/proc/{process.pid}/smaps") as lines:
        mapped, of_store = [], False
        for line in lines:
            if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
                of_store = str(archive) in line
            elif of_store and line.startswith(("Rss:", "Anonymous:")):
                mapped.append((line.split()[0], int(line.split()[1])))
    assert sum(size for name, size in mapped if name == "Rss:") > 0
    assert all(size == 0 for name, size in mapped if name == "Anonymous:"), mapped
    process.stdin.close()
    process.stdout.close()
    process.stderr.close()
    process.wait(timeout=60)
    watchdog.cancel()


CLAIMS = [
    {"id": "ferry", "title": "Ferry", "date": "2020-01-02T09:00", "source": "Tarn Post",
     "text": "“The bridge is sound and the ferry is not needed any more,” said Nell Pardoe."},
    {"id": "barge", "title": "Barge", "date": "2020-01-01T09:00", "source": "Vale Herald",
     "text": "“The bridge is sound and the barge is not needed any more,” said Nell Pardoe on Friday."},
    {"id": "month", "title": "Hats", "date": "2020-02", "source": "Vale Herald",
     "text": "“My father told me: ‘Never sell the ferry to a man with five hats.’ I think he was right,” Nell Pardoe said."},
    {"id": "day", "title": "Hats again", "date": "2020-02-11", "source": "Tarn Post",
     "text": "It was said in the harbour: never sell the ferry to a man with five hats, and nobody did."},
    {"id": "pier", "title": "Pier", "date": "2020-03-03", "source": "Tarn Post",
     "text": "“We paid $12 million for the pier,” said Fergal Oss. “It was cheap.”"}]
FERRY = "The bridge is sound and the ferry is not needed any more"
HATS = "Never sell the ferry to a man with five hats"
PIER = "We paid £12 million for the pier"


def page(server, quote, **fields):
    status, _, body = server.request("/quote?" + urllib.parse.urlencode({"q": quote} | fields))
    assert status == 200
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", body.decode().partition("<main")[2])).split())


@pytest.fixture
def claims(indexed, write):
    return indexed(write("claims.jsonl", "\n".join(map(json.dumps, CLAIMS)) + "\n"))


def test_what_a_fact_checker_prints_is_told_at_the_shell_and_on_the_page(vb, claims, server):
    site = server(claims)
    said = vb("quote", "--store", claims, PIER).out.splitlines()
    assert said[0] == "altered: words differ - A NUMBER CHANGED OR LEFT OUT" and "prints something similar" in said[2]
    assert "a number changed or left out 1 article prints something similar" in page(site, PIER)
    assert "2020-01-01T09:00 (altered): The bridge is sound and the barge" in vb("quote", "--store", claims, FERRY).out
    assert "Earlier in other words, 1 January 2020, 09:00 , Vale Herald ( Altered ): The bridge" in page(site, FERRY)
    assert "Earlier in other words" not in page(site, FERRY.replace("ferry", "barge"))
    hats = vb("quote", "--store", claims, HATS).out
    assert "quoted by Nell Pardoe, within that speaker's words" in hats and "quoted by" not in vb(
        "quote", "--store", claims, FERRY).out
    assert "Said by “ My father ”, quoted by Nell Pardoe , within that speaker’s words" in page(site, HATS)


def test_what_was_searched_is_told_with_the_filters_and_what_is_there_without_them(vb, claims, server):
    site = server(claims)
    said = vb("quote", "--store", claims, "--before", "2019", PIER, code=1).out.splitlines()
    assert said[1:] == ["searched: 5 articles from 2020-01-01 to 2020-03-03, with the filters: until 2019",
                        "take the filters off: without them 1 article (altered)"]
    shown = page(site, PIER, before="2019")
    assert "Searched: 5 articles from 2020-01-01 to 2020-03-03." in shown and "Until 2019" in shown
    assert "Take the filters off : without them 1 article prints something similar." in shown
    searched = vb("quote", "--store", claims, "--json", "--source", "tarn post", "nobody said a word of this", code=1).json()["searched"]
    assert searched["filters"] == {"after": None, "before": None, "source": "tarn post", "author": None,
                                       "choices": [{"facet": "source", "value": "tarn post", "excluded": False}]}
    assert (searched["without_filter"], searched["without_filter_verdict"]) == (0, None)
    nowhere = vb("quote", "--store", claims, "--after", "2020", "nobody said a word of this", code=1).out
    assert "without the filters it is not found either" in nowhere
    assert "filters" not in vb("quote", "--store", claims, "nobody said a word of this", code=1).out


def test_a_month_is_not_before_a_day_in_it(vb, claims, server):
    same = HATS.lower()
    assert "unsure which was first" in vb("quote", "--store", claims, same.replace("never", "NEVER")).out
    answer = vb("quote", "--store", claims, "--batch", "-", "--json", input=same.upper() + "\n").json()
    assert answer["first_unsure"] and [m["id"] for m in answer["matches"]] == ["day", "month"]
    assert "Unsure which was first" in page(server(claims), same.upper())
    row = vb("quote", "--store", claims, "--batch", "-", input=same.upper() + "\n").out.rstrip("\n").split("\t")
    assert row[1:] == ["case-punctuation", "2", "2020-02-11", "Tarn Post", "day", "Hats again", "", "unsure which first"]
    rows = vb("quote", "--store", claims, "--batch", "-", "--output", "csv", input=same + "\n" + FERRY + "\n").out
    assert [r["unsure"] for r in csv.DictReader(io.StringIO(rows))] == ["", ""]
    rows = vb("quote", "--store", claims, "--batch", "-", "--output", "csv", input=same.upper() + "\n").out
    assert [r["unsure"] for r in csv.DictReader(io.StringIO(rows))] == ["which first"]


def test_an_earlier_printing_with_other_signs_is_told(vb, indexed, write):
    articles = [dict(CLAIMS[0], id="late"), dict(CLAIMS[0], id="early", date="2019-12-31",
                                                 text="The bridge is sound, and the Ferry is not needed any more.")]
    store = indexed(write("printings.jsonl", "\n".join(map(json.dumps, articles)) + "\n"))
    said = vb("quote", "--store", store, FERRY).out
    assert "earlier with other signs or capitals, 2019-12-31 (case-punctuation): The bridge is sound, and" in said
    assert vb("quote", "--store", store, "--json", FERRY).json()["earlier"]["id"] == "early"
    row = vb("quote", "--store", store, "--batch", "-", input=FERRY + "\n").out.rstrip("\n").split("\t")
    assert row[1:4] == ["verbatim", "2", "2020-01-02T09:00"] and row[7:] == ["", "case-punctuation 2019-12-31"]
    rows = vb("quote", "--store", store, "--batch", "-", "--output", "csv", input=FERRY + "\n").out
    assert [r["earlier"] for r in csv.DictReader(io.StringIO(rows))] == ["2019-12-31 (case-punctuation)"]
    assert vb("quote", "--store", store, "--batch", "-", "--json", input=FERRY + "\n").json()["earlier"]["id"] == "early"


def test_a_cell_that_looks_like_a_formula_is_neutralised_by_option_alone(vb, claims, write):
    table = write("table.csv", 'claim,note,who\n"' + FERRY + '",=HYPERLINK(1),@here\n"-5 below zero","+1","tab"\n')
    for option, note, quote in (([], "=HYPERLINK(1)", "-5 below zero"), (["--neutral"], "'=HYPERLINK(1)", "'-5 below zero")):
        out = vb("quote", "--store", claims, "--batch", table, "--column", "claim", "--output", "csv", *option).out
        rows = list(csv.DictReader(io.StringIO(out)))
        assert rows[0]["note"] == note and rows[1]["quote"] == quote and rows[1]["who"] == "tab", out
        assert rows[0]["quote"] == FERRY and rows[0]["who"] == ("'@here" if option else "@here")
