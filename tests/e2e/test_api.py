"""The API for scripts: validators, gzip, other sites' pages, tokens, exports, errors."""

import csv
import gzip
import http.client
import io
import json
import os
import re
import socket
import urllib.parse

import pytest

from conftest import Programs, Server

COUNT = 60
TOKEN = "harbour-lantern-42"
API = ["/api/v1/search?q=ferry", "/api/v1/quote?q=the+ferry+came+late", "/api/v1/said?q=ferry", "/api/v1/speaker?name=oduya",
       "/api/v1/articles/a01", "/api/v1/trend?q=ferry"]


def articles(count=COUNT):
    return "".join(json.dumps({"id": f"a{i:02}", "title": f"Ferry {i}", "date": f"2019-0{i % 9 + 1}-11", "source": "The Slipway",
                               "author": "Tam Oduya", "text": f"The ferry came late, for the {i}th time. "
                               "“The ferry is tired,” said Tam Oduya."}) + "\n" for i in range(count))


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    (folder / "articles.jsonl").write_text(articles())
    Programs(folder).program("verbatim-index", "--store", folder / "store", folder / "articles.jsonl", code=0)
    return folder / "store"


@pytest.fixture(scope="module")
def site(archive):
    """A server without options, for the tests that only ask."""
    one = Server(Programs(archive.parent), archive, (), None)
    yield one
    one.stop()


def test_an_answer_that_the_client_has_is_not_made_again(indexed, server, write, vb):
    archive = indexed(write("articles.jsonl", articles()))
    site = server(archive)
    pages = ["/", "/?q=ferry", "/article?id=a01", "/quote?q=the+ferry+came+late", "/said?q=ferry", "/help"]
    tags = {path: site.request(path)[1]["ETag"] for path in API + pages}
    assert len(set(tags.values())) == len(tags)
    for path, tag in tags.items():
        assert site.request(path)[1]["ETag"] == tag, "although the answer says how long it took"
        status, headers, body = site.request(path, headers={"If-None-Match": f'"other", {tag}'})
        assert (status, body, headers["ETag"]) == (304, b"", tag)
        assert site.request(path, headers={"If-None-Match": '"other"'})[0] == 200
    vb("index", "--store", archive, write("one.jsonl", json.dumps({"id": "new", "title": "Ferry", "text": "The ferry is new."})), code=0)
    import time
    time.sleep(1.2)
    for path in API[:1] + ["/?q=ferry"]:
        status, headers, body = site.request(path, headers={"If-None-Match": tags[path]})
        assert status == 200 and headers["ETag"] != tags[path]


def test_errors_have_no_validator(site):
    for path in ("/api/v1/search?q=x&nonsense=1", "/api/v1/articles/none", "/nowhere"):
        status, headers, _ = site.request(path, headers={"If-None-Match": "*"})
        assert status >= 400 and headers["ETag"] is None and headers["Cache-Control"] == "no-store"


def test_gzip_for_who_takes_it(site):
    for path in ("/api/v1/search?q=ferry&size=50", "/?q=ferry", "/static/style.css", "/openapi.yaml",
                 "/api/v1/export?q=ferry&format=jsonl"):
        _, plain_headers, plain = site.request(path)
        assert plain_headers["Content-Encoding"] is None and "Accept-Encoding" in plain_headers["Vary"]
        _, headers, packed = site.request(path, headers={"Accept-Encoding": "br, gzip"})
        assert headers["Content-Encoding"] == "gzip" and len(packed) < len(plain) / 2
        back = gzip.decompress(packed)
        assert re.sub(rb'[0-9.]+( ms|,"fold")', b"", back) == re.sub(rb'[0-9.]+( ms|,"fold")', b"", plain)
        assert headers["ETag"] == plain_headers["ETag"]
    assert site.request("/api/v1/search?q=xylophone", headers={"Accept-Encoding": "gzip"})[1]["Content-Encoding"] is None


