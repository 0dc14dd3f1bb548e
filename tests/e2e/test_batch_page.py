"""Many quotes from a form: pasted or as a file, answered as a page that grows, or as CSV."""

import csv
import io
import json
import re
import socket
import time

import pytest

from conftest import Programs, Server

SPEECH = "The sluice will open on the first of the month"
ARTICLES = [{"id": f"sluice/{n}", "title": f"<i>Sluice</i> {n}", "source": "Eel Weir Post", "date": f"2019-03-0{n + 1}",
             "text": f"“{SPEECH},” said the keeper, Wenna Corry, for time {n}."} for n in range(3)]
END = "never printed by anybody in this archive"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("batch")
    vb = Programs(folder)
    lines = "".join(json.dumps(a) + "\n" for a in ARTICLES)
    vb.program("verbatim-index", "--store", folder / "store", "-", input=lines, code=0)
    server = Server(vb, folder / "store", [], None)
    yield server
    assert server.stop() == 0


def form(fields, boundary="xXx"):
    """The body of a form with files: {name: text, or (file name, bytes)}."""
    parts = b""
    for name, value in fields.items():
        file, content = value if isinstance(value, tuple) else (None, value.encode())
        parts += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        parts += (f'; filename="{file}"\r\nContent-Type: text/csv' if file else "").encode() + b"\r\n\r\n" + content + b"\r\n"
    return parts + f"--{boundary}--\r\n".encode()


def send(site, fields, **headers):
    return site.request("/batch", data=form(fields), method="POST",
                        headers={"Content-Type": "multipart/form-data; boundary=xXx", **headers})


def rows_of(body):
    return [re.sub(r"<[^>]*>", " ", row).split() for row in re.findall(r"<tr><td.*?</tr>", body, re.S)]


def test_pasted_lines_are_answered_row_by_row(site):
    status, headers, body = send(site, {"quotes": f"{SPEECH}\n{SPEECH.replace('will', 'will not')}\n{END}\n", "as": "page"})
    body = body.decode()
    assert status == 200 and headers["Content-Type"].startswith("text/html") and headers["Cache-Control"] == "no-store"
    first, second, third = rows_of(body)
    assert "Verbatim" in first and "3" in first and "2019" in first and "Altered" in second and "Not" in third
    assert "a negation changed or left out" in body and "Done: 1 verbatim, 1 altered, 1 not-found." in body
    assert "&lt;i&gt;Sluice" in body and "<i>" not in body and body.rstrip().endswith("</html>")


def test_a_table_gives_csv_with_its_columns(site):
    table = "nr;quote;who\n7;{};Corry\n8;=1+1;x\n".format(SPEECH).encode("utf-16")
    status, headers, body = send(site, {"table": ("claims.csv", table), "quotes": "ignored", "as": "csv"})
    assert status == 200 and headers["Content-Disposition"] == 'attachment; filename="quotes.csv"'
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert [(r["nr"], r["who"], r["verdict"]) for r in rows] == [("7", "Corry", "verbatim"), ("8", "x", "not-found")]
    assert body.startswith(b"\xef\xbb\xbf") and rows[1]["quote"] == "'=1+1"
    body = send(site, {"table": ("c.csv", f"claim\n{SPEECH}\n".encode()), "column": "claim", "as": "page"})[2].decode()
    assert len(rows_of(body)) == 1 and "Verbatim" in rows_of(body)[0]


def test_rows_arrive_before_all_are_answered(site):
    many = "\n".join(f"{SPEECH} and number {n} of many quotes that differ" for n in range(1500))
    body = form({"quotes": many, "as": "page"})
    with socket.create_connection(("127.0.0.1", site.port), timeout=60) as s:
        s.sendall(b"POST /batch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=xXx\r\n"
                  b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        got, times = b"", []
        while piece := s.recv(65536):
            got += piece
            times.append((time.monotonic(), got.count(b"<tr><td")))
    assert b"chunked" in got.lower() and times[-1][1] == 1500 and b"Done: " in got
    assert 0 < times[len(times) // 2][1] < 1500  # some rows were there half-way


def test_what_is_sent_wrongly_is_refused(site):
    assert send(site, {"quotes": " \n"})[0] == 400
    assert send(site, {"quotes": SPEECH, "after": "soon"})[0] == 400
    assert send(site, {"table": ("c.csv", b"a,b\n1,2\n")})[0] == 200  # lines, not a table of quotes
    assert send(site, {"quotes": SPEECH}, **{"Sec-Fetch-Site": "cross-site"})[0] == 403
    assert send(site, {"quotes": SPEECH}, **{"Sec-Fetch-Site": "same-origin"})[0] == 200
    assert send(site, {f"f{n}": "x" for n in range(40)})[0] == 400
    assert send(site, {"quotes": "x\n" * 10001})[0] == 413
    broken = form({"quotes": SPEECH})[:-20]
    kind = {"Content-Type": "multipart/form-data; boundary=xXx"}
    assert site.request("/batch", data=broken, method="POST", headers=kind)[0] == 400
    assert site.request("/batch", data=b"x", method="POST", headers={"Content-Type": "multipart/form-data"})[0] == 400
    assert site.request("/batch", data=b"x", method="POST", headers={"Content-Type": "text/plain"})[0] == 415
    big = form({"quotes": "x" * (8 * 1024 * 1024)})
    assert site.request("/batch", data=big, method="POST", headers=kind)[0] == 413
    assert site.request("/healthz")[0] == 200
    assert rows_of(site.request("/batch", data=b"quotes=" + END.replace(" ", "+").encode(), method="POST", headers={
        "Content-Type": "application/x-www-form-urlencoded"})[2].decode())
    assert site.request("/batch")[0] == 200
