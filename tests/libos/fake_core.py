"""A stand-in for core.Slot: pages in a dictionary, the same protections and faults, no native code."""

from __future__ import annotations

from cloister.abi import layout
from cloister.core import READ, WRITE, Fault

PAGE = layout.PAGE_SIZE


class FakeSlot:
    """Pages exist where `protect` opened them. `index` is any number."""

    index = 1

    def __init__(self) -> None:
        self.pages: dict[int, bytearray] = {}
        self.access: dict[int, int] = {}

    def protect(self, address: int, size: int, protection: int, *, keep: bool = False) -> None:
        if address % PAGE or size % PAGE or address + size > layout.USER_END:
            raise ValueError("outside")
        for page in range(address // PAGE, (address + size) // PAGE):
            if protection:
                self.pages.setdefault(page, bytearray(PAGE))
            elif not keep:
                self.pages.pop(page, None)
            self.access[page] = protection

    def release(self) -> None:
        self.pages.clear()

    def read(self, address: int, size: int) -> bytes:
        return bytes(self._byte(address + i, READ)[(address + i) % PAGE] for i in range(size))

    def write(self, address: int, data: bytes) -> None:
        for i, byte in enumerate(data):
            self._byte(address + i, WRITE)[(address + i) % PAGE] = byte

    def _byte(self, address: int, access: int) -> bytearray:
        page = address // PAGE
        if not self.access.get(page, 0) & access:
            raise Fault(address, 1)
        return self.pages[page]
