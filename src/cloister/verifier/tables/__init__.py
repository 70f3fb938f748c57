"""The accepted instructions, written by hand from the opcode maps of the SDM (volume 2, appendix A), and nothing else.

One table a file, in the notation of `cloister.verifier.notation`. `refused` names the rule for opcodes that are refused
on purpose; leaving a line out of it changes the name of a refusal and never the verdict.
"""
