"""libos.signal_state and libos.signal_frame."""

from __future__ import annotations

import struct

from cloister.abi.signal import SIG_IGN, Signal, mask_of
from cloister.libos.signal_frame import UCONTEXT_OFFSET, build_frame, changed_registers, frame_address, frame_mask
from cloister.libos.signal_state import MAX_QUEUED, SIGINFO_SIZE, SignalAction, SignalInfo, SignalState

EVERYTHING = (1 << 64) - 1
REGISTERS = {
    name: index
    for index, name in enumerate(
        [
            "rax",
            "rbx",
            "rcx",
            "rdx",
            "rsi",
            "rdi",
            "rbp",
            "rsp",
            "r8",
            "r9",
            "r10",
            "r11",
            "r12",
            "r13",
            "r14",
            "r15",
            "rip",
            "rflags",
        ],
        start=100,
    )
}


def test_a_standard_signal_is_pending_once_and_a_real_time_signal_queues() -> None:
    state = SignalState()
    for value in (1, 2):
        state.add(SignalInfo(Signal.SIGUSR1, value=value))
        state.add(SignalInfo(40, value=value))
    taken = [state.take(EVERYTHING) for _ in range(4)]
    assert [(info.signal, info.value) for info in taken if info] == [(Signal.SIGUSR1, 1), (40, 1), (40, 2)]


def test_a_full_queue_of_a_real_time_signal_takes_no_more() -> None:
    state = SignalState()
    assert all(state.add(SignalInfo(40)) for _ in range(MAX_QUEUED))
    assert not state.add(SignalInfo(40))
    assert state.add(SignalInfo(41))


def test_faults_are_taken_before_lower_numbers_and_blocked_signals_stay() -> None:
    state = SignalState()
    for signal in (Signal.SIGHUP, Signal.SIGSEGV, Signal.SIGTERM):
        state.add(SignalInfo(signal))
    first = state.take(EVERYTHING)
    assert first is not None and first.signal == Signal.SIGSEGV
    assert state.take(mask_of(Signal.SIGINT)) is None
    assert state.pending_set == mask_of(Signal.SIGHUP, Signal.SIGTERM)


def test_exec_keeps_ignored_signals_and_forgets_handlers() -> None:
    state = SignalState({Signal.SIGINT: SignalAction(SIG_IGN), Signal.SIGHUP: SignalAction(0x400000)})
    state.reset_for_exec()
    assert state.is_ignored(Signal.SIGINT)
    assert state.action(Signal.SIGHUP).handler == 0


def test_default_actions_of_sigchld_and_sigwinch_ignore() -> None:
    state = SignalState()
    assert state.is_ignored(Signal.SIGCHLD) and state.is_ignored(Signal.SIGWINCH)
    assert not state.is_ignored(Signal.SIGTERM)
    assert not state.is_reaping_automatically()
    state.set_action(Signal.SIGCHLD, SignalAction(SIG_IGN))
    assert state.is_reaping_automatically()


def test_siginfo_has_linux_layout() -> None:
    child = SignalInfo(Signal.SIGCHLD, 1, pid=7, uid=8, status=9).pack()
    assert struct.unpack_from("<iiiiiii", child) == (17, 0, 1, 0, 7, 8, 9)
    fault = SignalInfo(Signal.SIGSEGV, 2, address=0x123456789).pack()
    assert struct.unpack_from("<iiiiQ", fault) == (11, 0, 2, 0, 0x123456789)
    assert len(child) == len(fault) == SIGINFO_SIZE


def test_a_frame_shows_registers_where_ucontext_has_them() -> None:
    frame = build_frame(bytes(SIGINFO_SIZE), REGISTERS, 0x55, (0, 2, 0), 0)
    # REG_RIP is number 16 of gregs, which begin 40 bytes into ucontext_t.
    assert struct.unpack_from("<Q", frame, UCONTEXT_OFFSET + 40 + 16 * 8)[0] == REGISTERS["rip"]
    assert struct.unpack_from("<Q", frame, UCONTEXT_OFFSET + 40 + 13 * 8)[0] == REGISTERS["rax"]
    assert frame_mask(frame) == 0x55


def test_only_changed_registers_are_reported() -> None:
    before = build_frame(bytes(SIGINFO_SIZE), REGISTERS, 0, (0, 2, 0), 0)
    after = build_frame(bytes(SIGINFO_SIZE), REGISTERS | {"rbx": 1, "r15": 2}, 0, (0, 2, 0), 0)
    assert changed_registers(before, before) == {}
    assert changed_registers(before, after) == {"rbx": 1, "r15": 2}


def test_frames_are_aligned_as_after_a_call() -> None:
    assert all(frame_address(stack) % 16 == 0 for stack in range(0x10000, 0x10020))
