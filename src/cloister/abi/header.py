"""Generates the C header (usable from assembly, too) of `abi.layout`: `python -m cloister.abi.header > layout.h`."""

from cloister.abi import layout


def _macro(name: str, value: int) -> str:
    literal = f"({value})" if value < 0 else f"{value:#x}"
    return f"#define CLOISTER_{name} {literal}"


def c_header() -> str:
    """The header's text: one macro for each integer of `abi.layout`, one for each gate entry's slot offset."""
    lines = [
        "/* Generated from cloister/abi/layout.py: edit that. */",
        "#ifndef CLOISTER_LAYOUT_H",
        "#define CLOISTER_LAYOUT_H",
    ]
    lines += [_macro(name, value) for name, value in vars(layout).items() if name.isupper() and isinstance(value, int)]
    lines += [_macro(f"GATE_{name}", layout.gate_entry(name)) for name in layout.GATE_ENTRIES]
    return "\n".join([*lines, "#endif", ""])


if __name__ == "__main__":
    print(c_header(), end="")
