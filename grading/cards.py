"""Cards: the public facts of an assignment's exercises, all that a learner's machine knows of them.

`{id, assignment, answer, kind, inputs, points, minutes, skills, shape, columns, options, example}`: no expected answer,
no hint, no mistake, no message.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from curriculum.case import Case
from curriculum.kinds import FUNCTIONS
from curriculum.workspace import data_folder
from grading.capture import NotDataError
from grading.judge import outputs_of
from grading.plain import NotData, plain
from synthetic_data.errors import PlainError

ROOT = Path(__file__).resolve().parent.parent
# The learner's workspace, a checkout, an installed wheel: whichever is there first.
PLACES = (ROOT / "notebooks" / "cards.json", ROOT / "curriculum" / "notebooks" / "cards.json")

NOT_CALLED = object()


def card(exercise_id: str) -> dict[str, Any] | None:
    """The card of an assignment's exercise, or None when there is none."""
    return next((each for each in _cards(_where()) if each.get("id") == exercise_id), None)


def _where() -> Path:
    try:
        own = data_folder().parent / ".academy" / "cards.json"
    except PlainError:
        own = None
    return next((path for path in (own, *PLACES) if path is not None and path.is_file()), PLACES[0])


@lru_cache(maxsize=4)
def _cards(path: Path) -> list[dict[str, Any]]:
    try:
        return [each for each in json.loads(path.read_text(encoding="utf-8")) if isinstance(each, dict)]
    except (OSError, ValueError) as problem:
        raise PlainError(
            f"{path.name}, the list of the assignment's exercises, cannot be read: run academy start again."
        ) from problem


def sample(facts: Mapping[str, Any], answer: Any, tables: Callable[[], Sequence[pd.DataFrame]] | None) -> Any:
    """One output of `answer` whose form can be looked at: the value, or what the function gives on the learner's data.

    Plain data, `NotData`, `CallError`, or `NOT_CALLED` when there is nothing to call a function with.
    """
    if facts["kind"] not in FUNCTIONS:
        return _as_plain(answer)
    if not callable(answer):
        return _as_plain(answer)
    if tables is None or "example" not in facts:
        return NOT_CALLED
    extra = tuple(example(each) for each in facts["example"])
    case = Case("your own data", tuple(tables()), extra, None, careful=bool(facts.get("careful")))
    return outputs_of(answer, [case])[0]


def _as_plain(answer: Any) -> Any:
    try:
        return plain(answer)
    except NotDataError as odd:
        return NotData(str(odd))


def example(encoded: Any) -> Any:
    """An extra argument as a card writes it: a plain value, `{"date": "2026-03-31"}` or `{"dictionary": {...}}`."""
    if isinstance(encoded, dict) and "dictionary" in encoded:
        return dict(encoded["dictionary"])
    if isinstance(encoded, dict):
        return pd.Timestamp(dt.date.fromisoformat(encoded["date"]))
    return encoded
