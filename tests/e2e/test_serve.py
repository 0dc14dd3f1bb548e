"""verbatim-serve over real sockets: routes, limits, bad clients, commits, stops.

The API's answers are checked against web/openapi.yaml by a validator of the part of JSON Schema
that the file uses.
"""

import concurrent.futures
import csv
import html.parser
import http.client
import io
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time
import urllib.parse

import pytest
import yaml

from conftest import ROOT, Programs, Server, TIME_LIMIT

MIB = 1024 * 1024
PROMISE = "The harbour will be dredged before the first winter storm"


def article(number, **fields):
    year = 2001 + number % 7
    return {
        "id": f"dredge-{number}",
        "title": f"Harbour report {number}",
        "source": ["Marrow Bay Herald", "Tern Island Post", "The Low Quay"][number % 3],
        "author": "Edda Brunner",
        "date": f"{year}-03-{number % 28 + 1:02d}",
        "url": f"https://herald.example/{number}",
        "text": f"Report number {number} of the harbour board.\n\n“{PROMISE},” said the harbour master, Osk Tolliver.",
        **fields,
    }


ARTICLES = [article(n) for n in range(35)] + [
    article(100, id="a/b c?d=é#1", title="Crêpes on the quay", date="2019",
            text="Naïve 😀 readers of the quay.\n\nThey ate crêpes, and then ate crêpes again."),
    article(101, id="undated", title="A note without a date", date=None, author=None,
            text="Nobody knows when the lighthouse was painted."),
]


