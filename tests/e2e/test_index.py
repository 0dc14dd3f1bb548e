"""verbatim-index: incremental runs, pruning, interruption, links, shards, and bad input."""

import gzip
import json
import os
import signal
import stat
import time

import pytest


def record(number, text=None, **fields):
    return json.dumps({"id": f"story-{number}", "title": f"Story {number}",
                       "text": text or f"The harbour of Vallmar froze {number} times.", **fields})


def lines(*numbers):
    return "\n".join(record(n) for n in numbers) + "\n"


def index(vb, store, *args, code=0, **kwargs):
    """The summary of a run, and what it said."""
    result = vb.program("verbatim-index", "--store", store, "--json", *args, code=code, **kwargs)
    return json.loads(result.out), result.err


def counts(summary):
    return tuple(summary[k] for k in ("added", "replaced", "unchanged", "removed"))


def one_line(result, *words, code=2):
    """Exactly one line of complaint, with these words in it, and the exit status of trouble."""
    assert result.code == code, result
    complaints = result.err.splitlines()
    assert len(complaints) == 1, result
    for word in words:
        assert word in complaints[0], result
    return complaints[0]


# --- what is new, changed, gone ---

def test_a_second_run_changes_nothing(vb, store, write):
    write("a/one.jsonl", lines(1, 2))
    write("a/b/story.txt", "The dam at Orsk\n\nBy Ida Venn\n\nThe dam at Orsk held, officials said on Monday.\n")
    summary, _ = index(vb, store, "a")
    assert counts(summary) == (3, 0, 0, 0)
    assert summary["articles"] == 3
    summary, _ = index(vb, store, "a")
    assert counts(summary) == (0, 0, 3, 0)


def test_an_unchanged_archive_is_not_even_committed(vb, store, write):
    write("a.jsonl", lines(*range(200)))
    index(vb, store, "--engine", "native", "a.jsonl")
    before = {path.name: path.stat().st_mtime_ns for path in (store / "native").iterdir()}
    summary, _ = index(vb, store, "--prune", "a.jsonl")
    assert counts(summary) == (0, 0, 200, 0)
    assert {path.name: path.stat().st_mtime_ns for path in (store / "native").iterdir()} == before


def test_the_same_file_by_another_spelling_is_the_same_article(vb, store, write):
    write("a/story.txt", "The dam at Orsk\n\nThe dam at Orsk held, officials said on Monday.\n")
    index(vb, store, "a")
    summary, _ = index(vb, store, ".//a/", "a/story.txt", "./a/./story.txt")
    assert counts(summary) == (0, 0, 1, 0)


def test_changed_articles_replace_and_only_they(vb, store, write):
    write("a.jsonl", lines(1, 2, 3))
    index(vb, store, "a.jsonl")
    write("a.jsonl", "\n".join([record(1), record(2, "Nothing froze."), record(3)]))
    summary, _ = index(vb, store, "a.jsonl")
    assert counts(summary) == (0, 1, 2, 0)
    assert summary["articles"] == 3


def test_prune_removes_vanished_files_and_records_of_the_given_paths_only(vb, store, write):
    write("a/one.jsonl", lines(1, 2))
    gone = write("a/two.jsonl", lines(3))
    elsewhere = write("b/three.jsonl", lines(4))
    index(vb, store, "a", "b")
    gone.unlink()
    elsewhere.unlink()
    write("a/one.jsonl", lines(2))
    summary, _ = index(vb, store, "a")
    assert counts(summary) == (0, 0, 1, 0), "nothing goes without --prune"
    summary, _ = index(vb, store, "--prune", "a")
    assert counts(summary) == (0, 0, 1, 2)
    assert summary["articles"] == 2
    summary, _ = index(vb, store, "--prune", "a")
    assert counts(summary) == (0, 0, 1, 0)


def test_prune_keeps_what_could_not_be_read_this_time(vb, store, write):
    write("a/one.jsonl", lines(1, 2))
    index(vb, store, "a")
    write("a/one.jsonl", record(1) + "\n{broken\n")
    summary, _ = index(vb, store, "--prune", "a", code=2)
    assert summary["removed"] == 0 and summary["articles"] == 2


