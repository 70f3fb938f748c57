"""The specification of the accepted language: `step(state, byte) -> state`, a pure function of finitely many states.

A state is where the instruction decoder is, together with the pseudo-instructions that the latest bytes may belong to.
A pseudo-instruction wins only where the decoder refuses: each holds an instruction that is refused elsewhere, so from
there on only the pseudo-instruction can go on, and at its end a new instruction begins. The table that the native loop
runs is made from this function by trying every byte in every state (`exploration`); to explain a refusal, the function
itself is run.
"""

from typing import Final, NamedTuple

from cloister.verifier.decoder import START, decode
from cloister.verifier.outcomes import Decoder, End, Refused
from cloister.verifier.pseudo import ROOT, TRIE
from cloister.verifier.rules import Rule


class State(NamedTuple):
    """What the bytes read so far mean for the bytes to come."""

    decoder: Decoder | None
    """None: the decoder has refused, only a live pseudo-instruction can go on."""
    live: tuple[int, ...]
    """Nodes of the trie of pseudo-instructions."""
    end: End | None
    """What has just ended; None inside an instruction."""


INITIAL: Final = State(START, (ROOT,), End())


def step(state: State, byte: int) -> State | Refused:
    """The state after one more byte of text."""
    outcome = Refused(Rule.PSEUDO) if state.decoder is None else decode(state.decoder, byte)
    live = TRIE.advance(state.live, byte) if state.live else ()
    if isinstance(outcome, Refused):
        return _only_pseudo(live) if live else outcome
    assert not live or TRIE.ends.keys().isdisjoint(live), "a pseudo-instruction that the decoder accepts"
    if isinstance(outcome, End):
        return State(START, (ROOT, *live), outcome)
    return State(outcome, live, None)


def _only_pseudo(live: tuple[int, ...]) -> State:
    for node in live:
        if node in TRIE.ends:
            return State(START, (ROOT,), TRIE.ends[node])
    return State(None, live, None)
