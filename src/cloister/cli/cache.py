"""`cloister cache`: what builds and verdicts left on the disk."""

import shutil
from collections import defaultdict
from pathlib import Path
from typing import Final

import click

KINDS: Final = ("bench", "cc", "ports", "sources", "sysroot", "tests", "text", "twin", "verifier")
"""Everything that Cloister keeps there. Nothing else is ever removed, whatever $CLOISTER_CACHE names."""


@click.group("cache")
def command() -> None:
    """Show or clean the build cache.

    It holds the sysroot, the ported programs, Debian's sources, compiled benchmarks and the verifier's table; all of
    it is made again when needed. It lies in $CLOISTER_CACHE, else $XDG_CACHE_HOME/cloister, else ~/.cache/cloister.
    """


@command.command("size")
def size() -> None:
    """Show where the cache lies and how large its parts are."""
    from cloister.toolchain.workspace import cache_root

    root = cache_root()
    sizes: dict[str, int] = defaultdict(int)
    for path in root.rglob("*"):
        if path.is_file() and not path.is_symlink():
            sizes[_kind(path.relative_to(root))] += path.stat().st_size
    click.echo(root)
    for kind, total in sorted(sizes.items(), key=lambda item: -item[1]):
        click.echo(f"{_megabytes(total):>12}  {kind}")
    click.echo(f"{_megabytes(sum(sizes.values())):>12}  total")


@command.command("clean")
@click.argument("kinds", nargs=-1, type=click.Choice(KINDS), metavar="[KIND]…")
def clean(kinds: tuple[str, ...]) -> None:
    """Remove the parts of the given KINDs, as `cloister cache size` names them; without one, all."""
    from cloister.toolchain.workspace import cache_root

    removed = [path for path in sorted(cache_root().iterdir()) if _kind(Path(path.name)) in (kinds or KINDS)]
    for path in removed:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    click.echo(f"removed {len(removed)} entries from {cache_root()}")


def _kind(relative: Path) -> str:
    """`sysroot` for .sysroot-0123.lock/… and sysroot-0123/…; `ports` for ports/…"""
    return relative.parts[0].lstrip(".").partition("-")[0].removesuffix(".lock")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
