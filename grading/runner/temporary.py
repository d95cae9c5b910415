"""Temporary folders that leave nothing behind, however the process that made them ends.

Each is locked while its owner lives, and the system takes the lock away with the process, however that ends. A folder
of ours that nobody holds is therefore abandoned (a process number could be somebody else's by now, or a container's),
and whoever makes the next one clears it away first. Windows has no such locks: a killed process leaves its folder.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from grading.runner.scratch import empty

PREFIX = "academy-work-"
TRIES, PAUSE = 5, 0.3

_held: dict[Path, int | None] = {}
"""The folders of this process, and the open file that holds the lock of each."""


def make() -> Path:
    """A new folder, closed to other people: cleared away by `clear`, or else at the end of the program."""
    clear_abandoned()
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        lock = _opened(folder)
        if lock is not None and _locked(lock, wait=True) and not folder.exists():
            os.close(lock)  # taken for abandoned before it was locked
            continue
        _held[folder] = lock
        return folder


def clear(folder: Path) -> None:
    """Remove a folder of this process and everything in it; what cannot be removed now, the next run tries again."""
    if folder not in _held:
        return
    lock = _held.pop(folder)
    _empty(folder)
    if lock is not None:
        os.close(lock)


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder for as long as the `with` lasts."""
    folder = make()
    try:
        yield folder
    finally:
        clear(folder)


def clear_abandoned() -> None:
    """Remove what processes of this user's left that were killed. The folders of running ones are never touched."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        lock = _opened(folder)
        if lock is None:
            continue
        if os.fstat(lock).st_uid == os.getuid() and _locked(lock):
            _empty(folder)
        os.close(lock)


def _empty(folder: Path) -> None:
    """Remove a folder, in several tries: the sandbox of a process just killed may be clearing up in it itself."""
    for _ in range(TRIES):
        try:
            empty(folder)
            return
        except OSError:
            if not folder.exists():
                return
            time.sleep(PAUSE)


def _opened(folder: Path) -> int | None:
    """The folder as an open file, or none: it is gone, somebody else's, no folder, or this is Windows."""
    try:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except (OSError, AttributeError):
        return None


def _locked(descriptor: int, wait: bool = False) -> bool:
    """Take the lock. False when another process has it, or the file system knows no locks: nobody can take it then."""
    try:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except (ImportError, OSError):
        return False
    return True


def _clear_all() -> None:
    for folder in list(_held):
        clear(folder)


def _forget() -> None:
    """A forked copy of this process has no folders: they are the original's, and end with it."""
    for lock in _held.values():
        if lock is not None:
            os.close(lock)
    _held.clear()


atexit.register(_clear_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
