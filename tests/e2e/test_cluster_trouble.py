"""Writing to a cluster that is none, is another one, refuses, or breaks off: one clear line each, in
bounded time and memory, and nothing lost or written twice. The cluster is a small server of ours."""

import json
import shutil
import socketserver
import subprocess
import threading
import time

import pytest

from fake import Answer, Drop, Endless, Fake, error


@pytest.fixture
def fake():
    server = Fake()
    yield server
    server.close()


@pytest.fixture
def articles(write):
    """articles(n) writes n invented articles and returns the file and their ids."""

    def make(count, words="The ferry left the harbour at noon."):
        lines = [json.dumps({"id": f"tide/{i}", "title": f"Ferry {i}", "text": f"{words} It was trip {i}.",
                             "date": "2019-03-04", "source": "The Tide"}) for i in range(count)]
        return write("articles.jsonl", "\n".join(lines) + "\n"), sorted(f"tide/{i}" for i in range(count))

    return make


def index(vb, where, path, *options, code=0):
    return vb.program("verbatim-index", "--store", where, *options, path, code=code)


def fails(vb, where, path, words, *options):
    """One line that says so, soon."""
    begun = time.monotonic()
    done = index(vb, where, path, *options, code=2)
    lines = [line for line in done.err.splitlines() if "run the same command again" not in line]
    assert len(lines) == 1, done
    assert words in lines[0], done
    assert time.monotonic() - begun < 20
    return lines[0]


# ---- what answers is no cluster, or not ours ----

