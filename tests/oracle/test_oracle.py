"""Every program in this folder does as a SIP what it does on Linux: same output, same errors, same exit status."""

from pathlib import Path

import pytest

from harness import Guest, build, make_root, run_native, run_sip

HERE = Path(__file__).parent


def cases() -> list[tuple[Guest, tuple[str, ...]]]:
    """Programs with their flags; one that lists `variants` is built with each."""
    found = []
    for source in sorted(HERE.glob("*.c")):
        guest = Guest(source)
        common = guest.words("flags")
        variants = guest.directive("variants", "-O2").split("|")
        found += [(guest, (*variant.split(), *common)) for variant in variants]
    return found


@pytest.mark.parametrize(
    ("guest", "flags"), cases(), ids=lambda value: value.name if isinstance(value, Guest) else "".join(value)
)
def test_a_program_does_as_a_sip_what_it_does_on_linux(guest: Guest, flags: tuple[str, ...], tmp_path: Path) -> None:
    stdin = guest.directive("stdin").encode().decode("unicode_escape").encode()
    arguments, variables = guest.words("args"), guest.directives("env")
    native = run_native(
        build(guest, "linux", flags), arguments, cwd=tmp_path / "work", variables=variables, stdin=stdin
    )
    root = make_root(tmp_path, {guest.name: build(guest, "cloister", flags)})
    sip = run_sip(root, [f"/{guest.name}", *arguments], variables=variables, stdin=stdin)
    assert (sip.lines, sip.status) == (native.lines, native.status), sip.stderr.decode(errors="replace")
    assert sip.stdout == native.stdout
    if not guest.directive("drop-stderr"):
        assert sip.stderr == native.stderr
