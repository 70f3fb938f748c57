"""The ports, one declaration a program."""

from pathlib import Path

from cloister.toolchain.sysroot.errors import run

from .busybox import BUSYBOX_INPUTS, build_busybox
from .port import Port, plain_port

BZIP2_LIBRARY = ("blocksort.c", "huffman.c", "crctable.c", "randtable.c", "compress.c", "decompress.c", "bzlib.c")
ZLIB_LIBRARY = ("*.c",)


def amalgamate(source: Path) -> None:
    """sqlite3.c and shell.c, which SQLite's own Makefile puts together with tclsh."""
    run(["./configure", "--disable-tcl", "--disable-readline"], "configuring sqlite3", cwd=source)
    run(["make", "sqlite3.c", "shell.c"], "amalgamating sqlite3 (needs tclsh)", cwd=source)


def write_multiarch_header(source: Path) -> None:
    """The header that Debian's rules generate for Lua: where a multiarch system keeps its C modules."""
    (source / "src/lua5.4-deb-multiarch.h").write_text('#define DEB_HOST_MULTIARCH "x86_64-linux-musl"\n')


_ALL = (
    Port("busybox", "busybox", build_busybox, BUSYBOX_INPUTS),
    plain_port(
        "lua",
        "lua5.4",
        ("src/*.c",),
        without=("luac.c",),
        flags=("-DLUA_USE_POSIX",),
        libraries=("-lm",),
        prepare=write_multiarch_header,
    ),
    plain_port(
        "sqlite3",
        "sqlite3",
        ("sqlite3.c", "shell.c"),
        flags=("-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION", "-DHAVE_USLEEP=1"),
        libraries=("-lm",),
        prepare=amalgamate,
    ),
    plain_port("bzip2", "bzip2", (*BZIP2_LIBRARY, "bzip2.c"), flags=("-D_FILE_OFFSET_BITS=64",)),
    plain_port("minigzip", "zlib", (*ZLIB_LIBRARY, "test/minigzip.c"), flags=("-DHAVE_UNISTD_H", "-DHAVE_STDARG_H")),
    plain_port("bzip2-bench", "bzip2", BZIP2_LIBRARY, driver="bzip2_bench.c"),
    plain_port("zlib-bench", "zlib", ZLIB_LIBRARY, flags=("-DHAVE_UNISTD_H", "-DHAVE_STDARG_H"), driver="zlib_bench.c"),
)

PORTS: dict[str, Port] = {port.name: port for port in _ALL}
"""By name."""
