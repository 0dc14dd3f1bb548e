"""Searches over the samples: how many articles each finds."""

import pathlib

import pytest

ARTICLES = pathlib.Path(__file__).resolve().parent.parent.parent / "samples" / "articles"


@pytest.fixture
def samples(indexed):
    return indexed(ARTICLES)


def search(vb, store, query, *args):
    return vb("search", "--store", store, "--json", "--size", "100", *args, query)


# query: how many articles have it; each count was made by reading the samples
SEARCHES = [
    ('"this city keeps its promises"', 11),
    ('“this city keeps its promises”', 11),
    ('"this city never keeps its promises"', 2),
    ('"a * is a promise and this city"', 11),
    ('"to be or not to be"', 1),
    ('"a wall across the river"', 1),
    ('"the piers are sound"', 3),
    ('"the money is cracked"', 0),
    ('oyster', 1),
    ('cafe piano', 1),
    ('title:goat', 3),
    ('author:garrow', 5),
    ('in:comments "mud is mud"', 2),
    ('"承诺"', 1),
    ('"الجسر وعد"', 1),
    ('zeppelin', 0),
]


@pytest.mark.parametrize("query, count", SEARCHES)
def test_searches_over_the_samples_find(vb, samples, query, count):
    result = search(vb, samples, query)
    assert result.code == (0 if count else 1), result
    found = result.json()
    assert found["total"] == count, [hit["title"] for hit in found["hits"]]
    assert len(found["hits"]) == count


