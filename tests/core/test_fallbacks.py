"""Kernels without PAGEMAP_SCAN (before 6.7) and guard pages (before 6.13), and users without privileges."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def run_tests(*names: str, **options: object) -> None:
    environment = {**os.environ, "CORE_TESTS_OLD_KERNEL": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *(str(HERE / name) for name in names)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif("CORE_TESTS_OLD_KERNEL" in os.environ, reason="already there")
def test_everything_about_memory_works_on_an_old_kernel() -> None:
    run_tests("test_slots.py", "test_fork.py", "test_signals.py", "test_faults.py")
