"""Files that are no good programs: each gets one clear line and its exit status, before anything runs."""

import os
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import Guest, Outcome, build, command, make_root, run, run_sip

HELLO = Guest(Path(__file__).parent / "hello.c")

PROGRAM_HEADER = struct.Struct("<IIQQQQQQ")
PT_LOAD, PF_X, PF_W, PF_R = 1, 1, 2, 4

Damage = Callable[[bytearray], None]


def program_headers(image: bytearray) -> list[int]:
    """File offsets of the PT_LOAD headers."""
    start, size, count = struct.unpack_from("<Q", image, 32)[0], *struct.unpack_from("<HH", image, 54)
    offsets = [start + index * size for index in range(count)]
    return [offset for offset in offsets if struct.unpack_from("<I", image, offset)[0] == PT_LOAD]


def patch(offset: int, data: bytes) -> Damage:
    def damage(image: bytearray) -> None:
        image[offset : offset + len(data)] = data

    return damage


def patch_load(index: int, field: int, value: int) -> Damage:
    """Sets one field of the index-th PT_LOAD header, as PROGRAM_HEADER numbers them."""

    def damage(image: bytearray) -> None:
        offset = program_headers(image)[index]
        fields = list(PROGRAM_HEADER.unpack_from(image, offset))
        fields[field] = value
        PROGRAM_HEADER.pack_into(image, offset, *fields)

    return damage


def overlap(image: bytearray) -> None:
    first, second = program_headers(image)[:2]
    image[second + 16 : second + 32] = image[first + 16 : first + 32]


