"""Python face of the native core: see `_core.pyi` for the contract."""

from cloister.core._core import EXEC, READ, WRITE, Context, Core, Fault, Image, Ring, Slot

__all__ = ["EXEC", "READ", "WRITE", "Context", "Core", "Fault", "Image", "Ring", "Slot"]
