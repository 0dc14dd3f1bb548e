"""Who said what: inspect, `verbatim said`, speaker: and said:, the pages and the API, on both engines."""

import csv
import http.client
import io
import json
import re
import urllib.parse

import pytest

from test_serve import check

FIRST = """Harbour wall will hold, says engineer

By Una Pell | The Low Quay | March 3, 2018

Harbour engineer Mr. Tomas Brandvik walked along the wall on Monday.

“The wall will hold,” he said. “It has held for a hundred years.”

The port council was less sure. “We will publish the survey in June,” the council said.

Comments

Anon says: “The wall will fall,” said my uncle.
"""
ARTICLES = [
    {"id": "wall", "title": "The wall", "source": "The Low Quay", "date": "2018-03-03", "text":
     "Mr. Tomás Brandvik walked along the harbour wall on Monday.\n\n“The wall will hold,” he said. “It has "
     "held for a hundred years.”\n\n“I doubt every word of it,” said Ines Calloway, who owns the ferry."},
    {"id": "ferry", "title": "The ferry", "source": "The Tideline", "date": "2019-05-06", "text":
     "“The ferry will sail whatever the wall does,” Ines Calloway said.\n\nThe so-called “experts” stayed at home."},
    {"id": "plain", "title": "No quotations", "source": "The Tideline", "date": "2020-01-01", "text":
     "The wall will hold, the harbour board believes. Brandvik was not asked."},
]


@pytest.fixture(params=["native", "xapian"])
def archive(request, indexed):
    lines = "".join(json.dumps(a) + "\n" for a in ARTICLES)
    return indexed("-", args=("--engine", request.param, "--format", "jsonl"), input=lines)


def texts(quotations):
    return [" / ".join(p["text"] for p in q["parts"]) for q in quotations]


def test_inspect_prints_the_quotations_of_the_article(vb, write):
    write("wall.txt", FIRST)
    article = vb.program("verbatim-index", "inspect", "wall.txt", code=0).json()
    assert [(texts([q])[0], q["mention"], q["cue"], q["speaker"]) for q in article["quotations"]] == [
        ("The wall will hold, / It has held for a hundred years.", "he", "said", "Tomas Brandvik"),
        ("We will publish the survey in June,", "the council", "said", None),
    ]
    assert article["quotes"] == article["quotations"]  # its name before
    assert [article["text"][p["start"]:p["end"]] for p in article["paragraphs"]] == article["text"].split("\n\n")
    for quotation in article["quotations"]:
        assert 0 < quotation["confidence"] <= 1
        for part in quotation["parts"]:
            assert article["text"][part["start"]:part["end"]] == part["text"]


def test_a_speakers_quotations_are_listed_newest_first(vb, archive):
    result = vb("said", "--store", archive, "--json", "--speaker", "calloway", code=0)
    answer = check(result.json(), "Quotations")
    assert texts(answer["quotations"]) == ["The ferry will sail whatever the wall does,", "I doubt every word of it,"]
    assert [q["article"]["id"] for q in answer["quotations"]] == ["ferry", "wall"]
    assert {q["speaker"] for q in answer["quotations"]} == {"Ines Calloway"}
    assert not answer["more"] and answer["articles"] == 2
    oldest = vb("said", "--store", archive, "--json", "--speaker", "ines calloway", "--sort", "oldest", "--size", 1)
    assert texts(oldest.json()["quotations"]) == ["I doubt every word of it,"] and oldest.json()["more"]
    second = vb("said", "--store", archive, "--json", "--speaker", "calloway", "--from", 1, code=0).json()
    assert texts(second["quotations"]) == ["I doubt every word of it,"]


