"""What a cluster answers is hostile input: wrong shapes, no JSON, too much of it. Each gives one clear line and status 2."""

import json
import socket
import time

import pytest

from fake import Answer, Endless, error
from reader import MAPPING, NODE, Reader, found, hit


@pytest.fixture
def cluster():
    fake = Reader()
    yield fake
    fake.close()


BAD_SEARCHES = {
    "no JSON": Answer(b"<html>welcome</html>"),
    "cut JSON": Answer(b'{"hits": {"total"'),
    "a list": [1, 2],
    "empty": {},
    "no total": {"timed_out": False, "hits": {"hits": []}},
    "a total of words": {"timed_out": False, "hits": {"total": {"value": "many", "relation": "eq"}, "hits": []}},
    "a negative total": found([], -5),
    "hits are no list": {"timed_out": False, "hits": {"total": {"value": 1, "relation": "eq"}, "hits": {"0": 1}}},
    "a hit is a number": found([7]),
    "a hit without a sort": found([{"_id": "a", "_score": 1}]),
    "a number below zero": found([hit(-1)]),
    "a number that is a text": found([hit("1")]),
    "a score that is a list": found([hit(1, [])]),
    "an article that is no base64": found([hit(_source={"record": "!!"})]),
    "an article that is no record": found([hit(_source={"record": "QUJD"})]),
    "an error": Answer({"error": {"root_cause": [{"reason": "bad\nthings"}], "reason": "x"}, "status": 400}, 400),
    "an error of another kind": Answer(b"oops", 500),
    "a deep tree": Answer(b'{"a":' * 100000),
    "without end": Endless(),
}


@pytest.mark.parametrize("kind", BAD_SEARCHES)
def test_a_bad_answer_to_a_search_is_one_line(vb, cluster, kind):
    cluster.search = BAD_SEARCHES[kind]
    result = vb("search", "--store", cluster.store, "ferry", code=2)
    assert result.out == "" and result.err.count("\n") == 1 and "verbatim search: " in result.err, result


@pytest.mark.parametrize("record", [None, 7, "", "!!!", "AAAA", "A" * 4000, ["AAAA"]])
def test_a_record_that_is_none_is_one_line(vb, cluster, record):
    cluster.search = found([hit()])
    cluster.fetch = found([hit(_source={"record": record})] if record is not None else [hit()])
    cluster.fetch["hits"]["hits"][0]["sort"] = [1]
    result = vb("search", "--store", cluster.store, "ferry", code=2)
    assert result.err.count("\n") == 1, result


@pytest.mark.parametrize("buckets", [None, {}, [1], [{"key": 1, "doc_count": 1}], [{"key": "a", "doc_count": "1"}]])
def test_counts_that_are_none_are_one_line(vb, cluster, buckets):
    cluster.search = found([], 1, aggregations={"sources": {"buckets": buckets}, "days": {"buckets": []}})
    result = vb("search", "--store", cluster.store, "--facets", "ferry", code=2)
    assert result.err.count("\n") == 1, result


@pytest.mark.parametrize("many", [{}, {"responses": []}, {"responses": [1] * 4}, {"responses": [{"hits": {"total": {}}}] * 4},
                                  {"responses": [{"error": {"reason": "no"}, "status": 500}] * 4}])
def test_bad_answers_to_many_searches_are_one_line(vb, cluster, many):
    cluster.many = many
    result = vb("quote", "--store", cluster.store, "rests at the noon", code=2)
    assert result.err.count("\n") == 1, result


@pytest.mark.parametrize("root, mapping, says", [
    ({"version": {"distribution": "opensearch", "number": "1.3.0"}}, MAPPING, "1.3.0"),
    ({"version": {"number": "6.8.0"}}, MAPPING, "6.8.0"),
    ({"name": "mail server"}, MAPPING, "no node of"),
    (NODE, {"paper": {"mappings": {}}}, "another program"),
    (NODE, {"paper": {"mappings": {"_meta": {"verbatim": {"version": 99, "language": "english"}}}}}, "version 99"),
])
def test_another_cluster_or_index_is_named(vb, cluster, root, mapping, says):
    cluster.root, cluster.mapping = root, mapping
    result = vb("search", "--store", cluster.store, "ferry", code=2)
    assert says in result.err and result.err.count("\n") == 1, result


def test_a_part_that_does_not_answer_makes_absence_unknown(vb, cluster):
    """The cluster says that it asked one of two shards."""
    half = {"total": 2, "successful": 1, "failed": 1, "failures": [{"shard": 1, "reason": {"reason": "node left"}}]}
    cluster.search = {**found([], 0), "_shards": half}
    cluster.many = {"each": cluster.search}
    result = vb("search", "--store", cluster.store, "--json", "ferry", code=2)
    assert result.json()["total_exact"] is False and "node left" in result.err, result
    result = vb("quote", "--store", cluster.store, "--json", "no paper has printed these seven words", code=2)
    assert result.json()["verdict"] == "unknown", result


