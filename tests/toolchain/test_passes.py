"""Every pass does to its cases what the case files say, and GNU as takes the whole output."""

import subprocess
from pathlib import Path

import pytest

from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.instrument import MARK, instrument

from .cases import BY_NAME, FOLDER, run_pass

CASES = sorted(FOLDER.glob("*/*.case"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_pass_gives_the_output_of_its_case(path: Path) -> None:
    before, after = path.read_text().split(">>>\n")
    assert run_pass(path.parent.name, before) == after


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_assembler_takes_the_instrumented_case(path: Path, tmp_path: Path) -> None:
    text = path.read_text().split(">>>\n")[0]
    final = instrument(".cloister reserved_registers\n" + text, path.name)
    done = subprocess.run(["as", "--64", "-o", tmp_path / "x.o", "-"], input=final, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_every_pass_has_a_case() -> None:
    assert {path.parent.name for path in CASES} == set(BY_NAME) - {"refuse"}


def test_instrumented_text_is_left_as_it_is() -> None:
    once = instrument("f:\n\tpushq %rbx\n\tpopq %rbx\n\tret\n", "x.s")
    assert once.startswith(MARK)
    assert instrument(once, "x.s") == once


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("\tret $8", "x.s:1: ret with an operand"),
        ("\n\tpushfq", "x.s:2: pushfq cannot be instrumented"),
        ("\tmovl %eax, %gs", "x.s:1: movl of %gs"),
        ("\tmovl %fs:(%rax,%rbx), %eax", "x.s:1: operand %fs:(%rax,%rbx)"),
        ("\tmovl %gs:8, %eax", "x.s:1: segment register in %gs:8"),
        ("\tint $0x80", "x.s:1: int cannot be instrumented"),
        ("\tstd", "x.s:1: std cannot be instrumented"),
        ("\txchgq %rsp, %rax", "x.s:1: xchg of %rsp"),
        ("\tpopq %rsp", "x.s:1: pop %rsp"),
        ("\tnegq %rsp", "x.s:1: negq to %rsp"),
        ("\trep lodsb", "x.s:1: rep lodsb"),
        ("\tmovb %ah, (%rax,%r9)", "x.s:1: movb with %ah"),
        ("\tmovq %r14, %rax", "x.s:1: %r14 is reserved"),
        ("\taddl %r11d, %eax", "x.s:1: %r11d is reserved"),
        ('# 7 "a.c"\n\tcli', "a.c:7: cli cannot"),
        ("\tlock", "x.s:1: prefix lock without"),
        (".intel_syntax noprefix", "x.s:1: .intel_syntax is not supported"),
        ("\tjmp *%r11", "x.s:1: *%r11 is reserved"),
        ("\tmovl x@GOTOFF(%rbx), %eax", "x.s:1: relocation in x@GOTOFF(%rbx)"),
        ("\tmovl 0xfa1e0ff3(%rax), %eax", "x.s:1: 0xfa1e0ff3(%rax): the displacement holds"),
        ("\tmovq 8(%r10), %rsp\n\tmovq %rdx, %rbp\n\tjmp *%rax", "x.s:3: a goto out of a function"),
        ("\tmovl %eax, (%rax,%rbx", "x.s:1: operand (%rax,%rbx cannot"),
    ],
)
def test_error_names_file_line_and_reason(text: str, message: str) -> None:
    with pytest.raises(InstrumentError) as caught:
        instrument(text, "x.s")
    assert str(caught.value).startswith(message)