@pytest.mark.parametrize("args,found", [
    (("wall",), ["ferry", "wall"]), (("wall", "-ferry"), ["wall"]), (("--speaker", "brandvik"), ["wall"]),
    (("--speaker", "BRANDVÍK", "hold"), ["wall"]), (("--speaker", "tomas brandvik"), ["wall"]),
    (("--speaker", "brandvik tomas"), []), (("--speaker", "brandvik", "ferry"), []),
    (('"hundred years"',), ["wall"]), (('"hold it has"',), []), (("speaker:calloway", "doubt"), ["wall"]),
    (("--before", "2018", "wall"), ["wall"]), (("--source", "the tideline"), ["ferry"]), (("source:tideline",), ["ferry"]), (("--source", "tideline"), []), (("experts",), []),
    (("title:ferry",), ["ferry"]), ((), ["ferry", "wall", "wall"]),
])
def test_the_words_asked_for_are_those_of_the_quotation(vb, archive, args, found):
    result = vb("said", "--store", archive, "--json", *args, code=0 if found else 1)
    assert [q["article"]["id"] for q in result.json()["quotations"]] == found


@pytest.mark.parametrize("query,found", [
    ("speaker:brandvik", {"wall"}), ("speaker:Tomás", {"wall"}), ('speaker:"tomas brandvik"', {"wall"}),
    ('speaker:"brandvik ines"', set()), ("said:wall", {"wall", "ferry"}), ('said:"the wall will hold"', {"wall"}),
    ('said:"hold it"', set()), ("said:experts", set()), ("said:hundred speaker:calloway", {"wall"}),
    ("wall -said:wall", {"plain"}), ("said:hold*", {"wall"}), ("said:ferries", {"ferry"}),
])
def test_searches_know_speakers_and_what_was_said(vb, archive, query, found):
    result = vb("search", "--store", archive, "--json", query, code=0 if found else 1)
    assert {h["id"] for h in result.json()["hits"]} == found


def test_a_match_in_what_was_said_is_marked_in_the_text(vb, archive):
    hit = vb("search", "--store", archive, "--json", 'said:"wall will hold"', code=0).json()["hits"][0]
    snippet = hit["snippets"][0]
    assert [snippet["text"][m["start"]:m["end"]] for m in snippet["marks"]] == ["wall will hold"]


def test_the_speakers_of_a_result_are_counted(vb, archive):
    result = vb("search", "--store", archive, "--json", "--facets", "--size", 1, "wall", code=0).json()
    assert len(result["hits"]) == 1 and result["total"] == 3
    assert result["facets"]["speaker"] == [{"value": "Ines Calloway", "count": 2}, {"value": "Tomás Brandvik", "count": 1}]
    assert result["facets"]["speaker_articles"] == 3
    printed = vb("search", "--store", archive, "--facets", "wall", code=0).out
    assert "\nBy speaker\n" in printed and "Ines Calloway" in printed


def test_a_misspelt_speaker_gets_a_suggestion(vb, archive):
    result = vb("said", "--store", archive, "--json", "--speaker", "Ines Callowey", code=1).json()
    assert result["quotations"] == [] and result["did_you_mean"] == "Ines Calloway"
    assert "did you mean: Calloway" in vb("said", "--store", archive, "--speaker", "Callowey", code=1).out


def test_quotes_prints_for_people(vb, archive):
    printed = vb("said", "--store", archive, "--speaker", "brandvik", code=0).out
    assert "1 quotation\n" in printed and "The wall will hold," in printed
    assert "Tomás Brandvik as “he” (" in printed and "“The wall will hold,”" in printed and "2018-03-03" in printed
    assert vb("said", "--store", archive, "nothing", "like", "this", code=1).out.startswith("no quotations")
    assert "--sort" in vb("said", "--store", archive, "--sort", "best", code=2).err


