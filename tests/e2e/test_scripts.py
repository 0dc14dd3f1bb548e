"""The scripts of the two commands, with stand-ins for dpkg-query, apt-get and sudo on PATH."""

import pathlib
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
INSTALL = ROOT / ".ci" / "install-packages"
SCRIPTS = [INSTALL, ROOT / "tests" / "run.sh", ROOT / "samples" / "demo.sh"]


class Machine:
    """A PATH of stand-ins: which packages dpkg-query knows, who runs, and what apt-get was asked."""

    def __init__(self, folder):
        self.folder = folder / "bin"
        self.folder.mkdir()
        self.log = folder / "calls"
        for tool in ("sh", "cat", "dirname", "mktemp", "rm", "tail", "env", "grep", "sed", "mkdir"):
            (self.folder / tool).symlink_to(shutil.which(tool))

    def has(self, name, body):
        path = self.folder / name
        path.write_text("#!/bin/sh\n" + body)
        path.chmod(0o755)

    def debian(self, missing=(), user=0, apt_status=0):
        self.has("dpkg-query", "for package; do :; done\ncase $package in " +
                 "".join(f"{name}) exit 1 ;; " for name in missing) + "*) printf installed ;; esac\n")
        self.has("id", f"echo {user}\n")
        self.has("apt-get", f'echo "apt-get $*" >> "{self.log}"\necho "E: no such luck"\nexit {apt_status}\n')

    def run(self, script, *args):
        return subprocess.run(["/bin/sh", script, *args], capture_output=True, text=True, timeout=60,
                              stdin=subprocess.DEVNULL, env={"PATH": str(self.folder)}, cwd="/")

    def calls(self):
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_for_a_plain_sh(script):
    shell = shutil.which("dash") or "/bin/sh"
    assert subprocess.run([shell, "-n", script], capture_output=True).returncode == 0
    assert script.read_text().startswith("#!/bin/sh\n")


def test_nothing_missing_means_no_apt_and_no_word(machine):
    machine.debian()
    done = machine.run(INSTALL, "test")
    assert (done.returncode, done.stdout, done.stderr, machine.calls()) == (0, "", "", [])


def test_what_is_missing_is_named_with_its_reason_and_installed(machine):
    machine.debian(missing=["libgumbo-dev", "libcriterion-dev"])
    done = machine.run(INSTALL, "build")
    assert done.returncode == 0
    assert "missing: libgumbo-dev (the HTML5 parser)" in done.stdout
    assert machine.calls() == ["apt-get update", "apt-get install -y --no-install-recommends libgumbo-dev"]


def test_the_tests_need_more_than_the_build(machine):
    machine.debian(missing=["libcriterion-dev"])
    assert machine.run(INSTALL, "build").stdout == ""
    assert "missing: libcriterion-dev" in machine.run(INSTALL, "test").stdout


def test_another_user_than_root_goes_through_sudo(machine):
    machine.debian(missing=["cmake"], user=1000)
    machine.has("sudo", f'echo "sudo" >> "{machine.log}"\nexec "$@"\n')
    assert machine.run(INSTALL, "build").returncode == 0
    assert machine.calls() == ["sudo", "apt-get update", "sudo", "apt-get install -y --no-install-recommends cmake"]


def test_without_root_and_sudo_the_command_to_type_is_said(machine):
    machine.debian(missing=["cmake"], user=1000)
    done = machine.run(INSTALL, "build")
    assert done.returncode == 2
    assert done.stderr == "install-packages: not root and no sudo: as root, run apt-get install cmake\n"


def test_a_failing_apt_is_told_with_its_own_words(machine):
    machine.debian(missing=["cmake"], apt_status=100)
    done = machine.run(INSTALL, "build")
    assert done.returncode == 2
    assert "E: no such luck" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("install-packages: apt-get failed")


@pytest.mark.parametrize("script", SCRIPTS[1:], ids=lambda path: path.name)
def test_another_system_than_debian_is_told_what_to_do(machine, script):
    done = machine.run(script)
    assert done.returncode == 2
    assert "this is no Debian system" in done.stderr and len(done.stderr.splitlines()) == 1


def test_an_unknown_option_of_the_demo_is_refused_before_anything(machine):
    done = machine.run(ROOT / "samples" / "demo.sh", "--serve-not")
    assert done.returncode == 2
    assert done.stderr == "demo.sh: unknown option --serve-not; the only one is --no-serve\n"
    assert machine.calls() == []
