"""`diagnose`: all refusals of a program, for people. The checks of native/verifier once more, in Python.

It is not part of the decision: `verify` makes that. It is also the native loop's reference: tests compare the two.
"""

from collections.abc import Iterator
from itertools import islice
from struct import unpack_from
from typing import Final

from cloister.abi import layout
from cloister.verifier.automaton import REJECT, Automaton
from cloister.verifier.cache import automaton
from cloister.verifier.outcomes import Action
from cloister.verifier.program import GATE_ENTRIES, Buffer, Program, layout_problem, program_of
from cloister.verifier.refusal import START_MARK, Refusal, refusal, start_before
from cloister.verifier.rules import Rule

_GUARD_TAIL: Final = 16  # bytes of a cfi_guard after its jne
_ADD_AND_JMP: Final = 13  # bytes of a bounded_jump after its load
_LOAD: Final = 10
_UD2: Final = bytes((0x0F, 0x0B))
_TRAP: Final = layout.gate_entry("TRAP")


def diagnose(
    text: Buffer, text_offset: int, rodata: Buffer, rodata_offset: int, entry: int, limit: int = 20
) -> tuple[Refusal, ...]:
    """The first `limit` refusals; empty for an accepted program. Arguments as for `verify`. A few MB/s.

    After a refused instruction nothing is known up to the next cfi_label, where it goes on.
    """
    program = program_of(text, text_offset, rodata, rodata_offset, entry)
    problem = layout_problem(program)
    if problem is not None:
        return (refusal(Rule.LAYOUT, text_offset, b"", problem),)
    return tuple(islice(_Diagnosis(program, automaton()).refusals(), limit))