def truncate(numerator: int, denominator: int) -> Damage:
    def damage(image: bytearray) -> None:
        del image[len(image) * numerator // denominator :]

    return damage


def put_at_entry(code: bytes) -> Damage:
    """Replaces the instructions behind the label at the entry."""

    def damage(image: bytearray) -> None:
        entry = struct.unpack_from("<Q", image, 24)[0]
        for header in program_headers(image):
            _, flags, offset, address, _, size, _, _ = PROGRAM_HEADER.unpack_from(image, header)
            if flags & PF_X and address <= entry < address + size:
                at = offset + entry - address + 4
                image[at : at + len(code)] = code

    return damage


DAMAGES: dict[str, Damage] = {
    "empty": lambda image: image.clear(),
    "text": lambda image: image.__setitem__(slice(None), b"just some text\n"),
    "wrong magic": patch(0, b"\x7fELG"),
    "32 bit class": patch(4, b"\x01"),
    "big endian": patch(5, b"\x02"),
    "wrong machine": patch(18, struct.pack("<H", 183)),
    "object file": patch(16, struct.pack("<H", 1)),
    "shared object or pie": patch(16, struct.pack("<H", 3)),
    "core file": patch(16, struct.pack("<H", 4)),
    "no program headers": patch(56, struct.pack("<H", 0)),
    "65535 program headers": patch(56, struct.pack("<H", 65535)),
    "program headers outside": patch(32, struct.pack("<Q", 1 << 40)),
    "program headers at the end of numbers": patch(32, struct.pack("<Q", (1 << 64) - 8)),
    "odd header size": patch(54, struct.pack("<H", 55)),
    "entry zero": patch(24, struct.pack("<Q", 0)),
    "entry in the gate": patch(24, struct.pack("<Q", 0x3FF000)),
    "entry inside a function": patch(24, struct.pack("<Q", 0x400001)),
    "entry beyond the slot": patch(24, struct.pack("<Q", 1 << 33)),
    "writable text": patch_load(0, 1, PF_R | PF_W | PF_X),
    "no executable segment": patch_load(0, 1, PF_R),
    "two executable segments": patch_load(1, 1, PF_R | PF_X),
    "text in the null guard": patch_load(0, 3, 0x1000),
    "text over the gate": patch_load(0, 3, 0x3FF000),
    "data beyond the slot": patch_load(-1, 3, 1 << 32),
    "data at the end of the slot": patch_load(-1, 3, 0xFFFFF000),
    "memory size of all": patch_load(-1, 6, (1 << 64) - 1),
    "memory size of a slot": patch_load(-1, 6, 1 << 32),
    "file size beyond the file": patch_load(0, 5, 1 << 30),
    "file offset beyond the file": patch_load(0, 2, 1 << 50),
    "overlapping segments": overlap,
    "truncated to one byte": lambda image: image.__delitem__(slice(1, None)),
    "truncated in the header": lambda image: image.__delitem__(slice(50, None)),
    "truncated behind the header": lambda image: image.__delitem__(slice(64, None)),
    "truncated in the program headers": lambda image: image.__delitem__(slice(100, None)),
    "truncated to a quarter": truncate(1, 4),
    "truncated to a half": truncate(1, 2),
    "syscall instruction": put_at_entry(b"\x0f\x05"),
    "int 0x80": put_at_entry(b"\xcd\x80"),
    "unguarded store": put_at_entry(b"\x89\x00"),
    "unguarded jump": put_at_entry(b"\xff\xe0"),
    "vmcall": put_at_entry(b"\x0f\x01\xc1"),
    "write of the GS base": put_at_entry(b"\xf3\x48\x0f\xae\xd8"),
}


def assert_one_clear_line(done: Outcome, *statuses: int) -> None:
    assert done.stdout == b""
    text = done.stderr.decode()
    assert text.endswith("\n") and text.count("\n") == 1, text
    assert "Traceback" not in text and len(text) < 300
    assert done.status in statuses


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_program_gets_one_clear_line(damage: Damage, tmp_path: Path) -> None:
    image = bytearray(build(HELLO, "cloister").read_bytes())
    damage(image)
    root = make_root(tmp_path, {})
    (root / "damaged").write_bytes(image)
    (root / "damaged").chmod(0o755)
    assert_one_clear_line(run_sip(root, ["/damaged"]), 126)


def test_the_undamaged_program_runs(tmp_path: Path) -> None:
    done = run_sip(make_root(tmp_path, {"hello": build(HELLO, "cloister")}), ["/hello"])
    assert (done.status, done.stdout, done.stderr) == (0, b"hello\n", b"")


@pytest.mark.parametrize(
    "options", [["-O2"], ["-static"], ["-static-pie"]], ids=["dynamic", "static glibc", "static pie"]
)
def test_a_program_of_another_compiler_is_told_to_be_rebuilt(options: list[str], tmp_path: Path) -> None:
    program = tmp_path / "foreign"
    subprocess.run(["gcc", *options, HELLO.source, "-o", program], check=True)
    for done in (
        run_sip(make_root(tmp_path, {"foreign": program}), ["/foreign"]),
        run([command("cloister"), "run", program], env=dict(os.environ)),
    ):
        assert_one_clear_line(done, 126)
        assert b"CC=cloister-cc" in done.stderr


def test_a_program_of_plain_musl_is_told_to_be_rebuilt(tmp_path: Path) -> None:
    done = run_sip(make_root(tmp_path, {"hello": build(HELLO, "linux")}), ["/hello"])
    assert_one_clear_line(done, 126)
    assert b"CC=cloister-cc" in done.stderr


def test_a_directory_is_no_program(tmp_path: Path) -> None:
    assert_one_clear_line(run_sip(make_root(tmp_path, {}), ["/work"]), 126)
    assert_one_clear_line(run([command("cloister"), "run", "./work"], cwd=tmp_path / "root", env=dict(os.environ)), 126)


def test_a_missing_program_is_not_found(tmp_path: Path) -> None:
    assert_one_clear_line(run_sip(make_root(tmp_path, {}), ["/nothing"]), 127)
    assert_one_clear_line(run([command("cloister"), "run", "./nothing"], cwd=tmp_path, env=dict(os.environ)), 127)


def test_a_file_that_must_not_be_executed_is_refused(tmp_path: Path) -> None:
    root = make_root(tmp_path, {"hello": build(HELLO, "cloister")})
    (root / "hello").chmod(0o600)
    assert_one_clear_line(run_sip(root, ["/hello"]), 126)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    root = make_root(tmp_path, {"hello": build(HELLO, "cloister")})
    (root / "hello").chmod(0o111)
    assert_one_clear_line(run_sip(root, ["/hello"]), 126)


def test_a_missing_root_is_named(tmp_path: Path) -> None:
    done = run_sip(tmp_path / "no-such-root", ["/hello"])
    assert_one_clear_line(done, 1, 2)
    assert b"no-such-root" in done.stderr


def test_a_file_as_root_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run_sip(tmp_path / "file", ["/hello"])
    assert_one_clear_line(done, 1, 2)
    assert b"file" in done.stderr
