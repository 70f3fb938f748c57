"""docs/syscalls.md: every syscall with its support level, from the declarations."""

from collections import Counter

from cloister.abi.syscalls import NUMBERS
from cloister.libos.syscalls import inventory
from cloister.libos.syscalls.table import TABLE, Support, Syscall

HEAD = """\
# Syscalls

Made by `tools/make-docs` from the declarations in `src/cloister/libos/syscalls/`; a test fails when it is out of date.
Of the {known} numbers of x86-64 Linux that Cloister knows by name, **{full} are supported in full** and
**{partial} in part**; the others answer ENOSYS, are counted, and are named by `cloister run --verbose`, `--strace` and
`--summary`. A flag or command that is not listed as supported is an error (mostly EINVAL), never ignored.

| syscall | number | support | what is missing |
|---|---:|---|---|
"""


def text() -> str:
    inventory.load()
    counts = Counter(declaration.support for declaration in TABLE.values())
    head = HEAD.format(known=len(NUMBERS), full=counts[Support.FULL], partial=counts[Support.PARTIAL])
    rows = "".join(_row(TABLE[number]) for name, number in sorted(NUMBERS.items()) if number in TABLE)
    absent = ", ".join(sorted(name for name, number in NUMBERS.items() if number not in TABLE))
    return f"{head}{rows}\nENOSYS: {absent}.\n"


def _row(declaration: Syscall) -> str:
    note = declaration.note.replace("|", "\\|")
    return f"| {declaration.name} | {declaration.number} | {declaration.support.value} | {note} |\n"
