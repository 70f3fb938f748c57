"""credentials(7): the ids of a process. The first process is root; programs may drop to other ids as on Linux."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cloister.abi.errno import Errno
from cloister.libos.errors import SyscallError

UNCHANGED = 0xFFFFFFFF
"""(uid_t) -1: "leave as it is" in setreuid and setresuid."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Real, effective and saved ids: immutable, so that forks share them. Capabilities follow from euid 0, as without
    file capabilities on Linux.
    """

    uid: int = 0
    euid: int = 0
    suid: int = 0
    gid: int = 0
    egid: int = 0
    sgid: int = 0
    groups: tuple[int, ...] = (0,)

    def capable(self) -> bool:
        """Whether it has root's powers."""
        return self.euid == 0

    def with_uids(self, uid: int, euid: int, suid: int) -> Credentials:
        """setresuid(2). EPERM if an unprivileged process asks for an id that it does not have."""
        self._check({self.uid, self.euid, self.suid}, uid, euid, suid)
        return replace(
            self,
            uid=self.uid if uid == UNCHANGED else uid,
            euid=self.euid if euid == UNCHANGED else euid,
            suid=self.suid if suid == UNCHANGED else suid,
        )

    def with_gids(self, gid: int, egid: int, sgid: int) -> Credentials:
        """setresgid(2)."""
        self._check({self.gid, self.egid, self.sgid}, gid, egid, sgid)
        return replace(
            self,
            gid=self.gid if gid == UNCHANGED else gid,
            egid=self.egid if egid == UNCHANGED else egid,
            sgid=self.sgid if sgid == UNCHANGED else sgid,
        )

    def _check(self, own: set[int], *wanted: int) -> None:
        if not self.capable() and any(identity not in own for identity in wanted if identity != UNCHANGED):
            raise SyscallError(Errno.EPERM)

    def may_signal(self, other: Credentials) -> bool:
        """kill(2): root, or real or effective id equal to the target's real or saved one."""
        return self.capable() or bool({self.uid, self.euid} & {other.uid, other.suid})
