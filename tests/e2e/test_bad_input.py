"""Bad input, the whole list: each gets one clear line that says what and where, the exit status
2 or a fitting 4xx, and nothing that was good is lost.

The list, and where the rest of it is tested: missing and unreadable paths, binary, empty and
truncated files, an inflating gzip, a store in use: test_index.py. Here: records, stores (each
program must refuse them alike), queries, HTTP, markup.
"""

import contextlib
import gzip
import json
import os
import pathlib
import socket
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import pytest

SAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "samples" / "articles"
GOOD = "Oysters found in bridge foundations\n\nDivers have found two thousand oysters on the sixth pier.\n"
MIB = 1024 * 1024


def said(result, *words):
    """The one line on stderr that has all the words."""
    lines = [line for line in result.err.splitlines() if all(word in line for word in words)]
    assert len(lines) == 1, f"expected one line with {words}: {result!r}"
    assert len(lines[0]) < 500, lines[0]
    return lines[0]


def refused(result, *words):
    assert result.code == 2, result
    assert len(result.err.splitlines()) == 1, result
    return said(result, *words)


def index(vb, store, *paths, **kwargs):
    return vb.program("verbatim-index", "--store", store, *paths, timeout=300, **kwargs)


def total(vb, store, query="oysters"):
    result = vb("search", "--store", store, "--json", query)
    assert result.code in (0, 1), result
    return result.json()["total"]


# Paths and files


def test_an_inflating_jsonl_keeps_the_lines_before_the_endless_one(vb, store, write):
    lines = json.dumps({"title": "Oysters", "text": GOOD}).encode() + b'\n{"text": "'
    bomb = write("bomb.jsonl.gz", gzip.compress(lines + b"0" * (80 * MIB), 1))
    result = index(vb, store, bomb)
    said(result, "bomb.jsonl.gz: record 2:", "MiB")
    assert total(vb, store) == 1


def test_a_broken_json_line_is_told_by_number_and_the_rest_go_on(vb, store, write):
    lines = [json.dumps({"title": "Oysters one", "text": GOOD}), '{"title": "torn", "text": "half',
             json.dumps({"title": "Oysters two", "text": GOOD}), "[1, 2]", "",
             json.dumps({"title": "Oysters three", "text": GOOD}), "\0\0\0", json.dumps({"no": "text"}),
             json.dumps({"title": "Oysters four", "text": GOOD})]
    result = index(vb, store, write("lines.jsonl", "\n".join(lines)))
    assert result.code == 2
    for number in (2, 4, 7, 8):
        said(result, f"lines.jsonl: record {number}:")
    assert total(vb, store) == 4


def test_nul_bytes_in_an_article_are_not_the_end_of_it(vb, store, write):
    line = json.dumps({"title": "A\0B oysters", "text": "Before\0after the oysters.\n\nThe end of it."})
    index(vb, store, write("nul.jsonl", line), code=0)
    assert total(vb, store, '"the end of it"') == 1


# Stores


def each_program(vb, store):
    yield index(vb, store, SAMPLES / "obituary.txt")
    yield vb("search", "--store", store, "oysters")
    yield vb("quote", "--store", store, "two thousand oysters")
    yield vb("show", "--store", store, "x")
    yield vb.program("verbatim-serve", "--store", store, "--port", "0")


def test_no_store_there_is_said(vb, tmp_path):
    for words in (("search", "x"), ("quote", "x y z"), ("show", "x")):
        refused(vb(words[0], "--store", tmp_path / "nothing-here", *words[1:]), "nothing-here")
    refused(vb.program("verbatim-serve", "--store", tmp_path / "nothing-here", "--port", "0"), "nothing-here")
    assert not (tmp_path / "nothing-here").exists()


def test_a_folder_that_is_no_store_is_refused_and_left_alone(vb, write, tmp_path):
    write("holiday/picture.txt", "not an archive")
    for result in each_program(vb, tmp_path / "holiday"):
        refused(result, "holiday", "not a store")
    assert [p.name for p in (tmp_path / "holiday").iterdir()] == ["picture.txt"]


def test_a_file_in_the_place_of_a_store_is_refused(vb, write):
    place = write("place", "a file")
    for result in each_program(vb, place):
        refused(result, "place")
    assert place.read_text() == "a file"