WRONG = {
    "no JSON": ("GET ", Answer(b"<html>It works!</html>"), "no JSON object"),
    "a list": ("GET ", Answer(b"[1]"), "no JSON object"),
    "cut off": ("GET ", Answer(b'{"version": {"number"'), "no JSON object"),
    "another server": ("GET ", Answer({"hello": "world"}), "is no node of an OpenSearch or Elasticsearch cluster"),
    "an old version": ("GET ", Answer({"version": {"number": "1.3.2", "distribution": "opensearch"}}),
                       "OpenSearch 1.3.2; this program knows OpenSearch 2.4 to 3"),
    "an old Elasticsearch": ("GET ", Answer({"version": {"number": "6.8.1"}}), "Elasticsearch 6.8.1"),
    "a version to come": ("GET ", Answer({"version": {"number": "17.0.0"}}), "Elasticsearch 17.0.0"),
    "endless": ("GET ", Endless(), "an answer of more than 96 MiB"),
    "many values": ("GET ", Answer(b"[" * 5000000), "an answer of more than 4000000 values"),
    "deep": ("GET ", Answer(b'{"a":' * 100000), "no JSON object"),
    "password wanted": ("GET ", error("security_exception", "missing authentication", 401), "wants a user and password"),
    "a proxy's page": ("GET ", Answer(b"<h1>Forbidden</h1>", 403), "answered HTTP 403 and gives no reason"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_cluster(vb, fake, articles, name):
    request, answer, words = WRONG[name]
    fake.answers[request] = answer
    fails(vb, fake.address(), articles(1)[0], words)
    assert not fake.documents


def test_an_index_of_another_program_or_version_is_left_alone(vb, fake, articles):
    path, _ = articles(1)
    fake.made = True
    for meta, words in [({}, "the index of another program"), ({"verbatim": {"version": 7, "language": "en"}}, "of version 7"),
                        ({"verbatim": {"version": 2}}, "does not say the language")]:
        fake.meta = meta
        fails(vb, fake.address(), path, words)
    fake.meta = {"verbatim": {"version": 2, "language": "fr"}}
    fails(vb, fake.address(), path, "stemmed for 'fr', not 'en'", "--language", "en")
    assert not fake.count("POST _bulk")
    assert not any(method != "GET" for method, *_ in fake.requests)


def test_a_red_index_is_not_written_to(vb, fake, articles):
    fake.made = True
    fake.answers["GET paper"] = Answer({"status": "red"})
    fails(vb, fake.address(), articles(1)[0], "the cluster says 'red'")
    assert not fake.count("POST _bulk")


def test_addresses_that_nobody_answers(vb, articles):
    path, _ = articles(1)
    fails(vb, "opensearch://127.0.0.1:1/paper", path, "127.0.0.1:1")
    fails(vb, "opensearch://me:sesame@127.0.0.1:1/paper", path, "no user or password in an address")
    fails(vb, "opensearch://127.0.0.1/paper", path, "is no node of a cluster")
    fails(vb, "opensearch://127.0.0.1:1/Paper", path, "is no name of an index")
    fails(vb, "opensearch://127.0.0.1:1/paper", path, "a cluster has the engine opensearch", "--engine", "xapian")


def test_another_node_is_asked_where_one_is_dead(vb, fake, articles):
    path, ids = articles(3)
    index(vb, fake.address(before="127.0.0.1:1,"), path)
    assert fake.ids() == ids


# ---- passwords and certificates ----

def test_who_we_are_comes_from_a_file_and_is_in_no_list_of_processes(vb, fake, articles, write):
    path, ids = articles(2)
    access = write("access", "user desk\npassword open sesame\n")
    access.chmod(0o600)
    index(vb, fake.address(f"paper?access={access}"), path)
    assert fake.ids() == ids
    assert {headers["Authorization"] for _, _, headers, _ in fake.requests} == {"Basic ZGVzazpvcGVuIHNlc2FtZQ=="}
    access.write_text("api-key c2VzYW1l\n")
    index(vb, fake.address(f"paper?access={access}"), path)
    assert fake.requests[-1][2]["Authorization"] == "ApiKey c2VzYW1l"
    fake.answers["GET "] = error("security_exception", "no", 401)
    assert "sesame" not in fails(vb, fake.address(f"paper?access={access}"), path, "does not accept")
    access.chmod(0o644)
    fails(vb, fake.address(f"paper?access={access}"), path, "everybody may read this file")


@pytest.fixture
def certificate(tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed: no certificate can be made")
    path = tmp_path / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=tide",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out", tmp_path / "only"],
                   check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + (tmp_path / "only").read_bytes())
    return path


def test_tls_to_a_node_that_speaks_none_says_how_its_address_begins(vb, articles):
    path, _ = articles(2)

    class Plain(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.recv(65536)
            self.request.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Plain) as server:
        threading.Thread(target=server.serve_forever).start()
        address = f"opensearchs://127.0.0.1:{server.server_address[1]}/paper"
        try:
            fails(vb, address, path, "does not speak TLS with us")
            said = vb.program("verbatim", "search", "--store", address, "harbour", code=2).err
        finally:
            server.shutdown()
    assert "begins with opensearch://" in said and "make a store" not in said


def test_only_certificates_that_we_trust(vb, certificate, articles, write):
    path, ids = articles(2)
    access = write("access", f"ca {certificate}\n")
    access.chmod(0o600)
    server = Fake(certificate)
    try:
        fails(vb, server.address(), path, "no trust over TLS")
        assert not server.requests
        fails(vb, server.address().replace("opensearchs", "opensearch"), path, "127.0.0.1")
        index(vb, server.address(f"paper?access={access}"), path)
        assert server.ids() == ids
        access.write_text("insecure yes\n")
        assert "0 added" in index(vb, server.address(f"paper?access={access}"), path).out
        access.write_text("ca /no/such/file\n")
        fails(vb, server.address(f"paper?access={access}"), path, "no trust over TLS")
    finally:
        server.close()


# ---- refusals ----

def some(fake, refused, code=429, kind="rejected_execution_exception"):
    """A _bulk of which the articles for which refused(id) holds are refused."""
    return lambda body: fake.bulk(body.decode().splitlines(), lambda one: (code, kind) if refused(one) else None)


def test_what_is_refused_for_now_is_sent_again_and_nothing_else(vb, fake, articles):
    path, ids = articles(40)
    fake.answers["POST _bulk"] = [Answer(b"", 429), Answer({}, 503), some(fake, lambda one: one.endswith("3")),
                                  some(fake, lambda one: one == "tide/13", 503, "unavailable_shards_exception")]
    assert "40 added" in index(vb, fake.address(), path).out
    assert fake.ids() == ids
    assert sorted(fake.arrived) == ids  # each of them once
    bulks = [body.count(b'"index"') for method, at, _, body in fake.requests if "_bulk" in at]
    assert bulks == [40, 40, 40, 4, 1]


def test_a_line_that_breaks_loses_nothing_and_writes_nothing_twice(vb, fake, articles):
    path, ids = articles(30)
    fake.answers["POST _bulk"] = [Drop(doing=False), Drop(doing=True)]
    index(vb, fake.address(), path)
    assert fake.ids() == sorted(fake.arrived) == ids


def test_an_article_that_is_refused_for_good_is_named(vb, fake, articles):
    path, ids = articles(5)
    fake.answers["POST _bulk"] = some(fake, lambda one: one == "tide/3", 400, "mapper_parsing_exception")
    fails(vb, fake.address(), path, "the article 'tide/3': paper: not now (HTTP 400)")
    fake.answers.clear()
    assert "unchanged" in index(vb, fake.address(), path).out
    assert fake.ids() == ids


@pytest.mark.parametrize("how", ["read-only-allow-delete", "write"])
def test_an_index_that_takes_no_writes_is_said_at_once(vb, fake, articles, how):
    reason = "index [paper] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has " \
             "read-only-allow-delete block];" if how != "write" else "index [paper] blocked by: [FORBIDDEN/8/index write (api)];"
    fake.answers["POST _bulk"] = error("cluster_block_exception", reason, 429 if how != "write" else 403)
    fails(vb, fake.address(), articles(2)[0], "the disk of a node is nearly full" if how != "write" else "the cluster blocks this")
    assert fake.count("POST _bulk") == 1


@pytest.mark.parametrize("answer", [Answer({"errors": True, "items": []}), Answer({"errors": True}), Answer({"took": 1})])
def test_a_bulk_that_is_answered_with_nonsense_is_not_taken_for_done(vb, fake, articles, answer):
    fake.answers["POST _bulk"] = answer
    fails(vb, fake.address(), articles(2)[0], "an answer to _bulk with 0 items, of 2")


def test_a_commit_that_a_shard_missed_is_none(vb, fake, articles):
    fake.answers["POST _refresh"] = [Answer({"_shards": {"failed": 0}}), Answer({"_shards": {"failed": 1}})]
    fails(vb, fake.address(), articles(2)[0], "not every shard could show what was written")


# ---- two writers ----

def test_a_second_writer_is_refused_and_a_dead_one_is_not_waited_for(vb, fake, articles):
    path, ids = articles(2)
    taken = error("version_conflict_engine_exception", "exists", 409)
    held = {"host": "another", "pid": 17, "token": "x", "at": int(time.time())}
    fake.answers["PUT lock"] = [taken]
    fake.state["lock"] = {"_seq_no": 5, "_primary_term": 2, "_source": held}
    fails(vb, fake.address(), path, "process 17 on another writes to it")
    assert not fake.count("POST _bulk")
    fake.answers["PUT lock"] = [taken]
    held["at"] -= 1000
    index(vb, fake.address(), path)
    assert fake.ids() == ids
    assert any("if_seq_no=5&if_primary_term=2" in at for _, at, _, _ in fake.requests)


# ---- round trips, and the commands ----

def test_what_is_known_is_asked_for_many_at_once(vb, fake, articles):
    path, ids = articles(500)
    index(vb, fake.address(), path)
    assert fake.count("POST _mget") == 0  # an empty index has nothing to ask for
    assert len(fake.requests) < 25
    fake.requests.clear()
    assert "0 added, 0 replaced, 500 unchanged" in index(vb, fake.address(), path).out
    assert fake.count("POST _mget") == 3
    assert len(fake.requests) < 25
    articles(400, "The ferry stayed in the harbour.")
    assert "0 added, 400 replaced, 0 unchanged, 100 removed" in index(vb, fake.address(), path, "--prune").out
    assert len(fake.documents) == 400


def test_what_was_learned_of_many_ids_is_asked_again(vb, fake, articles):
    path, ids = articles(900)
    index(vb, fake.address(), path)
    lines = path.read_text().splitlines()
    path.write_text("\n".join(lines + [line.replace("left", "saw") for line in lines[:4]]) + "\n")
    fake.requests.clear()
    assert "0 added, 4 replaced, 900 unchanged" in index(vb, fake.address(), path, "--memory", "64K").out
    assert fake.ids() == ids
    asked = [json.loads(body)["ids"] for _, at, _, body in fake.requests if "_mget" in at]
    assert sum(map(len, asked)) == 904 and len(asked) < 12


def test_commands_that_a_cluster_does_itself_say_so(vb, fake, articles):
    path, ids = articles(3)
    index(vb, fake.address(), path)
    for command in (["compact"], ["verify", "--repair"]):
        done = vb(*command, "--store", fake.address(), code=2)
        assert "itself" in done.err and len(done.err.splitlines()) == 1
    assert vb("stats", "--store", fake.address(), "--json").json()["articles"] == 3
    assert "sound, 3 articles" in vb("verify", "--store", fake.address(), code=0).out
    number, document = next(iter(fake.documents.values()))
    document["record"] = document["record"][:40] + "AAAA" + document["record"][44:]
    assert f"document {number}" in vb("verify", "--store", fake.address(), code=2).err


def test_verify_names_each_damaged_record_and_ends_where_the_answers_are_damaged(vb, fake, articles):
    path, ids = articles(5)
    index(vb, fake.address(), path)
    for number, document in list(fake.documents.values())[:3]:
        document["record"] = document["record"][:40] + "AAAA" + document["record"][44:]
    done = vb("verify", "--store", fake.address(), code=2)
    assert done.err.count("document ") == 3 and "says that it has" not in done.err
    count = fake.usual("POST", "/paper/_search", b'{"size": 0}')
    for nonsense in (Answer(b"<html>"), fake.usual("POST", "/paper/_search", b'{"size": 1, "search_after": [0]}')):
        fake.answers["POST _search"] = [count] + [nonsense] * 1000
        begun = len(fake.requests)
        vb("verify", "--store", fake.address(), code=2)
        assert len(fake.requests) - begun < 20
