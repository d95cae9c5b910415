"""Calls that must leave their tables alone and give the same twice; and refusals that name what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from curriculum.bad_input import with_a_row_twice, with_cell, without_column, without_rows
from curriculum.exercise import Exercise, Given, table
from grading import cards
from grading.capture import CallError
from grading.judge import judge, outputs_of
from grading.questions import Questions, write_calls
from grading.runner.answers import Question, find
from grading.runner.limits import Limits

READ = {"format": "%d/%m/%Y", "errors": "coerce"}


def referrals_in() -> Exercise:
    """A pipeline as an assignment has them: a month to count, an earlier extract, and input to refuse."""
    exercise = Exercise("m03-a01-counted", "counted", "pipeline", points=3, minutes=5, inputs="extracts.referrals")
    exercise.practice = table("ID DAY:text\nR1 01/03/2026\nR2 31/03/2026\nR3 28/02/2026")
    earlier = Given("as it was a month before", lambda rows: [rows[rows["ID"] == "R3"]], ("02/2026",))
    exercise.ask_on = (
        ("03/2026",),
        earlier,
        without_column(0, "DAY", "03/2026"),
        with_cell(0, "DAY", "2026-03-02", "03/2026"),
        with_a_row_twice(0, "ID", "03/2026"),
        without_rows(0, "03/2026"),
    )
    exercise.answers = (2, 1)

    @exercise.wrong("You were asked for the referrals of a month. Yours counts {yours}. Re-read 'Failing safe'.")
    def carries_on(rows: pd.DataFrame, month: str) -> int:
        return int(rows["DAY"].str.endswith(month).sum()) if "DAY" in rows else 0

    return exercise


def right(rows: pd.DataFrame, month: str) -> int:
    if "DAY" not in rows:
        raise ValueError("there is no column DAY")
    if rows["ID"].duplicated().any() or not len(rows):
        raise ValueError("an ID stands twice, or there are no rows")
    if pd.to_datetime(rows["DAY"], **READ).isna().any():
        raise ValueError("DAY holds something that is no date")
    return int(rows["DAY"].str.endswith(month).sum())


def in_place(rows: pd.DataFrame, month: str) -> int:
    found = right(rows, month)
    rows["DAY"] = pd.to_datetime(rows["DAY"], **READ)
    return found


def kept(rows: pd.DataFrame, month: str, seen: list[int] = []) -> int:  # noqa: B006 - the slip this is about
    seen.append(right(rows, month))
    return sum(seen)


def upset(rows: pd.DataFrame, month: str) -> int:
    rows["ID"] = "R1"
    return right(rows, month)


def test_one_exercise_is_put_to_an_earlier_extract_and_to_bad_input() -> None:
    cases = referrals_in().cases()
    assert [case.label for case in cases] == [
        "the practice table",
        "the practice table, as it was a month before",
        "the practice table, without the column DAY",
        'the practice table, with "2026-03-02" under DAY',
        "the practice table, with its first ID twice",
        "the practice table, without any rows",
    ]
    assert [len(case.tables[0]) for case in cases] == [3, 1, 3, 3, 4, 0]
    verdict = judge(referrals_in(), outputs_of(right, cases), cases)
    assert verdict.passed, verdict.message


@pytest.mark.parametrize(
    ("answer", "says"), [(in_place, "changed a table"), (kept, "second time"), (upset, "changed a table")]
)
def test_a_call_that_changes_its_table_or_its_mind_costs_the_mark(answer: Any, says: str) -> None:
    exercise, cases = referrals_in(), referrals_in().cases()
    verdict = judge(exercise, outputs_of(answer, cases), cases)
    assert (verdict.status, verdict.score) == ("marked", 0.0)
    assert says in verdict.message
    assert "Error" not in verdict.message
    assert "your answer stopped" not in verdict.message


def test_a_refusal_has_to_name_what_is_missing() -> None:
    def mute(rows: pd.DataFrame, month: str) -> int:
        try:
            return right(rows, month)
        except ValueError:
            raise ValueError("bad input") from None

    exercise, cases = referrals_in(), referrals_in().cases()
    verdict = judge(exercise, outputs_of(mute, cases), cases)
    assert not verdict.passed
    assert "without the column DAY" in verdict.message
    assert "do not name" in verdict.message


def test_an_answer_that_trips_over_bad_input_is_told_apart_from_one_that_refuses_it() -> None:
    def trips(rows: pd.DataFrame, month: str) -> int:
        rows["DAY"]
        return right(rows, month)

    exercise, cases = referrals_in(), referrals_in().cases()
    verdict = judge(exercise, outputs_of(trips, cases), cases)
    assert not verdict.passed
    assert "stops by itself" in verdict.message


def test_a_function_is_called_carefully_only_when_its_exercise_asks_for_it() -> None:
    loose = Exercise("m01-l01-counted", "counted", "function", points=1, minutes=1, inputs="ssda903.episodes")
    loose.practice, loose.answers, loose.ask_on = table("ID DAY:text\nR1 01/03/2026"), (1,), (("03/2026",),)
    assert judge(loose, outputs_of(in_place, loose.cases()), loose.cases()).passed
    loose.careful = True
    assert not judge(loose, outputs_of(in_place, loose.cases()), loose.cases()).passed


@pytest.mark.parametrize(("answer", "error"), [(in_place, "ChangedTablesError"), (kept, "DifferentTwiceError")])
def test_the_sandbox_calls_as_carefully_as_the_judge(answer: Any, error: str, tmp_path: Any) -> None:
    exercise = referrals_in()
    questions = Questions(exercise, tuple(exercise.cases()))
    write_calls([questions], tmp_path)
    calls = json.loads((tmp_path / "calls" / f"{exercise.id}.json").read_text())
    assert all(call["careful"] for call in calls)
    question = Question.read(exercise.card(), tmp_path)
    limits = Limits()
    good = find(question, {"counted": right}, None, tmp_path / "calls", limits).outputs
    assert judge(exercise, good, questions.cases).passed
    bad = find(question, {"counted": answer}, None, tmp_path / "calls", limits).outputs
    assert isinstance(bad[0], CallError)
    assert bad[0].type == error
    assert judge(exercise, bad, questions.cases).score == 0


def test_the_learners_own_check_is_as_careful() -> None:
    card = referrals_in().card()
    assert card["careful"] is True
    rows = table("ID DAY:text\nR1 01/03/2026")
    output = cards.sample(card, in_place, lambda: [rows])
    assert isinstance(output, CallError)
    assert cards.sample(card, right, lambda: [rows]) == 1


def test_a_dictionary_stands_on_a_card_as_one() -> None:
    exercise = referrals_in()
    exercise.ask_on = (({"door_police": 3}, pd.Timestamp("2026-03-31")),)
    example = json.loads(json.dumps(exercise.card()))["example"]
    assert [cards.example(each) for each in example] == [{"door_police": 3}, pd.Timestamp("2026-03-31")]
