"""Memory that was freed goes back to the system, so that a process needs what is alive and not all it ever held."""

from __future__ import annotations

import ctypes
import mmap
import sys
from functools import cache
from pathlib import Path
from typing import Any

STATM = Path("/proc/self/statm")
ENOUGH = 256 * 2**20
"""Bytes up to which a process keeps what it has freed: it soon wants it again, and asking anew costs a tenth more."""


@cache
def _trim() -> Any:
    """glibc's malloc_trim where there is one: glibc otherwise keeps what NumPy has freed."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


def give_back() -> None:
    """Hand what was freed back to the system, where the C library can and the process holds much."""
    trim = _trim()
    if trim and _held() > ENOUGH:
        trim(0)


def _held() -> int:
    """The bytes of this process that are in memory, on Linux."""
    with STATM.open("rb", buffering=0) as file:  # asked a hundred times a council
        return int(file.read().split()[1]) * mmap.PAGESIZE
