"""cloister-cc behaves as gcc does, and makes programs for SIPs. Needs the sysroot (built on first use, cached)."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cloister.abi import layout
from cloister.toolchain.instrument import MARK

Cc = Callable[..., subprocess.CompletedProcess[str]]

HELLO = '#include <stdio.h>\n#include "part.h"\nint main(void) { printf("%d\\n", VALUE); return 0; }\n'


@pytest.fixture
def cc(tmp_path: Path) -> Cc:
    """cc(arguments...): cloister-cc in a folder with hello.c, part.h and part.c."""
    (tmp_path / "hello.c").write_text(HELLO)
    (tmp_path / "part.h").write_text("#ifndef VALUE\n#define VALUE part()\n#endif\nint part(void);\n")
    (tmp_path / "part.c").write_text("int part(void) { return 42; }\n")

    def call(*arguments: object, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cloister.toolchain.driver", *map(str, arguments)]
        return subprocess.run(
            command, cwd=tmp_path, input=stdin or "", capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}
        )

    return call


def ok(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def segments(path: Path) -> list[tuple[str, str, int, int]]:
    """(type, flags, start, end) as readelf shows them."""
    shown = subprocess.run(["readelf", "-lW", path], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in shown.splitlines() if line.strip().startswith(("LOAD", "TLS", "NOTE"))]
    return [(row[0], "".join(row[6:-1]), int(row[2], 16), int(row[2], 16) + int(row[5], 16)) for row in rows]


def test_one_step_from_several_sources_to_a_program(cc: Cc, tmp_path: Path) -> None:
    ok(cc("-O2", "-Wall", "hello.c", "part.c", "-o", "hello"))
    loads = [segment for segment in segments(tmp_path / "hello") if segment[0] == "LOAD"]
    assert [flags for _, flags, _, _ in loads] == ["RE", "R", "RW"]
    assert loads[0][2] == layout.PROGRAM_BASE
    assert loads[2][2] - loads[1][3] >= layout.STACK_SIZE + 64 * 1024


def test_objects_and_archives_link(cc: Cc, tmp_path: Path) -> None:
    ok(cc("-c", "hello.c", "part.c"))
    subprocess.run(["ar", "rcs", "libpart.a", "part.o"], cwd=tmp_path, check=True)
    ok(cc("-pthread", "-static", "hello.o", "-L.", "-lpart", "-lm", "-lpthread", "-Wl,-Map,map", "-o", "hello"))
    assert (tmp_path / "map").exists()


def test_capital_s_writes_instrumented_assembly_that_assembles(cc: Cc, tmp_path: Path) -> None:
    ok(cc("-S", "-O1", "hello.c", "part.c"))
    assert (tmp_path / "hello.s").read_text().startswith(MARK)
    assert ok(cc("-S", "part.c", "-o", "-")).startswith(MARK)
    ok(cc("hello.s", "part.s", "-o", "hello"))


def test_source_from_standard_input(cc: Cc, tmp_path: Path) -> None:
    ok(cc("-x", "c", "-", "-c", "-o", "a.o", stdin="int a;\n"))
    assert (tmp_path / "a.o").exists()
    assert "__linux__" in ok(cc("-E", "-dM", "-x", "c", "-"))


def test_preprocessor_and_dependencies(cc: Cc, tmp_path: Path) -> None:
    assert "part()" in ok(cc("-E", "hello.c"))
    ok(cc("-c", "-MMD", "-MF", "hello.d", "-DVALUE=3", "-I", ".", "hello.c"))
    assert "part.h" in (tmp_path / "hello.d").read_text()
    assert "hello.o:" in ok(cc("-MM", "hello.c"))


def test_assembly_sources_are_instrumented(cc: Cc, tmp_path: Path) -> None:
    (tmp_path / "f.S").write_text("#define R %rbx\n.globl part\npart: push R; mov $7,%eax; pop R; ret\n")
    ok(cc("hello.c", "f.S", "-o", "hello"))
    ok(cc("-c", "f.S", "-o", "f.o"))
    shown = subprocess.run(["objdump", "-d", tmp_path / "f.o"], capture_output=True, text=True, check=True).stdout
    assert "endbr64" in shown
    assert "%gs:-0x10(%r14d)" in shown
    assert "push" not in shown


def test_response_files(cc: Cc, tmp_path: Path) -> None:
    (tmp_path / "arguments").write_text("-O2 -DVALUE='1 + 2'\nhello.c -o hello\n")
    ok(cc("@arguments"))
    assert (tmp_path / "hello").exists()


def test_position_independence_is_ignored(cc: Cc, tmp_path: Path) -> None:
    ok(cc("-fPIC", "-fpie", "-pie", "hello.c", "part.c", "-o", "hello"))
    header = subprocess.run(["readelf", "-h", tmp_path / "hello"], capture_output=True, text=True, check=True).stdout
    assert "EXEC" in header


@pytest.mark.parametrize("option", ["-shared", "-m32", "-pg"])
def test_what_cannot_be_done_is_one_clear_line(cc: Cc, option: str) -> None:
    done = cc(option, "hello.c", "-o", "x")
    assert done.returncode == 1
    assert done.stderr.startswith(f"cloister-cc: {option}: ")
    assert done.stderr.count("\n") == 1


def test_inline_assembly_that_cannot_be_instrumented_names_its_line(cc: Cc, tmp_path: Path) -> None:
    (tmp_path / "bad.c").write_text('int f(void) {\n    __asm__("pushfq");\n    return 0;\n}\n')
    done = cc("-c", "bad.c")
    assert done.returncode == 1
    assert "cloister-cc: bad.c:2: pushfq cannot be instrumented" in done.stderr
    assert not (tmp_path / "bad.o").exists()


def test_code_on_the_stack_names_its_line(cc: Cc, tmp_path: Path) -> None:
    (tmp_path / "nested.c").write_text(
        "int call(int (*)(int));\nint f(int a) {\n    int g(int b) { return a + b; }\n    return call(g);\n}\n"
    )
    done = cc("-c", "-O2", "nested.c")
    assert done.returncode == 1
    assert "nested.c:3:9: error: trampoline generated for nested function" in done.stderr


def test_compiled_code_that_cannot_be_instrumented_names_file_and_function(cc: Cc, tmp_path: Path) -> None:
    (tmp_path / "jump.c").write_text("void *buffer[5];\nvoid leap(void) { __builtin_longjmp(buffer, 1); }\n")
    done = cc("-c", "-O2", "jump.c")
    assert done.returncode == 1
    assert "cloister-cc: jump.c: in function leap: a goto out of a function" in done.stderr


def test_errors_of_the_compiler_are_gccs(cc: Cc, tmp_path: Path) -> None:
    (tmp_path / "bad.c").write_text("int f(void) { return x; }\n")
    done = cc("-c", "bad.c")
    assert done.returncode == 1
    assert "bad.c:1:22: error: 'x' undeclared" in done.stderr
    assert "No such file" in cc("-c", "missing.c").stderr
    assert "no input files" in cc().stderr


def test_questions_are_answered(cc: Cc) -> None:
    assert "Free Software Foundation" in ok(cc("--version"))
    assert ok(cc("-dumpmachine")) == "x86_64-linux-musl\n"
    assert ok(cc("-dumpversion")).strip().isdigit()
    assert ok(cc("-print-file-name=libc.a")).strip().endswith("lib/libc.a")
    assert cc("-v").stderr.startswith("Using built-in specs")


def test_link_time_optimisation_is_instrumented_too(cc: Cc, tmp_path: Path) -> None:
    ok(cc("-O2", "-flto", "hello.c", "part.c", "-o", "hello"))
    shown = subprocess.run(["objdump", "-d", tmp_path / "hello"], capture_output=True, text=True, check=True).stdout
    assert "push " not in shown


def test_partial_link(cc: Cc) -> None:
    ok(cc("-c", "hello.c", "part.c"))
    ok(cc("-r", "-nostdlib", "hello.o", "part.o", "-o", "all.o"))
    ok(cc("all.o", "-o", "hello"))


def test_debug_information_names_the_source(cc: Cc, tmp_path: Path) -> None:
    ok(cc("-g", "hello.c", "part.c", "-o", "hello"))
    shown = subprocess.run(
        ["objdump", "--dwarf=decodedline", tmp_path / "hello"], capture_output=True, text=True, check=True
    ).stdout
    assert "hello.c" in shown
