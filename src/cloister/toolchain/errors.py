"""The one exception of the toolchain."""


class InstrumentError(Exception):
    """Assembly that cannot be instrumented. str() is one line for people: `file:line: what is wrong`."""

    def __init__(self, path: str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path = path
        self.line = line
        self.message = message
