"""What the programs say about themselves: --help of every command, --version, the manual pages."""

import html
import re
import urllib.parse
from pathlib import Path

import pytest

from conftest import Programs, bin_folder

ROOT = Path(__file__).resolve().parents[2]

COMMANDS = [("verbatim",), ("verbatim", "search"), ("verbatim", "quote"), ("verbatim", "quotes"), ("verbatim", "show"), ("verbatim", "index"),
            ("verbatim", "inspect"), ("verbatim", "compact"), ("verbatim", "verify"), ("verbatim", "stats"),
            ("verbatim", "serve"), ("verbatim-index",), ("verbatim-index", "inspect"), ("verbatim-index", "compact"),
            ("verbatim-index", "verify"), ("verbatim-index", "stats"), ("verbatim-serve",)]
PAGES = ["verbatim", "verbatim-search", "verbatim-quote", "verbatim-quotes", "verbatim-show", "verbatim-index", "verbatim-inspect",
         "verbatim-serve"]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_teaches(vb, command):
    result = vb.program(*command, "--help", code=0)
    assert result.err == ""
    assert result.out.startswith("Usage: verbatim")
    assert "--help" in result.out
    assert [line for line in result.out.splitlines() if len(line) > 100] == []
    if command[-1] not in ("compact", "inspect", "stats"):
        assert "Examples:" in result.out
        assert "Exit status:" in result.out


@pytest.mark.parametrize("program", ["verbatim", "verbatim-index", "verbatim-serve"])
def test_version_is_one_line(vb, program):
    result = vb.program(program, "--version", code=0)
    assert result.out.startswith(program) and result.out.count("\n") == 1


@pytest.mark.parametrize("page", PAGES)
def test_manual_pages_come_from_help(page):
    text = (bin_folder().parent / "man" / f"{page}.1").read_text(encoding="utf-8")
    for section in (".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION"):
        assert section in text, section
    assert "\\-\\-help" in text
    assert "(null)" not in text


# ---- what the helps tell must be true of the samples ----

@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    Programs(folder).program("verbatim-index", "--quiet", "--store", folder / "store", ROOT / "samples/articles", code=0)
    return folder / "store"


def queries_of_help(text):
    """The first column of the list of what a query may hold."""
    block = text.split("What a query may hold", 1)[1].split("\n\n")[0].splitlines()[1:]
    return [re.match(r"  (.+?)  +", line).group(1) for line in block]


def queries_of_readme(text):
    rows = text.split("## The query language", 1)[1].split("\n## ")[0]
    column = "".join(row.split("|")[1] for row in rows.splitlines() if row.startswith("| `"))
    return [query for query in re.findall(r"`([^`]+)`", column) if not query.startswith("--")]


OPERATORS = ['"', "*", "-", " OR ", "(", "NEAR/", "w/s", "w/p", "title:", "author:", "source:", "speaker:", "said:",
             "in:comments", "section:", "date:", "after:", "before:"]


def test_every_example_of_a_query_finds_something_in_the_samples(vb, samples):
    listed = queries_of_help(vb("search", "--help", code=0).out)
    told = queries_of_readme((ROOT / "README.md").read_text(encoding="utf-8"))
    for queries in (listed, told):
        assert len(queries) > 15
        assert [o for o in OPERATORS if not any(o in q for q in queries)] == []
    for query in dict.fromkeys(listed + told):
        vb("search", "--store", samples, "--size", 1, "--", query, code=0)


def test_the_page_of_help_has_every_operator_and_its_links_find_something(samples, server):
    site = server(samples)
    page = site.request("/help")[2].decode()
    links = [html.unescape(link) for link in re.findall(r'href="(/(?:quotes)?\?[^"]*)"', page)]
    queries = [urllib.parse.parse_qs(link.split("?", 1)[1]).get("q", [""])[0] for link in links]
    assert [o for o in OPERATORS if not any(o in q for q in queries)] == []
    assert any("fold=0" in link for link in links) and any(link.startswith("/quotes?speaker=") for link in links)
    for link in links:
        status, _, body = site.request(link)
        assert status == 200 and b'<ol class="hits' in body, link
