"""A damaged store is mended: what is damaged leaves it, is named, and the next run reads exactly that again.

Also what happens beside a store that is open: it is built anew in its place, or one of its files is cut short
while it is mapped.
"""

import json
import os
import re
import shutil
import time

import pytest


def write(path, numbers):
    with path.open("w") as lines:
        for n in numbers:
            lines.write(json.dumps({"id": f"a{n}", "title": f"Tide table {n}", "source": "Quay Gazette",
                                    "text": f"The tide of day {n} rose by {n} hands at the old quay."}) + "\n")


@pytest.fixture
def two_segments(vb, store, tmp_path):
    """A store of two segments, 40 and 20 articles, and the files that they came from."""
    files = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    write(files[0], range(40))
    write(files[1], range(40, 60))
    for file in files:
        vb.program("verbatim-index", "--store", store, "--quiet", file, code=0)
    return files


def parts(store, kind):
    return sorted((store / "native").glob(f"*.{kind}"))


def flip(path, at):
    data = bytearray(path.read_bytes())
    data[at] ^= 0x41
    path.write_bytes(bytes(data))


def summary(vb, store, files):
    return json.loads(vb.program("verbatim-index", "--store", store, "--json", *files, code=0).out)


@pytest.mark.parametrize("kind", ["text", "postings", "positions", "lexicon", "columns"])
def test_damaged_articles_are_named_and_read_again(vb, store, two_segments, kind):
    flip(parts(store, kind)[1], 40)
    found = vb.program("verbatim-index", "verify", "--store", store, code=2)
    assert f".{kind}" in found.err and "--repair" in found.err
    mended = vb.program("verbatim-index", "verify", "--store", store, "--repair", code=1)
    assert "20 articles gone" in mended.err and "40 left" in mended.err
    named = [line.split("\t") for line in mended.out.splitlines()]
    assert all(path == str(two_segments[1]) for _, path in named)
    unnamed = re.search(r"\((\d+) of them can no longer be named", mended.err)
    assert len(named) + int(unnamed.group(1) if unnamed else 0) == 20
    if kind == "postings":
        assert sorted(named)[0][0] == "a40" and len(named) == 20
    vb.program("verbatim-index", "verify", "--store", store, code=0)
    assert vb.program("verbatim", "search", "--store", store, "--json", "tide", code=0).json()["total"] == 40
    again = summary(vb, store, two_segments)
    assert (again["added"], again["unchanged"]) == (20, 40), again
    assert vb.program("verbatim", "search", "--store", store, "--json", "tide", code=0).json()["total"] == 60
    assert any((store / "native" / "damaged").iterdir())


def test_a_damaged_manifest_costs_all_segments_and_no_more(vb, store, two_segments):
    flip(store / "native" / "manifest", 60)
    vb.program("verbatim-index", "verify", "--store", store, code=2)
    assert "verify --repair" in vb.program("verbatim", "search", "--store", store, "tide", code=2).err
    vb.program("verbatim-index", "verify", "--store", store, "--repair", code=1)
    again = summary(vb, store, two_segments)
    assert again["added"] == 60, again
    vb.program("verbatim-index", "verify", "--store", store, code=0)


def test_every_damaged_byte_of_the_marker_is_seen_and_most_are_mended(vb, store, two_segments):
    marker = store / "verbatim"
    whole = marker.read_bytes()
    for at in range(0, len(whole), 3):
        flip(marker, at)
        assert vb.program("verbatim-index", "verify", "--store", store).code == 2, at
        marker.write_bytes(whole)
    flip(marker, whole.index(b"check") + 8)
    vb.program("verbatim-index", "verify", "--store", store, "--repair", code=0)
    assert marker.read_bytes() == whole
    marker.write_bytes(whole[: whole.index(b"check")])  # the line that a reader does without
    vb.program("verbatim-index", "verify", "--store", store, code=2)


def test_a_sound_store_stays_as_it_is(vb, store, two_segments):
    before = {p: p.read_bytes() for p in (store / "native").iterdir()}
    assert "no segment is damaged" in vb.program("verbatim-index", "verify", "--store", store, "--repair", code=0).err
    assert {p: p.read_bytes() for p in (store / "native").iterdir()} == before


def test_a_store_of_xapian_is_not_mended_here(vb, store, two_segments, tmp_path):
    other = tmp_path / "other"
    vb.program("verbatim-index", "--engine", "xapian", "--store", other, "--quiet", two_segments[0], code=0)
    assert "xapian-check" in vb.program("verbatim-index", "verify", "--store", other, "--repair", code=2).err


def total(served, word):
    return served.json(f"/api/v1/search?q={word}")[1].get("total")


def test_a_store_built_anew_in_the_place_of_a_served_one_shows(vb, store, server, tmp_path):
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    write(old, [1])
    new.write_text(json.dumps({"id": "b", "title": "Oysters", "text": "New oysters came."}) + "\n")
    vb.program("verbatim-index", "--store", store, "--quiet", old, code=0)
    served = server(store)
    assert total(served, "tide") == 1
    shutil.rmtree(store)
    vb.program("verbatim-index", "--store", store, "--quiet", new, code=0)
    until = time.monotonic() + 30
    while total(served, "oysters") != 1 and time.monotonic() < until:
        time.sleep(0.3)  # a worker looks for a commit once a second
    assert (total(served, "oysters"), total(served, "tide")) == (1, 0)


def test_a_file_cut_short_under_the_server_fails_that_request_and_names_the_file(vb, store, server, two_segments):
    served = server(store)
    assert total(served, "quay") == 60
    for path in parts(store, "text") + parts(store, "postings"):
        os.truncate(path, 0)
    status, answer = served.json("/api/v1/search?q=hands")
    assert status == 500 and "cut short" in answer["error"]["message"], answer
    assert str(store) in answer["error"]["message"]
    assert served.json("/healthz")[0] in (200, 503)
