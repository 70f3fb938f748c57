"""Imports every handler file, so that `table.TABLE` is complete."""

from __future__ import annotations

import importlib
import pkgutil

from cloister.libos import syscalls


def load() -> None:
    """Idempotent. ImportError or ValueError from a broken or doubled declaration."""
    for module in pkgutil.iter_modules(syscalls.__path__):
        importlib.import_module(f"{syscalls.__name__}.{module.name}")
