"""A real text of more than a megabyte: the prose of SQLite's documentation, from Debian's source package."""

import re
from html import unescape
from pathlib import Path

from cloister.toolchain.sysroot.cache import build_once, digest
from cloister.toolchain.sysroot.debian import source_key, source_tree
from cloister.toolchain.sysroot.errors import BuildError

PACKAGE = "sqlite3"
SIZE = 3 << 19
"""Bytes wanted: 1.5 MiB. The text ends with the line that reaches it."""

_UNREADABLE = re.compile(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def text_path() -> Path:
    """The file: UTF-8, one line a line of the pages, blank lines left out."""

    def write(directory: Path) -> None:
        pages = sorted((source_tree(PACKAGE) / "www").glob("*.html"))
        text = "".join(_prose(page.read_text(encoding="utf-8", errors="replace")) for page in pages).encode()
        if len(text) < SIZE:
            raise BuildError(f"the documentation of {PACKAGE} is only {len(text)} bytes long")
        (directory / "text").write_bytes(text[: text.index(b"\n", SIZE) + 1])

    return build_once("text", digest(source_key(PACKAGE), Path(__file__)), write) / "text"


def _prose(page: str) -> str:
    plain = unescape(_TAG.sub("", _UNREADABLE.sub("", page)))
    lines = (line.strip() for line in plain.splitlines())
    return "".join(f"{line}\n" for line in lines if line)
