"""The frame a signal handler sees on its data stack: siginfo_t and ucontext_t as the psABI and glibc/musl lay them out.

It is information for the guest. What the LibOS restores it keeps itself; from a frame it takes back only what sfi.md
section 6 allows: the mask, and general registers, which the core checks again.

Differences from Linux: `fpstate` is null (floating-point state is saved by the core, the guest cannot edit it).
"""

from __future__ import annotations

import struct
from typing import Final

from cloister.libos.signal_state import SIGINFO_SIZE

RED_ZONE_SIZE: Final = 272
"""Bytes below R14 that may be in use: R14 may lag 128 + 8 behind pushes (see the toolchain's stack pass), the ABI's red
zone is 128 more, and 8 align."""

_UCONTEXT_HEAD: Final = struct.Struct("<QQQiiQ")
_REGISTERS: Final = (
    "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rdi", "rsi", "rbp", "rbx", "rdx", "rax", "rcx", "rsp",
    "rip", "rflags",
)  # fmt: skip
"""The order of struct sigcontext."""
_SIGCONTEXT: Final = struct.Struct(f"<{len(_REGISTERS)}Q4H4Q8Q")
_SEGMENTS: Final = (0x33, 0, 0, 0x2B)
"""cs gs fs ss as user code on Linux has them."""
_MASK_SIZE: Final = 128
"""musl and glibc reserve 1024 signals in ucontext_t; the kernel uses the first 64."""

_REGISTERS_OFFSET: Final = _UCONTEXT_HEAD.size
_MASK_OFFSET: Final = _UCONTEXT_HEAD.size + _SIGCONTEXT.size
UCONTEXT_SIZE: Final = _MASK_OFFSET + _MASK_SIZE + 512
"""With the fpregs_mem that user space's ucontext_t ends in, zeroed."""
FRAME_SIZE: Final = (SIGINFO_SIZE + UCONTEXT_SIZE + 15) // 16 * 16
UCONTEXT_OFFSET: Final = SIGINFO_SIZE


def frame_address(stack: int) -> int:
    """Where a frame goes below `stack`: 0 mod 16, so that the handler finds R14 as after a call."""
    return (stack - FRAME_SIZE) & ~15


def build_frame(
    siginfo: bytes, registers: dict[str, int], mask: int, altstack: tuple[int, int, int], fault_address: int
) -> bytes:
    """`altstack` is (address, flags, size) for uc_stack; `fault_address` goes to cr2."""
    address, flags, size = altstack
    head = _UCONTEXT_HEAD.pack(0, 0, address, flags, 0, size)
    values = [registers[name] for name in _REGISTERS]
    context = _SIGCONTEXT.pack(*values, *_SEGMENTS, 0, 0, mask, fault_address, *[0] * 8)
    frame = siginfo + head + context + mask.to_bytes(8, "little")
    return frame.ljust(FRAME_SIZE, b"\0")


def frame_mask(frame: bytes) -> int:
    """uc_sigmask as the handler left it."""
    offset = UCONTEXT_OFFSET + _MASK_OFFSET
    return int.from_bytes(frame[offset : offset + 8], "little")


def changed_registers(before: bytes, after: bytes) -> dict[str, int]:
    """The general registers that the handler changed in its frame."""
    offset = UCONTEXT_OFFSET + _REGISTERS_OFFSET
    old = struct.unpack_from(f"<{len(_REGISTERS)}Q", before, offset)
    new = struct.unpack_from(f"<{len(_REGISTERS)}Q", after, offset)
    return {name: new[i] for i, name in enumerate(_REGISTERS) if new[i] != old[i]}
