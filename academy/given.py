"""What several commands are given in the same way: the course folder, a day, a file to write what they made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import click

from synthetic_data.errors import PlainError, cannot_write

COURSE_FOLDER = click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("academy-course"),
    show_default=True,
    metavar="DIR",
    help="The course folder, shared by all assignments. nbgrader's own tools work in it.",
)


def file_option(name: str, ending: str, help: str) -> Callable[[click.decorators.FC], click.decorators.FC]:
    """An option for a file that a command also writes; one with another ending is refused, before anything is done."""

    def check(_: click.Context, __: click.Parameter, path: Path | None) -> Path | None:
        if path is not None and path.suffix.lower() != ending:
            raise PlainError(f"{path} has an ending that is not known here: end it in {ending}.")
        return path

    kind = click.Path(path_type=Path, dir_okay=False)
    return click.option(name, type=kind, metavar=f"FILE{ending}", callback=check, help=help)


def day(text: str) -> dt.date:
    """The day of an option, written 2027-01-11. Raises PlainError for anything else."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        raise PlainError(f'The day "{text}" cannot be read: write it as 2027-01-11.') from None
    if not 2000 <= found.year < 2100:
        raise PlainError(f'The day "{text}" is in no year of ours: write it as 2027-01-11.')
    return found


def write_text(out: Path, text: str) -> None:
    """Write a file whole or not at all. Raises PlainError when the place is closed."""
    partial = out.with_name(f".{out.name}.tmp")
    try:
        partial.write_bytes(text.encode("utf-8"))
        partial.replace(out)
    except OSError as problem:
        raise cannot_write(out, problem) from problem
