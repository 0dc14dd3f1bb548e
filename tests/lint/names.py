#!/usr/bin/python3
"""lint.names: names, openings and sizes.

Violations: something at the top level that does not belong there; two source files of one name; a
header without its guard or its opening comment; a source file without its opening comment; a
function in a header that does not start with vb_; a script that its name does not start; words
that have no business in the project (hosts of package registries, folders of a developer's machine).
Only listed: functions and files that want a second look for their length.

    names.py ROOT         prints each violation, then the list; status 1 on a violation
    names.py --self-test  plants violations in a scratch tree and expects each to be found
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TOP_LEVEL = {"CMakeLists.txt", "indexer", "searcher", "web", "tests", "samples", "README.md", "LICENSE",
             ".ci", ".github", ".gitignore", ".clang-format"}
SHARED_NAMES = {"main.c"}  # one for each program
FILE_LINES, FUNCTION_LINES = 800, 60  # past these, a second look
HOST = r"(?:pypi|npmjs|crates|rubygems|golang|docker|debian|ubuntu|pythonhosted|maven|jsdelivr|unpkg)"
UNWANTED = [
    (re.compile(r"\b(?:[a-z]+\.)*" + HOST + r"\.(?:org|com|io|net|dev)\b", re.I), "the host of a package registry"),
    (re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/"), "a folder of somebody's machine"),
    (re.compile(r"\.\./shared/"), "a folder outside the project"),
    (re.compile(r"\b(?:FIXME|XXX)\b"), "something unfinished"),
]
TEXT = {".c", ".h", ".cc", ".py", ".sh", ".md", ".txt", ".css", ".js", ".html", ".yaml", ".cmake", ""}
BINARY_FOLDERS = ("tests/data/", "tests/fuzz/corpus/", "samples/articles/")


def files_of(root):
    """The files of the project: what git tracks or would; everything when it is no checkout, or one
    that git will not look into (another user's), or there is no git."""
    command = ["git", "-C", root, "ls-files", "-co", "--exclude-standard", "-z"]
    git = subprocess.run(command, capture_output=True) if shutil.which("git") else None
    if git and git.returncode == 0 and git.stdout:
        names = [n for n in git.stdout.decode().split("\0") if n]
    else:
        names = [p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()]
        names = [n for n in names if not re.match(r"build[^/]*/|\.git/|\.cache/", n) and "__pycache__" not in n]
    return sorted(n for n in names if (root / n).is_file())


def is_product(name):
    return name.startswith(("indexer/", "searcher/", "web/")) and name.endswith((".c", ".h", ".cc"))


def opening(text):
    """The lines of the comment that a file opens with."""
    found = re.match(r"\s*/\*(.*?)\*/", text, re.S)
    if found:
        return [line for line in found.group(1).splitlines() if line.strip(" *\t")]
    found = re.match(r"(?:[ \t]*//.*\n)+", text)
    return found.group(0).splitlines() if found else []


def without_comments(text):
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    text = re.sub(r"//[^\n]*", "", text)
    text = re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", "", text, flags=re.M)


def outer_level(text):
    """The text with everything inside braces left out, save those of extern "C"."""
    text = re.sub(r'extern\s*""\s*\{', " ", text)
    out, depth = [], 0
    for char in text:
        if char == "{":
            depth += 1
            out.append(";" if depth == 1 else "")
        elif char == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            out.append(char)
    return "".join(out)


def functions_declared(text):
    """Names of the functions that a header declares or defines."""
    for statement in outer_level(without_comments(text)).split(";"):
        statement = re.sub(r"__attribute__\s*\(\(.*?\)\)", " ", statement, flags=re.S).strip()
        if not statement or statement.startswith(("typedef", "enum", "struct {", "#", "_Static_assert", "static_assert")):
            continue
        found = re.match(r"[\w\s*]+?[\s*](\w+)\s*\(", statement)
        if found and not re.match(r"[\w\s]*\(\s*\*", statement):
            yield found.group(1)


def check_header(name, text, report):
    guard = re.search(r"^#ifndef (\w+)\n#define (\w+)\s*$", text, re.M)
    if not guard or guard.group(1) != guard.group(2):
        report(f"{name}: no include guard")
    elif not guard.group(1).startswith("VB_"):
        report(f"{name}: its guard {guard.group(1)} does not start with VB_")
    for function in functions_declared(text):
        if not function.startswith("vb_") and not function.isupper():
            report(f"{name}: {function}() does not start with vb_")


def check_sources(root, names, report):
    seen, guards = {}, {}
    for name in names:
        if not is_product(name):
            continue
        base = name.rsplit("/", 1)[-1]
        if base not in SHARED_NAMES and base in seen:
            report(f"{name}: another file is called so: {seen[base]}")
        seen.setdefault(base, name)
        text = (root / name).read_text(encoding="utf-8", errors="replace")
        lines = opening(text)
        if not lines:
            report(f"{name}: does not open with a comment on what it is")
        if name.endswith(".h"):
            check_header(name, text, report)
            guard = re.search(r"^#ifndef (\w+)", text, re.M)
            if guard and guard.group(1) in guards:
                report(f"{name}: its guard is that of {guards[guard.group(1)]}")
            elif guard:
                guards[guard.group(1)] = name


def check_words(root, names, report):
    for name in names:
        path = root / name
        if path.suffix not in TEXT or name.startswith(BINARY_FOLDERS) or name == "LICENSE":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            for pattern, what in UNWANTED:
                if pattern.search(line) and not (name == "tests/lint/names.py"):
                    report(f"{name}:{number}: names {what}: {line.strip()[:80]}")


def check_scripts(root, names, report):
    for name in names:
        path = root / name
        if name.startswith(BINARY_FOLDERS) or os.access(path, os.X_OK):
            continue
        with open(path, "rb") as file:
            if file.read(2) == b"#!":
                report(f"{name}: begins with #! and is not executable: chmod +x")


def violations(root, names):
    found = []
    for top in sorted({name.split("/", 1)[0] for name in names} - TOP_LEVEL):
        found.append(f"{top}: does not belong at the top level")
    check_sources(root, names, found.append)
    check_words(root, names, found.append)
    check_scripts(root, names, found.append)
    return found


def second_looks(root, names):
    """Functions and files past the lengths that STYLE asks a second look for."""
    for name in names:
        if not name.endswith((".c", ".h", ".cc")):
            continue
        lines = (root / name).read_text(encoding="utf-8", errors="replace").splitlines()
        if len(lines) > FILE_LINES:
            yield f"{name}: {len(lines)} lines"
        start = None
        for number, line in enumerate(lines):
            if re.match(r"[A-Za-z_].*[^;,]$|[A-Za-z_].*,$", line) and not line.startswith(("typedef", "enum", "struct {")):
                if start is None or not lines[number - 1].rstrip().endswith(","):
                    start = number
            elif line.startswith("}"):
                if start is not None and "(" in "".join(lines[start:start + 4]) and line.strip() == "}":
                    if number - start + 1 > FUNCTION_LINES:
                        yield f"{name}:{start + 1}: a function of {number - start + 1} lines"
                start = None


GOOD_HEADER = ("/*\n * a.h - something.\n */\n#ifndef VB_TEXT_A_H\n#define VB_TEXT_A_H\n"
               "typedef int (*vb_callback)(void *);\nstruct vb_a { int (*run)(int); };\n"
               "enum { VB_A = (1 << 2) };\n_Static_assert(sizeof(int) == 4, \"four\");\n"
               "static inline int vb_a_two(int x) { return other(x); }\n"
               "const char *vb_a_name(int x,\n   int y) __attribute__((format(printf, 1, 2)));\n#endif\n")
PLANTED = [
    ("extra/x.c", "int x;", "extra: does not belong at the top level"),
    ("notes.md", "x", "notes.md: does not belong"),
    ("searcher/a.h", GOOD_HEADER.replace("TEXT", "SEARCHER"), "another file is called so"),
    ("searcher/g.h", GOOD_HEADER, "its guard is that of"),
    ("web/b.h", "/* b.h - b. */\nint vb_b(void);\n", "no include guard"),
    ("web/b.h", "/* b.h - b. */\n#ifndef B_H\n#define B_H\n#endif\n", "does not start with VB_"),
    ("web/b.h", "#ifndef VB_B_H\n#define VB_B_H\n#endif\n", "does not open with a comment"),
    ("web/b.h", "/* b.h - b. */\n#ifndef VB_B_H\n#define VB_B_H\nint open_it(int x);\n#endif\n", "open_it() does not start"),
    ("web/b.h", "/* b.h - b. */\n#ifndef VB_B_H\n#define VB_B_H\nstatic inline char *cut(char *p) { return p; }\n#endif\n",
     "cut() does not start"),
    ("web/b.c", "int x;\n", "does not open with a comment"),
    ("web/b.c", "/* b */\n// see /wo" "rk/main\n", "a folder of somebody's machine"),
    ("tests/x.py", "# from py" "pi.org\n", "the host of a package registry"),
    ("tests/x.sh", "#!/bin/sh\n", "is not executable"),
]
CLEAN = {"indexer/text/a.h": GOOD_HEADER, "indexer/main.c": "/* main */\n", "searcher/main.c": "/* main */\n",
         "README.md": "x"}


def self_test():
    failed = 0

    def tree(folder, extra):
        for name, text in {**CLEAN, **extra}.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return pathlib.Path(folder)

    if "PATH" in os.environ:
        path, os.environ["PATH"] = os.environ["PATH"], "/nonexistent"
        with tempfile.TemporaryDirectory() as folder:
            if files_of(tree(folder, {"build/x.c": "int x;"})) != sorted(CLEAN):
                failed += 1
                print("without git: not the same files")
        os.environ["PATH"] = path
    for extra, words in [({}, None)] + [({name: text}, words) for name, text, words in PLANTED]:
        with tempfile.TemporaryDirectory() as folder:
            root = tree(folder, extra)
            found = violations(root, files_of(root))
            good = not found if words is None else len(found) == 1 and words in found[0]
            if not good:
                failed += 1
                print(f"{extra}: expected {words or 'nothing'}, got {found}")
    with tempfile.TemporaryDirectory() as folder:
        long = "/* b */\nint vb_b(int a,\n         int b)\n{\n" + "  a++;\n" * 70 + "}\n"
        root = tree(folder, {"web/b.c": long})
        looks = list(second_looks(root, files_of(root)))
        if len(looks) != 1 or "a function of 74 lines" not in looks[0]:
            failed += 1
            print(f"a long function: got {looks}")
    print(f"names: {len(PLANTED) + 3} self-tests, {failed} failed")
    return 1 if failed else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    root = pathlib.Path(sys.argv[1]).resolve()
    names = files_of(root)
    if not any(is_product(name) for name in names):
        print(f"names: no sources below {root}")
        return 1
    found = violations(root, names)
    looks = list(second_looks(root, names))
    print("\n".join(found + [f"second look: {look}" for look in looks] +
                    [f"names: {len(names)} files, {len(found)} violations, {len(looks)} want a second look"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
