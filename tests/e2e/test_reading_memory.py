"""Hostile inputs are refused or cut in one line each, and take no more than a fixed amount of memory.

Without the limits, these take from 400 MiB to some GiB. A sanitized build takes twice the memory for everything.
"""

import os
import subprocess

import pytest

from conftest import bin_folder, environment

MIB = 1 << 20
MAIL = b"From: a@b.example\nTo: c@d.example\nSubject: Ferry\nDate: Mon, 5 Jul 2021 10:00:00 +0000\n"
LINE = b"The ferry left the harbour late on Monday. "

# name: head, the piece, tail, MiB of pieces, what is said
HOSTILE = {
    "objects.json": (b'{"articles":[', b"{},", b"{}]}", 6, "too many parts"),
    "numbers.json": (b'{"articles":[', b"1,", b"1]}", 18, "too many parts"),
    "keys.jsonl": (b"{", b'"kkkkkk":1,', b'"title":"x"}', 24, "too many parts"),
    "headers.eml": (MAIL, b"X-A: b\n", b"\nThe ferry left.\n", 6, "headers"),
    "names.eml": (MAIL + b"Cc: ", b"a@b.example,", b"c@d.example\n\nThe ferry left.\n", 6, "headers"),
    "parts.mht": (MAIL + b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n",
                  b"--b\nContent-Type: text/html\n\n<p>a\n", b"--b--\n", 6, "parts"),
    "nodes.html": (b"<html><body><h1>x</h1>", b"<p>a", b"</body></html>", 3, "to parse"),
    "page.html": (b"<html><body><h1>x</h1>", b"<p>" + LINE, b"</body></html>", 25, "a page of more than 24 MiB"),
    "text.txt": (b"Ferry late\n\n", LINE, b"", 20, "text cut at 8 MiB"),
    "paragraph.rtf": (b"{\\rtf1 ", LINE, b"}", 18, "text cut at 8 MiB"),
    "deep.xml": (b"<rss><channel>", b"<item>", b"", 12, "too deep"),
}


def peak(path):
    """Runs `inspect` on the file: what it says, and the most memory that it took, in bytes."""
    # A sanitizer keeps freed memory for a while; told not to, what grows is ours.
    env = environment(ASAN_OPTIONS="quarantine_size_mb=0:detect_leaks=0")
    with subprocess.Popen([bin_folder() / "verbatim-index", "inspect", path], env=env, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 2) and "Sanitizer" not in said, said
    return said, usage.ru_maxrss * 1024


@pytest.mark.parametrize("name", HOSTILE)
def test_memory_is_bounded(tmp_path, name):
    head, piece, tail, size, says = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(head + piece * (size * MIB // len(piece)) + tail)
    said, most = peak(path)
    assert says in said and len(said.splitlines()) <= 2, said
    sanitized = b"AddressSanitizer" in (bin_folder() / "verbatim-index").read_bytes()
    assert most < (512 if sanitized else 256) * MIB, most // MIB
