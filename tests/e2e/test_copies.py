"""Syndicated copies: one report in two papers of the samples is shown as one, on every surface."""

import pathlib
import urllib.parse

import pytest

ARTICLES = pathlib.Path(__file__).resolve().parent.parent.parent / "samples" / "articles"
QUERY = '"a very long silence"'
QUOTE = "I have missed that pier every day for a year and a half"
SOURCES = {"Calverhaven Courier", "Northshore Gazette"}


@pytest.fixture(params=["native", "xapian"])
def samples(request, indexed):
    return indexed(ARTICLES, args=("--engine", request.param))


def sources(hit):
    return {hit["source"]} | {c["source"] for c in hit["copies"]}


def test_a_search_shows_one_of_the_copies_and_names_the_other(vb, samples):
    answer = vb("search", "--store", samples, "--json", QUERY, code=0).json()
    assert answer["total"] == 2 and answer["fold"] is True and answer["folded"] == 1 and answer["next"] is None
    (hit,) = answer["hits"]
    assert sources(hit) == SOURCES
    (copy,) = hit["copies"]
    assert set(copy) == {"id", "title", "source", "published", "resemblance"} and copy["id"] != hit["id"]
    assert 0.5 < copy["resemblance"] <= 1
    assert copy["published"]["date"] in ("2018-01-19", "2018-01-20")


def test_no_fold_shows_both_and_names_none(vb, samples):
    answer = vb("search", "--store", samples, "--json", "--no-fold", QUERY, code=0).json()
    assert answer["total"] == 2 and answer["fold"] is False and answer["folded"] == 0
    assert {h["source"] for h in answer["hits"]} == SOURCES and all(h["copies"] == [] for h in answer["hits"])


def test_a_copy_that_does_not_match_is_not_named(vb, samples):
    answer = vb("search", "--store", samples, "--json", QUERY, "--source", "calverhaven courier", code=0).json()
    (hit,) = answer["hits"]
    assert answer["total"] == 1 and hit["copies"] == []


def test_the_earliest_stands_for_the_copies_of_a_quote(vb, samples):
    folded = vb("quote", "--store", samples, "--json", QUOTE, code=0).json()
    (match,) = folded["matches"]
    assert folded["total"] == 2 and match["source"] == "Calverhaven Courier"
    assert [c["source"] for c in match["copies"]] == ["Northshore Gazette"]
    every = vb("quote", "--store", samples, "--json", "--no-fold", QUOTE, code=0).json()
    assert [m["source"] for m in every["matches"]] == ["Calverhaven Courier", "Northshore Gazette"]


def test_an_article_knows_where_else_it_was_printed(vb, samples):
    hits = vb("search", "--store", samples, "--json", "--no-fold", QUERY, code=0).json()["hits"]
    for hit in hits:
        shown = vb("show", "--store", samples, "--json", hit["id"], code=0).json()
        assert {c["source"] for c in shown["copies"]} == SOURCES - {hit["source"]}
    other = vb("search", "--store", samples, "--json", "goat", code=0).json()["hits"][0]
    assert vb("show", "--store", samples, "--json", other["id"], code=0).json()["copies"] == []


def test_a_person_reads_where_else_it_was_printed(vb, samples):
    for command, what in (("search", QUERY), ("quote", QUOTE)):
        text = vb(command, "--store", samples, what, code=0).out
        assert "2 articles" in text and "folded" in text and text.count("also in: ") == 1
        plain = vb(command, "--store", samples, "--no-fold", what, code=0).out
        assert "also in: " not in plain and "folded" not in plain and len(plain) > len(text)


def test_pages_and_api_fold_unless_told_not_to(vb, samples, server):
    site = server(samples)

    def page(path):
        status, _, body = site.request(path)
        assert status == 200
        return body.decode()

    words = urllib.parse.quote(QUERY)
    folded = page(f"/?q={words}")
    assert folded.count("Also in:") == 1 and "fold=0" in folded and "2 articles are folded into 1" in folded
    every = page(f"/?q={words}&fold=0")
    assert "Also in:" not in every and "Fold copies" in every
    quote = page("/quote?q=" + urllib.parse.quote(QUOTE))
    assert quote.count("Also in:") == 1
    for fold, hits in (("0", 2), ("false", 2), ("1", 1), ("true", 1)):
        assert len(site.json(f"/api/v1/search?q={words}&fold={fold}")[1]["hits"]) == hits
        assert len(site.json(f"/api/v1/quote?q={urllib.parse.quote(QUOTE)}&fold={fold}")[1]["matches"]) == hits
    assert site.json(f"/api/v1/search?q={words}&fold=maybe")[0] == 400
    copy = site.json(f"/api/v1/search?q={words}")[1]["hits"][0]["copies"][0]
    assert "The same report elsewhere" in page("/article?id=" + urllib.parse.quote(copy["id"], safe=""))
