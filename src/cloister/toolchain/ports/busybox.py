"""busybox through its own Makefile, configured as Debian's `deb` flavour but for busybox.config."""

import os
from pathlib import Path

from cloister.toolchain.sysroot.errors import run
from cloister.toolchain.sysroot.progress import Progress

from .compiler import Compiler

CONFIG = Path(__file__).with_name("busybox.config")
BUSYBOX_INPUTS = (CONFIG,)


def build_busybox(source: Path, compiler: Compiler, program: Path) -> None:
    """See port.Builder. Also writes `applets` beside the program: the path of one applet a line, as /bin/ls."""
    debian = (source / "debian/config/pkg/deb").read_text()
    (source / ".config").write_text(CONFIG.read_text() + debian)
    make: list[str | Path] = [
        "make",
        "-C",
        source,
        f"CC={compiler.path}",
        "HOSTCC=gcc",
        "SKIP_STRIP=y",
        "BB_EXTRA_VERSION=Cloister",
    ]
    env = {**os.environ, "KCONFIG_NOTIMESTAMP": "1", "LC_ALL": "C"}
    run([*make, "silentoldconfig"], "configuring busybox", env=env, stdin="\n" * 2000)
    with Progress(f"busybox ({compiler.flavour})"):
        run([*make, f"-j{os.cpu_count() or 1}", "busybox"], "building busybox", env=env)
    run([*make, "busybox.links"], "listing busybox's applets", env=env)
    program.write_bytes((source / "busybox").read_bytes())
    program.with_name("applets").write_bytes((source / "busybox.links").read_bytes())
