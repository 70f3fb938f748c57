"""bounded_jump: switches and computed goto through tables that the verifier checks entry by entry.

GCC loads `TABLE(,%index,8)` and jumps to what it loaded, perhaps some instructions later. Here the load becomes a copy
of the index, and the jump masks it and looks into a table of offsets in read-only memory, padded to a power of two
with trap entries. What does not fit this pattern keeps its table and becomes a guarded jump; then the table's targets
need cfi_labels.
"""

import re
from typing import Final

from cloister.abi import layout
from cloister.toolchain.gates import SELF_ADD
from cloister.toolchain.operand import BRANCHES, Memory, is_memory, parse_memory
from cloister.toolchain.passes.cfi import LABEL_INSTRUCTION
from cloister.toolchain.passes.sections import Sections
from cloister.toolchain.registers import DWORD, FAMILIES
from cloister.toolchain.statement import DIRECTIVE, INSTRUCTION, LABEL, Statement, Unit, finished, instruction

_MAX_BITS: Final = 20
_ADDRESS: Final = re.compile(r"([\w.$]+)([+-]\d+)?")
_NAME: Final = re.compile(r"[\w.$]+")
_NO_USE: Final = frozenset((".type", ".size"))
_ALIASES: Final = {family[0]: family for family in FAMILIES}


class Table:
    """Labels of code in a row in a read-only section; statements[start:end] are its entries."""

    def __init__(self, name: str, start: int) -> None:
        self.name = name
        self.start = start
        self.end = start
        self.targets: list[str] = []
        self.bounded_name = ""
        """The label of the table of offsets, once a jump uses it."""
        self.is_used_otherwise = False

    @property
    def bits(self) -> int:
        """The table of offsets has 2 to the power of this entries."""
        return max(1, (len(self.targets) - 1).bit_length())


def bound_jumps(unit: Unit) -> None:
    """The pass."""
    tables = _find_tables(unit)
    if not tables:
        return
    fused = _fuse(unit, tables)
    taken = _find_other_uses(unit, tables, fused)
    _write_tables(unit, tables, taken)


def _find_tables(unit: Unit) -> dict[str, Table]:
    code_labels: set[str] = set()
    candidates: list[Table] = []
    sections = Sections()
    table: Table | None = None
    for i, statement in enumerate(unit.statements):
        if statement.kind == LABEL:
            table = None
            if sections.is_code:
                code_labels.add(statement.opcode)
            elif sections.name.startswith(".rodata"):
                table = Table(statement.opcode, i + 1)
                candidates.append(table)
        elif statement.kind == DIRECTIVE:
            if table and statement.opcode == ".quad" and table.end == i:
                table.targets += [name.strip() for name in statement.operands[0].split(",")]
                table.end = i + 1
            else:
                sections.apply(statement)
                table = None
    return {table.name: table for table in candidates if table.targets and code_labels.issuperset(table.targets)}


def _fuse(unit: Unit, tables: dict[str, Table]) -> set[int]:
    """Rewrites each load from a table and its jump; the indices of the loads rewritten."""
    statements = unit.statements
    fused: set[int] = set()
    for i, statement in enumerate(statements):
        if statement.kind != INSTRUCTION or statement.opcode not in ("mov", "movq") or len(statement.operands) != 2:
            continue
        load = _table_load(statement, tables)
        if not load:
            continue
        table, memory, first = load
        target = statement.operands[1]
        jump = _find_jump(statements, i + 1, target)
        if not jump or table.bits > _MAX_BITS:
            continue
        table.bounded_name = table.bounded_name or unit.new_label()
        fused.add(i)
        index = DWORD[target]
        if jump == i + 1 and not first:
            index = DWORD[memory.subscript]
            statements[i] = finished(statement.origin, [])
        else:
            statements[i] = _copy_index(statement, memory, first)
        statements[jump] = _jump(statements[jump], index, table)
    return fused


