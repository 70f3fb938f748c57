"""What every test of the core needs: a core with the syscalls `record` (500) and `exit` (60), and guests to start."""

import signal
from dataclasses import dataclass, field
from typing import Any

from cloister.core import Context, Core, Image, Slot

from .guests import STACK, Program


@dataclass(eq=False)
class Guest:
    """Owner of a context: what became of it."""

    context: Context | None = None
    records: list[int] = field(default_factory=list)
    status: int | None = None
    fault: tuple[int, int, int] | None = None

    @property
    def live(self) -> Context:
        assert self.context is not None
        return self.context

    def record(self, value: int) -> int:
        self.records.append(value)
        return 0

    def end(self, status: int) -> None:
        self.status = status
        self.live.kill()


class Machine:
    """A core whose guests are killed by faults, with the fault's signal number plus 128 as status."""

    def __init__(self, core: Core) -> None:
        self.core = core
        core.set_syscall(500, Guest.record, "q")
        core.set_syscall(60, Guest.end, "i")
        core.set_fault_handler(self.on_fault)

    def on_fault(self, guest: Guest, number: int, code: int, address: int) -> None:
        guest.fault = (signal.Signals(number), code, address)
        guest.end(128 + number)

    def kick_at_exit(self) -> None:
        """`run` returns 'interrupted' when a guest exits, although others go on."""

        def end(guest: Guest, status: int) -> None:
            guest.end(status)
            self.core.kick()

        self.core.set_syscall(60, end, "i")

    def start(self, program: Program, entry: str = "entry", *, slot: Slot | None = None, **image: Any) -> Guest:
        guest = Guest()
        slot = slot or self.image(program, **image).slot()
        guest.context = Context(self.core, slot, guest, entry=program.symbols[entry], stack=STACK)
        guest.context.start()
        return guest

    def image(self, program: Program, **arguments: Any) -> Image:
        return program.image(self.core, **arguments)

    def run(self, program: Program, entry: str = "entry", **arguments: Any) -> Guest:
        """Starts one guest and runs until nothing is runnable."""
        guest = self.start(program, entry, **arguments)
        assert self.core.run() == "idle"
        return guest
