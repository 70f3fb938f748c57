"""The routines of libgcc that GCC calls on x86-64, from GCC's own source, compiled like any other guest code.

Left out: TFmode (__float128) and decimal floating point, split stacks, emulated TLS, unwinding.
"""

from pathlib import Path

from .compile import Job
from .debian import part_of_tarball

PACKAGE = "gcc-12"
FILES = ("/libgcc/libgcc2.c", "/libgcc/libgcc2.h", "/include/longlong.h")
OURS = Path(__file__).with_name("libgcc")

ROUTINES = (
    # integers; the names are those of libgcc2.c, where "di" stands for a double word: 128 bits here
    *("_muldi3", "_negdi2", "_lshrdi3", "_ashldi3", "_ashrdi3", "_cmpdi2", "_ucmpdi2"),
    *("_divdi3", "_moddi3", "_divmoddi4", "_udivdi3", "_umoddi3", "_udivmoddi4"),
    *("_absvsi2", "_absvdi2", "_addvsi3", "_addvdi3", "_subvsi3", "_subvdi3"),
    *("_mulvsi3", "_mulvdi3", "_negvsi2", "_negvdi2"),
    *("_ffssi2", "_ffsdi2", "_clz", "_clzsi2", "_clzdi2", "_ctzsi2", "_ctzdi2", "_clrsbsi2", "_clrsbdi2"),
    *("_popcount_tab", "_popcountsi2", "_popcountdi2", "_paritysi2", "_paritydi2", "_bswapsi2", "_bswapdi2"),
    # between integers and floating point
    *("_fixunssfsi", "_fixunsdfsi", "_fixunsxfsi", "_fixsfdi", "_fixdfdi", "_fixxfdi"),
    *("_fixunssfdi", "_fixunsdfdi", "_fixunsxfdi", "_floatdisf", "_floatdidf", "_floatdixf"),
    *("_floatundisf", "_floatundidf", "_floatundixf"),
    # powers and complex numbers
    *("_powisf2", "_powidf2", "_powixf2", "_mulsc3", "_muldc3", "_mulxc3", "_divsc3", "_divdc3", "_divxc3"),
)


def libgcc_jobs(include: Path, results: Path, suffix: str) -> list[Job]:
    """What makes up libgcc.a. `include`: the C library's headers; `results`: the directory where the results go."""
    source = part_of_tarball(PACKAGE, FILES)
    flags = ["-O2", "-fbuilding-libgcc", "-fno-stack-protector", "-w", "-nostdinc", f"-I{OURS}", f"-I{source}"]
    flags += ["-isystem", str(include)]
    jobs = [Job(source / "libgcc2.c", results / f"{name}{suffix}", (*flags, f"-DL{name}")) for name in ROUTINES]
    return [*jobs, Job(OURS / "cpu_model.c", results / f"cpu_model{suffix}", tuple(flags))]