def test_another_sites_page_reads_the_api_only_if_it_is_named(archive, server):
    site = server(archive, "--cors", "https://desk.example", "--cors", "http://127.0.0.1:9")
    ask = {"Origin": "https://desk.example"}
    preflight = {**ask, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    for path in API + ["/healthz", "/openapi.yaml", "/api/v1/nowhere"]:
        _, headers, _ = site.request(path, headers=ask)
        assert headers["Access-Control-Allow-Origin"] == "https://desk.example" and "Origin" in headers["Vary"]
        assert headers["Access-Control-Allow-Credentials"] is None
        status, headers, body = site.request(path, method="OPTIONS", headers=preflight)
        assert (status, body) == (204, b"") and headers["Access-Control-Allow-Origin"] == "https://desk.example"
        assert "Authorization" in headers["Access-Control-Allow-Headers"]
        for other in ("https://desk.example.evil.example", "https://desk.exampl", "null", "HTTPS://desk.example"):
            assert site.request(path, headers={"Origin": other})[1]["Access-Control-Allow-Origin"] is None
            assert site.request(path, method="OPTIONS", headers={**preflight, "Origin": other})[0] in (404, 405)
    for path in ("/", "/article?id=a01", "/metrics"):
        assert site.request(path, headers=ask)[1]["Access-Control-Allow-Origin"] is None


def test_an_origin_that_is_none_is_refused(vb, archive):
    for wrong in ("desk.example", "https://desk.example/", "https://", "https://Desk.example"):
        result = vb("serve", "--store", archive, "--port", "0", "--cors", wrong, code=2)
        assert wrong in result.err and result.err.count("\n") == 1


@pytest.fixture
def guarded(archive, server, write):
    path = write("token", TOKEN + "\n")
    os.chmod(path, 0o600)
    return server(archive, "--token-file", path)


def test_a_token_opens_everything_and_nothing_else_does(guarded):
    for path in API + ["/metrics", "/openapi.yaml", "/api/v1/nowhere", "/api/v1/export?q=ferry"]:
        for headers in ({}, {"Authorization": "Bearer wrong-wrong-wrong"}, {"Authorization": f"Basic {TOKEN}"}, {"Cookie": f"verbatim={TOKEN}"}):
            status, answer, body = guarded.request(path, headers=headers)
            assert status == 401 and answer["WWW-Authenticate"].startswith("Bearer"), path
            assert json.loads(body)["error"]["message"] and answer["Cache-Control"] == "no-store"
        status, answer, _ = guarded.request(path, headers={"Authorization": f"Bearer {TOKEN}"})
        assert status in (200, 404), path
        assert answer["Cache-Control"].startswith(("private", "no-store"))
    assert guarded.request("/api/v1/batch", data=b'["x"]', headers={"Content-Type": "application/json"})[0] == 401
    assert guarded.request(f"/api/v1/search?q=ferry&token={TOKEN}")[0] == 401, "never in the address"
    assert guarded.json("/healthz") == (200, {"status": "ok", "articles": None, "failed_shards": None})
    assert guarded.request("/static/style.css")[0] == 200


def post(site, path, fields, headers=None):
    """(status, headers, body) without following where it leads."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.request("POST", path, urllib.parse.urlencode(fields),
                       {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})
    answer = connection.getresponse()
    result = answer.status, answer.headers, answer.read()
    connection.close()
    return result


def test_a_browser_is_asked_once_and_led_back(guarded):
    status, headers, body = guarded.request("/quote?q=the+ferry&after=2019")
    page = body.decode()
    assert status == 401 and headers["Content-Type"].startswith("text/html") and headers["Refresh"] is None
    assert f"{COUNT} articles" not in page
    to = re.search(r'name="to" value="([^"]*)"', page).group(1).replace("&amp;", "&")
    assert to == "quote?q=the+ferry&after=2019"
    status, headers, body = post(guarded, "/login", {"token": "wrong-wrong-wrong", "to": to})
    assert status == 401 and headers["Set-Cookie"] is None and b"not one of its tokens" in body
    status, headers, _ = post(guarded, "/login", {"token": f" {TOKEN}\n", "to": to})
    assert (status, headers["Location"]) == (303, to)
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Secure" not in cookie and TOKEN not in cookie
    pair = {"Cookie": cookie.split(";")[0]}
    assert guarded.request("/" + to, headers=pair)[0] == 200 and guarded.request(API[0], headers=pair)[0] == 200
    assert b"signed in" in guarded.request("/login", headers=pair)[2]
    assert "Max-Age=0" in post(guarded, "/logout", {})[1]["Set-Cookie"]
    assert "Secure" in post(guarded, "/login", {"token": TOKEN}, {"X-Forwarded-Proto": "https"})[1]["Set-Cookie"]


def test_the_login_leads_nowhere_else(guarded):
    for to in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "./../x", "quote?q=a\r\nX: y", "x" * 5000):
        status, headers, _ = post(guarded, "/login", {"token": TOKEN, "to": to})
        assert (status, headers["Location"], headers["X"]) == (303, "./", None), to


def test_a_link_on_another_site_is_followed_again_with_the_cookie(guarded):
    assert guarded.request("/?q=ferry", headers={"Sec-Fetch-Site": "cross-site"})[1]["Refresh"] == "0"
    assert guarded.request("/?q=ferry", headers={"Sec-Fetch-Site": "same-origin"})[1]["Refresh"] is None


def test_a_token_file_that_others_read_is_refused(vb, archive, write):
    path = write("token", TOKEN)
    os.chmod(path, 0o644)
    assert "chmod 600" in vb("serve", "--store", archive, "--port", "0", "--token-file", path, code=2).err


# ---- exports ----

def test_an_export_has_every_result_in_each_form(site):
    status, headers, body = site.request("/api/v1/export?q=ferry&sort=oldest")
    rows = list(csv.DictReader(io.StringIO(body.decode())))
    assert status == 200 and headers["Content-Type"].startswith("text/csv") and "verbatim.csv" in headers["Content-Disposition"]
    assert sorted(row["id"] for row in rows) == [f"a{i:02}" for i in range(COUNT)]
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    lines = [json.loads(line) for line in site.request("/api/v1/export?q=ferry&format=jsonl&after=2019-09")[2].splitlines()]
    assert len(lines) == 6 and all(hit["published"]["date"] == "2019-09-11" and hit["snippets"] for hit in lines)
    assert site.request("/api/v1/export?q=ferry&format=ris")[2].count(b"ER  - ") == COUNT
    assert site.request("/api/v1/export?q=xylophone")[2].startswith(b"id,date,source")
    for wrong in ("format=xml", "sort=up", "from=3", "neutral=2", "after=soon", "q=" + "x" * 9000):
        status, answer = site.json("/api/v1/export?" + wrong)
        assert status in (400, 414) and answer["error"]["message"]


def test_an_export_shows_one_state_however_long_it_takes(indexed, write, vb, server):
    words = " ".join(f"word{i}" for i in range(300))
    lines = "".join(json.dumps({"id": f"a{i}", "title": "T", "text": f"ferry {i} {words}"}) + "\n" for i in range(800))
    store = indexed(write("many.jsonl", lines))
    site = server(store)
    with socket.create_connection(("127.0.0.1", site.port), timeout=60) as slow:
        slow.sendall(b"GET /api/v1/export?q=ferry&format=jsonl&snippets=20 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        got = slow.recv(1000)
        other = site.request("/api/v1/export?q=ferry&format=jsonl")
        assert other[0] == 503 and other[1]["Retry-After"], "one address has half of the places"
        vb("index", "--store", store, "--prune", write("many.jsonl", lines.splitlines()[0]), code=0)
        while True:
            piece = slow.recv(1 << 16)
            if not piece:
                break
            got += piece
    assert got.endswith(b"0\r\n\r\n") and len(set(re.findall(rb'\{"id":"(a\d+)"', got))) == 800


def test_every_error_below_api_is_json(site):
    cases = [("/api/v1/nowhere", {}, 404), ("/api/v1/articles/", {}, 404), ("/api/", {}, 404), ("/api/v1/search", {"method": "DELETE"}, 405),
             ("/api/v1/batch", {}, 405), ("/api/v1/search?from=x", {}, 400), ("/api/v1/search?q=" + "x" * 9000, {}, 414),
             ("/api/v1/search?q=" + "x" * 20000, {}, 414), ("/api/v1/batch", {"data": b"x", "headers": {"Content-Type": "image/png"}}, 415),
             ("/api/v1/batch", {"data": b"x" * (9 << 20), "headers": {"Content-Type": "text/plain"}}, 413),
             ("/api/v1/search", {"headers": {"Big": "x" * 60000}}, 431), ("/api/v1/search", {"method": "OPTIONS"}, 405)]
    for path, how, wanted in cases:
        try:
            status, headers, body = site.request(path, **how)
        except (BrokenPipeError, ConnectionResetError, OSError):
            assert wanted == 413, path  # the rest of the body was not taken
            continue
        assert status == wanted and headers["Content-Type"] == "application/json", (path[:40], status)
        assert json.loads(body)["error"]["message"]


def test_a_batch_of_csv_keeps_its_columns(site):
    body = "Ref;Quote;Desk\n17;The ferry came late;news\n18;never printed;\"sea; coast\"\n".encode()
    _, _, answer = site.request("/api/v1/batch", data=body, headers={"Content-Type": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.decode())))
    assert [(r["Ref"], r["Desk"], r["quote"]) for r in rows] == [("17", "news", "The ferry came late"), ("18", "sea; coast", "never printed")]


def test_a_window_that_reaches_past_the_last_place_ends_there(site):
    for path in ("/api/v1/search?q=ferry&fold=0&", "/api/v1/said?q=ferry&"):
        assert site.json(path + "from=9990&size=200")[0] == 200 and site.json(path + "from=10001")[0] == 400
    assert len(site.json("/api/v1/search?q=ferry&fold=0&from=55&size=200")[1]["hits"]) == 5


def test_numbers_as_ids_of_a_batch_come_back(site):
    body = json.dumps([{"id": 17, "quote": "The ferry came late"}, {"id": "x", "quote": "ferry"}]).encode()
    _, _, answer = site.request("/api/v1/batch", data=body, headers={"Content-Type": "application/json"})
    assert [json.loads(line)["id"] for line in answer.splitlines()] == ["17", "x"]


def test_a_filter_has_limits(site):
    assert site.json("/api/v1/search?q=ferry&" + "source=x&" * 20)[0] == 200
    for wrong in ("source=x&" * 21, "not-author=" + "x" * 501):
        assert site.json("/api/v1/search?q=ferry&" + wrong)[0] == 400
