"""A full disk or a failing write, sync, rename, mapping at every such call in turn (shim.c); and what is synced when.

Whatever call fails: exit status 2, one clear sentence that names the place, and the store holds
one of the run's commits, whole; the next run over a sound disk goes on to the end.
"""

import errno
import os
import shutil
import subprocess

import pytest

from conftest import bin_folder
from editions import commits, held, members, write_edition

ARTICLES = 44
EVERY = 20
KEPT = "what was committed before is kept"
INDEX = ["index", "--engine", "native", "--quiet", "--prune", "--commit-every", EVERY, "--memory", "8K", "archive.jsonl"]


def preload():
    """The shim, behind the sanitizer's library if the programs need one."""
    shim = bin_folder().parent / "tests" / "libshim.so"
    assert shim.exists(), shim
    linked = subprocess.run(["ldd", bin_folder() / "verbatim-index"], capture_output=True, text=True, check=True).stdout
    first = [line.split("=>")[1].split()[0] for line in linked.splitlines() if "libasan" in line or "libtsan" in line]
    return " ".join(first + [str(shim)])


class Disk:
    """Runs `verbatim COMMAND...` on a copy of a store, with one call failing."""

    def __init__(self, vb, tmp_path, base):
        self.vb, self.base, self.store = vb, base, tmp_path / "store"
        self.log, self.preload = tmp_path / "log", preload()

    def run(self, command, call, number, sticky):
        shutil.rmtree(self.store, ignore_errors=True)
        self.log.unlink(missing_ok=True)
        if self.base:
            shutil.copytree(self.base, self.store)
        env = {"LD_PRELOAD": self.preload, "VB_SHIM_FOLDER": self.store, "VB_SHIM_FAIL": call, "VB_SHIM_LOG": self.log,
               "VB_SHIM_ERRNO": number, "VB_SHIM_STICKY": "1" if sticky else None}
        result = self.vb.program("verbatim-index", command[0], "--store", self.store, *command[1:], env=env)
        failed = self.log.read_text() if self.log.exists() else None
        where = f"call {call} ({failed}) fails with {os.strerror(number)}, sticky {sticky}: {result!r}"
        return result, failed, where

    def each_call(self, command, check):
        """check(result, where) after every run in which a call failed; the names of these calls."""
        names, call = set(), 1
        while True:
            number = errno.ENOSPC if call % 2 else errno.EIO
            result, failed, where = self.run(command, call, number, sticky=call % 3 == 0)
            if failed is None:
                assert result.code == 0, where
                return names, call - 1
            names.add(failed)
            assert result.code == 2, where
            said = [line for line in result.err.splitlines() if KEPT not in line]
            assert len(said) == 1 and str(self.store) in said[0] and os.strerror(number) in said[0], where
            check(call, where)
            call += 1


@pytest.fixture
def first_edition(vb, tmp_path):
    """A store with an edition in several segments; the next one is in archive.jsonl."""
    store = tmp_path / "base"
    write_edition(tmp_path / "archive.jsonl", 0, ARTICLES)
    vb.program("verbatim-index", *INDEX[:1], "--store", store, *INDEX[1:], code=0)
    write_edition(tmp_path / "archive.jsonl", 1, ARTICLES)
    return store


def check_store(vb, disk, before):
    def check(call, where):
        now = held(vb, disk.store)
        assert now in list(commits(before, 1, ARTICLES, EVERY)), where
        if call % 10 == 0:
            vb.program("verbatim-index", *INDEX[:1], "--store", disk.store, *INDEX[1:], code=0)
            assert held(vb, disk.store) == {n: 1 for n in members(1, ARTICLES)}, where
    return check


def test_every_failing_call_of_indexing_leaves_a_commit(vb, tmp_path, first_edition):
    disk = Disk(vb, tmp_path, first_edition)
    before = {n: 0 for n in members(0, ARTICLES)}
    names, calls = disk.each_call(INDEX, check_store(vb, disk, before))
    assert names == {"open", "write", "pwrite", "fsync", "ftruncate", "rename", "mmap"} and calls > 50, (names, calls)


def test_every_failing_call_of_compacting_leaves_all_articles(vb, tmp_path, first_edition):
    disk = Disk(vb, tmp_path, first_edition)
    before = {n: 0 for n in members(0, ARTICLES)}

    def check(call, where):
        assert held(vb, disk.store) == before, where
    disk.each_call(["compact"], check)


