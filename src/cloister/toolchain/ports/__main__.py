"""`python -m cloister.toolchain.ports [--flavour F] NAME...` builds ports and prints their paths; without names, all."""

import argparse
import sys

from cloister.toolchain.sysroot.errors import BuildError

from .build import port_path
from .compiler import FLAVOURS
from .programs import PORTS


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m cloister.toolchain.ports", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PORTS)}; default: all")
    parser.add_argument("--flavour", choices=FLAVOURS, action="append", help="default: both")
    arguments = parser.parse_args()
    try:
        for name in arguments.names or PORTS:
            for flavour in arguments.flavour or FLAVOURS:
                print(port_path(name, flavour), flush=True)
    except BuildError as error:
        print(f"cloister: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
