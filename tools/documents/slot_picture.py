"""docs/slot.svg: the enclave and one slot of it, drawn from `cloister.abi.layout`."""

from dataclasses import dataclass
from html import escape

from cloister.abi import layout

WIDTH, HEIGHT = 940, 530
SLOT_LEFT, SLOT_WIDTH, TOP, ROW = 330, 240, 70, 42
GUARD, READ_ONLY, EXECUTABLE, WRITABLE, TRUSTED = "#e8e8e8", "#cfe2f3", "#d9ead3", "#fff2cc", "#ead1dc"
RULES = (
    ("mem_guard", "movl 8(%rdi),%eax  →  movl %gs:8(%edi),%eax"),
    ("cfi_guard", "indirect branches go to endbr64 only"),
    ("control stack", "nothing but call and ret touches RSP"),
    ("nothing else", "no syscall, no rdtsc, no wrgsbase, …"),
)


@dataclass(frozen=True, slots=True)
class Area:
    """A band of the slot: `start` is its lowest offset, None where it depends on the program."""

    label: str
    colour: str
    start: int | None
    note: str = ""


def areas() -> list[Area]:
    """From the lowest offset up."""
    return [
        Area("guard", GUARD, 0, "null pointers"),
        Area("domain page, r--", READ_ONLY, layout.DOMAIN_PAGE, "SELF: the slot's base address"),
        Area("gate page, r-x", EXECUTABLE, layout.GATE_BASE, f"{len(layout.GATE_ENTRIES)} entries: the only way out"),
        Area("text, r-x", EXECUTABLE, layout.PROGRAM_BASE, "sealed, verified, then executable"),
        Area("constants, r--", READ_ONLY, None, "tables of bounded jumps lie here"),
        Area("main stack, rw-", WRITABLE, None, f"{layout.STACK_SIZE >> 20} MiB; R14 is its pointer"),
        Area("data, bss, heap, rw-", WRITABLE, None, "brk grows upwards"),
        Area("mmap areas, opened on demand", WRITABLE, None),
        Area("guard", GUARD, layout.USER_END, "closes the slot"),
    ]


def text() -> str:
    parts = [*_enclave(), *_slot(), *_control_stack(), *_rules()]
    style = "text{font-family:sans-serif;font-size:13px}.small{font-size:11px;fill:#555}.title{font-weight:bold}"
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
    title = "<title>An enclave: slots of 4 GiB, each the domain of one SIP</title>"
    background = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
    return "\n".join([frame, title, f"<style>{style}</style>", background, *parts, "</svg>"]) + "\n"


def _text(x: int, y: int, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def _box(x: int, y: int, width: int, height: int, colour: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{colour}" stroke="#444"/>'


def _line(x1: int, y1: int, x2: int, y2: int) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#888" stroke-dasharray="4 3"/>'


def _enclave() -> list[str]:
    """On the left: slots above each other in one Linux process."""
    size = f"{layout.SLOT_SIZE >> 30} GiB each"
    parts = [_text(40, 40, "the enclave: one Linux process", "title"), _text(40, 56, f"slots of {size}", "small")]
    names = ["SIP 4: wc", "SIP 3: tee", "SIP 2: grep", "SIP 1: sh", "…"]
    for index, name in enumerate(names):
        y = TOP + index * 60
        parts += [_box(40, y, 180, 60, "#f7f7f7"), _text(130, y + 35, name, anchor="middle")]
    bottom = TOP + len(names) * 60 + 24
    parts += [
        _box(40, bottom, 180, 110, TRUSTED),
        _text(130, bottom + 30, "core, LibOS, verifier", "title", "middle"),
        _text(130, bottom + 52, "trusted; reached by", "small", "middle"),
        _text(130, bottom + 68, "the gate alone", "small", "middle"),
        _line(220, TOP + 120, SLOT_LEFT, TOP),
        _line(220, TOP + 180, SLOT_LEFT, TOP + len(areas()) * ROW),
    ]
    return parts


def _slot() -> list[str]:
    """In the middle: the areas of one slot, the highest offset on top."""
    parts = [_text(SLOT_LEFT, 40, "a slot: the domain of one SIP", "title")]
    parts.append(_text(SLOT_LEFT, 56, "addresses count modulo 4 GiB, from GS base", "small"))
    for index, area in enumerate(reversed(areas())):
        y = TOP + index * ROW
        parts.append(_box(SLOT_LEFT, y, SLOT_WIDTH, ROW, area.colour))
        parts.append(_text(SLOT_LEFT + 10, y + 18, area.label))
        if area.note:
            parts.append(_text(SLOT_LEFT + 10, y + 34, area.note, "small"))
        if area.start is not None:
            parts.append(_text(SLOT_LEFT + SLOT_WIDTH + 8, y + ROW - 4, f"{area.start:#x}", "small"))
    return parts


def _control_stack() -> list[str]:
    """On the right: what no guest instruction can address."""
    x, y, width = 660, TOP, 200
    size = f"{layout.CONTROL_STACK_SIZE >> 20} MiB a thread"
    return [
        _text(x, 40, "a control stack", "title"),
        _text(x, 56, f"outside every slot; {size}", "small"),
        _box(x, y, width, ROW, TRUSTED),
        _text(x + 10, y + 18, "trusted block"),
        _text(x + 10, y + 34, "thread pointer, context", "small"),
        _box(x, y + ROW, width, 150, READ_ONLY),
        _text(x + 10, y + ROW + 24, "return addresses"),
        _text(x + 10, y + ROW + 42, "RSP: touched by call and ret only", "small"),
        _box(x, y + ROW + 150, width, ROW, GUARD),
        _text(x + 10, y + ROW + 174, "guard"),
    ]


def _rules() -> list[str]:
    """Below it: what the verifier insists on."""
    x, y = 660, TOP + 270
    parts = [_text(x, y, "what the verifier insists on", "title")]
    for index, (rule, words) in enumerate(RULES):
        parts.append(_text(x, y + 24 + index * 34, rule))
        parts.append(_text(x, y + 38 + index * 34, words, "small"))
    return parts
