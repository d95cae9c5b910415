"""Copies of the gradebook: one before each batch, and the way back from one, whatever has become of the gradebook."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from grading.course_folder import CourseFolder
from synthetic_data.errors import PlainError

KEPT = 30
PATIENCE = 10.0
"""Seconds to wait for another program, such as formgrader, to finish writing."""

_STAMP = "gradebook-%Y%m%dT%H%M%S%fZ.db"


class InUseError(PlainError):
    """Another program is writing to the gradebook."""


class DamagedError(PlainError):
    """The gradebook is not a whole database."""


def back_up(course: CourseFolder) -> Path | None:
    """A copy of the gradebook as it is now, whole even while somebody marks in formgrader; None if there is none.

    Raises PlainError when the gradebook is damaged, or in use for so long that it cannot be copied.
    """
    if not course.gradebook.is_file():
        return None
    path = _next_name(course)
    partial = path.with_name(f".{path.stem}.part")
    try:
        with plain_errors(course.gradebook):
            copy(course.gradebook, partial)
    except PlainError:
        partial.unlink(missing_ok=True)
        raise
    partial.replace(path)
    for old in sorted(path.parent.glob("gradebook-*.db"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def restore(course: CourseFolder, backup: Path) -> Path | None:
    """Put a backup back in the gradebook's place; the gradebook as it was is kept beside the backups, and returned.

    Raises PlainError when `backup` is not a whole gradebook, or another program is writing to the present one.
    """
    if not backup.is_file():
        raise PlainError(f"There is no backup {backup}: they are in {course.root / 'backups'}.")
    partial = course.root / ".gradebook.part"
    try:
        copy(backup, partial)
        with contextlib.closing(sqlite3.connect(partial)) as database:
            sound = database.execute("PRAGMA integrity_check").fetchone()[0]
            database.execute("SELECT count(*) FROM grade").fetchone()
    except sqlite3.DatabaseError as problem:
        partial.unlink(missing_ok=True)
        raise PlainError(f"{backup} is not a gradebook that can be restored ({problem}).") from problem
    if sound != "ok":
        partial.unlink(missing_ok=True)
        raise PlainError(f"{backup} is damaged and was not restored: choose another backup.")
    try:
        kept = back_up(course)
    except DamagedError:
        kept = _next_name(course).with_suffix(".damaged")
        shutil.copyfile(course.gradebook, kept)
    _put_leftovers_aside(course)
    partial.replace(course.gradebook)
    return kept


def copy(source: Path, target: Path) -> None:
    """Copy a whole database. Raises `sqlite3.DatabaseError` when it is damaged, or locked for longer than PATIENCE."""
    with (
        contextlib.closing(sqlite3.connect(source, timeout=PATIENCE)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        # Reading first, which gives up in the end: a backup of a database that is locked would wait for ever.
        old.execute("BEGIN")
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()
        old.backup(new)


@contextlib.contextmanager
def plain_errors(gradebook: Path) -> Iterator[None]:
    """What the database says when it cannot be used, as one sentence with the way out."""
    import sqlalchemy

    try:
        yield
    except (sqlite3.DatabaseError, sqlalchemy.exc.DatabaseError) as problem:
        said = str(getattr(problem, "orig", problem))
        if "locked" in said:
            raise InUseError(
                f"{gradebook} is in use by another program: close formgrader and nbgrader, then run this again. "
                "What is marked already stands."
            ) from problem
        if "disk is full" in said:
            raise PlainError(f"The disk with {gradebook} is full: make room, then run this again.") from problem
        raise DamagedError(
            f"{gradebook} cannot be used ({said}): put a backup back with academy grade --restore, or "
            "move it aside and grade again."
        ) from problem


def _next_name(course: CourseFolder) -> Path:
    """A name after those of all other backups, even on a machine whose clock has been set back."""
    folder = course.root / "backups"
    folder.mkdir(exist_ok=True)
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    latest = max(folder.glob("gradebook-*.db"), default=None)
    if latest is not None:
        with contextlib.suppress(ValueError):  # a name that somebody made up
            now = max(now, dt.datetime.strptime(latest.name, _STAMP) + dt.timedelta(microseconds=1))
    return folder / now.strftime(_STAMP)


def _put_leftovers_aside(course: CourseFolder) -> None:
    """Move away what a killed program left of its last change, which would be played into the gradebook put back."""
    for ending in ("-journal", "-wal", "-shm"):
        left = course.gradebook.with_name(course.gradebook.name + ending)
        if left.exists():
            left.replace(_next_name(course).with_suffix(f".damaged{ending}"))
