"""`verbatim trend` and /api/v1/trend: words and phrases over time, side by side."""

import csv
import io
import json
import urllib.parse

import pytest

ARTICLES = [
    {"id": f"a{n}", "title": title, "date": date, "source": source, "text": text}
    for n, (title, date, source, text) in enumerate([
        ("Ferry", "2017-11-02", "The Vale Herald", "The ferry ran aground."),
        ("Bridge", "2017-12-24", "The Vale Herald", "A bridge instead of the ferry."),
        ("Fair", "2018-02-03", "Hill Gazette", "There was a fair."),
        ("Bridge", "2018-02-05", "Hill Gazette", "The bridge would be built, the council said."),
        ("Letter", None, "Hill Gazette", "The ferry was on time once."),
    ])
]


@pytest.fixture
def archive(indexed, write):
    return indexed(write("articles.jsonl", "".join(json.dumps(a) + "\n" for a in ARTICLES)))


def test_the_command_prints_a_table_csv_and_json(vb, archive):
    printed = vb("trend", "--store", archive, "--period", "month", "ferry", '"would be built"', code=0).out
    assert "[1] ferry: 3 articles, 1 undated" in printed
    assert ["2018-02", "0", "1"] in [line.split() for line in printed.splitlines()]
    rows = list(csv.reader(io.StringIO(vb("trend", "--store", archive, "--csv", "--period", "month", "bridge", code=0).out)))
    assert rows[0] == ["month", "all articles", "articles with bridge", "share with bridge"]
    assert rows[1:] == [["2017-11", "1", "0", "0.000000"], ["2017-12", "1", "1", "1.000000"],
                        ["2018-01", "0", "0", ""], ["2018-02", "2", "1", "0.500000"]]
    answer = vb("trend", "--store", archive, "--json", "--source", "hill gazette", "bridge", code=0).json()
    assert answer["period"] == "day" and answer["articles"]["counts"] == [1, 0, 1]
    assert answer["lines"][0]["shares"] == [0, None, 1]


def test_the_command_exits_as_grep_does_and_takes_six(vb, archive):
    assert vb("trend", "--store", archive, "zeppelin", code=1).out.startswith("[1] zeppelin: 0 articles")
    assert "one to 6 words" in vb("trend", "--store", archive, *"abcdefg", code=2).err
    assert "one to six words" in vb("trend", "--store", archive, code=2).err


def test_the_api_gives_lines_in_their_order(server, archive):
    site = server(archive)
    def ask(*pairs):
        status, _, body = site.request("/api/v1/trend?" + urllib.parse.urlencode(pairs))
        return status, body.decode()
    status, body = ask(("q", "bridge"), ("q", "ferry"), ("period", "year"))
    answer = json.loads(body)
    assert status == 200 and [line["query"] for line in answer["lines"]] == ["bridge", "ferry"]
    assert answer["points"] == ["2017", "2018"] and answer["lines"][1]["counts"] == [2, 0]
    assert answer["lines"][1]["undated"] == 1 and answer["articles"]["total"] == 5
    status, body = ask(("q", "ferry"), ("period", "year"), ("format", "csv"))
    assert status == 200 and body.splitlines()[1] == "2017,2,2,1.000000"
    for wrong in ([], [("q", "a")] * 7, [("q", "a"), ("period", "week")], [("q", "a"), ("after", "soon")],
                  [("q", "a"), ("after", "2018"), ("after", "2019")], [("q", "a"), ("format", "xml")]):
        status, body = ask(*wrong)
        assert status == 400 and json.loads(body)["error"]["status"] == "invalid", wrong
    assert ask(("q", "a" * 9000))[0] == 414
