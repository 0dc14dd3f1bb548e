"""`verbatim watch`: what is new since the last time, however the archive was indexed meanwhile."""

import json
import os
import subprocess

import pytest


def line(number, text="The ferry came late."):
    return json.dumps({"id": f"a{number}", "title": f"Ferry {number}", "date": f"20{10 + number % 10}-01-01", "text": text}) + "\n"


@pytest.fixture
def news(vb, indexed, write, tmp_path):
    """news(numbers) adds articles and returns watch(...)."""
    store = indexed(write("in/first.jsonl", "".join(line(i) for i in range(5)) + json.dumps({"id": "goat", "text": "A goat."}) + "\n"))

    def watch(*args, code=None, env=None, query="ferry"):
        return vb("watch", "--store", store, *args, query, code=code, env={"XDG_STATE_HOME": tmp_path / "home", **(env or {})})

    def add(name, content):
        vb("index", "--store", store, write(f"in/{name}", content), code=0)

    watch.add, watch.store, watch.home = add, store, tmp_path / "home/verbatim"
    return watch


def ids(result):
    return sorted(result.out.split())


def test_only_what_was_indexed_since_is_printed_once(news):
    first = news("--format", "ids", code=1)
    assert first.out == "" and "5 articles are there already" in first.err
    assert news("--format", "ids", code=1).err == ""
    news.add("second.jsonl", line(7) + line(8) + json.dumps({"id": "x", "text": "Another goat."}) + "\n")
    result = news("--format", "ids", code=0)
    assert ids(result) == ["a7", "a8"] and result.err == "", "by when it was indexed, not by its date"
    news("--format", "ids", code=1)
    news.add("third.jsonl", json.dumps({"id": "y", "text": "A third goat."}) + "\n")
    assert news(code=1).out == "", "no mail without news"


def test_the_first_time_what_is_there_is_printed_on_demand(news):
    assert ids(news("--known", "--format", "ids", code=0)) == [f"a{i}" for i in range(5)]
    news("--known", "--format", "ids", code=1)


def test_indexing_again_changing_and_compacting_is_no_news(news, vb, write):
    news(code=1)
    news.add("first.jsonl", "".join(line(i, "The ferry came early.") for i in range(5)))
    vb("compact", "--store", news.store, code=0)
    assert news(code=1).out == ""
    news.add("first.jsonl", line(2))
    vb("index", "--store", news.store, "--prune", write("in/first.jsonl", line(2)), code=0)
    assert news(code=1).out == ""
    news.add("first.jsonl", "".join(line(i) for i in range(6)))
    assert ids(news("--format", "ids", code=0)) == ["a5"], "what was away for a while is not new"
    subprocess.run(["rm", "-r", news.store], check=True)
    news.add("first.jsonl", "".join(line(i) for i in range(7)))
    assert ids(news("--format", "ids", code=0)) == ["a6"], "the same store made again"


def test_each_query_and_filter_has_its_own_memory(news):
    news(code=1)
    news("--after", "2013", code=1)
    news(query="goat", code=1)
    assert len([p for p in news.home.iterdir() if not p.name.endswith(".lock")]) == 3
    news.add("second.jsonl", line(19))
    for args in ((), ("--after", "2013")):
        assert "1 new article\n" in news(*args, code=0).out
    news(query="goat", code=1)


def test_a_state_of_ones_own(news, tmp_path):
    path = tmp_path / "ferry state"
    news("--state", path, code=1)
    assert not news.home.exists() and path.read_bytes().startswith(b"verbatim watch 1\nquery ferry\n")
    assert "another query" in news("--state", path, query="goat", code=2).err
    path.write_bytes(path.read_bytes()[:-3])
    assert "not what 'verbatim watch' wrote" in news("--state", path, code=2).err
    for junk in (b"", b"verbatim watch 1\n\n", b"\0" * 5000, b"verbatim watch 1\nwatch 0\nstore 0\nids 99999999999999 0\n\n"):
        path.write_bytes(junk)
        assert news("--state", path, code=2).err.count("\n") == 1
        assert path.read_bytes() == junk, "a file of another kind is not overwritten"


def test_what_could_not_be_written_is_news_again(news, vb):
    news(code=1)
    news.add("second.jsonl", line(7))
    with open("/dev/full", "wb") as full:
        process = vb.start("verbatim", "watch", "--store", news.store, "ferry", stdout=full, env={"XDG_STATE_HOME": news.home.parent})
        process.communicate(timeout=60)
    assert process.returncode == 2
    assert ids(news("--format", "ids", code=0)) == ["a7"]


def test_a_reader_that_has_gone_is_told_nothing(news, vb):
    """It went in the middle of an answer of several buffers."""
    news(code=1)
    news.add("second.jsonl", "".join(line(100 + i) for i in range(300)))
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        process = vb.start("verbatim", "watch", "--store", news.store, "ferry", stdout=closed, env={"XDG_STATE_HOME": news.home.parent})
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2 and err == b""


def test_of_two_runs_at_once_one_ends(news):
    import fcntl
    news(code=1)
    lock = next(p for p in news.home.iterdir() if p.name.endswith(".lock"))
    with open(lock, "r+") as held:
        fcntl.lockf(held, fcntl.LOCK_EX)  # of this process: another one's
        assert "another run" in news(code=2).err
    news(code=1)


def test_a_missing_store_or_home_is_said(news, vb):
    assert "'verbatim index'" in vb("watch", "--store", "nowhere", "x", code=2).err
    assert "--state" in news(env={"XDG_STATE_HOME": "", "HOME": ""}, code=2).err
