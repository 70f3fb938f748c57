"""Explains a refusal with the specification itself: `step` and `decode` are run over the bytes before it."""

from typing import Final

from cloister.verifier.decoder import START, decode
from cloister.verifier.outcomes import Decoder, End, Refused
from cloister.verifier.program import Program
from cloister.verifier.pseudo import TRIE
from cloister.verifier.refusal import Refusal, refusal, start_before
from cloister.verifier.rules import Rule
from cloister.verifier.step import INITIAL, State, step

_LOOK_BACK_SIZE: Final = 64
"""Longer than any pseudo-instruction."""

_HINTED_SIZE: Final = 6
"""So many bytes of a pseudo-instruction are worth a hint when the next one differs."""


def explain_bytes(program: Program, marks: bytes, position: int) -> Refusal:
    """The refusal at text position `position`, where the table rejects; `marks` has the starts before it."""
    start = start_before(marks, position)
    refused = _decoder_refusal(program.text[start : position + 1])
    hint = _broken_pseudo(program, _walk_from(marks, start), position)
    detail = "; ".join(part for part in (refused.detail, hint) if part)
    return refusal(refused.rule, program.text_offset + start, bytes(program.text[start : position + 1]), detail)


def _walk_from(marks: bytes, start: int) -> int:
    """An instruction start from which every pseudo-instruction that could reach `start` is seen whole."""
    return start_before(marks, max(0, start - _LOOK_BACK_SIZE))


def _decoder_refusal(code: memoryview) -> Refused:
    """Why the instruction decoder alone refuses `code`."""
    decoder: Decoder = START
    for byte in code:
        outcome = decode(decoder, byte)
        if isinstance(outcome, Refused):
            return outcome
        decoder = START if isinstance(outcome, End) else outcome
    return Refused(Rule.PSEUDO)


def _broken_pseudo(program: Program, begin: int, position: int) -> str:
    """Says which pseudo-instruction the bytes before the refusal began like, and where they differ."""
    state: State = INITIAL
    best_size, hint = 0, ""
    for i in range(begin, position + 1):
        live = state.live
        outcome = step(state, program.text[i])
        depths = [TRIE.depths[node] for node in live if TRIE.depths[node] >= _HINTED_SIZE]
        after = 0 if isinstance(outcome, Refused) else max((TRIE.depths[node] for node in outcome.live), default=0)
        if depths and max(depths) >= max(best_size, after):
            best_size = max(depths)
            node = next(node for node in live if TRIE.depths[node] == best_size)
            place = program.text_offset + i
            hint = f"the bytes from {place - best_size:#x} begin like a {TRIE.names[node]} and differ at {place:#x}"
        if isinstance(outcome, Refused):
            break
        state = outcome
    return hint