def test_prune_removes_nothing_when_a_path_is_missing(vb, store, write):
    write("a/one.jsonl", lines(1))
    gone = write("a/two.jsonl", lines(2))
    index(vb, store, "a")
    gone.unlink()
    summary, said = index(vb, store, "--prune", "a", "nowhere", code=2)
    assert summary["removed"] == 0 and summary["articles"] == 2
    assert "nothing was pruned" in said


def test_the_later_of_two_articles_with_one_id_counts(vb, store, write):
    write("a.jsonl", record(1, "First wording.") + "\n" + record(1, "Second wording.") + "\n")
    summary, _ = index(vb, store, "a.jsonl")
    assert summary["repeated"] == 1 and summary["articles"] == 1


# --- interruption ---

@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_keeps_what_it_had_and_the_next_goes_on(vb, store, by):
    process = vb.start("verbatim-index", "--store", store, "--json", "--format", "jsonl", "-",
                       stdin=-1)
    process.stdin.write((lines(*range(200))).encode())
    process.stdin.flush()
    deadline = time.monotonic() + 30
    while not (store / "verbatim").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(by)
    time.sleep(0.2)
    try:
        process.stdin.write((lines(*range(200, 90000))).encode())
    except BrokenPipeError:
        pass
    process.stdin = None if process.stdin.closed else process.stdin
    out, err = process.communicate(timeout=60)
    assert process.returncode == 128 + by, err
    summary = json.loads(out)
    assert summary["interrupted"] and 0 < summary["articles"] < 90000
    assert b"to go on" in err
    again, _ = index(vb, store, "--format", "jsonl", "-", input=lines(*range(300)))
    assert again["unchanged"] >= min(summary["articles"], 300) and again["articles"] >= 300


def test_a_killed_run_keeps_its_commits(vb, store):
    process = vb.start("verbatim-index", "--store", store, "--commit-every", "50", "--format", "jsonl",
                       "-", stdin=-1)
    process.stdin.write(lines(*range(500)).encode())
    process.stdin.flush()
    time.sleep(2)
    process.kill()
    process.communicate(timeout=30)
    summary, _ = index(vb, store, "--format", "jsonl", "-", input=lines(*range(500)))
    assert summary["unchanged"] >= 50
    assert summary["unchanged"] + summary["added"] == 500 and summary["articles"] == 500


# --- what a folder holds ---

def test_hidden_files_pictures_and_stores_are_left_out(vb, store, write):
    write("a/story.jsonl", lines(1))
    write("a/.hidden/story.jsonl", lines(2))
    write("a/photo.jpg", b"\xff\xd8\xff\xe0\x00\x10")
    index(vb, "a/store", "a")
    summary, said = index(vb, store, "a")
    assert summary["added"] == 1 and summary["hidden"] == 1 and summary["other_kinds"] == 1
    assert "is a store" in said


def test_links_are_followed_once_and_never_out(vb, store, write, tmp_path):
    write("a/story.jsonl", lines(1))
    write("a/.annex/object", lines(2))
    write("outside/story.jsonl", lines(3))
    os.symlink(".annex/object", tmp_path / "a/kept.jsonl")
    os.symlink("../a", tmp_path / "a/loop")
    os.symlink("itself", tmp_path / "a/itself")
    os.symlink("nowhere", tmp_path / "a/dangling")
    os.symlink("story.jsonl", tmp_path / "a/again.jsonl")
    os.symlink("../outside", tmp_path / "a/out")
    summary, said = index(vb, store, "a")
    assert summary["added"] == 2 and summary["files"] == 2 and summary["skipped"] == 0
    for name, reason in (("out", "out of the folder"), ("itself", "itself"), ("dangling", "nowhere")):
        assert any(f"a/{name}:" in line and reason in line for line in said.splitlines()), said


def test_a_link_given_by_name_is_followed(vb, store, write, tmp_path):
    write("outside/story.jsonl", lines(1))
    os.symlink("outside", tmp_path / "door")
    assert index(vb, store, "door")[0]["added"] == 1


# --- standard input, gzip, shards ---

