"""What GCC emits, instrumented by the toolchain, is accepted at every optimisation level and instruction set."""

import pytest

from cloister.verifier import diagnose, verify

from .compile import compiled


@pytest.mark.parametrize("level", ["-O0", "-O1", "-O2", "-O3", "-Os"])
@pytest.mark.parametrize("machine", ["-msse4.2", "-march=haswell"])
def test_compiled_program_is_accepted(level: str, machine: str) -> None:
    program = compiled(level, machine)
    assert diagnose(*program) == ()
    assert verify(*program).accepted
