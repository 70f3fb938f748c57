"""The standard descriptors, some of which a caller may have closed."""

import os
import sys

_AT_START = (sys.stdin, sys.stdout, sys.stderr)
"""Python leaves None where a descriptor was closed when it started."""


def reserve_standard_descriptors() -> None:
    """Puts /dev/null where 0, 1 or 2 is closed: else the next file that is opened would become a guest's stream."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def guest_streams() -> tuple[int, int, int]:
    """Descriptors for the guest's stdin, stdout and stderr; -1 for those that are closed."""
    stdin, stdout, stderr = (-1 if stream is None else number for number, stream in enumerate(_AT_START))
    return stdin, stdout, stderr
