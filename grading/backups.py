"""Copies of the gradebook: one before each batch, and the way back from one, whatever has become of the gradebook."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from grading.course_folder import CourseFolder
from grading.gradebook_store import OnServer, Store, kept_in
from synthetic_data.errors import PlainError

KEPT = 30
_STAMP = "gradebook-%Y%m%dT%H%M%S%fZ"


class InUseError(PlainError):
    """Another program is writing to the gradebook."""


class DamagedError(PlainError):
    """The gradebook is not a whole database."""


def back_up(course: CourseFolder) -> Path | None:
    """A copy of the gradebook as it is now, whole even while somebody marks in formgrader; None if there is none.

    Raises PlainError when the gradebook is damaged, out of reach, or in use for so long that it cannot be copied.
    """
    store = kept_in(course)
    with plain_errors(store):
        if not store.exists():
            return None
    path = _next_name(course, store)
    partial = path.with_name(f".{path.stem}.part")
    try:
        with plain_errors(store):
            store.copy_to(partial)
    except PlainError:
        partial.unlink(missing_ok=True)
        raise
    partial.replace(path)
    for old in sorted(path.parent.glob(f"gradebook-*{store.suffix}"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def restore(course: CourseFolder, backup: Path) -> Path | None:
    """Put a backup back in the gradebook's place; the gradebook as it was is kept beside the backups, and returned.

    Raises PlainError when `backup` is not a whole gradebook, or another program is writing to the present one.
    """
    if not backup.is_file():
        raise PlainError(f"There is no backup {backup}: they are in {course.root / 'backups'}.")
    store = kept_in(course)
    store.check(backup)
    try:
        kept = back_up(course)
    except DamagedError:
        kept = _next_name(course, store).with_suffix(".damaged")
        shutil.copyfile(course.gradebook, kept)
    _put_leftovers_aside(course, store)
    store.replace_by(backup)
    return kept


@contextlib.contextmanager
def plain_errors(store: Store) -> Iterator[None]:
    """What the database says when it cannot be used, as one sentence with the way out."""
    import sqlalchemy

    from grading.nbgrader_api import InvalidEntry

    try:
        yield
    except InvalidEntry as problem:  # nbgrader's name for whatever stopped it from adding a row
        raise _plain(store, problem.__context__ or problem) from problem
    except (sqlite3.DatabaseError, sqlalchemy.exc.DatabaseError) as problem:
        raise _plain(store, problem) from problem


def _plain(store: Store, problem: BaseException) -> PlainError:
    said = (str(getattr(problem, "orig", problem)).strip().splitlines() or ["no reason given"])[0]
    if isinstance(store, OnServer):
        return PlainError(f"{store} cannot be used ({said}): {store.mend}.")
    if "locked" in said:
        return InUseError(
            f"{store} is in use by another program: close formgrader and nbgrader, then run this again. "
            "What is marked already stands."
        )
    if "disk is full" in said:
        return PlainError(f"The disk with {store} is full: make room, then run this again.")
    if "unable to open" in said or "readonly" in said:
        return PlainError(
            f"{store} cannot be opened or written by this account ({said}): give the account the right to it and to "
            "its folder, then run this again."
        )
    return DamagedError(f"{store} cannot be used ({said}): {store.mend}.")


def _next_name(course: CourseFolder, store: Store) -> Path:
    """A name after those of all other backups, even on a machine whose clock has been set back."""
    folder = course.root / "backups"
    folder.mkdir(exist_ok=True)
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    latest = max(folder.glob(f"gradebook-*{store.suffix}"), default=None)
    if latest is not None:
        with contextlib.suppress(ValueError):  # a name that somebody made up
            now = max(now, dt.datetime.strptime(latest.stem, _STAMP) + dt.timedelta(microseconds=1))
    return folder / f"{now.strftime(_STAMP)}{store.suffix}"


def _put_leftovers_aside(course: CourseFolder, store: Store) -> None:
    """Move away what a killed program left of its last change, which would be played into the gradebook put back."""
    for ending in ("-journal", "-wal", "-shm"):
        left = course.gradebook.with_name(course.gradebook.name + ending)
        if left.exists():
            left.replace(_next_name(course, store).with_suffix(f".damaged{ending}"))
