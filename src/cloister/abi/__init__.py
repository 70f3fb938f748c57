"""What every side agrees on, declared once: slot layout, gate entries, syscall numbers, errno, Linux structs.

Imports nothing of Cloister. The C header and the assembler symbols are generated from it (`abi.header`).
"""
