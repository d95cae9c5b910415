"""What one submission earned and why: one small file a learner, written whole, so that a batch can stop at any moment.

A finished result stands until the hand-in or the reference changes. Changes of a mark are kept in the result itself
(who, what, when, from, to), so no moment exists at which a mark has changed and its history does not say so.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import getpass
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grading.capture import write_whole

STATUSES = ("marked", "blank", "error", "timeout", "unreadable", "needs_coach")
# States in which nobody has decided anything: a coach has to look, and an earlier mark of the same work stands.
UNDECIDED = ("timeout", "unreadable", "needs_coach")

STOOD_THROUGH_FAULT = "Marking this again failed through a fault of ours: the marks of the time before stand."


@dataclass(frozen=True)
class Row:
    """One exercise of one learner, as marks.csv has it, and the mistake that was recognised.

    `score` is None unless the status is "marked". `shown` is the answer in a few words, `print` its fingerprint and
    `own` the fingerprint of what was right for this learner's council (values only).
    """

    exercise: str
    status: str
    score: float | None
    max_score: float
    message: str
    matched: str | None = None
    shown: str = ""
    print: str = ""
    own: str = ""


@dataclass(frozen=True)
class Change:
    """One change of a mark."""

    when: str
    who: str
    exercise: str
    from_status: str
    from_score: float | None
    to_status: str
    to_score: float | None
    why: str


@dataclass(frozen=True)
class Result:
    """One learner's work on one assignment, marked.

    key      what the marks were made from: the hand-in's digest, the assignment's references, data version, seed
    handed_in when it was handed in (ISO, UTC), if known; `file` its name; `notes` what was put right or noticed
    facts    figures of the run: seconds, memory in MB, sandbox
    tasks    parts that a coach marks, and whether anything was written there
    weaker   whether the scores came out of the process that ran learner code (ordinary nbgrader assignments)
    """

    learner: str
    assignment: str
    key: str
    marked_at: str
    rows: tuple[Row, ...]
    state: str = "ok"
    file: str | None = None
    handed_in: str | None = None
    notes: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    history: tuple[Change, ...] = ()
    tasks: dict[str, bool] = field(default_factory=dict)
    weaker: bool = False

    @property
    def work(self) -> str:
        """What stands for the hand-in in the key: equal when the same bytes were handed in."""
        return self.key.partition("/")[0]

    @property
    def was_read(self) -> bool:
        """Whether anybody knows what was written: not so for a damaged file, nor after a fault of ours."""
        return self.state not in ("unreadable", "fault")

    @property
    def score(self) -> float:
        """Points earned by the exercises marked so far."""
        return sum(row.score or 0.0 for row in self.rows)

    @property
    def max_score(self) -> float:
        return sum(row.max_score for row in self.rows)

    @property
    def undecided(self) -> list[Row]:
        """Exercises on which a coach has to decide."""
        return [row for row in self.rows if row.status in ("unreadable", "needs_coach")]


def write_result(folder: Path, result: Result) -> None:
    """Write a result whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(dataclasses.asdict(result), ensure_ascii=False).encode("utf-8", "replace")
    write_whole(folder / f"{result.learner}.json", content, lasting=True)


def read_result(folder: Path, learner: str) -> Result | None:
    """The stored result of a learner; None when there is none or it cannot be read (it is then made again)."""
    path = folder / f"{learner}.json"
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        values["rows"] = tuple(Row(**row) for row in values["rows"])
        values["history"] = tuple(Change(**change) for change in values["history"])
        values["notes"] = tuple(values["notes"])
        return Result(**values)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def read_results(folder: Path) -> list[Result]:
    """Every stored result of an assignment, by learner id."""
    names = sorted(path.stem for path in folder.glob("*.json")) if folder.is_dir() else []
    return [found for name in names if (found := read_result(folder, name)) is not None]


def supersede(old: Result | None, new: Result, why: str, lower: bool = True) -> Result:
    """`new` with the history of `old` and a line for each mark that differs.

    A mark already given stands when the same work now ends undecided (a busy machine takes nothing from anybody), when
    nothing, or nothing readable, is found where work was marked before, and when marking fails through a fault of ours
    (new work is then tried again at the next run, being new still). With `lower` false no mark goes down.
    """
    if old is None:
        return new
    if new.state == "fault" and old.state != "fault":
        notes = tuple(dict.fromkeys([*old.notes, STOOD_THROUGH_FAULT]))
        return dataclasses.replace(old, notes=notes, facts={**old.facts, **new.facts})
    if old.state == "ok" and new.state in ("missing", "unreadable"):
        found = "no hand-in" if new.state == "missing" else "a hand-in that cannot be read"
        note = f"A later look found {found}: the marks of the earlier one stand."
        return dataclasses.replace(old, notes=tuple(dict.fromkeys([*old.notes, note])))
    before = {row.exercise: row for row in old.rows}
    same_work = old.work == new.work
    rows = [_kept(before.get(row.exercise), row, same_work, lower) for row in new.rows]
    now, who = utc_now(), whoami()
    changes = [
        Change(now, who, row.exercise, was.status, was.score, row.status, row.score, why)
        for row in rows
        if (was := before.get(row.exercise)) is not None and (was.status, was.score) != (row.status, row.score)
    ]
    return dataclasses.replace(new, rows=tuple(rows), history=(*old.history, *changes))


def _kept(was: Row | None, row: Row, same_work: bool, lower: bool) -> Row:
    if was is None or was.status != "marked":
        return row
    undecided = same_work and row.status in UNDECIDED
    falls = not lower and (row.score is None or row.score < (was.score or 0.0))
    return was if undecided or falls else row


def history_rows(results: Iterable[Result]) -> list[dict[str, Any]]:
    """Every change of a mark, oldest first, as rows of history.csv."""
    rows = [
        {"when": change.when, "who": change.who, "learner": result.learner, "assignment": result.assignment}
        | {name: getattr(change, name) for name in CHANGE_COLUMNS}
        for result in results
        for change in result.history
    ]
    return sorted(rows, key=lambda row: (row["when"], row["learner"], row["exercise"]))


CHANGE_COLUMNS = ("exercise", "from_status", "from_score", "to_status", "to_score", "why")


def utc_now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def whoami() -> str:
    """The account that is marking, for the history."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def by_exercise(results: Sequence[Result]) -> dict[str, list[tuple[str, Row]]]:
    """(learner, row) pairs by exercise, in the order of the first result."""
    table: dict[str, list[tuple[str, Row]]] = {}
    for result in results:
        for row in result.rows:
            table.setdefault(row.exercise, []).append((result.learner, row))
    return table
