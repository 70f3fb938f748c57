"""Which section a statement is in."""

from typing import Final

from cloister.toolchain.statement import Statement

_NAMED: Final = frozenset((".text", ".data", ".bss"))
_CODE_NAMES: Final = (".text", ".init", ".fini")


class Sections:
    """Follows the section directives."""

    def __init__(self) -> None:
        self.name = ".text"
        self.is_code = True
        self._previous = (".text", True)
        self._stack: list[tuple[str, bool]] = []

    def apply(self, directive: Statement) -> bool:
        """Says whether the directive changes the section."""
        opcode, text = directive.opcode, directive.operands[0]
        if opcode in _NAMED:
            self._enter(opcode, opcode == ".text")
        elif opcode in (".section", ".pushsection"):
            if opcode == ".pushsection":
                self._stack.append((self.name, self.is_code))
            words = [word.strip().strip('"') for word in text.split(",")]
            is_code = "x" in words[1] if len(words) > 1 else words[0].startswith(_CODE_NAMES)
            self._enter(words[0], is_code)
        elif opcode == ".previous":
            self._enter(*self._previous)
        elif opcode == ".popsection" and self._stack:
            self.name, self.is_code = self._stack.pop()
        else:
            return False
        return True

    def _enter(self, name: str, is_code: bool) -> None:
        self._previous = (self.name, self.is_code)
        self.name, self.is_code = name, is_code
