"""The reader splits GNU assembly into statements and keeps what it does not change."""

from cloister.toolchain.operand import Memory, parse_integer, parse_memory, shifted
from cloister.toolchain.reader import read, split_operands
from cloister.toolchain.statement import DIRECTIVE, INSTRUCTION, LABEL


def opcodes(text: str) -> list[str]:
    return [statement.opcode for statement in read(text, "x.s").statements]


def test_unchanged_lines_are_printed_byte_for_byte() -> None:
    text = '\t.file\t"a;b#c.c"\nf:\n\tmovl  $1 ,%eax\n\t.string "x\\"; /* y */"\n\t.ascii\t"\\303"\n'
    assert "".join(statement.print() + "\n" for statement in read(text, "x.s").statements) == text


def test_several_statements_and_labels_share_a_line() -> None:
    assert opcodes("a: b: nop; ret ; .p2align 4") == ["a", "b", "nop", "ret", ".p2align"]


def test_comments_are_dropped() -> None:
    assert opcodes("nop # ret\n/* ret\n ret */ nop\n// ret\n# plain\nnop /* x */ ; ret") == ["nop", "nop", "nop", "ret"]


def test_prefix_on_its_own_line_joins_the_next_instruction() -> None:
    statement = read("lock\n addl $1,(%rdi)", "x.s").statements[0]
    assert (statement.prefix, statement.opcode, statement.operands) == ("lock", "addl", ["$1", "(%rdi)"])


def test_semicolon_after_a_prefix_joins_too() -> None:
    assert read("rep; movsb", "x.s").statements[0].print() == "\trep movsb"


def test_line_markers_set_file_and_line() -> None:
    unit = read('# 41 "dir/a.c" 1\n\tnop\n\n\tret\n# 3 "b.h"\n\tud2', "x.s")
    assert [unit.where(s) for s in unit.statements] == [("dir/a.c", 41), ("dir/a.c", 43), ("b.h", 3)]


def test_numeric_labels_and_assignments_are_known() -> None:
    kinds = [statement.kind for statement in read("1: jmp 1b\nx = 4\n.set y, 5\n. = . + 4", "x.s").statements]
    assert kinds == [LABEL, INSTRUCTION, DIRECTIVE, DIRECTIVE, DIRECTIVE]


def test_operands_are_split_outside_parentheses() -> None:
    assert split_operands("$1, 8(%rax,%rbx,4), %xmm1") == ["$1", "8(%rax,%rbx,4)", "%xmm1"]


def test_memory_operand_parts() -> None:
    assert parse_memory("%fs:-8+x(%rax,%rbx,2)") == Memory("%fs", "-8+x", "%rax", "%rbx", "2")
    assert parse_memory("foo@tpoff") == Memory("", "foo@tpoff", "", "", "")


def test_integers_as_gas_reads_them() -> None:
    assert [parse_integer(text) for text in ("12", "-0x10", "010", "0", "x", "1f")] == [12, -16, 8, 0, None, None]


def test_displacements_are_shifted_in_numbers_and_in_symbols() -> None:
    assert [shifted(*pair) for pair in (("8", -8), ("", -8), ("x", 8), ("x", 0))] == ["", "-8", "+8+x", "x"]
