"""A process's address space: program, brk heap, mmap area, main stack, and what they cost.

The immutable parts of a domain (everything below the stack: null guard, gate, text, read-only data; and the top guard)
are outside [`floor`, USER_END): no call here takes an address there, which is what sfi.md section 1 demands.

Memory is charged when it becomes writable or readable, not when it is touched, against RLIMIT_AS, RLIMIT_DATA and the
enclave's limit. Differences from Linux:
1. the main stack is charged with STACK_CHARGE, however much of its 8 MiB is used;
2. PROT_EXEC is refused;
3. file mappings are copies made at mmap; a writable MAP_SHARED one is refused, a read-only one sees no later writes;
4. anonymous MAP_SHARED mappings are refused: nothing shares memory yet.
"""

from __future__ import annotations

from typing import Final

from cloister.abi import layout
from cloister.abi.errno import Errno
from cloister.abi.mman import Protection
from cloister.abi.resource import Resource
from cloister.core import READ, WRITE, Slot
from cloister.libos.elf import ElfProgram, page_up
from cloister.libos.errors import SyscallError
from cloister.libos.limits import EnclaveLimits, MemoryAccount, ProcessLimits
from cloister.libos.mappings import Mapping, Mappings

STACK_CHARGE: Final = 128 * 1024
COPY_CHUNK_SIZE: Final = 1 << 20
MAX_PIECES: Final = 4096
"""Ranges of different protection in one domain: each is a mapping of the host's, which has 65,530 for the enclave."""
_READ_WRITE: Final = Protection.PROT_READ | Protection.PROT_WRITE


def core_protection(protection: int) -> int:
    """PROT_* as READ and WRITE of the core. x86 has no write-only pages. EACCES for PROT_EXEC: no new code."""
    if protection & Protection.PROT_EXEC:
        raise SyscallError(Errno.EACCES)
    if protection & ~_READ_WRITE:
        raise SyscallError(Errno.EINVAL)
    if protection & Protection.PROT_WRITE:
        return READ | WRITE
    return READ if protection else 0


