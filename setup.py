"""Builds the two extension modules; everything else is in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).parent
sys.path.insert(0, str(ROOT / "src"))


def sources(*patterns: str) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for pattern in patterns for path in ROOT.glob(pattern))


class BuildNative(build_ext):
    """Generates native/core/layout.h first, and lets the C compiler take assembly."""

    def build_extensions(self) -> None:
        from cloister.abi.header import c_header

        (ROOT / "native/core/layout.h").write_text(c_header())
        self.compiler.src_extensions.append(".S")
        super().build_extensions()


FLAGS = ["-std=gnu11", "-O2", "-g", "-Wall", "-Wextra", "-Werror=implicit-function-declaration", "-fvisibility=hidden"]

setup(
    cmdclass={"build_ext": BuildNative},
    ext_modules=[
        Extension(
            "cloister.core._core",
            sources("native/core/*.c", "native/core/*.S", "native/binding/*.c"),
            depends=sources("native/core/*.h", "native/binding/*.h", "src/cloister/abi/*.py"),
            include_dirs=["native/core"],
            extra_compile_args=FLAGS,
        ),
        Extension(
            "cloister.verifier._walk",
            sources("native/verifier/*.c"),
            depends=sources("native/verifier/*.h"),
            include_dirs=["native/verifier"],
            extra_compile_args=FLAGS,
        ),
    ],
)
