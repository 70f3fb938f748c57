"""Syscalls with random arguments: each ends in a result or waits; none raises anything but an errno."""

import inspect
import random
from pathlib import Path

import pytest
from guest import WILD, Blocked, Guest, new_host, new_kernel

from cloister.abi.syscalls import NAMES
from cloister.libos import syscalls
from cloister.libos.syscalls.table import TABLE, Kind

PATHS = [b"/", b"", b".", b"x", b"../x", b"/etc/motd", b"/etc", b"/etc/link", b"/dir/sub/leaf", b"/dev/null"]
PATHS += [b"/dev/zero", b"/dev/full", b"/dev/fd/0", b"/proc/self/fd/3", b"/proc/self/exe", b"/proc/2/maps"]
PATHS += [b"/tmp/a", b"/tmp/a/", b"/tmp/a/b", b"/" * 5000, b"n" * 300]
NUMBERS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 64, 255, 4095, 4096, 65536]
NUMBERS += [1 << 20, 1 << 31, 1 << 32, 1 << 62, 1 << 63, (1 << 64) - 1]
FLAGS = [0, 1, 2, 0o100, 0o101, 0o1102, 0o4000, 0o200000, 0o2000000, 0x100, 0x1000]


def own_files() -> set[str]:
    """Names of the syscalls that the files part declares: their handlers know the thread as a Caller."""
    found = set()
    for declaration in TABLE.values():
        first = next(iter(inspect.signature(declaration.handler).parameters.values()))
        if first.annotation == "Caller":
            found.add(declaration.name)
    return found


def argument(guest: Guest, rng: random.Random, kind: Kind) -> int | bytes:
    match kind:
        case Kind.FD | Kind.DIRFD:
            return rng.choice([-100, -1, *range(12), 1023, 1 << 20])
        case Kind.PATH | Kind.STRING:
            return rng.choice([*PATHS, WILD])
        case Kind.POINTER | Kind.BUFFER_IN | Kind.BUFFER_OUT:
            return rng.choice([0, WILD, 4090, guest.buffer(rng.randbytes(64)), guest.buffer(64), guest.buffer(4096)])
        case Kind.FLAGS | Kind.MODE:
            return rng.choice(
                [0, 1, 2, 0o100, 0o101, 0o1102, 0o4000, 0o200000, 0o2000000, 0x100, 0x1000, rng.getrandbits(32)]
            )
        case _:
            return rng.choice([*NUMBERS, rng.getrandbits(16)])


@pytest.mark.parametrize("seed", range(12))
def test_random_calls_end_in_a_result(host_tree: Path, seed: int) -> None:
    rng, names = random.Random(seed), sorted(own_files())
    assert len(names) > 90, syscalls
    host = new_host(host_tree)
    guest = Guest(new_kernel(host.call))
    root = guest.process.fs.root.inode.file_system
    root.budget = guest.kernel.services.anonymous_fs.budget = 8 << 20  # type: ignore[attr-defined]
    for _ in range(1500):
        guest.free_buffers()
        declaration = TABLE[{name: number for number, name in NAMES.items()}[rng.choice(names)]]
        arguments = [argument(guest, rng, kind) for kind in declaration.kinds]
        result = guest.call(declaration.name, *arguments)
        if isinstance(result, Blocked):
            result = result.interrupt()
        assert isinstance(result, int), declaration.name
        assert -134 < result < 1 << 63, declaration.name
    guest.process.files.close_all()
    host.close()
