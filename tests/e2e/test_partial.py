"""A remote archive of which a part does not answer: every answer says so, and all threads agree.

Two xapian-tcpsrv on loopback, each with half of the articles; one of them is ended, or stopped as
if it hung, and comes back.
"""

import concurrent.futures
import csv
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.parse

import pytest

from conftest import Programs, Server

pytestmark = pytest.mark.skipif(not shutil.which("xapian-tcpsrv"), reason="no xapian-tcpsrv")
QUOTE = "the ferry rests at noon for the tide"
ABSENT = "no paper has printed these seven words"
ARTICLES = 12


class Shards:
    def __init__(self, folder):
        vb = Programs(folder)
        lines = "\n".join(json.dumps({"id": f"a{i}", "title": f"Ferry {i}", "source": "The Tideline", "published": f"20{10 + i}-05-0{1 + i % 9}",
                                      "text": f'The ferry of day {i} was late. "{QUOTE.capitalize()}," said Owen Marsh.'}) for i in range(ARTICLES))
        self.folders = [folder / f"shard{i}" for i in (1, 2)]
        for i, one in enumerate(self.folders, 1):
            vb.program("verbatim-index", "--store", one, "--engine", "xapian", "--shard", f"{i}/2", "-", input=lines, code=0)
        self.ports, self.servers = [], [None, None]
        for _ in self.folders:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.ports.append(free.getsockname()[1])
        for i in (0, 1):
            self.start(i)
        # How many are in the first alone.
        self.here = vb("search", "--store", f"xapian://127.0.0.1:{self.ports[0]}", "--json", "ferry", code=0).json()["total"]
        assert 0 < self.here < ARTICLES
        self.store = ",".join(f"xapian://127.0.0.1:{port}" for port in self.ports)

    def start(self, i):
        self.servers[i] = subprocess.Popen(["xapian-tcpsrv", "--quiet", "--interface", "127.0.0.1", "--port", str(self.ports[i]),
                                            str(self.folders[i] / "xapian")], stdout=subprocess.DEVNULL, start_new_session=True)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.ports[i])).close()
                return
            except OSError:
                time.sleep(0.02)
        pytest.fail("xapian-tcpsrv does not listen")

    def signal(self, i, what):
        """To the server and those that it started for each connection."""
        os.killpg(self.servers[i].pid, what)

    def end(self, i):
        if self.servers[i] and self.servers[i].poll() is None:
            self.signal(i, signal.SIGCONT)
            self.signal(i, signal.SIGKILL)
            self.servers[i].wait()


@pytest.fixture
def shards(tmp_path):
    both = Shards(tmp_path)
    yield both
    for i in (0, 1):
        both.end(i)


@pytest.fixture
def site(vb, shards):
    server = Server(vb, shards.store, ["--threads", "4"], None)
    yield server
    assert server.stop() == 0


def until(seconds, what):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.1)
    pytest.fail("it did not come about in time")


def test_programs_say_unknown_and_end_with_2(vb, shards):
    whole = vb("quote", "--store", shards.store, ABSENT, code=1)
    assert whole.out.startswith("not-found: ")
    shards.end(1)
    for options in ([], ["--json"]):
        answer = vb("quote", "--store", shards.store, *options, ABSENT, code=2)
        assert "did not answer" in answer.out and shards.store.rsplit("/", 1)[1] in answer.err
        assert answer.out.startswith("unknown: ") or answer.json()["verdict"] == "unknown"
    here = vb("quote", "--store", shards.store, "--json", QUOTE, code=0).json()
    assert (here["verdict"], here["total"], here["total_exact"], here["first_unsure"]) == ("case-punctuation", shards.here, False, True)
    assert "at least" in vb("quote", "--store", shards.store, QUOTE, code=0).out
    batch = f"{ABSENT}\n{QUOTE}\n"
    tsv = vb("quote", "--store", shards.store, "--batch", "-", input=batch, code=2).out.splitlines()
    assert tsv[0].split("\t")[:3] == ["1", "unknown", "0"] and "unsure which first" in tsv[1]
    table = list(csv.DictReader(io.StringIO(vb("quote", "--store", shards.store, "--batch", "-", "--output", "csv", input=batch, code=2).out)))
    assert [row["verdict"] for row in table] == ["unknown", "case-punctuation"]
    lines = vb("quote", "--store", shards.store, "--batch", "-", "--json", input=batch, code=2).json_lines()
    assert [line["verdict"] for line in lines] == ["unknown", "case-punctuation"]
    assert vb("search", "--store", shards.store, "xyzzy", code=2).out.startswith("at least 0 articles")
    found = vb("search", "--store", shards.store, "--json", "--facets", "ferry", code=0).json()
    assert (found["total"], found["total_exact"]) == (shards.here, False) and len(found["failed_shards"]) == 1
    trend = vb("trend", "--store", shards.store, "--json", "ferry", code=0).json()
    assert len(trend["failed_shards"]) == 1
    shards.end(0)
    for command in (["search", "ferry"], ["quote", QUOTE], ["trend", "ferry"]):
        assert vb(command[0], "--store", shards.store, command[1], code=2).err.count("\n") == 1


def test_the_server_is_degraded_and_says_so(shards, site):
    assert site.json("/healthz")[1] == {"status": "ok", "articles": ARTICLES, "failed_shards": []}
    shards.end(1)
    gone = f"127.0.0.1:{shards.ports[1]}"
    health = until(10, lambda: (h := site.json("/healthz")[1])["status"] == "degraded" and h)  # although nobody searched
    assert [one["shard"] for one in health["failed_shards"]] == [gone] and health["failed_shards"][0]["reason"]
    metrics = site.request("/metrics")[2].decode()
    assert f'verbatim_shard_up{{shard="{gone}"}} 0' in metrics and f'verbatim_shard_failures_total{{shard="{gone}"}} 1' in metrics
    assert f'verbatim_shard_up{{shard="127.0.0.1:{shards.ports[0]}"}} 1' in metrics
    answer = site.json("/api/v1/quote?q=" + urllib.parse.quote(ABSENT))[1]
    assert answer["verdict"] == "unknown" and answer["failed_shards"][0]["shard"] == gone
    page = site.request("/quote?q=" + urllib.parse.quote(ABSENT))[2].decode()
    assert "Unknown" in page and "not all of the archive could be asked" in page and "not in any article" not in page
    body = (ABSENT + "\n").encode()
    assert b'"unknown"' in site.request("/api/v1/batch", data=body, headers={"Content-Type": "text/plain"})[2]
    assert "Part of the archive did not answer" in site.request("/?q=ferry")[2].decode()
    shards.start(1)
    until(10, lambda: site.json("/healthz")[1]["status"] == "ok")
    assert site.json("/api/v1/quote?q=" + urllib.parse.quote(ABSENT))[1]["verdict"] == "not-found"


def total(site):
    began = time.monotonic()
    answer = site.json("/api/v1/search?q=ferry&size=1")[1]
    return answer["total"], time.monotonic() - began


def test_a_part_that_hangs_delays_no_later_search_and_comes_back_for_all_at_once(shards, site):
    assert total(site)[0] == ARTICLES
    shards.signal(1, signal.SIGSTOP)
    until(15, lambda: site.json("/healthz")[1]["status"] == "degraded")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: total(site), range(24)))
    assert {n for n, _ in answers} == {shards.here} and max(t for _, t in answers) < 3, answers
    shards.signal(1, signal.SIGCONT)
    until(15, lambda: total(site)[0] == ARTICLES)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert {n for n, _ in pool.map(lambda _: total(site), range(24))} == {ARTICLES}
