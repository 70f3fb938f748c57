"""Real programs from Debian's sources, built as SIPs and as native twins: `port_path(name, flavour)`."""

from .build import port_path
from .programs import PORTS
from .rootfs import rootfs
from .workloads import WORKLOADS, Workload

__all__ = ["PORTS", "WORKLOADS", "Workload", "port_path", "rootfs"]
