"""`cloister bench`: Cloister and Linux side by side, the same source on both, alternating in one run.

`registry` has the benchmarks, `guests/` the programs that measure themselves, `sides` runs a program on either side.
"""
