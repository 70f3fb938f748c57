"""Assembly in, instrumented assembly out: the list of passes."""

from collections.abc import Callable
from typing import Final

from cloister.toolchain.macros import expand_macros
from cloister.toolchain.passes.bounded_jump import bound_jumps
from cloister.toolchain.passes.cfi import guard_branches, place_labels
from cloister.toolchain.passes.control_stack import move_stack
from cloister.toolchain.passes.forbidden import refuse
from cloister.toolchain.passes.gate_calls import call_gates
from cloister.toolchain.passes.got import resolve_got
from cloister.toolchain.passes.label_bytes import hide_label_bytes
from cloister.toolchain.passes.mem_guard import guard_memory
from cloister.toolchain.passes.string_guard import guard_strings
from cloister.toolchain.passes.thread_pointer import load_thread_pointer
from cloister.toolchain.reader import read
from cloister.toolchain.statement import Unit

MARK: Final = "# instrumented by cloister"
"""First line of the output; a file that begins with it is left as it is."""

PASSES: Final[tuple[Callable[[Unit], None], ...]] = (
    place_labels,
    refuse,
    resolve_got,
    move_stack,
    load_thread_pointer,
    bound_jumps,
    call_gates,
    guard_strings,
    guard_branches,
    hide_label_bytes,
    guard_memory,
)


def instrument(text: str, path: str) -> str:
    """Instruments GNU assembly. A pure function. InstrumentError says file and line of what cannot be instrumented.

    `path` is the name used in errors where the text has no line markers.
    """
    if text.startswith(MARK):
        return text
    unit = read(expand_macros(text, path), path)
    for run in PASSES:
        run(unit)
    lines = [MARK]
    lines += [statement.print() for statement in unit.statements]
    return "\n".join(lines) + "\n"