class _Diagnosis:
    def __init__(self, program: Program, table: Automaton) -> None:
        self.program = program
        self.table = table
        self.marks = bytearray(len(program.text) + 1)
        self.sources: dict[int, tuple[int, int]] = {}
        """Target (text position) -> address and size of the first branch or table entry that goes there."""
        self.table_words: dict[int, int] = {}
        """Position of a table's entry in rodata -> address of a bounded_jump that uses it."""
        self.unknown: list[tuple[int, int]] = []
        """Text that was skipped after a refusal: begin and end."""

    def refusals(self) -> Iterator[Refusal]:
        yield from self._walk()
        yield from self._check_tables()
        yield from self._check_targets()
        yield from self._check_labels()
        yield from self._check_entry()

    # --- the pass over the text --------------------------------------------------------------------------------------

    def _walk(self) -> Iterator[Refusal]:
        text = bytes(self.program.text)
        position = 0
        while position < len(text):
            end = self._walk_until_refused(text, position)
            yield from end[1]
            if end[0] == len(text):
                return
            resumed = text.find(layout.CFI_LABEL, end[0] + 1)
            resumed = len(text) if resumed < 0 else resumed
            self.unknown.append((end[0], resumed))
            position = resumed

    def _walk_until_refused(self, text: bytes, position: int) -> tuple[int, list[Refusal]]:
        """Goes on from an instruction start: where it stopped (at the end or a refused byte), and the refusals."""
        table, following = self.table, memoryview(self.table.next).cast("H")
        found: list[Refusal] = []
        state = table.initial
        self.marks[position] |= START_MARK
        for i in range(position, len(text)):
            state = following[state * 256 + text[i]]
            if state >= table.inside_start:
                continue
            if state == REJECT:
                from cloister.verifier.explain import (
                    explain_bytes,  # parses the tables: 80 ms that only a refusal costs
                )

                return i, [*found, explain_bytes(self.program, bytes(self.marks[: i + 1]), i)]
            self.marks[i + 1] |= START_MARK
            if state < table.plain_start:
                found += self._act(state, i + 1)
        if state >= table.inside_start or not table.ends[state * 3 + 1]:
            found.append(self._refuse_instruction(Rule.END, len(text)))
        return len(text), found

    def _act(self, state: int, end: int) -> Iterator[Refusal]:
        action, _, size = self.table.ends[state * 3 : state * 3 + 3]
        if action in (Action.BRANCH8, Action.BRANCH32):
            if not self._is_target(self._branch_target(end, action == Action.BRANCH32), end):
                yield self._refuse_instruction(Rule.BRANCH_RANGE, end)
            return
        self.marks[end - size + 1 : end] = bytes(size - 1)
        if action in (Action.GUARD8, Action.GUARD32) and not self._is_trap(end, action == Action.GUARD32):
            yield self._refuse_instruction(Rule.TRAP, end)
        if action in (Action.TABLE8, Action.TABLE32) and not self._note_table(end, action == Action.TABLE32):
            yield self._refuse_instruction(Rule.TABLE, end)

    def _branch_target(self, end: int, is_32: bool) -> int:
        displacement: int = unpack_from("<i" if is_32 else "<b", self.program.text, end - (4 if is_32 else 1))[0]
        return self.program.text_offset + end + displacement

    def _is_target(self, target: int, end: int) -> bool:
        position = target - self.program.text_offset
        if 0 <= position < len(self.program.text):
            start = start_before(self.marks, end - 1)
            self.sources.setdefault(position, (self.program.text_offset + start, end - start))
            return True
        return target in GATE_ENTRIES

    def _is_trap(self, end: int, is_32: bool) -> bool:
        target = self._branch_target(end - _GUARD_TAIL, is_32)
        position = target - self.program.text_offset
        return target == _TRAP or (position >= 0 and self.program.text[position : position + 2] == _UD2)

    def _note_table(self, end: int, is_32: bool) -> bool:
        load = end - _ADD_AND_JMP - _LOAD
        mask: int = unpack_from("<I" if is_32 else "<B", self.program.text, load - (4 if is_32 else 1))[0]
        table: int = unpack_from("<I", self.program.text, load + _LOAD - 4)[0]
        begin = table - self.program.rodata_offset
        if begin < 0 or begin % 4 or begin + 4 * (mask + 1) > len(self.program.rodata):
            return False
        address = self.program.text_offset + start_before(self.marks, end - 1)
        self.table_words.update(dict.fromkeys(range(begin, begin + 4 * (mask + 1), 4), address))
        return True

    def _refuse_instruction(self, rule: Rule, end: int) -> Refusal:
        start = start_before(self.marks, end - 1)
        return refusal(rule, self.program.text_offset + start, bytes(self.program.text[start:end]))

    # --- the whole ---------------------------------------------------------------------------------------------------

    def _check_tables(self) -> Iterator[Refusal]:
        for word, jump in sorted(self.table_words.items()):
            target: int = unpack_from("<I", self.program.rodata, word)[0]
            position = target - self.program.text_offset
            address = self.program.rodata_offset + word
            if 0 <= position < len(self.program.text):
                self.sources.setdefault(position, (address, 4))
            elif target not in GATE_ENTRIES:
                code = bytes(self.program.rodata[word : word + 4])
                yield refusal(Rule.TABLE_ENTRY, address, code, f"used by the bounded_jump at {jump:#x}")

    def _check_targets(self) -> Iterator[Refusal]:
        for position, (address, size) in sorted(self.sources.items()):
            if self.marks[position] & START_MARK or any(begin <= position < end for begin, end in self.unknown):
                continue
            start = self.program.text_offset + start_before(self.marks, position)
            detail = (
                f"it goes to {self.program.text_offset + position:#x}, which is inside of what starts at {start:#x}"
            )
            yield refusal(Rule.TARGET, address, self._bytes_at(address, size), detail)

    def _bytes_at(self, address: int, size: int) -> bytes:
        if self.program.text_offset <= address < self.program.text_end:
            return bytes(self.program.text[address - self.program.text_offset :][:size])
        return bytes(self.program.rodata[address - self.program.rodata_offset :][:size])

    def _check_labels(self) -> Iterator[Refusal]:
        text = bytes(self.program.text)
        position = text.find(layout.CFI_LABEL)
        while position >= 0:
            is_known = not any(begin <= position < end for begin, end in self.unknown)
            if is_known and not self.marks[position] & START_MARK:
                yield refusal(Rule.LABEL, self.program.text_offset + position, layout.CFI_LABEL)
            position = text.find(layout.CFI_LABEL, position + 4)
        for size in (1, 2, 3):
            if text.endswith(layout.CFI_LABEL[:size]):
                yield refusal(
                    Rule.LABEL, self.program.text_end - size, text[-size:], "the text ends with a part of one"
                )

    def _check_entry(self) -> Iterator[Refusal]:
        position = self.program.entry - self.program.text_offset
        if position < 0 or self.program.text[position : position + 4] != layout.CFI_LABEL:
            yield refusal(Rule.ENTRY, self.program.entry, b"")
