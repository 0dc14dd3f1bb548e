#!/usr/bin/python3
"""lint.words: words that stop a reader, in comments and documents.

Some words are not used in technical English, or mean something else in it: "behind" for "after",
"dear" for "expensive", "in hand" for "current", "so many" for a number, "parted" for "separated".
Only patterns that are always wrong here are listed; a sense that is right ("behind a proxy") is
allowed by the pattern. Strings of programs, code in documents, quoted words and the invented
articles are not read.

    words.py ROOT         prints each line with its plainer word, status 1 if there is any
    words.py --self-test  plants such words in a scratch tree and expects each to be found
"""

import io
import pathlib
import re
import subprocess
import sys
import tempfile
import tokenize

PLAIN = [
    (re.compile(r"\bone behind the other\b", re.I), "consecutive, one after another"),
    (re.compile(r"\bbehind\b(?! (?:a|an|the|one|our|its|any|plain|some)?\s*(?:\w+ )?"
                r"(?:proxy|proxies|servers?|firewall|interface|structs|door|wall|paywall|login|API)\b)", re.I), "after"),
    (re.compile(r"\bdear\b(?! (?:reader|sir|madam|editor)\b)", re.I), "expensive"),
    (re.compile(r"\bin hand\b", re.I), "current"),
    (re.compile(r"\bso many\b(?! that\b)", re.I), "the number (n, at most n)"),
    (re.compile(r"\bparted (?:by|from|into|at|with)\b", re.I), "separated"),
    (re.compile(r"\b(?:is|are|was|were|be) told (?:by|apart|as|from)\b", re.I), "recognised, distinguished, reported"),
    (re.compile(r"\b(?:stands?|stood|lies?|lay) (?:behind|beside)\b", re.I), "is after, is next to"),
    (re.compile(r"\b(?:hath|whither|whence|wherein|whereof|therein|thereof|thereto|aforesaid|betwixt)\b", re.I), "plain English"),
    (re.compile(r"\b(?:is|are) (?:none of ours|nobody's business)\b", re.I), "does not belong to the project, is private"),
]
SKIPPED = ("tests/fuzz/corpus/", "samples/articles/", "tests/lint/words.py")
# Text in quotation marks or backquotes is an example of something, not our own words.
QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"|'[^'\n]*'|“[^”]*”|‘[^’]*’")


def comments_of_c(text):
    """Yields (line, text) for each line of a comment."""
    pattern = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|/\*.*?\*/|//[^\n]*', re.S)
    for found in pattern.finditer(text):
        if found.group(0)[0] == "/":
            yield text.count("\n", 0, found.start()) + 1, found.group(0)


def comments_of_python(text):
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, IndentationError):
        return
    before = None
    for token in tokens:
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
        elif token.type == tokenize.STRING and token.string.startswith(('"""', 'r"""')) and \
                (before is None or before.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.NL)):
            yield token.start[0], token.string.strip('r"')
        if token.type not in (tokenize.COMMENT, tokenize.NL):
            before = token


def comments_of_shell(text):
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*#", line):
            yield number, line


def text_of_markdown(text):
    """The paragraphs outside code blocks."""
    code = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("```"):
            code = not code
        elif not code:
            yield number, line


READERS = {".c": comments_of_c, ".h": comments_of_c, ".cc": comments_of_c, ".py": comments_of_python,
           ".sh": comments_of_shell, ".cmake": comments_of_shell, ".txt": comments_of_shell,
           ".md": text_of_markdown, ".yaml": comments_of_shell}


def files_of(root):
    git = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True)
    names = git.stdout.split("\n") if git.returncode == 0 and git.stdout else \
        [p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()]
    return sorted(n for n in names if n and (root / n).is_file() and pathlib.Path(n).suffix in READERS and
                  not n.startswith(SKIPPED) and not re.match(r"build[^/]*/|\.", n.replace(".github/", "").replace(".ci/", "")))


def violations(root):
    for name in files_of(root):
        path = root / name
        for start, text in READERS[path.suffix](path.read_text(encoding="utf-8", errors="replace")):
            joined = QUOTED.sub(lambda m: re.sub(r"[^\n]", " ", m.group(0)), text)
            for pattern, plainer in PLAIN:
                for found in pattern.finditer(re.sub(r"\n(\s*\*?\s*)", lambda m: "\n" + " " * len(m.group(1)), joined)):
                    line = start + text.count("\n", 0, found.start())
                    yield f"{name}:{line}: \"{found.group(0)}\": say {plainer}"


PLANTED = [
    ("web/a.c", "/* The byte behind the end. */\n", "behind"),
    ("web/a.c", "int x; // the word in hand\n", "in hand"),
    ("web/a.h", "/*\n * a.h - lists, one behind\n */\n", "behind"),
    ("tests/a.py", '"""Makes so many of them."""\n', "so many"),
    ("tests/a.py", "x = 1  # dear on a cold cache\n", "dear"),
    ("tests/a.sh", "# lines parted by commas\n", "parted by"),
    ("README.md", "Names are told apart by case.\n", "told apart"),
    ("README.md", "```\nin hand\n```\nWhat is in hand.\n", "in hand"),
]
CLEAN = {
    "web/b.c": '/* A server behind a proxy; "behind the scenes" is an example. */\nconst char *s = "dear in hand";\n',
    "tests/b.py": 'x = "so many"  # "parted by" is quoted\n',
    "notes.md": "There are so many that the list is cut. `in hand`\n\n```\nbehind\n```\n",
}


def self_test():
    failed = 0
    for extra, word in [({}, None)] + [({name: text}, word) for name, text, word in PLANTED]:
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**CLEAN, **extra}.items():
                path = pathlib.Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            found = list(violations(pathlib.Path(folder)))
            good = not found if word is None else any(word in line for line in found)
            if not good:
                failed += 1
                print(f"{extra}: expected {word or 'nothing'}, got {found}")
    print(f"words: {len(PLANTED) + 1} self-tests, {failed} failed")
    return 1 if failed else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    root = pathlib.Path(sys.argv[1]).resolve()
    names = files_of(root)
    if not names:
        print(f"words: no sources below {root}")
        return 1
    found = list(violations(root))
    print("\n".join(found + [f"words: {len(names)} files, {len(found)} violations"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
