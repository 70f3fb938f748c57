"""control stack: the data stack moves from RSP to R14; RSP is left to `call` and `ret` alone.

`call` no longer pushes 8 bytes on the data stack, but the ABI's offsets and alignment count them. So R14 stands 8 above
the RSP of a native run wherever a function has nothing on its stack (depth 0, where `call` enters it and `ret` leaves
it), and equals it elsewhere: the first adjustment takes 8 more, the last one gives 8 back, and the hole costs nothing.

Pushes and pops become moves. R14 itself is adjusted late, once for a run of them: before a label, a branch, a call, or
an access out of reach. `gap` is the native RSP minus the actual R14; what R14 still lacks is `pending`. The walk never
lets R14 stay more than REACH above where it should be: the red zone and REACH together are what signal delivery skips.
"""

import re
from typing import Final

from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.operand import BRANCHES, Memory, is_memory, parse_integer, parse_memory, shifted
from cloister.toolchain.passes.cfa import FrameAddress
from cloister.toolchain.registers import DWORD, STACK_NAMES, WIDE, WIDTH, name_at
from cloister.toolchain.statement import DIRECTIVE, INSTRUCTION, LABEL, Statement, Unit, instruction

HOLE: Final = 8
REACH: Final = 128
"""How far below R14 the walk may leave data that is not in the red zone. Signal delivery skips REACH + HOLE + 128."""

_ENDS: Final = frozenset(("jmp", "jmpq", "ret", "retq", "ud2", "hlt"))
_STACK_OPCODES: Final = frozenset(
    [
        "push",
        "pushq",
        "pop",
        "popq",
        "leave",
        "leaveq",
        "enter",
        "pushf",
        "pushfq",
        "popf",
        "popfq",
        "pushw",
        "popw",
        "pushl",
        "popl",
        "pushfw",
        "popfw",
    ]
)
_FORWARD: Final = re.compile(r"\d+f")
_READ_ONLY: Final = frozenset(["cmp", "cmpq", "cmpl", "test", "testq", "testl"])


def move_stack(unit: Unit) -> None:
    """The pass."""
    _Walk(unit).run()


