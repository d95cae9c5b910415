"""The public facts of an exercise: all that a learner's machine is told of it, and enough for checks of form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from curriculum.case import Given
from curriculum.kinds import FUNCTIONS

if TYPE_CHECKING:
    from curriculum.exercise import Exercise


def card_of(exercise: Exercise) -> dict[str, Any]:
    """The card of `exercise`: no answer, message, hint or code.

    `example` holds extra arguments to try a function with: plain values, `{"date": "2026-03-31"}` or
    `{"dictionary": {...}}`.
    """
    card: dict[str, Any] = {
        "id": exercise.id,
        "assignment": exercise.part,
        "answer": exercise.answer,
        "kind": exercise.kind,
        "inputs": list(exercise.inputs),
        "points": exercise.points,
        "minutes": exercise.minutes,
        "skills": list(exercise.skills),
        "shape": exercise.shape,
    }
    if exercise.wanted_columns:
        card |= {"columns": list(exercise.wanted_columns), "ordered": exercise.ordered}
    if exercise.kind == "choice":
        card["options"] = sorted(exercise.options)
    plain = [each for each in exercise.ask_on if not isinstance(each, Given)]
    if exercise.kind in FUNCTIONS and plain:
        first = plain[0] if isinstance(plain[0], tuple) else (plain[0],)
        card["example"] = [_written(each) for each in first]
    return card | {"careful": True} if exercise.careful else card


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        return {"dictionary": value}
    return {"date": value.date().isoformat()} if isinstance(value, pd.Timestamp) else value