def test_quotations_over_http(archive, server):
    site = server(archive)
    status, answer = site.json("/api/v1/said?" + urllib.parse.urlencode({"speaker": "calloway", "size": 1}))
    assert status == 200 and texts(check(answer, "Quotations")["quotations"]) == ["The ferry will sail whatever the wall does,"]
    rest = "/api/v1/said?speaker=calloway&size=1&from=1&place="
    assert answer["more"] and texts(site.json(rest + answer["next"])[1]["quotations"]) == texts(site.json(rest)[1]["quotations"])
    assert site.json(rest + "7.7")[0] == 400 and site.json(rest)[1]["next"] is None
    status, answer = site.json("/api/v1/speaker?name=calloway")
    check(answer, "Speaker")
    assert answer["names_articles"] == 2
    assert answer["names"] == [{"value": "Ines Calloway", "count": 2}]
    assert (answer["quotations"], answer["articles"], answer["articles_read"]) == (2, 2, 2)
    assert answer["years"] == [{"value": "2019", "count": 1}, {"value": "2018", "count": 1}]
    assert texts(answer["latest"])[0] == "The ferry will sail whatever the wall does,"
    status, answer = site.json("/api/v1/speaker?name=callowey")
    assert answer["did_you_mean"] == "calloway" and check(answer, "Speaker")["latest"] == []


def test_the_pages_of_quotations_and_speakers(archive, server):
    site = server(archive)
    page = site.request("/said?q=wall")[2].decode()
    assert "The ferry will sail whatever the <mark>wall</mark> does," in page and "speaker?name=Ines%20Calloway" in page
    page = site.request("/said?q=wall&source=The+Tideline&after=2018")[2].decode()
    assert "The ferry will sail" in page and "The wall will hold" not in page
    assert 'href="said?q=wall&amp;after=2018"' in page and 'href="said?q=wall&amp;source=The%20Tideline"' in page
    page = site.request("/said?speaker=callowey")[2].decode()
    assert "Did you mean" in page and "speaker=calloway" in page
    page = site.request("/speaker?name=Calloway")[2].decode()
    assert "2 articles quote this speaker" in page and "I doubt every word of it," in page and ">Ines Calloway<" in page
    assert '>2019: 1 article<' in page
    page = site.request("/?q=wall")[2].decode()
    assert "speaker=Ines%20Calloway" in page
    page = site.request("/speaker?name=" + urllib.parse.quote("<b>nobody</b>"))[2].decode()
    assert "Nobody of this name" in page and "<b>nobody" not in page


# One quotation as many articles have it; the two longest are copies of each other.
REPORT = ("The council met on Monday to hear what the winter had cost the town, and stayed until the lamps were lit. "
          "“The sea does not read our minutes,” Mayor Ada Brook told it. She had walked the wall at dawn, and again at "
          "noon, with the engineer, two fishermen and a clerk who wrote down every stone that had moved since autumn.")
TOLD = {
    "n1": "“The sea does not read our minutes,” said Ada Brook, the mayor.",
    "n2": REPORT, "n3": REPORT + " The clerk went home.",
    "n4": "“The sea does not read our minutes,” Mr. Owen Tarn said.",
    "n5": "Somebody at the back agreed. “The sea does not read our minutes.”",
    "n6": "“Mayors used to say ‘the sea does not read our minutes’ and go home,” Ines Calloway said.",
    "n7": "Old people know that the sea does not read our minutes.",
}


@pytest.fixture(params=["native", "xapian"])
def told(request, indexed):
    lines = "".join(json.dumps({"id": i, "title": "Minutes", "date": f"2014-05-{n + 1:02}", "text": t}) + "\n"
                    for n, (i, t) in enumerate(TOLD.items()))
    return indexed("-", args=("--engine", request.param, "--format", "jsonl"), input=lines)


