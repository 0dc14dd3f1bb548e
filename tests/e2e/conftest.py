"""What the end-to-end tests share: running the programs, stores, servers.

The programs are those in the folder $VB_BIN (ctest sets it). Every run has a
time limit, and a sanitizer's report in what a program wrote fails the test,
whatever its exit status was.
"""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "samples"
sys.path.insert(0, str(ROOT / "tests" / "opensearch"))  # cluster.py, fake.py, slow.py
SANITIZER = re.compile(
    r"ERROR: (Address|Leak)Sanitizer|runtime error:|WARNING: ThreadSanitizer|AddressSanitizer:DEADLYSIGNAL"
)
TIME_LIMIT = 60  # seconds; sanitized programs on a busy machine are slow


def bin_folder():
    folder = os.environ.get("VB_BIN")
    if not folder:
        pytest.exit("VB_BIN must name the folder with verbatim, verbatim-index and verbatim-serve", 3)
    return pathlib.Path(folder)


def environment(**changes):
    """The environment of a program under test: no colour, no store of the caller's."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("VERBATIM_", "NO_COLOR"))}
    env["LC_ALL"] = "C.UTF-8"
    for key, value in changes.items():
        if value is None:
            env.pop(key, None)
        else:
            env[key] = str(value)
    return env


def refuse_sanitizer_report(text, what):
    if SANITIZER.search(text):
        pytest.fail(f"{what}: a sanitizer reported:\n{text[:8000]}", pytrace=False)


class Result:
    """What a program did: `code`, `out` and `err` as text, `out_bytes`."""

    def __init__(self, argv, code, out, err):
        self.argv, self.code, self.out_bytes = argv, code, out
        self.out = out.decode("utf-8", "replace")
        self.err = err.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.out)

    def json_lines(self):
        return [json.loads(line) for line in self.out.splitlines() if line.strip()]

    def __repr__(self):
        return f"{' '.join(self.argv)}\nstatus {self.code}\n--- stdout\n{self.out[:4000]}\n--- stderr\n{self.err[:4000]}"


class Programs:
    """vb("search", ...) runs `verbatim search ...`; vb.program("verbatim-index", ...) any of the three."""

    def __init__(self, cwd):
        self.cwd = cwd

    def path(self, name):
        return bin_folder() / name

    def program(self, name, *args, input=b"", timeout=TIME_LIMIT, env=None, cwd=None, code=None):
        argv = [str(self.path(name))] + [str(a) if not isinstance(a, bytes) else os.fsdecode(a) for a in args]
        if isinstance(input, str):
            input = input.encode()
        done = subprocess.run(argv, input=input, capture_output=True, timeout=timeout,
                              env=environment(**(env or {})), cwd=cwd or self.cwd)
        result = Result(argv, done.returncode, done.stdout, done.stderr)
        refuse_sanitizer_report(result.err, argv[0])
        if done.returncode < 0:
            pytest.fail(f"ended by signal {signal.Signals(-done.returncode).name}: {result!r}", pytrace=False)
        if code is not None and done.returncode != code:
            pytest.fail(f"expected exit status {code}: {result!r}", pytrace=False)
        return result

    def __call__(self, *args, **kwargs):
        return self.program("verbatim", *args, **kwargs)

    def start(self, name, *args, env=None, cwd=None, stdin=subprocess.DEVNULL, **kwargs):
        """Starts a program and returns its Popen; the test ends it."""
        return subprocess.Popen([str(self.path(name))] + [str(a) for a in args], stdin=stdin,
                                stdout=kwargs.pop("stdout", subprocess.PIPE),
                                stderr=kwargs.pop("stderr", subprocess.PIPE),
                                env=environment(**(env or {})), cwd=cwd or self.cwd, **kwargs)


class Server:
    """A running verbatim-serve on a port of its own; `stop` ends it and checks what it said."""

    ADDRESS = re.compile(r"http://(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):(\d+)")

    def __init__(self, programs, store, args, env):
        self.log = tempfile.TemporaryFile()
        self.process = programs.start("verbatim-serve", "--store", store, "--port", "0", *args,
                                      stdout=subprocess.PIPE, stderr=self.log, env=env)
        self.pid = self.process.pid
        self.first_lines = []
        self.url = None
        watchdog = threading.Timer(TIME_LIMIT, self.process.kill)
        watchdog.start()
        try:
            while self.url is None:
                line = self.process.stdout.readline().decode("utf-8", "replace")
                if not line:
                    break
                self.first_lines.append(line)
                found = self.ADDRESS.search(line)
                if found:
                    self.url, self.port = found.group(0), int(found.group(1))
        finally:
            watchdog.cancel()
        if self.url is None:
            self.process.wait(timeout=TIME_LIMIT)
            pytest.fail("verbatim-serve printed no address:\n" + "".join(self.first_lines) + self.said(),
                        pytrace=False)

    def said(self):
        self.log.seek(0)
        return self.log.read().decode("utf-8", "replace")

    def request(self, path, data=None, headers=None, method=None, timeout=TIME_LIMIT):
        """(status, headers, body bytes); an HTTP error is an answer like any other."""
        request = urllib.request.Request(self.url + path, data=data, headers=headers or {}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers, answer.read()

    def json(self, path, **kwargs):
        status, _, body = self.request(path, **kwargs)
        return status, json.loads(body)

    def stop(self, by=signal.SIGTERM):
        """Exit status after SIGTERM; ends by SIGKILL, and fails, when that takes too long."""
        if self.process.poll() is None:
            self.process.send_signal(by)
        try:
            self.process.stdout.read()
            code = self.process.wait(timeout=TIME_LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            pytest.fail("verbatim-serve did not end on SIGTERM", pytrace=False)
        finally:
            self.process.stdout.close()
        refuse_sanitizer_report(self.said(), "verbatim-serve")
        return code


@pytest.fixture
def vb(tmp_path):
    return Programs(tmp_path)


@pytest.fixture
def store(tmp_path):
    """A path where no store is yet."""
    return tmp_path / "store"


@pytest.fixture
def indexed(vb, store):
    """indexed(PATH..., stdin=bytes) indexes into `store` and returns it."""

    def index(*paths, args=(), **kwargs):
        vb.program("verbatim-index", "--store", store, *args, *paths, code=0, timeout=300, **kwargs)
        return store

    return index


@pytest.fixture
def write(tmp_path):
    """write("a/b.txt", "text" or bytes) makes a file below the test's folder and returns its path."""

    def make(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


@pytest.fixture
def server(tmp_path):
    """server(store, "--option", ...) starts verbatim-serve; all are ended after the test."""
    started = []

    def start(store, *args, env=None):
        started.append(Server(Programs(tmp_path), store, args, env))
        return started[-1]

    yield start
    for one in started:
        if not one.process.stdout.closed:
            one.stop()


@pytest.fixture
def free_port():
    """A port of the loopback that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Two real OpenSearch nodes, new for each file of tests; these are skipped without Java, Maven and the jars."""
    import cluster

    why = cluster.missing()
    if why:
        pytest.skip(why)
    folder = tmp_path_factory.mktemp("nodes")
    try:
        lib = cluster.classes(folder)
    except cluster.NoJars as reason:
        pytest.skip(str(reason))
    with cluster.started(folder, lib) as nodes:
        yield nodes
