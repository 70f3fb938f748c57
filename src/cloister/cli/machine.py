"""What this machine offers Cloister: one function a check, each with a verdict and a fact."""

import ctypes
import fcntl
import mmap
import os
import platform
import re
import resource
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from cloister.abi.layout import CONTROL_STACK_SIZE, SLOT_SIZE

USUAL_SLOTS: Final = 4096
VMAS_A_SIP: Final = 10
"""Mappings of the host that one SIP needs, rounded up: five of its slot, three of its control stack, its own."""
ELRANGE_SIZE: Final = (USUAL_SLOTS + 2) * SLOT_SIZE
_AT_HWCAP2: Final = 26
_HWCAP2_FSGSBASE: Final = 2
_PAGEMAP_SCAN: Final = 0xC0606610
_MADV_GUARD_INSTALL: Final = 102
_MFD_EXEC: Final = 0x10


class Verdict(Enum):
    """VITAL: Cloister cannot run. SLOWER: it runs, slower or with less. BUILDS: programs run but cannot be built."""

    OK = "ok"
    SLOWER = "slower"
    BUILDS = "no builds"
    VITAL = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check."""

    name: str
    verdict: Verdict
    fact: str


Check = Callable[[], Finding]


def _machine() -> Finding:
    name = platform.machine()
    if name == "x86_64":
        return Finding("processor", Verdict.OK, name)
    return Finding(
        "processor", Verdict.VITAL, f"{name}: SIPs are x86-64 machine code; there is no port to this processor"
    )


def _fsgsbase() -> Finding:
    enabled = bool(ctypes.CDLL(None).getauxval(_AT_HWCAP2) & _HWCAP2_FSGSBASE)
    fact = "enabled" if enabled else "not enabled: needs a CPU since 2012 and Linux 5.9 without nofsgsbase"
    return Finding("FSGSBASE", Verdict.OK if enabled else Verdict.VITAL, fact)


def _kernel() -> Finding:
    release = platform.release()
    numbers = tuple(int(part) for part in re.findall(r"\d+", release)[:2])
    return Finding("kernel", Verdict.OK if numbers >= (5, 9) else Verdict.VITAL, f"Linux {release} (5.9 or later)")


def _pagemap_scan() -> Finding:
    """An ioctl with an all-zero argument: EINVAL where it is known, ENOTTY where it is not."""
    try:
        with Path("/proc/self/pagemap").open("rb") as pagemap:
            fcntl.ioctl(pagemap, _PAGEMAP_SCAN, bytes(96))
        known = True
    except OSError as error:
        known = error.errno not in (25, 13, 1, 2)
    fact = "known" if known else "unknown to this kernel (6.7): fork and exit read /proc/self/pagemap word by word"
    return Finding("PAGEMAP_SCAN", Verdict.OK if known else Verdict.SLOWER, fact)


def _guard_install() -> Finding:
    with mmap.mmap(-1, mmap.PAGESIZE) as page:
        try:
            page.madvise(_MADV_GUARD_INSTALL)
            known = True
        except OSError:
            known = False
    fact = "known" if known else "unknown to this kernel (6.13): guard pages cost mappings of their own"
    return Finding("MADV_GUARD_INSTALL", Verdict.OK if known else Verdict.SLOWER, fact)


def _max_map_count() -> Finding:
    count = _read_number("/proc/sys/vm/max_map_count")
    if count is None:
        return Finding("vm.max_map_count", Verdict.SLOWER, "cannot be read")
    fact = f"{count}: room for {_sips_by_maps(count)} SIPs"
    return Finding("vm.max_map_count", Verdict.OK if _sips_by_maps(count) >= 1000 else Verdict.SLOWER, fact)


def _address_space() -> Finding:
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return Finding("address space", Verdict.OK, "unlimited")
    if limit >= ELRANGE_SIZE:
        return Finding("address space", Verdict.OK, f"limited to {limit >> 30} GiB (ulimit -v)")
    fact = f"limited to {limit >> 30} GiB by ulimit -v: the range of all slots needs {ELRANGE_SIZE >> 30} GiB"
    return Finding("address space", Verdict.VITAL, fact)


def _seccomp() -> Finding:
    match = re.search(r"^Seccomp:\s*(\d+)", Path("/proc/self/status").read_text(), re.MULTILINE)
    filtered = match is not None and match[1] != "0"
    where = "in a container with a seccomp filter" if filtered else "no filter"
    try:
        _map_executable_memory()
    except OSError as error:
        return Finding(
            "executable memfd", Verdict.VITAL, f"refused ({error.strerror}), {where}: see vm.memfd_noexec, SELinux"
        )
    return Finding("executable memfd", Verdict.OK, f"allowed, {where}")


def _map_executable_memory() -> None:
    """What the loader does with a program's text. OSError where policy forbids it."""
    flags = os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING
    try:
        memory = os.memfd_create("cloister-doctor", flags | _MFD_EXEC)
    except OSError:
        memory = os.memfd_create("cloister-doctor", flags)
    try:
        os.ftruncate(memory, mmap.PAGESIZE)
        fcntl.fcntl(memory, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE)
        mmap.mmap(memory, mmap.PAGESIZE, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC).close()
    finally:
        os.close(memory)


