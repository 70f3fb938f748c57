"""What a process's paths start from: its root, working directory and umask (CLONE_FS shares it)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloister.libos.vfs.dentry import Dentry
from cloister.libos.vfs.permissions import Credentials, Superuser

if TYPE_CHECKING:
    from cloister.libos.vfs.namespace import Namespace

_SUPERUSER = Superuser()


class FsContext:
    """`process` is set by the process's maker: its credentials decide, and /proc/self is it. None: the LibOS itself."""

    def __init__(self, namespace: Namespace, root: Dentry, cwd: Dentry, umask: int = 0o022) -> None:
        self.namespace = namespace
        self.root = root
        self.cwd = cwd
        self.umask = umask
        self.process: Any = None

    def fork(self, process: Any = None) -> FsContext:
        """A copy for another process."""
        copy = FsContext(self.namespace, self.root, self.cwd, self.umask)
        copy.process = process
        return copy

    @property
    def credentials(self) -> Credentials:
        if self.process is None:
            return _SUPERUSER
        credentials: Credentials = self.process.credentials
        return credentials

    def path_of(self, dentry: Dentry) -> bytes:
        """Absolute path as this process sees it."""
        return dentry.path(self.root)
