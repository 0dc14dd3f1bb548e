"""Writing to two real OpenSearch nodes: the same archive as a folder's, and nothing lost or twice when
a node is killed, hangs, answers late or is full, or when we are killed ourselves. Skipped where Java
or Maven are missing."""

import json
import signal
import time

import pytest

from conftest import SAMPLES, Programs
from slow import Slow

COUNT = 240  # articles of a run that something happens to
SMALL = ("--memory", "256K")  # bulks of 16 KB, so that it happens in the middle of several


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A native store of the samples."""
    folder = tmp_path_factory.mktemp("whole")
    Programs(folder).program("verbatim-index", "--store", folder / "store", "articles", cwd=SAMPLES, code=0)
    return folder / "store"


@pytest.fixture
def trips(write):
    lines = [json.dumps({"id": f"tide/{i}", "title": f"Ferry {i}", "date": "2019-03-04", "source": "The Tide",
                         "text": f"The ferry left the harbour at noon. It was trip {i}.\n\n" + "Nobody missed it. " * 9})
             for i in range(COUNT)]
    return write("trips.jsonl", "\n".join(lines) + "\n")


def index(vb, where, *paths, code=0, **kwargs):
    return vb.program("verbatim-index", "--store", where, *paths, code=code, timeout=240, **kwargs)


def holds_all(pair, name, node=0):
    """Each article is there once, with all its words."""
    asked = {"size": 0, "track_total_hits": True, "query": {"match_phrase": {"text": "it was trip"}},
             "aggs": {"ids": {"cardinality": {"field": "id", "precision_threshold": 4000}}}}
    found = pair.ask("POST", f"/{name}/_search", asked, node=node)
    assert found["_shards"]["failed"] == 0
    assert found["hits"]["total"]["value"] == found["aggregations"]["ids"]["value"] == COUNT


def articles(vb, store):
    listed = vb("search", "--store", store, "--all", "--format", "ids", "date:1000..2100", code=0).out.splitlines()
    return {one: vb("show", "--store", store, "--json", one, code=0).json() for one in listed[::25]}


def test_an_archive_goes_in_and_comes_out_as_it_was(vb, pair, whole, tmp_path):
    where = pair.address("samples")
    index(vb, where, "articles", cwd=SAMPLES)
    assert "0 added, 0 replaced" in index(vb, where, "articles", cwd=SAMPLES).out
    counts = vb("stats", "--store", where, "--json", code=0).json()
    native = vb("stats", "--store", whole, "--json", code=0).json()
    for one in ("articles", "first_day", "last_day"):
        assert counts[one] == native[one]
    assert f"sound, {native['articles']} articles" in vb("verify", "--store", where, code=0).out
    back = tmp_path / "back"
    assert f"{native['articles']} copied" in vb("copy", "--from", where, "--to", back, code=0).out
    assert articles(vb, back) == articles(vb, whole)
    # What came out is known as what went in.
    copied = pair.address("copied")
    assert f"{native['articles']} copied, 0 replaced, 0 there" in vb("copy", "--from", back, "--to", copied, code=0).out
    assert f"0 copied, 0 replaced, {native['articles']} there" in vb("copy", "--from", back, "--to", copied, code=0).out
    assert "0 added, 0 replaced" in index(vb, copied, "articles", cwd=SAMPLES).out


def test_replaced_and_removed_articles_are_seen_at_the_commit(vb, pair, write):
    where = pair.address("changes")
    path = write("a.jsonl", '{"id": "a", "text": "The ferry left."}\n{"id": "b", "text": "The mud stayed."}\n')
    index(vb, where, path)
    path.write_text('{"id": "a", "text": "The ferry came back."}\n')
    assert "0 added, 1 replaced, 0 unchanged, 1 removed; 1 articles" in index(vb, where, "--prune", path).out
    found = pair.ask("POST", "/changes/_search", {"query": {"match_all": {}}})["hits"]["hits"]
    assert [hit["_source"]["id"] for hit in found] == ["a"]
    path.write_text('{"id": "a", "text": "The ferry came back."}\n{"id": "b", "text": "The mud stayed."}\n')
    assert "1 added, 0 replaced, 1 unchanged" in index(vb, where, path).out


def test_a_run_that_is_killed_goes_on_where_it_was(vb, pair, trips):
    where = pair.address("killed")
    process = vb.start("verbatim-index", "--store", where, *SMALL, trips)
    pair.wait_for(lambda: pair.ask("GET", "/killed/_stats/indexing")["_all"]["primaries"]["indexing"]["index_total"] > 20,
                  "articles that arrive")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    done = index(vb, where, trips).out
    added = int(done.split(": ")[1].split(" ")[0])
    assert 0 < added < COUNT
    assert f"{added} added, 0 replaced, {COUNT - added} unchanged" in done
    holds_all(pair, "killed")


def test_a_full_disk_is_said_and_the_next_run_goes_on(vb, pair, trips):
    where = pair.address("full")
    first = trips.parent / "first.jsonl"
    first.write_text("".join(trips.read_text().splitlines(True)[:10]))
    index(vb, where, first)
    pair.ask("PUT", "/full/_settings", {"index.blocks.read_only_allow_delete": True})
    begun = time.monotonic()
    done = index(vb, where, trips, code=2)
    assert "the disk of a node is nearly full" in done.err and time.monotonic() - begun < 30
    pair.ask("PUT", "/full/_settings", {"index.blocks.read_only_allow_delete": None})
    assert f"{COUNT - 10} added, 0 replaced, 10 unchanged" in index(vb, where, trips).out
    holds_all(pair, "full")


def test_a_network_that_is_slow_costs_few_round_trips(vb, pair, trips):
    slow = Slow(pair.nodes[0].http)
    try:
        where = f"opensearch://127.0.0.1:{slow.port}/slow"
        index(vb, where, trips)
        slow.requests.clear()
        assert f"{COUNT} unchanged" in index(vb, where, trips).out
        assert len(slow.requests) < 25
    finally:
        slow.close()
    holds_all(pair, "slow")


def test_a_node_that_hangs_or_dies_loses_nothing(vb, pair, trips):
    """The second node has a copy of each shard, or the shard itself; the first one is asked."""
    where = pair.address("nodes", nodes=(0,))
    first = trips.parent / "first.jsonl"
    first.write_text("".join(trips.read_text().splitlines(True)[:30]))
    index(vb, where, first)
    pair.wait_for(lambda: pair.is_green("nodes"), "copies of all shards")
    pair.nodes[1].stop()
    try:
        process = vb.start("verbatim-index", "--store", where, *SMALL, trips)
        out, err = process.communicate(timeout=300)
    finally:
        pair.nodes[1].go_on()
    assert process.returncode == 0, err
    assert f"{COUNT - 30} added, 0 replaced, 30 unchanged".encode() in out
    pair.wait_for(lambda: pair.is_green("nodes"), "copies of all shards")
    holds_all(pair, "nodes")
    pair.nodes[1].kill()
    both = pair.address("nodes", nodes=(1, 0))  # the dead one first
    assert f"0 added, 0 replaced, {COUNT} unchanged" in index(vb, both, trips).out
    pair.nodes[1].start()
    pair.wait_for(lambda: pair.is_green("nodes"), "two nodes again")
    holds_all(pair, "nodes", node=1)
