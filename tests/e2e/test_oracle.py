"""Both engines over the samples: the longer run of tests/bench/oracle.c, small; and that it can fail."""

import re
import shutil

import pytest

from conftest import SAMPLES

QUERIES = 1500


@pytest.fixture
def stores(vb, tmp_path):
    articles = tmp_path / "articles"
    shutil.copytree(SAMPLES / "articles", articles)
    for engine in ("native", "xapian"):
        vb.program("verbatim-index", "--quiet", "--engine", engine, "--store", tmp_path / engine, articles, timeout=200)
    return tmp_path / "native", tmp_path / "xapian"


def test_generated_queries_find_the_same_articles_on_both_engines_and_in_a_scan(vb, stores):
    said = vb.program("oracle", *stores, QUERIES, timeout=250, code=0).out
    total = re.search(r"(\d+) queries of (\d+) articles, (\d+) found something; (\d+) compared .* "
                      r"scan of (\d+), (\d+) of them phrases .*: 0 differences", said)
    assert total, said
    asked, articles, found, compared, scanned, phrases = map(int, total.groups())
    assert asked == compared == QUERIES and found > QUERIES / 2 and phrases > QUERIES / 2, said
    assert scanned == min(articles, 1000) and articles > 30, said


def test_a_store_that_answers_otherwise_is_seen(vb, stores, tmp_path):
    """The xapian store gets the council's notes again, under the same id, with a paragraph more."""
    notes = tmp_path / "articles" / "council-notes.txt"
    notes.write_text(notes.read_text() + "\n\nThe harbour council said that the bridge is the bridge of the city.\n")
    vb.program("verbatim-index", "--quiet", "--store", stores[1], tmp_path / "articles", timeout=200)
    result = vb.program("oracle", *stores, QUERIES, timeout=250, code=1)
    assert "DIFFERS" in result.out and "0 differences" not in result.out, result
