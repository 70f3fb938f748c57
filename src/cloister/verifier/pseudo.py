"""The pseudo-instructions of sfi.md section 3 and the other instructions that are accepted as exact byte strings only.

A pattern is written in hex, `..` standing for any byte. All patterns form one trie; `PseudoTrie.advance` follows it.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from cloister.abi import layout
from cloister.verifier.outcomes import Action, End

_SELF: Final = layout.SELF.to_bytes(4, "little").hex(" ")
_MOV_SELF: Final = f"65 67 4C 8B 1C 25 {_SELF}"  # movq %gs:SELF,%r11
_ADD_SELF: Final = f"65 67 4C 03 1C 25 {_SELF}"  # addq %gs:SELF,%r11
_CALL_R11: Final = "41 FF D3"
_JMP_R11: Final = "41 FF E3"

_R11: Final = 11
_RSP: Final = 4


class Pattern(NamedTuple):
    """A byte string that is accepted as a whole."""

    name: str
    text: str
    action: Action = Action.NONE
    is_terminator: bool = False

    @property
    def elements(self) -> tuple[int | None, ...]:
        """Its bytes; None stands for any byte."""
        return tuple(None if part == ".." else int(part, 16) for part in self.text.split())

    @property
    def end(self) -> End:
        return End(self.action, self.is_terminator, len(self.elements) if self.action else 0)


def _cfi_guards() -> Iterator[Pattern]:
    """movl %gs:(%e),%r11d; addl $ADDEND,%r11d; jne trap; movl %e,%r11d; addq %gs:SELF,%r11; call|jmp *%r11."""
    addend = layout.CFI_GUARD_ADDEND.to_bytes(4, "little").hex(" ")
    for register in set(range(16)) - {_RSP, _R11}:
        low, high = register & 7, register >> 3
        address = {4: "1C 24", 5: "5D 00"}.get(
            low, f"{0x18 | low:02X}"
        )  # [r12] needs a SIB byte, [rbp] and [r13] a disp8
        load = f"65 67 {0x44 | high:02X} 8B {address}"
        move = f"{0x41 | high << 2:02X} 89 {0xC3 | low << 3:02X}"
        for action, jne in ((Action.GUARD8, "75 .."), (Action.GUARD32, "0F 85 .. .. .. ..")):
            head = f"{load} 41 81 C3 {addend} {jne} {move} {_ADD_SELF}"
            yield Pattern("cfi_guard", f"{head} {_CALL_R11}", action)
            yield Pattern("cfi_guard", f"{head} {_JMP_R11}", action, is_terminator=True)


def _bounded_jumps() -> Iterator[Pattern]:
    """andl $2^k-1,%r11d; movl %gs:TABLE(,%r11d,4),%r11d; addq %gs:SELF,%r11; jmp *%r11."""
    tail = f"65 67 46 8B 1C 9D .. .. .. .. {_ADD_SELF} {_JMP_R11}"
    for k in range(1, 8):
        yield Pattern("bounded_jump", f"41 83 E3 {2**k - 1:02X} {tail}", Action.TABLE8, is_terminator=True)
    for k in range(8, 25):
        mask = (2**k - 1).to_bytes(4, "little").hex(" ")
        yield Pattern("bounded_jump", f"41 81 E3 {mask} {tail}", Action.TABLE32, is_terminator=True)


def _string_guards() -> Iterator[Pattern]:
    """movq %gs:SELF,%r11; movl %edi,%edi; leaq (%r11,%rdi),%rdi; rep stos; movl %edi,%edi; movs: and for rsi."""
    edi, esi = "89 FF", "89 F6"
    lea_rdi, lea_rsi = "49 8D 3C 3B", "49 8D 34 33"
    for stos, movs in (("F3 AA", "F3 A4"), ("66 F3 AB", "66 F3 A5"), ("F3 AB", "F3 A5"), ("F3 48 AB", "F3 48 A5")):
        yield Pattern("string_guard", f"{_MOV_SELF} {edi} {lea_rdi} {stos} {edi}", Action.PSEUDO)
        movs_head = f"{_MOV_SELF} {edi} {esi} {lea_rdi} {lea_rsi}"
        yield Pattern("string_guard", f"{movs_head} {movs} {edi} {esi}", Action.PSEUDO)


def _thread_pointer() -> Pattern:
    """movq %rsp,%r11; orq $SIZE-1,%r11; movq -OFF(%r11),%r11."""
    mask = (layout.CONTROL_STACK_SIZE - 1).to_bytes(4, "little").hex(" ")
    offset = f"{layout.TRUSTED_THREAD_POINTER & 0xFF:02X}"
    return Pattern("thread_pointer", f"49 89 E3 49 81 CB {mask} 4D 8B 5B {offset}", Action.PSEUDO)


_NOPS: Final = (
    "0F 1F 00",
    "0F 1F 40 00",
    "0F 1F 44 00 00",
    "66 0F 1F 44 00 00",
    "0F 1F 80 00 00 00 00",
    "0F 1F 84 00 00 00 00 00",
    "66 0F 1F 84 00 00 00 00 00",
    "66 2E 0F 1F 84 00 00 00 00 00",
    "66 66 2E 0F 1F 84 00 00 00 00 00",
)
"""The multi-byte nops that GAS 2.40 pads with, but 66 90: that is XCHG AX,AX of the integer table."""


def _exact_instructions() -> Iterator[Pattern]:
    yield Pattern("cfi_label", layout.CFI_LABEL.hex(" "))
    yield Pattern("pause", "F3 90")
    yield Pattern("lfence", "0F AE E8")
    yield Pattern("mfence", "0F AE F0")
    yield Pattern("sfence", "0F AE F8")
    for nop in _NOPS:
        yield Pattern("nop", nop)


PATTERNS: Final[tuple[Pattern, ...]] = (
    *_cfi_guards(),
    *_bounded_jumps(),
    *_string_guards(),
    _thread_pointer(),
    *_exact_instructions(),
)

ROOT: Final = 0
"""The trie's node where no byte has matched."""


class PseudoTrie:
    """All patterns. Nodes are integers; `live` is the sorted tuple of nodes that the bytes so far lead to."""

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        self._edges: list[dict[int | None, int]] = [{}]
        self.names: list[str] = [""]
        self.depths: list[int] = [0]
        self.ends: dict[int, End] = {}
        for pattern in patterns:
            self._add(pattern)

    def _add(self, pattern: Pattern) -> None:
        node = ROOT
        for depth, element in enumerate(pattern.elements, start=1):
            assert (element is None) == (None in self._edges[node]) or not self._edges[node], (
                "any byte beside a literal"
            )
            node = self._edges[node].setdefault(element, len(self._edges))
            if node == len(self._edges):
                self._edges.append({})
                self.names.append(pattern.name)
                self.depths.append(depth)
        assert node not in self.ends and not self._edges[node], f"{pattern.name}: one pattern begins with another"
        self.ends[node] = pattern.end

    def advance(self, live: tuple[int, ...], byte: int) -> tuple[int, ...]:
        """The nodes after one more byte."""
        edges = self._edges
        following = [edges[node].get(byte, edges[node].get(None, -1)) for node in live]
        return tuple(sorted(node for node in following if node >= 0))


TRIE: Final = PseudoTrie(PATTERNS)
