"""What was agreed in one-to-one meetings: one small CSV a learner, in the coach's course folder, to read and to edit.

OUT/coaching/<learner>.csv: agreed (yyyy-mm-dd), action, owner, by (yyyy-mm-dd or blank), done (yyyy-mm-dd or blank).
It holds actions and dates and no data about children.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

from grading.capture import write_whole
from grading.course_folder import CourseFolder
from grading.plain import count
from synthetic_data.errors import PlainError, cannot_write

COLUMNS = ("agreed", "action", "owner", "by", "done")


@dataclass(frozen=True)
class Action:
    """Something somebody said they would do. `done` is the day it was."""

    agreed: dt.date
    action: str
    owner: str = "learner"
    by: dt.date | None = None
    done: dt.date | None = None

    def is_late(self, today: dt.date) -> bool:
        return self.done is None and self.by is not None and self.by < today


def file_of(course: CourseFolder, learner: str) -> Path:
    """Where a learner's actions are kept."""
    return course.root / "coaching" / f"{learner}.csv"


def read_actions(course: CourseFolder, learner: str) -> list[Action]:
    """Everything agreed with a learner, oldest first. Raises PlainError naming the line that cannot be read."""
    path = file_of(course, learner)
    if not path.is_file():
        return []
    found = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                dates = {name: dt.date.fromisoformat(row[name]) if row.get(name) else None for name in ("by", "done")}
                agreed = dt.date.fromisoformat(row["agreed"])
                found.append(Action(agreed, row["action"], row.get("owner") or "learner", **dates))
            except (ValueError, KeyError, TypeError):
                words = f"{path.name}, line {number} cannot be read: write {', '.join(COLUMNS)}, dates as 2027-01-11."
                raise PlainError(words) from None
    return found


def add_action(course: CourseFolder, learner: str, action: Action) -> list[Action]:
    """Add an action and return them all. Raises PlainError when it says nothing."""
    if not action.action.strip():
        raise PlainError("The action is empty: say what will be done.")
    return _write(course, learner, [*read_actions(course, learner), action])


def finish_action(course: CourseFolder, learner: str, number: int, day: dt.date) -> list[Action]:
    """Mark the open action `number`, counted from 1 as the agenda lists them, as done; return them all.

    Raises PlainError when there is no such open action.
    """
    actions = read_actions(course, learner)
    still_open = [place for place, each in enumerate(actions) if each.done is None]
    if not 1 <= number <= len(still_open):
        if not still_open:
            raise PlainError(f"{learner} has no open action: note one with --add first.")
        many = count(len(still_open), "open action")
        raise PlainError(f"{learner} has {many}: give a number from 1 to {len(still_open)}.")
    place = still_open[number - 1]
    actions[place] = dataclasses.replace(actions[place], done=day)
    return _write(course, learner, actions)


def _write(course: CourseFolder, learner: str, actions: list[Action]) -> list[Action]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for each in actions:
        dates = (each.by.isoformat() if each.by else "", each.done.isoformat() if each.done else "")
        writer.writerow((each.agreed.isoformat(), " ".join(each.action.split()), each.owner, *dates))
    path = file_of(course, learner)
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, text.getvalue().encode("utf-8"))
    except OSError as problem:
        raise cannot_write(path, problem) from problem
    return actions
