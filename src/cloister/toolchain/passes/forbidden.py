"""Refuses, with file and line, what has no place in a program: the verifier would name an address only.

Hand-written code may use R11 and R14 only if it says that it knows what they are: `.cloister reserved_registers`.
"""

import re
from typing import Final

from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.statement import DIRECTIVE, INSTRUCTION, Statement, Unit

_REASONS: Final = (
    (
        "the data stack has no return addresses",
        "lret lretq retf retfq iret iretq iretd ljmp ljmpq lcall lcallq enter enterq",
    ),
    ("the data stack has slots of 64 bits", "pushw pushl popw popl"),
    ("flags go through lahf or setcc", "pushf pushfq pushfw pushfl popf popfq popfw popfl"),
    ("not allowed in user mode", "in inb inw inl out outb outw outl ins insb insw insl outs outsb outsw outsl cli sti"),
    ("the direction flag stays clear", "std"),
    (
        "segment registers belong to the core",
        "rdfsbase rdfsbasel rdfsbaseq rdgsbase rdgsbasel rdgsbaseq swapgs lss lfs lgs",
    ),
    ("segment registers belong to the core", "wrfsbase wrfsbasel wrfsbaseq wrgsbase wrgsbasel wrgsbaseq"),
    ("system calls are made by `syscall`", "int sysenter sysexit sysret into"),
    ("its counter would be truncated", "loop loope loopne loopz loopnz jrcxz jecxz jcxz"),
    (
        "its memory operand cannot be confined",
        "xlat xlatb maskmovq maskmovdqu vmaskmovdqu movdir64b movdiri enqcmd enqcmds monitor",
    ),
    (
        "it shows or sets the state of the core",
        "fxsave fxsave64 fxrstor fxrstor64 xsave xsave64 xsavec xsavec64 xsaveopt",
    ),
    ("it shows or sets the state of the core", "xsaveopt64 xrstor xrstor64 fnsave fsave frstor fnstenv fstenv fldenv"),
    (
        "it is no instruction of user programs",
        "xbegin xend xabort rdpkru wrpkru rdpid rdpmc clflush clflushopt clwb ud0 ud1",
    ),
)
FORBIDDEN: Final = {opcode: entry[0] for entry in _REASONS for opcode in entry[1].split()}

_SEGMENTS: Final = frozenset(("%cs", "%ds", "%es", "%fs", "%gs", "%ss"))
_RESERVED: Final = re.compile(r"%r1[14][dwb]?\b")
_PERMISSION: Final = ".cloister"


def refuse(unit: Unit) -> None:
    """The pass."""
    is_permitted = False
    output = []
    for statement in unit.statements:
        if statement.kind == INSTRUCTION:
            _check(unit, statement, is_permitted)
        elif statement.kind == DIRECTIVE and statement.opcode == _PERMISSION:
            is_permitted = True
            continue
        output.append(statement)
    unit.statements = output


def _check(unit: Unit, statement: Statement, is_permitted: bool) -> None:
    opcode, operands = statement.opcode, statement.operands
    if opcode in FORBIDDEN:
        raise InstrumentError(*unit.where(statement), f"{opcode} cannot be instrumented: {FORBIDDEN[opcode]}")
    if opcode in ("ret", "retq") and operands:
        raise InstrumentError(*unit.where(statement), "ret with an operand cannot be instrumented")
    for operand in operands:
        if operand in _SEGMENTS:
            raise InstrumentError(*unit.where(statement), f"{opcode} of {operand} cannot be instrumented")
        if not is_permitted and ("%r11" in operand or "%r14" in operand) and _RESERVED.search(operand):
            raise InstrumentError(
                *unit.where(statement),
                f"{operand} is reserved: R11 is scratch, R14 the data stack (see `.cloister reserved_registers`)",
            )