def _table_load(statement: Statement, tables: dict[str, Table]) -> tuple[Table, Memory, int] | None:
    """(table, operand, index of the entry it counts from) if the instruction loads an entry of a table."""
    source, target = statement.operands
    if target not in DWORD or not is_memory(source) or not source.endswith(",8)"):
        return None
    memory = parse_memory(source)
    match = _ADDRESS.fullmatch(memory.displacement)
    if memory.base or memory.segment or not match or match[1] not in tables:
        return None
    offset = int(match[2] or 0)
    return (tables[match[1]], memory, offset // 8) if offset % 8 == 0 else None


def _find_jump(statements: list[Statement], start: int, target: str) -> int:
    """The index of the jump to what `target` holds, if nothing else touches the register before; else 0."""
    names = _ALIASES[target]
    for i in range(start, len(statements)):
        statement = statements[i]
        if statement.kind == DIRECTIVE:
            continue
        if statement.kind != INSTRUCTION:
            return 0
        if statement.opcode in BRANCHES:
            return i if statement.opcode in ("jmp", "jmpq") and statement.operands == [f"*{target}"] else 0
        if any(name in operand for operand in statement.operands for name in names):
            return 0
    return 0


def _copy_index(load: Statement, memory: Memory, first: int) -> Statement:
    """Instead of the load: the number of the entry, in the register that was to hold the entry."""
    target = DWORD[load.operands[1]]
    if first:
        return instruction(load.origin, "leal", f"{first}({memory.subscript})", target)
    return instruction(load.origin, "movl", DWORD[memory.subscript], target)


def _jump(jump: Statement, index: str, table: Table) -> Statement:
    lines = [
        f"movl {index},%r11d",
        f"andl ${(1 << table.bits) - 1},%r11d",
        f"movl %gs:{table.bounded_name}(,%r11d,4),%r11d",
        SELF_ADD,
        "jmp *%r11",
    ]
    return finished(jump.origin, lines)


def _find_other_uses(unit: Unit, tables: dict[str, Table], fused: set[int]) -> set[str]:
    """Marks the tables that something else than a rewritten load refers to.

    Returns the labels of code whose address is taken by something else than a table.
    """
    entries = {i for table in tables.values() for i in range(table.start, table.end)}
    targets = {name for table in tables.values() for name in table.targets}
    taken: set[str] = set()
    for i, statement in enumerate(unit.statements):
        kind = statement.kind
        if i in fused or i in entries or kind == LABEL or (kind == DIRECTIVE and statement.opcode in _NO_USE):
            continue
        if kind == INSTRUCTION and statement.opcode in BRANCHES:
            continue
        for operand in statement.operands:
            for match in _NAME.findall(operand):
                name = match.lstrip("$")
                if name in tables:
                    tables[name].is_used_otherwise = True
                elif name in targets:
                    taken.add(name)
    for table in tables.values():
        table.is_used_otherwise |= table.name in unit.globals
    return taken


def _write_tables(unit: Unit, tables: dict[str, Table], taken: set[str]) -> None:
    """Writes the tables of offsets, drops unused old ones, and leaves cfi_labels where, and only where, they matter."""
    by_last = {table.end - 1: table for table in tables.values()}
    labelled = {name for table in tables.values() if table.is_used_otherwise for name in table.targets} | taken
    free = {name for table in tables.values() for name in table.targets} - labelled - unit.globals
    dropped = {i for table in tables.values() if not table.is_used_otherwise for i in range(table.start, table.end)}
    statements = unit.statements
    for i, statement in enumerate(statements):
        if statement.kind == LABEL and statement.opcode in free and (found := _cfi_label(statements, i + 1, free)):
            dropped.add(found)
    output: list[Statement] = []
    for i, statement in enumerate(statements):
        if i not in dropped:
            output.append(statement)
        if i in by_last and by_last[i].bounded_name:
            output.append(_offsets(statement, by_last[i]))
        if statement.kind == LABEL and statement.opcode in labelled and not _cfi_label(statements, i + 1):
            output.append(instruction(statement.origin, LABEL_INSTRUCTION))
    unit.statements = output


def _cfi_label(statements: list[Statement], start: int, others: set[str] | None = None) -> int:
    """The index of the cfi_label that stands at the label right before `start`, or 0.

    With `others`: 0 also if a label that is not one of them stands there too.
    """
    for i in range(start, len(statements)):
        if statements[i].kind == INSTRUCTION:
            return i if statements[i].opcode == LABEL_INSTRUCTION else 0
        if others is not None and statements[i].kind == LABEL and statements[i].opcode not in others:
            return 0
        if statements[i].kind not in (LABEL, DIRECTIVE):
            return 0
    return 0


def _offsets(at: Statement, table: Table) -> Statement:
    """The table of offsets, which stands right behind the table it replaces."""
    padding = (1 << table.bits) - len(table.targets)
    lines = [".p2align 2", f"{table.bounded_name}:"]
    lines += [f".long {name}" for name in table.targets]
    if padding:
        lines.append(f".fill {padding},4,{layout.gate_entry('TRAP'):#x}")
    return finished(at.origin, lines)