def test_a_store_of_an_unknown_version_is_refused_by_both_numbers(vb, indexed, write):
    store = indexed(write("good.txt", GOOD))
    marker = store / "verbatim"
    text = marker.read_text()
    assert "version 2" in text
    marker.write_text(text.replace("version 2", "version 77"))
    for result in each_program(vb, store):
        refused(result, "77", "2")
    marker.write_text(text)
    assert total(vb, store) == 1


@pytest.mark.parametrize("marker", [b"", b"\0" * 100, b"verbatim store", b"verbatim store\nversion one\n",
                                    b"verbatim store\nversion 99999999999999999999\n", b"x" * MIB],
                         ids=["empty", "zeros", "cut", "no number", "a number too large", "a megabyte"])
def test_a_damaged_marker_is_refused(vb, indexed, write, marker):
    store = indexed(write("good.txt", GOOD))
    (store / "verbatim").write_bytes(marker)
    for result in each_program(vb, store):
        refused(result, str(store.name))


@pytest.mark.parametrize("damage", ["cut", "zeroes", "gone"])
def test_a_damaged_store_is_refused_not_trusted(vb, indexed, damage):
    store = indexed(SAMPLES)
    files = sorted((p for p in store.rglob("*") if p.is_file() and p.name not in ("verbatim", "lock", "flintlock")),
                   key=lambda p: p.stat().st_size)
    assert files
    for path in files:
        if damage == "gone":
            path.unlink()
        else:
            size = path.stat().st_size
            path.write_bytes(path.read_bytes()[:size // 2] if damage == "cut" else b"\0" * size)
    for result in list(each_program(vb, store))[1:]:
        refused(result, "store")


# Queries


@pytest.fixture
def oysters(indexed, write):
    return indexed(write("good.txt", GOOD))


def test_a_query_past_the_limit_is_refused_with_the_limit(vb, oysters):
    result = vb("search", "--store", oysters, "oysters " * 12000)  # 96 kB: more does not fit an argument
    refused(result, "65536")


def test_ten_thousand_terms_are_answered_and_the_answer_says_what_was_left_out(vb, oysters):
    query = " OR ".join(["oysters"] + [f"w{i}" for i in range(5000)])
    result = vb("search", "--store", oysters, "--json", query, timeout=120)
    assert result.code == 0, result
    assert result.json()["total"] == 1
    assert result.json()["notes"]


@pytest.mark.parametrize("query", ['"two thousand oysters', '“two thousand oysters', '«two thousand oysters',
                                   'two thousand oysters"', '"two thousand" oysters"', '((two thousand) oysters',
                                   'two thousand oysters)))', '"two" "" oysters', 'oysters OR', 'AND oysters NOT',
                                   'oysters NEAR/', 'oysters NEAR/99999999999999999999 divers', 'date: oysters',
                                   'title: oysters', 'oysters -', '- oysters', 'oysters ***'])
def test_what_people_paste_is_no_syntax_error(vb, oysters, query):
    result = vb("search", "--store", oysters, "--json", query)
    assert result.code in (0, 1), result
    assert isinstance(result.json()["read_as"], str)
    if query.startswith(('"two thousand oy', "“", "«")):
        assert result.json()["total"] == 1


@pytest.mark.parametrize("query", ["", "   ", '""', "!!!", "\u200b", "((((((", '"' * 5000, "(" * 20000, "-" * 1000],
                         ids=lambda query: f"{query[:4]!r} ({len(query)})")
def test_a_query_without_a_word_finds_nothing_and_says_so(vb, oysters, query):
    result = vb("search", "--store", oysters, "--json", query)
    assert result.code in (1, 2), result
    if result.code == 2:
        assert len(result.err.splitlines()) == 1, result
    else:
        assert result.json()["total"] == 0


def test_undecodable_arguments_are_searched_as_what_is_left(vb, oysters):
    assert vb("search", "--store", oysters, b"\xff\xfe oysters").code in (0, 1)
    assert vb("quote", "--store", oysters, b"two \xc3 thousand").code in (0, 1)


def test_bad_lines_of_a_batch_get_their_own_answers(vb, oysters):
    lines = [b"two thousand oysters", b"", b"...", b"two\0thousand", b"\xff\xfe", b"sixth pier", b"x " * MIB, b"Divers have found"]
    result = vb("quote", "--store", oysters, "--json", "--batch", "-", input=b"\n".join(lines) + b"\n", timeout=120)
    answers = result.json_lines()
    found = [a for a in answers if a.get("verdict") in ("verbatim", "typography", "case-punctuation")]
    assert [a["quote"] for a in found if a["quote"] in ("two thousand oysters", "sixth pier", "Divers have found")] == [
        "two thousand oysters", "sixth pier", "Divers have found"]


def test_unknown_options_and_missing_arguments_are_told_with_a_hint(vb, oysters):
    for args in (("search", "--store", oysters, "--no-such-option", "x"), ("search", "--store", oysters, "--size", "many", "x"),
                 ("search", "--store", oysters, "--size", "-1", "x"), ("quote", "--store", oysters),
                 ("show", "--store", oysters), ("no-such-command",), ("search", "--store")):
        result = vb(*args)
        assert result.code == 2, result
        assert 1 <= len(result.err.splitlines()) <= 2, result
    assert vb("show", "--store", oysters, "no-such-id").code in (1, 2)


# HTTP


def raw(server, data, keep_open=False, seconds=30):
    """What the server answers to these bytes, read to the end of the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as peer:
        try:
            peer.sendall(data)
            if not keep_open:
                peer.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused before all was sent
        answer = b""
        try:
            while piece := peer.recv(65536):
                answer += piece
        except (ConnectionResetError, TimeoutError):
            pass
        return answer


def alive(server):
    status, _, _ = server.request("/healthz")
    return status == 200


GARBAGE = [
    b"garbage\r\n\r\n", b"\0" * 1000, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET  HTTP/1.1\r\nHost: x\r\n\r\n", b"FROB / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /%00%ff%zz?q=%00%ff%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"POST /api/v1/quote HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    b"POST /api/v1/quote HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"GET /" + b"a" * 200000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Long: " + b"y" * 200000 + b"\r\n\r\n",
]


def test_garbage_requests_get_a_4xx_or_are_dropped_and_the_server_lives(server, oysters):
    """All at once, since some of these connections are ended only after their time."""
    running = server(oysters)
    with ThreadPoolExecutor(len(GARBAGE)) as peers:
        answers = list(peers.map(lambda data: raw(running, data), GARBAGE))
    for data, answer in zip(GARBAGE, answers, strict=True):
        assert not answer or answer.split(b" ")[1][:1] in (b"4", b"5"), (data[:20], answer[:200])
        assert b"root:" not in answer
    assert alive(running)
    for data in GARBAGE:  # and one after the other, by peers that do not wait
        with socket.create_connection(("127.0.0.1", running.port), timeout=30) as peer:
            with contextlib.suppress(OSError):
                peer.sendall(data)
        assert alive(running), data[:20]


def test_an_oversized_body_is_refused(server, oysters):
    running = server(oysters)
    size = 512 * MIB
    head = f"POST /api/v1/quote HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: {size}\r\n\r\n"
    answer = raw(running, head.encode() + b"two thousand oysters\n" * 60000)
    assert answer.startswith(b"HTTP/1.1 413"), answer[:200]
    assert alive(running)


def test_an_endless_request_ends(server, oysters):
    running = server(oysters, "--timeout", "3")
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", running.port), timeout=100) as peer:
        peer.sendall(b"POST /api/v1/quote HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"%x\r\n" % 65536 + b"q" * 65536 + b"\r\n"
        try:
            while time.monotonic() - begun < 60:
                peer.sendall(chunk)
        except OSError:
            pass
    assert time.monotonic() - begun < 30, "an endless body is still being swallowed"
    assert alive(running)


def test_a_request_that_never_ends_does_not_keep_others_out(server, oysters):
    running = server(oysters)
    slow = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(20)]
    try:
        for peer in slow:
            peer.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        assert alive(running)
    finally:
        for peer in slow:
            peer.close()
    assert alive(running)


@pytest.mark.parametrize("path, status", [
    ("/api/v1/search?q=" + "oysters+" * 16000, (413, 414, 400, 431)),
    ("/api/v1/search?q=oysters&size=999999999", (400,)),
    ("/api/v1/search?q=oysters&from=99999999999999999999", (400,)),
    ("/api/v1/search?q=oysters&size=-1", (400,)),
    ("/api/v1/search?q=oysters&size=lots", (400,)),
    ("/api/v1/search?q=oysters&sort=sideways", (400,)),
    ("/api/v1/search?q=oysters&after=yesterday", (400,)),
    ("/api/v1/quote", (400,)),
    ("/api/v1/quote?q=...", (400,)),
    ("/api/v1/articles/no-such-article", (404,)),
    ("/api/v1/nothing", (404,)),
    ("/nothing", (404,)),
], ids=lambda value: str(value)[:40])
def test_bad_api_requests_get_their_own_status_and_a_sentence(server, oysters, path, status):
    running = server(oysters)
    code, headers, body = running.request(path)
    assert code in status, body[:500]
    if path.startswith("/api/") and code != 414 and code != 431:
        assert json.loads(body)["error"]["message"]
    assert alive(running)


def test_nul_and_odd_bytes_in_a_query_are_words_or_nothing(server, oysters):
    running = server(oysters)
    for query in ("%00", "oysters%00divers", "%ff%fe", "%c3%28", "%e2%80", "%u0041", "%"):
        code, _, body = running.request("/api/v1/search?q=" + query)
        assert code in (200, 400), body[:300]
        json.loads(body)


def test_other_methods_are_refused(server, oysters):
    running = server(oysters)
    for method in ("DELETE", "PUT", "PATCH"):
        code, headers, _ = running.request("/api/v1/search?q=oysters", method=method)
        assert code == 405
        assert "GET" in headers["Allow"]


def test_a_port_in_use_is_said(vb, oysters):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused(vb.program("verbatim-serve", "--store", oysters, "--port", port), str(port), "in use")


@pytest.mark.parametrize("port", ["-1", "65536", "http", ""])
def test_a_port_that_is_none_is_said(vb, oysters, port):
    result = vb.program("verbatim-serve", "--store", oysters, "--port", port)
    assert result.code == 2, result
    assert 1 <= len(result.err.splitlines()) <= 2, result


# Markup


def test_markup_of_an_article_never_reaches_a_page_as_markup(server, indexed):
    running = server(indexed(SAMPLES / "hostile.jsonl", SAMPLES / "jsonld.html"))
    article = running.json("/api/v1/search?q=settled")[1]["hits"][0]
    assert "<script>" in article["id"]
    address = urllib.parse.quote(article["id"], safe="")
    nasty = urllib.parse.quote("<script>alert('query')</script>\"'><img src=x onerror=alert(1)>")
    pages = ["/?q=settled", "/?q=settled+in:comments", "/?q=" + nasty, "/quote?q=" + nasty,
             "/quote?q=" + urllib.parse.quote("We are glad that it's over"),
             "/article?id=" + address + "&q=settled"]
    seen = 0
    for page in pages:
        status, headers, body = running.request(page)
        text = body.decode("utf-8")
        assert status == 200, page
        seen += "settle" in text or "glad" in text
        for bad in ("<script>alert", "<img src=x", "<svg onload", "<b>settle", "<b>19 million", 'href="javascript:',
                    "href='javascript:", "</article></main></html><!--", "<i>Rurik"):
            assert bad not in text, f"{page}: {bad}"
        assert "script-src" in headers["Content-Security-Policy"] or "default-src" in headers["Content-Security-Policy"]
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert seen >= 4


def test_markup_and_control_characters_reach_no_terminal_as_such(vb, indexed, write):
    line = json.dumps({"title": "Red \x1b[31malert\x07 oysters", "source": "\x1b]0;owned\x07", "text": "Oysters \x1b[2J here.\x9b31m"})
    store = indexed(write("escape.jsonl", line))
    hit = vb("search", "--store", store, "--json", "oysters", code=0).json()["hits"][0]
    for result in (vb("search", "--store", store, "oysters", code=0), vb("show", "--store", store, hit["id"], code=0)):
        assert "\x1b[2J" not in result.out and "\x1b[31m" not in result.out and "\x07" not in result.out
        assert "\x9b" not in result.out
