"""What the programs say about themselves: --help, --version, unknown options and commands, manual pages, completions.

The commands are those that `verbatim --help` lists, so a new one is tried without a word here.
"""

import html
import os
import pty
import re
import select
import shutil
import subprocess
import time
import urllib.parse
from pathlib import Path

import pytest

from conftest import Programs, bin_folder, environment

ROOT = Path(__file__).resolve().parents[2]


def listed_commands():
    done = subprocess.run([bin_folder() / "verbatim", "--help"], capture_output=True, text=True, env=environment(), check=True)
    block = done.stdout.split("Commands:\n", 1)[1].split("\n\n")[0]
    return re.findall(r"^  (\w+)", block, re.M)


def options_of(help_text):
    """(name, what its value is called or "") of each option that a --help lists."""
    block = help_text.split("Options:\n", 1)[1].split("\n\n")[0]
    return re.findall(r"^  (?:-\w, |    )--([a-z-]+) ?([A-Z/]*)", block, re.M)


COMMANDS = listed_commands()
INDEX = ["index", "inspect", "compact", "copy", "verify", "stats", "languages"]
CALLS = [("verbatim",)] + [("verbatim", c) for c in COMMANDS] + [("verbatim-index",)] + [("verbatim-index", c) for c in INDEX] \
    + [("verbatim-serve",)]


def test_the_list_of_commands_is_not_lost():
    assert {"index", "search", "quote", "show", "serve", "inspect", "compact", "verify", "stats", "languages", "help",
            "completion"} < set(COMMANDS)


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_help_teaches(vb, call):
    result = vb.program(*call, "--help", code=0)
    assert result.err == ""
    command = {"verbatim-index": "index", "verbatim-serve": "serve"}.get(call[0], "") if len(call) == 1 else call[1]
    assert re.match(rf"Usage: verbatim {command}\b" if command else "Usage: verbatim COMMAND ", result.out)
    assert ("help", "") in options_of(result.out)
    assert [line for line in result.out.split("Examples:")[0].splitlines() if len(line) > 80] == []
    assert [line for line in result.out.splitlines() if len(line) > 100] == []
    assert "verbatim-index" not in result.out and "verbatim-serve" not in result.out
    if command not in ("compact", "stats", "languages", "help"):
        assert "Examples:" in result.out
    assert "Exit status:" in result.out


@pytest.mark.parametrize("command", COMMANDS)
def test_all_ways_to_ask_for_help_answer_alike(vb, command):
    said = vb(command, "--help", code=0).out
    assert vb("help", command, code=0).out == said and vb(command, "-h", code=0).out == said


@pytest.mark.parametrize("program", ["verbatim", "verbatim-index", "verbatim-serve"])
def test_version_is_one_line(vb, program):
    result = vb.program(program, "--version", code=0)
    assert re.fullmatch(r"verbatim \d+\.\d+\.\d+\n", result.out), "one name, whichever the program"


# ---- what is not known is refused ----

def refused(result, *words):
    assert result.code == 2 and result.out == "" and result.err.count("\n") == 1, result
    for word in words:
        assert word in result.err, (word, result)


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_unknown_options_are_refused_with_the_nearest_name(vb, call):
    refused(vb.program(*call, "--hepl"), "unknown option '--hepl'", "did you mean --help?", "--help'")
    refused(vb.program(*call, "--no-such-option"), "unknown option '--no-such-option'", "--help'")
    refused(vb.program(*call, "-Z"), "unknown option '-Z'")
    if len(call) > 1:
        names = [name for name, _ in options_of(vb.program(*call, "--help", code=0).out)]
        for name in names:
            at = next((i for i in range(1, len(name) - 1) if name[i] != name[i + 1]), 0)
            wrong = name[:at] + name[at + 1] + name[at] + name[at + 2:]
            begun = {wrong: other for other in names if other.startswith(wrong)}  # a beginning is meant, not a slip
            refused(vb.program(*call, f"--{wrong}=1"), f"unknown option '--{wrong}", f"did you mean --{begun.get(wrong, name)}?")


