"""`verbatim search` and `verbatim show`, as a person and as a script use them."""

import json
import os
import pty
import subprocess

import pytest

from conftest import environment

ARTICLES = [
    {"id": "flood", "title": "Lake Ostrovik floods the valley", "date": "2019-06-19", "source": "The Vale Herald",
     "author": "Ben Tarn", "text": "The lake rose by two metres on Friday.\n\nNobody was hurt, the mayor said. "
     "Boats drifted through the market."},
    {"id": "dam", "title": "Council votes on dam", "date": "2018-03", "source": "Hill Gazette", "author": "Cora Lind",
     "text": "The old dam holds, engineers said. The lake behind it is full."},
    {"id": "undated", "title": "A letter about boats", "source": "The Vale Herald",
     "text": "My boat is red. The lake is not the sea."},
    {"id": "hostile", "title": "Colours\u001b]0;owned\u0007 of the \u009b31mpier", "date": "2020-01-01",
     "source": "Hill\tGazette", "text": "A pier\u001b[2J is a pier\u009b1A and <b>no</b> \u202eegdirb\u202c."},
]


@pytest.fixture
def archive(indexed, write):
    lines = "\n".join(json.dumps(article) for article in ARTICLES) + "\n"
    return indexed(write("articles.jsonl", lines))


def ids(result):
    return [hit["id"] for hit in result.json()["hits"]]


def test_finds_words_and_phrases(vb, archive):
    result = vb("search", "--store", archive, "lake", code=0)
    assert result.out.startswith("3 articles\n")
    assert "\x1b" not in result.out
    result = vb("search", "--store", archive, '"lake rose by two metres"', code=0)
    assert "Lake Ostrovik floods the valley" in result.out and "The Vale Herald · 2019-06-19 · Ben Tarn" in result.out
    assert "    The lake rose by two metres on Friday." in result.out
    assert "\n    flood\n" in result.out


def test_exit_status_is_greps(vb, archive, tmp_path):
    vb("search", "--store", archive, "boat", code=0)
    assert vb("search", "--store", archive, "xylophone", code=1).out.startswith("0 articles\n")
    for args in (["search"], ["search", "--sort", "size", "x"], ["search", "--after", "soon", "x"],
                 ["search", "--nonsense", "x"], ["search", "--size", "-1", "x"], ["search", "--size"],
                 ["search", "--store", tmp_path, "x"], ["search", "--store", tmp_path / "none", "x"],
                 ["search", "--color", "blue", "x"], ["frobnicate"], []):
        result = vb(*args, env={"VERBATIM_STORE": archive}, code=2)
        assert result.out == "" and result.err


def test_every_complaint_is_one_line(vb, archive):
    for args in (["search", "--sort", "\x1b[31mred\nx", "x"], ["sea\x1brch"], ["show", "--store", archive, "no\nsuch"],
                 ["quote", "--store", archive, "..."]):
        result = vb(*args)
        assert result.code in (1, 2)
        assert result.err.count("\n") == 1 and "\x1b" not in result.err, result


def test_the_store_comes_from_the_environment(vb, archive):
    assert vb("search", "lake", env={"VERBATIM_STORE": archive}, code=0).out.startswith("3 articles")


def test_filters_are_given_again_and_left_out(vb, archive):
    def found(*options):
        return ids(vb("search", "--store", archive, "--json", "--sort", "oldest", *options, "lake OR pier", code=0))
    assert found("--source", "hill gazette", "--date", "2018", "--date", "2020") == ["dam", "hostile"]
    assert found("--not-source", "The Vale Herald", "--not-date", "2020-01") == ["dam"]
    assert found("--date", "unknown", "--source", "The Vale Herald", "--source", "Hill Gazette") == ["undated"]
    assert found("--author", "cora lind", "--author", "ben tarn") == ["dam", "flood"]


def test_json_is_one_stable_line(vb, archive):
    result = vb("search", "--store", archive, "--json", "--facets", "--sort", "oldest", "lake", code=0)
    assert result.out.count("\n") == 1
    answer = result.json()
    assert set(answer) == {"query", "read_as", "notes", "total", "total_exact", "from", "size", "sort", "timed_out",
                           "took_ms", "fold", "folded", "next", "hits", "facets", "did_you_mean", "failed_shards"}
    assert ids(result) == ["dam", "flood", "undated"]
    assert set(answer["hits"][0]) == {"id", "title", "source", "authors", "byline", "published", "url", "language",
                                      "section", "title_marks", "score", "rank", "matches", "snippets", "copies"}
    assert answer["hits"][0]["published"] == {"date": "2018-03", "precision": "month", "origin": "metadata"}
    assert {"value": "The Vale Herald", "count": 2} in answer["facets"]["source"]
    assert answer["facets"]["year"] == [{"value": "2019", "count": 1}, {"value": "2018", "count": 1}]
    for hit in answer["hits"]:
        for snippet in hit["snippets"]:
            for mark in snippet["marks"]:
                assert snippet["text"][mark["start"]:mark["end"]].lower() == "lake"


