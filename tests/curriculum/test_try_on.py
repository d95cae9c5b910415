"""What a learner gets who wants to see the practice table that a message speaks of."""

from __future__ import annotations

import pandas as pd
import pytest

from academy import practice
from curriculum.builder.source import read_cells
from curriculum.model import load_course


def test_it_is_the_table_that_check_uses_and_a_copy_of_its_own() -> None:
    known = load_course().exercise("m01-l03-children-in-care")
    first = practice(known.id)
    assert isinstance(first, pd.DataFrame)
    pd.testing.assert_frame_equal(first, known.practice)
    first["CHILD"] = "changed"
    again = practice(known.id)
    assert isinstance(again, pd.DataFrame)
    assert "changed" not in set(again["CHILD"])


def test_several_tables_come_in_the_order_the_function_takes_them() -> None:
    known = load_course().exercise("m01-l04-percent-in-homes")
    tables = practice(known.id)
    assert isinstance(tables, tuple)
    assert [list(table.columns) for table in tables] == [list(table.columns) for table in known.practice_tables]


def test_a_function_of_values_alone_shows_what_it_is_asked() -> None:
    born_and_day = practice("m01-l03-age-on-a-day")
    assert isinstance(born_and_day, list)
    assert all(len(pair) == 2 for pair in born_and_day)
    records = practice("m13-l05-record-faults")
    assert isinstance(records, list)
    records[0]["owner"] = "changed"
    assert practice("m13-l05-record-faults")[0] != records[0]


@pytest.mark.parametrize(
    ("exercise_id", "said"),
    [
        ("m01-l01-run-it-again", "no practice table"),
        ("m01-l03-nothing-of-the-kind", "no exercise"),
        ("m01-a01-in-care-on", "exercises of lessons"),
        (3, "exercises of lessons"),
    ],
)
def test_where_there_is_none_it_says_so_without_a_traceback(
    exercise_id: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert practice(exercise_id) is None
    assert said in capsys.readouterr().out


def test_every_lesson_that_calls_a_function_has_practice_at_hand() -> None:
    course = load_course()
    for name, part in course.parts.items():
        tried = any(known.kind in ("function", "pipeline", "sql") for known in map(part.load, part.exercise_ids))
        if name[4] == "l" and tried:
            setup = next(cell.text for cell in read_cells(part.source) if "from academy import" in cell.text)
            assert "practice" in setup, f"{name} speaks of practice tables and does not import practice"
