"""Following a search: Atom feeds, the description for browsers' search fields, saved searches."""

import html
import json
import re
import urllib.parse
import xml.etree.ElementTree as xml

import pytest

from conftest import Programs, Server

ATOM = "{http://www.w3.org/2005/Atom}"
SPEECH = "The sluice will open on the first of the month"
ARTICLES = [{"id": f"sluice/{n}", "title": f"Sluice & gate {n}", "source": "Eel Weir Post", "author": "Edda Brunner",
             "date": f"20{n + 10}-03-0{n % 9 + 1}", "url": f"https://weir.example/{n}",
             "text": f"“{SPEECH},” said the keeper, Wenna Corry, for time {n}.\n\nNo <b>eel</b> & no \u0007 bell."}
            for n in range(12)]
ARTICLES.append({**ARTICLES[0], "id": "undated", "date": None})


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("follow")
    vb = Programs(folder)
    lines = "".join(json.dumps(a) + "\n" for a in ARTICLES)
    vb.program("verbatim-index", "--store", folder / "store", "-", input=lines, code=0)
    server = Server(vb, folder / "store", [], None)
    yield server
    assert server.stop() == 0


def feed(site, path, **headers):
    status, got, body = site.request(path, headers=headers)
    assert status == 200 and got["Content-Type"].startswith("application/atom+xml"), body
    return xml.fromstring(body)


def check_feed(root):
    """What RFC 4287 asks of a feed and its entries."""
    ids = [e.findtext(ATOM + "id") for e in [root, *root.iter(ATOM + "entry")]]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"tag:[a-z0-9.-]+,2025:[A-Za-z0-9/%._~-]+", i) for i in ids)
    for element in [root, *root.iter(ATOM + "entry")]:
        assert element.findtext(ATOM + "title")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00Z", element.findtext(ATOM + "updated"))
        assert [link.get("href") for link in element.findall(ATOM + "link") if link.get("rel") == "alternate"]
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    times = [e.findtext(ATOM + "updated") for e in root.iter(ATOM + "entry")]
    assert times == sorted(times, reverse=True)
    return list(root.iter(ATOM + "entry"))


@pytest.mark.parametrize("path", ["/search.atom?q=sluice&fold=0", "/said.atom?speaker=Wenna+Corry",
                                  "/quote.atom?q=" + urllib.parse.quote(SPEECH)])
def test_a_feed_has_the_dated_results_newest_first(site, path):
    root = feed(site, path)
    entries = check_feed(root)
    assert len(entries) == 12 and root.findtext(ATOM + "updated").startswith("2021-03-03")
    (itself,) = [l.get("href") for l in root.findall(ATOM + "link") if l.get("rel") == "self"]
    assert itself == site.url + path
    link = entries[0].find(ATOM + "link").get("href")
    assert link.startswith(site.url + "/article?id=sluice%2F11")
    assert site.request(link[len(site.url):].split("#")[0])[0] == 200
    assert "<mark>" in entries[0].findtext(ATOM + "content") or "speaker=" in path


def test_a_feed_of_the_same_state_is_not_sent_again_and_its_ids_stay(site):
    path = "/search.atom?q=sluice"
    _, headers, _ = site.request(path)
    assert headers["Last-Modified"] == "Wed, 03 Mar 2021 00:00:00 GMT"
    assert site.request(path, headers={"If-None-Match": headers["ETag"]})[0] == 304
    first = {e.findtext(ATOM + "id") for e in check_feed(feed(site, path))}
    assert first & {e.findtext(ATOM + "id") for e in check_feed(feed(site, "/search.atom?q=gate&after=2012"))}


def test_addresses_follow_the_server_in_front(site):
    root = feed(site, "/search.atom?q=sluice", **{"X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/news"})
    assert root.find(ATOM + "link").get("href").startswith(site.url.replace("http:", "https:") + "/news/search.atom")


def test_a_feed_asks_for_something_to_look_for(site):
    for path in ("/search.atom", "/said.atom", "/quote.atom", "/quote.atom?after=2012", "/search.atom?q=a&after=soon"):
        assert site.request(path)[0] == 400, path


def test_pages_name_their_feed_and_the_search_of_the_site(site):
    for path, name in (("/?q=sluice&after=2012", "search.atom"), ("/said?q=sluice", "said.atom"),
                       ("/quote?q=" + urllib.parse.quote(SPEECH), "quote.atom"), ("/speaker?name=Wenna+Corry", "said.atom")):
        body = site.request(path)[2].decode()
        (to,) = re.findall(r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]+)"', body)
        assert to.startswith(name)
        check_feed(feed(site, "/" + html.unescape(to)))
        assert '<link rel="search" type="application/opensearchdescription+xml"' in body
    assert "atom+xml" not in site.request("/help")[2].decode()
    root = xml.fromstring(site.request("/opensearch.xml")[2])
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert [u.get("template") for u in root.findall(space + "Url")] == [
        site.url + "/?q={searchTerms}", site.url + "/search.atom?q={searchTerms}"]


def links(body):
    return [html.unescape(a) for a in re.findall(r'<a [^>]*href="([^"]*)"', body)]


def test_saved_searches_are_in_the_address(site):
    body = site.request("/?q=sluice&after=2012&source=Eel+Weir+Post&from=0")[2].decode()
    (save,) = [a for a in links(body) if a.startswith("saved?s=")]
    both = save + "&" + urllib.parse.urlencode({"s": "said?speaker=Wenna Corry", "add": site.url + "/quote?q=The+sluice"})
    body = site.request("/" + both)[2].decode()
    for link in ("./?q=sluice&after=2012&source=Eel%20Weir%20Post", "said?speaker=Wenna%20Corry", "quote?q=The%20sluice"):
        assert link in links(body)
        assert site.request("/" + link.removeprefix("./"))[0] == 200
    removed = [a for a in links(body) if a.startswith("saved?s=")]
    assert len(removed) == 3 and all(len(urllib.parse.parse_qs(a[6:])["s"]) == 2 for a in removed)


def test_only_searches_of_the_site_are_listed(site):
    evil = ["https://evil.example/", "javascript:alert(1)?x", "//evil.example/?q=x", "article?id=1", "healthz?x=1", "?"]
    body = site.request("/saved?" + urllib.parse.urlencode([("s", e) for e in evil]))[2].decode()
    assert not any(a.startswith(("http", "javascript", "//")) for a in links(body))
    assert [a for a in links(body) if "evil" in a] == []
    many = urllib.parse.urlencode([("s", f"./?q=w{n}") for n in range(80)])
    body = site.request("/saved?" + many)[2].decode()
    assert "the rest was left out" in body and body.count('class="saved-link"') == 60