def test_all_articles_vote_on_who_said_it(vb, told, server):
    quote = "The sea does not read our minutes"
    site = server(told)
    answer = check(site.json("/api/v1/quote?" + urllib.parse.urlencode({"q": quote}))[1], "QuoteAnswer")
    witness = answer["witness"]
    assert witness["names"] == [{"speaker": "Ada Brook", "articles": 3, "reports": 2},
                                {"speaker": "Owen Tarn", "articles": 1, "reports": 1}]
    assert (witness["articles"], witness["reports"], witness["unquoted"], witness["complete"]) == (6, 5, 1, True)
    assert witness["nobody"] == {"articles": 1, "reports": 1} and witness["settled"]
    assert witness["quoted_by"] == [{"speaker": "Ines Calloway", "articles": 1, "reports": 1}]
    assert [(o["speaker"], o["id"]) for o in witness["others"]] == [("Owen Tarn", "n4")]
    printed = vb("quote", "--store", told, quote, code=0).out
    assert ("said by: Ada Brook in 3 of 6 articles; 1 names nobody; 1 names Owen Tarn; 1 has it quoted by Ines Calloway"
            " (copies once: 2 of 5)\n    names Owen Tarn: Minutes (n4)\n") in printed
    page = site.request("/quote?" + urllib.parse.urlencode({"q": quote}))[2].decode()
    shown = re.sub(r"<[^>]*>", "", page[page.index('class="witness"') - 3:])
    assert "Said by Ada Brook in 3 of 6 articles; 1 names nobody." in shown
    others, within = shown.index("Others whom articles name:"), shown.index("within their own words:")
    assert "Owen Tarn 1" in shown[others:within] and "Ines Calloway 1" in shown[within:]
    assert "Names Owen Tarn: Minutes" in shown
    history = vb("quote", "--store", told, "--json", "--history", quote, code=0).json()
    assert history["witness"]["names"] == witness["names"]


def test_a_quotation_within_a_quotation_names_both(vb, indexed, server):
    said = {"i1": "Ada Brook met Tom Reed. “Reed told me, ‘We will win this war by spring,’ and left,” Ada Brook said.",
            "i2": "“He told me, ‘We will win this war by spring,’ and I believed it,” Ines Calloway said of it."}
    lines = "".join(json.dumps({"id": i, "title": "War", "text": t}) + "\n" for i, t in said.items())
    store, quote = indexed("-", args=("--format", "jsonl"), input=lines), "We will win this war by spring"
    answer = vb("quote", "--store", store, "--json", quote, code=0).json()
    assert {(h["id"], h["speaker"], h["inner_mention"], h["inner_speaker"]) for h in answer["matches"]} == {
        ("i1", "Ada Brook", "Reed", "Tom Reed"), ("i2", "Ines Calloway", "He", None)}
    witness = answer["witness"]
    assert [n["speaker"] for n in witness["names"]] == ["Tom Reed"] and witness["nobody"]["articles"] == 0
    assert {n["speaker"] for n in witness["quoted_by"]} == {"Ada Brook", "Ines Calloway"}
    history = vb("quote", "--store", store, "--history", quote, code=0).out
    assert "said by: Tom Reed in 1 of 2 articles; 1 has it quoted by " in history and "quoted by Ada Brook" in history
    printed = vb("quote", "--store", store, quote, code=0).out
    assert "said by Tom Reed, quoted by Ada Brook, within that speaker's words (" in printed
    assert 'said by "He", quoted by Ines Calloway' in printed
    assert "Ada Brook, quoting Tom Reed (" in vb("said", "--store", store, "--speaker", "ada brook", code=0).out
    site = server(store)
    article = check(site.json("/api/v1/articles/i1")[1], "Article")
    (inner,) = article["quotations"][0]["inner"]
    assert (texts([inner])[0], inner["mention"], inner["cue"], inner["speaker"]) == (
        "We will win this war by spring,", "Reed", "told", "Tom Reed")
    part = inner["parts"][0]
    assert article["text"][part["start"]:part["end"]] == part["text"]
    assert check(site.json("/api/v1/quote?" + urllib.parse.urlencode({"q": quote}))[1], "QuoteAnswer")
    page = re.sub(r"<[^>]*>", "", site.request("/quote?" + urllib.parse.urlencode({"q": quote}))[2].decode())
    assert "Said by Tom Reed, quoted by Ada Brook" in page
    assert "quoting Tom Reed" in re.sub(r"<[^>]*>", "", site.request("/article?id=i1")[2].decode())


