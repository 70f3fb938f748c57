"""Syscall handlers, one file a man page. `libos.syscalls.table` has the declarations."""
