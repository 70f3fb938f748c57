"""`PYTHONPATH=tests python -m verifier.enumerate_against_iced quick|legacy|all [--write-golden]`: how many disagree."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from iced_x86 import Code

from cloister.verifier.outcomes import End

from .enumeration import Coverage, instructions
from .oracle import disagreements


class Counted:
    """Counts what passes through."""

    def __init__(self, items: Iterable[tuple[bytes, End]]) -> None:
        self.items = items
        self.count = 0

    def __iter__(self) -> Iterator[tuple[bytes, End]]:
        for item in self.items:
            self.count += 1
            if self.count % 1_000_000 == 0:
                print(f"{self.count:,} forms", file=sys.stderr, flush=True)
            yield item


def main() -> int:
    counted = Counted(instructions(Coverage(sys.argv[1])))
    codes: set[int] = set()
    found = 0
    for code, reason in disagreements(counted, codes):
        found += 1
        print(f"{code}: {reason}")
    print(f"{counted.count:,} forms, {len(codes)} instruction codes, {found} disagreements")
    if "--write-golden" in sys.argv:
        names = {value: name for name, value in vars(Code).items() if isinstance(value, int)}
        golden = Path(__file__).parent / "accepted_codes.txt"
        golden.write_text("\n".join(sorted(names[code] for code in codes)) + "\n")
    return found > 0


if __name__ == "__main__":
    sys.exit(main())