def test_standard_input_and_gzip(vb, store, write):
    write("a.jsonl.gz", gzip.compress(lines(1, 2).encode()))
    assert index(vb, store, "a.jsonl.gz")[0]["added"] == 2
    summary, _ = index(vb, store, "--format", "jsonl", "-", input=lines(2, 3))
    assert summary["added"] + summary["replaced"] + summary["unchanged"] == 2
    summary, _ = index(vb, store, "-", input=gzip.compress(lines(4).encode()))
    assert summary["articles"] == 4


def test_shards_share_the_articles_between_them(vb, store, write, tmp_path):
    write("a.jsonl", lines(*range(60)))
    found = []
    for k in (1, 2, 3):
        summary, _ = index(vb, tmp_path / f"shard{k}", "--shard", f"{k}/3", "a.jsonl")
        assert summary["added"] + summary["other_shard"] == 60
        found.append(summary["articles"])
    assert sum(found) == 60 and min(found) > 5


# --- the other commands ---

def test_inspect_prints_articles_without_a_store(vb, write, tmp_path):
    write("a.jsonl", lines(1, 2))
    result = vb.program("verbatim-index", "inspect", "a.jsonl", code=0)
    assert [a["id"] for a in result.json_lines()] == ["story-1", "story-2"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.jsonl"]
    result = vb.program("verbatim-index", "inspect", "--format", "jsonl", "-", input=lines(7), code=0)
    assert result.json()["title"] == "Story 7"
    one_line(vb.program("verbatim-index", "inspect", "missing"), "missing", "No such file")


def test_compact_keeps_all(vb, store, write):
    write("a.jsonl", lines(*range(30)))
    index(vb, store, "a.jsonl")
    vb.program("verbatim-index", "compact", "--store", store, code=0)
    assert index(vb, store, "a.jsonl")[0]["unchanged"] == 30


def flip(path, at=-1):
    data = bytearray(path.read_bytes())
    data[at if at >= 0 else len(data) // 2] ^= 4
    path.write_bytes(data)


@pytest.mark.parametrize("engine", ["native", "xapian"])
def test_verify_finds_a_sound_store_sound_and_a_damaged_one_not(vb, store, write, engine):
    write("a.jsonl", lines(*range(300)))
    index(vb, store, "--engine", engine, "a.jsonl")
    # libxapian's own check frees a little with another size than it took, which is not ours to mend.
    env = {"ASAN_OPTIONS": "new_delete_type_mismatch=0"}
    result = vb("verify", "--store", store, code=0, env=env)
    assert "sound, 300 articles" in result.out and result.err == ""
    largest = max((store / engine).iterdir(), key=lambda path: path.stat().st_size)
    size = largest.stat().st_size
    os.truncate(largest, size // 2 - size // 2 % 8192)
    result = vb("verify", "--store", store, code=2, env=env)
    assert result.out == "" and str(store / engine) in result.err


def test_verify_names_every_damaged_file_in_a_line(vb, store, write):
    write("a.jsonl", lines(*range(300)))
    index(vb, store, "--engine", "native", "a.jsonl")
    order = ["postings", "positions", "lexicon", "columns", "text"]
    damaged = [path for path in (store / "native").iterdir() if path.name != "manifest"]
    damaged.sort(key=lambda path: order.index(path.suffix[1:]))
    assert len(damaged) == 5
    for path in damaged:
        flip(path)
    result = vb("verify", "--store", store, code=2)
    assert [line.split(":")[1].strip() for line in result.err.splitlines()] == [str(path) for path in damaged], result
    one_line(vb("search", "--store", store, "harbour"), str(store))


def test_verify_refuses_what_is_no_store(vb, store, write):
    write("stuff/a.txt", "x")
    one_line(vb("verify", "--store", "nowhere"), "nowhere")
    one_line(vb("verify", "--store", "stuff"), "not a store")


def test_languages_and_help(vb):
    languages = vb.program("verbatim-index", "languages", code=0).out.split()
    assert {"none", "english", "german"} <= set(languages)
    for args in ((), ("index",), ("inspect",), ("compact",), ("verify",), ("languages",)):
        assert "Exit status" in vb.program("verbatim-index", *args, "--help", code=0).out
    assert vb.program("verbatim-index", "--version", code=0).out.startswith("verbatim ")


def test_quiet_is_quiet_and_the_summary_reads_well(vb, store, write):
    write("a.jsonl", lines(1))
    result = vb.program("verbatim-index", "--store", store, "--quiet", "a.jsonl", code=0)
    assert result.out == "" and result.err == ""
    result = vb.program("verbatim-index", "--store", store, "a.jsonl", code=0)
    assert "1 unchanged" in result.out and "1 articles in all" in result.out


# --- bad input: one line, status 2, the rest is indexed ---

@pytest.mark.parametrize("name, content, words", [
    ("empty.txt", b"", ("empty.txt", "empty")),
    ("binary.txt", bytes(range(256)) * 40, ("binary.txt", "binary")),
    ("cut.jsonl.gz", gzip.compress(os.urandom(64).hex().encode() + lines(9).encode() * 500)[:-300], ("cut.jsonl.gz",)),
    ("broken.jsonl", (record(5) + "\n{\"id\": \n").encode(), ("broken.jsonl", "2", "JSON")),
])
def test_a_bad_file_is_told_in_one_line_and_costs_nothing_else(vb, store, write, name, content, words):
    write("a/" + name, content)
    write("a/good.jsonl", lines(1))
    result = vb.program("verbatim-index", "--store", store, "--quiet", "a")
    one_line(result, *words)
    assert index(vb, store, "a/good.jsonl")[0]["unchanged"] == 1


def test_an_inflating_gzip_is_cut_off(vb, store, write):
    write("a/bomb.txt.gz", gzip.compress(b"word " * (20 * 1024 * 1024), 9))
    write("a/good.jsonl", lines(1))
    result = vb.program("verbatim-index", "--store", store, "--quiet", "a", timeout=120)
    one_line(result, "bomb.txt.gz", "64 MiB")
    assert index(vb, store, "a/good.jsonl")[0]["unchanged"] == 1


def test_a_missing_path_does_not_stop_the_others(vb, store, write):
    write("good.jsonl", lines(1))
    result = vb.program("verbatim-index", "--store", store, "--quiet", "missing", "good.jsonl")
    one_line(result, "missing", "No such file")
    assert index(vb, store, "good.jsonl")[0]["unchanged"] == 1


def test_a_pipe_that_nobody_writes_to_is_told_and_the_rest_is_read(vb, store, write, tmp_path):
    os.mkfifo(tmp_path / "silent.jsonl")
    write("sound.jsonl", lines(1))
    began = time.monotonic()
    summary, err = index(vb, store, "silent.jsonl", "sound.jsonl", code=None, timeout=30)
    assert summary["added"] == 1 and "silent.jsonl: a pipe that nobody writes to" in err, (summary, err)
    for command in (("inspect", "silent.jsonl"), ("quote", "--store", store, "--batch", "silent.jsonl")):
        result = vb(*command, timeout=30)
        assert result.code == 2 and "a pipe that nobody writes to" in result.err, result
    assert time.monotonic() - began < 25


def test_a_pipe_with_a_slow_writer_is_waited_for(vb, store, tmp_path):
    """Its writer has it open, and begins to write after the time that one without a writer is given."""
    path = tmp_path / "slow.jsonl"
    os.mkfifo(path)
    reader = vb.start("verbatim", "index", "--store", store, path, cwd=tmp_path)
    with path.open("w") as pipe:
        pipe.flush()
        time.sleep(3)
        pipe.write(lines(1, 2))
    out, err = reader.communicate(timeout=30)
    assert reader.returncode == 0 and b"2 added" in out + err, (out, err)


def test_where_no_path_is_there_no_store_is_begun(vb, store, write):
    one_line(vb.program("verbatim-index", "--store", store, "missing"), "missing", "No such file")
    assert not store.exists()
    two = vb.program("verbatim-index", "--store", store, "missing", "gone/too", code=2)
    assert [line.split(": ")[1] for line in two.err.splitlines()] == ["missing", "gone/too"] and not store.exists()
    write("good.jsonl", lines(1))
    index(vb, store, "good.jsonl")
    one_line(vb.program("verbatim-index", "--store", store, "missing"), "missing", "No such file")
    assert index(vb, store, "good.jsonl")[0]["unchanged"] == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_files_and_folders_are_told(vb, store, write, tmp_path):
    write("a/good.jsonl", lines(1))
    os.chmod(write("a/shut.txt", "shut"), 0)
    write("a/shut/story.txt", "shut")
    os.chmod(tmp_path / "a/shut", 0)
    result = vb.program("verbatim-index", "--store", store, "--quiet", "a")
    os.chmod(tmp_path / "a/shut", stat.S_IRWXU)
    assert result.code == 2 and result.err.count("Permission denied") == 2
    assert index(vb, store, "a/good.jsonl")[0]["unchanged"] == 1


def test_a_folder_that_is_no_store_is_left_alone(vb, write, tmp_path):
    write("stuff/notes.txt", "mine")
    write("good.jsonl", lines(1))
    one_line(vb.program("verbatim-index", "--store", "stuff", "good.jsonl"), "stuff")
    assert [p.name for p in (tmp_path / "stuff").iterdir()] == ["notes.txt"]
    one_line(vb.program("verbatim-index", "compact", "--store", "stuff"), "stuff")
    one_line(vb.program("verbatim-index", "compact", "--store", "nowhere"), "nowhere")


def test_a_store_in_use_refuses_the_second_writer(vb, store, write):
    write("good.jsonl", lines(1))
    index(vb, store, "good.jsonl")
    first = vb.start("verbatim-index", "--store", store, "--format", "jsonl", "-", stdin=-1)
    try:
        deadline = time.monotonic() + 30
        while str(first.pid) not in (store / "lock").read_text() and time.monotonic() < deadline:
            time.sleep(0.05)
        one_line(vb.program("verbatim-index", "--store", store, "good.jsonl"), "in use", str(first.pid))
    finally:
        _, err = first.communicate(lines(2).encode(), timeout=60)
    assert first.returncode == 0, err
    assert index(vb, store, "good.jsonl")[0]["articles"] == 2


@pytest.mark.parametrize("engine, damaged", [("native", ("manifest",)), ("xapian", ("iam", "postlist"))])
def test_unknown_versions_and_damaged_stores_are_refused(vb, store, write, engine, damaged):
    write("good.jsonl", lines(*range(50)))
    index(vb, store, "--engine", engine, "good.jsonl")
    marker = store / "verbatim"
    good = marker.read_bytes()
    marker.write_bytes(good.replace(b"version 2", b"version 999"))
    assert good != marker.read_bytes()
    one_line(vb.program("verbatim-index", "--store", store, "good.jsonl"), "999")
    marker.write_bytes(b"verbatim store\nwhat\x00is this")
    one_line(vb.program("verbatim-index", "--store", store, "good.jsonl"), str(store))
    marker.write_bytes(good)
    assert index(vb, store, "good.jsonl")[0]["unchanged"] == 50
    for part in (store / engine).iterdir():
        if part.name.startswith(damaged):
            part.write_bytes(b"\x00garbage" * 40)
    one_line(vb.program("verbatim-index", "--store", store, "--quiet", "good.jsonl"))


@pytest.mark.parametrize("args, word", [
    (("--shard", "3/2", "x"), "--shard"), (("--shard", "0/2", "x"), "--shard"),
    (("--memory", "lots", "x"), "--memory"), (("--commit-every", "0", "x"), "--commit-every"),
    (("--format", "word", "x"), "--format"), (("--unheard", "x"), "--unheard"), ((), "name the files")])
def test_a_command_line_that_makes_no_sense_is_explained(vb, store, args, word):
    result = vb.program("verbatim-index", "--store", store, *args, code=2)
    assert word in result.err and "--help" in result.err
    assert not store.exists()


def test_an_unknown_language_or_engine_is_named(vb, store, write):
    write("good.jsonl", lines(1))
    for option in ("--language", "--engine"):
        one_line(vb.program("verbatim-index", "--store", store, option, "klingonish", "good.jsonl"), "klingonish")


def test_output_that_cannot_be_written_is_trouble(vb, write):
    write("good.jsonl", lines(*range(2000)))
    with open("/dev/full", "wb") as full:
        process = vb.start("verbatim-index", "inspect", "good.jsonl", stdout=full)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2 and b"No space left" in err


def test_control_characters_of_a_name_do_not_reach_the_terminal(vb, store, write):
    write("good.jsonl", lines(1))
    result = vb.program("verbatim-index", "--store", store, "--quiet", "good.jsonl", "a\x1b[31m\nb")
    assert "\x1b" not in one_line(result, "No such file")