def lines(articles):
    return "".join(json.dumps(a) + "\n" for a in articles).encode()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A server over ARTICLES that all tests of this file may ask."""
    folder = tmp_path_factory.mktemp("site")
    vb = Programs(folder)
    vb.program("verbatim-index", "--store", folder / "store", "-", input=lines(ARTICLES), code=0)
    server = Server(vb, folder / "store", ["--log"], None)
    yield server
    assert server.stop() == 0


# ---- a small validator ------------------------------------------------------

API = yaml.safe_load((ROOT / "web" / "openapi.yaml").read_text())
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
         "integer": int, "number": (int, float)}


def resolve(schema):
    while "$ref" in schema:
        at = API
        for part in schema["$ref"].lstrip("#/").split("/"):
            at = at[part]
        schema = at
    return schema


def is_type(value, name):
    if isinstance(value, bool) and name in ("integer", "number"):
        return False
    return isinstance(value, TYPES[name])


def problems(value, schema, where="answer"):
    """What of value is not as the schema says; [] when all is. Second: the names it knows."""
    schema = resolve(schema)
    found, known = [], set()
    if "anyOf" in schema:
        tries = [problems(value, one, where) for one in schema["anyOf"]]
        good = [t for t in tries if not t[0]]
        if not good:
            return [f"{where}: fits no alternative: {[t[0] for t in tries]}"], known
        known |= good[0][1]
    for one in schema.get("allOf", []):
        bad, names = problems(value, one, where)
        found, known = found + bad, known | names
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(is_type(value, t) for t in types):
            return found + [f"{where}: {value!r} is no {types}"], known
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{where}: {value!r} is not one of {schema['enum']}")
    if value is not None and "minimum" in schema and value < schema["minimum"]:
        found.append(f"{where}: {value} < {schema['minimum']}")
    if "minLength" in schema and len(value) < schema["minLength"]:
        found.append(f"{where}: too short")
    if isinstance(value, list) and "items" in schema:
        for i, item in enumerate(value):
            found += problems(item, schema["items"], f"{where}[{i}]")[0]
    if isinstance(value, dict):
        for name in schema.get("required", []):
            if name not in value:
                found.append(f"{where}: {name} is missing")
        for name, inner in schema.get("properties", {}).items():
            known.add(name)
            if name in value:
                found += problems(value[name], inner, f"{where}.{name}")[0]
        if schema.get("additionalProperties") is False or schema.get("unevaluatedProperties") is False:
            found += [f"{where}: {name} is not described" for name in value if name not in known]
    return found, known


def check(value, name):
    bad, _ = problems(value, {"$ref": f"#/components/schemas/{name}"})
    assert not bad, bad
    return value


def test_the_validator_finds_what_is_wrong():
    good = {"error": {"status": "invalid", "message": "x"}}
    assert not problems(good, {"$ref": "#/components/schemas/Error"})[0]
    for bad in ({}, {"error": {"status": "odd", "message": "x"}}, {"error": {"status": "invalid"}},
                {**good, "more": 1}, {"error": {"status": "invalid", "message": 5}}):
        assert problems(bad, {"$ref": "#/components/schemas/Error"})[0], bad


def quoted(text):
    return urllib.parse.quote(text, safe="")


def search(server, query, **params):
    status, answer = server.json("/api/v1/search?" + urllib.parse.urlencode({"q": query, **params}))
    assert status == 200, answer
    return check(answer, "Search")


# ---- routes -----------------------------------------------------------------

PAGES = ["/", "/?q=harbour", "/?q=nowhere+to+be+found", "/?source=The+Low+Quay", "/quote",
         "/said", "/said?q=harbour", "/said?speaker=nobody", "/speaker?name=nobody",
         "/quote?q=" + quoted(PROMISE), "/quote?q=never+printed+anywhere", "/help",
         "/article?id=dredge-1", "/article?id=dredge-1&q=harbour",
         "/article?id=dredge-1&quote=" + quoted(PROMISE)]
DATA = {"/api/v1/said": "application/json", "/api/v1/speaker?name=nobody": "application/json",
        "/api/v1/search?q=harbour": "application/json", "/api/v1/quote?q=harbour": "application/json",
        "/api/v1/articles/dredge-1": "application/json", "/healthz": "application/json",
        "/metrics": "text/plain", "/openapi.yaml": "application/yaml",
        "/static/style.css": "text/css", "/static/page.js": "text/javascript",
        "/static/icon.svg": "image/svg+xml", "/favicon.ico": "image/svg+xml"}


@pytest.mark.parametrize("path", PAGES + list(DATA))
def test_every_route_answers_with_its_type_and_the_security_headers(site, path):
    status, headers, body = site.request(path)
    assert status == 200 and body
    assert headers.get_content_type() == DATA.get(path, "text/html")
    policy = headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "style-src 'self'", "script-src 'self'", "img-src 'self'",
                 "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/?q=harbour", "/api/v1/search?q=harbour", "/healthz", "/static/style.css"])
def test_head_gives_the_headers_of_get_and_no_body(site, path):
    status, headers, body = site.request(path, method="HEAD")
    assert status == 200 and body == b""
    assert int(headers["Content-Length"]) > 0


@pytest.mark.parametrize("path,status", [
    ("/nothing", 404), ("/static/head.html", 404), ("/static/../main.c", 404), ("/static/", 404),
    ("/static/%2e%2e%2fmain.c", 404), ("/article?id=unknown", 404), ("/article", 400),
    ("/api/v1/articles/unknown", 404), ("/api/v1/articles/", 404), ("/api/v2/search", 404), ("/api", 404),
    ("/?q=harbour&after=sometime", 400), ("/?q=harbour&from=99999", 400), ("/quote?q=...", 400),
    ("/speaker", 400), ("/speaker?name=...", 400), ("/said?q=a&after=sometime", 400), ("/said?from=99999", 400),
    ("/api/v1/speaker", 400), ("/api/v1/speaker?name=...", 400), ("/api/v1/said?sort=best", 400),
    ("/api/v1/said?name=x", 400), ("/api/v1/said?size=1000", 400),
])
def test_what_is_not_there_says_so(site, path, status):
    got, headers, body = site.request(path)
    assert got == status, body
    if path.startswith("/api/"):
        check(json.loads(body), "Error")
    else:
        assert headers.get_content_type() == "text/html" and b"<main" in body


@pytest.mark.parametrize("path", [
    "/api/v1/search?q=a&colour=red", "/api/v1/search?q=a&q=b", "/api/v1/search?size=x", "/api/v1/search?size=-1",
    "/api/v1/search?size=201", "/api/v1/search?from=10001",
    "/api/v1/search?q=a&sort=best", "/api/v1/search?q=a&facets=maybe", "/api/v1/search?q=a&after=2019-13",
    "/api/v1/search?q=a&size=99999999999999999999", "/api/v1/quote", "/api/v1/quote?q=a&text=b",
    "/api/v1/quote?q=%21%21", "/api/v1/quote?q=a&limit=0", "/api/v1/quote?q=a&before=soon",
    "/api/v1/articles/dredge-1?colour=red",
    "/api/v1/search?" + "&".join(f"p{i}=1" for i in range(100)),
])
def test_a_request_that_is_not_understood_is_400_with_a_reason(site, path):
    status, answer = site.json(path)
    assert status == 400
    check(answer, "Error")


@pytest.mark.parametrize("method,path,allow", [
    ("POST", "/", "GET, HEAD"), ("PUT", "/api/v1/quote", "GET, HEAD, POST"), ("DELETE", "/api/v1/articles/x", "GET, HEAD"),
    ("POST", "/api/v1/search", "GET, HEAD"), ("OPTIONS", "/quote", "GET, HEAD, POST"), ("BREW", "/help", "GET, HEAD"),
])
def test_another_method_is_405_and_told_which_are_allowed(site, method, path, allow):
    status, headers, _ = site.request(path, method=method, data=b"x" if method != "OPTIONS" else None)
    assert status == 405 and headers["Allow"] == allow


# ---- what the API says ------------------------------------------------------

def test_a_search_is_answered_as_described(site):
    answer = search(site, f'"{PROMISE.lower()}"', facets="true", size=5, snippets=2)
    assert answer["total"] == 35 and answer["total_exact"] and len(answer["hits"]) == 5
    assert sum(f["count"] for f in answer["facets"]["source"]) == 35
    assert {f["value"] for f in answer["facets"]["year"]} == {str(y) for y in range(2001, 2008)}
    for hit in answer["hits"]:
        marked = [s["text"][m["start"]:m["end"]] for s in hit["snippets"] for m in s["marks"]]
        assert PROMISE in marked
    assert search(site, "harbour", size=0)["hits"] == []
    assert search(site, "harbour")["facets"] is None


def test_pages_of_a_search_hold_every_article_once(site):
    ids = [h["id"] for start in range(0, 40, 7) for h in search(site, "harbour", size=7, sort="oldest", **{"from": start})["hits"]]
    assert sorted(ids) == sorted(a["id"] for a in ARTICLES[:35])


def test_filters_and_orders_hold(site):
    assert search(site, "harbour", source="The Low Quay")["total"] == sum(a["source"] == "The Low Quay" for a in ARTICLES[:35])
    assert search(site, "harbour", after="2003", before="2004-12-31")["total"] == sum(a["date"][:4] in ("2003", "2004") for a in ARTICLES[:35])
    newest = [h["published"]["date"] for h in search(site, "harbour", sort="newest", size=50)["hits"]]
    oldest = [h["published"]["date"] for h in search(site, "harbour", sort="oldest", size=50)["hits"]]
    assert newest == sorted(newest, reverse=True) and oldest == sorted(oldest)
    assert search(site, "", author="Edda Brunner", size=1)["total"] == 36


def test_several_values_are_chosen_and_left_out_and_their_counts_stay(site):
    def ask(*pairs):
        status, answer = site.json("/api/v1/search?" + urllib.parse.urlencode([("q", "harbour"), ("facets", "true"), *pairs]))
        assert status == 200, answer
        return check(answer, "Search")
    def of(*sources, years=None):
        return sum(a["source"] in sources and (not years or a["date"][:4] in years) for a in ARTICLES[:35])
    both = ask(("source", "The Low Quay"), ("source", "tern island post"), ("date", "2003"), ("date", "2005"))
    assert both["total"] == of("The Low Quay", "Tern Island Post", years=("2003", "2005"))
    counts = {f["value"]: f["count"] for f in both["facets"]["source"]}
    assert counts["Marrow Bay Herald"] == of("Marrow Bay Herald", years=("2003", "2005"))
    assert {f["value"]: f["count"] for f in both["facets"]["year"]}["2004"] == of("The Low Quay", "Tern Island Post", years=("2004",))
    assert ask(("not-source", "The Low Quay"))["total"] == of("Marrow Bay Herald", "Tern Island Post")
    assert ask(("not-date", "2003"), ("not-date", "2004"))["total"] == sum(a["date"][:4] not in ("2003", "2004") for a in ARTICLES[:35])
    assert ask(("speaker", "Osk Tolliver"), ("author", "Edda Brunner"))["total"] == 35
    assert ask(("not-speaker", "Osk Tolliver"))["total"] == 0
    status, answer = site.json("/api/v1/search?q=&date=unknown&facets=1")
    assert (status, answer["total"], answer["facets"]["undated"]) == (200, 1, 1)
    assert site.json("/api/v1/search?q=a&date=soon")[0] == 400
    assert site.json("/api/v1/search?q=a&" + "&".join(["source=x"] * 101))[0] == 400


def test_nothing_found_is_an_answer_with_a_suggestion(site):
    answer = search(site, "harbuor")
    assert answer["total"] == 0 and answer["hits"] == [] and answer["did_you_mean"] == "harbour"


def test_one_quote_is_answered_as_described(site):
    status, answer = site.json("/api/v1/quote?limit=3&q=" + quoted(PROMISE.upper()))
    assert status == 200
    check(answer, "Quote")
    assert answer["verdict"] == "case-punctuation" and answer["total"] == 35 and len(answer["matches"]) == 3
    for match in answer["matches"]:
        assert match["text"] == PROMISE
        text = next(a["text"] for a in ARTICLES if a["id"] == match["id"])
        assert text[match["start"]:match["end"]] == PROMISE
    assert site.json("/api/v1/quote?text=" + quoted(PROMISE))[1]["verdict"] == "verbatim"
    missing = site.json("/api/v1/quote?q=words+that+nobody+printed")[1]
    assert check(missing, "Quote")["verdict"] == "not-found" and missing["matches"] == []


def test_an_article_is_given_whole_with_offsets_in_code_points(site):
    odd = "a/b c?d=é#1"
    status, answer = site.json(f"/api/v1/articles/{quoted(odd)}?q={quoted('crêpes')}")
    assert status == 200
    check(answer, "Article")
    assert answer["id"] == odd and answer["published"] == {"date": "2019", "precision": "year", "origin": "metadata"}
    assert [answer["text"][m["start"]:m["end"]] for m in answer["text_marks"]] == ["crêpes", "crêpes"]
    assert [answer["title"][m["start"]:m["end"]] for m in answer["title_marks"]] == ["Crêpes"]
    assert [answer["text"][p["start"]:p["end"]] for p in answer["paragraphs"]] == answer["text"].split("\n\n")
    undated = check(site.json("/api/v1/articles/undated")[1], "Article")
    assert undated["published"]["date"] is None and undated["byline"] is None and undated["text_marks"] == []


def test_the_health_is_told(site):
    status, answer = site.json("/healthz")
    assert status == 200 and check(answer, "Health")["articles"] == len(ARTICLES)


# ---- many quotes ------------------------------------------------------------

def post(server, body, kind="application/json", path="/api/v1/batch", **kwargs):
    status, headers, answer = server.request(path, data=body, headers={"Content-Type": kind}, method="POST", **kwargs)
    if headers.get_content_type() != "application/x-ndjson":
        return status, json.loads(answer)
    assert answer.endswith(b"\n") or not answer
    return status, [json.loads(line) for line in answer.decode().split("\n")[:-1]]


def test_every_entry_of_an_array_gets_its_line_in_order(site):
    entries = [PROMISE, {"quote": "harbour master", "id": "mine"}, 17, {"id": "no quote"}, "", None,
               {"text": "nobody ever printed this"}, "\u0000", "crêpes again"]
    status, answers = post(site, json.dumps(entries).encode())
    assert status == 200
    for answer in answers:
        check(answer, "Line")
    assert [a["line"] for a in answers] == list(range(1, len(entries) + 1))
    assert [a.get("verdict", "error") for a in answers] == [
        "verbatim", "verbatim", "error", "error", "error", "error", "not-found", "error", "verbatim"]
    assert answers[1]["id"] == "mine" and answers[3]["id"] == "no quote" and answers[0]["id"] is None


def test_json_lines_and_plain_lines_are_taken_too(site):
    body = b'"harbour master"\n{"quote": "harbour board"\n\n{"quote": "harbour board", "id": "x"}\r\n'
    for kind in ("application/x-ndjson", "application/jsonl; charset=utf-8"):
        status, answers = post(site, body, kind)
        assert status == 200 and [a.get("verdict", "error") for a in answers] == ["verbatim", "error", "error", "verbatim"]
    body = b"harbour master\n\n\xff\xfe\nnot printed here\nharbour board"
    status, answers = post(site, body, "text/plain")
    assert [a.get("verdict", "error") for a in answers] == ["verbatim", "error", "error", "not-found", "verbatim"]


def test_a_long_batch_is_streamed_in_order(site):
    entries = [f"Report number {n % 35} of the harbour board" for n in range(1500)]
    status, answers = post(site, json.dumps(entries).encode(), path="/api/v1/batch?limit=1", timeout=240)
    assert status == 200 and [a["quote"] for a in answers] == entries
    assert {a["verdict"] for a in answers} == {"verbatim"}
    assert all(a["matches"][0]["id"] == f"dredge-{n % 35}" for n, a in enumerate(answers))


CSV_BODY = ('id;quote\r\na;"' + PROMISE + '"\r\nb;"harbour ""master"""\r\nc;"torn\r\nd;one;field too many\r\n'
            '"e";"nobody ever;\nprinted this"\r\n').encode()


