"""Verbatim as a service: units of systemd, a socket that systemd opened, servers in front, metrics.

The recipes are those of README.md, with the ports and files of the test in them.
"""

import base64
import os
import pathlib
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from conftest import SAMPLES, Server, environment

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNITS = ROOT / "web" / "service"
README = (ROOT / "README.md").read_text()
NAME = "archive.example"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    from conftest import Programs
    folder = tmp_path_factory.mktemp("service")
    Programs(folder).program("verbatim-index", "--store", folder / "store", "articles",
                             cwd=SAMPLES, code=0)
    return folder / "store"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


# ---- systemd -----------------------------------------------------------------

@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze")
def test_systemd_understands_every_unit():
    told = subprocess.run(["systemd-analyze", "verify", *sorted(str(u) for u in UNITS.iterdir() if u.suffix in (".service", ".socket", ".timer"))],
                          capture_output=True, text=True, timeout=60)
    # The programs and their manual pages are not installed here.
    faults = [line for line in told.stderr.splitlines() if "verbatim" in line and "is not executable" not in line and "man verbatim" not in line]
    assert faults == []


def command_of(unit, **variables):
    """The words of ExecStart, with the variables as systemd puts them in: ${A} is one word, $A is split."""
    [line] = re.findall(r"^ExecStart=(.*)$", (UNITS / unit).read_text(), re.M)
    words = []
    for word in shlex.split(line):
        if word.startswith("$") and not word.startswith("${"):
            words += variables.get(word[1:], "").split()
        else:
            words.append(re.sub(r"\$\{(\w+)\}", lambda found: variables[found.group(1)], word))
    return words


def test_the_commands_of_the_units_work(vb, store):
    index = command_of("verbatim-index.service", VERBATIM_STORE=str(store), VERBATIM_ARCHIVE=f"{SAMPLES}/articles/2019")
    vb.program(*index, code=0)
    serve = command_of("verbatim.service", VERBATIM_STORE=str(store), VERBATIM_SERVE_OPTIONS="--port 0 --allow-host archive.example")
    assert serve[:3] == ["verbatim-serve", "--store", str(store)]
    server = Server(vb, store, serve[3:], None)
    assert server.json("/healthz")[1]["articles"] > 0 and server.stop() == 0
    settings = (UNITS / "verbatim.default").read_text()
    named = set(re.findall(r"[$]\{?(VERBATIM_\w+)", "".join((UNITS / u).read_text() for u in ("verbatim.service", "verbatim-index.service"))))
    assert named == set(re.findall(r"^#(VERBATIM_\w+)=", settings, re.M)), "each setting is in the file of settings"


def start_with_socket(vb, store, *listening, pid=None):
    """Starts the server as systemd does: with sockets from descriptor 3 on, and their number told."""

    def pass_sockets():
        at = [os.dup2(one.fileno(), 20 + i) for i, one in enumerate(listening)]
        for i, fd in enumerate(at):
            os.dup2(fd, 3 + i, inheritable=True)
        os.environ["LISTEN_PID"] = str(pid or os.getpid())

    script = 'import os, sys; os.environ["LISTEN_PID"] = sys.argv[1] or str(os.getpid()); os.execv(sys.argv[2], sys.argv[2:])'
    return subprocess.Popen(["/usr/bin/python3", "-c", script, str(pid or ""), vb.path("verbatim-serve"), "--store", str(store), "--port", "0"],
                            env=environment(LISTEN_FDS=str(len(listening))), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            close_fds=False, preexec_fn=pass_sockets, text=True)


def listening_socket(kind=socket.SOCK_STREAM, listens=True):
    one = socket.socket(socket.AF_INET, kind)
    one.bind(("127.0.0.1", 0))
    if listens:
        one.listen(16)
    return one


