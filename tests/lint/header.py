#!/usr/bin/python3
"""lint.header: the public header stands alone, and agrees with what stands elsewhere too.

searcher/verbatim.h must compile by itself, as C11 and as C++17 with all warnings, with nothing of
the project on the include path. A few plain types are needed both by it and by the lowest folders,
which may not include it: each stands between "#ifndef VB_X_DEFINED" and "#endif" in both places,
and both texts must be equal. The version that it states is written as numbers and as text.

    header.py ROOT         prints each violation, status 1 if there is any
    header.py --self-test  plants violations in a scratch tree and expects each to be found
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HEADER = "searcher/verbatim.h"
BLOCK = re.compile(r"^#ifndef (VB_\w+_DEFINED)\n.*?\n#endif\n", re.M | re.S)
COMPILERS = [["cc", "-xc", "-std=c11"], ["c++", "-xc++", "-std=c++17"]]
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror", "-fsyntax-only"]


def compile_alone(text, report):
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "verbatim.h").write_text(text)
        for compiler in COMPILERS:
            user = '#include "verbatim.h"\n#include "verbatim.h"\nint main(void) { return VB_OK; }\n'
            done = subprocess.run(compiler + STRICT + ["-I", folder, "-"], input=user, text=True,
                                  capture_output=True)
            if done.returncode:
                first = next((line for line in done.stderr.splitlines() if "error" in line), done.stderr)
                report(f"{HEADER}: does not compile alone with {' '.join(compiler)}: {first.strip()}")


def check_blocks(root, text, report):
    ours = {m.group(1): m.group(0) for m in BLOCK.finditer(text)}
    theirs = {}
    for path in sorted((root / "indexer").rglob("*.h")):
        for m in BLOCK.finditer(path.read_text(encoding="utf-8")):
            theirs.setdefault(m.group(1), []).append((path.relative_to(root).as_posix(), m.group(0)))
    for name in sorted(set(ours) | set(theirs)):
        if name not in ours:
            report(f"{theirs[name][0][0]}: {name} stands in no {HEADER}")
        elif len(theirs.get(name, [])) != 1:
            report(f"{HEADER}: {name} stands in {len(theirs.get(name, []))} headers of indexer/, not in one")
        elif theirs[name][0][1] != ours[name]:
            report(f"{HEADER}: what stands in {name} differs from {theirs[name][0][0]}")
    if not ours:
        report(f"{HEADER}: no shared types found")


def check_version(text, report):
    numbers = [re.search(rf"^#define VB_VERSION_{part} (\d+)$", text, re.M) for part in ("MAJOR", "MINOR", "PATCH")]
    written = re.search(r'^#define VB_VERSION_TEXT "([^"]*)"$', text, re.M)
    if not written or not all(numbers):
        report(f"{HEADER}: states no version")
    elif written.group(1) != ".".join(n.group(1) for n in numbers):
        report(f"{HEADER}: VB_VERSION_TEXT is {written.group(1)}, and the numbers are others")


def violations(root):
    found = []
    text = (root / HEADER).read_text(encoding="utf-8")
    compile_alone(text, found.append)
    check_blocks(root, text, found.append)
    check_version(text, found.append)
    return found


def self_test():
    root = pathlib.Path(__file__).resolve().parents[2]
    text = (root / HEADER).read_text(encoding="utf-8")
    plant = [
        (text.replace("#include <stdint.h>", '#include "indexer/base/status.h"'), "does not compile alone"),
        (text.replace("VB_API const char *vb_version(void);", "VB_API const char *vb_version(void)"),
         "does not compile alone"),
        (text.replace("  VB_LOCKED, ", "  VB_CLOSED, "), "VB_STATUS_DEFINED differs"),
        (text.replace("VB_DATE_DEFINED", "VB_DAY_DEFINED"), "VB_DA"),
        (text.replace('VB_VERSION_TEXT "', 'VB_VERSION_TEXT "9'), "the numbers are others"),
    ]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        for path in (root / "indexer").rglob("*.h"):
            to = scratch / path.relative_to(root)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, to)
        (scratch / "searcher").mkdir()
        for planted, words in [(text, None)] + plant:
            if words and planted == text:
                failed += 1
                print(f"nothing was planted for '{words}'")
            (scratch / HEADER).write_text(planted)
            found = violations(scratch)
            if (words is None) != (not found) or not all(words in f for f in found):
                failed += 1
                print(f"expected {words}, got {found}")
    print(f"header: {len(plant) + 1} self-tests, {failed} failed")
    return 1 if failed else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    found = violations(pathlib.Path(sys.argv[1]).resolve())
    print("\n".join(found + [f"header: {len(found)} violations"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
