"""Landlock, the Linux kernel's own fence for a process: it may read these folders, write those, and nothing else.

It needs no privilege and no container option, only a kernel from 5.13 on with Landlock switched on. Once set it cannot
be taken off, and what the process starts inherits it. Constants: Linux's `include/uapi/linux/landlock.h`.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every processor
_VERSION_FLAG, _PATH_BENEATH, _PR_SET_NO_NEW_PRIVS = 1, 1, 38

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG, _MAKE_SYM = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 12
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_READ = _READ_FILE | _READ_DIR
_WRITE = _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _MAKE_SYM | _REFER | _TRUNCATE
_ON_A_FILE = _READ_FILE | _WRITE_FILE | _TRUNCATE

# What each version of Landlock can watch over: rights on files, on TCP ports, and reach to things outside.
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_TCP_BIND_AND_CONNECT, _ABSTRACT_SOCKETS_AND_SIGNALS = 3, 3


def version() -> int:
    """The kernel's version of Landlock; 0 when it has none or it is switched off."""
    if os.name != "posix" or os.uname().sysname != "Linux":
        return 0
    return max(_call(_CREATE_RULESET, None, 0, _VERSION_FLAG), 0)


def restrict(read: Iterable[Path], write: Iterable[Path], signals: bool = True) -> None:
    """Fence this process in, for good: only `read` may be read, only `write` read and written; nothing outside exists.

    With `signals` it can signal only itself and what it starts. TCP is shut where the kernel can. Paths that do not
    exist are passed over.

    Raises:
        OSError: when the kernel refuses.
    """
    abi = version()
    if not abi:
        raise OSError(0, "this kernel has no Landlock")
    handled = _FILE_RIGHTS[min(abi, 5)]
    scoped = _ABSTRACT_SOCKETS_AND_SIGNALS if signals else _ABSTRACT_SOCKETS_AND_SIGNALS & ~2
    attributes = struct.pack("QQQ", handled, _TCP_BIND_AND_CONNECT, scoped)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = _call(_CREATE_RULESET, attributes[:size], size, 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "Landlock made no ruleset")
    try:
        for paths, rights in ((read, _READ), (write, _READ | _WRITE)):
            for path in paths:
                _allow(ruleset, path, rights & handled)
        _no_new_privileges()
        if _call(_RESTRICT_SELF, ruleset, 0, 0):
            raise OSError(ctypes.get_errno(), "Landlock was refused")
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError):
        return
    try:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            rights &= _ON_A_FILE
        if _call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, opened), 0):
            raise OSError(ctypes.get_errno(), f"Landlock could not allow {path}")
    finally:
        os.close(opened)


def _no_new_privileges() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    one, none = ctypes.c_ulong(1), ctypes.c_ulong(0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, one, none, none, none):
        raise OSError(ctypes.get_errno(), "no_new_privs was refused")


def _call(number: int, *arguments: int | bytes | None) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    typed = [ctypes.c_long(each) if isinstance(each, int) else ctypes.c_char_p(each) for each in arguments]
    return int(libc.syscall(ctypes.c_long(number), *typed))
