"""Contents of the host's files that were read lately: small reads cost an OCALL for every 64 KiB only.

A block once read stays as it was, however often the host changes its mind.
"""

from __future__ import annotations

from collections import OrderedDict

from cloister.libos.vfs.inode import Inode

BLOCK_SIZE = 1 << 16
_BLOCKS_KEPT = 256


class BlockCache:
    """The blocks used last, 16 MiB at most, of files whose contents do not change."""

    def __init__(self) -> None:
        self._blocks: OrderedDict[tuple[Inode, int], bytes] = OrderedDict()
        self._latest: tuple[Inode | None, int, bytes] = (None, 0, b"")
        """Found without a search: most reads go on where the last one ended."""

    def read(self, file: Inode, offset: int, size: int) -> bytes:
        """As `file.read_at`."""
        index, start = divmod(offset, BLOCK_SIZE)
        if 0 < size <= BLOCK_SIZE - start:  # most reads are small
            return self._block(file, index)[start : start + size]
        parts = []
        while size > 0:
            index, start = divmod(offset, BLOCK_SIZE)
            part = self._block(file, index)[start : start + size]
            if not part:
                break
            parts.append(part)
            offset += len(part)
            size -= len(part)
        return b"".join(parts)

    def _block(self, file: Inode, index: int) -> bytes:
        latest_file, latest_index, latest = self._latest
        if latest_file is file and latest_index == index:
            return latest
        key = (file, index)
        block = self._blocks.get(key)
        if block is None:
            block = self._blocks[key] = file.read_at(index * BLOCK_SIZE, BLOCK_SIZE)
            if len(self._blocks) > _BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(key)
        self._latest = (file, index, block)
        return block
