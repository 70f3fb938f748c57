"""iced-x86 as a second opinion: what an accepted instruction must be in the eyes of an independent decoder."""

from collections.abc import Iterable, Iterator

from iced_x86 import (
    Code,
    CodeSize,
    Decoder,
    EncodingKind,
    FlowControl,
    Instruction,
    InstructionInfoFactory,
    Mnemonic,
    OpAccess,
    OpKind,
    Register,
    RegisterExt,
)

from cloister.verifier.outcomes import Action, End

_IP = 0x1000_0000
_INFO = InstructionInfoFactory()

_FORBIDDEN_REGISTERS = frozenset({Register.RSP, Register.FS, Register.CS})
_SEGMENTS = frozenset({Register.ES, Register.CS, Register.SS, Register.DS, Register.FS, Register.GS})
_ENCODINGS = frozenset({EncodingKind.LEGACY, EncodingKind.VEX})

# Where iced reports no memory access although there is an operand: addresses only, and hints.
_ADDRESS_ONLY = frozenset({Mnemonic.LEA, Mnemonic.NOP})
_HINTS = frozenset(
    {Mnemonic.PREFETCHNTA, Mnemonic.PREFETCHT0, Mnemonic.PREFETCHT1, Mnemonic.PREFETCHT2, Mnemonic.PREFETCHW}
)

_BIT_TESTS = frozenset({Mnemonic.BT, Mnemonic.BTS, Mnemonic.BTR, Mnemonic.BTC})

_FORBIDDEN_MNEMONICS = frozenset(
    getattr(Mnemonic, name)
    for name in [
        "STD",
        "CPUID",
        "RDTSC",
        "RDTSCP",
        "RDPMC",
        "RDPID",
        "XGETBV",
        "SYSCALL",
        "SYSENTER",
        "INT",
        "INT1",
        "INTO",
        "HLT",
        "IN",
        "OUT",
        "INSB",
        "OUTSB",
        "MOVSB",
        "STOSB",
        "LODSB",
        "SCASB",
        "CMPSB",
        "XLATB",
        "MASKMOVQ",
        "MASKMOVDQU",
        "VMASKMOVDQU",
        "MOVDIR64B",
        "MOVDIRI",
        "ENQCMD",
        "XBEGIN",
        "XABORT",
        "XEND",
        "FXSAVE",
        "FXRSTOR",
        "XSAVE",
        "XRSTOR",
        "FNSAVE",
        "FRSTOR",
        "FNSTENV",
        "FLDENV",
        "CLFLUSH",
        "CLFLUSHOPT",
        "CLWB",
        "UD0",
        "UD1",
        "EMMS",
        "LOOP",
        "LOOPE",
        "LOOPNE",
        "JECXZ",
        "JRCXZ",
        "ENTER",
        "LEAVE",
        "PUSH",
        "POP",
        "RDRAND",
        "RDSEED",
        "SWAPGS",
        "RDGSBASE",
        "WRGSBASE",
    ]
)

_FORBIDDEN_CODES = frozenset(value for name, value in vars(Code).items() if "MOFFS" in name)

_FLOW = {
    FlowControl.NEXT: (Action.NONE, False),
    FlowControl.CONDITIONAL_BRANCH: (None, False),
    FlowControl.UNCONDITIONAL_BRANCH: (None, True),
    FlowControl.CALL: (Action.BRANCH32, False),
    FlowControl.RETURN: (Action.NONE, True),
    FlowControl.EXCEPTION: (Action.NONE, True),
    FlowControl.INTERRUPT: (Action.NONE, True),
}


def disagreements(
    accepted: Iterable[tuple[bytes, End]], codes: set[int], batch: int = 20_000
) -> Iterator[tuple[str, str]]:
    """The bytes in hex and the reason where iced judges otherwise. Adds all instruction codes to `codes`."""
    waiting: list[tuple[bytes, End]] = []
    for item in accepted:
        waiting.append(item)
        if len(waiting) == batch:
            yield from _judge_batch(waiting, codes)
            waiting.clear()
    yield from _judge_batch(waiting, codes)


def _judge_batch(items: list[tuple[bytes, End]], codes: set[int]) -> Iterator[tuple[str, str]]:
    decoder = Decoder(64, b"".join(code for code, _ in items), ip=_IP)
    position = 0
    for code, end in items:
        decoder.position = position
        decoder.ip = _IP
        instruction = decoder.decode()
        position += len(code)
        if (reason := judge(instruction, code, end)) is not None:
            yield code.hex(" "), reason
        codes.add(instruction.code)