def post_csv(server, body, kind, accept=None):
    asked = {"Content-Type": kind} | ({"Accept": accept} if accept else {})
    status, headers, answer = server.request("/api/v1/batch", data=body, headers=asked, method="POST")
    assert status == 200 and headers.get_content_type() == "text/csv", answer
    return list(csv.DictReader(io.StringIO(answer.decode(), newline="")))


def test_csv_is_taken_and_answered_as_the_command_does(site):
    rows = post_csv(site, CSV_BODY, "text/csv; charset=utf-8")
    assert [(r["line"], r["id"], r["verdict"]) for r in rows] == [
        ("2", "a", "verbatim"), ("3", "b", "case-punctuation"), ("4", "", "error"), ("5", "d", "error"),
        ("6", "e", "not-found")]
    assert rows[0]["text"] and rows[0]["article"] and rows[2]["error"].startswith("not CSV")
    assert rows[3]["error"] == "3 fields where the header has 2" and rows[4]["articles"] == "0"
    for separator in ",\t":
        again = post_csv(site, CSV_BODY.replace(b";", separator.encode()), "text/csv")
        assert [r["verdict"] for r in again] == [r["verdict"] for r in rows]


def test_accept_decides_the_form_of_the_answers(site):
    lines = PROMISE.encode() + b"\nharbour master\n"
    for accept in ("text/csv", "text/html, Text/CSV;q=0.9, application/x-ndjson"):
        rows = post_csv(site, lines, "text/plain", accept)
        assert [(r["line"], r["verdict"]) for r in rows] == [("1", "verbatim"), ("2", "verbatim")]
    for accept in ("application/x-ndjson", "application/jsonl, text/csv"):
        status, headers, answer = site.request("/api/v1/batch", data=CSV_BODY, method="POST",
                                               headers={"Content-Type": "text/csv", "Accept": accept})
        answers = [json.loads(line) for line in answer.splitlines()]
        assert status == 200 and headers.get_content_type() == "application/x-ndjson"
        assert [a["line"] for a in answers] == [2, 3, 4, 5, 6] and "error" in answers[2]
        for a in answers:
            check(a, "Line")


