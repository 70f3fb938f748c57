"""The C libraries: `sysroot_path()` for SIPs, `twin_path()` for their native twins."""

from .sysroot import sysroot_path
from .twin import twin_path

__all__ = ["sysroot_path", "twin_path"]
