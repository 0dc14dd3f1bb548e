"""Two real nodes of OpenSearch, or of Elasticsearch, on loopback for the tests: a cluster-manager that holds data, and a node
that only holds data, so that the second one may be killed or stopped without the first noticing
more than its absence.

    with cluster.started(folder) as pair: pair.address("index"), pair.nodes[1].process ...

Maven fetches the jars once (~/.m2 keeps them). missing() says what this machine lacks.
$VB_TEST_NODES names what else the nodes shall be, such as opensearch-3.6.0 or elasticsearch-8.19.0, and
$VB_TEST_JAVA the folder of a JDK that is not the one on the path. OpenSearch 3 needs Java 21.
Run as a program, it starts a pair and prints its ports, until its standard input ends.
"""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
START_SECONDS = 120  # on a busy machine; idle, a pair takes some ten
FETCH_SECONDS = 300


class Kind:
    """What differs between the makers' programs: how their jars are fetched and started."""

    def __init__(self, named):
        self.maker, _, self.version = named.partition("-")
        major = self.version.split(".")[0]
        if self.maker not in ("opensearch", "elasticsearch") or not major.isdigit():
            raise ValueError(f"VB_TEST_NODES={named}: no version, such as opensearch-3.6.0 or elasticsearch-8.19.0")
        self.opensearch, major = self.maker == "opensearch", int(major)
        self.profile = "opensearch" if self.opensearch else f"elasticsearch{7 if major < 8 else 8}"
        self.launcher = "OpenSearchNode" if self.opensearch else self.profile.capitalize() + "Node"
        self.setting = "opensearch" if self.opensearch else "es"  # of its Java properties
        self.log4j = "2.25.3"  # of OpenSearch, which does not name it; Elasticsearch does
        self.modules = self.modules_of(major)  # name: its class, our source of it or None

    def modules_of(self, major):
        if self.opensearch:
            netty = "Netty4Plugin" if major < 3 else "Netty4ModulePlugin"
            words = "CommonAnalysisPlugin" if major < 3 else "CommonAnalysisModulePlugin"
            return {"transport-netty4": (f"org.opensearch.transport.{netty}", None),
                    "analysis-common": (f"org.opensearch.analysis.common.{words}", None)}
        netty = "Netty4Plugin" if major < 8 else "netty4.Netty4Plugin"
        root = {"rest-root": ("RootPlugin", "RootPlugin")} if major >= 8 else {}
        return {"transport-netty4": (f"org.elasticsearch.transport.{netty}", None),
                "analysis-common": ("WordsPlugin", "WordsPlugin"), **root}


KIND = Kind(os.environ.get("VB_TEST_NODES") or "opensearch-2.19.6")
JAVA_HOME = os.environ.get("VB_TEST_JAVA")


def java(program):
    return os.path.join(JAVA_HOME, "bin", program) if JAVA_HOME else program


def missing():
    """Why there can be no nodes here, or None."""
    for program in (java("java"), java("javac"), java("jar"), "mvn"):
        if not shutil.which(program):
            return f"{program} is not installed: no OpenSearch node can be started"
    return None


def maven(lib, *how):
    environment = {**os.environ, "JAVA_HOME": JAVA_HOME} if JAVA_HOME else None
    return subprocess.run(["mvn", "-q", "-B", *how, "-f", str(HERE / "pom.xml"), f"-P{KIND.profile}", f"-Dnode={KIND.version}",
                           f"-Dlog4j={KIND.log4j}", "dependency:copy-dependencies", f"-DoutputDirectory={lib}"],
                          capture_output=True, text=True, timeout=FETCH_SECONDS, env=environment)


def module(lib, name, class_name, source):
    """A module is a folder with its jars, which the path of classes must not have too."""
    folder = lib / "modules" / name
    folder.mkdir(parents=True)
    folder.joinpath("plugin-descriptor.properties").write_text(
        f"name={name}\ndescription={name}\nversion={KIND.version}\n{KIND.maker}.version={KIND.version}\n"
        f"java.version=1.8\nclassname={class_name}\n")
    for jar in lib.glob("*netty*.jar" if name == "transport-netty4" else f"{name}-*.jar"):
        jar.rename(folder / jar.name)
    if source:
        compile_java(lib, source, folder / "classes")
        subprocess.run([java("jar"), "cf", str(folder / f"{name}.jar"), "-C", str(folder / "classes"), "."], check=True)
        shutil.rmtree(folder / "classes")


def compile_java(lib, name, into):
    subprocess.run([java("javac"), "-cp", f"{lib}/*", "-d", str(into), str(HERE / f"{name}.java")], check=True)


