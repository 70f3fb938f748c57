"""Whether the arithmetic flags matter at a place."""

import re
from typing import Final

from cloister.toolchain.statement import INSTRUCTION, LABEL, Statement

_READERS: Final = re.compile(
    r"j(?!mp|rcxz|ecxz).*|set\w+|cmov\w+|fcmov\w+|adc[bwlqx]?|adcxl?q?|adox\w?|sbb[bwlq]?|rc[lr][bwlq]?|lahf|pushf\w?|cmc|salc|into"
)
_KILLERS: Final = re.compile(
    r"(?:add|sub|cmp|test|and|or|xor|neg|cmpxchg|imul|mul|xadd|u?comis[sd]|vu?comis[sd]|bsf|bsr|popcnt|tzcnt|lzcnt|"
    r"ptest|fu?comip?|andn|blsi|blsr|blsmsk)[bwlq]?|call|callq|ret|retq|syscall|ud2"
)
_NOT_KILLERS: Final = frozenset(("addss", "orps", "andpd"))
_LIMIT: Final = 64


def are_flags_live(statements: list[Statement], start: int, labels: dict[str, int]) -> bool:
    """Whether an instruction may read flags that were set before `statements[start]`.

    Follows the one path there is up to the first reader; `labels` are the indices of the local labels.
    """
    i = start
    for _ in range(_LIMIT):
        while i < len(statements) and statements[i].kind != INSTRUCTION:
            if statements[i].kind not in (LABEL, INSTRUCTION) and statements[i].opcode == "":
                return True
            i += 1
        if i >= len(statements):
            return True
        opcode = statements[i].opcode
        if _KILLERS.fullmatch(opcode):
            return False
        if _READERS.fullmatch(opcode):
            return True
        if opcode in ("jmp", "jmpq"):
            target = statements[i].operands[0]
            if target[0] == "*":
                return False
            if target not in labels:
                return target[0].isdigit() or target.startswith(".L")
            i = labels[target]
        else:
            i += 1
    return True
