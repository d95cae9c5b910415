"""Answers that belong to another learner's council: pointed out with the evidence, as a prompt for a conversation.

Methods may be shared on this course; figures cannot be, because every learner has their own council. A figure that is
right for somebody else's council and wrong for one's own may have been copied, or come from a borrowed data folder. It
is never a verdict: no mark changes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from grading import columns
from grading.plain import Plain, in_words
from grading.results import Result, Row


def fingerprint(value: Plain) -> str:
    """A short text that equal answers share: the value itself when it is short, else a digest of its canonical form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return f"{value:.6g}"
    if isinstance(value, dt.date):
        return in_words(value)
    if isinstance(value, pd.DataFrame | pd.Series):
        return _table_print(columns.with_index(value))
    if isinstance(value, dict):
        return _digest(sorted(f"{key}={fingerprint(item)}" for key, item in value.items()))
    if isinstance(value, list):
        return _digest([fingerprint(item) for item in value])
    text = str(value)
    return text if len(text) <= 40 else _digest([text])


def _table_print(frame: pd.DataFrame) -> str:
    names = [str(name) for name in frame.columns]
    places = sorted(range(len(names)), key=names.__getitem__)  # by place: two columns may share a name
    cells = [columns.Column.of(frame.iloc[:, place]).labels() for place in places]
    names.sort()
    rows = sorted("|".join(row) for row in zip(*cells, strict=True))
    return f"table:{_digest([*names, *rows])}"


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Likeness:
    """Answers of `learner` that are right for `other`'s council and wrong for their own.

    `evidence` is one sentence an exercise, each saying how many learners share that figure by chance.
    """

    learner: str
    other: str
    exercises: tuple[str, ...]
    evidence: tuple[str, ...]


def likenesses(results: Sequence[Result]) -> list[Likeness]:
    """Pairs worth a conversation. One shared small number proves nothing and is left out: it takes two figures, or one
    that nobody else's council shares and that is a table, a date or a number of three digits or more.
    """
    owns = _own_prints(results)
    shared = {exercise: Counter(prints.values()) for exercise, prints in owns.items()}
    found = []
    for result in results:
        matches: dict[str, list[Row]] = {}
        for row in result.rows:
            if row.status != "marked" or row.score or not row.print or row.print == row.own:
                continue
            for other, own in owns.get(row.exercise, {}).items():
                if other != result.learner and own == row.print:
                    matches.setdefault(other, []).append(row)
        for other, rows in matches.items():
            telling = [row for row in rows if shared[row.exercise][row.print] == 1 and _is_telling(row.print)]
            if telling or len(rows) > 1:
                found.append(_likeness(result.learner, other, rows, shared, len(results)))
    return sorted(found, key=lambda each: (-len(each.exercises), each.learner, each.other))


def same_files(results: Sequence[Result]) -> list[tuple[str, ...]]:
    """Learners whose notebooks are the same to the last byte, where something was written in them."""
    by_work: dict[str, list[str]] = {}
    for result in results:
        written = any(row.status != "blank" for row in result.rows) or any(result.tasks.values())
        if result.state == "ok" and written:
            by_work.setdefault(result.work, []).append(result.learner)
    return sorted(tuple(sorted(learners)) for learners in by_work.values() if len(learners) > 1)


def _own_prints(results: Sequence[Result]) -> dict[str, dict[str, str]]:
    owns: dict[str, dict[str, str]] = {}
    for result in results:
        for row in result.rows:
            if row.own:
                owns.setdefault(row.exercise, {})[result.learner] = row.own
    return owns


def _is_telling(text: str) -> bool:
    digits = text.replace(".", "").replace("-", "")
    return not digits.isdigit() or len(digits.lstrip("0")) >= 3


def _likeness(learner: str, other: str, rows: Sequence[Row], shared: Mapping[str, Counter[str]], size: int) -> Likeness:
    evidence = []
    for row in rows:
        same = shared[row.exercise][row.print]
        by_chance = "no other council has it" if same == 1 else f"{same} of {size} councils have it"
        evidence.append(f"{row.exercise}: {row.shown or 'the answer'} is right for {other}'s council ({by_chance}).")
    return Likeness(learner, other, tuple(row.exercise for row in rows), tuple(evidence))