def test_a_socket_that_systemd_opened_is_taken(vb, archive):
    with listening_socket() as one:
        port = one.getsockname()[1]
        server = start_with_socket(vb, archive, one)
        try:
            assert server.stdout.readline() == f"serving {archive} at http://127.0.0.1:{port}/\n"
            assert urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60).status == 200
        finally:
            server.terminate()
            assert server.wait(timeout=60) == 0
        # The next one takes over what waits in the socket meanwhile.
        waiting = socket.create_connection(("127.0.0.1", port))
        waiting.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        server = start_with_socket(vb, archive, one)
        try:
            assert waiting.recv(100).startswith(b"HTTP/1.1 200")
        finally:
            waiting.close()
            server.terminate()
            assert server.wait(timeout=60) == 0


def test_what_is_no_such_socket_is_refused_in_one_line(vb, archive):
    with listening_socket() as one, listening_socket() as two:
        server = start_with_socket(vb, archive, one, two)
        assert server.wait(timeout=60) == 2 and "more than one socket" in server.stdout.read()
    for bad in (listening_socket(listens=False), listening_socket(socket.SOCK_DGRAM, listens=False)):
        with bad:
            server = start_with_socket(vb, archive, bad)
            assert server.wait(timeout=60) == 2 and "no stream socket that listens" in server.stdout.read()


def test_a_socket_for_another_program_is_left_alone(vb, archive):
    with listening_socket() as one:
        server = start_with_socket(vb, archive, one, pid=1)
        try:
            assert f":{one.getsockname()[1]}/" not in server.stdout.readline()
        finally:
            server.terminate()
            assert server.wait(timeout=60) == 0


# ---- servers in front ----------------------------------------------------------

def test_the_address_of_a_client_of_a_proxy_is_its_own(vb, archive):
    for options, expected in (([], "127.0.0.1 "), (["--trust-proxy"], "192.0.2.7 ")):
        server = Server(vb, archive, ["--log", *options], None)
        server.request("/healthz", headers={"X-Forwarded-For": "203.0.113.5, 192.0.2.7"})
        server.request("/healthz", headers={"X-Forwarded-For": "nobody"})
        assert server.stop() == 0
        logged = [line for line in server.said().splitlines() if "/healthz" in line]
        assert logged[-2].startswith(expected) and logged[-1].startswith("127.0.0.1 ")


def recipe(language):
    [text] = re.findall(rf"```{language}\n(.*?)```", README, re.S)
    return text


