"""An archive that two real OpenSearch nodes hold answers as a native one of the same articles, and says so when a node is away.

Skipped where there is no Java or Maven.
"""

import re
import time

import pytest

from conftest import SAMPLES, Programs
from slow import Slow

QUERIES = 80
INDEX = "samples"


@pytest.fixture(scope="module")
def held(pair, tmp_path_factory):
    """The samples in a native store, and in a cluster."""
    folder = tmp_path_factory.mktemp("held")
    programs, native, remote = Programs(folder), folder / "native", pair.address(INDEX)
    # A shard on each node, and no copy of either.
    pair.ask("PUT", "/_index_template/halves", {"index_patterns": [INDEX], "template": {
        "settings": {"number_of_shards": 2, "number_of_replicas": 0}}})
    for store in (native, remote):
        programs.program("verbatim-index", "--quiet", "--store", store, SAMPLES / "articles", timeout=200, code=0)
    return pair, programs, native, remote


def both(held, *args, code=0):
    _, programs, native, remote = held
    return [programs(args[0], "--store", store, *args[1:], code=code, timeout=120) for store in (native, remote)]


def test_generated_queries_find_the_same_articles(held):
    _, programs, native, remote = held
    said = programs.program("oracle", native, remote, QUERIES, timeout=250, code=0).out
    assert re.search(rf"^{QUERIES} queries .*: 0 differences", said, re.M), said


def names_of(held):
    _, programs, native, _ = held
    names = programs("search", "--store", native, "--format", "ids", "--size", "50", "the", code=0).out.splitlines()
    assert len(names) > 10
    return names


def without_time(result):
    answer = result.json()
    answer.pop("took_ms", None)
    return answer


@pytest.mark.parametrize("query", ["ferry", '"the harbour"', "harbour -ferry", "source:tide*", "after:2019 bridge", "speaker:marsh"])
@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_lists_by_date_are_the_same(held, query, sort):
    near, far = (without_time(r) for r in both(held, "search", "--json", "--sort", sort, "--size", "50", query, code=None))
    assert [h["id"] for h in near["hits"]] == [h["id"] for h in far["hits"]] or \
        sorted((h["published"] or "", h["id"]) for h in near["hits"]) == sorted((h["published"] or "", h["id"]) for h in far["hits"])
    assert near["total"] == far["total"] and near["total_exact"] and far["total_exact"]


@pytest.mark.parametrize("choices,least", [((), 10), (("--author", "lindqvist", "--after", "2015"), 0)])
def test_counts_are_the_same(held, choices, least):
    near, far = (without_time(r) for r in both(held, "search", "--json", "--facets", "--size", "5", *choices, "the"))
    assert near["facets"] == far["facets"] and near["total"] == far["total"] > least and far["total_exact"]


def test_verdicts_and_histories_are_the_same(held, tmp_path):
    """Of stretches of the samples, whole and with a word changed, and of words that nobody printed; one by one and as a batch."""
    _, programs, native, _ = held
    quotes = ["no paper has printed these seven words"]
    for name in names_of(held)[:8]:
        words = programs("show", "--store", native, "--json", name, code=0).json()["text"].split()
        quotes += [" ".join(words[3:13]), " ".join(words[3:8] + ["zebra"] + words[9:16])]
    for quote in quotes[:5]:
        near, far = both(held, "quote", "--json", "--history", quote, code=None)
        assert without_time(near) == without_time(far)
    batch = tmp_path / "quotes.txt"
    batch.write_text("\n".join(quotes) + "\n")
    near, far = both(held, "quote", "--output", "jsonl", "--batch", batch, code=None)
    near, far = ([{**answer, "took_ms": 0} for answer in result.json_lines()] for result in (near, far))
    assert near == far and {"verbatim", "altered", "not-found"} <= {answer["verdict"] for answer in near}


@pytest.mark.parametrize("query", ["ferry", '"the harbour"', "harbour bridge", "the"])
def test_a_page_takes_three_round_trips(held, query):
    """The search, whose articles come with it; what may be their copies; what may be copies of those."""
    pair, programs, native, _ = held
    slow = Slow(pair.nodes[0].http)
    try:
        far = programs("search", "--store", f"opensearch://127.0.0.1:{slow.port}/{INDEX}", "--json", "--sort", "newest", query, code=0)
    finally:
        slow.close()
    near = programs("search", "--store", native, "--json", "--sort", "newest", query, code=0)
    assert [hit["id"] for hit in near.json()["hits"]] == [hit["id"] for hit in far.json()["hits"]] != []
    asked = [request for request in slow.requests if "search" in request and "point_in_time" not in request]
    assert 1 + 2 <= len(asked) <= 1 + 3, slow.requests  # the first one asks what the archive has


def test_a_batch_of_quotes_takes_few_round_trips(held, tmp_path):
    """Printed ones: the frequencies of their words; the search, whose articles come with it. Altered and absent ones: a search more."""
    pair, programs, native, _ = held
    quotes = []
    for name in names_of(held)[:12]:
        words = programs("show", "--store", native, "--json", name, code=0).json()["text"].split()
        quotes.append(words[3:13])
    kinds = {"printed": ([" ".join(q) for q in quotes], 2), "altered": ([" ".join(q[:4] + ["zebra"] + q[5:]) for q in quotes], 3),
             "absent": ([" ".join(q[::-1]) for q in quotes], 3)}
    for kind, (lines, most) in kinds.items():
        batch = tmp_path / kind
        batch.write_text("\n".join(lines) + "\n")
        slow = Slow(pair.nodes[0].http)
        try:
            programs("quote", "--store", f"opensearch://127.0.0.1:{slow.port}/{INDEX}", "--output", "jsonl", "--batch", batch, code=None)
        finally:
            slow.close()
        asked = [request for request in slow.requests if "_msearch" in request]
        assert 2 <= len(asked) <= most, (kind, slow.requests)
        later = slow.requests[slow.requests.index(asked[0]):]
        assert not [request for request in later if request.startswith("POST /_search")], (kind, later)


def test_what_is_shown_is_the_same(held):
    for name in names_of(held)[:5]:
        near, far = both(held, "show", "--json", name)
        assert without_time(near) == without_time(far)


def test_a_node_that_is_away_makes_absence_unknown_until_it_is_back(held):
    pair, programs, native, remote = held
    everything = programs("search", "--store", remote, "--json", "--size", "0", "the", code=0).json()["total"]
    pair.nodes[1].kill()
    until = time.monotonic() + 60
    while True:
        part = programs("search", "--store", remote, "--json", "--size", "0", "the", code=None, timeout=60)
        if part.out and not part.json()["total_exact"]:
            break
        assert time.monotonic() < until, part
        time.sleep(0.2)
    assert 0 < part.json()["total"] < everything
    absent = programs("quote", "--store", remote, "--json", "no paper has printed these seven words", code=2, timeout=60)
    assert absent.json()["verdict"] == "unknown"
    pair.nodes[1].start()
    pair.wait_for(lambda: pair.is_green(INDEX), "green index")
    again = programs("search", "--store", remote, "--json", "--size", "0", "the", code=0, timeout=60).json()
    assert again["total"] == everything and again["total_exact"]
