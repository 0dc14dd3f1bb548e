"""kill -9 at a hundred random moments: the store is always some commit, whole, and the next run goes on.

A run over an edition of the archive (editions.py) may be killed at any moment of
reading, writing segments, merging, committing, pruning; what the store then holds must be what one of
the run's commits left. VB_TEST_SEED=N runs another series of moments.
"""

import os
import random
import subprocess
import time

from editions import commits, held, members, write_edition

KILLS = 100
ARTICLES = 300
SEED = int(os.environ.get("VB_TEST_SEED", 20190821))


def start(vb, store, chance, archive, every, memory):
    if chance.random() < 0.15 and (store / "verbatim").exists():
        return vb.start("verbatim-index", "compact", "--store", store)
    return vb.start("verbatim-index", "--engine", "native", "--store", store, "--quiet", "--prune",
                    "--commit-every", every, "--memory", memory, archive)


def duration(vb, store, archive):
    """Seconds that a run takes on this machine, so that the moments fall anywhere in it."""
    began = time.monotonic()
    vb.program("verbatim-index", "--engine", "native", "--store", store, "--quiet", "--commit-every", 30,
               "--memory", "32K", archive, code=0)
    return time.monotonic() - began


def test_killed_at_a_hundred_moments_the_store_is_one_commit_and_goes_on(vb, store, tmp_path):
    print("seed", SEED)
    chance = random.Random(SEED)
    archive = tmp_path / "archive.jsonl"
    state, edition, kills, survived = {}, 0, 0, 0
    write_edition(archive, edition, ARTICLES)
    longest = duration(vb, tmp_path / "trial", archive)
    partial = set()  # how far killed runs had come: not always nothing, nor all
    while kills < KILLS:
        every, memory = chance.choice([10, 30, 100]), chance.choice(["4K", "32K", "1M"])
        process = start(vb, store, chance, archive, every, memory)
        try:
            _, said = process.communicate(timeout=chance.uniform(0, longest))
        except subprocess.TimeoutExpired:
            process.kill()
            _, said = process.communicate()
        if process.returncode == 0:
            survived += 1
        else:
            assert process.returncode == -9, said.decode()
            kills += 1
        if not (store / "verbatim").exists():
            assert process.returncode == -9
            continue
        now = held(vb, store)
        if process.returncode == 0 and "compact" not in process.args:
            assert now == {n: edition for n in members(edition, ARTICLES)}
        else:
            assert now in list(commits(state, edition, ARTICLES, every)), f"kill {kills}, every {every}: no state of a commit"
            partial.add(sum(e == edition for e in now.values()))
        state = now
        if state == {n: edition for n in members(edition, ARTICLES)}:
            edition += 1
            write_edition(archive, edition, ARTICLES)
    assert edition >= 2 and len(partial) >= 5, "the kills came too early or too late to show anything"
    vb.program("verbatim-index", "--store", store, "--quiet", "--prune", archive, code=0)
    assert held(vb, store) == {n: edition for n in members(edition, ARTICLES)}
    print(kills, "kills,", survived, "runs to the end,", edition, "editions,", len(partial), "stops half way")
    named = {line.split()[1].zfill(6) for line in (store / "native" / "manifest").read_text().splitlines()
             if line.startswith("segment ")}
    strays = [name for name in os.listdir(store / "native") if name.split(".")[0] not in named | {"manifest"}]
    assert not strays, "files of runs that died are swept away"