def test_options_stand_anywhere_and_a_dash_excludes(vb, archive):
    assert ids(vb("search", "lake", "-boats", "--json", "--store", archive, "--sort=newest")) == ["dam"]
    assert ids(vb("search", "--store", archive, "--json", "--", "lake", "-boats")) == ["dam"]


def test_a_source_is_its_whole_name_and_one_that_is_none_gets_the_names_alike(vb, archive):
    answer = vb("search", "--store", archive, "--json", "--source", "hérald", "lake", code=1).json()
    assert answer["notes"] == [
        'No source is called "hérald". There is "The Vale Herald"; source: in the query takes words of a name.']
    printed = vb("search", "--store", archive, "--source", "Nobody's Paper", "lake", code=1).out
    assert "note: No source is called \"Nobody's Paper\".\n" in printed
    assert "No source" not in vb("search", "--store", archive, "--source", "the vale herald", "zebra", code=1).out
    for command in ("quote", "said"):
        assert "The Vale Herald" in vb(command, "--store", archive, "--source", "herald", "zebra", code=1).out


def test_a_date_has_one_shape_wherever_it_is_told(vb, archive, tmp_path):
    seen = vb("inspect", tmp_path / "articles.jsonl", code=0).json_lines()
    found = vb("search", "--store", archive, "--json", "--size", 100, "-zebra", code=0).json()["hits"]
    shown = {hit["id"]: vb("show", "--store", archive, "--json", hit["id"], code=0).json() for hit in found}
    assert len(seen) == len(found) and any(a["published"]["date"] is None for a in seen)
    for article in seen:
        assert article["published"] == shown[article["id"]]["published"]
    assert {h["id"]: h["published"] for h in found} == {a["id"]: a["published"] for a in seen}


def test_filters_and_windows(vb, archive):
    base = ["search", "--store", archive, "--json", "--sort", "oldest"]
    assert ids(vb(*base, "--after", "2019", "lake")) == ["flood"]
    assert ids(vb(*base, "--before", "2018-12-31", "lake")) == ["dam"]
    assert ids(vb(*base, "--source", "the vale herald", "lake")) == ["flood", "undated"]
    assert ids(vb(*base, "source:herald", "lake")) == ["flood", "undated"]
    assert ids(vb(*base, "--author", "Lind", "lake")) == ["dam"]
    assert ids(vb(*base, "--from", "1", "--size", "1", "lake")) == ["flood"]
    assert ids(vb(*base, "--from", "10000", "--size", "0", "lake")) == []
    vb(*base, "--from", "10000", "--size", "1", "lake", code=2)


def test_did_you_mean_is_said_and_not_applied(vb, archive):
    result = vb("search", "--store", archive, "Ostrovic floods", code=1)
    assert "did you mean: Ostrovik floods" in result.out
    assert "Lake" not in result.out
    assert vb("search", "--store", archive, "--json", "Ostrovic floods", code=1).json()["did_you_mean"] == "Ostrovik floods"


def test_says_how_the_query_was_read(vb, archive):
    assert "read as: " in vb("search", "--store", archive, "“lake rose").out


def test_a_query_of_any_bytes_is_answered(vb, archive):
    for query in (b"\xff\xfe", b"((((", b'"', b"a" * 60000, b"lake\x1b[2J", "lake OR".encode(), b"title:", b"-"):
        result = vb("search", "--store", archive, query)
        assert result.code in (0, 1), result
        assert "\x1b" not in result.out
    assert vb("search", "--store", archive, b"x" * 70000, code=2).err.count("\n") == 1


def on_terminal(vb, *args, code=None, **env):
    """What the program writes to a terminal of 60 columns."""
    leader, follower = pty.openpty()
    import fcntl
    import struct
    import termios
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 60, 0, 0))
    changes = {"TERM": "xterm", "PAGER": "cat", **env}
    process = subprocess.Popen([str(vb.path("verbatim"))] + [str(a) for a in args], stdout=follower,
                               stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environment(**changes))
    os.close(follower)
    written = b""
    while True:
        try:
            chunk = os.read(leader, 65536)
        except OSError:
            break
        if not chunk:
            break
        written += chunk
    os.close(leader)
    process.communicate(timeout=60)
    assert code is None or process.returncode == code
    return written.decode().replace("\r\n", "\n")


def test_colour_on_a_terminal_only(vb, archive):
    args = ("search", "--store", archive, '"two metres"')
    assert "\x1b[1;31mtwo metres\x1b[0m" in on_terminal(vb, *args)
    assert "\x1b" not in on_terminal(vb, *args, NO_COLOR="1")
    assert "\x1b" not in on_terminal(vb, *args, TERM="dumb")
    assert "\x1b" not in on_terminal(vb, *args, "--color=never")
    assert "\x1b" not in vb(*args).out
    assert "\x1b[1;31mtwo metres\x1b[0m" in vb(*args, "--color=always").out


