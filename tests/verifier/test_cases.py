"""Every rule's cases: `RULE.pass.s` is accepted, every block of `RULE.fail.s` is refused by that rule."""

from pathlib import Path

import pytest

from cloister.verifier import diagnose, verify
from cloister.verifier.rules import Rule

from .programs import PAGE, RODATA, TEXT, Case, cases_of, pages_of

CASES = Path(__file__).parent / "cases"
PASS = [case for path in sorted(CASES.glob("*.pass.s")) for case in cases_of(path)]
FAIL = [case for path in sorted(CASES.glob("*.fail.s")) for case in cases_of(path)]


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cases")


def program_of(case: Case, scratch: Path) -> tuple[bytes, int, bytes, int, int]:
    text, rodata = pages_of(CASES / case.file, scratch)
    offset = case.number * PAGE
    return text[offset : offset + PAGE], TEXT + offset, rodata, RODATA, TEXT + offset


@pytest.mark.parametrize("case", PASS, ids=str)
def test_case_is_accepted(case: Case, scratch: Path) -> None:
    program = program_of(case, scratch)
    assert verify(*program).refusals == ()
    assert diagnose(*program) == ()


@pytest.mark.parametrize("case", FAIL, ids=str)
def test_case_is_refused_by_its_rule(case: Case, scratch: Path) -> None:
    program = program_of(case, scratch)
    refusals = verify(*program).refusals
    assert [refusal.rule for refusal in refusals] == [case.rule], refusals
    assert case.rule in [refusal.rule for refusal in diagnose(*program)]


def test_every_rule_has_a_case() -> None:
    tested = {case.rule for case in FAIL} | {"layout"}  # test_whole_program has that one
    assert tested == {rule.value for rule in Rule} - {
        "pseudo-instruction"
    }  # what step alone says where decode says more
