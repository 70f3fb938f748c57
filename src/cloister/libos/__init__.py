"""The library OS: Linux for SIPs, in Python. Reaches the host through `libos.ocall` only."""
