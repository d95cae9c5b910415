"""The one kind of error a person is meant to read."""

from __future__ import annotations

import errno
from pathlib import Path


class PlainError(Exception):
    """Something the person at the keyboard can put right.

    The message is one sentence of plain English that names the file, row or option at fault and the way out.
    The command line prints it on standard error and exits with `exit_code`.
    """

    exit_code = 2


def cannot_write(path: Path, problem: OSError) -> PlainError:
    """A file that the system would not write, and the way out: make room, mend the folder's name, or close the file."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        way = "make room, then run this again"
    elif isinstance(problem, FileNotFoundError | NotADirectoryError):
        way = "name a folder that exists"
    else:
        way = "close it where it is open, or choose another place"
    return PlainError(f"{path} cannot be written ({problem.strerror or problem}): {way}.")