def _tool(name: str, program: str) -> Finding:
    path = shutil.which(program)
    if path is None:
        return Finding(name, Verdict.BUILDS, f"not found: apt-get install {name}")
    first = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.partition("\n")[0]
    return Finding(name, Verdict.OK, first)


def _gcc() -> Finding:
    return _tool("gcc", "gcc")


def _binutils() -> Finding:
    return _tool("binutils", "as")


def _apt_sources() -> Finding:
    """Whether apt knows an archive: the sources of musl and the ported programs come from there."""
    if shutil.which("apt-get") is None:
        return Finding("Debian sources", Verdict.BUILDS, "no apt: the sysroot is built from Debian's source packages")
    listing = ["apt-get", "indextargets", "--no-release-info", "--format", "$(RELEASE)", "Created-By: Packages"]
    releases = subprocess.run(listing, capture_output=True, text=True, check=False).stdout.split()
    if not releases:
        return Finding("Debian sources", Verdict.BUILDS, "apt has no archive configured")
    return Finding("Debian sources", Verdict.OK, f"apt has {', '.join(dict.fromkeys(releases))}")


def _slots() -> Finding:
    """Reserves the whole range, as `cloister run` does, and says what limits the number of SIPs."""
    from cloister.core import Core

    try:
        Core(slots=USUAL_SLOTS).close()
    except (MemoryError, OSError) as error:
        return Finding("SIPs at once", Verdict.VITAL, f"the range of slots cannot be reserved: {error}")
    count = _read_number("/proc/sys/vm/max_map_count")
    fitting = USUAL_SLOTS if count is None else min(USUAL_SLOTS, _sips_by_maps(count))
    memory_gib = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    each = f"{SLOT_SIZE >> 30} GiB of addresses and a {CONTROL_STACK_SIZE >> 20} MiB control stack each"
    fact = f"{fitting} fit ({each}; {memory_gib:.0f} GiB of memory)"
    return Finding("SIPs at once", Verdict.OK, fact)


def _sips_by_maps(max_map_count: int) -> int:
    return max(max_map_count - 1000, 0) // VMAS_A_SIP


def _read_number(path: str) -> int | None:
    try:
        return int(Path(path).read_text())
    except (OSError, ValueError):
        return None


CHECKS: Final[tuple[Check, ...]] = (
    _machine, _fsgsbase, _kernel, _seccomp, _address_space, _slots, _max_map_count, _pagemap_scan, _guard_install,
    _gcc, _binutils, _apt_sources,
)  # fmt: skip


def examine() -> list[Finding]:
    """All findings; on a foreign processor only that."""
    first = _machine()
    return [check() for check in CHECKS] if first.verdict is Verdict.OK else [first]
