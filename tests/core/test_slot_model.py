"""Slots against a model: any sequence of protect, discard, write, fork and release leaves what the model says."""

from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloister.core import READ, WRITE, Core, Fault, Image, Slot

from .guests import DATA_OFFSET, assemble

PAGE = 4096
DATA_PAGES = 4
FIRST = DATA_OFFSET - 2 * PAGE
COUNT = 16
"""Pages of the model: the end of the stack's gap, initial data, bss, and closed memory behind the first break."""

OPEN_AT_FIRST = 10
HIDDEN = -1


@dataclass
class Model:
    """One number a page: its first byte; and its protection (HIDDEN: closed, but kept)."""

    content: list[int] = field(
        default_factory=lambda: [7 if 2 <= page < 2 + DATA_PAGES else 0 for page in range(COUNT)]
    )
    protection: list[int] = field(
        default_factory=lambda: [READ | WRITE] * OPEN_AT_FIRST + [0] * (COUNT - OPEN_AT_FIRST)
    )

    def copy(self) -> "Model":
        return Model(list(self.content), list(self.protection))


pages = st.tuples(st.integers(0, COUNT - 1), st.integers(1, COUNT)).map(
    lambda pair: range(pair[0], min(COUNT, pair[0] + pair[1]))
)
steps = st.one_of(
    st.tuples(st.just("protect"), pages, st.sampled_from([0, READ, WRITE, READ | WRITE, HIDDEN])),
    st.tuples(st.just("discard"), pages, st.just(0)),
    st.tuples(st.just("write"), pages, st.integers(1, 255)),
    st.tuples(st.just("fork"), pages, st.just(0)),
    st.tuples(st.just("recycle"), pages, st.just(0)),
)


def apply(slot: Slot, model: Model, kind: str, span: range, value: int) -> None:
    start, size = FIRST + span.start * PAGE, len(span) * PAGE
    if kind == "protect":
        slot.protect(start, size, max(value, 0), keep=value == HIDDEN)
    elif kind == "discard":
        slot.discard(start, size)
    for page in span:
        if kind == "protect":
            model.protection[page] = value
        if kind == "discard" or (kind == "protect" and value == 0):
            model.content[page] = 0
        if kind == "write":
            write(slot, model, page, value)


def write(slot: Slot, model: Model, page: int, value: int) -> None:
    try:
        slot.write(FIRST + page * PAGE, bytes([value]))
    except Fault:
        assert not model.protection[page] & WRITE or model.protection[page] == HIDDEN
        return
    assert model.protection[page] > 0 and model.protection[page] & WRITE
    model.content[page] = value


def check(slot: Slot, model: Model) -> None:
    for page in range(COUNT):
        try:
            shown: int | None = slot.read(FIRST + page * PAGE, 1)[0]
        except Fault:
            shown = None
        assert shown == (model.content[page] if model.protection[page] > 0 else None), f"page {page}"


def image_for(core: Core) -> Image:
    data = (b"\7" + bytes(PAGE - 1)) * DATA_PAGES
    return assemble("running").image(core, data=data, bss=(OPEN_AT_FIRST - 2 - DATA_PAGES) * PAGE)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sequence=st.lists(steps, max_size=25))
def test_slot_is_what_the_model_says_after_any_sequence(core: Core, sequence: list[tuple[str, range, int]]) -> None:
    image = image_for(core)
    slot, model = image.slot(), Model()
    for kind, span, value in sequence:
        if kind == "fork":
            child, childs = slot.fork(), model.copy()
            check(child, childs)
            apply(child, childs, "write", range(COUNT), 99)
            check(slot, model)
            slot, model = child, childs
        elif kind == "recycle":
            slot.release()
            slot, model = image.slot(), Model()
        else:
            apply(slot, model, kind, span, value)
        check(slot, model)
    for page in range(COUNT):
        if model.protection[page] == HIDDEN:
            apply(slot, model, "protect", range(page, page + 1), READ)
    check(slot, model)
