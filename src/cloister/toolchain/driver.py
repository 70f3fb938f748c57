"""cloister-cc: gcc's command line in, instrumented objects and programs out.

gcc itself stays the driver: it gets a specs file (our sysroot, our linker script), an `as` that instruments, and flags
behind the user's. So every option, dependency file and combination of sources means what it means to gcc. Only `-S` is
finished here, because no assembler runs then.

Environment: CLOISTER_CC the gcc to use, CLOISTER_AS the GNU as to use, CLOISTER_SYSROOT a sysroot, CLOISTER_CACHE.
"""

import os
import sys
from collections.abc import Sequence

from cloister.toolchain.arguments import CommandLine, UsageError
from cloister.toolchain.flags import GCC_FLAGS
from cloister.toolchain.locate import find_workspace

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import NoReturn

MACHINE = "x86_64-linux-musl"


def main(arguments: Sequence[str] | None = None) -> "NoReturn":
    """The console script, or `cloister cc ARGUMENTS`: replaces itself by gcc, or exits."""
    try:
        sys.exit(compile_with(sys.argv[1:] if arguments is None else arguments))
    except UsageError as error:
        sys.exit(f"cloister-cc: {error}")
    except OSError as error:
        sys.exit(f"cloister-cc: {error.filename or compiler()}: {error.strerror}")


def compiler() -> str:
    """The gcc that does the work."""
    return os.environ.get("CLOISTER_CC") or "gcc"


def compile_with(arguments: Sequence[str]) -> int:
    """Does what a gcc command line says. Does not return unless something is left to do after gcc."""
    line = CommandLine(arguments)
    if "-dumpmachine" in line.has:
        sys.stdout.write(MACHINE + "\n")
        return 0
    if line.is_question:
        return _replace_by("cloister-cc", line.kept)
    command = [*_ours(), *line.kept, *GCC_FLAGS, "-no-pie", "-static"]
    if line.is_assembly_wanted:
        from cloister.toolchain.assembly_output import compile_to_assembly

        return compile_to_assembly(compiler(), command, line)
    return _replace_by(compiler(), command)


def _ours() -> list[str]:
    sysroot, workspace = find_workspace()
    return [f"-specs={workspace}/specs", f"-B{workspace}/bin", f"-B{sysroot}/lib"]


def _replace_by(name: str, arguments: list[str]) -> int:
    """Becomes gcc under `name`, which its messages show. To compile it needs its own: it finds its parts by it."""
    sys.stdout.flush()
    os.execvp(compiler(), [name, *arguments])


if __name__ == "__main__":
    main()
