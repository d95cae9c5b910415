"""The one kind of error a person is meant to read."""

from __future__ import annotations


class PlainError(Exception):
    """Something the person at the keyboard can put right.

    The message is one sentence of plain English that names the file, row or option at fault and the way out.
    The command line prints it on standard error and exits with `exit_code`.
    """

    exit_code = 2
