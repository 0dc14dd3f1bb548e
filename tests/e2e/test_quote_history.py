"""The history of a quote (terminal, page, API), the forms of a batch's answers, and bad input to look-ups."""

import csv
import io
import json
import time

import pytest

SAID = "Nobody will have to leave the valley before the dam is finished"
ARTICLES = [
    {"id": "first", "title": "Dam plans", "date": "2019-03-02", "source": "The Vale Herald",
     "text": f"“{SAID},” said Mayor Ilse Varga."},
    {"id": "copy", "title": "Dam plans, again", "date": "2019-03-20", "source": "Hill Gazette",
     "text": f"\"{SAID.upper()}\", the mayor is quoted."},
    {"id": "changed", "title": "What was promised", "date": "2019-05-07", "source": "Hill Gazette",
     "text": "She promised: “Everybody will have to leave the valley before the dam is finished.”"},
    {"id": "letter", "title": "A letter", "source": "The Vale Herald", "text": f"You printed: {SAID}!"},
    {"id": "split", "title": "Council", "date": "2020-01-09", "source": "Northshore Courier",
     "text": "“Nobody will have to leave the valley,” Varga told the council on Monday, “before the dam is finished.”"},
    {"id": "marks", "title": "A broken file", "text": "\"" * 30000},
]


@pytest.fixture
def archive(indexed, write):
    return indexed(write("articles.jsonl", "\n".join(map(json.dumps, ARTICLES)) + "\n"))


def check_history(history):
    assert (history["articles"], history["undated"], history["year_only"]) == (5, 1, 0)
    assert history["first"]["id"] == "first"
    assert history["first"]["published"] == {"date": "2019-03-02", "precision": "day"}
    assert history["first"]["sure"] is False and "1 article without a date" in history["first"]["doubt"]
    same, changed = history["variants"]
    assert (same["articles"], same["verdict"], same["first_id"]) == (4, "verbatim", "first")
    assert same["sources"] == [{"name": "The Vale Herald", "articles": 2}, {"name": "Hill Gazette", "articles": 1},
                               {"name": "Northshore Courier", "articles": 1}]
    assert (changed["articles"], changed["verdict"], changed["changes"]) == (1, "altered", ["negation"])
    assert changed["wording"].startswith("Everybody will have")
    assert history["months"] == [{"month": "2019-03", "articles": 2}, {"month": "2019-05", "articles": 1},
                                 {"month": "2020-01", "articles": 1}]


def test_a_history_has_its_first_its_wordings_and_its_months(vb, archive):
    answer = vb("quote", "--store", archive, "--history", "--json", SAID, code=0).json()
    check_history(answer["history"])
    shown = vb("quote", "--store", archive, "--history", SAID, code=0).out
    assert "first appearance: 2019-03-02, The Vale Herald, Dam plans (first)" in shown
    assert "not sure: 1 article without a date may be earlier" in shown
    assert "2019-05 ████████████████████ 1" in shown and "CHANGED OR LEFT OUT: a negation" in shown
    sure = vb("quote", "--store", archive, "--history", "--json", "--after", "2019", SAID).json()["history"]
    assert sure["first"]["sure"] is True and sure["first"]["doubt"] is None
    nothing = vb("quote", "--store", archive, "--history", "quite other words about whales and snow", code=1)
    assert nothing.out.startswith("not-found: ")
    assert "history" not in vb("quote", "--store", archive, "--json", SAID).json()


def test_of_one_day_the_hour_decides_which_article_was_first(vb, indexed, write):
    """Where the articles stand in the archive does not, nor how many there are of each wording."""
    changed = SAID.replace("valley", "village")  # so that the two wordings begin alike
    hours = [("18:00", SAID), ("09:30", changed), ("12:00", SAID), ("09:00", SAID), ("23:15", changed), ("09:15", changed)]
    articles = [{"id": hour, "title": f"At {hour}", "date": f"2019-03-02T{hour}:00", "source": "The Vale Herald",
                 "text": f"At {hour} she said: “{text}.”"} for hour, text in hours]
    store = indexed(write("day.jsonl", "\n".join(map(json.dumps, articles)) + "\n"))
    history = vb("quote", "--store", store, "--history", "--json", SAID, code=0).json()["history"]
    assert history["first"]["id"] == "09:00" and history["first"]["sure"] is True, history
    assert [(v["first_id"], v["articles"]) for v in history["variants"]] == [("09:00", 3), ("09:15", 3)], history