def test_an_option_of_another_tool_is_no_word_of_a_query(vb, samples):
    refused(vb("search", "--store", samples, "-n", "3", "bridge"), "unknown option '-n'")
    refused(vb("said", "--store", samples, "-n", "3", "bridge"), "unknown option '-n'")
    refused(vb("search", "--store", samples, "bridge", "-5"), "unknown option '-5'", "goes after --")
    all_of, without = (vb("search", "--store", samples, "--json", "--no-fold", *q, code=0).json()["total"]
                       for q in (("bridge",), ("bridge", "-mud")))
    assert 0 < without < all_of
    assert vb("search", "--store", samples, "--", "bridge", "-n", code=0).out


def test_a_quote_that_begins_with_a_dash_is_looked_up(vb, samples):
    assert vb("quote", "--store", samples, "-- keeps its promises", code=0).out.startswith(("verbatim", "typography", "case"))
    assert vb("quote", "--store", samples, "--", "-promises", code=0).out
    refused(vb("quote", "--store", samples, "-promises"), "unknown option '-promises'", "goes after --")


@pytest.mark.parametrize("typed, meant", [("serach", "search"), ("qoute", "quote"), ("idnex", "index"), ("verfy", "verify"),
                                          ("stat", "stats"), ("serv", "serve"), ("frobnicate", None)])
def test_unknown_commands_get_the_nearest_name(vb, typed, meant):
    for args in ((typed, "x"), ("help", typed), ("--man", typed)):
        result = vb(*args)
        refused(result, typed)
        assert (f"did you mean {meant}?" in result.err) if meant else ("did you mean" not in result.err)


def test_options_before_the_command_are_explained(vb):
    refused(vb("--store", "x", "search", "y"), "unknown option '--store'", "after it")


@pytest.mark.parametrize("args", [("search", "x"), ("quote", "x"), ("said", "x"), ("show", "x"), ("serve", "--port", "0"),
                                  ("stats",), ("verify",), ("compact",)], ids=lambda a: a[0])
def test_a_store_that_is_missing_gets_a_hint(vb, args):
    refused(vb(*args), "verbatim-store", f"verbatim {args[0]}: ", "'verbatim index'", "--store")
    refused(vb(*args, "--store", "nowhere"), "nowhere", "'verbatim index'")


def test_the_defaults_that_help_tells_are_true(vb):
    told = dict(re.findall(r"--([a-z-]+) [A-Z]+ .*?\(default: ([^)]*)\)", " ".join(vb("index", "--help", code=0).out.split())))
    vb("index", "--store", "fresh", ROOT / "samples/articles/interview.txt", code=0)
    assert told["engine"] == vb("stats", "--store", "fresh", "--json", code=0).json()["engine"] == "native"


# ---- manual pages ----

def pages():
    return ["verbatim"] + [f"verbatim-{command}" for command in COMMANDS]


@pytest.mark.parametrize("page", pages())
def test_a_manual_page_has_what_help_has(vb, page):
    path = bin_folder().parent / "share/man/man1" / f"{page}.1"
    command = page.partition("-")[2]
    asked = [command] if command else []
    text = path.read_text(encoding="utf-8")
    assert vb("--man", *asked, code=0).out == text
    for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "SEE ALSO"):
        assert f'.SH "{section}"' in text, section
    assert f"\n{page}".replace("-", "\\-") + " \\- " in text
    for name, _ in options_of(vb(*asked, "--help", code=0).out):
        assert "\\fB\\-\\-" + name.replace("-", "\\-") + "\\fR" in text, name
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", path], capture_output=True, text=True)
    assert [line for line in (lint.stdout + lint.stderr).splitlines() if "missing date" not in line] == []


def test_every_page_is_of_a_command():
    folder = bin_folder().parent / "share/man/man1"
    assert sorted(p.name for p in folder.iterdir()) == sorted(f"{page}.1" for page in pages())


