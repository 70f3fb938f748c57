"""The rules a program is refused by: names that refusals, tests and docs/verifier.md share.

Acceptance never depends on which rule is named: whatever no table lists is refused. The names only say why. Each has
its row in docs/verifier.md and its cases in tests/verifier/cases.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Final


class Rule(Enum):
    """A rule: its name (value) and one line saying what it forbids."""

    explanation: str

    def __new__(cls, name: str, explanation: str) -> "Rule":
        rule = object.__new__(cls)
        rule._value_ = name
        rule.explanation = explanation
        return rule

    # --- one instruction ---------------------------------------------------------------------------------------------
    UNKNOWN = ("unknown-opcode", "no table of accepted instructions lists this opcode")
    PREFIX = ("prefix", "this prefix may not stand here, or not before this opcode")
    MEM_GUARD = ("mem-guard", "a memory operand needs the prefixes 65 67 (mem_guard)")
    STRAY_GUARD = ("stray-guard", "the prefixes 65 67 stand before an instruction without a guarded memory operand")
    LOCK = ("lock", "F0 is for read-modify-write instructions with a memory operand")
    CONTROL_STACK = ("control-stack", "only call and ret may touch RSP, the control stack's pointer")
    BRANCH_PREFIX = ("branch-prefix", "CPUs disagree about prefixes on branches")
    INDIRECT_BRANCH = ("indirect-branch", "an indirect branch exists only inside a cfi_guard or a bounded_jump")
    RET_IMM = ("ret-imm", "ret with an operand misaligns the control stack")
    LOOP = ("loop", "loop and jrcxz change their counter with 67h")
    SEGMENT_PREFIX = ("segment-prefix", "FS is the host's, the other segment prefixes have no use")
    SEGMENT_LOAD = ("segment-load", "segment registers and their bases belong to the core")
    BIT_OFFSET = ("bit-offset", "a bit test with a register offset reaches any address")
    STRING = ("string", "a string instruction exists only inside a string_guard")
    HIDDEN_OPERAND = ("hidden-operand", "the guard's prefixes do not confine this instruction's memory operand")
    VSIB = ("vsib", "gathers and scatters are not promised to be confined")
    STATE_SAVE = ("state-save", "saving or restoring FPU or extended state leaks host addresses or writes any state")
    SYSTEM = ("system", "system instructions, interrupts and port access are the LibOS's")
    TRANSACTION = (
        "transaction",
        "transactions, user interrupts, shadow stacks and protection keys change hidden state",
    )
    UNDEFINED = ("undefined", "decoders disagree about this undefined opcode")
    DIRECTION = ("direction", "a set direction flag would leak into trusted code")
    INFORMATION = ("information", "the LibOS answers cpuid, rdtsc, rdpmc, rdpid and xgetbv")
    LEA_RIP = ("lea-rip", "a RIP-relative lea with a 64-bit result would hold a host address")
    CACHE = ("cache", "cache line flushes are a side channel")
    NOP = ("nop", "only the exact multi-byte nops that GAS emits are accepted")
    MMX = ("mmx", "MMX and 3DNow! are not accepted")
    VEX = ("vex", "the fields of this VEX prefix are not those of a listed instruction")
    EVEX = ("evex", "EVEX, XOP and REX2 encodings are not accepted")
    RANDOM = ("random", "rdrand and rdseed are the LibOS's (getrandom)")
    PSEUDO = ("pseudo-instruction", "the bytes begin like a pseudo-instruction and end differently")

    # --- the whole program -------------------------------------------------------------------------------------------
    TARGET = ("target", "a branch or a jump table goes to a place that is not the start of an instruction")
    BRANCH_RANGE = ("branch-range", "a branch leaves the text for a place that is not a gate entry")
    TRAP = ("trap", "the jne of a cfi_guard must go to a ud2 or to the gate's trap entry")
    TABLE = ("table", "the table of a bounded_jump must be 4-aligned and lie inside the read-only segment")
    TABLE_ENTRY = ("table-entry", "an entry of a bounded_jump's table is neither in the text nor a gate entry")
    LABEL = ("label", "the bytes of a cfi_label stand where no cfi_label is")
    END = ("end", "the text must end with an instruction that does not fall through")
    ENTRY = ("entry", "the entry point must be a cfi_label")
    LAYOUT = ("layout", "text and read-only data must lie apart, page-aligned, inside the program's part of the slot")


RULES: Final[Mapping[str, Rule]] = {rule.value: rule for rule in Rule}
"""By name."""
