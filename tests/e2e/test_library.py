"""The library for other programs: what it exports, and that it can be built against when installed.

The build is installed into an empty folder, once; everything after that knows nothing but
`pkg-config` and that folder, as a stranger would. The programs of README.md, "From C" and "From
Python", are taken out of it and run.
"""

import os
import pathlib
import re
import shlex
import subprocess
import sys

import pytest

from conftest import ROOT, SAMPLES, bin_folder, refuse_sanitizer_report

BUILD = bin_folder().parent if os.environ.get("VB_BIN") else None
QUOTE = "A bridge is a promise and this city keeps its promises"


def header_names():
    text = (ROOT / "searcher" / "verbatim.h").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return set(re.findall(r"VB_API\s+[^;(]*?\b(vb_\w+)\(", text))


def sanitizers():
    cache = (BUILD / "CMakeCache.txt").read_text(encoding="utf-8")
    return re.search(r"^VB_SANITIZE:\w+=(.*)$", cache, re.M).group(1)


def run(argv, env, input=None):
    done = subprocess.run(argv, input=input, capture_output=True, text=True, timeout=300, env=env)
    refuse_sanitizer_report(done.stderr, argv[0])
    assert done.returncode == 0, f"{argv}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


class Installed:
    """An installed tree, and how a stranger builds against it."""

    def __init__(self, prefix, store):
        run(["cmake", "--install", str(BUILD), "--prefix", str(prefix)], os.environ)
        self.prefix = prefix
        config = next(prefix.rglob("verbatim.pc"), None)
        assert config, "no verbatim.pc was installed"
        self.lib = config.parent.parent
        self.env = {"PATH": os.environ["PATH"], "PKG_CONFIG_PATH": str(config.parent), "LC_ALL": "C.UTF-8",
                    "LD_LIBRARY_PATH": str(self.lib), "VERBATIM_STORE": str(store)}

    def pkg_config(self, *flags):
        return shlex.split(run(["pkg-config", *flags, "verbatim"], self.env))

    def build(self, source, compiler=("cc", "-std=c11"), libraries=None):
        program = source.with_suffix("")
        extra = [f"-fsanitize={sanitizers()}"] if sanitizers() else []
        libraries = libraries or self.pkg_config("--libs")
        run([*compiler, "-Wall", "-Wextra", "-Werror", *extra, *self.pkg_config("--cflags"), str(source), "-o",
             str(program), *libraries], self.env)
        return program


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    store = folder / "store"
    run([str(bin_folder() / "verbatim-index"), "--store", str(store), str(SAMPLES / "articles")], os.environ)
    return Installed(folder / "prefix", store)


@pytest.mark.parametrize("library, table", [("libverbatim.so", ["--dynamic"]), ("libverbatim.a", [])])
def test_the_library_exports_the_names_of_its_header_and_no_other(library, table):
    listed = run(["nm", *table, "--defined-only", "--extern-only", str(BUILD / "lib" / library)], os.environ)
    exported = {line.split()[-1].split("@")[0] for line in listed.splitlines() if len(line.split()) == 3}
    names = header_names()
    assert len(names) > 30
    assert exported == names


def test_a_program_may_have_names_that_the_archive_uses_inside(installed, tmp_path):
    source = tmp_path / "own_names.c"
    source.write_text("""#include <stdio.h>
#include <verbatim.h>
/* The library has functions of these names. */
int vb_utf8_valid(void);
int vb_buf_append(void);
int vb_utf8_valid(void) { return 1; }
int vb_buf_append(void) { return 2; }
int main(void) {
  vb_store *store;
  vb_error error;
  vb_status status = vb_store_open("/nowhere", NULL, &store, &error);
  printf("%d %d\\n", status != VB_OK && error.text[0], vb_utf8_valid() + vb_buf_append());
  return 0;
}
""", encoding="utf-8")
    libraries = [f if f != "-lverbatim" else "-l:libverbatim.a" for f in installed.pkg_config("--libs", "--static")]
    assert run([str(installed.build(source, libraries=libraries))], installed.env) == "1 3\n"


def test_the_library_has_a_soname_that_changes_with_the_structs(installed):
    version = run(["pkg-config", "--modversion", "verbatim"], installed.env).strip()
    header = next(installed.prefix.rglob("verbatim.h")).read_text(encoding="utf-8")
    assert f'#define VB_VERSION_TEXT "{version}"' in header
    dynamic = run(["readelf", "-d", str(installed.lib / "libverbatim.so")], os.environ)
    soname = re.search(r"SONAME.*\[(.*)\]", dynamic).group(1)
    assert soname == "libverbatim.so." + ".".join(version.split(".")[:2])
    assert (installed.lib / soname).exists()