def test_every_failing_call_of_making_a_store_leaves_one_or_none(vb, tmp_path, first_edition):
    disk = Disk(vb, tmp_path, None)

    def check(call, where):
        if (disk.store / "verbatim").exists():
            assert held(vb, disk.store) in list(commits({}, 1, ARTICLES, EVERY)), where
        if call % 10 == 0 or call < 10:
            vb.program("verbatim-index", *INDEX[:1], "--store", disk.store, *INDEX[1:], code=0)
            assert held(vb, disk.store) == {n: 1 for n in members(1, ARTICLES)}, where
    names, _ = disk.each_call(INDEX, check)
    assert "mkdir" in names


# ---- what a crash would leave -----------------------------------------------

COMMITS = ("native/manifest", "verbatim")  # the names whose appearance makes what is below them count


def lost_by_a_crash(calls, store):
    """Sentences on what a crash at some moment would lose, from the record of the calls of one run.

    A file's bytes are safe after a sync of the file, its name after a sync of its folder. When a commit's name is
    set, all that it may name must be safe; before an old file is removed, and at the end, the commit's own name too.
    """
    bytes_at_risk, names_at_risk, lost = set(), set(), []
    passing = {str(store / "lock"), *(str(store / commit) + ".new" for commit in COMMITS)}  # nothing depends on these

    def at_risk():
        return sorted((bytes_at_risk | names_at_risk) - passing)

    for number, line in enumerate(calls, 1):
        call, _, rest = line.partition(" ")
        path, _, target = rest.partition(" ")
        if call in ("create", "mkdir"):
            names_at_risk.add(path)
        if call in ("create", "write"):
            bytes_at_risk.add(path)
        if call == "fsync":
            bytes_at_risk.discard(path)
            names_at_risk -= {name for name in names_at_risk if os.path.dirname(name) == path}
        if call == "rename":
            if path in bytes_at_risk:
                lost.append(f"call {number}: {target} is set to bytes that are not synced")
            if target in {str(store / commit) for commit in COMMITS} and at_risk():
                lost.append(f"call {number}: {target} is set, but not safe are {at_risk()}")
            bytes_at_risk.discard(path)
            names_at_risk.discard(path)
            names_at_risk.add(target)
        if call == "unlink":
            bytes_at_risk.discard(path)
            names_at_risk.discard(path)
            commits = names_at_risk & {str(store / commit) for commit in COMMITS}
            if commits:
                lost.append(f"call {number}: {path} is removed before the name of {sorted(commits)} is safe")
    return lost + [f"at the end: not safe are {at_risk()}"] if at_risk() else lost


def recorded(vb, tmp_path, *command):
    """The calls of a run of verbatim-index that change files below tmp_path."""
    record = tmp_path.parent / f"{tmp_path.name}.calls"
    record.unlink(missing_ok=True)
    env = {"LD_PRELOAD": preload(), "VB_SHIM_FOLDER": tmp_path, "VB_SHIM_RECORD": record}
    vb.program("verbatim-index", *command, env=env, code=0)
    return record.read_text().splitlines()


def test_whenever_the_power_goes_a_whole_commit_is_there(vb, tmp_path):
    store = tmp_path / "store"
    index = [*INDEX[:1], "--store", store, *INDEX[1:]]
    removed = set()
    for edition, command in ((0, index), (1, index), (2, index), (None, ["compact", "--store", store])):
        if edition is not None:
            write_edition(tmp_path / "archive.jsonl", edition, ARTICLES)
        calls = recorded(vb, tmp_path, *command)
        assert sum(call.endswith(" " + str(store / "native/manifest")) for call in calls) > 0, calls
        assert lost_by_a_crash(calls, store) == [], "\n".join(calls)
        removed |= {call.rpartition(".")[2] for call in calls if call.startswith("unlink ")}
    assert {"text", "deletions"} <= removed, removed


def test_each_sync_that_is_left_out_would_lose_something(vb, tmp_path):
    """The test above can fail: without any one of the calls fsync it does.

    But for the sync of the folder between two commits of one run: without it the earlier one is safe only with the
    later one, and only the last one of the run is promised.
    """
    store = tmp_path / "store"
    write_edition(tmp_path / "archive.jsonl", 0, ARTICLES)
    calls = recorded(vb, tmp_path, *INDEX[:1], "--store", store, *INDEX[1:])
    assert lost_by_a_crash(calls, store) == []
    syncs = [i for i, call in enumerate(calls) if call.startswith("fsync ")]
    idle = [calls[i] for i in syncs if not lost_by_a_crash(calls[:i] + calls[i + 1:], store)]
    folder = f"fsync {store}/native"
    assert len(syncs) > 10 and set(idle) <= {folder} and len(idle) < calls.count(folder) / 2, (idle, calls)
