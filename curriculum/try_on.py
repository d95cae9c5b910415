"""`practice("m01-l03-children-in-care")`: the small table that a message of `check` speaks of, to look at and try."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from synthetic_data.errors import PlainError

if TYPE_CHECKING:
    from curriculum.exercise import Exercise

IN_A_LESSON = re.compile(r"m\d\d-l\d\d-.+")


def has_practice(exercise: Exercise) -> bool:
    """Whether `practice` has something to show for an exercise of a lesson: tables, or what a function is asked."""
    return bool(exercise.practice_tables) or exercise.kind == "function"


def practice(exercise_id: str) -> pd.DataFrame | tuple[pd.DataFrame, ...] | list[Any] | None:
    """The invented table on which `check` tries a lesson's answer; if several, in the order the function takes them.

    For a function that takes no table, the list of what it is asked. All of it is the learner's own copy, to call their
    function on. None, and a sentence that says why, where there is nothing: an assignment's comes with the feedback.
    """
    if not isinstance(exercise_id, str) or not IN_A_LESSON.fullmatch(exercise_id):
        print("Practice tables are for the exercises of lessons: copy the words in quotes from a check.")  # noqa: T201
        return None
    from curriculum.model import load_course

    try:
        known = load_course().exercise(exercise_id)
    except PlainError:
        print(f"There is no exercise {exercise_id}: copy the words in quotes from its check.")  # noqa: T201
        return None
    if tables := tuple(table.copy() for table in known.practice_tables):
        return tables[0] if len(tables) == 1 else tables
    if has_practice(known):
        asked = [copy.deepcopy(case.extra) for case in known.cases()]
        return [each[0] if len(each) == 1 else each for each in asked]
    print("This exercise has no practice table: it is a question, or a value of your own council.")  # noqa: T201
    return None