def test_a_sentence_that_is_cut_says_so(vb, indexed, write):
    long = "Word " + "and another one " * 60 + "then zanzibar came " + "and more of it " * 60 + "in the end."
    archive = indexed(write("long.jsonl", json.dumps({"id": "long", "title": "Long", "text": long}) + "\n"))
    snippet = vb("search", "--store", archive, "zanzibar", code=0).out.splitlines()[4]
    assert snippet.startswith("    … ") and snippet.endswith(" …") and "zanzibar" in snippet
    shown = on_terminal(vb, "search", "--store", archive, "zanzibar", NO_COLOR="1")
    assert max(map(len, shown.splitlines())) <= 62


def test_wraps_at_the_terminals_width(vb, archive):
    shown = on_terminal(vb, "show", "--store", archive, "flood", NO_COLOR="1")
    assert "Nobody was hurt, the mayor said. Boats drifted through the\nmarket." in shown
    assert max(map(len, shown.splitlines())) <= 60 or "File: " in shown


def test_the_head_of_a_hit_is_wrapped_below_itself(vb, indexed, write):
    authors = [f"Ada Brook{suffix}" for suffix in ("", "smith", "field", "lund", "mere", "wood")]
    store = indexed(write("long.jsonl", json.dumps({
        "id": "long", "title": "A headline about the harbour that no narrow terminal shows on one line of it",
        "authors": authors, "source": "The Vale Herald", "date": "2019-06-19", "text": "The harbour is quiet."}) + "\n"))
    shown = on_terminal(vb, "search", "--store", store, "harbour", NO_COLOR="1")
    assert "\n 1. A headline about the harbour that no narrow terminal\n    shows on one line of it\n" in shown
    assert "\n    The Vale Herald · 2019-06-19 · Ada Brook, Ada\n    Brooksmith, Ada Brookfield and 3 more\n" in shown
    bold = on_terminal(vb, "search", "--store", store, "harbour")
    assert "\x1b[1mA headline about the harbour that no narrow terminal\n    shows on one line of it\x1b[0m\n" in bold


def test_nothing_of_an_article_steers_the_terminal(vb, archive):
    for args in (("search", "pier"), ("show", "hostile"), ("show", "hostile", "--query", "pier"), ("quote", "A pier"),
                 ("search", "--json", "pier"), ("show", "--json", "hostile")):
        out = on_terminal(vb, *args, "--store", archive, NO_COLOR="1")
        bad = [c for c in out if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) <= 0x9F]
        assert not bad, (args, out)
        if "--json" not in args:
            assert not any(c in out for c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_shows_an_article(vb, archive):
    result = vb("show", "--store", archive, "flood", code=0)
    assert result.out.startswith("Lake Ostrovik floods the valley\nThe Vale Herald · 2019-06-19 · Ben Tarn\n")
    assert "\n\nThe lake rose by two metres on Friday.\n\nNobody was hurt" in result.out
    article = vb("show", "--store", archive, "--json", "--quote", "rose by two metres", "flood", code=0).json()
    assert [article["text"][m["start"]:m["end"]] for m in article["text_marks"]] == ["rose by two metres"]
    assert [article["text"][p["start"]:p["end"]][:6] for p in article["paragraphs"]] == ["The la", "Nobody"]
    result = vb("show", "--store", archive, "nowhere", code=1)
    assert result.out == "" and "nowhere" in result.err


def test_a_reader_that_goes_away_is_no_accident(vb, archive):
    process = vb.start("verbatim", "show", "--store", archive, "flood")
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(timeout=60)


def test_a_full_disk_is_said(vb, archive):
    with open("/dev/full", "wb") as full:
        process = vb.start("verbatim", "search", "--store", archive, "lake", stdout=full)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2 and b"standard output" in err


def test_help_teaches_and_version_tells(vb):
    for args in (["--help"], ["help"], ["search", "--help"], ["help", "search"], ["show", "--help"], ["help", "quote"],
                 ["quote", "-h"]):
        result = vb(*args, code=0)
        assert result.out.startswith("Usage: verbatim") and "Examples:" in result.out and result.err == ""
        assert max(map(len, result.out.splitlines())) <= 100
    assert vb("--version", code=0).out.startswith("verbatim ")


def test_runs_the_sibling_programs(vb, archive, write):
    result = vb("inspect", write("a.txt", "A headline\n\nThe lake is calm today, and nobody minds at all.\n"), code=0)
    assert json.loads(result.out.splitlines()[0])["title"] == "A headline"
    assert "Usage: verbatim index" in vb("index", "--help", code=0).out
