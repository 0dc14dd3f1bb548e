"""A full disk or a failing write, sync, rename, mapping at every such call in turn (shim.c).

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
    """The shim, after the sanitizer's library if the programs need one."""
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
