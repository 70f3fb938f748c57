"""The folder that makes gcc ours: a specs file, the linker script and an `as` in front of the real one.

It is cached under a hash of its contents; two compilers that start at once write the same files and one wins.
"""

import hashlib
import os
import sys
from pathlib import Path
from typing import Final

from cloister.toolchain.linker_script import linker_script

_PACKAGES: Final = Path(__file__).parents[2]

_SPECS: Final = """\
%rename cpp_options old_cpp_options

*cpp_options:
-nostdinc -isystem {include} -isystem include%s %(old_cpp_options)

*cc1:
%(cc1_cpu) -nostdinc -isystem {include} -isystem include%s

*link_libgcc:
-L{lib}

*libgcc:
{lib}/libgcc.a

*lib:
-lc

*link_gcc_c_sequence:
--start-group %G %L --end-group

*startfile:
{lib}/crt1.o {lib}/crti.o

*endfile:
{lib}/crtn.o

*link:
-m elf_x86_64 -nostdlib %{{!r:-static --build-id=none -z noexecstack -z separate-code -z norelro -z max-page-size=4096 \
--no-warn-rwx-segments %{{!T*:-T {script}}}}}

*esp_link:


*esp_options:


*esp_cpp_options:


"""

_ASSEMBLER: Final = """\
#!/bin/sh
exec '{python}' -E -S -c 'import sys; sys.path.insert(0, "{packages}")
from cloister.toolchain.assembler import main
main()' "$@"
"""


def cache_root() -> Path:
    """Where everything that can be built again is kept."""
    return Path(os.environ.get("CLOISTER_CACHE") or Path.home() / ".cache" / "cloister")


def make_workspace(sysroot: Path) -> Path:
    """The folder for this sysroot: `specs`, `program.ld`, `bin/as`. OSError if the cache cannot be written."""
    script, assembler = linker_script(), _ASSEMBLER.format(python=sys.executable, packages=_PACKAGES)
    key = hashlib.sha256("\0".join((_SPECS, script, assembler, str(sysroot))).encode()).hexdigest()[:20]
    folder = cache_root() / "cc" / key
    if not (folder / "specs").exists():
        _write(folder, sysroot, script, assembler)
    return folder


def _write(folder: Path, sysroot: Path, script: str, assembler: str) -> None:
    """`specs` is written last: it says that the others are there."""
    (folder / "bin").mkdir(parents=True, exist_ok=True)
    put(folder / "program.ld", script)
    put(folder / "bin" / "as", assembler, 0o755)
    specs = _SPECS.format(include=sysroot / "include", lib=sysroot / "lib", script=folder / "program.ld")
    put(folder / "specs", specs)


def put(path: Path, text: str, mode: int = 0o644) -> None:
    """Writes a file at once: nobody sees half of it."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    scratch.write_text(text, "utf-8", "surrogateescape")
    scratch.chmod(mode)
    scratch.replace(path)
