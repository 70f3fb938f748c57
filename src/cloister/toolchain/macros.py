"""Expands `.macro`, `.rept`, `.irp` and `.irpc`, because the passes have to see every instruction.

Differences from GAS: `.exitm`, `.altmacro` and `.purgem` are refused, the count of `.rept` is a literal number.
"""

import re
from collections.abc import Iterator
from typing import Final

from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.operand import parse_integer

_OPENING: Final = re.compile(r"\s*\.(macro|rept|irpc?)\b\s*(.*)")
_CLOSING: Final = re.compile(r"\s*\.end[mr]\b")
_IS_NEEDED: Final = re.compile(r"^[^#\n]*\.(?:macro|rept|irpc?)\b", re.MULTILINE)
_REFUSED: Final = re.compile(r"\s*\.(exitm|altmacro|purgem)\b")
_MARKER: Final = re.compile(r'#\s*(?:line\s+)?(\d+)\s+"([^"]*)"')
_CALL: Final = re.compile(r"(\s*(?:[\w.$]+:\s*)*)([\w.$]+)(?:\s+(.*))?\s*")
_ARGUMENT: Final = re.compile(r'\s*,\s*|(?<=[\w)"%])\s+(?=[\w("%$\\.])')
_MAX_DEPTH: Final = 64

Line = tuple[str, int, str]
"""(path, line number, text)"""


def expand_macros(text: str, path: str) -> str:
    """The text with all macros expanded and line markers where the numbers change; unchanged if it has none."""
    return _Expander(path).expand(text) if _IS_NEEDED.search(text) else text


class _Macro:
    def __init__(self, head: str, body: list[Line]) -> None:
        words = [word for word in re.split(r"[\s,]+", head) if word]
        self.name, self.body = words[0], body
        self.parameters = [word.split("=")[0].split(":")[0] for word in words[1:]]
        self.defaults = dict(word.split("=", 1) for word in words[1:] if "=" in word)
        self.has_rest = bool(words[1:]) and words[-1].endswith(":vararg")

    def values(self, text: str) -> dict[str, str]:
        """The values of the parameters for a call."""
        limit = len(self.parameters) - 1 if self.has_rest else 0
        arguments = _ARGUMENT.split(text, maxsplit=limit) if text else []
        values = {name: self.defaults.get(name, "") for name in self.parameters}
        position = 0
        for argument in arguments:
            name, equals, value = argument.partition("=")
            if equals and name.strip() in values:
                values[name.strip()] = value.strip()
            elif position < len(self.parameters):
                values[self.parameters[position]] = argument or self.defaults.get(self.parameters[position], "")
                position += 1
        return values


class _Expander:
    def __init__(self, path: str) -> None:
        self.path = path
        self.macros: dict[str, _Macro] = {}
        self.call_count = 0

    def expand(self, text: str) -> str:
        output, expected = [], (self.path, 1)
        for path, number, line in self.lines(iter(self.numbered(text)), 0):
            if (path, number) != expected:
                output.append(f'# {number} "{path}"')
            output.append(line)
            expected = (path, number + 1)
        return "\n".join(output) + "\n"

    def numbered(self, text: str) -> Iterator[Line]:
        path, number = self.path, 0
        for line in text.split("\n"):
            number += 1
            if line.startswith("#") and (match := _MARKER.match(line)):
                number, path = int(match[1]) - 1, match[2]
            else:
                yield path, number, line

    def lines(self, source: Iterator[Line], depth: int) -> Iterator[Line]:
        for path, number, line in source:
            if depth > _MAX_DEPTH:
                raise InstrumentError(path, number, "macros are nested too deeply")
            if match := _REFUSED.match(line):
                raise InstrumentError(path, number, f".{match[1]} is not supported")
            if match := _OPENING.match(line):
                body = self.body(source, (path, number, line))
                yield from self.lines(iter(self.block(match[1], match[2], body, (path, number, line))), depth + 1)
                continue
            for part in line.split(";") if ";" in line and '"' not in line else [line]:
                yield from self.statement((path, number, part), depth)

    def statement(self, line: Line, depth: int) -> Iterator[Line]:
        match = _CALL.fullmatch(line[2].split("#")[0])
        if not match or match[2] not in self.macros:
            yield line
            return
        if match[1].strip():
            yield line[0], line[1], match[1]
        macro = self.macros[match[2]]
        values = macro.values((match[3] or "").strip())
        self.call_count += 1
        yield from self.lines(iter(_substituted(macro.body, values | {"@": str(self.call_count - 1)}, line)), depth + 1)

    def body(self, source: Iterator[Line], opening: Line) -> list[Line]:
        body: list[Line] = []
        depth = 1
        for line in source:
            if _CLOSING.match(line[2]):
                depth -= 1
            elif _OPENING.match(line[2]):
                depth += 1
            if depth == 0:
                return body
            body.append(line)
        raise InstrumentError(opening[0], opening[1], f"{opening[2].strip()} without an end")

    def block(self, kind: str, head: str, body: list[Line], opening: Line) -> list[Line]:
        if kind == "macro":
            macro = _Macro(head, body)
            self.macros[macro.name] = macro
            return []
        if kind == "rept":
            count = parse_integer(head.strip())
            if count is None:
                raise InstrumentError(opening[0], opening[1], f".rept {head} needs a number")
            return body * count
        name, *values = [part.strip() for part in re.split(r"[\s,]+", head.strip(), maxsplit=1)]
        rest = values[0] if values else ""
        items = list(rest) if kind == "irpc" else [item for item in re.split(r"\s*,\s*|\s+", rest) if item] or [""]
        return [line for item in items for line in _substituted(body, {name: item}, opening)]


def _substituted(body: list[Line], values: dict[str, str], at: Line) -> list[Line]:
    """The body with the parameters replaced, every line numbered as the line `at` that asked for it."""
    names = "|".join(re.escape(name) for name in sorted(values, key=len, reverse=True))
    pattern = re.compile(rf"\\(?:\(\)|({names})(?!\w))")
    return [(at[0], at[1], pattern.sub(lambda match: values[match[1]] if match[1] else "", line[2])) for line in body]
