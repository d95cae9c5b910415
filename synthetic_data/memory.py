"""Memory that was freed goes back to the system, so that a process needs what is alive and not all it ever held."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from typing import Any


@cache
def _trim() -> Any:
    """glibc's malloc_trim where there is one: glibc otherwise keeps what NumPy has freed."""
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


def give_back() -> None:
    """Hand what was freed back to the system, where the C library can. Takes about a millisecond."""
    trim = _trim()
    if trim:
        trim(0)
