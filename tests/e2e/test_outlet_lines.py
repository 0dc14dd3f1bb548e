"""What a store learns of its outlets' recurring lines, from run to run: in both engines, damaged, missing."""

import json

import pytest

LINE = "Story saved"


def page(number, extra=""):
    body = (f"The ferry to Ulva left {number} hours late on Monday, the harbour office said, since its engine had to "
            "be changed and nobody had thought of ordering one in time for the winter.")
    return (f"<html><head><title>Ferry {number} late</title><link rel=canonical href='https://orsk.example/{number}'>"
            f"</head><body><h1>Ferry {number} late</h1><div class=story><p>{body}</p><p>{LINE}</p><p>{body} {extra}</p>"
            "</div></body></html>")


def index(vb, store, *files, code=0):
    run = vb.program("verbatim-index", "--store", store, "--json", *files, code=code)
    return json.loads(run.out), run.err


def with_line(vb, store):
    return vb.program("verbatim", "search", "--store", store, "--json", f'"{LINE}"').json()["total"]


@pytest.fixture(params=["native", "xapian"])
def pages(vb, store, tmp_path, request):
    """A store into which three pages came in runs of their own; the files."""
    files = []
    for number in range(3):
        files.append(tmp_path / f"{number}.html")
        files[-1].write_text(page(number))
        done, _ = index(vb, store, "--engine", request.param, files[-1])
        assert done["added"] == 1
    return files


def test_a_page_that_comes_alone_is_read_by_what_the_store_knows(vb, store, pages, tmp_path):
    assert with_line(vb, store) == 2, "the first two came before it was known"
    vb.program("verbatim-index", "verify", "--store", store, code=0,
               env={"ASAN_OPTIONS": "new_delete_type_mismatch=0"})  # libxapian's own check
    done, _ = index(vb, store, *pages)
    assert (done["unchanged"], done["added"], done["replaced"]) == (3, 0, 0), "what was read stays"
    pages[0].write_text(page(0, "It left at last."))
    done, _ = index(vb, store, *pages)
    assert (done["unchanged"], done["replaced"]) == (2, 1)
    assert with_line(vb, store) == 1, "the page that changed was read anew"
    vb.program("verbatim-index", "compact", "--store", store, code=0)
    (tmp_path / "9.html").write_text(page(9))
    index(vb, store, tmp_path / "9.html")
    assert with_line(vb, store) == 1, "compacting keeps it"


def test_a_run_that_learns_nothing_writes_nothing(vb, store, pages):
    if not (store / "native").exists():
        return
    before = {p.name: p.read_bytes() for p in (store / "native").iterdir()}
    index(vb, store, *pages)
    assert {p.name: p.read_bytes() for p in (store / "native").iterdir()} == before


@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
def test_damage_is_seen_and_costs_only_what_was_known(vb, store, tmp_path, harm):
    first = tmp_path / "0.html"
    first.write_text(page(0))
    index(vb, store, first)
    [lines] = (store / "native").glob("*.lines")
    data = bytearray(lines.read_bytes())
    data[20] ^= 0x41
    if harm == "remove":
        lines.unlink()
    else:
        lines.write_bytes(data if harm == "flip" else data[:-7])
    assert vb.program("verbatim", "search", "--store", store, "--json", "ferry", code=0).json()["total"] == 1
    assert ".lines" in vb.program("verbatim-index", "verify", "--store", store, code=2).err
    (tmp_path / "1.html").write_text(page(1))
    if harm == "flip":
        mended = vb.program("verbatim-index", "verify", "--store", store, "--repair", code=0)
        assert "lines" in mended.err and "1 articles" in mended.err
    else:
        _, err = index(vb, store, tmp_path / "1.html")
        assert ".lines" in err, "the run says it, and counts from the beginning"
    vb.program("verbatim-index", "verify", "--store", store, code=0)