def test_a_part_that_does_not_answer_is_told_once_by_a_search_that_is_verified(vb, cluster):
    """The sign is compared here, in the articles that the cluster finds."""
    failures = [{"shard": 1, "reason": {"reason": "node left"}}]
    cluster.search = {**found([], 0), "_shards": {"total": 4, "successful": 2, "failed": 2, "failures": failures}}
    cluster.many = {"each": cluster.search}
    answer = vb("search", "--store", cluster.store, "--json", '"rose 5%"', code=2).json()
    assert [shard["reason"] for shard in answer["failed_shards"]] == ["2 of its shards did not answer: node left"], answer


def test_quotes_are_not_asked_for_ahead_again_if_a_part_does_not_answer(vb, cluster, tmp_path):
    cluster.search = {**found([], 0), "_shards": {"total": 2, "successful": 1, "failed": 1}}
    cluster.many = {"each": cluster.search}
    quotes = tmp_path / "quotes.txt"
    quotes.write_text("the noon ferry rests\nno gull has read this\n")
    result = vb("quote", "--store", cluster.store, "--batch", quotes, code=None)
    ahead = [body for _, path, _, body in cluster.requests if path == "/_msearch" and b'"gull"' in body and b'"ferry"' in body]
    assert len(ahead) == 1 and result.out.count("\n") == 2, (len(ahead), result)


def test_a_snapshot_that_is_replaced_is_closed(vb, cluster):
    cluster.search = error("search_context_missing_exception", "No search context found", 404)
    vb("search", "--store", cluster.store, "ferry", code=2)
    asked = [command for command, path, _, _ in cluster.requests if "point_in_time" in path]
    assert asked == ["POST", "POST", "DELETE", "DELETE"], asked


def test_a_prefix_of_too_many_words_on_one_shard_is_asked_for_in_another_way(vb, cluster):
    """Each article that has the words is then compared here."""
    failures = [{"shard": 1, "reason": {"reason": "Automaton [a*] expanded to too many terms (limit 1000)"}}]
    some = {**found([], 0), "_shards": {"total": 2, "successful": 1, "failed": 1, "failures": failures}}
    usual = cluster.answer_to
    cluster.answer_to = lambda path, body: some if b'"intervals":{"text' in body else usual(path, body)
    cluster.search, cluster.many = found([], 0), {"each": found([], 0)}
    result = vb("search", "--store", cluster.store, "--json", '"a* ferry"', code=1)
    assert result.json()["total_exact"] is True and result.json()["failed_shards"] == [], result


def test_time_that_ends_in_the_cluster_is_told(vb, cluster):
    cluster.search = {**found([], 5), "timed_out": True}
    result = vb("search", "--store", cluster.store, "--json", "ferry", code=None)
    assert result.json()["timed_out"] is True and result.json()["total_exact"] is False


def test_a_shard_that_no_node_has_is_missed_though_it_did_not_fail(vb, cluster):
    """So a cluster answers once it knows that the node is gone: neither the snapshot nor a search counts a failure."""
    cluster.snapshot = {"total": 2, "successful": 1, "failed": 0}
    cluster.search = {**found([], 0), "_shards": {"total": 1, "successful": 1, "failed": 0}}
    cluster.many = {"each": cluster.search}
    result = vb("search", "--store", cluster.store, "--json", "ferry", code=2)
    assert result.json()["total_exact"] is False and result.json()["failed_shards"], result
    result = vb("quote", "--store", cluster.store, "--json", "no paper has printed these seven words", code=2)
    assert result.json()["verdict"] == "unknown", result


@pytest.mark.parametrize("query,kind", [("title:ferry", "term"), ('title:"noon ferry"', "match_phrase")])
def test_words_of_a_title_rank_as_in_title_and_text(vb, cluster, query, kind):
    """As in a folder; which articles match, the title alone decides."""
    vb("search", "--store", cluster.store, query, code=0)
    asked = [json.loads(body)["query"]["bool"] for _, path, _, body in cluster.requests if "dfs_query" in path]
    assert [list(q["filter"][kind])[0].split("_")[0] for q in asked] == ["title"], asked
    assert "text" in json.dumps(asked[0]["should"]) and "title" not in json.dumps(asked[0]["should"]), asked


def test_facets_with_a_choice_are_asked_for_together_and_ranked_as_one_archive(vb, cluster):
    """Each leaves its own choice out, and the first articles by rank are counted: by the frequencies of all shards."""
    none = {"buckets": [], "sum_other_doc_count": 0}
    cluster.search = found([], 0, aggregations={"sources": none, "days": none})
    cluster.many = {"each": cluster.search}
    vb("search", "--store", cluster.store, "--json", "--facets", "--author", "Ada", "--source", "Tide", "ferry", code=None)
    together = [body for _, path, _, body in cluster.requests if path == "/_msearch"]
    ranked = [body.count(b'{"search_type":"dfs_query_then_fetch"}\n') for body in together]
    assert ranked and ranked[0] == 1 and together[0].count(b"\n") == 4, together


