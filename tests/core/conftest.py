"""Fixtures of the core's tests: one core a test, as there is one a process."""

import gc
import os
from collections.abc import Iterator

import pytest

from cloister.core import Core

from .machine import Machine


@pytest.fixture
def core() -> Iterator[Core]:
    gc.collect()
    core = Core(slots=64, old_kernel="CORE_TESTS_OLD_KERNEL" in os.environ)
    yield core
    core.close()


@pytest.fixture
def machine(core: Core) -> Machine:
    return Machine(core)
