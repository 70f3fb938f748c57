"""`python -m cloister.toolchain.ports [--flavour F] NAME...` builds ports and prints the paths of the programs.

Without names: everything that set-up needs, that is busybox and the programs of the benchmarks in both flavours, and
the root trees of the main job in `--rootfs` (build/rootfs, and build/rootfs-linux for the native twins). Fast when
nothing is to do.
"""

import argparse
import sys
from pathlib import Path

from cloister.toolchain.sysroot.errors import BuildError

from .build import port_path
from .compiler import FLAVOURS
from .programs import PORTS
from .rootfs import rootfs
from .workloads import WORKLOADS

NEEDED = tuple(dict.fromkeys(["busybox", *(workload.port for workload in WORKLOADS)]))
"""What is built when no names are given."""


def main() -> int:
    arguments = _parser().parse_args()
    try:
        for name in arguments.names or NEEDED:
            for flavour in arguments.flavour or FLAVOURS:
                print(port_path(name, flavour), flush=True)
        if not arguments.names and not arguments.flavour:
            print(rootfs(arguments.rootfs), flush=True)
    except BuildError as error:
        print(f"cloister: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cloister.toolchain.ports",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PORTS)}")
    parser.add_argument("--flavour", choices=FLAVOURS, action="append", help="default: both")
    parser.add_argument("--rootfs", type=Path, default=Path("build/rootfs"), metavar="DIR")
    return parser


if __name__ == "__main__":
    sys.exit(main())
