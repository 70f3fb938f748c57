"""libos.memory: brk, mmap, mprotect, mremap, and what they are charged."""

from __future__ import annotations

from typing import cast

import pytest
from tests.libos.elves import ElfFile
from tests.libos.fake_core import FakeSlot

from cloister.abi import layout
from cloister.abi.errno import Errno
from cloister.abi.resource import RLIM_INFINITY, Resource
from cloister.core import Fault, Slot
from cloister.libos.elf import read_elf
from cloister.libos.errors import SyscallError
from cloister.libos.limits import EnclaveLimits, ProcessLimits
from cloister.libos.memory import MAX_PIECES, AddressSpace

PAGE = layout.PAGE_SIZE
RW, R, NONE, RX = 3, 1, 0, 5


@pytest.fixture
def enclave() -> EnclaveLimits:
    return EnclaveLimits(memory_size=64 << 20)


@pytest.fixture
def limits() -> ProcessLimits:
    return ProcessLimits()


@pytest.fixture
def space(limits: ProcessLimits, enclave: EnclaveLimits) -> AddressSpace:
    return AddressSpace(cast(Slot, FakeSlot()), read_elf(ElfFile().build()), limits, enclave)


def map_pages(space: AddressSpace, count: int, protection: int = RW) -> int:
    return space.map(0, count * PAGE, protection, is_fixed=False, may_replace=True)


def refused(call: object, errno: Errno) -> None:
    with pytest.raises(SyscallError) as failure:
        call()  # type: ignore[operator]
    assert failure.value.errno is errno


def test_brk_opens_zero_pages_and_gives_them_back(space: AddressSpace, enclave: EnclaveLimits) -> None:
    start, used = space.brk_end, enclave.memory_used
    assert space.set_brk(start + 5000) == start + 5000
    space.slot.write(start, b"x" * 5000)
    assert enclave.memory_used == used + 2 * PAGE
    assert space.set_brk(start) == start
    assert enclave.memory_used == used
    space.set_brk(start + 10)
    assert space.slot.read(start, 10) == bytes(10)


def test_brk_below_the_heap_or_over_a_limit_changes_nothing(space: AddressSpace) -> None:
    start = space.brk_end
    assert space.set_brk(start - 1) == start
    assert space.set_brk(0) == start
    assert space.set_brk(start + (65 << 20)) == start


def test_mappings_are_placed_from_the_top_down_and_do_not_overlap(space: AddressSpace) -> None:
    first, second = map_pages(space, 2), map_pages(space, 3)
    assert first == layout.USER_END - 2 * PAGE
    assert second == first - 3 * PAGE


def test_a_free_hint_is_taken_and_an_occupied_one_is_not(space: AddressSpace) -> None:
    hint = 0x80000000
    assert space.map(hint, PAGE, RW, is_fixed=False, may_replace=True) == hint
    assert space.map(hint, PAGE, RW, is_fixed=False, may_replace=True) != hint


def test_a_fixed_mapping_replaces_what_was_there_with_zeros(space: AddressSpace, enclave: EnclaveLimits) -> None:
    start = map_pages(space, 3)
    used = enclave.memory_used
    space.slot.write(start + PAGE, b"old")
    assert space.map(start + PAGE, PAGE, RW, is_fixed=True, may_replace=True) == start + PAGE
    assert space.slot.read(start + PAGE, 3) == bytes(3)
    assert enclave.memory_used == used
    refused(lambda: space.map(start, PAGE, RW, is_fixed=True, may_replace=False), Errno.EEXIST)


@pytest.mark.parametrize("address", [0, layout.DOMAIN_PAGE, layout.GATE_BASE, layout.PROGRAM_BASE, layout.USER_END])
def test_immutable_memory_cannot_be_mapped_unmapped_or_protected(space: AddressSpace, address: int) -> None:
    refused(lambda: space.map(address, PAGE, RW, is_fixed=True, may_replace=True), Errno.ENOMEM)
    refused(lambda: space.unmap(address, PAGE), Errno.EINVAL)
    with pytest.raises(SyscallError):
        space.protect(address, PAGE, RW)


def test_ranges_that_reach_from_own_into_foreign_memory_are_refused(space: AddressSpace) -> None:
    refused(lambda: space.protect(space.floor - PAGE, 2 * PAGE, RW), Errno.EACCES)
    refused(lambda: space.map(layout.USER_END - PAGE, 2 * PAGE, RW, is_fixed=True, may_replace=True), Errno.ENOMEM)
    heap_end = space.brk_end
    refused(lambda: space.map(heap_end - PAGE, 2 * PAGE, RW, is_fixed=True, may_replace=True), Errno.ENOMEM)


