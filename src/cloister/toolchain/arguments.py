"""gcc's command line, as far as cloister-cc has to understand it."""

from collections.abc import Sequence

_WITH_VALUE = frozenset(
    [
        "-o",
        "-x",
        "-I",
        "-D",
        "-U",
        "-L",
        "-l",
        "-T",
        "-u",
        "-e",
        "-z",
        "-B",
        "-A",
        "-G",
        "-MF",
        "-MT",
        "-MQ",
        "-include",
        "-imacros",
        "-isystem",
        "-iquote",
        "-idirafter",
        "-iprefix",
        "-isysroot",
        "-iwithprefix",
        "-iwithprefixbefore",
        "-imultilib",
        "-imultiarch",
        "-Xlinker",
        "-Xassembler",
        "-Xpreprocessor",
        "-aux-info",
        "-wrapper",
        "-specs",
        "--param",
        "-dumpbase",
        "-dumpbase-ext",
        "-dumpdir",
    ]
)
"""Options whose value is the next argument."""

_IGNORED = frozenset(
    [
        "-fPIC",
        "-fpic",
        "-fPIE",
        "-fpie",
        "-pie",
        "-static-pie",
        "-no-pie",
        "-static",
        "-fno-plt",
        "-fplt",
        "-shared-libgcc",
        "-static-libgcc",
    ]
)
"""What every program of ours is or is not already."""

_REFUSED = {
    "-shared": "there are no shared libraries in an enclave: every program is static",
    "-m32": "only 64-bit programs",
    "-mx32": "only 64-bit programs",
    "-m16": "only 64-bit programs",
    "-pg": "profiling is not supported",
    "-fsplit-stack": "split stacks are not supported",
}

_INFORMATION = frozenset(
    [
        "--version",
        "--help",
        "--target-help",
        "-dumpversion",
        "-dumpfullversion",
        "-dumpspecs",
        "-dumpmachine",
        "-print-multiarch",
        "-print-multi-lib",
        "-print-search-dirs",
        "-print-sysroot",
        "-print-multi-directory",
        "-print-sysroot-headers-suffix",
        "-print-multi-os-directory",
    ]
)


class UsageError(Exception):
    """A command line that cannot be done. str() is one line."""


class CommandLine:
    """What `arguments` ask for; response files are expanded."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.output: str | None = None
        self.sources: list[str] = []
        self.kept: list[str] = []
        """Arguments for gcc."""
        self.has = set[str]()
        """The options without a value, and those written as one word."""
        words = iter(expand(arguments))
        for word in words:
            if word in _REFUSED:
                raise UsageError(f"{word}: {_REFUSED[word]}")
            if word in _IGNORED:
                continue
            self.kept.append(word)
            if word in _WITH_VALUE:
                value = next(words, None)
                if value is None:
                    raise UsageError(f"{word}: value missing")
                self.kept.append(value)
                if word == "-o":
                    self.output = value
            elif word.startswith("-o") and len(word) > 2:
                self.output = word[2:]
            elif word.startswith("-") and word != "-":
                self.has.add(word)
            else:
                self.sources.append(word)

    @property
    def is_question(self) -> bool:
        """Whether it only asks gcc something: no sysroot is needed."""
        is_asked = any(word in _INFORMATION or word.startswith(("--help=", "-print-prog-name")) for word in self.has)
        return is_asked or not (self.sources or any(word.startswith("-print") for word in self.has))

    @property
    def is_assembly_wanted(self) -> bool:
        """Whether -S decides: the last stage is the compiler's."""
        return "-S" in self.has and self.has.isdisjoint(("-E", "-M", "-MM", "-fsyntax-only", "-###"))


def expand(arguments: Sequence[str], depth: int = 0) -> list[str]:
    """Replaces `@file` by the words in the file, as gcc does; a file that cannot be read stays as it is."""
    words: list[str] = []
    for argument in arguments:
        if argument.startswith("@") and len(argument) > 1:
            import shlex  # here, because it is slow to import

            if depth > 100:
                raise UsageError(f"{argument}: too many response files in each other")
            try:
                with open(argument[1:], encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123 (fast start)
                    inner = shlex.split(file.read())
            except OSError:
                words.append(argument)
                continue
            except ValueError as error:
                raise UsageError(f"{argument}: {error}") from None
            words += expand(inner, depth + 1)
        else:
            words.append(argument)
    return words
