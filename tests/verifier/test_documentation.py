"""docs/verifier.md names every rule, and no other."""

import re
from pathlib import Path

from cloister.verifier.rules import Rule

PAGE = Path(__file__).parents[2] / "docs/verifier.md"


def test_page_has_every_rule_once() -> None:
    rules = PAGE.read_text().partition("## Rules")[2].partition("## ")[0]
    assert sorted(re.findall(r"^\| `([a-z-]+)` \|", rules, re.MULTILINE)) == sorted(rule.value for rule in Rule)


def test_every_rule_explains_itself_in_one_line() -> None:
    assert all(rule.explanation and "\n" not in rule.explanation for rule in Rule)
