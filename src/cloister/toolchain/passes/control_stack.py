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

from cloister.toolchain.operand import BRANCHES, Memory, is_memory, parse_integer
from cloister.toolchain.passes.cfa import FrameAddress
from cloister.toolchain.passes.data_stack import HOLE, REACH, DataStack
from cloister.toolchain.registers import DWORD, STACK_NAMES, WIDE, WIDTH, name_at
from cloister.toolchain.statement import DIRECTIVE, INSTRUCTION, LABEL, Statement, Unit

_ENDS: Final = frozenset(("jmp", "jmpq", "ret", "retq", "ud2", "hlt"))
_STACK_OPCODES: Final = frozenset(["push", "pushq", "pop", "popq", "leave", "leaveq"])
_FORWARD: Final = re.compile(r"\d+f")
_READ_ONLY: Final = frozenset(["cmp", "cmpq", "cmpl", "test", "testq", "testl"])


def move_stack(unit: Unit) -> None:
    """The pass."""
    _Walk(unit).run()


class _Walk(DataStack):
    def __init__(self, unit: Unit) -> None:
        super().__init__(unit)
        self.frame = FrameAddress()
        self.is_entered = True
        """No instruction since the last label or end of a path: R14 is what the convention says."""
        self.is_reachable = True
        self.depths: dict[str, int | None] = {}
        """Outside of call frame information: the depth at the targets of the branches seen."""
        self.reloaded: set[str] = set()
        """Which of RSP and RBP were loaded since the last label or branch."""

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
                    self.depth = self.frame.depth
                    if self.is_entered:
                        self.enter()
            else:
                append(statement)
        self.unit.statements = self.output

    def label(self, statement: Statement) -> None:
        self.reloaded.clear()
        if self.is_reachable and not self.is_entered:
            self.settle()
        if self.frame.is_known:
            self.depth = self.frame.depth
        elif not self.is_reachable or statement.opcode in self.unit.globals:
            self.depth = self.depths.get(statement.opcode, 0)
        self.is_entered = self.is_reachable = True
        self.enter()

    def branch(self, statement: Statement) -> None:
        if len(self.reloaded) == 2 and statement.operands[0][0] == "*":
            self.fail("a goto out of a function cannot be instrumented; longjmp can")
        self.reloaded.clear()
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
            if opcode == "movq" and statement.operands[-1] == "%rbp":
                self.reloaded.add("%rbp")
            self.output.append(statement)
        if self.pending < -REACH:
            self.settle()
        if opcode in _ENDS:
            self.is_entered, self.is_reachable = True, False

    def stack_instruction(self, statement: Statement) -> None:
        opcode = statement.opcode.removesuffix("q")
        operand = statement.operands[0] if statement.operands else ""
        if opcode == "push":
            self.push(operand)
        elif opcode == "pop":
            self.pop(operand)
        else:
            self.emit("leal", "16(%rbp)", "%r14d")
            self.emit("movq", "(%rbp)", "%rbp")
            self.gap, self.depth = -HOLE, 0

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
                self.load_address(self.memory(source))
            case "mov":
                narrow = DWORD.get(source)
                if not narrow:
                    self.reloaded.add("%rsp")
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
