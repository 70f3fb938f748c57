"""Debian source packages, fetched through apt with a configuration of our own: no root, no deb-src line is needed.

The list of archives is derived from what the machine's own apt is configured with; apt checks their signatures with the
keys that Debian installed. A package once fetched stays in the cache: later builds need no network.
"""

import shutil
import tarfile
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from .cache import build_once, digest
from .errors import BuildError, run
from .progress import say

SOURCE_LINE = "deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)"


def source_tree(package: str) -> Path:
    """The unpacked source of a Debian source package, Debian's patches applied. Never write into it."""
    return _fetched(package) / "tree"


def source_key(package: str) -> str:
    """A hash of the package's .dsc file, which holds the hashes of all its parts."""
    return digest(*sorted(_fetched(package).glob("*.dsc")))


def part_of_tarball(package: str, names: tuple[str, ...]) -> Path:
    """A directory with the files whose paths end in one of `names`, of the .tar.xz inside a package's upstream tarball.

    For sources too big to keep, as GCC's: about 90 MB are fetched, unpacked in passing and dropped.
    """

    def fetch(directory: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="cloister-source-") as scratch:
            _apt_source(package, Path(scratch), "--tar-only")
            _unpack_part(_only(Path(scratch).glob("*.orig.tar.*"), package), names, directory)
        if len(list(directory.iterdir())) != len(names):
            raise BuildError(f"the source package {package} lacks some of {', '.join(names)}")

    return build_once(f"sources/{package}-part", digest(package, *names), fetch)


def _unpack_part(path: Path, names: tuple[str, ...], directory: Path) -> None:
    say(f"unpacking {path.name}")
    with tarfile.open(path, "r|*") as outer:
        for package in outer:
            if package.name.endswith("-dfsg.tar.xz"):
                with tarfile.open(fileobj=outer.extractfile(package), mode="r|xz") as inner:
                    for member in inner:
                        content = inner.extractfile(member) if member.name.endswith(names) else None
                        if content:
                            (directory / Path(member.name).name).write_bytes(content.read())


def _fetched(package: str) -> Path:
    def fetch(directory: Path) -> None:
        _apt_source(package, directory)
        description = _only(directory.glob("*.dsc"), package)
        unpack = ["dpkg-source", "--no-check", "-x", description.name, "tree"]
        run(unpack, f"unpacking the source of {package}", cwd=directory)

    return build_once(f"sources/{package}", digest(package), fetch)


def _apt_source(package: str, directory: Path, *options: str) -> None:
    """Downloads; a version that one archive lists but does not hold is taken from the next archive that lists it."""
    state = _index()
    fetch = ["apt-get", *_options(state), "source", "--download-only", "--only-source", "-qq", *options]
    say(f"fetching the Debian source package {package}")
    failure: BuildError | None = None
    for release in ["", *(f"/{name}" for name in _releases(state))]:
        try:
            run([*fetch, package + release], f"fetching the source of {package}", cwd=directory)
            return
        except BuildError as error:
            failure = failure or error
    assert failure is not None
    raise failure


def _index() -> Path:
    """A directory with apt's lists of source packages, as configured now and published today."""
    listing = run(
        ["apt-get", "indextargets", "--no-release-info", "--format", SOURCE_LINE, "Created-By: Packages"],
        "reading apt's configuration",
    )
    lines = list(dict.fromkeys(line for line in listing.splitlines() if line.endswith(" main")))
    if not lines:
        raise BuildError("apt has no Debian archive configured: set one up in /etc/apt/sources.list")

    def update(directory: Path) -> None:
        for old in directory.parent.glob("apt-*"):
            shutil.rmtree(old)
        (directory / "sources.list").write_text("\n".join(lines) + "\n")
        for name in ("state/lists/partial", "cache/archives/partial"):
            (directory / name).mkdir(parents=True)
        command = ["apt-get", *_options(directory), "-o", "APT::Update::Error-Mode=any", "update", "-qq"]
        run(command, "fetching apt's lists of source packages (is the network up?)")

    return build_once("sources/apt", digest(date.today().isoformat(), *lines), update)


def _options(directory: Path) -> list[str]:
    """apt's own directories moved to ours. No sandbox user: it could not write into a home directory."""
    settings = {
        "Dir::Etc::sourcelist": directory / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State": directory / "state",
        "Dir::State::status": "/var/lib/dpkg/status",
        "Dir::Cache": directory / "cache",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    return [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]


def _releases(state: Path) -> list[str]:
    lines = (state / "sources.list").read_text().splitlines()
    return list(dict.fromkeys(line.split()[2] for line in lines))


def _only(paths: Iterable[Path], package: str) -> Path:
    found = sorted(paths)
    if len(found) != 1:
        raise BuildError(f"the source package {package} does not look as expected ({len(found)} files instead of 1)")
    return found[0]