def test_where_no_name_has_most_votes_the_articles_disagree(vb, indexed, server):
    said = ["“Leave the lamp on the quay,” Ada Brook said.", "“Leave the lamp on the quay,” Owen Tarn said."]
    lines = "".join(json.dumps({"id": f"l{i}", "title": "Lamp", "text": t}) + "\n" for i, t in enumerate(said))
    store = indexed("-", args=("--format", "jsonl"), input=lines)
    witness = vb("quote", "--store", store, "--json", "Leave the lamp on the quay", code=0).json()["witness"]
    assert not witness["settled"] and {o["speaker"] for o in witness["others"]} == {"Ada Brook", "Owen Tarn"}
    assert "the articles disagree: Ada Brook in 1 of 2" in vb("quote", "--store", store, "Leave the lamp on the quay", code=0).out
    assert b"The articles disagree." in server(store).request("/quote?q=Leave+the+lamp+on+the+quay")[2]


def test_a_batch_has_the_vote_where_it_is_asked_for(vb, told, server):
    quotes = "The sea does not read our minutes\nnobody ever said this\n"
    out = vb("quote", "--store", told, "--batch", "-", "--output", "csv", "--witness", input=quotes, code=0).out
    first, missing = list(csv.DictReader(io.StringIO(out)))
    assert [first[c] for c in ("speaker", "speaker_articles", "speaker_of", "speaker_unnamed", "other_speakers",
                               "quoted_by", "quote")] == ["Ada Brook", "3", "6", "1", "Owen Tarn (1)", "Ines Calloway (1)",
                                                          "The sea does not read our minutes"]
    assert missing["verdict"] == "not-found" and missing["speaker"] == missing["speaker_of"] == missing["quoted_by"] == ""
    short = vb("quote", "--store", told, "--batch", "-", "--witness", input=quotes, code=0).out.splitlines()
    assert short[0].split("\t")[9:] == ["Ada Brook", "3", "6"] and len(short[1].split("\t")) == 3
    line = json.loads(vb("quote", "--store", told, "--json", "--batch", "-", "--witness", input=quotes, code=0).out.splitlines()[0])
    assert line["witness"]["names"][0] == {"speaker": "Ada Brook", "articles": 3, "reports": 2}
    site = server(told)
    body = json.dumps(["The sea does not read our minutes"]).encode()
    answer = site.request("/api/v1/batch?witness=true", body, {"Content-Type": "application/json", "Accept": "text/csv"})[2].decode()
    (row,) = csv.DictReader(io.StringIO(answer))
    assert (row["speaker"], row["speaker_articles"], row["speaker_of"]) == ("Ada Brook", "3", "6")
    answer = site.request("/api/v1/batch", body, {"Content-Type": "application/json"})[2].decode()
    assert json.loads(answer.splitlines()[0])["witness"] is None


def test_a_quote_that_is_not_found_and_a_batch_have_no_witness(vb, told):
    assert vb("quote", "--store", told, "--json", "nobody ever said this", code=1).json()["witness"] is None
    line = vb("quote", "--store", told, "--json", "--batch", "-", input="The sea does not read our minutes\n", code=0).out
    assert json.loads(line)["witness"] is None


# One archive of two of a surname: what each article prints, and who that is.
BROOKS = [
    ("2011-02-01", "Ada Brook opened the lock.\n\n“The gate is old,” President Ada Brook said. “We will mend it.”"),
    ("2011-03-01", "“The lock is shut,” President Ada Brook said."),
    ("2011-04-01", "“I opened the lock myself,” Ada Brook said."),
    ("2011-05-01", "“The canal pays,” President Brook said."),
    ("2018-05-01", "“The canal does not pay,” Mr. Owen Brook said."),
    ("2018-06-01", "“Close the canal,” Owen Brook said."),
    ("2018-07-01", "“The canal is a ditch,” Brook said."),
]


@pytest.fixture(params=["native", "xapian"])
def brooks(request, indexed):
    lines = "".join(json.dumps({"id": f"b{i}", "title": "Canal", "date": d, "text": t}) + "\n"
                    for i, (d, t) in enumerate(BROOKS))
    return indexed("-", args=("--engine", request.param, "--format", "jsonl"), input=lines)


