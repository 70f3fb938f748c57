"""`cloister rootfs`: a root tree to run things in."""

from pathlib import Path

import click

from cloister.cli.errors import fail, reason_of


@click.command("rootfs")
@click.argument("directory", type=click.Path(path_type=Path))
def command(directory: Path) -> None:
    """Make DIRECTORY a root tree with busybox, and DIRECTORY-linux its native twin.

    The programs are built from Debian's sources on first use, which takes minutes and needs the network; later it takes
    a second. Existing trees of those names are replaced.
    """
    from cloister.toolchain.ports import rootfs
    from cloister.toolchain.sysroot.errors import BuildError

    if directory.exists() and not (directory / "bin/busybox").exists() and any(directory.iterdir()):
        fail(f"{directory}: exists and is no root tree of ours; not replacing it")
    try:
        rootfs(directory)
    except BuildError as error:
        fail(str(error))
    except OSError as error:
        fail(reason_of(error))
