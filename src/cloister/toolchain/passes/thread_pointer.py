"""thread pointer: `%fs:0` comes from the trusted block at the top of the control stack, R11 takes it.

The short form masks RSP, which destroys the flags; where they matter (GCC puts loads of TLS between `cmpxchg` and
`sete`) a gate call does it that keeps them.
"""

from typing import Final

from cloister.abi import layout
from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.gates import gate_symbol
from cloister.toolchain.operand import Memory, parse_integer, parse_memory
from cloister.toolchain.passes.flags import are_flags_live
from cloister.toolchain.statement import INSTRUCTION, LABEL, Statement, Unit, finished

_SHORT: Final = (
    "movq %rsp,%r11",
    f"orq ${layout.CONTROL_STACK_SIZE - 1:#x},%r11",
    f"movq {layout.TRUSTED_THREAD_POINTER}(%r11),%r11",
)
_FLAG_FREE: Final = (f"call {gate_symbol('THREAD_POINTER')}",)


def load_thread_pointer(unit: Unit) -> None:
    """The pass."""
    statements = unit.statements
    if not any("%fs:" in operand for s in statements if s.kind == INSTRUCTION for operand in s.operands):
        return
    labels = {statement.opcode: i for i, statement in enumerate(statements) if statement.kind == LABEL}
    output: list[Statement] = []
    for i, statement in enumerate(statements):
        if statement.kind == INSTRUCTION:
            for j, operand in enumerate(statement.operands):
                if "%fs:" in operand:
                    is_own = _is_overwriting(statement)
                    is_live = are_flags_live(statements, i + 1 if is_own else i, labels)
                    output.append(finished(statement.origin, _FLAG_FREE if is_live else _SHORT))
                    _replace(unit, statement, j)
        output.append(statement)
    unit.statements = output


def _is_overwriting(statement: Statement) -> bool:
    """Whether the instruction itself neither reads nor sets flags: a plain move."""
    return statement.opcode.startswith("mov")


def _replace(unit: Unit, statement: Statement, i: int) -> None:
    """Puts R11, which holds the thread pointer, in place of FS."""
    try:
        memory = parse_memory(statement.operands[i])
    except ValueError:
        memory = Memory("", "", "", "", "")
    is_pointer = not memory.base and not memory.subscript and parse_integer(memory.displacement) == 0
    if memory.segment != "%fs" or (memory.base and memory.subscript):
        raise InstrumentError(*unit.where(statement), f"operand {statement.operands[i]} cannot be instrumented")
    statement.text = None
    if is_pointer and statement.opcode in ("mov", "movq") and i == 0:
        statement.operands[i] = "%r11"  # the word at %fs:0 is the thread pointer itself
        return
    if memory.base:
        memory = memory._replace(subscript=memory.base)
    displacement = "" if is_pointer else memory.displacement
    statement.operands[i] = memory._replace(segment="", base="%r11", displacement=displacement).print()