def judge(instruction: Instruction, code: bytes, end: End) -> str | None:
    """Why `instruction`, as iced decodes `code`, must not be accepted with `end`; None if it may be."""
    if instruction.is_invalid:
        return "iced calls it invalid"
    if instruction.len != len(code):
        return f"iced reads {instruction.len} bytes"
    return _judge_flow(instruction, code, end) or judge_alone(instruction, code)


def judge_alone(instruction: Instruction, code: bytes) -> str | None:
    """As `judge`, leaving open what happens at the instruction's end. Indirect branches are refused."""
    if instruction.flow_control not in _FLOW:
        return "flow control"
    return _judge_kind(instruction) or _judge_registers(instruction) or _judge_operands(instruction, code)


def _judge_kind(instruction: Instruction) -> str | None:
    if instruction.encoding not in _ENCODINGS:
        return "encoding"
    if instruction.is_privileged or instruction.is_save_restore_instruction or instruction.is_vsib:
        return "privileged, state-saving or VSIB"
    if instruction.mnemonic in _FORBIDDEN_MNEMONICS or instruction.code in _FORBIDDEN_CODES:
        return "on the must-reject list"
    is_stack = instruction.mnemonic in (Mnemonic.CALL, Mnemonic.RET)
    return "uses the stack" if instruction.is_stack_instruction and not is_stack else None


def _judge_flow(instruction: Instruction, code: bytes, end: End) -> str | None:
    expected = _FLOW.get(instruction.flow_control)
    if expected is None:
        return "flow control"
    action, is_terminator = expected
    if action is None:
        action = Action.BRANCH8 if code[0] == 0xEB or code[0] >> 4 == 7 else Action.BRANCH32
    if end.action != action or end.is_terminator != is_terminator:
        return f"ends as {end}"
    if action and instruction.op0_kind != OpKind.NEAR_BRANCH64:
        return "branch operand"
    if action:
        displacement = int.from_bytes(code[-1:] if action == Action.BRANCH8 else code[-4:], "little", signed=True)
        opcode_size = len(code) - (1 if action == Action.BRANCH8 else 4)
        if instruction.near_branch64 != _IP + len(code) + displacement or opcode_size != 1 + (code[0] == 0x0F):
            return "branch target"
    return None


def _judge_registers(instruction: Instruction) -> str | None:
    is_stack = instruction.mnemonic in (Mnemonic.CALL, Mnemonic.RET)
    for used in _INFO.info(instruction).used_registers():
        full = RegisterExt.full_register(used.register)
        if RegisterExt.is_mm(used.register):
            return "MMX register"
        if full in _FORBIDDEN_REGISTERS and not (is_stack and full == Register.RSP):
            return "RSP, FS or CS"
        if used.register in _SEGMENTS and used.access not in (OpAccess.READ, OpAccess.COND_READ):
            return "writes a segment register"
    return None


def _judge_operands(instruction: Instruction, code: bytes) -> str | None:
    has_memory = any(instruction.op_kind(i) == OpKind.MEMORY for i in range(instruction.op_count))
    is_guarded = code.startswith(b"\x65\x67")
    if has_memory and instruction.mnemonic in _BIT_TESTS and instruction.op1_kind == OpKind.REGISTER:
        return "bit test with a register offset"
    if instruction.mnemonic in _ADDRESS_ONLY:
        return _judge_address_only(instruction, is_guarded)
    if has_memory != is_guarded:
        return "65 67 without a memory operand, or the other way round"
    if instruction.mnemonic in _HINTS:
        return None if instruction.segment_prefix == Register.GS else "unguarded hint"
    for used in _INFO.info(instruction).used_memory():
        if instruction.mnemonic in (Mnemonic.CALL, Mnemonic.RET) and used.base == Register.RSP:
            continue
        if used.segment != Register.GS or used.address_size != CodeSize.CODE32:
            return "memory outside gs: + 32 bits"
    return None


def _judge_address_only(instruction: Instruction, is_guarded: bool) -> str | None:
    if is_guarded:
        return "guarded lea or nop"
    is_rip = instruction.mnemonic == Mnemonic.LEA and instruction.is_ip_rel_memory_operand
    return "lea of RIP" if is_rip and instruction.code != Code.LEA_R32_M else None
