"""What GCC's call frame information says about the depth of the stack.

GCC emits a directive right behind every instruction that moves the canonical frame address (CFA); the information is
linear in the text, so that the state before an instruction is that of all directives above it, wherever control
comes from.
"""

from cloister.toolchain.operand import parse_integer
from cloister.toolchain.statement import Statement

_RSP = ("%rsp", "7", "rsp")
_DEF_CFA_EXPRESSION = "0xf"
"""How GCC writes the frames that it realigned."""


class FrameAddress:
    """The rule of the CFA while walking through a function. `is_known` is false outside `.cfi_startproc`."""

    def __init__(self) -> None:
        self.is_known = False
        self.register_is_rsp = True
        self.offset = 8
        self._stack: list[tuple[bool, int]] = []

    @property
    def depth(self) -> int | None:
        """Bytes that the function has on its stack, the return address not counted; None: some, not known."""
        return self.offset - 8 if self.register_is_rsp else None

    def apply(self, directive: Statement) -> bool:
        """Follows a `.cfi_*` directive. Says whether it is one that moves the CFA."""
        name = directive.opcode[5:]
        words = [word.strip() for word in directive.operands[0].split(",")]
        match name:
            case "startproc":
                self.is_known, self.register_is_rsp, self.offset = True, True, 8
            case "endproc":
                self.is_known = False
                return False
            case "def_cfa":
                self.register_is_rsp, self.offset = words[0] in _RSP, _value(words[1])
            case "def_cfa_register":
                self.register_is_rsp = words[0] in _RSP
            case "def_cfa_offset":
                self.offset = _value(words[0])
            case "adjust_cfa_offset":
                self.offset += _value(words[0])
            case "remember_state":
                self._stack.append((self.register_is_rsp, self.offset))
                return False
            case "restore_state":
                if self._stack:
                    self.register_is_rsp, self.offset = self._stack.pop()
            case "escape" if words[0] == _DEF_CFA_EXPRESSION:
                self.register_is_rsp = False
            case _:
                return False
        return True


def _value(text: str) -> int:
    value = parse_integer(text)
    return 8 if value is None else value
