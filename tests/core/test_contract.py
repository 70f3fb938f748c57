"""_core.pyi documents the extension: names, parameters and types agree with it."""

import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"


def test_stub_and_extension_agree() -> None:
    command = [sys.executable, "-m", "mypy.stubtest", "cloister.core._core"]
    environment = {**os.environ, "MYPYPATH": str(SOURCE)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=SOURCE.parent)
    assert done.returncode == 0, done.stdout + done.stderr
