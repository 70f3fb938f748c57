"""open(2), fcntl(2), the *at(2) flags, lseek(2) and access(2) constants of x86-64 Linux."""

from typing import Final

O_RDONLY: Final = 0o0
O_WRONLY: Final = 0o1
O_RDWR: Final = 0o2
O_ACCMODE: Final = 0o3
O_CREAT: Final = 0o100
O_EXCL: Final = 0o200
O_NOCTTY: Final = 0o400
O_TRUNC: Final = 0o1000
O_APPEND: Final = 0o2000
O_NONBLOCK: Final = 0o4000
O_DSYNC: Final = 0o10000
O_ASYNC: Final = 0o20000
O_DIRECT: Final = 0o40000
O_LARGEFILE: Final = 0o100000
O_DIRECTORY: Final = 0o200000
O_NOFOLLOW: Final = 0o400000
O_NOATIME: Final = 0o1000000
O_CLOEXEC: Final = 0o2000000
O_SYNC: Final = 0o4010000
O_PATH: Final = 0o10000000
O_TMPFILE: Final = 0o20200000

F_DUPFD: Final = 0
F_GETFD: Final = 1
F_SETFD: Final = 2
F_GETFL: Final = 3
F_SETFL: Final = 4
F_GETLK: Final = 5
F_SETLK: Final = 6
F_SETLKW: Final = 7
F_SETOWN: Final = 8
F_GETOWN: Final = 9
F_DUPFD_CLOEXEC: Final = 1030
F_SETPIPE_SZ: Final = 1031
F_GETPIPE_SZ: Final = 1032
F_ADD_SEALS: Final = 1033
F_GET_SEALS: Final = 1034

F_RDLCK: Final = 0
F_WRLCK: Final = 1
F_UNLCK: Final = 2

FD_CLOEXEC: Final = 1

LOCK_SH: Final = 1
LOCK_EX: Final = 2
LOCK_NB: Final = 4
LOCK_UN: Final = 8

AT_FDCWD: Final = -100
AT_SYMLINK_NOFOLLOW: Final = 0x100
AT_REMOVEDIR: Final = 0x200
AT_EACCESS: Final = 0x200
AT_SYMLINK_FOLLOW: Final = 0x400
AT_NO_AUTOMOUNT: Final = 0x800
AT_EMPTY_PATH: Final = 0x1000

CLOSE_RANGE_UNSHARE: Final = 2
CLOSE_RANGE_CLOEXEC: Final = 4

RENAME_NOREPLACE: Final = 1
RENAME_EXCHANGE: Final = 2

SEEK_SET: Final = 0
SEEK_CUR: Final = 1
SEEK_END: Final = 2
SEEK_DATA: Final = 3
SEEK_HOLE: Final = 4

F_OK: Final = 0
X_OK: Final = 1
W_OK: Final = 2
R_OK: Final = 4

NAME_MAX: Final = 255
"""Bytes of one path component."""
PATH_MAX: Final = 4096
"""Bytes of a path with its NUL."""
PIPE_BUF: Final = 4096
"""Bytes that a write to a pipe keeps together."""
IOV_MAX: Final = 1024
"""Elements of an iovec array."""
MAX_RW_COUNT: Final = 0x7FFFF000
"""Bytes that one read(2) or write(2) moves at most."""