@pytest.mark.parametrize("name,person,found", [
    ("ada brook", "Ada Brook", "b0 b1 b2 b3"), ("president brook", "Ada Brook", "b0 b1 b2 b3"),
    ("President Ada Brook", "Ada Brook", "b0 b1 b2 b3"), ("owen brook", "Owen Brook", "b4 b5"),
    ("brook", None, "b0 b1 b2 b3 b4 b5 b6"), ("general brook", None, "b0 b1 b2 b3 b4 b5 b6"),
])
def test_one_person_is_found_under_all_names(vb, brooks, name, person, found):
    answer = check(vb("said", "--store", brooks, "--json", "--speaker", name, "--sort", "oldest", code=0).json(), "Quotations")
    assert answer["person"] == person
    assert " ".join(dict.fromkeys(q["article"]["id"] for q in answer["quotations"])) == found


def test_a_bare_surname_of_two_is_two_with_counts(vb, brooks, server):
    answer = vb("said", "--store", brooks, "--json", "--speaker", "brook", code=0).json()
    people = [{"value": "Ada Brook", "count": 4}, {"value": "Owen Brook", "count": 2}]
    assert answer["people"] == people
    printed = vb("said", "--store", brooks, "--speaker", "brook", code=0).out
    assert "2 people of this name are quoted:\n    Ada Brook, 4 articles\n    Owen Brook, 2 articles\n" in printed
    assert "speaker: Ada Brook\n" in vb("said", "--store", brooks, "--speaker", "president brook", code=0).out
    site = server(brooks)
    assert check(site.json("/api/v1/speaker?name=brook")[1], "Speaker")["people"] == people
    page = site.request("/speaker?name=Brook")[2].decode()
    assert "2 people of this name are quoted" in page and 'href="speaker?name=Owen%20Brook"' in page


def test_searches_and_their_facets_go_by_person(vb, brooks):
    def found(query):
        return {h["id"] for h in vb("search", "--store", brooks, "--json", query, code=0).json()["hits"]}
    assert found('speaker:"ada brook"') == found('speaker:"president brook"') == {"b0", "b1", "b2", "b3"}
    assert found('speaker:"owen brook" -title:tunnel') == {"b4", "b5"} and len(found("speaker:brook")) == 7
    facets = vb("search", "--store", brooks, "--json", "--facets", "title:canal", code=0).json()["facets"]
    assert facets["speaker"] == [{"value": "Ada Brook", "count": 4}, {"value": "Owen Brook", "count": 2}, {"value": "Brook", "count": 1}]


def test_a_speakers_page_is_of_the_person(brooks, server):
    site = server(brooks)
    answer = check(site.json("/api/v1/speaker?name=president%20brook")[1], "Speaker")
    assert answer["person"] == "Ada Brook" and (answer["articles"], answer["quotations"]) == (4, 4)
    assert {n["value"]: n["count"] for n in answer["names"]} == {"President Ada Brook": 2, "Ada Brook": 1, "President Brook": 1}
    assert (answer["first"]["date"], answer["last"]["date"]) == ("2011-02-01", "2011-05-01")
    page = site.request("/speaker?name=president%20brook")[2].decode()
    assert "Taken for <strong" in page and ">Ada Brook</strong>" in page
    assert "First quoted" in page and "1 February 2011" in page and "1 May 2011" in page and "President Brook" in page


