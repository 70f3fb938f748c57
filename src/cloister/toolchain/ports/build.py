"""Builds ports into the cache."""

import tempfile
from pathlib import Path

from cloister.toolchain.sysroot.cache import build_once, digest
from cloister.toolchain.sysroot.debian import source_key, source_tree
from cloister.toolchain.sysroot.errors import BuildError

from .compiler import Compiler, compiler
from .port import Port, copy_source
from .programs import PORTS


def port_path(name: str, flavour: str) -> Path:
    """The program of port `name`, built if missing. `flavour`: "cloister" (a SIP) or "linux" (its native twin).

    BuildError for an unknown name and for what goes wrong while building; ValueError for an unknown flavour.
    """
    port = PORTS.get(name)
    if port is None:
        raise BuildError(f"there is no port {name!r}: one of {', '.join(PORTS)}")
    with tempfile.TemporaryDirectory(prefix="cloister-port-") as scratch:
        chosen = compiler(flavour, Path(scratch))
        key = digest(source_key(port.package), chosen.key, *_recipes(), *port.inputs)
        directory = build_once(
            f"ports/{name}-{flavour}", key, lambda target: _build(port, chosen, Path(scratch), target)
        )
    return directory / name


def _build(port: Port, chosen: Compiler, scratch: Path, target: Path) -> None:
    source = scratch / "source"
    copy_source(source_tree(port.package), source)
    program = target / port.name
    port.build(source, chosen, program)
    program.chmod(0o755)


def _recipes() -> list[Path]:
    """What every port's result depends on besides its source, its inputs and the compiler."""
    here = Path(__file__).parent
    return [here / "port.py", here / "programs.py", here / "busybox.py"]
