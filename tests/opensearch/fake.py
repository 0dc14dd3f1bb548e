"""A node of a cluster as small as a writer needs it, which does what a test tells it to: answers with
nonsense, refuses, drops the line, never ends. It keeps documents by name and version, as a cluster
does, so that what arrives twice shows.

    fake = Fake()
    fake.answers["POST _bulk"] = [refuse_all(429), ...]     one for each request, then the usual ones
    fake.address("index"); fake.documents; fake.requests; fake.close()
"""

import http.server
import json
import re
import ssl
import threading

META = {"verbatim": {"version": 2, "language": "en"}}


class Answer:
    def __init__(self, body, code=200, headers=None):
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.code, self.headers = code, headers or {}

    def send(self, handler):
        handler.send_response(self.code)
        for name, value in {"Content-Length": len(self.body), "Content-Type": "application/json", **self.headers}.items():
            handler.send_header(name, str(value))
        handler.end_headers()
        handler.wfile.write(self.body)


class Endless:
    """Goes on until the other side has enough."""

    def send(self, handler):
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        try:
            handler.wfile.write(b'{"a":"')
            while True:
                handler.wfile.write(b"x" * (1 << 20))
        except OSError:
            pass


class Drop:
    """Closes the connection in the middle of the answer; after `doing` what was asked, or not."""

    def __init__(self, doing=False):
        self.doing = doing

    def send(self, handler):
        if self.doing:
            handler.server.fake.usual(handler.command, handler.path, handler.body)
        handler.close_connection = True
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")


def error(kind, reason, code):
    return Answer({"error": {"type": kind, "reason": reason, "root_cause": [{"type": kind, "reason": reason}]}, "status": code}, code)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do(self):
        fake = self.server.fake
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.split("?")[0]
        name = f"{self.command} {path.rsplit('/', 1)[1]}"
        with fake.guard:
            fake.requests.append((self.command, self.path, self.headers, self.body))
            planned = fake.answers.get(name, [])
            answer = planned.pop(0) if isinstance(planned, list) and planned else planned if planned else None
            if callable(answer):
                answer = answer(self.body)
            answer = answer or fake.usual(self.command, self.path, self.body)
        answer.send(self)

    do_GET = do_POST = do_PUT = do_DELETE = do

    def log_message(self, *args):
        pass


class Fake:
    def __init__(self, certificate=None):
        self.guard = threading.Lock()
        self.answers, self.requests, self.documents, self.arrived = {}, [], {}, []
        self.state, self.made, self.meta = {}, False, META
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.fake = self
        self.tls = certificate is not None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(  # the threads shake hands, not the one that accepts
                self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()  # seconds until close() is noticed

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def address(self, rest="paper", before=""):
        return f"opensearch{'s' if self.tls else ''}://{before}127.0.0.1:{self.port}/{rest}"

    def count(self, name):
        return sum(f"{method} {path.split('?')[0].rsplit('/', 1)[1]}" == name for method, path, _, _ in self.requests)

    # ---- what a cluster does ----

    def usual(self, method, path, body):
        path, last = path.split("?")[0], path.split("?")[0].rsplit("/", 1)[1]
        if path == "/":
            return Answer({"version": {"number": "2.19.4", "distribution": "opensearch"}})
        if path.startswith("/_cluster/health"):
            return Answer({"status": "green"})
        if re.fullmatch(r"/[a-z]+-verbatim(/.*)?", path):
            return self.beside(method, last)
        if last == "_bulk":
            return self.bulk(body.decode().splitlines(), lambda line: None)
        if method == "PUT":
            self.made = True
            return Answer({"acknowledged": True})
        if last == "_mapping":
            found = {"paper": {"mappings": {"_meta": self.meta}}}
            return Answer(found) if self.made else error("index_not_found_exception", "no such index", 404)
        if last == "_mget":
            return Answer({"docs": [self.one(name) for name in json.loads(body)["ids"]]})
        if last == "_search":
            return self.search(json.loads(body))
        if last == "store":
            return Answer({"_all": {"total": {"store": {"size_in_bytes": 1000}}}})
        return Answer({"_shards": {"total": 1, "successful": 1, "failed": 0}})

    def beside(self, method, last):
        if method == "GET":
            return Answer(self.state[last]) if last in self.state else Answer({"found": False}, 404)
        return Answer({"_seq_no": 0, "_primary_term": 1})

    def one(self, name):
        if name not in self.documents:
            return {"_id": name, "found": False}
        return {"_id": name, "found": True, "_source": {"hash": self.documents[name][1]["hash"]}}

    def search(self, asked):
        hits = sorted(self.documents.values(), key=lambda d: d[0])
        after = asked.get("search_after", [0])[0]
        page = [{"_source": d, "sort": [n]} for n, d in hits if n > after][:asked["size"]]
        return Answer({"timed_out": False, "_shards": {"failed": 0},
                       "hits": {"total": {"value": len(hits)}, "hits": page},
                       "aggregations": {"number": {"value": hits[-1][0] if hits else None}}})

    def bulk(self, lines, refuse):
        """refuse(id of the article) -> None, or (status, kind of error)."""
        items, at = [], 0
        while at < len(lines):
            action, target = json.loads(lines[at]).popitem()
            document = json.loads(lines[at + 1]) if action == "index" else None
            at += 2 if document else 1
            refused = refuse(document["id"]) if document else None
            if refused:
                items.append({action: {"status": refused[0], "error": {"type": refused[1], "reason": "not now"}}})
                continue
            items.append({action: {"status": self.write(target["_id"], target["version"], document)}})
        return Answer({"errors": any(next(iter(i.values()))["status"] > 299 for i in items), "items": items})

    def write(self, name, version, document):
        if name in self.documents and version <= self.documents[name][0]:
            return 409
        if document:
            self.documents[name] = (version, document)
            self.arrived.append(document["id"])
            return 201
        return 200 if self.documents.pop(name, None) else 404

    def ids(self):
        return sorted(document["id"] for _, document in self.documents.values())
