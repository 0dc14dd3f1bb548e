#!/usr/bin/python3
"""lint.links: addresses in pages are relative, so that a proxy may put the site under any path.

A template links to "quote" or "./?q=x", not to "/quote"; one that is used for errors too starts
its links with {{up}}. The code of pages does likewise.

    links.py ROOT         prints each address that starts with a slash, status 1 if there is any
    links.py --self-test  plants such addresses in a scratch tree and expects each to be found
"""

import pathlib
import re
import sys
import tempfile

PATTERNS = {
    ".html": re.compile(r"""\b(?:href|action|src|formaction)\s*=\s*["']?/"""),
    ".js": re.compile(r"""["'`]/[A-Za-z.?]"""),
    ".css": re.compile(r"""url\(\s*["']?/"""),
    ".c": re.compile(r'''"/[a-z]+[/?"]'''),
}


def absolute_links(root):
    for path in sorted((root / "web" / "pages").iterdir()):
        pattern = PATTERNS.get(path.suffix)
        for number, line in enumerate(path.read_text().splitlines() if pattern else [], 1):
            if pattern.search(line):
                yield f"{path.relative_to(root)}:{number}: write the address without the first slash: {line.strip()[:80]}"


def self_test():
    planted = {"a.html": '<a href="/quote">', "b.html": "<form action=/said>", "c.js": 'fetch("/api/v1/x")',
               "d.css": "a { background: url(/static/x.svg) }", "e.c": 'vb_buf_text(&out, "/article?");'}
    clean = {"f.html": '<a href="./?q=x"><a href="{{up}}help"><a href="//h">'.replace("//h", "#h"),
             "g.js": 'if (key === "/") x();', "h.c": 'f("article?"); g("/");'}
    with tempfile.TemporaryDirectory() as folder:
        pages = pathlib.Path(folder) / "web" / "pages"
        pages.mkdir(parents=True)
        for name, text in {**planted, **clean}.items():
            (pages / name).write_text(text)
        found = {line.split(":")[0].rpartition("/")[2] for line in absolute_links(pathlib.Path(folder))}
    assert found == set(planted), found


if __name__ == "__main__":
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        sys.exit(0)
    faults = list(absolute_links(pathlib.Path(sys.argv[1])))
    print("\n".join(faults))
    sys.exit(1 if faults else 0)