def test_rows_of_csv_keep_the_columns_that_came_in(site):
    body = f'id;Claim;who\na;"{PROMISE}";=1+1\n;"nobody ever\nprinted this";"Vale; Ostrava"\n'
    for encoding in ("utf-8", "utf-16", "cp1252"):
        status, _, answer = site.request("/api/v1/batch?column=claim&neutral=true", data=body.encode(encoding),
                                         headers={"Content-Type": "text/csv"}, method="POST")
        rows = list(csv.DictReader(io.StringIO(answer.decode(), newline="")))
        assert status == 200 and [(r["id"], r["verdict"], r["who"]) for r in rows] == [
            ("a", "verbatim", "'=1+1"), ("", "not-found", "Vale; Ostrava")]
        assert rows[0]["quote"] == PROMISE and rows[0]["url"] and rows[1]["url"] == ""
    assert "column" in site.request("/api/v1/batch?column=x", data=b"[]", method="POST",
                                    headers={"Content-Type": "application/json"})[2].decode()


def test_a_long_csv_is_streamed_in_order(site):
    body = "quote\n" + "".join(f"Report number {n % 35} of the harbour board\n" for n in range(1500))
    rows = post_csv(site, body.encode(), "text/csv")
    assert [r["article"] for r in rows] == [f"dredge-{n % 35}" for n in range(1500)]


@pytest.mark.parametrize("body,kind,status", [
    (b"{}", "application/json", 400), (b"", "application/json", 400), (b'["a" "b"]', "application/json", 400),
    (b'["a"] x', "application/json", 400), (b'["a",]', "application/json", 400), (b'["a"', "application/json", 400),
    (b"[" * 100000, "application/json", 400), (b"\x00\xff", "application/json", 400),
    (b"id,claim\na,b\n", "text/csv", 400), (b"quote\n" + b"a\n" * 10001, "text/csv", 413),
    (b"q=a", "application/x-www-form-urlencoded", 415), (b"a", "image/png", 415), (b"a", "", 415),
    (json.dumps(["a"] * 10001).encode(), "application/json", 413), (b"a\n" * 10001, "text/plain", 413),
])
def test_a_body_that_is_no_list_of_quotes_is_refused_whole(site, body, kind, status):
    got, answer = post(site, body, kind)
    assert got == status
    check(answer, "Error")


@pytest.mark.parametrize("body", [b"[]", b" [ ] "])
def test_an_empty_list_has_an_empty_answer(site, body):
    assert post(site, body) == (200, [])


# ---- limits -----------------------------------------------------------------

def test_a_long_address_is_414(site):
    status, _, body = site.request("/api/v1/search?q=" + "a" * 17000)
    assert status == 414 and check(json.loads(body), "Error")
    assert site.request("/?q=" + "a" * 17000)[0] == 414
    assert site.request("/?q=" + "a" * 200000)[0] == 414


def test_a_long_query_is_414(site):
    for path in ("/?q=", "/api/v1/search?q=", "/api/v1/articles/dredge-1?q="):
        assert site.request(path + "a+" * 4096 + "a")[0] == 414
    assert site.request("/api/v1/search?q=" + "a+" * 4000)[0] == 200


def test_large_headers_are_431(site):
    assert site.request("/", headers={"X-Large": "a" * 100000})[0] == 431