def test_the_history_has_an_address_on_the_site_and_in_the_api(archive, server):
    site = server(archive)
    status, answer = site.json("/api/v1/quote?history=1&q=" + SAID.replace(" ", "+"))
    assert status == 200
    check_history(answer["history"])
    status, _, body = site.request("/history?q=" + SAID.replace(" ", "+"))
    page = body.decode()
    assert site.request("/quote?history=1&q=" + SAID.replace(" ", "+"))[2] != b""  # the old address leads there
    assert status == 200 and "First on <time datetime=\"2019-03-02\">" in page and "2 wordings" in page
    assert "2019-05: 1" in page and "a negation" in page and page.count("class=\"bar\"") == 11
    plain = site.request("/quote?q=" + SAID.replace(" ", "+"))[2].decode()
    assert f"history?q={SAID.replace(' ', '%20')}\"" in plain and "class=\"timeline\"" not in plain
    assert site.request("/api/v1/quote?history=maybe&q=x")[0] == 400


FERRY = "The ferry will sail on every single day of the coming winter without fail"
REPORT = ("Tarn harbour spent the morning counting ropes, lamps and barrels after the storm had taken two sheds and the "
          "roof of the fish hall, and nobody in the crowd on the quay believed that the boats could leave before spring. "
          "“{}”, said the pilot Osk Tolliver, who had slept in his boots and wanted breakfast more than questions.")
PRINTED = [
    {"id": "wire", "title": "Storm takes sheds", "date": "2018-04-02", "source": "Tarn Press Service", "text": REPORT.format(FERRY)},
    {"id": "herald", "title": "Ropes counted", "date": "2018-04-03", "source": "The Vale Herald", "text": REPORT.format(FERRY)},
    {"id": "gazette", "title": "Roof gone", "date": "2018-05-01", "source": "Hill Gazette",
     "text": REPORT.format(FERRY.replace("sail", "run"))},
    {"id": "undated", "title": "Storm", "source": "The Vale Herald", "text": REPORT.format(FERRY)},
    {"id": "own", "title": "A promise", "date": "2018-06-11", "source": "Northshore Courier",
     "text": f"He had said in April: “{FERRY}.” Nobody holds him to it."},
]


def check_folded(history):
    """The wire's report, its copies with it, and an article that only quotes the same."""
    assert (history["articles"], history["folded"], history["undated"]) == (5, 3, 0)
    assert history["first"]["id"] == "wire" and history["first"]["sure"] is False
    assert history["months"] == [{"month": "2018-04", "articles": 1}, {"month": "2018-06", "articles": 1}]
    same, changed = history["variants"]
    assert (same["articles"], same["first_id"]) == (2, "wire") and (changed["articles"], changed["first_id"]) == (1, "gazette")
    assert same["sources"] == [{"name": "The Vale Herald", "articles": 2}, {"name": "Northshore Courier", "articles": 1},
                               {"name": "Tarn Press Service", "articles": 1}]


def check_unfolded(history):
    assert (history["articles"], history["folded"], history["undated"]) == (5, 0, 1)
    assert [v["articles"] for v in history["variants"]] == [4, 1]
    assert [m["articles"] for m in history["months"]] == [2, 1, 1]


def test_syndicated_copies_count_once_in_the_history(vb, indexed, write, server):
    archive = indexed(write("printed.jsonl", "\n".join(map(json.dumps, PRINTED)) + "\n"))
    ask = ["quote", "--store", archive, "--history", FERRY]
    check_folded(vb(*ask, "--json", code=0).json()["history"])
    check_unfolded(vb(*ask, "--json", "--no-fold", code=0).json()["history"])
    shown = vb(*ask, code=0).out
    assert "3 of the articles are copies and counted once" in shown and "   2 × verbatim" in shown
    assert "copies" not in vb(*ask, "--no-fold", code=0).out
    site, address = server(archive), "quote?history=1&q=" + FERRY.replace(" ", "+")
    check_folded(site.json("/api/v1/" + address)[1]["history"])
    check_unfolded(site.json("/api/v1/" + address + "&fold=0")[1]["history"])
    page = site.request("/history?" + address.split("&")[1])[2].decode()
    assert "3 are not counted here" in page and "2018-04: 1<" in page and "&amp;fold=0\">Show and count all copies" in page
    page = site.request("/" + address + "&fold=0")[2].decode()  # the old address leads to the history
    assert "All copies of a report are shown and counted" in page and "2018-04: 2<" in page
    assert site.request("/quote?" + address.split("&")[1] + "&fold=0")[2].decode().count("<article>") == 4


