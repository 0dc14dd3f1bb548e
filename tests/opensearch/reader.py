"""A cluster that can be read, of which a test says what it answers to searches.

    cluster = Reader(); cluster.search = found([hit(1)]); cluster.store; cluster.requests; cluster.close()
"""

from fake import Answer, Endless, Fake

NODE = {"version": {"distribution": "opensearch", "number": "2.19.4"}}
MAPPING = {"paper": {"mappings": {"_meta": {"verbatim": {"version": 2, "language": "english"}}}}}
WHOLE = {"total": 2, "successful": 2, "failed": 0}


def found(hits, total=1, **more):
    return {"timed_out": False, "_shards": WHOLE, "hits": {"total": {"value": total, "relation": "eq"}, "hits": hits}, **more}


class Reader(Fake):
    """A cluster that opens as it should, and then answers searches as it is told."""

    def __init__(self):
        self.search, self.fetch, self.root, self.mapping, self.many, self.snapshot = found([]), found([]), NODE, MAPPING, None, WHOLE
        self.places, self.nodes = {}, {}  # where the shards are, and how the nodes are
        super().__init__()
        self.store = self.address()

    def usual(self, method, path, body):
        answer = self.answer_to(path, body)
        return answer if isinstance(answer, (Answer, Endless)) else Answer(answer)

    def answer_to(self, path, body):
        if path == "/":
            return self.root
        if path.split("?")[0].endswith("/_mapping"):
            return self.mapping
        if path.startswith(("/_cluster/state", "/_nodes")):
            return self.places if path.startswith("/_cluster") else self.nodes
        if path.startswith("/_cluster/health"):
            return {"status": "green"}
        if "point_in_time" in path:
            return {"pit_id": "MDA=", "_shards": self.snapshot}
        if path == "/_msearch":
            each = isinstance(self.many, dict) and self.many.get("each")
            return {"responses": [each] * (body.count(b"\n") // 2)} if each else self.many
        if b'"aggs":{"number"' in body:
            return found([], 3, aggregations={"number": {"value": 3.0}, "first": {"value": None}, "last": {"value": None}})
        return self.fetch if b'"terms":{"number"' in body else self.search


def hit(number=1, score=1.5, **more):
    return {"_id": "a", "_score": score, "sort": [score, number], **more}