def test_nothing_becomes_executable(space: AddressSpace) -> None:
    start = map_pages(space, 1)
    refused(lambda: space.protect(start, PAGE, RX), Errno.EACCES)
    refused(lambda: map_pages(space, 1, RX), Errno.EACCES)


def test_protect_takes_effect_page_by_page_and_is_remembered(space: AddressSpace) -> None:
    start = map_pages(space, 3)
    space.protect(start + PAGE, PAGE, R)
    with pytest.raises(Fault):
        space.slot.write(start + PAGE, b"x")
    space.slot.write(start + 2 * PAGE, b"x")
    assert [(item.size // PAGE, item.protection) for item in space.mappings] == [(1, RW), (1, R), (1, RW)]
    space.protect(start, 3 * PAGE, RW)
    assert len(list(space.mappings)) == 1


def test_protecting_a_hole_is_enomem(space: AddressSpace) -> None:
    start = map_pages(space, 3)
    space.unmap(start + PAGE, PAGE)
    refused(lambda: space.protect(start, 3 * PAGE, R), Errno.ENOMEM)


def test_inaccessible_memory_costs_nothing_until_it_is_opened(space: AddressSpace, enclave: EnclaveLimits) -> None:
    used = enclave.memory_used
    start = space.map(0, 1 << 30, NONE, is_fixed=False, may_replace=True)
    assert enclave.memory_used == used
    space.protect(start, PAGE, RW)
    assert enclave.memory_used == used + PAGE
    refused(lambda: space.protect(start, 1 << 30, RW), Errno.ENOMEM)


def test_musl_can_put_a_guard_page_into_its_heap(space: AddressSpace) -> None:
    start = space.brk_end
    space.set_brk(start + 2 * PAGE)
    assert space.map(start, PAGE, NONE, is_fixed=True, may_replace=True) == start
    with pytest.raises(Fault):
        space.slot.read(start, 1)
    space.slot.write(start + PAGE, b"x")


def test_remap_grows_in_place_where_it_can_and_moves_with_its_contents_where_not(space: AddressSpace) -> None:
    start = map_pages(space, 1)
    space.slot.write(start, b"kept")
    refused(lambda: space.remap(start, PAGE, 2 * PAGE, may_move=False, target=None), Errno.ENOMEM)
    moved = space.remap(start, PAGE, 2 * PAGE, may_move=True, target=None)
    assert space.slot.read(moved, 4) == b"kept"
    with pytest.raises(Fault):
        space.slot.read(start, 1)
    low = space.map(0x80000000, PAGE, RW, is_fixed=True, may_replace=True)
    assert space.remap(low, PAGE, 4 * PAGE, may_move=False, target=None) == low
    assert space.remap(low, 4 * PAGE, PAGE, may_move=False, target=None) == low
    refused(lambda: space.remap(low, 2 * PAGE, 4 * PAGE, may_move=True, target=None), Errno.EFAULT)


def test_no_guest_can_split_its_memory_into_too_many_pieces(space: AddressSpace) -> None:
    start = map_pages(space, 3 * MAX_PIECES)

    def punch() -> None:
        for page in range(1, 3 * MAX_PIECES, 2):
            space.unmap(start + page * PAGE, PAGE)

    refused(punch, Errno.ENOMEM)
    refused(lambda: space.protect(start, PAGE, R), Errno.ENOMEM)
    refused(lambda: space.protect(space.floor + PAGE, PAGE, R), Errno.ENOMEM)
    space.unmap(start, 3 * MAX_PIECES * PAGE)
    map_pages(space, 1)


def test_rlimit_as_counts_what_is_mapped(space: AddressSpace, limits: ProcessLimits) -> None:
    limits.set(Resource.AS, space.size + 2 * PAGE, RLIM_INFINITY, privileged=True)
    start = map_pages(space, 2)
    refused(lambda: map_pages(space, 1), Errno.ENOMEM)
    space.unmap(start, PAGE)
    map_pages(space, 1)


def test_all_processes_share_the_enclaves_limit_and_give_back_what_they_took(
    space: AddressSpace, enclave: EnclaveLimits
) -> None:
    map_pages(space, 1000)
    used = enclave.memory_used
    child = space.fork(cast(Slot, FakeSlot()), ProcessLimits())
    assert enclave.memory_used == 2 * used
    child.share()
    child.release()
    assert enclave.memory_used == 2 * used
    child.release()
    assert enclave.memory_used == used
    space.release()
    assert enclave.memory_used == 0


def test_a_fork_that_does_not_fit_is_refused_and_costs_nothing(space: AddressSpace, enclave: EnclaveLimits) -> None:
    space.map(0, 40 << 20, RW, is_fixed=False, may_replace=True)
    used = enclave.memory_used
    refused(lambda: space.fork(cast(Slot, FakeSlot()), ProcessLimits()), Errno.ENOMEM)
    assert enclave.memory_used == used
