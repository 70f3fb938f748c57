"""credentials(7): the ids of a process. The first process is root; programs may drop to other ids as on Linux."""

from __future__ import annotations

from dataclasses import dataclass

from cloister.abi.errno import Errno
from cloister.libos.errors import SyscallError

UNCHANGED = 0xFFFFFFFF
"""(uid_t) -1: "leave as it is" in setreuid and setresuid."""


@dataclass(slots=True)
class Credentials:
    """Real, effective and saved ids. Capabilities follow from euid 0, as without file capabilities on Linux."""

    uid: int = 0
    euid: int = 0
    suid: int = 0
    gid: int = 0
    egid: int = 0
    sgid: int = 0
    groups: tuple[int, ...] = (0,)

    def fork(self) -> Credentials:
        return Credentials(self.uid, self.euid, self.suid, self.gid, self.egid, self.sgid, self.groups)

    def capable(self) -> bool:
        """Whether it has root's powers."""
        return self.euid == 0

    def set_uids(self, uid: int, euid: int, suid: int) -> None:
        """setresuid(2). EPERM if an unprivileged process asks for an id that it does not have."""
        own = {self.uid, self.euid, self.suid}
        self._check(own, uid, euid, suid)
        self.uid = self.uid if uid == UNCHANGED else uid
        self.euid = self.euid if euid == UNCHANGED else euid
        self.suid = self.suid if suid == UNCHANGED else suid

    def set_gids(self, gid: int, egid: int, sgid: int) -> None:
        """setresgid(2)."""
        own = {self.gid, self.egid, self.sgid}
        self._check(own, gid, egid, sgid)
        self.gid = self.gid if gid == UNCHANGED else gid
        self.egid = self.egid if egid == UNCHANGED else egid
        self.sgid = self.sgid if sgid == UNCHANGED else sgid

    def _check(self, own: set[int], *wanted: int) -> None:
        if not self.capable() and any(identity not in own for identity in wanted if identity != UNCHANGED):
            raise SyscallError(Errno.EPERM)

    def may_signal(self, other: Credentials) -> bool:
        """kill(2): root, or real or effective id equal to the target's real or saved one."""
        return self.capable() or bool({self.uid, self.euid} & {other.uid, other.suid})
