"""The take-away cards: the pandas and SQL forms of a measure give the same on the same council."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
import pytest
from stage import council, course, rehearsal

from curriculum.model import Lesson
from curriculum.query import run_query
from grading.compare import Rules, difference
from synthetic_data.errors import PlainError

try:
    LESSONS: tuple[Lesson, ...] = course().lessons
except PlainError:  # test_exercises says so
    LESSONS = ()

NUMBER = 0
each = pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.id for lesson in LESSONS])


def tables_of(lesson: Lesson) -> dict[str, pd.DataFrame]:
    """The lesson's CSV files by name; when two years are read, a name stands for the last one listed."""
    found = {}
    for name in map(PurePosixPath, lesson.files):
        if name.suffix == ".csv":
            year = name.parts[1] if len(name.parts) == 3 else None
            found[name.stem] = council(NUMBER).table(f"{name.parts[0]}.{name.stem}", year)
    return found


def rows(value: Any) -> Any:
    """A result without the names of its columns: what a card promises is the same numbers, not the same headings."""
    if isinstance(value, pd.Series):
        value = value.reset_index()
    if isinstance(value, pd.DataFrame):  # in SQL dates are text
        dates = value.select_dtypes("datetime").columns
        value = value.assign(**{name: value[name].dt.strftime("%Y-%m-%d") for name in dates})
    if isinstance(value, pd.DataFrame) and value.shape == (1, 1):
        return value.iloc[0, 0]
    return value.set_axis(range(value.shape[1]), axis=1) if isinstance(value, pd.DataFrame) else value


@each
def test_pandas_and_sql_of_the_card_give_the_same(lesson: Lesson) -> None:
    assert lesson.card is not None, f"{lesson.id}: write the take-away card"
    names = rehearsal(lesson.id, NUMBER).names
    values = {name: names[name] for name in re.findall(r":(\w+)", lesson.card.sql)}
    by_sql = rows(run_query(lesson.card.sql, tables_of(lesson), values))
    by_pandas = rows(eval(lesson.card.pandas, dict(names)))
    found = difference(by_pandas, by_sql, Rules(tolerance=1e-6))
    assert found is None, f"{lesson.id}: pandas and SQL differ: {found}"


@each
def test_excel_and_dax_have_their_brackets_and_quotes_in_pairs(lesson: Lesson) -> None:
    assert lesson.card is not None
    for name, code in (("Excel", lesson.card.excel), ("DAX", lesson.card.dax)):
        plain = re.sub(r'"[^"]*"', '""', code)
        assert plain.count('"') % 2 == 0, f"{lesson.id}: a quote is open in {name}"
        for opening, closing in ("()", "[]", "{}"):
            assert plain.count(opening) == plain.count(closing), (
                f"{lesson.id}: {opening} and {closing} differ in {name}"
            )
    assert lesson.card.excel.startswith("="), f"{lesson.id}: an Excel formula begins with ="
