"""Reads GNU assembly in AT&T syntax for x86-64 into statements.

What the passes do not change is printed byte for byte, comments aside. Macros are expanded before (macros.py).
"""

import re
from collections.abc import Iterator
from typing import Final

from cloister.toolchain.errors import InstrumentError
from cloister.toolchain.statement import DIRECTIVE, INSTRUCTION, LABEL, Statement, Unit

PREFIXES: Final = frozenset(
    [
        "lock",
        "rep",
        "repe",
        "repz",
        "repne",
        "repnz",
        "notrack",
        "bnd",
        "data16",
        "addr32",
        "rex64",
        "cs",
        "ds",
        "es",
        "ss",
        "fs",
        "gs",
        "xacquire",
        "xrelease",
    ]
)

_LINE_MARKER = re.compile(r'#\s*(?:line\s+)?(\d+)\s+"([^"]*)"')
_LABEL = re.compile(r'\s*([\w.$]+|"[^"]+")\s*:(?!:)')
_NEEDS_SPLIT = re.compile(r'[;#"/]')
_ASSIGNMENT = re.compile(r"([\w.$]+)\s*==?(?!=)\s*(.*)", re.DOTALL)
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|/\*|#|;|//|\'\\?.', re.DOTALL)


def read(text: str, path: str) -> Unit:
    """Parses `text`; `path` is the name used in errors until a line marker says otherwise."""
    unit = Unit(path)
    _Reader(unit).read(text)
    return unit


def split_operands(text: str) -> list[str]:
    """Splits at the commas outside parentheses, braces and quotes."""
    if "(" not in text and '"' not in text and "{" not in text:
        return [part.strip() for part in text.split(",")] if text else []
    parts, depth, start, is_quoted = [], 0, 0, False
    for i, char in enumerate(text):
        if char == '"':
            is_quoted = not is_quoted
        elif is_quoted:
            continue
        elif char in "({":
            depth += 1
        elif char in ")}":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:i].strip())
            start = i + 1
    parts.append(text[start:].strip())
    return parts


class _Reader:
    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.path = unit.path
        self.line = 0
        self.pending_prefix = ""

    def read(self, text: str) -> None:
        lines = iter(text.split("\n"))
        for line in lines:
            self.line += 1
            if not line:
                continue
            if not _NEEDS_SPLIT.search(line):
                self.statement(line)
                continue
            marker = _LINE_MARKER.match(line) if line[0] == "#" else None
            if marker:
                self.line, self.path = int(marker[1]) - 1, marker[2] or self.path
                continue
            for part in self.split(line, lines):
                self.statement(part)
        if self.pending_prefix:
            raise InstrumentError(self.path, self.line, f"prefix {self.pending_prefix} without an instruction")

    def split(self, line: str, following: Iterator[str]) -> list[str]:
        """The statements of a line that holds `;`, quotes or comments; a block comment may go on in `following`."""
        parts, current, position = [], "", 0
        while match := _TOKEN.search(line, position):
            current += line[position : match.start()]
            token, position = match[0], match.end()
            if token == "/*":
                while (end := line.find("*/", position)) < 0:
                    line, position = next(following, "*/"), 0
                    self.line += 1
                position = end + 2
                current += " "
            elif token == ";":
                parts.append(current)
                current = ""
            elif token == "#" or (token == "//" and not current.strip()):
                return [*parts, current]
            else:
                current += token
        return [*parts, current + line[position:]]

    def statement(self, text: str) -> None:
        while ":" in text and (match := _LABEL.match(text)):
            self.add(LABEL, match[1], [], match[0].strip())
            text = text[match.end() :]
        stripped = text.strip()
        if not stripped:
            return
        words = stripped.split(None, 1)
        head, rest = words[0], words[1] if len(words) > 1 else ""
        if head[0] == ".":
            self.directive(head, rest, text)
        elif "=" in stripped and (match := _ASSIGNMENT.fullmatch(stripped)):
            self.add(DIRECTIVE, ".set", [match[1], match[2]], text)
        else:
            self.instruction(head.lower(), rest, text)

    def directive(self, head: str, rest: str, text: str) -> None:
        if head in (".globl", ".global", ".weak"):
            self.unit.globals.update(name.strip() for name in rest.split(","))
        elif "=" in rest and rest.lstrip()[0] == "=":
            self.add(DIRECTIVE, ".set", [head, rest.lstrip("= ")], text)
            return
        elif head in (".code32", ".code16", ".intel_syntax"):
            raise InstrumentError(self.path, self.line, f"{head} is not supported")
        self.add(DIRECTIVE, head, [rest], text)

    def instruction(self, opcode: str, rest: str, text: str) -> None:
        prefix = self.pending_prefix
        is_plain = not prefix
        while opcode in PREFIXES:
            prefix = f"{prefix} {opcode}" if prefix else opcode
            words = rest.split(None, 1)
            if not words:
                self.pending_prefix = prefix
                return
            opcode, rest = words[0].lower(), words[1] if len(words) > 1 else ""
        self.pending_prefix = ""
        statement = self.add(INSTRUCTION, opcode, split_operands(rest), text if is_plain else None)
        statement.prefix = prefix

    def add(self, kind: int, opcode: str, operands: list[str], text: str | None) -> Statement:
        origins = self.unit.origins
        origin = (self.path, self.line)
        if not origins or origins[-1] != origin:
            origins.append(origin)
        statement = Statement(kind, opcode, operands, len(origins) - 1, text)
        self.unit.statements.append(statement)
        return statement
