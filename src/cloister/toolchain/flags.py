"""The flags that make GCC write assembly the passes can instrument. They go behind the user's own, so that they win."""

GCC_FLAGS = (
    "-fno-pic",
    "-fno-pie",
    "-mcmodel=small",
    "-fcf-protection=branch",
    "-mindirect-branch-register",  # a guard wants its target in a register
    "-ftls-model=local-exec",
    "-mno-tls-direct-seg-refs",
    "-fasynchronous-unwind-tables",  # the control-stack pass reads the depth of the stack there
    "-fdwarf2-cfi-asm",
    "-fno-reorder-blocks-and-partition",
    "-fno-stack-protector",
    "-fno-stack-clash-protection",
    "-fno-split-stack",
    "-Werror=trampolines",  # code on the stack
    "-ffixed-r11",
    "-ffixed-r14",
    "-mno-avx512f",
    "-mtune-ctrl=^use_gather,^use_gather_2parts,^use_gather_4parts",
)
