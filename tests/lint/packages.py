#!/usr/bin/python3
"""lint.packages: what the build asks for is what .ci/packages installs.

Every pkg-config module named in a CMakeLists.txt must come from a package of the list, else a
fresh machine cannot build; and each line of the list must be well formed. Asks dpkg who owns the
module's .pc file, so it checks nothing (and says so, status 77) where there is no dpkg.

    packages.py ROOT | packages.py --self-test
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile


def listed(text, report):
    packages = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split(None, 2)
        if len(words) < 3 or words[1] not in ("build", "test"):
            report(f".ci/packages:{number}: want PACKAGE build|test WHY, got: {line}")
        elif words[0] in packages:
            report(f".ci/packages:{number}: {words[0]} is listed twice")
        else:
            packages[words[0]] = words[1]
    return packages


def modules(root):
    """(module, build or test, file) of every pkg_check_modules and PACKAGES in the CMake files."""
    for path in sorted([root / "CMakeLists.txt", *root.glob("[!b.]*/**/CMakeLists.txt")]):
        name = path.relative_to(root).as_posix()
        text = re.sub(r"#.*", "", path.read_text(encoding="utf-8"))
        use = "test" if name.startswith("tests/") else "build"
        for arguments in re.findall(r"pkg_check_modules\s*\(([^()]*)\)", text):
            for word in arguments.split()[1:]:
                if word not in ("REQUIRED", "QUIET", "IMPORTED_TARGET") and "$" not in word:
                    yield re.split(r"[<>=]", word)[0], use, name
        for arguments in re.findall(r"\bPACKAGES((?:\s+[\w.+-]+)+)\s*\)", text):
            for word in arguments.split():
                yield word, use, name


def owner(module):
    folder = subprocess.run(["pkg-config", "--variable=pcfiledir", module], capture_output=True, text=True)
    if folder.returncode != 0:
        return None
    path = folder.stdout.strip() + f"/{module}.pc"
    for candidate in (path, path.removeprefix("/usr")):
        found = subprocess.run(["dpkg-query", "-S", candidate], capture_output=True, text=True)
        if found.returncode == 0:
            return found.stdout.split(":", 1)[0]
    return None


def violations(root):
    found = []
    packages = listed((root / ".ci/packages").read_text(encoding="utf-8"), found.append)
    for module, use, name in modules(root):
        package = owner(module)
        if package is None:
            found.append(f"{name}: no package owns the pkg-config module {module}")
        elif package not in packages:
            found.append(f"{name}: needs {module}, so {package} belongs into .ci/packages")
        elif use == "build" and packages[package] == "test":
            found.append(f"{name}: the build needs {package}, which .ci/packages has for tests only")
    return found


def self_test():
    cases = [
        ("zlib1g-dev build why", "", "vb_library(a DEPENDS b PACKAGES zlib)", None),
        ("", "", "vb_library(a DEPENDS b PACKAGES zlib)", "so zlib1g-dev belongs"),
        ("zlib1g-dev test why", "", "pkg_check_modules(P REQUIRED IMPORTED_TARGET zlib>=1)", "for tests only"),
        ("zlib1g-dev test why", "pkg_check_modules(P REQUIRED zlib)", "", None),
        ("", "", "pkg_check_modules(P no-such-module)", "no package owns"),
        ("zlib1g-dev sometimes why", "", "", "want PACKAGE build|test WHY"),
        ("a build why\na test why", "", "", "listed twice"),
    ]
    failed = 0
    for packages, tests, top, words in cases:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in ((".ci/packages", packages), ("tests/CMakeLists.txt", tests), ("CMakeLists.txt", top)):
                (root / name).parent.mkdir(exist_ok=True)
                (root / name).write_text(text + "\n")
            found = violations(root)
            if (words is None and found) or (words and (len(found) != 1 or words not in found[0])):
                failed += 1
                print(f"{packages!r} {top!r}: expected {words or 'nothing'}, got {found}")
    print(f"packages: {len(cases)} self-tests, {failed} failed")
    return 1 if failed else 0


def main():
    if not shutil.which("dpkg-query"):
        print("packages: no dpkg here, nothing checked")
        return 77
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    found = violations(pathlib.Path(sys.argv[1]).resolve())
    print("\n".join(found + [f"packages: {len(found)} violations"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