def test_pages_and_completions_are_installed(tmp_path):
    build = bin_folder().parent
    subprocess.run(["cmake", "--install", build, "--prefix", tmp_path], check=True, capture_output=True, timeout=120)
    for page in pages():
        assert (tmp_path / "share/man/man1" / f"{page}.1").is_file()
    for path in ("bash-completion/completions/verbatim", "bash-completion/completions/verbatim-index",
                 "fish/vendor_completions.d/verbatim.fish", "fish/vendor_completions.d/verbatim-serve.fish",
                 "zsh/site-functions/_verbatim"):
        assert (tmp_path / "share" / path).read_text().count("\n") > 20, path
    for program in ("verbatim", "verbatim-index", "verbatim-serve"):
        assert os.access(tmp_path / "bin" / program, os.X_OK)


# ---- completions: each shell runs its script ----

@pytest.fixture
def scripts(tmp_path):
    for shell in ("bash", "zsh", "fish"):
        (tmp_path / shell).mkdir()
        done = subprocess.run([bin_folder() / "verbatim", "completion", shell], capture_output=True, env=environment(), check=True)
        (tmp_path / shell / "_verbatim").write_bytes(done.stdout)
    (tmp_path / "cwd").mkdir()
    (tmp_path / "cwd/a folder").mkdir()
    (tmp_path / "cwd/a file.txt").write_text("x")
    return tmp_path


def bash_completes(scripts, *words):
    """What bash offers for the last of the words."""
    script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _verbatim 2>&1; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "--norc", "-c", script, "bash", scripts / "bash/_verbatim", *words], capture_output=True, text=True,
                          cwd=scripts / "cwd", timeout=60)
    assert done.returncode == 0 and done.stderr == "", done
    return [line for line in done.stdout.split("\n") if line]


def fish_completes(scripts, *words):
    """The same of fish; the descriptions are left out."""
    line = " ".join(words)
    done = subprocess.run(["fish", "--no-config", "-c", f"source {scripts}/fish/_verbatim; complete -C '{line}'"], capture_output=True,
                          text=True, cwd=scripts / "cwd", timeout=60, env=environment(HOME=scripts))
    assert done.returncode == 0 and done.stderr == "", done
    return [line.split("\t")[0] for line in done.stdout.split("\n") if line]


@pytest.mark.parametrize("completes", [bash_completes, fish_completes])
def test_bash_and_fish_complete_commands_options_and_values(scripts, completes):
    assert set(COMMANDS) <= set(completes(scripts, "verbatim", ""))
    assert completes(scripts, "verbatim", "sea") == ["search"]
    assert completes(scripts, "verbatim", "search", "--so") in (["--sort", "--source"], ["--source", "--sort"])
    assert sorted(completes(scripts, "verbatim", "search", "--sort", "")) == ["date", "newest", "oldest", "relevance"]
    assert completes(scripts, "verbatim", "index", "--engine", "n") == ["native"]
    assert completes(scripts, "verbatim", "serve", "--po") == ["--port"]
    assert completes(scripts, "verbatim", "help", "verif") == ["verify"]
    assert sorted(completes(scripts, "verbatim", "completion", "")) == ["bash", "fish", "zsh"]
    assert completes(scripts, "verbatim", "search", "--size", "") == []
    assert completes(scripts, "verbatim-serve", "--ho") == ["--host"]
    assert completes(scripts, "verbatim-index", "--pru") == ["--prune"]
    assert completes(scripts, "verbatim-index", "stats", "--js") == ["--json"]
    assert completes(scripts, "verbatim-index", "stats", "--pru") == []
    found = [name.replace("\\", "").rstrip("/") for name in completes(scripts, "verbatim", "index", "a")]
    assert sorted(found) == ["a file.txt", "a folder"]
    assert [n.replace("\\", "").rstrip("/") for n in completes(scripts, "verbatim", "search", "--store", "a")] == ["a folder"]


