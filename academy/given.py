"""What several commands are given in the same way: a day, and a file to write what they made."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from synthetic_data.errors import PlainError


def day(text: str) -> dt.date:
    """The day of an option, written 2027-01-11. Raises PlainError for anything else."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise PlainError(f'The day "{text}" cannot be read: write it as 2027-01-11.') from None


def write_text(out: Path, text: str) -> None:
    """Write a file whole or not at all. Raises PlainError when the place is closed."""
    partial = out.with_name(f".{out.name}.tmp")
    try:
        partial.write_bytes(text.encode("utf-8"))
        partial.replace(out)
    except OSError as problem:
        raise PlainError(f"{out} cannot be written ({problem.strerror}): choose another place.") from problem