def test_an_article_shows_who_is_quoted_in_it(archive, server):
    site = server(archive)
    status, article = site.json("/api/v1/articles/wall")
    assert status == 200
    quotations = check(article, "Article")["quotations"]
    assert [(texts([q])[0], q["mention"], q["speaker"]) for q in quotations] == [
        ("The wall will hold, / It has held for a hundred years.", "he", "Tomás Brandvik"),
        ("I doubt every word of it,", "Ines Calloway", "Ines Calloway")]
    for quotation in quotations:
        assert 0 < quotation["confidence"] <= 1 and 0 < quotation["speaker_confidence"] <= 1
        for part in quotation["parts"]:
            assert article["text"][part["start"]:part["end"]] == part["text"]
    page = site.request("/article?id=wall")[2].decode()
    assert re.findall(r'<span class="said"[^>]*>([^<]*)</span>', page) == [
        "The wall will hold,", "It has held for a hundred years.", "I doubt every word of it,"]
    notes = "".join(re.findall(r'<ul class="notes".*?</ul>', page, re.S))
    assert 'href="speaker?name=Tom%C3%A1s%20Brandvik"' in notes and "as “he”" in notes and "% sure" in notes
    for anchor in re.findall(r'href="#(said-\d+)"', page):
        assert f'<span class="said" id="{anchor}"' in page
    assert 'class="notes"' not in site.request("/article?id=plain")[2].decode()
    assert site.json("/api/v1/articles/plain")[1]["quotations"] == []


def test_comments_and_headlines_are_nobodys_quotations(indexed, server):
    article = {"id": "sign", "title": "“We sail at noon,” says Ines Calloway", "date": "2019-05-06", "text": "A sign.",
               "comments": [{"author": "Anon", "text": "“The wall will fall,” said Tomás Brandvik."}]}
    site = server(indexed("-", args=("--format", "jsonl"), input=json.dumps(article)))
    shown = check(site.json("/api/v1/articles/sign")[1], "Article")
    assert shown["quotations"] == [] and shown["comments"][0]["text"].startswith("“The wall")
    assert site.json("/api/v1/said?speaker=calloway")[1]["quotations"] == []
    assert site.json("/api/v1/said?q=wall")[1]["quotations"] == []


def test_an_article_of_one_mark_repeated_is_indexed_in_bounded_time(vb, indexed):
    marks = json.dumps({"id": "marks", "text": '"a b c, ' * 150000}) + "\n" + json.dumps({"id": "q", "text": '"' * 400000})
    store = indexed("-", args=("--format", "jsonl"), input=marks)
    assert vb("search", "--store", store, "--json", "a", code=0).json()["total"] == 1
    assert vb("said", "--store", store, "--json", "--size", 3, code=None).code in (0, 1)


# ---- the names before ----


def test_the_command_of_before_answers_with_a_hint(archive, vb):
    now = vb("said", "--store", archive, "--speaker", "calloway", code=0)
    before = vb("quotes", "--store", archive, "--speaker", "calloway", code=0)
    assert before.out == now.out and now.err == ""
    assert before.err == "verbatim: 'quotes' is called 'said' now\n"
    assert vb("help", "quotes", code=0).out == vb("said", "--help", code=0).out


def test_the_addresses_of_before_lead_to_the_new_ones(archive, server):
    site = server(archive)
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    asked = "?q=sea+wall&source=a%26b&speaker=%C3%A9"
    connection.request("GET", "/quotes" + asked)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 301
    assert answer.headers["Location"] == "said?q=sea%20wall&source=a%26b&speaker=%C3%A9"
    connection.close()
    for method, before, now, body in [("GET", "/api/v1/quotes?q=wall", "/api/v1/said?q=wall", None),
                                      ("POST", "/api/v1/quote", "/api/v1/batch", b"wall\n")]:
        kind = {"Content-Type": "text/plain"}
        answers = [site.request(path, data=body, headers=kind, method=method) for path in (before, now)]
        bodies = [re.sub(rb'"took_ms":[0-9.]+', b"", answer[2]) for answer in answers]
        assert answers[0][0] == answers[1][0] == 200 and bodies[0] == bodies[1]
        assert answers[0][1]["Deprecation"] == "true"
        assert answers[0][1]["Link"] == f'<{now.partition("?")[0].rpartition("/")[2]}>; rel="successor-version"'
        assert "Deprecation" not in answers[1][1] and "Link" not in answers[1][1]
    assert "Deprecation" not in site.request("/api/v1/quote?q=wall")[1]
    status, headers, _ = site.request("/api/v1/batch")
    assert status == 405 and headers["Allow"] == "POST"
