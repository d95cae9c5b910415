from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from curriculum.exercise import Exercise, days, refuses, table
from grading.judge import judge, outputs_of
from synthetic_data.errors import PlainError


class Council:
    """A council with one table, as far as an exercise needs one."""

    def __init__(self, rows: int) -> None:
        self.rows = rows

    def table(self, name: str, year: str | None = None) -> pd.DataFrame:
        return pd.DataFrame({"CHILD": [f"{name}/{year}"] * self.rows})


def counting(**changes: Any) -> Exercise:
    """A function exercise: children open on a day."""
    facts: dict[str, Any] = {"id": "m01-l01-count", "answer": "count", "kind": "function", "points": 1, "minutes": 2}
    exercise = Exercise(**(facts | {"inputs": "ssda903.episodes"} | changes))
    exercise.practice = table("CHILD DECOM\nA 2025-01-01\nB 2025-02-01")
    exercise.ask_on, exercise.answers = days("2025-01-15", "2025-03-01"), (1, 2)

    @exercise.reference
    def truth(council: Council, day: pd.Timestamp) -> int:
        return council.rows

    @exercise.wrong("You were asked for a count. On {day} you gave {yours}. Re-read 'Counting'.")
    def one_more(episodes: pd.DataFrame, day: pd.Timestamp) -> int:
        return int((episodes["DECOM"] <= day).sum()) + 1

    return exercise


def test_a_function_is_asked_each_question_on_practice_and_council() -> None:
    cases = counting().cases([Council(7)])
    assert [case.expected for case in cases] == [1, 2, 7, 7]
    assert [case.extra[0].day for case in cases] == [15, 1, 15, 1]
    assert [case.council is None for case in cases] == [True, True, False, False]


def test_practice_can_be_left_out() -> None:
    assert [case.label for case in counting().cases([Council(1)], practice=False)] == ["your council"] * 2


def test_an_earlier_year_is_asked_for_by_name() -> None:
    exercise = counting(inputs=("ssda903.episodes", "ssda903.header@2024-25"))
    first, second = exercise.tables_of(Council(1))
    assert first["CHILD"][0] == "ssda903.episodes/None"
    assert second["CHILD"][0] == "ssda903.header/2024-25"
    assert exercise.table_names == ("episodes", "header_2024_25")


def test_a_message_fills_its_blanks_from_the_question_and_the_answer() -> None:
    exercise = counting()
    said = exercise.wrongs[0].say(exercise.cases()[0], yours=2)
    assert said == "You were asked for a count. On 15 January 2025 you gave 2. Re-read 'Counting'."
    assert exercise.what_was_asked == "You were asked for a count."
    assert exercise.where_to_reread == "Counting"


def test_a_card_holds_no_answer_message_or_hint() -> None:
    exercise = counting()
    exercise.hints, exercise.after = ("secret hint",), "secret note"
    card = json.dumps(exercise.card())
    assert "secret" not in card
    assert "You were asked" not in card
    assert exercise.card()["shape"] == "whole number"
    assert "answers" not in exercise.card()


def test_as_many_answers_as_questions() -> None:
    exercise = counting()
    exercise.answers = (1,)
    with pytest.raises(PlainError, match="asks 2 question"):
        exercise.cases()


@pytest.mark.parametrize(
    ("fact", "message"),
    [({"id": "children"}, "should look like"), ({"kind": "essay"}, '"essay"'), ({"answer": "two words"}, "two words")],
)
def test_facts_that_cannot_be_are_refused(fact: dict[str, Any], message: str) -> None:
    with pytest.raises(PlainError, match=message):
        counting(**fact)


def test_a_choice_is_one_question_with_a_message_for_each_wrong_letter() -> None:
    exercise = Exercise("m01-q01-rows", "quiz_1", "choice", points=1, minutes=1)
    exercise.option("a", "Children", "You were asked about rows. Re-read 'Rows'.")
    exercise.option("b", "Episodes")
    assert [case.expected for case in exercise.cases()] == ["b"]
    assert [wrong.fn() for wrong in exercise.wrongs] == ["a"]


