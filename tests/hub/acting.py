"""Acting as another of the machine's accounts, for tests that ask what one learner can do to another."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

GRADERS, AMINA, MALLORY = 64001, 64002, 64003
"""Numbers of accounts that need not exist: the system keeps files apart by number."""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="acting as other users needs root")


def acting_as(account: int, deed: Callable[[], object]) -> str:
    """Do something as another user, in a process of its own; return "done" or the error's name."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(account)
            os.setuid(account)
            os.umask(0o022)
            deed()
            said = "done"
        except BaseException as problem:  # noqa: BLE001 - whatever it is, the parent hears its name
            said = type(problem).__name__
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as stream:
        return stream.read()
