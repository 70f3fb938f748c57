"""A second verifier, made of iced-x86 and regular expressions over its text: slow, and independent of ours.

It is told nothing but the program. It reads the text from the first byte to the last and returns the first objection.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from iced_x86 import Code, Decoder, FlowControl, Formatter, FormatterSyntax, Instruction, OpKind

from .oracle import judge_alone

_SELF = r"gs:\[3FE000h\]"
_REGISTER = r"(e[abcd]x|e[sd]i|ebp|r(?:[89]|10|12|13|14|15)d)"
_LARGEST_SIZE = 50

_FORMS = {
    "guard": rf"mov r11d,gs:\[{_REGISTER}\]; add r11d,5E1F00Dh; jne (?:short )?\w+; "
    rf"mov r11d,\1; add r11,{_SELF}; (?:call|jmp) r11; ",
    "table": rf"and r11d,\w+; mov r11d,gs:\[r11d\*4\+\w+\]; add r11,{_SELF}; jmp r11; ",
    "stos": rf"mov r11,{_SELF}; mov edi,edi; lea rdi,\[r11\+rdi\]; rep stos[bwdq] \[rdi\]; mov edi,edi; ",
    "movs": rf"mov r11,{_SELF}; mov edi,edi; mov esi,esi; lea rdi,\[r11\+rdi\]; lea rsi,\[r11\+rsi\]; "
    r"rep movs[bwdq] \[rdi\],\[rsi\]; mov edi,edi; mov esi,esi; ",
    "thread": r"mov r11,rsp; or r11,3FFFFFh; mov r11,\[r11-7\]; ",
}
_PATTERNS = {name: re.compile(text) for name, text in _FORMS.items()}
_Pseudo = tuple[str | None, int, Instruction]
"""The objection, the size in bytes, the last instruction."""

_FALLS_THROUGH = (FlowControl.NEXT, FlowControl.CONDITIONAL_BRANCH, FlowControl.CALL, FlowControl.INDIRECT_CALL)


@dataclass
class Reader:
    text: bytes
    text_offset: int
    rodata: bytes
    rodata_offset: int
    is_gate_entry: Callable[[int], bool]
    starts: set[int] = field(default_factory=set)
    targets: set[int] = field(default_factory=set)

    def objection(self) -> str | None:
        """Why the program must not run; None if it may."""
        position = 0
        last = None
        formatter = Formatter(FormatterSyntax.INTEL)
        while position < len(self.text):
            self.starts.add(self.text_offset + position)
            decoder = Decoder(64, self.text[position : position + 2 * _LARGEST_SIZE], ip=self.text_offset + position)
            first = decoder.decode()
            why = "invalid" if first.is_invalid else judge_alone(first, self.text[position : position + first.len])
            pseudo = None
            if why is not None or first.code in _PSEUDO_FIRST:
                pseudo = self._pseudo(first, decoder, formatter)
            if pseudo is not None:
                why, size, last = pseudo
            else:
                size, last = first.len, first
                self._note_branch(first)
            if why is not None:
                return f"{self.text_offset + position:#x}: {why}"
            position += size
        if last is None or last.flow_control in _FALLS_THROUGH:
            return "falls through at the end"
        return self._whole()

    def _pseudo(self, first: Instruction, decoder: Decoder, formatter: Formatter) -> _Pseudo | None:
        instructions = [first]
        while len(instructions) < 8 and decoder.can_decode:
            instructions.append(decoder.decode())
        text = "".join(formatter.format(instruction) + "; " for instruction in instructions)
        for name, pattern in _PATTERNS.items():
            if (found := pattern.match(text)) is not None:
                used = instructions[: found.group(0).count("; ")]
                why = self._note_pseudo(name, used)
                return why, sum(instruction.len for instruction in used), used[-1]
        return None

    def _note_pseudo(self, name: str, used: list[Instruction]) -> str | None:
        if name == "guard":
            self._note_branch(used[2])
            target = used[2].near_branch64 - self.text_offset
            is_ud2 = target >= 0 and self.text[target : target + 2] == b"\x0f\x0b"
            return None if is_ud2 or used[2].near_branch64 == 0x3FF0E0 else "trap"
        if name == "table":
            return self._note_table(
                used[0].immediate32 if used[0].op1_kind == OpKind.IMMEDIATE32 else used[0].immediate8to32, used[1]
            )
        return None

    def _note_table(self, mask: int, load: Instruction) -> str | None:
        begin = load.memory_displacement - self.rodata_offset
        if mask & (mask + 1) or begin % 4 or begin < 0 or begin + 4 * (mask + 1) > len(self.rodata):
            return "table"
        for position in range(begin, begin + 4 * (mask + 1), 4):
            self.targets.add(int.from_bytes(self.rodata[position : position + 4], "little"))
        return None

    def _note_branch(self, instruction: Instruction) -> None:
        if instruction.op_count and instruction.op0_kind == OpKind.NEAR_BRANCH64:
            self.targets.add(instruction.near_branch64)

    def _whole(self) -> str | None:
        for target in self.targets:
            if target not in self.starts and not self.is_gate_entry(target):
                return f"target {target:#x}"
        for found in re.finditer(re.escape(b"\xf3\x0f\x1e\xfa"), self.text):
            if self.text_offset + found.start() not in self.starts:
                return "label"
        return None


_PSEUDO_FIRST = frozenset({Code.MOV_R32_RM32, Code.MOV_R64_RM64, Code.AND_RM32_IMM8, Code.AND_RM32_IMM32})
"""What pseudo-instructions begin with that is also accepted alone."""
