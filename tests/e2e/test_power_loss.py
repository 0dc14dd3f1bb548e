"""What the programs sync, and when: from a record of their calls (shim.c), what a crash at each moment would lose."""

import os

from editions import write_edition
from test_failing_disk import ARTICLES, INDEX, preload

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
