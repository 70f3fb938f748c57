"""Opening a fifo (fifo(7)): waits until the other side is open, too."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from cloister.abi.errno import Errno
from cloister.abi.fcntl import O_ACCMODE, O_NONBLOCK, O_RDONLY, O_WRONLY
from cloister.libos.errors import SyscallError
from cloister.libos.files.pipe import NewRing, Pipe, PipeEnd
from cloister.libos.vfs.dentry import Dentry
from cloister.libos.vfs.inode import Inode
from cloister.libos.wait import wait


class Fifos:
    """The pipe of each fifo that was ever opened; it goes with the inode."""

    def __init__(self, new_ring: NewRing) -> None:
        self._new_ring = new_ring
        self._pipes: WeakKeyDictionary[Inode, Pipe] = WeakKeyDictionary()

    async def open(self, inode: Inode, flags: int, dentry: Dentry) -> PipeEnd:
        """ENXIO: write-only and O_NONBLOCK, and nobody reads. Interrupted: a signal came first."""
        pipe = self._pipes.get(inode)
        if pipe is None:
            pipe = self._pipes[inode] = Pipe(self._new_ring)
        mode = flags & O_ACCMODE
        if mode == O_WRONLY and flags & O_NONBLOCK and not pipe.ring.readers:
            raise SyscallError(Errno.ENXIO)
        end = PipeEnd(pipe, dentry, flags)
        try:
            if mode == O_RDONLY and not flags & O_NONBLOCK and not pipe.ring.writers:
                await self._wait_for_other(pipe, "writer_opens")
            if mode == O_WRONLY and not pipe.ring.readers:
                await self._wait_for_other(pipe, "reader_opens")
        except BaseException:
            end.close()
            raise
        return end

    @staticmethod
    async def _wait_for_other(pipe: Pipe, counter: str) -> None:
        """Opens are counted because the other side may be open and closed again before this one runs."""
        before = getattr(pipe, counter)
        while getattr(pipe, counter) == before:
            await wait(pipe.changed)