def raw(server, data, seconds=20):
    """Sends bytes as they are and reads until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as s:
        try:
            s.sendall(data)
        except OSError:
            pass  # closed while we were sending
        got = b""
        try:
            while True:
                piece = s.recv(65536)
                if not piece:
                    return got
                got += piece
        except ConnectionError:
            return got


def head(method, path, *headers):
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *headers, "", ""]).encode()


def test_a_large_body_is_413_before_it_is_sent_or_while(site):
    declared = head("POST", "/api/v1/batch", "Content-Type: text/plain", f"Content-Length: {9 * MIB}")
    waiting = head("POST", "/api/v1/batch", "Expect: 100-continue", f"Content-Length: {9 * MIB}", "Connection: close")
    chunked = head("POST", "/api/v1/batch", "Content-Type: text/plain", "Transfer-Encoding: chunked")
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    for request in (declared + b"a" * 9 * MIB, waiting, chunked + chunk * 144):
        answer = raw(site, request)
        assert answer.startswith(b"HTTP/1.1 413 "), answer[:200]
        check(json.loads(answer.split(b"\r\n\r\n", 1)[1]), "Error")
    assert site.request("/healthz")[0] == 200


def test_a_body_without_end_is_413(site):
    """Chunk after chunk, for ever: told so once the limit is passed, then closed. How much is sent until then is the
    loopback's affair."""
    got = bytearray()
    with socket.create_connection(("127.0.0.1", site.port), timeout=TIME_LIMIT) as s:

        def listen():
            try:
                while piece := s.recv(65536):
                    got.extend(piece)
            except OSError:
                pass  # closed with bytes of ours on their way

        listener = threading.Thread(target=listen)
        listener.start()
        s.sendall(head("POST", "/api/v1/batch", "Content-Type: text/plain", "Transfer-Encoding: chunked"))
        chunk, passed, closed = b"10000\r\n" + b"a" * 0x10000 + b"\r\n", None, None
        try:
            for sent in range(0, 1 << 40, 0x10000):
                if sent > 8 * MIB and passed is None:
                    passed = time.monotonic()
                assert passed is None or time.monotonic() - passed < 30, f"still open after {sent} bytes"
                s.sendall(chunk)
        except OSError:
            closed = time.monotonic()
        listener.join()
    assert passed and closed - passed < 20
    status, _, rest = bytes(got).partition(b"\r\n")
    assert status.startswith(b"HTTP/1.1 413 "), got[:200]
    check(json.loads(rest.split(b"\r\n\r\n", 1)[1]), "Error")


def test_an_address_may_be_anything(site):
    for query in ("%00", "%ff%fe", "%", "%%%", "+", "&&&", "=", "q", "q=%F0%9F%98%80", "q=%0d%0aX:1", '"', "q=((((", "q=" + "%28" * 3000):
        for path in ("/?", "/quote?", "/article?id=dredge-1&", "/api/v1/quote?"):
            assert site.request(path + query)[0] in (200, 400, 414), path + query
    assert search(site, "\0harbour\0")["total"] >= 0


# ---- bad clients ------------------------------------------------------------

GARBAGE = [b"garbage\r\n\r\n", b"\r\n" * 100 + b"\x00" * 100, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
           b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
           b"POST /api/v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
           b"POST /api/v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n",
           b"POST /api/v1/batch HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
           b"POST /api/v1/batch HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffffff\r\n",
           b"GET /" + b"a" * 300000, b"GET /\xff\xfe\x00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", os.urandom(5000)]


def test_clients_that_hang_up_do_no_harm(site):
    for _ in range(30):
        with socket.create_connection(("127.0.0.1", site.port)) as s:
            s.sendall(head("GET", "/?q=harbour"))
        with socket.create_connection(("127.0.0.1", site.port)) as s:
            s.sendall(head("POST", "/api/v1/batch", "Content-Type: text/plain", "Content-Length: 3000") + b"harbour\n" * 100)
    batch = json.dumps([PROMISE] * 3000).encode()
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", site.port)) as s:
            s.sendall(head("POST", "/api/v1/batch", "Content-Type: application/json", f"Content-Length: {len(batch)}") + batch)
            s.recv(100)
    assert site.request("/healthz")[0] == 200


def test_one_connection_serves_many_requests(site):
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=TIME_LIMIT)
    for _ in range(20):
        connection.request("GET", "/api/v1/search?q=harbour&size=1")
        assert json.loads(connection.getresponse().read())["total"] == 35
    connection.close()
    two = head("GET", "/healthz") + head("GET", "/healthz", "Connection: close")
    assert raw(site, two).count(b"HTTP/1.1 200 OK") == 2


def test_many_clients_at_once_get_their_own_answers(site):
    def ask(n):
        return site.json(f"/api/v1/quote?limit=1&q={quoted(f'Report number {n % 35} of the harbour board')}")[1]["matches"][0]["id"]

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(120))) == [f"dredge-{n % 35}" for n in range(120)]


@pytest.fixture(scope="module")
def strict(site, tmp_path_factory):
    """A server of the same store that allows 2 seconds and 4 connections."""
    folder = tmp_path_factory.mktemp("strict")
    store = store_of(site)
    server = Server(Programs(folder), store, ["--timeout", "2", "--connections", "4", "--threads", "1"], None)
    yield server
    assert server.stop() == 0


def store_of(server):
    return server.process.args[server.process.args.index("--store") + 1]


@pytest.mark.parametrize("number", range(len(GARBAGE)))
def test_garbage_gets_an_error_or_a_closed_connection(strict, number):
    with socket.create_connection(("127.0.0.1", strict.port), timeout=20) as s:
        try:
            s.sendall(GARBAGE[number])
            s.shutdown(socket.SHUT_WR)
            answer = s.recv(65536)
        except TimeoutError:
            raise
        except OSError:  # closed before we had sent it all
            answer = b""
    assert answer == b"" or re.match(rb"HTTP/1\.[01] [45]\d\d ", answer), answer[:100]
    assert strict.request("/healthz")[0] == 200


@pytest.mark.parametrize("begin", [
    b"", b"GET /", head("GET", "/")[:-2] + b"X-Slow: ",
    head("POST", "/api/v1/batch", "Content-Type: text/plain", "Content-Length: 5000"),
    head("POST", "/api/v1/batch", "Content-Type: text/plain", "Transfer-Encoding: chunked")])
