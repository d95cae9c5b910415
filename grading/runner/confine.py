"""The inner wall, which every notebook's process puts round itself before the first line of a learner's code runs."""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from pathlib import Path

from grading.runner import landlock, seccomp
from grading.runner.limits import Limits
from grading.runner.walls import LANDLOCK, NONE

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_CAP_AMBIENT = 1, 4, 24, 47
_CAPSET = {"x86_64": 126, "aarch64": 91}
_CAPABILITY_VERSION_3 = 0x20080522
_SIGKILL = 9

# What libraries look at to find the number of cores, the memory and themselves; and DuckDB, which stops the whole
# process when it may not, how much of them a container has.
_KERNEL_FACTS = (
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/sys/vm", "/sys/devices/system/cpu"),
    *map(str, Path("/sys/fs/cgroup").glob("**/cpu.max")),
    *map(str, Path("/sys/fs/cgroup").glob("**/memory.max")),
    *map(str, Path("/sys/fs/cgroup").glob("**/cpu.cfs_*_us")),
    *map(str, Path("/sys/fs/cgroup").glob("**/memory.limit_in_bytes")),
)
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")


def confine_server(wall: str, runtime: list[Path], home: Path) -> None:
    """Fence the server in and hide its memory from the notebooks it starts (they have the same user)."""
    if wall == NONE:
        return
    _prctl(_PR_SET_DUMPABLE, 0)
    if wall == LANDLOCK:
        facts = [Path("/proc"), *map(Path, _KERNEL_FACTS)]
        landlock.restrict([*runtime, *facts], [home, *map(Path, _DEVICES)], signals=False)


def confine_notebook(wall: str, limits: Limits, runtime: list[Path], scratch: Path) -> None:
    """Limit this process for good: memory, time and files; then no rights, no other files, no network, no processes.

    Raises:
        OSError: when a part of the wall was refused; nothing may run then.
    """
    _limit(limits)
    if wall == NONE:
        return
    # Being forked from a process that hides its memory, this one would be hidden from its own /proc/self too.
    _prctl(_PR_SET_DUMPABLE, 1)
    _prctl(_PR_SET_PDEATHSIG, _SIGKILL)
    _drop_capabilities()
    if wall == LANDLOCK or landlock.version():
        own = Path(f"/proc/{os.getpid()}")
        landlock.restrict([*runtime, own, *map(Path, _KERNEL_FACTS)], [scratch, *map(Path, _DEVICES)])
    seccomp.apply()


def _limit(limits: Limits) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    seconds = int(limits.notebook_seconds) * 2 + 5
    wanted = {
        "RLIMIT_CPU": seconds,
        "RLIMIT_FSIZE": limits.file,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_CORE": 0,
        "RLIMIT_MEMLOCK": 0,
    }
    if sys.platform == "linux":
        wanted["RLIMIT_AS"] = _address_space() + limits.memory
    for name, amount in wanted.items():
        which = getattr(resource, name)
        hard = resource.getrlimit(which)[1]
        amount = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(which, (amount, amount))


def _address_space() -> int:
    """Bytes of address space this process has taken already, for the libraries."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _drop_capabilities() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in range(64):
        libc.prctl(_PR_CAPBSET_DROP, ctypes.c_ulong(capability), *_zeros(3))  # refused without rights: none to lose
    libc.prctl(_PR_CAP_AMBIENT, ctypes.c_ulong(4), *_zeros(3))
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    if libc.syscall(ctypes.c_long(_CAPSET[platform.machine()]), ctypes.c_char_p(header), ctypes.c_char_p(bytes(24))):
        raise OSError(ctypes.get_errno(), "capabilities could not be dropped")


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, ctypes.c_ulong(value), *_zeros(3)):
        raise OSError(ctypes.get_errno(), f"prctl {option} was refused")


def _zeros(count: int) -> list[ctypes.c_ulong]:
    return [ctypes.c_ulong(0)] * count
