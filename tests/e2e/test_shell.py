"""Results for other programs of the shell: --format, --all, the pager, the last page."""

import csv
import io
import json

import pytest

from test_search import on_terminal

COUNT = 25


@pytest.fixture
def archive(indexed, write):
    lines = [{"id": f"a{i:02}", "title": f"Ferry {i}, \"late\"", "date": f"2019-03-{i + 1:02}", "source": "The Slipway",
              "author": "Tam Oduya", "text": f"The ferry number {i} came late.\n\n=1+1 said the captain."} for i in range(COUNT)]
    lines[7]["title"] = "A\ttab and a\nline"
    return indexed(write("articles.jsonl", "".join(json.dumps(line) + "\n" for line in lines)))


def search(vb, archive, *args, **kwargs):
    return vb("search", "--store", archive, *args, **kwargs)


def test_a_line_for_each_result_has_five_columns(vb, archive):
    out = search(vb, archive, "--format", "line", "--size", "100", "ferry", code=0).out
    rows = [line.split("\t") for line in out.splitlines()]
    assert len(rows) == COUNT and all(len(row) == 5 for row in rows)
    row = next(row for row in rows if row[0] == "a07")
    assert row == ["a07", "2019-03-08", "The Slipway", "A tab and a line", row[4]] and "ferry" in row[4]


def test_ids_are_those_of_show(vb, archive):
    out = search(vb, archive, "--format", "ids", "--size", "3", "--sort", "oldest", "ferry", code=0).out
    assert out == "a00\na01\na02\n"
    vb("show", "--store", archive, out.splitlines()[1], code=0)
    assert search(vb, archive, "--format", "ids", "xylophone", code=1).out == ""


def test_csv_is_a_table_that_no_spreadsheet_misreads(vb, archive):
    out = search(vb, archive, "--format", "csv", "--size", "100", "--neutral", '"=1+1"', code=0).out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == COUNT
    assert list(rows[0]) == ["id", "date", "source", "title", "authors", "section", "url", "matches", "snippet"]
    assert {row["title"] for row in rows} >= {'Ferry 3, "late"', "A tab and a line"}
    assert all(row["authors"] == "Tam Oduya" and not row["snippet"].startswith("=") for row in rows)


def test_ris_has_a_record_for_each(vb, archive):
    out = search(vb, archive, "--all", "--format", "ris", "ferry", code=0).out
    assert out.count("TY  - ") == out.count("ER  - ") == COUNT and out.count("AU  - Tam Oduya") == COUNT


def test_all_gives_each_result_once_in_every_order(vb, archive):
    for order in ("relevance", "newest", "oldest"):
        page = search(vb, archive, "--json", "--no-fold", "--size", "100", "--sort", order, "ferry", code=0).json()
        lines = search(vb, archive, "--all", "--json", "--sort", order, "ferry", code=0).json_lines()
        assert [hit["id"] for hit in lines] == [hit["id"] for hit in page["hits"]]
        assert set(lines[0]) == set(page["hits"][0])
    text = search(vb, archive, "--all", "ferry", code=0).out
    assert text.endswith(f"\n{COUNT} articles\n") and text.count("The Slipway") == COUNT
    assert search(vb, archive, "--all", "--format", "ids", "xylophone", code=1).out == ""
    assert "--all" in search(vb, archive, "--all", "--from", "3", "ferry", code=2).err
    assert "--facets" in search(vb, archive, "--format", "ids", "--facets", "ferry", code=2).err


def test_a_page_past_the_end_is_the_last_page(vb, archive):
    result = search(vb, archive, "--from", "500", "--size", "10", "ferry", code=0)
    assert result.out.startswith(f"{COUNT} articles, 21 to 25\n") and "last" in result.err
    result = search(vb, archive, "--from", "99999999", "--size", "10", "ferry", code=0)
    assert result.out.startswith(f"{COUNT} articles, 21 to 25\n")
    assert search(vb, archive, "--from", "500", "--json", "ferry").json()["hits"] == [], "scripts get what they ask for"


def test_a_pager_shows_what_goes_to_a_terminal(vb, archive):
    args = ("search", "--store", archive, "--color", "never", "ferry")
    assert "|25 articles" in on_terminal(vb, *args, PAGER="sed 's/^/|/'")
    assert "|" not in on_terminal(vb, *args, PAGER="")
    assert "|" not in on_terminal(vb, *args, "--no-pager", PAGER="sed 's/^/|/'")
    assert "|" not in vb(*args, env={"PAGER": "sed 's/^/|/'"}).out
    assert "LESS=FRX" in on_terminal(vb, *args, PAGER="env | grep ^LESS=", LESS=None)
    assert "LESS=S" in on_terminal(vb, *args, PAGER="env | grep ^LESS=", LESS="S")


def test_a_reader_who_leaves_the_pager_early_is_no_error(vb, indexed, write):
    words = " ".join(f"word{i}" for i in range(20000))  # more than a pipe holds
    store = indexed(write("long.jsonl", json.dumps({"id": "long", "title": "Long", "text": words}) + "\n"))
    assert "Long" in on_terminal(vb, "show", "--store", store, "long", PAGER="head -n 1", code=0)