def sql_exercise() -> Exercise:
    exercise = Exercise("m05-l01-count", "query", "sql", points=1, minutes=2, inputs="ssda903.episodes")
    exercise.practice = table("CHILD DECOM DEC\nA 2025-01-01 -\nB 2025-02-01 2025-03-01")
    exercise.answers = (table("n\n1"),)
    return exercise


def test_a_sql_answer_is_judged_by_what_it_gives() -> None:
    exercise = sql_exercise()

    @exercise.right("is null")
    def open_ones() -> str:
        return "SELECT count(*) AS n FROM episodes WHERE DEC IS NULL"

    assert exercise.rights[0].fn(*exercise.practice_tables)["n"].tolist() == [1]


def test_dates_compare_in_order_in_sql() -> None:
    exercise = sql_exercise()
    found = exercise.run_query("SELECT CHILD FROM episodes WHERE DECOM > '2025-01-15'", exercise.practice_tables)
    assert found["CHILD"].tolist() == ["B"]


@pytest.mark.parametrize(
    "query",
    ["DROP TABLE episodes", "SELECT * FROM nowhere", "ATTACH 'x.db' AS other", "SELECT 1; SELECT 2", "", "PRAGMA x=1"],
)
def test_a_query_that_is_not_one_select_is_refused_in_words(query: str) -> None:
    exercise = sql_exercise()
    with pytest.raises(PlainError):
        exercise.run_query(query, exercise.practice_tables)


def test_a_query_without_end_is_stopped() -> None:
    exercise = sql_exercise()
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with pytest.raises(PlainError, match="interrupted"):
        exercise.run_query(endless, exercise.practice_tables)


def careful() -> Exercise:
    """A pipeline that must refuse a table with too many rows."""
    exercise = Exercise("m03-a01-monthly", "monthly", "pipeline", points=1, minutes=2, inputs="ssda903.episodes")
    exercise.practice = table("CHILD DECOM:text\nA 01/04/2025\nB 02/04/2025")
    exercise.ask_on, exercise.answers = ((1,), (2,)), (refuses("ValueError"), 2)

    @exercise.wrong("You were asked to refuse a long table. Yours gave {yours}. Re-read 'Failing safe'.")
    def carries_on(episodes: pd.DataFrame, most: int) -> int:
        return len(episodes)

    return exercise


def test_a_refusal_is_the_right_answer_to_bad_input() -> None:
    exercise = careful()
    cases = exercise.cases()

    def refusing(episodes: pd.DataFrame, most: int) -> int:
        if len(episodes) > most:
            raise ValueError("too many rows")
        return len(episodes)

    def wrong_error(episodes: pd.DataFrame, most: int) -> int:
        return len(episodes) if len(episodes) <= most else episodes["NOT THERE"]

    assert judge(exercise, outputs_of(refusing, cases), cases).passed
    assert not judge(exercise, outputs_of(wrong_error, cases), cases).passed
    assert judge(exercise, outputs_of(exercise.wrongs[0].fn, cases), cases).matched == "carries_on"
    general = judge(exercise, outputs_of(lambda *_: 7, cases), cases)
    assert "You were asked to refuse" in general.message
    assert exercise.shape == "whole number"


def test_a_pipeline_is_given_tables_as_their_files_have_them() -> None:
    class Typed:
        def table(self, name: str) -> pd.DataFrame:
            days = pd.to_datetime(pd.Series(["2025-04-01", None]))
            return pd.DataFrame({"CHILD": ["A", "B"], "DECOM": days, "N": [3.0, None]})

    (raw,) = careful().tables_of(Typed())
    assert raw["DECOM"].tolist()[0] == "01/04/2025"
    assert raw["N"].tolist()[0] == "3"
    assert raw.isna().sum().tolist() == [0, 1, 1]