class AddressSpace:
    """The memory of one domain, used by a process and by the vfork children that borrow it."""

    __slots__ = (
        "_account",
        "_user_count",
        "brk_end",
        "brk_start",
        "data_start",
        "floor",
        "mappings",
        "pieces",
        "slot",
    )

    def __init__(
        self, slot: Slot, program: ElfProgram, limits: ProcessLimits, enclave: EnclaveLimits, arguments_size: int = 0
    ) -> None:
        """ENOMEM if the program and its arguments (kept by the LibOS, too) exceed a limit."""
        self.slot = slot
        self._account = MemoryAccount(limits, enclave)
        self._user_count = 1
        self.floor = program.data.start - layout.STACK_SIZE
        self.data_start = program.data.start
        self.brk_start = self.brk_end = program.data.page_end
        self.mappings = Mappings(layout.USER_END)
        self.pieces = Mappings(layout.USER_END, [Mapping(self.floor, self.brk_start, _READ_WRITE)])
        self._account.charge(program.size + STACK_CHARGE + 2 * page_up(arguments_size))

    def fork(self, slot: Slot, limits: ProcessLimits) -> AddressSpace:
        """The bookkeeping for `slot`, a copy of this one's. ENOMEM if the enclave's limit does not allow it."""
        child = AddressSpace.__new__(AddressSpace)
        child.slot, child._account = slot, self._account.fork(limits)
        child._user_count = 1
        child.floor, child.data_start = self.floor, self.data_start
        child.brk_start, child.brk_end = self.brk_start, self.brk_end
        child.mappings = self.mappings.fork()
        child.pieces = self.pieces.fork()
        return child

    def share(self) -> AddressSpace:
        """One more user: a vfork child. Its parent may die first."""
        self._user_count += 1
        return self

    def release(self) -> None:
        """A user is gone, its contexts killed or exec'ed away. The last one gives charge and slot back, scrubbed: now,
        not when the garbage collector comes by, since the next process wants the slot warm.
        """
        self._user_count -= 1
        if self._user_count == 0:
            self._account.release(self._account.size)
            self.slot.release()

    @property
    def size(self) -> int:
        """Bytes charged: what RLIMIT_AS limits and /proc shows as VmSize."""
        return self._account.size

    def is_owned(self, start: int, end: int) -> bool:
        """Whether all of [start, end) is stack, data, heap or mapped."""
        program_end = page_up(self.brk_end)
        if start < self.floor or end > layout.USER_END:
            return False
        return end <= program_end or (start >= program_end and self.mappings.is_covered(start, end))

    # --- brk ---

    def set_brk(self, end: int) -> int:
        """brk(2) as the kernel has it: the new end, or the old one where the wish cannot be granted."""
        if not self.brk_start <= end <= self._brk_limit():
            return self.brk_end
        old_page, new_page = page_up(self.brk_end), page_up(end)
        try:
            if new_page > old_page:
                self._account.charge(new_page - old_page)
                self._open(old_page, new_page - old_page, READ | WRITE)
                self.pieces.insert(Mapping(old_page, new_page, _READ_WRITE))
        except SyscallError:
            return self.brk_end
        if new_page < old_page:
            self.pieces.remove(new_page, old_page)
            self.slot.protect(new_page, old_page - new_page, 0)
            self._account.release(old_page - new_page)
        self.brk_end = end
        return end

    def _brk_limit(self) -> int:
        soft = self._account.limits.soft(Resource.DATA)
        return min(self.mappings.lowest - layout.NULL_GUARD_SIZE, self.brk_start + soft)

    # --- mmap ---

    def map(
        self, hint: int, size: int, protection: int, *, is_fixed: bool, may_replace: bool, name: bytes = b""
    ) -> int:
        """Maps fresh zero pages and returns their address. `size` > 0 is rounded up to pages.

        ENOMEM without room or over a limit; EEXIST if a fixed range is taken and may not be replaced; EACCES for
        PROT_EXEC.
        """
        access = core_protection(protection)
        size = page_up(size)
        self._require_pieces()
        if is_fixed and may_replace and self._is_program(hint, hint + size):
            self._replace_program(hint, size, access)
            return hint
        start = self._place(hint, size, is_fixed=is_fixed)
        if is_fixed:
            if not may_replace and self.mappings.overlaps(start, start + size):
                raise SyscallError(Errno.EEXIST)
            self.unmap(start, size)
        if access:
            self._account.charge(size)
            self._open(start, size, access)
        self.mappings.insert(Mapping(start, start + size, protection, name))
        return start

    def _place(self, hint: int, size: int, *, is_fixed: bool) -> int:
        if is_fixed:
            self._check_range(hint, size, Errno.ENOMEM)
            return hint
        hint = hint // layout.PAGE_SIZE * layout.PAGE_SIZE
        floor = page_up(self.brk_end) + layout.NULL_GUARD_SIZE
        if hint >= floor and hint + size <= layout.USER_END and not self.mappings.overlaps(hint, hint + size):
            return hint
        start = self.mappings.find_gap(size, floor)
        if start is None:
            raise SyscallError(Errno.ENOMEM)
        return start

    def _check_range(self, start: int, size: int, errno: Errno) -> None:
        """Page aligned (else EINVAL) and inside the mmap area: a range partly in the program's memory is refused."""
        if start % layout.PAGE_SIZE:
            raise SyscallError(Errno.EINVAL)
        if start < page_up(self.brk_end) or start + size > layout.USER_END:
            raise SyscallError(errno)

    def unmap(self, start: int, size: int) -> None:
        """munmap(2): holes in the range are no error."""
        if self._is_program(start, start + page_up(size)):
            self._replace_program(start, page_up(size), 0)
            return
        self._check_range(start, size, Errno.EINVAL)
        end = start + page_up(size)
        if self._is_in_pieces() and self._makes_hole(start, end):
            raise SyscallError(Errno.ENOMEM)  # to unmap anything else is always allowed
        for part in self.mappings.remove(start, end):
            if part.protection:
                self.slot.protect(part.start, part.size, 0)
                self._account.release(part.size)

    def _makes_hole(self, start: int, end: int) -> bool:
        """Whether to unmap it would make two mappings of one."""
        around = self.mappings.overlaps(start - layout.PAGE_SIZE, end + layout.PAGE_SIZE)
        return len(around) == 1 and around[0].start < start and end < around[0].end

    def _is_program(self, start: int, end: int) -> bool:
        """Whether it lies in stack, data and heap, where musl's malloc puts a guard page by MAP_FIXED."""
        return self.floor <= start and end <= page_up(self.brk_end)

    def _replace_program(self, start: int, size: int, access: int) -> None:
        """Fresh pages, or none, inside the program's own memory, which stays charged."""
        if start % layout.PAGE_SIZE:
            raise SyscallError(Errno.EINVAL)
        self._require_pieces()
        self._note_piece(start, start + size, access)
        self.slot.protect(start, size, 0)
        if access:
            self.slot.protect(start, size, access)

    # --- mprotect ---

    def protect(self, start: int, size: int, protection: int) -> None:
        """mprotect(2). EACCES for immutable pages, ENOMEM for holes. Contents survive."""
        access = core_protection(protection)
        end = start + page_up(size)
        if start < self.floor:
            raise SyscallError(Errno.EACCES)
        if start < page_up(self.brk_end):
            self._protect_program(start, end, access)
            return
        self._require_pieces()
        parts = self.mappings.overlaps(start, end)
        if sum(part.size for part in parts) != end - start:
            raise SyscallError(Errno.ENOMEM)
        self._recharge(parts, is_open=bool(access))
        for part in parts:
            self.slot.protect(part.start, part.size, access, keep=True)
            self.mappings.remove(part.start, part.end)
            self.mappings.insert(Mapping(part.start, part.end, protection, part.name))

    def _protect_program(self, start: int, end: int, access: int) -> None:
        """Stack, data and heap: RELRO and stack guards are made so. They stay charged whatever the protection."""
        if end > page_up(self.brk_end):
            raise SyscallError(Errno.ENOMEM)
        self._require_pieces()
        self._note_piece(start, end, access)
        self.slot.protect(start, end - start, access, keep=True)

    def _note_piece(self, start: int, end: int, access: int) -> None:
        self.pieces.remove(start, end)
        self.pieces.insert(Mapping(start, end, access))

    def _is_in_pieces(self) -> bool:
        """Whether one more change of protection could exceed MAX_PIECES."""
        return len(self.mappings) + len(self.pieces) + 2 > MAX_PIECES

    def _require_pieces(self) -> None:
        """ENOMEM where one more change of protection could exceed MAX_PIECES."""
        if self._is_in_pieces():
            raise SyscallError(Errno.ENOMEM)

    def _recharge(self, parts: list[Mapping], *, is_open: bool) -> None:
        """Charges parts that become accessible, uncharges those that become PROT_NONE."""
        if is_open:
            self._account.charge(sum(part.size for part in parts if not part.protection))
        else:
            self._account.release(sum(part.size for part in parts if part.protection))

    # --- mremap ---

    def remap(self, start: int, old_size: int, new_size: int, *, may_move: bool, target: int | None) -> int:
        """mremap(2) of one mapping: in place if possible, else moved by copying. EFAULT if it is not one mapping."""
        old_size, new_size = page_up(old_size), page_up(new_size)
        mapping = self._single_mapping(start, old_size)
        if target is None and new_size <= old_size:
            if new_size < old_size:
                self.unmap(start + new_size, old_size - new_size)
            return start
        if target is None and self._grow(mapping, start + old_size, start + new_size):
            return start
        if not may_move:
            raise SyscallError(Errno.ENOMEM)
        return self._move(mapping, min(old_size, new_size), new_size, target)

    def _single_mapping(self, start: int, size: int) -> Mapping:
        parts = self.mappings.overlaps(start, start + size)
        if len(parts) != 1 or parts[0].size != size:
            raise SyscallError(Errno.EFAULT)
        return parts[0]

    def _grow(self, mapping: Mapping, old_end: int, new_end: int) -> bool:
        if new_end > layout.USER_END or self.mappings.overlaps(old_end, new_end):
            return False
        if mapping.protection:
            self._account.charge(new_end - old_end)
            self._open(old_end, new_end - old_end, core_protection(mapping.protection))
        self.mappings.insert(Mapping(old_end, new_end, mapping.protection, mapping.name))
        return True

    def _move(self, mapping: Mapping, kept_size: int, new_size: int, target: int | None) -> int:
        start = self.map(
            target or 0, new_size, _READ_WRITE, is_fixed=target is not None, may_replace=True, name=mapping.name
        )
        if mapping.protection:
            self._copy(mapping.start, start, kept_size)
        self.protect(start, new_size, mapping.protection)
        self.unmap(mapping.start, mapping.size)
        return start

    def _copy(self, source: int, target: int, size: int) -> None:
        for offset in range(0, size, COPY_CHUNK_SIZE):
            chunk_size = min(COPY_CHUNK_SIZE, size - offset)
            self.slot.write(target + offset, self.slot.read(source + offset, chunk_size))

    # --- charges ---

    def _open(self, start: int, size: int, access: int) -> None:
        """Opens fresh pages; takes the charge back if the core has no memory."""
        try:
            self.slot.protect(start, size, access)
        except MemoryError:
            self._account.release(size)
            raise SyscallError(Errno.ENOMEM) from None
