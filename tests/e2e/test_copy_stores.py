"""`verbatim copy`: articles move between stores and engines as they were read, and nothing is lost."""

import json
import shutil
import signal
import socket
import subprocess
import time

import pytest

from conftest import SAMPLES, Programs

WORDS = ['"keeps its promises"', "said:promise", "in:comments mud", "date:2018-02..2018-07"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    Programs(folder).program("verbatim-index", "--store", folder / "store", "articles", cwd=SAMPLES, code=0)
    return folder / "store"


def counts(vb, *stores):
    """For each search the sum over the stores, and every article with its hash-worthy parts."""
    found = {}
    for words in WORDS:
        found[words] = 0
        for store in stores:
            found[words] += vb("search", "--store", store, "--json", "--no-fold", "--count", words).json()["total"]
    return found


def articles(vb, store):
    listed = [line for line in vb("search", "--store", store, "--all", "--format", "ids", "date:1000..2100", code=0).out.splitlines()]
    return {one: vb("show", "--store", store, "--json", one, code=0).json() for one in listed[::20]}


def copy(vb, source, target, *options, code=0):
    return vb("copy", "--from", source, "--to", target, *options, code=code, timeout=300)


def total(line):
    return int(line.rsplit("; ", 1)[1].split(" ")[0].replace(",", ""))


def test_from_engine_to_engine_and_back(vb, whole, tmp_path):
    there, back = tmp_path / "xapian", tmp_path / "native"
    first = copy(vb, whole, there, "--engine", "xapian")
    second = copy(vb, there, back)
    assert total(first.out) == total(second.out) > 50
    assert counts(vb, whole) == counts(vb, there) == counts(vb, back)
    assert articles(vb, whole) == articles(vb, back)
    vb("verify", "--store", back, code=0)
    # What came from the files is still recognised, so indexing them again changes nothing.
    again = vb.program("verbatim-index", "--store", back, "articles", cwd=SAMPLES, code=0).out
    assert ": 0 added, 0 replaced" in again


def test_into_shards_and_together_again(vb, whole, tmp_path):
    parts = [tmp_path / "1", tmp_path / "2"]
    sizes = [total(copy(vb, whole, part, "--engine", engine, "--shard", f"{k}/2").out)
             for k, (part, engine) in enumerate(zip(parts, ("native", "xapian")), 1)]
    assert min(sizes) > 10 and counts(vb, *parts) == counts(vb, whole)
    together = tmp_path / "together"
    for part in parts:
        last = copy(vb, part, together)
    assert total(last.out) == sum(sizes) and counts(vb, together) == counts(vb, whole)


@pytest.mark.skipif(not shutil.which("xapian-tcpsrv"), reason="no xapian-tcpsrv")
def test_from_served_shards(vb, whole, tmp_path):
    servers, names = [], []
    try:
        for k in (1, 2):
            copy(vb, whole, tmp_path / str(k), "--engine", "xapian", "--shard", f"{k}/2")
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            servers.append(subprocess.Popen(["xapian-tcpsrv", "--quiet", "--interface", "127.0.0.1", "--port", str(port),
                                             str(tmp_path / str(k) / "xapian")], stderr=subprocess.DEVNULL))
            names.append(f"xapian://127.0.0.1:{port}")
            for _ in range(200):
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except OSError:
                    time.sleep(0.02)
        copy(vb, ",".join(names), tmp_path / "store")
        assert counts(vb, tmp_path / "store") == counts(vb, whole)
        servers[1].kill()
        servers[1].wait()
        # Half of an archive is not taken for the whole.
        gone = copy(vb, ",".join(names), tmp_path / "half", code=2)
        assert names[1].rpartition("/")[2] in gone.err and gone.err.count("\n") == 1 and not (tmp_path / "half").exists()
    finally:
        for one in servers:
            one.kill()
            one.wait()


def test_a_copy_that_was_stopped_goes_on(vb, indexed, tmp_path):
    lines = "\n".join(json.dumps({"id": f"a{i}", "title": f"Report {i}", "text": f"The harbour of day {i} lay still. " * 40}) for i in range(1500))
    source, target = indexed("-", input=lines), tmp_path / "copy"
    for wait, how in ((0.3, signal.SIGTERM), (0.3, signal.SIGKILL)):
        running = vb.start("verbatim-index", "copy", "--from", source, "--to", target, "--memory", "1M")
        time.sleep(wait)
        running.send_signal(how)
        said = running.communicate(timeout=60)[1].decode()
        assert running.returncode in (128 + signal.SIGTERM, -how, 0), said
    done = copy(vb, source, target)
    assert total(done.out) == 1500 and vb("verify", "--store", target, code=0)
    assert copy(vb, source, target).out.startswith(f"{target}: 0 copied, 0 replaced, 1,500 there before")


@pytest.mark.parametrize("args, says", [
    ([], "name both stores"), (["--from", "a"], "name both stores"), (["--from", "a", "--to", "a"], "the same store"),
    (["--from", "nowhere", "--to", "b"], "nowhere"), (["--from", "xapian://nobody", "--to", "b"], "is no shard"),
    (["--from", "a", "--to", "b", "--shard", "3/2"], "--shard takes K/N")])
def test_what_cannot_be_copied_is_one_line(vb, tmp_path, args, says):
    result = vb("copy", *args, code=2)
    assert says in result.err.splitlines()[0] and result.out == "" and list(tmp_path.iterdir()) == []


def test_stores_of_two_languages_are_not_mixed(vb, whole, indexed, tmp_path):
    german = indexed("-", input='{"id": "a", "text": "Der Hafen lag still."}', args=("--language", "de"))
    assert "stemmed for 'en', not 'de'" in copy(vb, german, whole, code=2).err