def test_a_slow_request_is_408_however_it_drips(strict, begin):
    with socket.create_connection(("127.0.0.1", strict.port), timeout=20) as s:
        s.settimeout(0.2)
        s.sendall(begin)
        got, began = b"", time.monotonic()
        while time.monotonic() - began < 15:
            try:
                piece = s.recv(65536)
                if not piece:
                    break
                got += piece
            except TimeoutError:
                if begin and not begin.endswith(b"\r\n\r\n"):
                    s.sendall(b"a")
            except ConnectionError:
                break
        assert time.monotonic() - began < 12
        assert got.startswith(b"HTTP/1.1 408 ")
        check(json.loads(got.split(b"\r\n\r\n", 1)[1]), "Error")


def test_one_connection_too_many_is_503_and_later_it_is_not(strict):
    """Connections that are being answered do not give way, as idle ones do."""
    body = json.dumps([PROMISE] * 10000).encode()
    asked = head("POST", "/api/v1/batch", "Content-Type: application/json", f"Content-Length: {len(body)}") + body
    for _ in range(50):  # connections of the test before may take places for a moment
        held = [socket.create_connection(("127.0.0.1", strict.port)) for _ in range(4)]
        try:
            for s in held:
                s.sendall(asked)
            answers = {s.recv(12) for s in held}
        except ConnectionError:  # refused before it was sent whole
            answers = set()
        if answers == {b"HTTP/1.1 200"}:
            break
        for s in held:
            s.close()
        time.sleep(0.2)
    assert answers == {b"HTTP/1.1 200"}
    status, headers, body = strict.request("/healthz")
    for s in held:
        s.close()
    assert status == 503 and headers["Retry-After"] and check(json.loads(body), "Error")
    for _ in range(50):
        if strict.request("/healthz")[0] == 200:
            return
        time.sleep(0.1)
    pytest.fail("still 503 after the connections were closed")


# ---- pages ------------------------------------------------------------------

class Page(html.parser.HTMLParser):
    def __init__(self, body):
        super().__init__()
        self.tags, self.links, self.text, self.ids, self.marks = [], [], "", [], []
        self.in_mark = False
        self.feed(body.decode())

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag == "a":
            self.links.append(dict(attributes).get("href", ""))
        if tag == "mark":
            self.in_mark = True
            self.marks.append("")
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)

    def handle_endtag(self, tag):
        if tag == "mark":
            self.in_mark = False

    def handle_data(self, data):
        self.text += data
        if self.in_mark:
            self.marks[-1] += data


def page(server, path, status=200, **kwargs):
    got, _, body = server.request(path, **kwargs)
    assert got == status, body
    return Page(body)


def test_every_link_leads_somewhere_also_when_a_proxy_puts_the_site_under_a_path(site):
    under = "/news/archive"  # which the proxy takes off again
    seen, todo = set(), [under + path for path in ("/?q=harbour", "/", "/help", "/?q=cr%C3%AApes", "/no/such/page")]
    while todo and len(seen) < 150:
        path = todo.pop(0).split("#")[0]
        if path in seen:
            continue
        seen.add(path)
        assert path.startswith(under + "/"), path
        status, headers, body = site.request(path[len(under):])
        bare_form = path.endswith("/article")  # of words to cite; its id is a hidden field
        assert status == (404 if path.endswith("/no/such/page") else 400 if bare_form else 200), path
        if headers.get_content_type() == "text/html" and len(seen) < 60:
            shown = Page(body)
            links = shown.links + [a[n] for _, a in shown.tags for n in ("src", "action") if n in a]
            links += [a["href"] for tag, a in shown.tags if tag == "link"]
            todo += [urllib.parse.urljoin(path, link) for link in links if not re.match("https?:", link)]
    assert len(seen) > 30


def test_the_result_page_has_the_search_its_filters_and_its_pages(site):
    first = page(site, "/?q=harbour+board&sort=newest")
    assert "35 articles" in first.text.replace("\n", " ")
    assert any("source=Marrow%20Bay%20Herald" in link and "sort=newest" in link for link in first.links)
    assert any("date=2003" in link for link in first.links)
    assert any("from=10" in link for link in first.links)
    assert ("rect", ) == tuple({t[0] for t in first.tags if t[0] == "rect"})
    address = "/?q=harbour&source=The+Low+Quay&after=2003&before=2003"
    sources = re.findall(r'<span class="source"[^>]*>([^<]*)', site.request(address)[2].decode())
    assert sources and set(sources) == {"The Low Quay"}
    assert any("source=Marrow%20Bay%20Herald" in link for link in page(site, address).links)  # can still be chosen
    last = page(site, "/?q=harbour&from=30")
    assert not any("from=40" in link for link in last.links)
    wrong = page(site, "/?q=harbour&after=sometime", status=400)
    assert any(t[0] == "input" and t[1].get("value") == "sometime" for t in wrong.tags)
    assert "Did you mean harbour" in page(site, "/?q=harbuor").text


def test_the_article_page_marks_every_match_and_the_first_is_the_anchor(site):
    shown = page(site, "/article?id=dredge-3&q=harbour")
    assert shown.ids.count("match") == 1 and "match-2" in shown.ids
    assert [m.lower() for m in shown.marks] == ["harbour"] * len(shown.marks) and len(shown.marks) >= 4
    assert "#match-2" in shown.links
    quoted_page = page(site, "/article?id=dredge-3&quote=" + quoted(PROMISE))
    assert quoted_page.marks == [PROMISE]
    assert page(site, "/article?id=dredge-3&q=absentword").marks == []