@pytest.mark.parametrize("completes", [bash_completes, fish_completes])
def test_every_option_of_every_command_is_completed(vb, scripts, completes):
    for command in COMMANDS:
        wanted = {f"--{name}" for name, _ in options_of(vb(command, "--help", code=0).out)}
        assert wanted == set(completes(scripts, "verbatim", command, "--")), command


def test_bash_splits_words_at_an_equals_sign(scripts):
    assert bash_completes(scripts, "verbatim", "search", "--sort", "=") == ["relevance", "newest", "oldest", "date"]
    assert bash_completes(scripts, "verbatim", "search", "--sort", "=", "ne") == ["newest"]


class Zsh:
    """An interactive zsh with the completion loaded; its line editor tells what became of a line."""

    def __init__(self, folder):
        self.told = folder / "told"
        pid, self.fd = pty.fork()
        if pid == 0:
            os.chdir(folder / "cwd")
            os.execvpe("zsh", ["zsh", "-f", "-i"], environment(HOME=str(folder), TERM="dumb", PS1="> "))
        self.pid = pid
        self.send(f"tell() {{ print -r -- \"<$BUFFER>\" > {self.told}.new; mv {self.told}.new {self.told}; BUFFER= }}; zle -N tell; "
                  f"bindkey '^X' tell; setopt no_beep; fpath=({folder}/zsh $fpath); autoload -Uz compinit; compinit -u -D\n")
        assert self.line("echo ready") == "echo ready"

    def send(self, text):
        os.write(self.fd, text.encode())

    def line(self, text):
        """The line after it was typed and told."""
        self.told.unlink(missing_ok=True)
        self.send(text + "\x18")
        end = time.monotonic() + 40
        while not self.told.exists() and time.monotonic() < end:
            if select.select([self.fd], [], [], 0.05)[0]:
                os.read(self.fd, 65536)
        return self.told.read_text().rstrip("\n")[1:-1]

    def close(self):
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def test_zsh_completes_commands_options_and_values(scripts):
    assert shutil.which("zsh"), "zsh is in .ci/packages"
    zsh = Zsh(scripts)
    try:
        for typed, becomes in [("verbatim sea\t", "verbatim search "), ("verbatim search --sor\t", "verbatim search --sort="),
                               ("verbatim search --sort=ne\t", "verbatim search --sort=newest "),
                               ("verbatim index --engine n\t", "verbatim index --engine native "),
                               ("verbatim search x --no-f\t", "verbatim search x --no-fold "),
                               ("verbatim search --store a\t", "verbatim search --store a\\ folder/"),
                               ("verbatim help verif\t", "verbatim help verify "), ("verbatim --vers\t", "verbatim --version "),
                               ("verbatim completion fi\t", "verbatim completion fish "),
                               ("verbatim-serve --ho\t", "verbatim-serve --host="),
                               ("verbatim-index --pru\t", "verbatim-index --prune "),
                               ("verbatim-index stats --js\t", "verbatim-index stats --json ")]:
            assert zsh.line(typed).rstrip() == becomes.rstrip(), typed
    finally:
        zsh.close()


# ---- what the helps tell must be true of the samples ----

@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    Programs(folder).program("verbatim-index", "--quiet", "--store", folder / "store", ROOT / "samples/articles", code=0)
    return folder / "store"


def queries_of_help(text):
    """The first column of the list of what a query may hold."""
    block = text.split("What a query may hold", 1)[1].split("\n\n")[0].splitlines()[1:]
    return [re.match(r"  (.+?)  +", line).group(1) for line in block if not line.startswith("   ")]


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
    links = [html.unescape(link) for link in re.findall(r'href="((?:\./|said)\?[^"]*)"', page)]
    queries = [urllib.parse.parse_qs(link.split("?", 1)[1]).get("q", [""])[0] for link in links]
    assert [o for o in OPERATORS if not any(o in q for q in queries)] == []
    assert any("fold=0" in link for link in links) and any(link.startswith("said?speaker=") for link in links)
    for link in links:
        status, _, body = site.request(urllib.parse.urljoin("/help", link))
        assert status == 200 and b'<ol class="hits' in body, link
