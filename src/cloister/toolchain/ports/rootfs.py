"""The root tree of the main job: busybox under the name of every applet, the usual files, and a real text."""

import shutil
from pathlib import Path

from cloister.toolchain.sysroot.cache import digest, locked
from cloister.toolchain.sysroot.progress import say

from .build import port_path
from .compiler import CLOISTER, LINUX
from .text import text_path

DIRECTORIES = ("bin", "dev", "etc", "proc", "root", "sbin", "tmp", "usr/bin", "usr/sbin", "var/tmp")

FILES = {
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
    "etc/group": "root:x:0:\nnogroup:x:65534:\n",
    "etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "etc/hostname": "cloister\n",
    "etc/profile": "export PATH=/usr/sbin:/usr/bin:/sbin:/bin\n",
    "etc/shells": "/bin/sh\n/bin/ash\n",
}

TEXT = "root/text.txt"


def rootfs(path: Path) -> Path:
    """Makes the tree at `path` with SIPs and the native twin tree at `path`-linux, unless they are current.

    /bin/busybox with a symbolic link for each applet, /etc, /tmp, /root/text.txt (more than 1 MiB of prose). Both trees
    are the same but for the programs. Returns `path`. BuildError if a program cannot be built.
    """
    path = path.absolute()
    for flavour, target in ((LINUX, path.with_name(path.name + "-linux")), (CLOISTER, path)):
        _make(target, flavour)
    return path


def _make(target: Path, flavour: str) -> None:
    busybox, text = port_path("busybox", flavour), text_path()
    key = digest(str(busybox), str(text), Path(__file__))
    target.parent.mkdir(parents=True, exist_ok=True)
    stamp = target.with_name(f".{target.name}.key")
    with locked(target.with_name(f".{target.name}.lock")):
        if target.is_dir() and stamp.is_file() and stamp.read_text() == key:
            return
        say(f"making the root tree {target}")
        shutil.rmtree(target, ignore_errors=True)
        _fill(target, busybox, text)
        stamp.write_text(key)


def _fill(root: Path, busybox: Path, text: Path) -> None:
    for name in DIRECTORIES:
        (root / name).mkdir(parents=True, exist_ok=True)
    (root / "tmp").chmod(0o1777)
    for name, content in FILES.items():
        (root / name).write_text(content)
    shutil.copy(busybox, root / "bin/busybox")
    for applet in busybox.with_name("applets").read_text().split():
        link = root / applet.lstrip("/")
        if not link.exists():
            link.symlink_to("/bin/busybox")
    shutil.copy(text, root / TEXT)
