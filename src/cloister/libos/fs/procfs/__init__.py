"""/proc: made up when it is looked at (proc(5))."""

from cloister.libos.fs.procfs.root import new_procfs

__all__ = ["new_procfs"]
