"""`practice("m01-l03-children-in-care")`: the small table that a message of `check` speaks of, to look at and try."""

from __future__ import annotations

import re

import pandas as pd

from synthetic_data.errors import PlainError

IN_A_LESSON = re.compile(r"m\d\d-l\d\d-.+")


def practice(exercise_id: str) -> pd.DataFrame | tuple[pd.DataFrame, ...] | None:
    """The invented table on which `check` tries a lesson's answer; if several, in the order the function takes them.

    A fresh copy each time, so that a learner can call their own function on it. None, and a sentence that says why,
    where there is none: an assignment's comes with the feedback, and some questions have no table.
    """
    if not isinstance(exercise_id, str) or not IN_A_LESSON.fullmatch(exercise_id):
        print("Practice tables are for the exercises of lessons: copy the words in quotes from a check.")  # noqa: T201
        return None
    from curriculum.model import load_course

    try:
        tables = load_course().exercise(exercise_id).practice_tables
    except PlainError:
        print(f"There is no exercise {exercise_id}: copy the words in quotes from its check.")  # noqa: T201
        return None
    if not tables:
        print("This exercise has no practice table: it is a question, or a value of your own council.")  # noqa: T201
        return None
    fresh = tuple(table.copy() for table in tables)
    return fresh[0] if len(fresh) == 1 else fresh
