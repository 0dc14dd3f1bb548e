"""One article by itself: citations and related articles, in the API and on its page."""

import html
import json
import random
import re
import urllib.parse

import pytest

from conftest import Programs, Server

HOSTILE = "<script>alert(1)</script> & {100%} \"so\"\r\nER  - "
SPEECH = "The lantern will be lit before the eels come back"


def article(number, subject, **fields):
    words = [f"{subject}{(number + i) % 7}" for i in range(5)]
    plain = " ".join(random.Random(f"{subject}{number}").sample([f"plain{i}" for i in range(40)], 40))
    return {"id": f"{subject}-{number}", "title": f"Item {number}", "source": "Eel Weir Post",
            "text": f"{plain} {' '.join(words)}.", **fields}


ARTICLES = [article(n, s) for s in ("brackish", "turnstile") for n in range(6)] + [
    article(9, "lantern", id="lamp/1", title="The lantern", author="Edda Brunner and Osk Tolliver",
            date="2019-06", url="https://weir.example/lamp?a=1&b=2", section="Quay",
            text=f"“{SPEECH},” said the keeper, Wenna Corry.\n\nIt was lit.\n\nIt was lit again."),
    article(10, "lantern", id="bad", title=HOSTILE, author="A <b> {c}", source=HOSTILE,
            url="javascript:alert(1)", text=f"“{HOSTILE} it was not so,” said Wenna Corry. It was lit."),
    article(11, "lantern", id="bare", title=None, source=None, text="Nobody signed this."),
    article(12, "lantern", id="x/related", title="Named so", text="An article whose id ends in a word of ours."),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("articles")
    vb = Programs(folder)
    lines = "".join(json.dumps(a) + "\n" for a in ARTICLES)
    vb.program("verbatim-index", "--store", folder / "store", "-", input=lines, code=0)
    server = Server(vb, folder / "store", [], None)
    yield server
    assert server.stop() == 0


def cite(site, id, format, **params):
    query = urllib.parse.urlencode({"format": format, "accessed": "2021-03-02", **params})
    status, headers, body = site.request(f"/api/v1/articles/{urllib.parse.quote(id, safe='')}?{query}")
    return status, headers, body.decode()


def test_an_article_is_cited_in_each_form(site):
    status, headers, text = cite(site, "lamp/1", "plain")
    assert status == 200 and headers["Content-Type"].startswith("text/plain")
    assert text == ("Edda Brunner and Osk Tolliver, “The lantern”, Eel Weir Post, June 2019, "
                    "https://weir.example/lamp?a=1&b=2 (accessed 2 March 2021).\n")
    for form, type, file in (("ris", "application/x-research-info-systems", "citation.ris"),
                             ("bibtex", "application/x-bibtex", "citation.bib"),
                             ("csl", "application/vnd.citationstyles.csl+json", "citation.json")):
        status, headers, text = cite(site, "lamp/1", form)
        assert status == 200 and headers["Content-Type"].startswith(type)
        assert headers["Content-Disposition"] == f'attachment; filename="{file}"'
    (item,) = json.loads(text)
    assert item["issued"] == {"date-parts": [[2019, 6]]} and item["accessed"] == {"date-parts": [[2021, 3, 2]]}
    assert "Content-Disposition" not in cite(site, "lamp/1", "markdown")[1]


def test_a_quotation_and_the_words_of_a_quote_are_cited_with_their_speaker(site):
    for params in ({"quotation": 1}, {"quote": SPEECH.upper()}):
        status, _, text = cite(site, "lamp/1", "plain", **params)
        assert status == 200 and text.startswith(f"“{SPEECH}"), text
        assert "” — Wenna Corry, in: Edda Brunner" in text and "lamp?a=1&b=2#:~:text=The%20lantern" in text
    text = cite(site, "lamp/1", "plain", quote="It was lit")[2]
    assert text.startswith("“It was lit” — Edda Brunner"), text
    assert cite(site, "lamp/1", "plain", quotation=2)[0] == 404
    assert cite(site, "lamp/1", "plain", quote="never printed by anybody here")[0] == 404


def test_what_is_asked_wrongly_is_refused(site):
    assert cite(site, "lamp/1", "endnote")[0] == 400
    assert cite(site, "lamp/1", "ris", accessed="yesterday")[0] == 400
    assert cite(site, "nowhere", "ris")[0] == 404
    assert site.request("/api/v1/articles/lamp%2F1/related?x=1")[0] == 400
    assert site.request("/api/v1/articles/nowhere/related")[0] == 404


def test_hostile_texts_stay_texts(site):
    ris = cite(site, "bad", "ris")[2]
    assert ris.count("ER  -") == 1 and ris.endswith("ER  - \r\n")
    assert "<script" not in cite(site, "bad", "html", quotation=1)[2]
    assert "javascript:" not in "".join(cite(site, "bad", f)[2] for f in ("html", "markdown", "plain", "ris", "csl"))
    bibtex = cite(site, "bad", "bibtex")[2]
    assert bibtex.count("{") == bibtex.count("}")
    assert "unknown" not in "".join(cite(site, "bare", f)[2] for f in ("plain", "ris", "bibtex", "csl"))


def test_related_articles_share_rare_words(site):
    status, answer = site.json("/api/v1/articles/brackish-2/related?size=3")
    assert status == 200 and len(answer["articles"]) == 3 and not answer["timed_out"]
    for one in answer["articles"]:
        assert one["id"].startswith("brackish-") and one["id"] != "brackish-2"
        assert one["words"] and all(w.startswith("brackish") for w in one["words"])


def test_an_id_may_end_as_the_address_of_related_articles(site):
    assert site.json("/api/v1/articles/x/related")[1]["title"] == "Named so"
    assert site.json("/api/v1/articles/x%2Frelated")[1]["title"] == "Named so"
    assert site.json("/api/v1/articles/x%2Frelated/related")[1]["articles"] == []


def page(site, path):
    status, headers, body = site.request(path)
    assert headers["Content-Security-Policy"]
    return status, body.decode()


def links(text):
    return [html.unescape(a) for a in re.findall(r'<a [^>]*href="([^"]*)"', text)]


def test_an_article_leads_back_to_the_results_with_all_filters(site):
    asked = "/?" + urllib.parse.urlencode({"q": "lit", "after": "2018", "source": "Eel Weir Post", "sort": "newest"})
    (to,) = {a for a in links(page(site, asked)[1]) if a.startswith("article?id=lamp")}
    shown = page(site, "/" + to.split("#")[0])[1]
    (back,) = [a for a in links(shown) if a.startswith("./?")]
    assert urllib.parse.parse_qs(back[3:]) == {"q": ["lit"], "after": ["2018"], "source": ["Eel Weir Post"],
                                               "sort": ["newest"]}
    related = [a for a in links(shown) if a.startswith("article?")]
    assert all("back=" in a for a in related) and related


def test_only_an_address_of_the_site_is_gone_back_to(site):
    for evil in ("https://evil.example/?x", "//evil.example?x", "javascript:alert(1)?x", "/\\evil?x", "Said?x", "?x"):
        shown = page(site, "/article?id=lamp%2F1&back=" + urllib.parse.quote(evil, safe=""))[1]
        assert not any("evil" in a or "alert" in a or a in ("Said?x", "?x") for a in links(shown)), evil
        assert 'name="back"' not in shown


def test_quotations_stand_beside_their_paragraph_with_their_speaker(site):
    shown = page(site, "/article?id=lamp%2F1")[1]
    (row,) = re.findall(r'<div class="row">(.*?)</div>', shown.split("It was lit.")[0], re.S)
    assert f'<span class="said" id="said-1">{SPEECH},</span>' in row and ">Wenna Corry</a>" in row
    assert "https://weir.example/lamp?a=1&b=2#:~:text=The%20lantern" in html.unescape(row)
    (to,) = [a for a in links(row) if a.startswith("article?")]
    cited = page(site, "/" + to.split("#")[0])[1]
    assert f'<mark id="match">{SPEECH},</mark>' in cited and "This quotation" in cited
    assert f"“{SPEECH},” — Wenna Corry, in:" in cited
    assert page(site, "/article?id=lamp%2F1&quotation=7")[0] == 404


def test_words_of_an_article_are_cited_without_a_script(site):
    shown = page(site, "/article?" + urllib.parse.urlencode({"id": "lamp/1", "quote": "lit before the eels"}))[1]
    assert "These words" in shown and "“lit before the eels” — Wenna Corry, in:" in shown
    files = [a for a in links(shown) if a.startswith("api/") and "quote=" in a]
    assert len(files) == 3 and all(site.request("/" + a)[0] == 200 for a in files)


def test_a_hostile_article_is_shown_as_text(site):
    shown = page(site, "/article?id=bad&quotation=1")[1]
    assert "<script>alert" not in shown and 'href="javascript:' not in shown
