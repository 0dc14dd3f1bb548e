#!/usr/bin/python3
"""lint.layers: who may include and link whom.

The house has floors, and a folder uses those below it only (README.md has the map). The edges
are stated once, here, and checked twice: over every #include of the project, and over the
DEPENDS and target_link_libraries of the CMakeLists.txt, since a library that is linked is a
library that will be used. Outside libraries are fenced in where their types must not spread.

    layers.py ROOT         prints each violation, status 1 if there is any
    layers.py --self-test  plants violations in a scratch tree and expects each to be found
"""

import pathlib
import re
import sys
import tempfile

# folder: the folders it may include from, besides itself
EDGES = {
    "indexer/base": [],
    "indexer/xapian-c": ["indexer/base"],
    "indexer/text": ["indexer/base", "indexer/xapian-c"],
    "indexer/store": ["indexer/base", "indexer/text"],
    "indexer/article": ["indexer/base", "indexer/text", "indexer/store"],
    "indexer/pipeline": ["indexer/base", "indexer/xapian-c", "indexer/text", "indexer/store", "indexer/article"],
    "indexer": ["indexer/base", "indexer/article", "indexer/store", "indexer/pipeline"],
    "searcher": ["indexer/base", "indexer/text", "indexer/store", "indexer/xapian-c"],
    "web": ["indexer/base"],
}
# room: its chapters, lowest first; "" is the room's own files. A chapter uses those before it only.
CHAPTERS = {
    "indexer/store": ["", "text", "posting", "bigram", "segment", "commit", "merge", "xapian", "opensearch"],
    "indexer/article": ["read", "read/page", "quotation", ""],
    "searcher": ["query", "engine", "engine/native", "engine/xapian", "engine/opensearch", "", "snippet", "quote", "answer", "command"],
    "web": ["", "pages"],
}
# What programs see of the searcher is its public header, and nothing else of it; the searcher's own
# chapters may all use it, and it uses none of them.
PUBLIC = "searcher/verbatim.h"
# The program verbatim knows the options of its sibling programs: tables, which need base alone.
SIBLINGS = ["indexer/command/index_options.h", "web/serve_options.h"]
EXTRA_FILES = {"web": [PUBLIC]}
# Chapters that are programs over the public header: they use it, these folders and files, and
# themselves.
OVER_PUBLIC = {"searcher/command": ["indexer/base"] + SIBLINGS,
               "searcher/main.c": ["indexer/base", "searcher/command"] + SIBLINGS}
LIBRARIES = {
    "vb_base": "indexer/base", "vb_xapian_c": "indexer/xapian-c", "vb_text": "indexer/text",
    "vb_store": "indexer/store", "vb_article": "indexer/article", "vb_pipeline": "indexer/pipeline",
    "vb_searcher": "searcher",
}
# outside header: the folders that may include it, and in how many files of each
FENCED = {
    "xapian.h": {"indexer/xapian-c": None},
    "microhttpd.h": {"web": 1},
    "zlib.h": {"indexer/store": 1, "indexer/article": 1, "web": 1},
    "sodium.h": {"web": 1},
    "curl/curl.h": {"indexer/store": 1},
    "archive.h": {"indexer/article": 1},
    "brotli/decode.h": {"indexer/article": 1},
    "libxml/parser.h": {"indexer/article": 1},
    "libexttextcat.h": {"indexer/article": 1},
    "gmime.h": {"indexer/article": 1},
    "poppler.h": {"indexer/article": 1},
}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
# At the root of the includes it would shadow headers of the library.
FORBIDDEN_FOLDERS = ("xapian", "indexer/xapian")


def folder_of(path):
    """The deepest folder of EDGES that holds the file, or None."""
    best = None
    for folder in EDGES:
        if path.startswith(folder + "/") and (best is None or len(folder) > len(best)):
            best = folder
    return best


