"""The musl C library from Debian's source: which files it is made of, and how one is compiled.

The rules are those of musl's Makefile: `src/DIR/x86_64/NAME.[csS]` replaces `src/DIR/NAME.c`. Before they are applied,
the files matching DROPPED are taken out of a copy of the source and ours (overlay/) are laid over it.
"""

import shutil
from pathlib import Path

from .cache import digest
from .debian import source_key, source_tree
from .errors import BuildError, run
from .headers import headers_key

PACKAGE = "musl"
VERSION = "1.2.3"
ARCH = "x86_64"
OVERLAY = Path(__file__).parent / "overlay"

PARTS = (f"arch/{ARCH}", "arch/generic", "crt", "include", "src", "tools", "VERSION")
"""What is copied of the source tree."""

DROPPED_COMMON = (
    "src/math/x86_64/*.s",  # x87 code with its operands at (%rsp): the C versions do
    "src/fenv/x86_64/fenv.s",
    "src/string/x86_64/*.s",  # memmove.s uses std
    "crt/x86_64/*.s",  # push and pop split over files; nothing uses .init since there is .init_array
)
"""Replaced by C in both flavours, so that the native twin differs in nothing but the instrumentation."""

DROPPED_CLOISTER = ("src/*/x86_64/*.s",)
"""What is left of hand-written assembly. Ours stands in overlay/cloister, as `.S`, in its final form; some has no use
in a SIP: dynamic linking, and restore.s, because handlers return to a stub of the core."""

EMPTY_LIBRARIES = ("m", "rt", "pthread", "crypt", "util", "xnet", "resolv", "dl")
"""Everything is in libc.a; these exist for -lm and its like."""

FLAGS = (
    "-std=c99",
    "-nostdinc",
    "-ffreestanding",
    "-fexcess-precision=standard",
    "-frounding-math",
    "-fno-strict-aliasing",
    "-fno-stack-protector",
    "-Wa,--noexecstack",
    "-D_XOPEN_SOURCE=700",
    "-O2",
    "-w",
)
"""As musl's configure chooses them, but -O2 throughout."""

MALLOC = "oldmalloc"
"""musl's --with-malloc, in both flavours. The heap of this one is brk's; mallocng maps and unmaps every group of slots,
and a mapping costs a SIP 20 us where Linux takes 3: lua's string workload made 3,300 of them in half a second."""


class Musl:
    """A copy of musl's source, prepared for one flavour, at `tree`."""

    def __init__(self, tree: Path, *, instrumented: bool) -> None:
        self.tree = tree
        self._copy()
        self._adapt(DROPPED_COMMON, OVERLAY / "common")
        if instrumented:
            self._adapt(DROPPED_CLOISTER, OVERLAY / "cloister")
        self._generate()

    def _copy(self) -> None:
        source = source_tree(PACKAGE)
        version = (source / "VERSION").read_text().strip()
        if version != VERSION:
            raise BuildError(f"this machine's archive offers musl {version}; the sysroot is made for {VERSION}")
        for part in PARTS:
            target = self.tree / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if (source / part).is_dir():
                shutil.copytree(source / part, target)
            else:
                shutil.copy(source / part, target)

    def _adapt(self, dropped: tuple[str, ...], overlay: Path) -> None:
        for pattern in dropped:
            for path in self.tree.glob(pattern):
                path.unlink()
        shutil.copytree(overlay, self.tree, dirs_exist_ok=True)

    def _generate(self) -> None:
        """The three headers that musl's Makefile generates."""
        arch_bits, bits = self.tree / "arch" / ARCH / "bits", self.tree / "obj/include/bits"
        bits.mkdir(parents=True)
        (self.tree / "obj/src/internal").mkdir(parents=True)
        script = self.tree / "tools/mkalltypes.sed"
        types = run(
            ["sed", "-f", script, arch_bits / "alltypes.h.in", self.tree / "include/alltypes.h.in"],
            "generating musl's headers",
        )
        (bits / "alltypes.h").write_text(types)
        numbers = (arch_bits / "syscall.h.in").read_text()
        renamed = [line.replace("__NR_", "SYS_") for line in numbers.splitlines() if "__NR_" in line]
        (bits / "syscall.h").write_text(numbers + "\n".join(renamed) + "\n")
        (self.tree / "obj/src/internal/version.h").write_text(f'#define VERSION "{VERSION}"\n')

    def library_sources(self) -> list[Path]:
        """The files of libc.a."""
        return self._sources("src")

    def startup_sources(self) -> list[Path]:
        """crt1, crti and crtn; the variants for shared and position-independent programs are left out."""
        return [path for path in self._sources("crt") if path.stem in ("crt1", "crti", "crtn")]

    def _sources(self, top: str) -> list[Path]:
        directories = [self.tree / top]
        if top == "src":
            directories = [path for path in sorted((self.tree / top).iterdir()) if path.is_dir()]
            directories.append(self.tree / "src/malloc" / MALLOC)
        chosen: list[Path] = []
        for directory in directories:
            by_stem = {path.stem: path for path in sorted(directory.glob("*.c"))}
            by_stem |= {path.stem: path for path in sorted((directory / ARCH).glob("*.[csS]"))}
            chosen += by_stem.values()
        return chosen

    def flags(self, source: Path) -> list[str]:
        """gcc's arguments for one source file, without input and output."""
        places = [f"arch/{ARCH}", "arch/generic", "obj/src/internal", "src/include", "src/internal"]
        places += ["obj/include", "include"]
        includes = [f"-I{self.tree / place}" for place in places]
        return [*FLAGS, *includes, *(["-DCRT"] if source.is_relative_to(self.tree / "crt") else [])]

    def install_headers(self, include: Path) -> None:
        """Fills `include` with musl's public headers."""
        shutil.copytree(self.tree / "include", include, ignore=shutil.ignore_patterns("*.in"))
        for bits in ("arch/generic/bits", f"arch/{ARCH}/bits", "obj/include/bits"):
            shutil.copytree(
                self.tree / bits, include / "bits", dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.in")
            )


def musl_key() -> str:
    """A hash of the source and of what decides how it is compiled natively."""
    here = Path(__file__).parent
    recipes = [here / f"{name}.py" for name in ("compile", "headers", "library", "musl")]
    return digest(source_key(PACKAGE), headers_key(), *recipes, OVERLAY / "common")