def test_elasticsearch_makes_no_snapshot_while_a_shard_is_missing(vb, cluster):
    """It refuses to; the index is searched as it is then, and each answer says what it lacks."""
    cluster.root = {"version": {"number": "8.19.0"}}
    refused = error("search_phase_execution_exception", "Search rejected due to missing shards [[paper][1]]", 503)
    usual = cluster.answer_to
    cluster.answer_to = lambda path, body: refused if "_pit" in path else usual(path.replace("/paper/_", "/_"), body)
    cluster.search = {**found([], 0), "_shards": {"total": 2, "successful": 1, "failed": 0}}
    cluster.many = {"each": cluster.search}
    answer = vb("search", "--store", cluster.store, "--json", "ferry", code=2).json()
    assert answer["total_exact"] is False and answer["failed_shards"], answer
    result = vb("quote", "--store", cluster.store, "--json", "no paper has printed these seven words", code=2)
    assert result.json()["verdict"] == "unknown", result
    searches = [(path, body) for _, path, _, body in cluster.requests if "search" in path]
    assert searches and all(path.startswith("/paper/_") and b'"pit"' not in body for path, body in searches), searches


def test_a_snapshot_that_elasticsearch_lost_while_a_shard_is_missing_is_done_without(vb, cluster):
    cluster.root = {"version": {"number": "7.17.28"}}
    usual, made = cluster.answer_to, []

    def answer_to(path, body):
        if "_pit" in path:
            made.append(path)
            return {"id": "MDA="} if len(made) == 1 else error("search_phase_execution_exception", "missing shards", 503)
        if b'"pit"' in body and b'"aggs"' not in body:
            return error("search_context_missing_exception", "No search context found", 404)
        return usual(path.replace("/paper/_", "/_"), body)

    cluster.answer_to = answer_to
    cluster.search = {**found([], 0), "_shards": {"total": 2, "successful": 1, "failed": 0}}
    cluster.many = {"each": cluster.search}
    result = vb("search", "--store", cluster.store, "--json", "ferry", code=2)
    assert result.json()["total_exact"] is False and "did not answer" in result.err, result


def test_a_sort_key_that_elasticsearch_adds_is_not_taken_for_an_articles_number(vb, cluster):
    cluster.root = {"version": {"number": "8.19.0"}}
    usual = cluster.answer_to
    cluster.answer_to = lambda path, body: {"id": "MDA="} if "_pit" in path else usual(path, body)
    cluster.search = found([{"sort": [1.5, 1, 4294967296], "_source": {"record": "AAAA"}}])
    result = vb("search", "--store", cluster.store, "ferry", code=2)
    assert result.err.count("\n") == 1 and not [body for *_, body in cluster.requests if b'"terms":{"number"' in body], result


def test_a_node_that_hangs_costs_seconds_not_the_whole_time(vb, cluster):
    """It takes connections and requests, and answers nothing; another node is asked instead."""
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        store = f"opensearch://127.0.0.1:{hanging.getsockname()[1]},127.0.0.1:{cluster.port}/paper"
        started = time.monotonic()
        vb("search", "--store", store, "--json", "ferry", code=0, timeout=60)
        assert time.monotonic() - started < 12  # two times three seconds; a request may take 35


def test_a_node_that_is_alive_and_gives_no_answer_in_time_is_not_asked_again(vb, cluster):
    """It waits for a node that hangs, as any other would: the request ends once, after its time, and says so."""
    class Never(Answer):
        def send(self, handler):
            time.sleep(8)
            super().send(handler)

    other, usual = Reader(), cluster.answer_to
    other.answer_to = cluster.answer_to = lambda path, body: Never({}) if "point_in_time" in path else usual(path, body)
    try:
        store = f"opensearch://127.0.0.1:{cluster.port},127.0.0.1:{other.port}/paper"
        result = vb("search", "--store", store, "ferry", code=2, timeout=60)
        asked = sum(path.endswith("keep_alive=1m") for node in (cluster, other) for _, path, _, _ in node.requests)
        assert asked == 1 and "it is alive, so another node of the cluster may hang" in result.err, (asked, result)
    finally:
        other.close()


def test_a_node_that_is_slow_is_waited_for(vb, cluster):
    """It says at once that it is alive, so the other one is not asked in its place."""
    class Late(Answer):
        def send(self, handler):
            time.sleep(4)
            super().send(handler)

    other = Reader()
    try:
        cluster.search, other.search = Late(found([], 7)), Late(found([], 7))
        store = f"opensearch://127.0.0.1:{cluster.port},127.0.0.1:{other.port}/paper"
        vb("search", "--store", store, "--json", "--size", "0", "ferry", code=None, timeout=60)
        asked = sum(node.count("POST _search") for node in (cluster, other))
        assert asked == 2, asked  # what the archive has, and the search
    finally:
        other.close()
