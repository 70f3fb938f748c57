"""Macros are expanded as GAS expands them."""

import subprocess
from pathlib import Path

import pytest

from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.instrument import instrument
from cloister.toolchain.macros import expand_macros

TEXTS = {
    "parameters": ".macro two a, b=%ebx\n mov \\a, \\b\n.endm\n two %eax\n two %eax, %ecx\n two b=%edx a=%esi\n",
    "separators": ".macro two a b\n mov \\a, \\b\n.endm\nf: two $1 %ecx ; two $2, %edx\n",
    "rest": ".macro all op rest:vararg\n \\op \\rest\n.endm\n all add $1, 8(%rdi,%rsi,4)\n",
    "counter": ".macro skip\n jmp .Lx\\@\n.Lx\\@:\n.endm\n skip\n skip\n",
    "glued": ".macro load size\n mov\\size\\()l (%rdi), %eax\n.endm\n load zb\n load sw\n",
    "repeat": ".rept 3\n nop\n.endr\n ret\n",
    "each": ".irp r, %rax, %rbx\n xor \\r, \\r\n.endr\n.irpc c, ab\n mov $1, %\\c\\()l\n.endr\n",
    "nested": ".macro in x\n add $\\x, %eax\n.endm\n.macro out\n .irp i, 1, 2\n in \\i\n .endr\n.endm\n out\n",
}


def code(text: str, folder: Path) -> bytes:
    """What GNU as makes of it."""
    subprocess.run(["as", "-o", folder / "x.o", "-"], input=text, text=True, check=True)
    subprocess.run(["objcopy", "-O", "binary", "-j", ".text", folder / "x.o", folder / "x"], check=True)
    return (folder / "x").read_bytes()


@pytest.mark.parametrize("name", TEXTS)
def test_expansion_assembles_to_what_gas_makes_of_the_macros(name: str, tmp_path: Path) -> None:
    expanded = expand_macros(TEXTS[name], "x.s")
    assert not any(word in expanded for word in (".macro", ".irp", ".rept", "\\"))
    assert code(expanded, tmp_path) == code(TEXTS[name], tmp_path)


def test_text_without_macros_is_untouched() -> None:
    text = '\t.string "a;b"; nop\n'
    assert expand_macros(text, "x.s") is text


def test_error_inside_a_macro_names_the_line_of_the_call() -> None:
    with pytest.raises(InstrumentError, match=r"^x\.s:5: cli "):
        instrument(".macro bad\n nop\n cli\n.endm\n bad\n", "x.s")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (".macro a\n nop\n", "x.s:1: .macro a without an end"),
        (".macro a\n a\n.endm\n a\n", "x.s:4: macros are nested too deeply"),
        (".rept N\n nop\n.endr\n", "x.s:1: .rept N needs a number"),
        (".rept 1\n.exitm\n.endr\n", "x.s:2: .exitm is not supported"),
    ],
)
def test_what_cannot_be_expanded_is_said(text: str, message: str) -> None:
    with pytest.raises(InstrumentError) as caught:
        expand_macros(text, "x.s")
    assert str(caught.value) == message
