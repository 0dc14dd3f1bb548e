"""`verbatim mcp`: the Model Context Protocol, as a client speaks it and as nobody should."""

import json
import subprocess

import pytest

from conftest import ROOT, Programs, refuse_sanitizer_report

VERSIONS = ["2024-11-05", "2025-03-26", "2025-06-18"]


class Client:
    """Sends lines and reads lines, one for each; `stop` ends the program by the end of its input."""

    def __init__(self, vb, store):
        self.process = vb.start("verbatim", "mcp", "--store", store, stdin=subprocess.PIPE)
        self.number = 0

    def send(self, line):
        self.process.stdin.write((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n")
        self.process.stdin.flush()

    def read(self):
        line = self.process.stdout.readline()
        assert line.endswith(b"\n") and line.count(b"\n") == 1, line
        return json.loads(line)

    def ask(self, method, **params):
        self.number += 1
        self.send({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params})
        answer = self.read()
        assert answer["jsonrpc"] == "2.0" and answer["id"] == self.number and ("result" in answer) != ("error" in answer)
        return answer

    def begin(self, version=VERSIONS[-1]):
        result = self.ask("initialize", protocolVersion=version, capabilities={}, clientInfo={"name": "test", "version": "1"})["result"]
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        return result

    def call(self, tool, **arguments):
        result = self.ask("tools/call", name=tool, arguments=arguments)["result"]
        assert [c["type"] for c in result["content"]] == ["text"]
        return result

    def stop(self):
        out, err = self.process.communicate(timeout=60)
        refuse_sanitizer_report(err.decode(), "verbatim mcp")
        assert self.process.returncode == 0 and err == b"", err
        return out


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    store = tmp_path_factory.mktemp("samples") / "store"
    Programs(ROOT).program("verbatim-index", "--store", store, "samples/articles", code=0, timeout=300)
    return store


@pytest.fixture
def client(vb, samples):
    one = Client(vb, samples)
    yield one
    assert one.stop() == b"", "nothing is said that was not asked for"


def test_the_version_of_the_client_is_taken_if_it_is_known(vb, samples):
    for wanted, given in [(v, v) for v in VERSIONS] + [("2099-01-01", VERSIONS[-1]), ("x", VERSIONS[-1])]:
        one = Client(vb, samples)
        result = one.begin(wanted)
        assert result["protocolVersion"] == given and result["serverInfo"]["name"] == "verbatim" and result["capabilities"]["tools"]
        assert one.ask("ping")["result"] == {}
        one.stop()


def test_each_tool_says_what_it_takes_and_only_reads(client):
    client.begin()
    tools = client.ask("tools/list")["result"]["tools"]
    assert [tool["name"] for tool in tools] == ["search", "quote", "quotes", "article", "trend"]
    for tool in tools:
        schema = tool["inputSchema"]
        assert schema["type"] == "object" and set(schema["required"]) <= set(schema["properties"]) and tool["description"]
        assert all(member.get("description") for member in schema["properties"].values())
        assert tool["annotations"]["readOnlyHint"] is True
        limits = {name: member for name, member in schema["properties"].items() if "maximum" in member}
        for name, member in limits.items():
            needed = {n: ["x"] if n == "queries" else "x" for n in schema["required"]}
            for value in (member["minimum"] - 1, member["maximum"] + 1, 1.5, "2"):
                wrong = client.call(tool["name"], **{**needed, name: value})
                assert wrong["isError"] and f'"{name}"' in wrong["content"][0]["text"]
            if tool["name"] != "article":
                assert not client.call(tool["name"], **{**needed, "speaker": "x", name: member["maximum"]})["isError"]
    assert client.ask("tools/list", cursor="2")["error"]["code"] == -32602


def test_a_quotation_is_checked_with_its_sources(client):
    client.begin()
    result = client.call("quote", quote="The piers are sound. It is the money that is not cracked", limit=1)
    text, data = result["content"][0]["text"], result["structuredContent"]
    assert data["verdict"] == "altered" and data["matches"][0]["changes"] == ["negation"] and data["witness"]["names"][0]["speaker"] == "Teodor Brask"
    for words in ("NEGATION", "said by: Teodor Brask", "first appearance: 2016-05-18", "Sources:\n[1] ", "Orle Valley Post", "id: samples/articles/split-quotes.txt"):
        assert words in text, words
    assert client.call("quote", quote="never said by anybody at all here")["structuredContent"]["verdict"] == "not-found"


def test_the_other_tools_answer_with_text_and_data(client):
    client.begin()
    found = client.call("search", query='"keeps its promises"', limit=2, sort="oldest", after="2015", source=["Tarn Press Service"])
    assert len(found["structuredContent"]["hits"]) == 2 and found["content"][0]["text"].count("    id: ") == 2
    assert "https://tarnpress.example/" in found["content"][0]["text"] and "--" not in found["content"][0]["text"]
    said = client.call("quotes", speaker="mayor marsh", query="promise", limit=1)
    assert said["structuredContent"]["quotations"][0]["speaker"] == "Ottoline Marsh" and "95% sure" in said["content"][0]["text"]
    trend = client.call("trend", queries=["bridge", "goat"], period="year")
    assert len(trend["structuredContent"]["lines"]) == 2 and "2021" in trend["content"][0]["text"]
    assert "quotes" not in client.call("quotes")["content"][0]["text"] and client.call("quotes")["isError"]


def test_an_article_is_read_in_pieces(client):
    client.begin()
    whole = client.call("article", id="tps-2015-0313-004")["structuredContent"]
    assert whole["article"]["quotations"] and (whole["start"], whole["end"]) == (0, whole["characters"])
    text, at = "", 0
    while at < whole["characters"]:
        piece = client.call("article", id="tps-2015-0313-004", **{"from": at, "characters": 37})["structuredContent"]
        assert piece["start"] == at and piece["characters"] == whole["characters"]
        text, at = text + piece["article"]["text"], piece["end"]
    assert text == whole["article"]["text"]
    assert client.call("article", id="none")["isError"]


def test_a_new_commit_is_seen(vb, indexed, write):
    store = indexed(write("one.jsonl", json.dumps({"id": "one", "text": "The lantern is lit."})))
    one = Client(vb, store)
    one.begin()
    assert one.call("search", query="lantern OR lighthouse")["structuredContent"]["total"] == 1
    vb("index", "--store", store, write("two.jsonl", json.dumps({"id": "two", "text": "The lighthouse is dark."})), code=0)
    assert one.call("search", query="lantern OR lighthouse")["structuredContent"]["total"] == 2
    one.stop()


def error(client, line):
    client.send(line)
    answer = client.read()
    return answer["error"]["code"], answer["id"]


def test_what_is_no_message_is_refused_by_its_code(client):
    assert error(client, {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}) == (-32600, 1), "before initialize"
    client.begin()
    assert error(client, b"{") == (-32700, None)
    assert error(client, b"\xff\xfe") == (-32700, None)
    assert error(client, b"[" * 100000) == (-32700, None)
    assert error(client, b'"text"') == (-32600, None)
    assert error(client, {"id": 5, "method": "ping"}) == (-32600, 5)
    assert error(client, {"jsonrpc": "1.0", "id": 5, "method": "ping"}) == (-32600, 5)
    assert error(client, {"jsonrpc": "2.0", "id": None, "method": "ping"}) == (-32600, None)
    assert error(client, {"jsonrpc": "2.0", "id": {"x": 1}, "method": "ping"}) == (-32600, None)
    assert error(client, {"jsonrpc": "2.0", "id": 6, "method": "ping", "params": [1]}) == (-32600, 6)
    assert error(client, {"jsonrpc": "2.0", "id": "a\u001b\"b", "method": "resources/list"}) == (-32601, "a\u001b\"b")
    assert error(client, {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {"name": "delete"}}) == (-32602, 7)
    assert error(client, {"jsonrpc": "2.0", "id": 8, "method": "tools/call", "params": {"name": "search", "arguments": "x"}}) == (-32602, 8)
    assert error(client, {"jsonrpc": "2.0", "id": 9, "method": "initialize"}) == (-32602, 9)
    assert error(client, b'{"jsonrpc":"2.0","id":10,"method":"ping","x":"' + b"x" * (9 << 20) + b'"}') == (-32600, None)
    assert client.ask("ping")["result"] == {}, "and then it goes on"


def test_notifications_and_answers_get_no_answer(client):
    client.begin()
    for line in ({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1, "reason": "x"}},
                 {"jsonrpc": "2.0", "method": "nonsense"}, {"jsonrpc": "2.0", "id": 3, "result": {}}, b"", b"  \r"):
        client.send(line)
    assert client.ask("ping")["result"] == {}


def test_batches_belong_to_some_versions(vb, samples):
    ping = [{"jsonrpc": "2.0", "id": i, "method": "ping"} for i in (1, 2)]
    for version in VERSIONS:
        one = Client(vb, samples)
        one.begin(version)
        one.send(ping + [{"jsonrpc": "2.0", "method": "notifications/cancelled"}, 7])
        answer = one.read()
        if version == "2025-06-18":
            assert answer["error"]["code"] == -32600
        else:
            assert [a["id"] for a in answer] == [1, 2, None] and answer[2]["error"]["code"] == -32600
            assert error(one, b"[]") == (-32600, None)
            assert error(one, ping * 40) == (-32600, None)
        one.stop()


def test_arguments_of_any_kind_are_answered(client):
    client.begin()
    for value in (None, 1, -1, 1e300, True, [], [[]], {}, {"x": []}, "", " ", "\u0000", "\ud800", "a" * 70000, "\"((((" * 2000, "\u202e\u001b[2J"):
        for tool, name in (("search", "query"), ("quote", "quote"), ("quotes", "speaker"), ("article", "id"), ("trend", "queries")):
            line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": {name: value}}})
            client.send(line.encode())
            assert client.read()["id"] in (1, None)


def test_a_missing_store_is_said_before_anything(vb):
    result = vb("mcp", "--store", "nowhere", code=2)
    assert result.out == "" and "'verbatim index'" in result.err
