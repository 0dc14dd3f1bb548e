"""What the programs say about themselves: --help of every command, --version, the manual pages."""

import pytest

from conftest import bin_folder

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
