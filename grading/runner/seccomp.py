"""A filter on system calls: no new processes, no network, no other process, no lasting change to a file's facts.

`syscalls.csv` lists the calls and what becomes of them: *refuse* (not permitted), *absent* (as if the kernel lacked
it), *pretend* (does nothing and reports success) and *examine* (the arguments decide, below). Numbers are those of
Linux's own tables (`arch/x86/entry/syscalls/syscall_64.tbl` and `include/uapi/asm-generic/unistd.h`). The other calls
up to `NEWEST` are allowed: what they may touch is for Landlock, the namespaces and the limits to say. Calls that later
kernels add are absent until somebody has thought about them; libraries do without them.
"""

from __future__ import annotations

import csv
import ctypes
import errno
import os
import platform
import struct
from functools import cache
from pathlib import Path

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000
NEWEST = 466
"""The last call considered, removexattrat of Linux 6.13. One of the next, file_setattr (6.17), changes attributes of
any file of the same user by its path, which Landlock does not watch."""

# Berkeley packet filter instructions: load a word, jump if equal, jump if greater or equal, jump if any bit, return.
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_KILL, _ALLOW, _ERRNO = 0x80000000, 0x7FFF0000, 0x00050000
_NUMBER, _ARCH, _ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, _PR_SET_NO_NEW_PRIVS = 22, 2, 38
_PR_SET_PDEATHSIG = 1
_CLONE_THREAD = 0x00010000
_F_SETOWN, _F_SETSIG, _F_SETOWN_EX, _F_SETLEASE, _F_NOTIFY, _F_SET_RW_HINT = 8, 10, 15, 1024, 1026, 1036
# What Python and its libraries ask of a descriptor: is it a terminal, how much is there to read, how should it behave.
_TCGETS, _TCGETS2, _TIOCGWINSZ, _FIONREAD, _FIONBIO, _FIOCLEX, _FIONCLEX = (
    0x5401,
    0x802C542A,
    0x5413,
    0x541B,
    0x5421,
    0x5451,
    0x5450,
)

Instruction = tuple[int, int, int, int]


def supported() -> bool:
    """Whether this machine's processor is one whose system calls are listed."""
    return os.name == "posix" and os.uname().sysname == "Linux" and platform.machine() in _AUDIT_ARCH


def load() -> None:
    """Read the table of system calls, which may be out of reach by the time `apply` is called."""
    _table()


def apply() -> None:
    """Filter this process's system calls from now on, for good. Raises OSError when the kernel refuses."""
    program = b"".join(struct.pack("HBBI", *line) for line in instructions(platform.machine(), os.getpid()))
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: a 16-bit count, then (aligned) a pointer.
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None, use_errno=True)
    for option, argument in ((_PR_SET_NO_NEW_PRIVS, 1), (_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER)):
        pointer = ctypes.byref(header) if option == _PR_SET_SECCOMP else ctypes.c_ulong(0)
        if libc.prctl(option, ctypes.c_ulong(argument), pointer, ctypes.c_ulong(0), ctypes.c_ulong(0)):
            raise OSError(ctypes.get_errno(), "the system call filter was refused")


def instructions(machine: str, own_pid: int) -> list[Instruction]:
    """The filter as packet filter instructions (code, jump if true, jump if false, constant)."""
    program: list[Instruction] = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, _AUDIT_ARCH[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _KILL),
        (_AT_LEAST, 0, 1, NEWEST + 1),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
    ]
    for name, action, number in _calls(machine):
        if action == "examine":
            body = _examined(name, own_pid)
            program += [(_EQUAL, 0, len(body), number), *body]
        else:
            result = {"refuse": errno.EPERM, "absent": errno.ENOSYS, "pretend": 0}[action]
            program += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ERRNO | result)]
    return [*program, (_RETURN, 0, 0, _ALLOW)]


def _calls(machine: str) -> list[tuple[str, str, int]]:
    return [(row["name"], row["action"], int(row[machine])) for row in _table() if row[machine]]


@cache
def _table() -> list[dict[str, str]]:
    with Path(__file__).with_name("syscalls.csv").open(newline="", encoding="utf-8") as table:
        return list(csv.DictReader(table))


def _examined(name: str, own_pid: int) -> list[Instruction]:
    """The instructions that decide one call by an argument; they always end in a return."""
    refuse, allow = (_RETURN, 0, 0, _ERRNO | errno.EPERM), (_RETURN, 0, 0, _ALLOW)
    if name == "clone":  # threads only
        return [_load_argument(0), (_ANY_BIT, 1, 0, _CLONE_THREAD), refuse, allow]
    if name in ("kill", "tgkill"):  # signals to itself only
        return [_load_argument(0), (_EQUAL, 1, 0, own_pid), refuse, allow]
    if name in ("prlimit64", "sched_setaffinity"):  # itself only; 0 is itself too
        return [_load_argument(0), (_EQUAL, 2, 0, own_pid), (_EQUAL, 1, 0, 0), refuse, allow]
    if name == "fcntl":  # a file must not send signals to a process of its choice, nor keep others waiting for it
        refused = [_F_SETOWN, _F_SETSIG, _F_SETOWN_EX, _F_SETLEASE, _F_NOTIFY, _F_SET_RW_HINT]
        return _if_argument_in(1, refused, refuse, allow)
    if name == "ioctl":  # an open file's attributes can be changed this way too, even when it is open for reading only
        asked = [_TCGETS, _TCGETS2, _TIOCGWINSZ, _FIONREAD, _FIONBIO, _FIOCLEX, _FIONCLEX]
        return _if_argument_in(1, asked, allow, (_RETURN, 0, 0, _ERRNO | errno.ENOTTY))
    if name == "prctl":  # it dies when its server dies
        return _if_argument_in(0, [_PR_SET_PDEATHSIG], refuse, allow)
    raise ValueError(f"syscalls.csv says to examine {name}, and nothing says how")


def _load_argument(position: int) -> Instruction:
    """Load the low half of an argument: the kernel reads these arguments as 32 bits wide."""
    return (_LOAD, 0, 0, _ARGUMENT + 8 * position)


def _if_argument_in(position: int, values: list[int], then: Instruction, otherwise: Instruction) -> list[Instruction]:
    tests: list[Instruction] = [(_EQUAL, len(values) - place, 0, value) for place, value in enumerate(values)]
    return [_load_argument(position), *tests, otherwise, then]
