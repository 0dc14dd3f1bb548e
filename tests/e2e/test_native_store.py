"""The native store from outside: indexed, verified, counted, damaged."""

import json

ARTICLE = '{{"id": "bay-{n}", "title": "Harbour {n}", "date": "2019-06-{day:02}", "text": "{text}"}}\n'


# Long enough to have keys by which its copies are found.
WORDS = "The harbour board said the ferries sail again." + " The board of the harbour said it once more." * 3


def lines(count, words=WORDS):
    return "".join(ARTICLE.format(n=n, day=n % 28 + 1, text=f"{words} Story {n}.") for n in range(count))


def build(vb, folder, count=50):
    (folder / "a.jsonl").write_text(lines(count), encoding="utf-8")
    store = folder / "native-store"
    vb.program("verbatim-index", "--engine", "native", "--store", store, "--quiet", folder / "a.jsonl", code=0)
    return store


def test_a_store_verifies_and_says_what_it_holds(vb, tmp_path):
    store = build(vb, tmp_path)
    assert "sound, 50 articles" in vb.program("verbatim", "verify", "--store", store, code=0).out
    stats = json.loads(vb.program("verbatim", "stats", "--json", "--store", store, code=0).out)
    assert stats["articles"] == 50 and stats["deleted"] == 0 and stats["segments"] == 1
    assert (stats["first_day"], stats["last_day"]) == (20190601, 20190628)
    assert stats["pairs"] > 5 and stats["terms"] > 50
    assert 0 < stats["copy_keys"] <= 8 * stats["articles"]
    assert 0 < stats["copy_key_bytes"] < stats["bytes"]["columns"]
    parts = {p.suffix[1:]: p.stat().st_size for p in (store / "native").iterdir() if p.suffix}
    assert {k: v for k, v in stats["bytes"].items() if v and k != "total"} == parts
    assert "articles" in vb.program("verbatim", "stats", "--store", store, code=0).out


def test_damage_is_named_by_file_and_place(vb, tmp_path):
    store = build(vb, tmp_path)
    for part in (store / "native").iterdir():
        whole = part.read_bytes()
        at = len(whole) // 3
        part.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1:])
        result = vb.program("verbatim", "verify", "--store", store, code=2)
        assert part.name in result.err, part.name
        part.write_bytes(whole)
    assert "sound" in vb.program("verbatim", "verify", "--store", store, code=0).out


def test_reindexing_replaces_and_compacting_keeps(vb, tmp_path):
    store = build(vb, tmp_path)
    (tmp_path / "b.jsonl").write_text(lines(10, "A calmer winter."), encoding="utf-8")
    vb.program("verbatim-index", "--store", store, "--quiet", tmp_path / "b.jsonl", code=0)
    stats = json.loads(vb.program("verbatim", "stats", "--json", "--store", store, code=0).out)
    assert stats["articles"] == 50 and stats["deleted"] == 10 and stats["segments"] == 2
    vb.program("verbatim", "compact", "--store", store, code=0)
    stats = json.loads(vb.program("verbatim", "stats", "--json", "--store", store, code=0).out)
    assert stats["articles"] == 50 and stats["deleted"] == 0 and stats["segments"] == 1
    assert "sound" in vb.program("verbatim", "verify", "--store", store, code=0).out


def test_both_engines_tell_the_same_of_the_same_articles(vb, tmp_path):
    own = json.loads(vb.program("verbatim", "stats", "--json", "--store", build(vb, tmp_path), code=0).out)
    store = tmp_path / "xapian-store"
    vb.program("verbatim-index", "--engine", "xapian", "--store", store, "--quiet", tmp_path / "a.jsonl", code=0)
    stats = json.loads(vb.program("verbatim", "stats", "--json", "--store", store, code=0).out)
    assert stats["engine"] == "xapian" and own["engine"] == "native"
    assert all(stats[k] == own[k] for k in ("articles", "terms", "first_day", "last_day")), (stats, own)
    files = {p.stem: p.stat().st_size for p in (store / "xapian").glob("*.glass")}
    assert files["postlist"] > 0 and {k: stats["bytes"][k] for k in files} == files
    assert stats["bytes"]["total"] >= sum(files.values())
    said = vb.program("verbatim", "stats", "--store", store, code=0).out
    assert "2019-06-01 to 2019-06-28" in said and "postlist" in said and "segments" not in said
    (store / "xapian" / "iamglass").write_bytes(b"no database")
    assert str(store) in vb.program("verbatim", "stats", "--store", store, code=2).err
