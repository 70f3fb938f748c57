"""libos.script: `#!` lines as Linux reads them."""

from __future__ import annotations

import pytest

from cloister.abi.errno import Errno
from cloister.libos.errors import SyscallError
from cloister.libos.script import MAX_LINE_SIZE, is_script, read_interpreter

LINES = {
    b"#!/bin/sh\necho": (b"/bin/sh", None),
    b"#! /bin/sh -e \n": (b"/bin/sh", b"-e"),
    b"#!\t/usr/bin/env  python3 -u\n": (b"/usr/bin/env", b"python3 -u"),
    b"#!/bin/sh": (b"/bin/sh", None),
    b"#!/bin/sh " + b"a" * 400: (b"/bin/sh", b"a" * (MAX_LINE_SIZE - 10)),
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_names_its_interpreter_and_at_most_one_argument(line: bytes) -> None:
    assert is_script(line)
    assert read_interpreter(line) == LINES[line]


@pytest.mark.parametrize("line", [b"#!\n", b"#!   \n/bin/sh", b"#!/" + b"x" * 400])
def test_a_line_without_a_whole_interpreter_is_refused(line: bytes) -> None:
    with pytest.raises(SyscallError) as failure:
        read_interpreter(line)
    assert failure.value.errno is Errno.ENOEXEC


def test_other_files_are_no_scripts() -> None:
    assert not is_script(b"\x7fELF")
    assert not is_script(b"#")