def test_the_page_shows_what_differs(archive, server):
    site = server(archive)
    page = site.request("/quote?q=" + SAID.replace("finished", "begun").replace(" ", "+"))[2].decode()
    assert ">begun</del>" in page and ">finished</ins>" in page and "Altered" in page
    page = site.request("/quote?q=nobody+will+have+to+stay+here")[2].decode()
    assert "The nearest text" in page and ">stay here</del>" in page


def test_answers_of_a_batch_as_csv_and_json_lines(vb, archive, write):
    claims = write("claims.csv", "id;quote\na;\"Nobody will; have to leave the valley\"\nb;\"torn\nc;before the dam is begun\n"
                                 f"d;{SAID}, she said, \"\"twice\"\"\n")
    result = vb("quote", "--store", archive, "--batch", claims, "--output", "csv", code=2)
    rows = list(csv.DictReader(io.StringIO(result.out)))
    assert [(r["line"], r["id"], r["verdict"]) for r in rows[:3]] == [
        ("2", "a", "case-punctuation"), ("3", "", "error"), ("4", "c", "altered")]
    assert rows[0]["article"] == "first" and rows[0]["articles"] == "4" and rows[1]["error"].startswith("not CSV")
    assert rows[2]["agreement"] == "0.800" and rows[2]["text"] == "before the dam is"
    lines = vb("quote", "--store", archive, "--batch", claims, "--output", "jsonl", code=2).json_lines()
    assert [a["line"] for a in lines] == [2, 3, 4, 5] and lines[0]["matches"][0]["id"] == "first"
    for wrong in (["--output", "xml"], ["--since", "2019", "--after", "2018"], ["--history", "--output", "csv"]):
        assert vb("quote", "--store", archive, "--batch", claims, *wrong, code=2).err.count("\n") == 1


def test_since_leaves_what_is_older_out(vb, archive):
    result = vb("quote", "--store", archive, "--batch", "-", "--since", "2019-03-10", input=SAID + "\n", code=0)
    assert result.out.split("\t")[:5] == ["1", "case-punctuation", "1", "2019-03-20", "Hill Gazette"]


@pytest.mark.parametrize("quote, code, verdict", [
    ("", 2, None), ("“...” — !?", 2, None), ("[ ... ]", 2, None), ("\u200f\u202e\u00ad", 2, None),
    ("valley", 0, "verbatim"), ("whale", 1, "not-found"),
    ("\u202e" + SAID + "\u202c", 0, "typography"),
    (SAID.replace(" ", "\0"), 0, "verbatim"),
    (SAID + "e" + "\u0301" * 5000, 0, None),
    ("[" * 2000 + SAID + "]" * 2000, None, None),
    ("... " * 3000 + SAID, None, None),
    (("nobody [x] ... " * 1500).strip(), None, None),
    ("the valley " * 1400, 1, "not-found"),
    (("before the dam " * 70000)[:1048576], 1, "not-found"),
    ("\"" * 1000000, 2, None),
    ("a" * 1048577, 2, None),
], ids=["empty", "punctuation", "brackets-only", "invisible", "one-word", "one-unknown-word", "right-to-left", "nul",
        "combining", "bracket-runs", "ellipses", "bracket-and-ellipsis-runs", "repeats", "a-megabyte", "marks",
        "too-long"])
def test_any_quote_gets_a_clear_answer_in_bounded_time(vb, archive, quote, code, verdict):
    began = time.monotonic()
    result = vb("quote", "--store", archive, "--json", "-", input=quote)
    assert time.monotonic() - began < 30
    if code is not None:
        assert result.code == code, result
    if result.code == 2:
        assert result.out == "" and result.err.count("\n") == 1
    else:
        answer = result.json()
        assert verdict is None or answer["verdict"] == verdict
        assert (result.code == 0) == (answer["verdict"] != "not-found")