def sources(root):
    for top in ("indexer", "searcher", "web"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix in (".c", ".h", ".cc", ".hh", ".cpp", ".hpp") and path.is_file():
                yield path


def chapter_of(path, room):
    """The chapter of a room that holds the file, or None."""
    inside = path[len(room) + 1:].rpartition("/")[0]
    return inside if inside in CHAPTERS[room] else None


def check_chapter(name, target, report):
    if name.endswith("/main.c"):
        return  # a program is made of all its chapters
    for room, order in CHAPTERS.items():
        if not (name.startswith(room + "/") and target.startswith(room + "/")):
            continue
        here, there = chapter_of(name, room), chapter_of(target, room)
        if here is None or there is None:
            report(f"{name}: includes {target}: a folder that layers.py does not know as a chapter of {room}")
        elif order.index(there) > order.index(here):
            report(f"{name}: includes {target}; {room}/{here} is below {room}/{there}")


def over_public(name):
    """The room of OVER_PUBLIC that a file belongs to, or None."""
    return next((room for room in OVER_PUBLIC if name == room or name.startswith(room + "/")), None)


def check_public(name, target, report):
    """True when the include is decided here."""
    if name == PUBLIC:
        report(f"{name}: includes {target}; it must compile alone")
        return True
    room = over_public(name)
    if room:
        allowed = OVER_PUBLIC[room] + [room]
        if target != PUBLIC and not any(target == a or target.startswith(a + "/") for a in allowed):
            report(f"{name}: includes {target}; {room} may use {PUBLIC} and {', '.join(allowed)}")
        return True
    return target == PUBLIC and name.startswith("searcher/")


def check_include(root, name, mark, target, report):
    here = folder_of(name)
    if mark == "<":
        for header, folders in FENCED.items():
            if target == header or target.startswith(header.removesuffix(".h") + "/"):
                if here not in folders:
                    report(f"{name}: <{target}> belongs in {' and '.join(folders)} alone")
        if not (root / target).is_file() or not target.startswith(("indexer/", "searcher/", "web/")):
            return
    generated = target.startswith(("generated/", "page_"))
    if not generated and not (root / target).is_file():
        if not target.startswith(("indexer/", "searcher/", "web/")):
            report(f'{name}: "{target}" does not run from the root of the project')
        return
    if target.endswith("_internal.h") and target.rsplit("/", 1)[0] != name.rsplit("/", 1)[0]:
        report(f"{name}: includes {target}, which belongs to the files beside it alone")
        return
    if check_public(name, target, report):
        return
    check_chapter(name, target, report)
    there = folder_of(target)
    if there in (None, here) or there in EDGES[here]:
        return
    if target in EXTRA_FILES.get(here, []):
        return
    allowed = ", ".join(EDGES[here] + EXTRA_FILES.get(here, [])) or "nothing but itself"
    report(f"{name}: includes {target}; {here} may use {allowed}")


def check_sources(root, report):
    users = {header: {} for header in FENCED}
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        if path.suffix not in (".c", ".h") and not name.startswith("indexer/xapian-c/"):
            report(f"{name}: C++ outside indexer/xapian-c")
        for folder in FORBIDDEN_FOLDERS:
            if name.startswith(folder + "/"):
                report(f"{name}: no folder may be called xapian here")
        if folder_of(name) is None:
            report(f"{name}: lies in no folder that layers.py knows")
            continue
        for mark, target in INCLUDE.findall(path.read_text(encoding="utf-8", errors="replace")):
            check_include(root, name, mark, target, report)
            if mark == "<" and target in users:
                users[target].setdefault(folder_of(name), set()).add(name)
    for header, folders in FENCED.items():
        for folder, most in folders.items():
            files = sorted(users[header].get(folder, ()))
            if most is not None and len(files) > most:
                report(f"<{header}> is included in {len(files)} files of {folder} ({', '.join(files)}), not in {most}")


def commands(text):
    """(name, arguments) of each CMake command."""
    text = re.sub(r"#.*", "", text)
    return [(n.lower(), a.split()) for n, a in re.findall(r"(\w+)\s*\(([^()]*)\)", text)]


def check_cmake(root, report):
    for folder in EDGES:
        path = root / folder / "CMakeLists.txt"
        if not path.is_file():
            continue
        allowed = EDGES[folder] + (["searcher"] if folder == "web" else [])
        for command, words in commands(path.read_text(encoding="utf-8")):
            if command not in ("vb_library", "target_link_libraries"):
                continue
            for word in words[1:]:
                there = LIBRARIES.get(word)
                if there and there != folder and there not in allowed:
                    report(f"{folder}/CMakeLists.txt: {words[0]} links {word}; {folder} may use "
                           f"{', '.join(allowed) or 'nothing'}")


def violations(root):
    found = []
    check_sources(root, found.append)
    check_cmake(root, found.append)
    return found


PLANTED = [  # file, its text, words that the report must have
    ("indexer/base/a.c", '#include "indexer/text/stem.h"', "indexer/base may use nothing but itself"),
    ("indexer/text/a.c", '#include "indexer/store/record.h"', "indexer/text may use"),
    ("indexer/store/a.c", '  #  include "indexer/article/read/reader.h"', "indexer/store may use"),
    ("indexer/article/a.c", '#include "indexer/pipeline/writer.h"', "indexer/article may use"),
    ("indexer/pipeline/a.c", '#include "searcher/verbatim.h"', "indexer/pipeline may use"),
    ("searcher/query/a.c", '#include "indexer/article/read/reader.h"', "searcher may use"),
    ("searcher/query/b.c", '#include "web/http.h"', "searcher may use"),
    ("web/a.c", '#include "searcher/query/query.h"', "web may use"),
    ("web/b.c", '#include "indexer/store/record.h"', "web may use"),
    ("web/c.c", "#include <indexer/store/record.h>", "web may use"),
    ("searcher/engine/a.c", "#include <xapian.h>", "belongs in indexer/xapian-c alone"),
    ("searcher/engine/b.c", "#include <xapian/query.h>", "belongs in indexer/xapian-c alone"),
    ("searcher/a.c", "#include <microhttpd.h>", "belongs in web alone"),
    ("indexer/base/b.c", "#include <zlib.h>", "belongs in indexer/store and indexer/article and web alone"),
    ("indexer/store/b.c", '#include "record.h"', "does not run from the root"),
    ("indexer/store/c.cc", "int x;", "C++ outside indexer/xapian-c"),
    ("indexer/xapian/a.c", "int x;", "no folder may be called xapian"),
    ("indexer/store/posting/p.c", '#include "indexer/store/segment/segment.h"', "is below indexer/store/segment"),
    ("indexer/store/merge/p.c", '#include "indexer/store/segment/s_internal.h"', "the files beside it alone"),
    ("web/CMakeLists.txt", "add_executable(v main.c)\ntarget_link_libraries(v PRIVATE vb_searcher vb_store)",
     "v links vb_store"),
    ("searcher/verbatim.h", '#include "indexer/base/status.h"', "it must compile alone"),
    ("searcher/command/a.c", '#include "searcher/query/query.h"', "searcher/command may use"),
    ("searcher/command/b.c", '#include "indexer/text/stem.h"', "searcher/command may use"),
    ("searcher/main.c", '#include "searcher/query/query.h"', "searcher/main.c may use"),
    ("indexer/text/CMakeLists.txt", "vb_library(vb_text DEPENDS vb_base vb_article)", "vb_text links vb_article"),
]
CLEAN = {
    "indexer/text/stem.h": '#include "indexer/base/status.h"',
    "indexer/base/status.h": "#include <stdint.h>",
    "indexer/store/record.h": "#include <zlib.h>",
    "indexer/store/segment/segment.h": '#include "indexer/store/record.h"',
    "indexer/store/segment/s_internal.h": '#include "indexer/store/segment/segment.h"',
    "indexer/article/read/reader.h": '#include "indexer/store/record.h"\n#include <zlib.h>',
    "indexer/pipeline/writer.h": '#include "indexer/store/record.h"',
    "searcher/verbatim.h": "#include <stdint.h>",
    "searcher/query/parse.c": '#include "searcher/verbatim.h"\n#include "searcher/query/query.h"',
    "searcher/command/show.c": '#include "searcher/verbatim.h"\n#include "indexer/base/status.h"',
    "searcher/query/query.h": '#include "indexer/text/stem.h"',
    "web/http.h": '#include "searcher/verbatim.h"\n#include "indexer/base/status.h"\n#include <microhttpd.h>',
    "web/CMakeLists.txt": "target_link_libraries(verbatim-serve PRIVATE vb_searcher vb_base)",
}


def self_test():
    def tree(folder, extra):
        for name, text in {**CLEAN, **extra}.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + "\n")
        return pathlib.Path(folder)

    cases = [({name: text}, words) for name, text, words in PLANTED]
    cases.append(({"web/x.c": "#include <microhttpd.h>"}, "in 2 files of web"))
    cases.append(({"indexer/store/x.c": "#include <zlib.h>"}, "in 2 files of indexer/store"))
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        found = violations(tree(folder, {}))
        if found:
            failed += 1
            print(f"the clean tree is reported: {found}")
    for extra, words in cases:
        with tempfile.TemporaryDirectory() as folder:
            found = violations(tree(folder, extra))
            if len(found) != 1 or words not in found[0]:
                failed += 1
                print(f"{extra}: expected one report with '{words}', got {found}")
    print(f"layers: {len(cases) + 1} self-tests, {failed} failed")
    return 1 if failed else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    root = pathlib.Path(sys.argv[1]).resolve()
    count = sum(1 for _ in sources(root))
    if count == 0:
        print(f"layers: no sources below {root}")
        return 1
    found = violations(root)
    print("\n".join(found + [f"layers: {count} files, {len(found)} violations"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