def test_a_pasted_quote_gets_an_address_of_its_own(site):
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=TIME_LIMIT)
    connection.request("POST", "/quote", urllib.parse.urlencode({"q": PROMISE}),
                       {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 303 and answer.headers["Location"] == "quote?q=" + quoted(PROMISE)
    connection.close()
    shown = page(site, "/quote?q=" + quoted(PROMISE))
    assert "Verbatim" in shown.text and PROMISE in shown.marks
    long = (PROMISE + " ") * 100
    form = urllib.parse.urlencode({"q": long}).encode()
    shown = page(site, "/quote", data=form, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert "Not found" in shown.text
    assert site.request("/quote", data=b"x", headers={"Content-Type": "text/plain"})[0] == 415


EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;{{query}}{{#hits}}"


def test_markup_in_any_field_reaches_no_page_as_markup(vb, store, server):
    evil = {name: f"{EVIL} {name}" for name in ("id", "title", "source", "author", "section", "language")}
    evil.update(url="javascript:alert(3)", date="2019-02-03",
                text=f"{EVIL} prose\n\n</p></main>{EVIL}",
                comments=[{"author": EVIL, "date": EVIL, "text": f"{EVIL} comment"}])
    vb.program("verbatim-index", "--store", store, "-", input=lines([evil]), code=0)
    site = server(store)
    article_path = "/article?id=" + quoted(evil["id"])
    paths = ["/?q=prose", "/?q=" + quoted(EVIL), "/trends?q=prose&q=" + quoted(EVIL), "/",
             "/?q=prose&find-source=" + quoted(EVIL) + "&not-author=" + quoted(EVIL) + "&date=2019-02", "/?source=" + quoted(evil["source"]), "/quote?q=prose",
             "/?q=in:comments+comment", "/?q=a&author=" + quoted(EVIL) + "&after=" + quoted(EVIL),
             article_path, article_path + "&q=alert", article_path + "&quote=" + quoted(EVIL), "/quote?q=" + quoted(EVIL),
             "/article?id=" + quoted("<b>unknown</b>"), "/" + quoted("<b>") + "/<i>"]
    for path in paths:
        _, _, body = site.request(path)
        shown = Page(body)
        for tag, attributes in shown.tags:
            assert tag not in ("img", "b", "i", "iframe", "style", "base"), (path, tag)
            assert tag != "script" or re.match(r"(\.\./)*static/page\.js", attributes["src"]), path
            assert not any(name.startswith("on") or name == "style" for name in attributes), (path, attributes)
            for name in ("href", "src", "action"):
                address = urllib.parse.urlsplit(urllib.parse.urljoin("http://site/", attributes.get(name) or "./"))
                assert address.scheme in ("http", "https"), (path, attributes)
        assert b"<script>" not in body, path
    assert EVIL in page(site, "/?q=prose").text  # its tags of a template among it, as they are
    assert "javascript:" not in site.request(article_path)[2].decode()
    check(site.json("/api/v1/articles/" + quoted(evil["id"]))[1], "Article")


def test_only_web_addresses_become_links_and_they_tell_nothing(site):
    shown = page(site, "/article?id=dredge-4")
    links = [t[1] for t in shown.tags if t[0] == "a" and t[1]["href"].startswith("http")]
    assert [a["href"].split("#")[0] for a in links] == ["https://herald.example/4"] * 2  # and of its quotation
    assert all(a["rel"] == "noopener noreferrer" for a in links)


def test_answers_can_be_kept_and_asked_for_again(site):
    status, headers, body = site.request("/article?id=dredge-1")
    assert headers["Cache-Control"] == "no-cache"
    assert site.request("/article?id=dredge-1", headers={"If-None-Match": headers["ETag"]})[0] == 304
    assert site.request("/article?id=dredge-2", headers={"If-None-Match": headers["ETag"]})[0] == 200
    [css] = re.findall(r'static/style\.css\?v=\w+', body.decode())
    css = "/" + css
    status, headers, _ = site.request(css)
    assert status == 200 and "immutable" in headers["Cache-Control"]
    assert site.request(css, headers={"If-None-Match": headers["ETag"]})[0] == 304
    assert site.request("/healthz")[1]["Cache-Control"] == "no-store"


# ---- running ----------------------------------------------------------------

def test_a_commit_shows_without_a_restart(vb, store, server):
    vb.program("verbatim-index", "--store", store, "-", input=lines(ARTICLES[:1]), code=0)
    site = server(store, "--threads", "3")
    for _ in range(10):
        assert search(site, "zeppelin")["total"] == 0
    new = article(500, text="A zeppelin was moored at the quay.")
    vb.program("verbatim-index", "--store", store, "-", input=lines([new]), code=0)
    time.sleep(1.1)
    for _ in range(10):  # every worker sees it
        assert search(site, "zeppelin")["total"] == 1
    assert site.json("/healthz")[1]["articles"] == 2


def test_metrics_count_requests_by_route_and_status(site):
    def value(name):
        text = site.request("/metrics")[2].decode()
        found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.M)
        return float(found.group(1)) if found else 0.0

    ok = 'verbatim_http_requests_total{route="api_search",status="200"}'
    bad = 'verbatim_http_requests_total{route="api_search",status="400"}'
    before = value(ok), value(bad)
    search(site, "harbour")
    site.request("/api/v1/search?what=1")
    assert (value(ok), value(bad)) == (before[0] + 1, before[1] + 1)
    assert value("verbatim_articles") == len(ARTICLES)
    assert value("verbatim_http_connections") >= 1
    text = site.request("/metrics")[2].decode()
    assert 'verbatim_http_request_duration_seconds_bucket{route="api_search",le="+Inf"}' in text
    for line in text.splitlines():
        assert re.fullmatch(r"# (HELP|TYPE) \w+ .+|\w+(\{[^}]*\})? [0-9.e+-]+", line), line


def test_the_log_has_the_path_but_not_what_was_searched(site):
    site.request("/api/v1/search?q=verysecretword")
    site.request("/quote?q=verysecretword")
    time.sleep(0.2)
    log = site.said()
    assert re.search(r"^127\.0\.0\.1 GET /api/v1/search 200 \d+ bytes [\d.]+ ms$", log, re.M)
    assert "verysecretword" not in log


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_answers_under_way_end_and_exits_0(site, tmp_path, by):
    server = Server(Programs(tmp_path), store_of(site), ["--threads", "1"], None)
    assert server.first_lines == [f"serving {store_of(site)} at {server.url}/\n"]
    entries = [f"Report number {n % 35} of the harbour board" for n in range(1500)]
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=TIME_LIMIT)
    connection.request("POST", "/api/v1/batch?limit=1", json.dumps(entries), {"Content-Type": "application/json"})
    answer = connection.getresponse()  # the first piece is there, most are not
    server.process.send_signal(by)
    got = answer.read().decode().splitlines()
    assert len(got) == len(entries)
    assert server.stop(by) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port))


def test_a_stop_does_not_wait_for_idle_connections(site, tmp_path):
    server = Server(Programs(tmp_path), store_of(site), [], None)
    with socket.create_connection(("127.0.0.1", server.port)):
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 8


def test_a_port_in_use_is_one_clear_line_and_status_2(vb, site):
    result = vb.program("verbatim-serve", "--store", store_of(site), "--port", site.port, code=2)
    assert result.out == "" and result.err.count("\n") == 1
    assert f"port {site.port}" in result.err and "in use" in result.err and "--port" in result.err


@pytest.mark.parametrize("args,says", [
    (["--port", "70000"], "--port"), (["--port", "x"], "--port"), (["--threads", "0"], "--threads"),
    (["--timeout", "0"], "--timeout"), (["--connections", "-1"], "--connections"), (["--colour"], "--colour"),
    (["surplus"], "surplus"), (["--host", "256.1.1.1"], "256.1.1.1")])
def test_an_option_that_is_none_is_status_2(vb, site, args, says):
    result = vb.program("verbatim-serve", "--store", store_of(site), *args, code=2)
    assert result.out == "" and says in result.err


def test_a_store_that_is_none_is_one_line_and_status_2(vb, tmp_path):
    (tmp_path / "folder").mkdir()
    for store in (tmp_path / "missing", tmp_path / "folder"):
        result = vb.program("verbatim-serve", "--store", store, "--port", "0", code=2)
        assert result.out == "" and result.err.count("\n") == 1 and str(store) in result.err


def test_help_and_version_are_printed(vb):
    assert "Usage: verbatim serve" in vb.program("verbatim-serve", "--help", code=0).out
    assert vb.program("verbatim-serve", "--version", code=0).out.startswith("verbatim ")


def test_the_other_loopback_can_be_listened_on(vb, site):
    process = vb.start("verbatim-serve", "--store", store_of(site), "--host", "::1", "--port", "0",
                       stderr=subprocess.STDOUT)
    try:
        line = process.stdout.readline().decode()
        if "cannot listen" in line:
            pytest.skip("this machine has no IPv6 loopback")
        port = int(re.search(r"at http://\[::1\]:(\d+)/$", line).group(1))
        with socket.create_connection(("::1", port)) as s:
            s.sendall(head("GET", "/healthz", "Connection: close"))
            assert s.recv(1000).startswith(b"HTTP/1.1 200 OK")
    finally:
        process.terminate()
        process.communicate(timeout=TIME_LIMIT)


def answer_to(server, request, wait=5):
    """What comes back for these bytes until the server closes or `wait` seconds pass; (bytes, was it closed)."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=wait) as connection:
        connection.sendall(request)
        out = b""
        try:
            while piece := connection.recv(65536):
                out += piece
            return out, True
        except (TimeoutError, ConnectionResetError):
            return out, False


BODY = "POST /api/v1/quote HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n{}\r\n{}GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize("fields, body", [
    ("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
    ("Transfer-Encoding: chunked\r\nContent-Length: 100\r\n", "5\r\nhello\r\n0\r\n\r\n"),
    ("Content-Length: 5\r\nContent-Length: 44\r\n", "hello"),
    ("Transfer-Encoding : chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
    ("Transfer-Encoding: xchunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
    ("Host: elsewhere.example\r\nContent-Length: 5\r\n", "hello"),
    ("Transfer-Encoding:\r\n chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
    ("Transfer-Encoding: chun\r\n\tked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
    ("Content-Length:\r\n 5\r\n", "hello"),
    ("X-Tide: high\r\n Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "hello"),
    ("Content-: 5\r\n Length\r\n", "hello"),
])
def test_a_head_that_could_hide_a_request_is_400_and_ends_the_connection(site, fields, body):
    answer, closed = answer_to(site, BODY.format(fields, body).encode())
    assert answer.startswith(b"HTTP/1.1 400") and closed, answer
    assert answer.count(b"HTTP/1.1 ") == 1, answer


@pytest.mark.parametrize("host, status", [("localhost", 200), ("127.0.0.1:1", 200), ("[::1]:1", 200),
                                          ("attacker.example", 403), ("192.0.2.9", 403), ("", 403)])
def test_only_names_of_this_machine_are_answered(site, host, status):
    answer, _ = answer_to(site, f"GET /api/v1/search?q=goat HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()), answer[:300]


def test_a_name_that_was_allowed_is_answered(indexed, server):
    served = server(indexed(ROOT / "samples" / "articles" / "straight-quotes.txt"), "--allow-host", "desk.example")
    answer, _ = answer_to(served, b"GET /healthz HTTP/1.1\r\nHost: desk.example:80\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 "), answer[:300]


def test_an_absolute_address_works(site):
    answer, _ = answer_to(site, b"GET http://localhost/api/v1/search?q=goat HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ") and b'"total"' in answer


def test_an_address_that_is_too_long_is_json_below_the_api(site):
    status, headers, body = site.request("/api/v1/search?q=" + "a" * 60000)
    assert status == 414 and headers["Content-Type"].startswith("application/json"), (status, headers)
    assert "limit" in json.loads(body)["error"]["message"]


def test_a_thousand_parameters_get_an_answer(site):
    status, answer = site.json("/api/v1/search?q=goat&" + "&".join(["size=1"] * 1000))
    assert status == 400 and "size" in answer["error"]["message"], answer  # given more than once
