"""A data node that takes requests and answers none: the other shards are searched, each answer says what is missing, nobody waits
for long, and all is there again when the node is. The cluster is a small server of ours, of two data nodes and two shards."""

import contextlib
import json
import threading
import time

import pytest

from fake import Answer, error
from reader import Reader, found, hit

ALIVE, HANGING = "aliveAliveAliveAlive01", "hangsHangsHangsHangs02"
WHOLE_PIT, PIT = "V0hPTEU=", "SEFMRg=="
NOBODY = "no paper has printed these seven words"
SECONDS = 5  # that nobody may wait; sanitized, on a busy machine, by far not all are needed


class Waits(Answer):
    """Of a node that asks another one, which hangs."""

    def __init__(self, cluster):
        super().__init__({})
        self.cluster = cluster

    def send(self, handler):
        self.cluster.goes_on.wait(30)
        with contextlib.suppress(OSError):  # nobody waits for it by now
            Answer(self.cluster.whole(handler.path, handler.body)).send(handler)


class Halves(Reader):
    def __init__(self, copies):
        self.goes_on = threading.Event()
        self.goes_on.set()
        super().__init__()
        self.places = {"routing_table": {"indices": {"paper": {"shards": {
            str(i): [{"state": "STARTED", "node": node} for node in nodes] for i, nodes in enumerate(copies)}}}}}
        self.hits = []

    def stop(self):
        self.goes_on.clear()

    def whole(self, path, body):
        if "point_in_time" in path:
            return {"pit_id": WHOLE_PIT, "_shards": self.snapshot}
        return self.counts(found([] if b'"terms":{"number"' in body else self.hits, 5), 5)

    def counts(self, answer, count):
        none = {"buckets": [], "sum_other_doc_count": 0}
        return {**answer, "aggregations": {"number": {"value": float(count)}, "first": {"value": None}, "last": {"value": None},
                                           "sources": none, "days": none}}

    def answer_to(self, path, body):
        hangs = not self.goes_on.is_set()
        if path.startswith("/_nodes/os"):
            failure = {"node_id": HANGING, "caused_by": {"type": "receive_timeout_transport_exception"}}
            return {"_nodes": {"failures": [failure]}} if hangs else {}
        if "search" not in path:
            return super().answer_to(path, body)
        restricted = "preference=" in path or PIT.encode() in body
        if hangs and not restricted:
            return Waits(self)
        if "point_in_time" in path:
            return {"pit_id": PIT if restricted else WHOLE_PIT, "_shards": self.snapshot}
        one = self.counts(found([], 2), 2) if restricted else self.whole(path, body)
        return {"responses": [one] * (body.count(b"\n") // 2)} if path == "/_msearch" else one

    def opened(self):
        """How many snapshots of all shards there were."""
        return sum(command == "POST" and "point_in_time" in path and "preference" not in path
                   for command, path, _, _ in self.requests)

    def closed(self):
        return sum(command == "DELETE" and WHOLE_PIT.encode() in body for command, _, _, body in self.requests)

    def preferences(self):
        return {path.split("preference=")[1] for _, path, _, _ in self.requests if "preference=" in path}


@pytest.fixture
def cluster():
    made = []

    def make(*copies):
        made.append(Halves(copies))
        return made[-1]

    yield make
    for one in made:
        one.goes_on.set()
        one.close()


def soon(condition, what):
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until, what
        time.sleep(0.05)


def test_the_only_copy_of_a_shard_on_it_is_missing_from_each_answer(vb, cluster, write):
    half = cluster([ALIVE], [HANGING])
    half.stop()
    begun = time.monotonic()
    found = vb("search", "--store", half.store, "--json", "--facets", "--size", "0", "ferry", code=None)
    assert time.monotonic() - begun < SECONDS
    answer = found.json()
    assert answer["total"] == 2 and answer["total_exact"] is False, found
    assert [one["reason"] for one in answer["failed_shards"]] == ["1 of its shards did not answer: the node that has it gives no answer"]
    assert half.preferences() == {f"_shards:0%7C_only_nodes:{ALIVE}"}
    quotes = write("quotes.txt", "\n".join(f"{NOBODY} {i}" for i in range(20)) + "\n")
    begun = time.monotonic()
    batch = vb("quote", "--store", half.store, "--batch", quotes, code=2)
    assert time.monotonic() - begun < SECONDS
    assert [line.split("\t")[1] for line in batch.out.splitlines()] == ["unknown"] * 20, batch
    assert batch.err.count("is missing") == 1, f"once, not with each quote: {batch.err}"


def test_a_copy_on_another_node_answers_in_its_place(vb, cluster):
    both = cluster([ALIVE, HANGING], [HANGING, ALIVE])
    both.stop()
    answer = vb("search", "--store", both.store, "--json", "--size", "0", "ferry", code=None).json()
    assert answer["total_exact"] is True and answer["failed_shards"] == [], answer
    assert both.preferences() == {f"_only_nodes:{ALIVE}"}


def test_without_any_copy_it_is_an_error_that_says_so(vb, cluster):
    none = cluster([HANGING], [HANGING])
    none.stop()
    begun = time.monotonic()
    said = vb("search", "--store", none.store, "ferry", code=2).err
    assert "none of its shards answers" in said and said.count("\n") == 1 and time.monotonic() - begun < SECONDS


def test_a_cluster_that_does_not_say_how_its_nodes_are_is_waited_for(vb, cluster):
    half = cluster([ALIVE], [HANGING])
    half.answers["GET os"] = error("security_exception", "no permissions", 403)
    half.stop()
    threading.Timer(1.5, half.goes_on.set).start()
    answer = vb("search", "--store", half.store, "--json", "--size", "0", "ferry", code=None).json()
    assert answer["total"] == 5 and answer["total_exact"] is True and not half.preferences(), answer


def total(site, word="ferry"):
    return site.json(f"/api/v1/search?q={word}&size=0")[1]["total"]


def test_all_threads_of_a_server_leave_it_out_and_take_it_in_again_together(server, cluster):
    half = cluster([ALIVE], [HANGING])
    site = server(half.store, "--threads", "3")
    assert site.json("/healthz")[1]["status"] == "ok" and total(site) == 5
    half.stop()
    begun = time.monotonic()
    # Another word: while its snapshot lasts, a thread keeps what it has answered.
    assert total(site, "gull") == 2 and time.monotonic() - begun < SECONDS
    begun = time.monotonic()
    assert [total(site) for _ in range(12)] == [2] * 12
    assert site.json("/api/v1/quote?q=" + NOBODY.replace(" ", "+"))[1]["verdict"] == "unknown"
    assert time.monotonic() - begun < SECONDS, "who asks later waits for nothing"
    health = site.json("/healthz")[1]
    assert health["status"] == "degraded" and [one["shard"] for one in health["failed_shards"]] == ["paper/1"], health
    metrics = site.request("/metrics")[2].decode()
    assert 'verbatim_shard_up{shard="paper/0"} 1' in metrics and 'verbatim_shard_up{shard="paper/1"} 0' in metrics
    assert 'verbatim_shard_failures_total{shard="paper/1"} 1' in metrics
    soon(lambda: half.closed() >= half.opened(), "the snapshots of all threads closed, those that are idle too")
    half.goes_on.set()
    soon(lambda: site.json("/healthz")[1]["status"] == "ok", "the shard is back")
    assert [total(site) for _ in range(12)] == [5] * 12
    begun = time.monotonic()
    assert site.stop() == 0 and time.monotonic() - begun < SECONDS


def stops_after_the_search(half):
    """Before its articles are fetched. Returns what answers otherwise."""
    half.hits = [hit()]
    usual = half.answer_to

    def answer_to(path, body):
        fetches = b'"terms":{"number"' in body
        answer = usual(path, body)
        if not fetches and b'"ferr' in body:
            half.stop()
        return answer

    half.answer_to = answer_to
    return usual


def test_a_command_whose_articles_go_missing_in_the_middle_of_it_answers_without_them(vb, cluster):
    half = cluster([ALIVE], [HANGING])
    stops_after_the_search(half)
    answer = vb("search", "--store", half.store, "--json", "ferry", code=None).json()
    assert answer["total"] == 2 and answer["total_exact"] is False and answer["failed_shards"], answer


def test_a_request_whose_articles_go_missing_in_the_middle_of_it_is_answered_without_them(server, cluster):
    half = cluster([ALIVE], [HANGING])
    site = server(half.store)
    usual = stops_after_the_search(half)
    status, answer = site.json("/api/v1/search?q=ferry")
    assert status == 200 and answer["total"] == 2 and answer["total_exact"] is False and answer["failed_shards"], answer
    half.hits = []
    half.answer_to = usual
    partial = site.request("/api/v1/search?q=ferry")[1]["ETag"]
    half.goes_on.set()
    soon(lambda: total(site) == 5, "the shard is back")
    status, _, body = site.request("/api/v1/search?q=ferry", headers={"If-None-Match": partial})
    assert status == 200 and json.loads(body)["total"] == 5
