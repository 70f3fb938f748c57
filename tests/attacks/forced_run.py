"""Runs one flat program that the verifier has not accepted beside one that it has, in a core of its own.

    python forced_run.py ATTACK.bin NEIGHBOUR.bin

Prints how each ended (`signal N` or `exit N`), one a line, then what float arithmetic gives in this host process. A
command of its own, because a core that fails takes its process with it: then the test sees that.
"""

import math
import sys
from dataclasses import dataclass
from pathlib import Path

from cloister.abi import layout
from cloister.core import Context, Core, Image

DATA_OFFSET = 0x1400000
STACK = DATA_OFFSET - 4096


@dataclass(eq=False)
class Guest:
    """Owner of a context: how it ended."""

    context: Context | None = None
    ended: str = "never"

    def end(self, how: str) -> None:
        assert self.context is not None
        self.ended = how
        self.context.kill()


def start(core: Core, text: bytes) -> Guest:
    image = Image(
        core,
        text=text,
        text_offset=layout.PROGRAM_BASE,
        rodata=b"",
        rodata_offset=0,
        data=b"",
        data_offset=DATA_OFFSET,
        data_end=DATA_OFFSET + 65536,
    )
    image.approve()
    guest = Guest()
    guest.context = Context(core, image.slot(), guest, entry=layout.PROGRAM_BASE, stack=STACK)
    guest.context.start()
    return guest


def main() -> None:
    core = Core(slots=16)
    core.set_syscall(60, lambda guest, status: guest.end(f"exit {status}"), "i")
    core.set_fault_handler(lambda guest, number, _code, _address: guest.end(f"signal {number}"))
    guests = [start(core, Path(path).read_bytes()) for path in (sys.argv[2], sys.argv[1], sys.argv[2])]
    assert core.run() == "idle"
    for guest in guests:
        print(guest.ended)
    core.close()
    print(math.sqrt(2.0), 1e308 * 10, 0.1 + 0.2, 5e-324 / 2, round(2.5))


main()
