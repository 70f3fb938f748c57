"""The layout of a slot, of the gate and of a control stack: the numbers of sfi.md sections 1 to 3.

Offsets are slot offsets in bytes unless said otherwise. `abi.header` turns this module's integers into the C header, so
a name here is the macro's name there, with the prefix `CLOISTER_`.

A slot costs five VMAs:

    0 .. DOMAIN_PAGE          none   null guard (merged with the top guard of the slot below)
    DOMAIN_PAGE               r--    facts about this domain: SELF
    GATE_BASE .. text end     r-x    gate page, then the program's text, one mapping of the image's memfd
    .. rodata end             r--    the image's read-only segment, same memfd
    .. brk end                rw-    main stack, data, bss, brk heap: one anonymous mapping
    .. SLOT_SIZE              none   mmap areas are opened here; the top TOP_GUARD_SIZE never are
"""

from typing import Final

ABI_VERSION: Final = 1

PAGE_SIZE: Final = 4096
SLOT_SIZE: Final = 1 << 32

NULL_GUARD_SIZE: Final = 64 * 1024
TOP_GUARD_SIZE: Final = 64 * 1024

PROGRAM_BASE: Final = 4 * 1024 * 1024
"""Lowest offset of a program's text. Everything below is immutable for the life of the domain."""

GATE_SIZE: Final = PAGE_SIZE
GATE_BASE: Final = PROGRAM_BASE - GATE_SIZE
"""The gate page lies right below the text, so that both are one mapping."""

DOMAIN_PAGE: Final = GATE_BASE - PAGE_SIZE
"""Read-only facts, one page of its own per slot."""

SELF: Final = DOMAIN_PAGE
"""u64: the slot's base address. cfi_guard and string_guard add it."""

USER_END: Final = SLOT_SIZE - TOP_GUARD_SIZE
"""One past the last offset a guest may ever own."""

STACK_SIZE: Final = 8 * 1024 * 1024
"""The main thread's data stack: the linker script leaves this gap below the rw- segment, the loader uses it."""

# --- control stacks (outside every slot) -----------------------------------------------------------------------------

CONTROL_STACK_SIZE: Final = 4 * 1024 * 1024
"""Size and alignment of the region of one thread; RSP masked by it finds the trusted block."""

TRUSTED_BLOCK_SIZE: Final = PAGE_SIZE
"""At the top of the region; return addresses grow down below it."""

CONTROL_STACK_RESERVE: Final = 64 * 1024
"""Above the bottom guard: opened while a SIGSEGV handler for control-stack overflow runs."""

# Displacements from (RSP | CONTROL_STACK_SIZE - 1), which is the region's last byte, into the trusted block.
TRUSTED_THREAD_POINTER: Final = -7
"""u64, a slot offset: what `mov %fs:0` reads on Linux. Read by the thread_pointer pseudo-instruction."""

TRUSTED_SYSCALL_ENTRY: Final = -15
"""u64, a host address: where the gate's syscall entry jumps to."""

TRUSTED_CONTEXT: Final = -23
"""u64, a host address: the core's context of this thread."""

TRUSTED_STACK_START: Final = -31
"""u64, a host address: RSP at depth 0. Depth = (this - RSP) / 8, in entries."""

# --- the gate --------------------------------------------------------------------------------------------------------

GATE_ENTRY_SIZE: Final = 32
"""Entry i begins at GATE_BASE + i * GATE_ENTRY_SIZE. Only these offsets are branch targets outside the text."""

GATE_ENTRIES: Final[tuple[str, ...]] = (
    "SYSCALL",  # libc's: rax = number, rdi rsi rdx r10 r8 r9; clobbers rcx, r11 and all vector registers
    "SYSCALL_RAW",  # an inline `syscall` instruction: clobbers rcx and r11 only
    "THREAD_POINTER",  # r11 = thread pointer; keeps everything else, the flags too
    "CPUID",  # as the instruction; keeps all other registers and the flags
    "RDTSC",
    "RDTSCP",
    "XGETBV",
    "TRAP",  # where a failed cfi_guard goes: SIGILL, as ud2
    "HALT",  # what hlt does in user mode: SIGSEGV
    "SETJMP",  # called by setjmp: rax = control-stack depth once setjmp has returned, rdx = slot offset it returns to
    "LONGJMP",  # edx = depth, ecx = cfi_label to go to, eax = value to arrive with; rbx rbp r12-r15 pass through
    "SIGRETURN",  # where a signal handler returns to; never called by a program
    "EXIT",  # the first entry of every control stack: SIGSEGV, as returning from _start does
)
"""Names of the gate entries in order. Registers are listed where they differ from an ordinary call."""


def gate_entry(name: str) -> int:
    """Slot offset of the gate entry `name`; ValueError for a name that is none."""
    return GATE_BASE + GATE_ENTRIES.index(name) * GATE_ENTRY_SIZE


# --- instrumentation -------------------------------------------------------------------------------------------------

CFI_LABEL: Final = bytes.fromhex("f30f1efa")
"""endbr64."""

CFI_GUARD_ADDEND: Final = 0x05E1F00D
"""Minus the label read as a little-endian u32: adding it gives zero for a label, and holds no label bytes itself."""

NOTE_NAME: Final = "Cloister"
NOTE_TYPE_ABI: Final = 1
"""ELF note (name NOTE_NAME, this type, one u32 = ABI_VERSION) in every program of our toolchain. Information for error
messages, never trusted."""
