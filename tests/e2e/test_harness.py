"""The harness itself: what must fail a test does fail it."""

import pytest

FAKE = """#!/bin/sh
case $1 in
  report) echo 'ERROR: AddressSanitizer: heap-use-after-free' >&2; exit 0 ;;
  crash)  kill -SEGV $$ ;;
  status) exit 2 ;;
  echo)   cat ;;
esac
"""


@pytest.fixture
def fake(vb, tmp_path, monkeypatch):
    program = tmp_path / "bin" / "verbatim"
    program.parent.mkdir()
    program.write_text(FAKE)
    program.chmod(0o755)
    monkeypatch.setenv("VB_BIN", str(program.parent))
    return vb


def test_a_sanitizer_report_fails_even_with_status_0(fake):
    with pytest.raises(pytest.fail.Exception, match="sanitizer reported"):
        fake("report")


def test_a_crash_fails(fake):
    with pytest.raises(pytest.fail.Exception, match="SIGSEGV"):
        fake("crash")


def test_another_exit_status_than_asked_for_fails(fake):
    with pytest.raises(pytest.fail.Exception, match="expected exit status 0"):
        fake("status", code=0)


def test_input_and_output_pass_through(fake):
    assert fake("echo", input="Grüße").out == "Grüße"
