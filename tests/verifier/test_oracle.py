"""iced-x86 agrees with the specification on every accepted instruction; and it would notice if it did not."""

from pathlib import Path

import pytest
from iced_x86 import Code, Decoder

from cloister.verifier.decoder import START, decode
from cloister.verifier.outcomes import Action, End, Refused
from cloister.verifier.outcomes import Decoder as State

from .enumeration import Coverage, instructions
from .oracle import disagreements, judge

GOLDEN = Path(__file__).parent / "accepted_codes.txt"
NAMES = {value: name for name, value in vars(Code).items() if isinstance(value, int)}


def test_iced_agrees_on_one_representative_of_each_addressing_form() -> None:
    """Also: the accepted instruction codes change only on purpose (accepted_codes.txt)."""
    codes: set[int] = set()
    assert list(disagreements(instructions(Coverage.QUICK), codes)) == []
    assert sorted(NAMES[code] for code in codes) == GOLDEN.read_text().split()


@pytest.mark.slow
def test_iced_agrees_on_every_legacy_form() -> None:
    assert list(disagreements(instructions(Coverage.LEGACY), set())) == []


# Each would be accepted if a row or check were wrong: what the oracle must see by itself, without our tables.
_MUST_NOTICE = {
    "a missing immediate": ("c4e3790fc0", End()),
    "an immediate too many": ("0f58c010", End()),
    "a memory operand without a guard": ("8b00", End()),
    "a guard without 67": ("658b00", End()),
    "a guard without 65": ("678b00", End()),
    "the guard of lea": ("65678d00", End()),
    "FS": ("64678b00", End()),
    "RSP as a register": ("4889e0", End()),
    "RSP as a base": ("65678b0424", End()),
    "SPL": ("4088e0", End()),
    "RSP in VEX.vvvv": ("c4e258f2c0", End()),
    "push": ("50", End()),
    "leave": ("c9", End()),
    "an indirect jump": ("ffe0", End(Action.NONE, True)),
    "a call that ends the text": ("e810101010", End(Action.BRANCH32, True)),
    "a branch whose target nobody checks": ("e910101010", End(Action.NONE, True)),
    "a branch with the other displacement": ("eb10", End(Action.BRANCH32, True)),
    "a branch with an operand-size prefix": ("66e910101010", End(Action.BRANCH32, True)),
    "a 64-bit RIP-relative lea": ("488d0510101010", End()),
    "a bit test with a register offset": ("65670fa318", End()),
    "a string instruction": ("f3aa", End()),
    "moffs": ("6567a110101010", End()),
    "xlat": ("6567d7", End()),
    "maskmovdqu": ("660ff7c1", End()),
    "movdir64b": ("6567660f38f800", End()),
    "a gather": ("6567c4e26992040a", End()),
    "MMX": ("0f6ec0", End()),
    "EVEX": ("62f1744858c2", End()),
    "fxsave": ("65670fae00", End()),
    "fnstenv": ("6567d930", End()),
    "std": ("fd", End()),
    "cpuid": ("0fa2", End()),
    "syscall": ("0f05", End()),
    "int n": ("cd80", End(Action.NONE, True)),
    "mov to a segment register": ("8ed8", End()),
    "wrgsbase": ("f30faed8", End()),
    "rdgsbase": ("f30faec8", End()),
    "a guarded load of RSP": ("6567488b20", End()),
}


@pytest.mark.parametrize("what", _MUST_NOTICE)
def test_oracle_notices(what: str) -> None:
    code, end = bytes.fromhex(_MUST_NOTICE[what][0]), _MUST_NOTICE[what][1]
    assert judge(Decoder(64, code, ip=0x1000_0000).decode(), code, end) is not None


@pytest.mark.parametrize("what", [what for what in _MUST_NOTICE if what not in ("a call that ends the text",)])
def test_specification_refuses_what_the_oracle_must_notice(what: str) -> None:
    code, wrong_end = bytes.fromhex(_MUST_NOTICE[what][0]), _MUST_NOTICE[what][1]
    decoder: State = START
    for i, byte in enumerate(code):
        outcome = decode(decoder, byte)
        if isinstance(outcome, Refused):
            return
        assert not isinstance(outcome, End) or outcome != wrong_end or i + 1 < len(code)
        decoder = START if isinstance(outcome, End) else outcome
