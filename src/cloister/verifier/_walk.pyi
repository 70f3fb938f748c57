"""The verifier's native loop (native/verifier): see check.h for the codes and marks."""

def check(
    automaton: tuple[bytes, bytes, int, int, int],
    program: tuple[memoryview, int, memoryview, int, int],
    gate: tuple[int, int, int, int],
    /,
) -> tuple[int, int, bytes]:
    """Whether the program is accepted: (code, where, marks).

    automaton: next, ends, plain_start, inside_start, initial. program: text, its slot offset, read-only data, its slot
    offset, entry point. gate: base, size of an entry, number of entries, the trap's offset. ValueError for a damaged
    table or a text shorter than a label; MemoryError. The GIL is dropped meanwhile: nobody may write the buffers.
    """