def classes(folder):
    """The folder with the jars, the modules and our launcher."""
    lib = pathlib.Path(folder, "lib")
    fetched = maven(lib, "-o")  # what an earlier run fetched; in a second or two
    if fetched.returncode != 0:
        fetched = maven(lib)
    if fetched.returncode != 0:
        raise NoJars(f"Maven could not fetch the jars:\n{fetched.stdout[-2000:]}{fetched.stderr[-2000:]}")
    compile_java(lib, KIND.launcher, lib)
    for name, (class_name, source) in KIND.modules.items():
        module(lib, name, class_name, source)
    return lib


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


class NoJars(Exception):
    """Maven could not fetch what a node consists of."""


class Node:
    def __init__(self, lib, folder, name, ports, seeds, manager, patience):
        self.patience = patience
        self.lib, self.folder, self.name, self.manager = lib, pathlib.Path(folder, name), name, manager
        self.http, self.transport, self.seeds = ports[0], ports[1], seeds
        self.process = None

    def settings(self):
        manager = "cluster_manager" if KIND.opensearch else "master"
        roles = f"{manager},data,ingest" if self.manager else "data"
        return {
            "node.name": self.name, "path.home": self.folder, "node.roles": roles, "cluster.name": "verbatim-tests",
            "network.host": "127.0.0.1", "http.port": self.http, "transport.port": self.transport,
            "transport.type": "netty4", "http.type": "netty4", "discovery.seed_hosts": self.seeds,
            f"cluster.initial_{manager}_nodes": "node1", "node.processors": 1,
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "cluster.fault_detection.follower_check.timeout": f"{self.patience}s",
            "cluster.fault_detection.follower_check.retry_count": 1,
            # A change that is on its way to a node that hangs holds up all others, its removal too: 30 and then 90 s.
            "cluster.publish.timeout": f"{2 * self.patience}s",
            "cluster.follower_lag.timeout": f"{2 * self.patience}s",
        }

    def start(self):
        self.folder.joinpath("config").mkdir(parents=True, exist_ok=True)
        if not (self.folder / "modules").exists():
            (self.folder / "modules").symlink_to(self.lib / "modules")
        self.log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            [java("java"), "-Xms384m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
             "-Dlog4j2.disable.jmx=true", f"-D{KIND.setting}.set.netty.runtime.available.processors=false",
             "-cp", f"{self.lib}:{self.lib}/*", KIND.launcher, *(f"{k}={v}" for k, v in self.settings().items())],
            stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)


class Pair:
    def __init__(self, lib, folder, patience):
        ports = free_ports(4)
        seeds = f"127.0.0.1:{ports[1]},127.0.0.1:{ports[3]}"
        self.nodes = [Node(lib, folder, "node1", ports[:2], seeds, True, patience),
                      Node(lib, folder, "node2", ports[2:], seeds, False, patience)]

    def start(self):
        for node in self.nodes:
            node.start()
        self.wait_for(lambda: self.ask("GET", "/_cluster/health")["number_of_nodes"] == 2, "two nodes")

    def wait_for(self, condition, what, seconds=START_SECONDS):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if condition():
                    return
            except (OSError, KeyError):
                pass
            dead = [n for n in self.nodes if n.process and n.process.poll() is not None]
            if len(dead) == len(self.nodes):
                break
            time.sleep(0.1)
        logs = "\n".join((n.folder / "log").read_text(errors="replace")[-2000:] for n in self.nodes)
        raise RuntimeError(f"no {what} within {seconds} s:\n{logs}")

    def ask(self, method, path, body=None, node=0):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.nodes[node].http}{path}", data, method=method,
                                         headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def address(self, index, nodes=(0, 1)):
        return "opensearch://" + ",".join(f"127.0.0.1:{self.nodes[i].http}" for i in nodes) + "/" + index

    def is_green(self, index):
        """All its shards have a copy on each node, and those of its lock too, which come later."""
        health = self.ask("GET", f"/_cluster/health/{index},{index}-verbatim")
        return health["status"] == "green" and health["number_of_nodes"] == 2

    def close(self):
        for node in self.nodes:
            node.kill()


@contextlib.contextmanager
def started(folder, lib=None, patience=2):
    """patience: after how many seconds of silence a node has left."""
    pair = Pair(lib or classes(folder), folder, patience)
    try:
        pair.start()
        yield pair
    finally:
        pair.close()


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit("usage: python3 tests/opensearch/cluster.py FOLDER    starts two nodes that keep their data in FOLDER; end it with Ctrl-D")
    why = missing()
    if why:
        sys.exit(why)
    folder = os.path.abspath(sys.argv[1])
    os.makedirs(folder, exist_ok=True)
    with started(folder, patience=60) as pair:
        print(*(node.http for node in pair.nodes), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