class _Walk:
    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.output: list[Statement] = []
        self.frame = FrameAddress()
        self.depth: int | None = 0
        self.gap = -HOLE
        self.is_entered = True
        """No instruction since the last label or end of a path: R14 is what the convention says."""
        self.is_reachable = True
        self.depths: dict[str, int | None] = {}
        """Outside of call frame information: the depth at the targets of the branches seen."""
        self.origin = 0

    def run(self) -> None:
        append = self.output.append
        for statement in self.unit.statements:
            kind = statement.kind
            self.origin = statement.origin
            if kind == INSTRUCTION:
                self.instruction(statement)
            elif kind == LABEL:
                self.label(statement)
                append(statement)
            elif kind == DIRECTIVE and statement.opcode.startswith(".cfi_"):
                if statement.opcode != ".cfi_sections" and self.frame.apply(statement):
                    self.set_depth(self.frame.depth)
            else:
                append(statement)
        self.unit.statements = self.output

    # --- where R14 is ------------------------------------------------------------------------------------------------

    @property
    def pending(self) -> int:
        """What R14 still has to be moved by."""
        return self.gap + HOLE if self.depth == 0 else self.gap

    def set_depth(self, depth: int | None) -> None:
        """A directive says the depth here."""
        self.depth = depth
        if self.is_entered:
            self.gap = -HOLE if depth == 0 else 0

    def settle(self) -> None:
        """Moves R14 to where the convention wants it."""
        if self.pending:
            comparison = self.output.pop() if self.is_after_comparison() else None
            self.emit("leal", f"{self.pending}(%r14)", "%r14d")
            self.gap = -HOLE if self.depth == 0 else 0
            if comparison:
                self.output.append(comparison)

    def is_after_comparison(self) -> bool:
        """Whether the last instruction compares something else than the stack: CPUs fuse it with a branch behind it."""
        last = self.output[-1]
        is_comparison = (
            last.kind == INSTRUCTION and last.opcode.startswith(("cmp", "test")) and last.opcode[:4] != "cmpx"
        )
        return is_comparison and not any("%r14" in operand for operand in last.operands)

    def settle_to_native(self) -> None:
        """Moves R14 to the native RSP, for arithmetic on it."""
        if self.gap:
            self.emit("leal", f"{self.gap}(%r14)", "%r14d")
            self.gap = 0

    def moved(self, delta: int) -> None:
        """The native RSP moved by a known number of bytes; R14 did not."""
        self.gap += delta
        if self.depth is not None:
            self.depth -= delta

    def set_native(self, depth: int | None = None) -> None:
        """R14 was just set to the native RSP, at an unknown depth."""
        self.gap, self.depth = 0, depth

    def label(self, statement: Statement) -> None:
        if self.is_reachable and not self.is_entered:
            self.settle()
        if self.frame.is_known:
            self.depth = self.frame.depth
        elif not self.is_reachable or statement.opcode in self.unit.globals:
            self.depth = self.depths.get(statement.opcode, 0)
        self.is_entered = self.is_reachable = True
        self.gap = -HOLE if self.depth == 0 else 0

    def branch(self, statement: Statement) -> None:
        self.settle()
        if not self.frame.is_known and statement.opcode[0] == "j":
            target = statement.operands[0]
            self.depths[target[:-1] if _FORWARD.fullmatch(target) else target] = self.depth
        self.output.append(statement)

    # --- instructions ------------------------------------------------------------------------------------------------

    def instruction(self, statement: Statement) -> None:
        opcode = statement.opcode
        self.is_entered = False
        if opcode in BRANCHES:
            self.rewrite_operands(statement)
            self.branch(statement)
        elif opcode in _STACK_OPCODES:
            self.stack_instruction(statement)
        elif any("%rsp" in operand or "%esp" in operand for operand in statement.operands):
            self.uses_stack_pointer(statement)
        elif opcode in ("ret", "retq"):
            self.depth = 0
            self.settle()
            self.output.append(statement)
        else:
            self.output.append(statement)
        if self.pending < -REACH:
            self.settle()
        if opcode in _ENDS:
            self.is_entered, self.is_reachable = True, False

    def stack_instruction(self, statement: Statement) -> None:
        opcode = statement.opcode.removesuffix("q")
        operand = statement.operands[0] if statement.operands else ""
        match opcode:
            case "push":
                self.push(operand)
            case "pop":
                self.pop(operand)
            case "leave":
                self.emit("leal", "16(%rbp)", "%r14d")
                self.emit("movq", "(%rbp)", "%rbp")
                self.gap, self.depth = -HOLE, 0
            case _:
                self.fail(f"{statement.opcode} cannot be instrumented")

    def push(self, operand: str) -> None:
        if self.gap - 8 < -REACH - HOLE:
            self.settle()
        if not operand:
            self.fail("push needs an operand")
        if operand[0] == "%" and ":" not in operand:
            self.require_wide(operand)
            if operand == "%rsp":
                self.emit("leaq", self.at(0), "%r11")
                operand = "%r11"
            source = operand
        elif operand[0] == "$":
            source = operand
        else:
            self.emit("movq", self.rewrite_operand(operand), "%r11")
            source = "%r11"
        self.moved(-8)
        self.emit("movq", source, self.at(0))

    def pop(self, operand: str) -> None:
        if operand in ("%rsp", ""):
            self.fail(f"pop {operand} cannot be instrumented")
        if operand[0] == "%" and ":" not in operand:
            self.require_wide(operand)
            self.emit("movq", self.at(0), operand)
            self.moved(8)
            return
        self.emit("movq", self.at(0), "%r11")
        self.moved(8)
        self.emit("movq", "%r11", self.rewrite_operand(operand))

    def require_wide(self, register: str) -> None:
        if register not in DWORD:
            self.fail(f"push and pop of {register} cannot be instrumented")

    def uses_stack_pointer(self, statement: Statement) -> None:
        """Any other instruction that names RSP."""
        operands = statement.operands
        target = operands[-1]
        opcode = statement.opcode.removesuffix("q")
        if target == "%rsp" and statement.opcode not in _READ_ONLY:
            self.sets_stack_pointer(statement, opcode, operands[0])
        elif opcode in ("mov", "movl") and operands[0] in ("%rsp", "%esp") and target in WIDE:
            self.copy_stack_pointer(operands[0], target)
        elif STACK_NAMES.isdisjoint(operands):
            self.rewrite_operands(statement)
            self.output.append(statement)
        else:
            self.reads_stack_pointer(statement)

    def copy_stack_pointer(self, source: str, target: str) -> None:
        if self.gap:
            opcode = "leaq" if source == "%rsp" else "leal"
            self.emit(opcode, self.at(0), target)
        else:
            self.emit("movq" if source == "%rsp" else "movl", name_at("%r14", WIDTH[target]), target)

    def reads_stack_pointer(self, statement: Statement) -> None:
        """RSP as a register operand that is only read: R14 where they are equal, else a copy in R11."""
        if "%rsp" in statement.operands[-1:] and statement.opcode not in _READ_ONLY:
            self.fail(f"{statement.opcode} on %rsp cannot be instrumented")
        if statement.opcode.startswith("xchg"):
            self.fail("xchg of %rsp cannot be instrumented")
        copy = "%r14"
        if self.gap:
            self.emit("leaq", self.at(0), "%r11")
            copy = "%r11"
        self.rewrite_operands(statement)
        statement.operands = [
            name_at(copy, WIDTH[operand]) if operand in STACK_NAMES else operand for operand in statement.operands
        ]
        statement.text = None
        self.output.append(statement)

    def sets_stack_pointer(self, statement: Statement, opcode: str, source: str) -> None:
        amount = parse_integer(source[1:]) if source[0] == "$" else None
        match opcode:
            case "sub" | "add" if amount is not None:
                self.moved(amount if opcode == "add" else -amount)
            case "lea":
                self.load_address(parse_memory(source))
            case "mov":
                narrow = DWORD.get(source)
                self.emit("movl", narrow or self.rewrite_operand(source), "%r14d")
                self.set_native()
            case "sub" | "add" | "and" | "or" if source in DWORD or source[0] == "$":
                self.settle_to_native()
                self.emit(opcode + "l", DWORD.get(source, source), "%r14d")
                self.set_native()
            case "sub" | "add" | "and" | "or" if is_memory(source):
                operand = self.rewrite_operand(source)
                if operand != source:
                    self.fail(f"{statement.opcode} from the stack to %rsp cannot be instrumented")
                self.settle_to_native()
                self.emit(opcode + "l", operand, "%r14d")
                self.set_native()
            case _:
                self.fail(f"{statement.opcode} to %rsp cannot be instrumented")

    def load_address(self, memory: Memory) -> None:
        """lea to RSP."""
        displacement = 0 if not memory.displacement else parse_integer(memory.displacement)
        if memory.base == "%rsp" and not memory.subscript and displacement is not None:
            self.moved(displacement)
            return
        self.emit("leal", self.rewrite_operand(memory.print()), "%r14d")
        self.set_native()

    # --- operands ----------------------------------------------------------------------------------------------------

    def at(self, offset: int) -> str:
        """The operand for `offset(%rsp)`; moves R14 first if that is out of reach."""
        if self.gap + offset < -REACH - HOLE and self.pending < 0:
            self.settle()
        return f"{self.gap + offset or ''}(%r14)"

    def rewrite_operands(self, statement: Statement) -> None:
        operands = statement.operands
        for i, operand in enumerate(operands):
            if "%rsp" in operand and "(" in operand:
                operands[i] = self.rewrite_operand(operand)
                statement.text = None

    def rewrite_operand(self, operand: str) -> str:
        """`operand` with R14 in place of RSP."""
        if "%rsp" not in operand:
            return operand
        star = "*" if operand[0] == "*" else ""
        memory = parse_memory(operand.removeprefix("*").lstrip())
        if memory.base != "%rsp":
            self.fail(f"{operand} cannot be instrumented")
        number = 0 if not memory.displacement else parse_integer(memory.displacement)
        if self.pending < 0 and (number is None or self.gap + number < -REACH - HOLE):
            self.settle()
        return star + memory._replace(base="%r14", displacement=shifted(memory.displacement, self.gap)).print()

    def emit(self, opcode: str, *operands: str) -> None:
        self.output.append(instruction(self.origin, opcode, *operands))

    def fail(self, message: str) -> None:
        raise InstrumentError(*self.unit.origins[self.origin], message)