def through(port, path, password, scheme="https"):
    """A request to the server in front, by its name."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    headers = {"Host": NAME}
    if password:
        headers["Authorization"] = "Basic " + base64.b64encode(f"alice:{password}".encode()).decode()
    request = urllib.request.Request(f"{scheme}://127.0.0.1:{port}{path}", headers=headers)
    try:
        return urllib.request.urlopen(request, timeout=60, context=context)
    except urllib.error.HTTPError as error:
        return error


def wait_for(port, process, log):
    for _ in range(200):
        assert process.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the server in front does not listen: " + log.read_text())


def crawl(port, password, scheme="https"):
    """Every page and file that the home page and a search lead to, below the path of the site."""
    seen, todo = set(), ["/news/", "/news/?q=goat", "/news/no/such/page"]
    while todo and len(seen) < 25:
        path = todo.pop(0).partition("#")[0]
        if path in seen:
            continue
        seen.add(path)
        assert path.startswith("/news/"), path
        answer = through(port, path, password, scheme)
        assert answer.status == (404 if "no/such" in path else 200), path
        if answer.headers.get_content_type() == "text/html":
            found = re.findall(r'(?:href|src|action)="([^"#][^"]*)"', answer.read().decode())
            todo += [urllib.parse.urljoin(path, one.replace("&amp;", "&")) for one in found if ":" not in one.partition("?")[0]]
    assert any("static/style.css" in path for path in seen) and len(seen) > 10


@pytest.fixture
def behind(vb, archive):
    server = Server(vb, archive, ["--allow-host", NAME, "--trust-proxy"], None)
    yield server
    assert server.stop() == 0


@pytest.mark.skipif(not shutil.which("nginx") or not shutil.which("openssl"), reason="no nginx or openssl")
def test_nginx_in_front(behind, tmp_path):
    port, users, key, pem = free_port(), tmp_path / "users", tmp_path / "key", tmp_path / "pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", f"/CN={NAME}", "-keyout", key, "-out", pem], check=True, capture_output=True)
    hashed = subprocess.run(["openssl", "passwd", "-apr1", "of the goat"], check=True, capture_output=True, text=True).stdout.strip()
    users.write_text(f"alice:{hashed}\n")
    users.chmod(0o644)
    text = recipe("nginx")
    for old, new in (("443 ssl", f"127.0.0.1:{port} ssl"), ("/etc/ssl/archive.example.pem", pem), ("/etc/ssl/archive.example.key", key),
                     ("/etc/nginx/archive.users", users), ("127.0.0.1:8080", f"127.0.0.1:{behind.port}")):
        assert old in text
        text = text.replace(old, str(new))
    config, log = tmp_path / "nginx.conf", tmp_path / "error.log"
    paths = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.getuid() == 0 else ""
    config.write_text(f"daemon off; {user} worker_processes 1; pid {tmp_path}/pid; error_log {log}; events {{}}\n"
                      f"http {{ access_log off; {paths}\n{text}\n}}\n")
    tmp_path.chmod(0o755)
    log.touch()
    nginx = subprocess.Popen([shutil.which("nginx") or "nginx", "-e", log, "-p", tmp_path, "-c", config], stderr=subprocess.DEVNULL)
    try:
        wait_for(port, nginx, log)
        assert through(port, "/news/", None).status == 401 and through(port, "/news/", "wrong").status == 401
        crawl(port, "of the goat")
    finally:
        nginx.terminate()
        nginx.wait(timeout=60)


@pytest.mark.skipif(not shutil.which("caddy"), reason="no caddy")
def test_caddy_in_front(behind, tmp_path):
    port, config, log = free_port(), tmp_path / "Caddyfile", tmp_path / "log"
    hashed = subprocess.run(["caddy", "hash-password", "--plaintext", "of the goat"], check=True, capture_output=True, text=True).stdout.strip()
    text = recipe("caddy")
    old_hash = re.search(r"alice (\S+)", text).group(1)
    for old, new in ((f"{NAME} {{", f"http://{NAME}:{port} {{\n  bind 127.0.0.1"), (old_hash, hashed), ("127.0.0.1:8080", f"127.0.0.1:{behind.port}")):
        assert old in text
        text = text.replace(old, new)
    version = subprocess.run(["caddy", "version"], capture_output=True, text=True).stdout
    if re.match(r"v?2\.([89]|\d\d)", version):
        text = text.replace("basicauth", "basic_auth")
    config.write_text("{\n  admin off\n  auto_https off\n}\n" + text)
    with log.open("w") as out:
        caddy = subprocess.Popen(["caddy", "run", "--config", config, "--adapter", "caddyfile"], stderr=out,
                                 env=environment(HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path)))
    try:
        wait_for(port, caddy, log)
        assert through(port, "/news/", None, "http").status == 401
        assert through(port, "/news", "of the goat", "http").url.endswith("/news/")
        crawl(port, "of the goat", "http")
    finally:
        caddy.terminate()
        caddy.wait(timeout=60)


# ---- metrics -------------------------------------------------------------------

def test_every_metric_is_described(behind):
    behind.request("/?q=goat")
    printed = set(re.findall(r"^# TYPE (\w+)", behind.request("/metrics")[2].decode(), re.M))
    described = set(re.findall(r"^\| `(verbatim_\w+)", README, re.M))
    assert printed == {name for name in described if not name.startswith("verbatim_shard_")}  # those are of remote stores