def test_the_sample_program_is_built_with_pkg_config_alone(installed, tmp_path):
    source = tmp_path / "embed.c"
    source.write_bytes((SAMPLES / "embed.c").read_bytes())
    program = installed.build(source)
    said = run([str(program), installed.env["VERBATIM_STORE"], QUOTE], installed.env)
    assert said.splitlines()[0].startswith("verbatim, 3 shown of 10")
    assert "2015-03-13  verbatim  Calverhaven to build harbour bridge" in said
    failed = subprocess.run([str(program), str(tmp_path / "none"), QUOTE], capture_output=True, text=True,
                            env=installed.env, timeout=60)
    assert failed.returncode == 2 and failed.stderr.startswith("embed: ") and failed.stdout == ""


def test_the_archive_has_all_that_is_needed(installed, tmp_path):
    source = tmp_path / "embed.c"
    source.write_bytes((SAMPLES / "embed.c").read_bytes())
    libraries = [f if f != "-lverbatim" else "-l:libverbatim.a" for f in installed.pkg_config("--libs", "--static")]
    program = installed.build(source, libraries=libraries)
    assert "libverbatim" not in run(["readelf", "-d", str(program)], os.environ)
    assert run([str(program), installed.env["VERBATIM_STORE"], QUOTE], installed.env).startswith("verbatim, 3 shown")


def test_a_cpp_program_can_use_it(installed, tmp_path):
    source = tmp_path / "version.cpp"
    source.write_text("""#include <verbatim.h>
#include <iostream>
int main() {
  vb_search_request request{};
  request.query = vb_str_of("harbour bridge");
  request.size = 1;
  vb_store *store = nullptr;
  vb_arena *memory = vb_arena_new();
  vb_search_result found;
  vb_error error;
  if (vb_store_open(VERBATIM_STORE, nullptr, &store, &error) != VB_OK ||
      vb_search(store, &request, memory, &found, &error) != VB_OK) {
    std::cerr << error.text << "\\n";
    return 2;
  }
  std::cout << vb_version() << " " << found.hit_count << "\\n";
  vb_arena_free(memory);
  vb_store_close(store);
}
""")
    define = f'-DVERBATIM_STORE="{installed.env["VERBATIM_STORE"]}"'
    program = installed.build(source, compiler=("c++", "-std=c++17", define))
    version = run(["pkg-config", "--modversion", "verbatim"], installed.env).strip()
    assert run([str(program)], installed.env) == f"{version} 1\n"


# ---- what README.md shows ----


def readme_code(heading, language):
    """The blocks of code of a language below a heading, to the next heading."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.search(rf"^#+ {heading}\n(.*?)(?=^#+ |\Z)", text, re.M | re.S)
    assert section, f"README.md has no section {heading}"
    blocks = re.findall(rf"^```{language}\n(.*?)^```", section.group(1), re.M | re.S)
    assert blocks, f"README.md, {heading}: no {language}"
    return blocks


def test_the_readmes_program_in_c_runs(installed, tmp_path):
    [code] = readme_code("From C", "c")
    source = tmp_path / "first.c"
    source.write_text(code)
    said = run([str(installed.build(source))], installed.env)
    assert "Goat" in said


def test_the_readmes_programs_in_python_run(installed, server, tmp_path):
    http, direct = readme_code("From Python", "python")
    env = dict(installed.env)
    store, token = pathlib.Path(env["VERBATIM_STORE"]), tmp_path / "token"
    token.write_text("harbour-lantern-42\n")
    token.chmod(0o600)
    for options, more in (((), {}), (("--token-file", token), {"VERBATIM_TOKEN": "harbour-lantern-42"})):
        url = server(store, *options).url.rstrip("/") + "/"
        assert "http://127.0.0.1:8080/" in http
        code = http.replace("http://127.0.0.1:8080/", url)
        said = run([sys.executable, "-c", code], {**env, **more}).splitlines()
        assert said[0] == "verbatim 10" and len(said) == 4 and all("oat" in line for line in said[1:])
    if sanitizers():  # the interpreter is not sanitized, so the sanitizer must be there first
        libraries = [run(["cc", f"-print-file-name={name}"], os.environ).strip()
                     for name in ("libasan.so", "libstdc++.so.6")]
        env.update(LD_PRELOAD=" ".join(libraries), ASAN_OPTIONS="detect_leaks=0")
    assert run([sys.executable, "-c", direct], env) == "verbatim 10\n"
