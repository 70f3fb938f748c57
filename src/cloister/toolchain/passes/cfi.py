"""cfi_label and cfi_guard: indirect branches go to `endbr64` only.

GCC puts labels where it takes addresses (`-fcf-protection=branch`); hand-written functions get theirs here.
"""

from typing import Final

from cloister.abi import layout
from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.gates import SELF_ADD, gate_symbol
from cloister.toolchain.operand import BRANCHES
from cloister.toolchain.passes.sections import Sections
from cloister.toolchain.registers import DWORD
from cloister.toolchain.statement import DIRECTIVE, FINISHED, INSTRUCTION, LABEL, Statement, Unit, finished, instruction

LABEL_INSTRUCTION: Final = "endbr64"
_DATA: Final = frozenset(
    [
        ".long",
        ".quad",
        ".octa",
        ".word",
        ".value",
        ".short",
        ".int",
        ".string",
        ".ascii",
        ".asciz",
        ".zero",
        ".space",
        ".skip",
        ".double",
        ".float",
        ".fill",
    ]
)
_SPARE: Final = "%r10"
"""Holds the target of a hand-written branch through memory. GCC never writes those: -mindirect-branch-register."""


def place_labels(unit: Unit) -> None:
    """The pass that gives every global function a cfi_label."""
    output: list[Statement] = []
    sections = Sections()
    statements = unit.statements
    for i, statement in enumerate(statements):
        output.append(statement)
        if statement.kind == DIRECTIVE:
            sections.apply(statement)
        elif statement.kind == LABEL and sections.is_code and _needs_label(statements, i, unit.globals):
            output.append(instruction(statement.origin, LABEL_INSTRUCTION))
    unit.statements = output


def _needs_label(statements: list[Statement], label: int, names: set[str]) -> bool:
    if statements[label].opcode not in names:
        return False
    for i in range(label + 1, len(statements)):
        statement = statements[i]
        if statement.kind == LABEL and statement.opcode in names:
            return False  # the same address: that one gets it
        if statement.kind in (INSTRUCTION, FINISHED):
            return statement.opcode != LABEL_INSTRUCTION
        if statement.kind == DIRECTIVE and statement.opcode in _DATA:
            return False
    return False


def guard_branches(unit: Unit) -> None:
    """The pass that guards indirect branches and strips the prefixes of all branches."""
    output: list[Statement] = []
    sections = Sections()
    trap = ""
    for statement in unit.statements:
        kind = statement.kind
        if kind == INSTRUCTION and (statement.opcode in BRANCHES or statement.opcode in ("ret", "retq")):
            if statement.prefix:
                statement.prefix, statement.text = "", None
            if statement.operands:
                if statement.operands[0][0] == "*":
                    trap = trap or unit.new_label()
                    output.extend(_guard(unit, statement, trap))
                    continue
                _strip_plt(statement)
        elif kind == DIRECTIVE:
            sections.apply(statement)
            if trap and sections.is_code and statement.opcode == ".size":
                output.append(finished(statement.origin, [f"{trap}: ud2"]))
                trap = ""
        output.append(statement)
    if trap:
        output.append(finished(len(unit.origins) - 1, [f".set {trap}, {gate_symbol('TRAP')}"]))
    unit.statements = output


def _strip_plt(statement: Statement) -> None:
    if statement.operands[0].endswith("@PLT"):
        statement.operands[0] = statement.operands[0].removesuffix("@PLT")
        statement.text = None


def _guard(unit: Unit, statement: Statement, trap: str) -> list[Statement]:
    target = statement.operands[0].removeprefix("*").strip()
    opcode = statement.opcode.removesuffix("q")
    output: list[Statement] = []
    if target[0] != "%" or ":" in target:
        output.append(instruction(statement.origin, "movq", target, _SPARE))
        target = _SPARE
    if target not in DWORD or target in ("%rsp", "%r11") or opcode not in ("call", "jmp"):
        raise InstrumentError(*unit.where(statement), f"{statement.opcode} *{target} cannot be instrumented")
    narrow = DWORD[target]
    lines = [
        f"movl %gs:({narrow}),%r11d",
        f"addl ${layout.CFI_GUARD_ADDEND:#x},%r11d",
        f"jne {trap}",
        f"movl {narrow},%r11d",
        SELF_ADD,
        f"{opcode} *%r11",
    ]
    output.append(finished(statement.origin, lines))
    return output
