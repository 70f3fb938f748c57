"""execve(2): one program gives way to another in the same process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cloister.abi.errno import Errno
from cloister.core import Context, Core, Slot
from cloister.libos.errors import SyscallError
from cloister.libos.files.executable import open_executable
from cloister.libos.initial_stack import RANDOM_SIZE, StartArguments, build_stack
from cloister.libos.lifecycle import Lifecycle
from cloister.libos.limits import EnclaveLimits
from cloister.libos.loader import Executable, Loader, NotAccepted, Program
from cloister.libos.memory import AddressSpace
from cloister.libos.process import Process
from cloister.libos.script import MAX_DEPTH, MAX_LINE_SIZE, is_script, read_interpreter
from cloister.libos.thread import AlternateStack, Thread

HARDWARE_CAPABILITIES = 0
"""AT_HWCAP (CPUID.1:EDX): 0 promises nothing; what a program may use is what the verifier accepts."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A program ready to run in its own slot."""

    space: AddressSpace
    entry: int
    stack: int
    path: bytes


class Execution:
    """Starts programs. `report` is told, in one line, why a program was refused."""

    def __init__(
        self,
        core: Core,
        loader: Loader,
        lifecycle: Lifecycle,
        limits: EnclaveLimits,
        random: Callable[[int], bytes],
        report: Callable[[str], None],
    ) -> None:
        self._core = core
        self._loader = loader
        self._lifecycle = lifecycle
        self._limits = limits
        self._random = random
        self._report = report

    def start(self, process: Process, path: bytes, arguments: StartArguments) -> Thread:
        """The first program of the first process; its thread is not yet started. SyscallError as execve."""
        prepared = self._prepare(process, self.open(process, path), arguments)
        thread = Thread(process, process.pid, prepared.space.slot)
        thread.context = Context(self._core, prepared.space.slot, thread, entry=prepared.entry, stack=prepared.stack)
        thread.mask = 0
        process.threads.append(thread)
        process.signals.context = thread.context
        self._adopt(process, thread, prepared, arguments)
        return thread

    def open(self, process: Process, path: bytes) -> Executable:
        """The program file at `path`. ENOENT, EACCES, ..."""
        executable: Executable = open_executable(process.fs, path)
        return executable

    def execute(self, thread: Thread, executable: Executable, arguments: StartArguments) -> None:
        """execve of a running thread: does not return to the old program. Until it succeeds nothing has changed."""
        process = thread.process
        prepared = self._prepare(process, executable, arguments)
        try:
            thread.context.exec(prepared.space.slot, entry=prepared.entry, stack=prepared.stack)
        except BaseException:
            prepared.space.release()
            raise
        self._lifecycle.release_memory(process)
        thread.memory = prepared.space.slot
        self._adopt(process, thread, prepared, arguments)

    def _adopt(self, process: Process, thread: Thread, prepared: _Prepared, arguments: StartArguments) -> None:
        process.space = prepared.space
        process.executable = prepared.path
        process.argv, process.environ = arguments.argv, arguments.environ
        process.has_execed = True
        process.signals.reset_for_exec()
        process.files.close_on_exec()
        thread.altstack = AlternateStack()
        thread.frames.clear()
        thread.clear_child_tid = 0
        thread.name = arguments.executed_path.rpartition(b"/")[2][:15]

    def _prepare(self, process: Process, executable: Executable, arguments: StartArguments) -> _Prepared:
        """A new slot with program and stack in place. Raises before anything of the caller's has changed."""
        arguments.check_size()
        program = self._loader.known(executable)
        if program is None:
            executable, arguments = self._resolve(process, executable, arguments)
            program = self._load(executable)
        slot = program.image.slot()
        space = AddressSpace(slot, program.elf, process.limits, self._limits, arguments.size)
        try:
            stack = self._write_stack(slot, program, process, arguments)
        except BaseException:
            space.release()
            raise
        return _Prepared(space, program.elf.entry, stack, executable.path)

    def _resolve(
        self, process: Process, executable: Executable, arguments: StartArguments
    ) -> tuple[Executable, StartArguments]:
        """Follows `#!` lines. ELOOP where interpreters are scripts too often."""
        path = arguments.executed_path
        for _ in range(MAX_DEPTH + 1):
            head = executable.read_at(0, MAX_LINE_SIZE)
            if not is_script(head):
                return executable, arguments
            interpreter, argument = read_interpreter(head)
            inserted = [interpreter, *([argument] if argument else []), path]
            arguments = StartArguments([*inserted, *arguments.argv[1:]], arguments.environ, arguments.executed_path)
            path, executable = interpreter, self.open(process, interpreter)
        raise SyscallError(Errno.ELOOP)

    def _load(self, executable: Executable) -> Program:
        try:
            return self._loader.load(executable)
        except NotAccepted as refusal:
            self._report(f"{executable.path.decode(errors='backslashreplace')}: {refusal.reason}")
            raise

    def _write_stack(self, slot: Slot, program: Program, process: Process, arguments: StartArguments) -> int:
        stack, content = build_stack(
            program.elf, arguments, process.credentials, self._random(RANDOM_SIZE), HARDWARE_CAPABILITIES
        )
        slot.write(stack, content)
        return stack
