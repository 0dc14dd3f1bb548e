"""Every allocation fails once (heap.c): those of the program, of its libraries, of C++.

Whichever fails, there is no crash and no leak. Either the run does not need it and gives what a
sound run gives, or it ends with status 2 and a message of one line, and the store has the state of
one of the run's commits.
Two libraries do not survive a failed allocation and are left out. Libxapian leaks and may crash
when its own exceptions pass through it, so all tests here are of the native engine. Libuchardet
does not catch its C++ exceptions and so ends the program: every file here declares its encoding.
Ordinary runs try one allocation in n; VB_TEST_EVERY=1 tries all of them, in some 15 minutes.
"""

import os
import shutil

import pytest

from conftest import SAMPLES, bin_folder
from editions import commits, held, members, write_edition

EVERY = os.environ.get("VB_TEST_EVERY")
ARTICLES = 12
KEPT = "what was committed before is kept"
QUERY = '"said the mayor" OR bridg* OR (harbour w/s board) title:harbour'
QUOTE = "A bridge is a promise and this city keeps its promises"
# The sanitizer's library is loaded after this one; operator new is served by malloc.
SANITIZER = "verify_asan_link_order=0:alloc_dealloc_mismatch=0"


class Heap:
    """Runs a program with one allocation failing, for every one of them or for one in n."""

    def __init__(self, vb, tmp_path):
        self.vb, self.log = vb, tmp_path / "log"

    def run(self, program, args, turn, sticky=False):
        self.log.unlink(missing_ok=True)
        env = {"LD_PRELOAD": bin_folder().parent / "tests" / "libheap.so", "VB_HEAP_LOG": self.log,
               "VB_HEAP_FAIL": turn, "VB_HEAP_STICKY": "1" if sticky else None, "ASAN_OPTIONS": SANITIZER}
        return self.vb.program(program, *args, env=env), self.log.exists()

    def sweep(self, program, args, stride, prepare=None, check=None, same_output=True):
        """Returns in how many runs the failure ended the run, and in how many it did not."""
        if prepare:
            prepare()
        sound, failed = self.run(program, args, 0)
        assert sound.code == 0 and not failed, sound
        ended = survived = 0
        turn = 1
        while True:
            if prepare:
                prepare()
            result, failed = self.run(program, args, turn, sticky=turn % 3 == 0)
            where = f"allocation {turn}: {result!r}"
            if not failed:
                assert ended > 2, f"only {ended} of {turn} allocations matter"
                return ended, survived
            assert result.code in (0, 2), where
            if result.code == 2:
                said = [line for line in result.err.splitlines() if KEPT not in line]
                assert len(said) == 1 and said[0].startswith("verbatim"), where
                ended += 1
            else:
                assert result.out == sound.out or not same_output, where
                survived += 1
            if check:
                check(result.code, where)
            turn += int(EVERY) if EVERY else stride


@pytest.fixture
def heap(vb, tmp_path):
    return Heap(vb, tmp_path)


@pytest.fixture
def few(tmp_path):
    """One file of each kind."""
    folder = tmp_path / "few"
    folder.mkdir()
    for name in ("council-notes.txt", "opengraph.html", "wire.jsonl", "student-paper.txt.gz"):
        shutil.copy(SAMPLES / "articles" / name, folder)
    return folder


@pytest.fixture
def base(vb, few, tmp_path):
    store = tmp_path / "base"
    vb.program("verbatim-index", "--quiet", "--store", store, few, SAMPLES / "articles" / "interview.txt", code=0)
    return store


def test_reading_files_of_every_kind(heap, few, tmp_path):
    store = tmp_path / "store"
    heap.sweep("verbatim-index", ["index", "--quiet", "--store", store, few], 23,
               prepare=lambda: shutil.rmtree(store, ignore_errors=True))


def test_indexing_leaves_a_commit(vb, heap, tmp_path):
    archive, base, store = tmp_path / "archive.jsonl", tmp_path / "base", tmp_path / "store"
    index = ["index", "--quiet", "--prune", "--commit-every", 4, "--memory", "8K"]
    write_edition(archive, 0, ARTICLES)
    vb.program("verbatim-index", *index, "--store", base, archive, code=0)
    write_edition(archive, 1, ARTICLES)
    before = {n: 0 for n in members(0, ARTICLES)}
    after = {n: 1 for n in members(1, ARTICLES)}

    def prepare():
        shutil.rmtree(store, ignore_errors=True)
        shutil.copytree(base, store)

    def check(code, where):
        now = held(vb, store)
        assert now == after if code == 0 else now in list(commits(before, 1, ARTICLES, 4)), where

    heap.sweep("verbatim-index", [*index, "--store", store, archive], 29, prepare, check)


def test_compacting_leaves_all_articles(vb, heap, base, tmp_path):
    store = tmp_path / "store"
    vb.program("verbatim-index", "--quiet", "--store", base, SAMPLES / "articles" / "french.txt", code=0)

    def prepare():
        shutil.rmtree(store, ignore_errors=True)
        shutil.copytree(base, store)

    def check(code, where):
        vb.program("verbatim-index", "verify", "--store", store, code=0)
    heap.sweep("verbatim-index", ["compact", "--store", store], 7, prepare, check, same_output=False)


@pytest.mark.parametrize("program, args, stride", [
    ("verbatim", ["search", "--facets", QUERY], 11), ("verbatim", ["quote", QUOTE], 11),
    ("verbatim", ["said", "the"], 7), ("verbatim-index", ["verify"], 41), ("verbatim-index", ["stats"], 7)])
def test_asking(heap, base, program, args, stride):
    heap.sweep(program, [*args, "--store", base], stride)
