"""Exercises with many right answers: judged by what the answer does, on the marking side, from its data alone."""

import pandas as pd
import pytest

from curriculum.exercise import Exercise, table
from grading.capture import CallError
from grading.judge import judge, outputs_of
from grading.messages import LONGEST

ASKED = "You were asked for two different children of the table. "


@pytest.fixture
def any_two():
    exercise = Exercise(id="m01-l01-any-two", answer="two", kind="function", points=2, minutes=5, inputs="x.children")
    exercise.practice = table("""
        CHILD
        A
        B
        C
    """)
    exercise.answers = (table("CHILD\nA\nB"),)

    @exercise.accepts
    def two_of_them(answer, children, *_):
        if len(answer) != 2:
            return "it has another number of rows than two"
        if not answer["CHILD"].isin(children["CHILD"]).all():
            return "it has a child that the table has not"
        return "it has one child twice" if answer["CHILD"].duplicated().any() else None

    @exercise.wrong(ASKED + "Your table has all of them. Re-read 'Two'.")
    def all_of_them(children):
        return children

    return exercise


def verdict_on(exercise, answer):
    cases = exercise.cases()
    return judge(exercise, outputs_of(answer, cases), cases)


@pytest.mark.parametrize("places", [[0, 1], [2, 0], [1, 2]])
def test_every_answer_with_the_properties_earns_the_points(any_two, places):
    verdict = verdict_on(any_two, lambda children: children.iloc[places])
    assert (verdict.passed, verdict.score) == (True, 2.0)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["A"], "it has another number of rows than two"),
        (["A", "Z"], "it has a child that the table has not"),
        (["A", "A"], "it has one child twice"),
    ],
)
def test_the_first_fault_is_what_the_message_says(any_two, rows, said):
    verdict = verdict_on(any_two, lambda children: pd.DataFrame({"CHILD": rows}))
    assert not verdict.passed
    assert f"On the practice table, {said}." in verdict.message
    assert verdict.message.startswith(ASKED.strip()) and len(verdict.message.split()) <= LONGEST


def test_a_known_mistake_is_still_told_by_its_own_message(any_two):
    verdict = verdict_on(any_two, lambda children: children)
    assert (verdict.passed, verdict.matched) == (False, "all_of_them")


def test_form_comes_before_the_properties(any_two):
    assert "table was asked" in verdict_on(any_two, lambda children: 2).message
    assert (
        "no column called CHILD" in verdict_on(any_two, lambda children: children.set_axis(["child"], axis=1)).message
    )


def test_an_answer_that_raises_is_never_put_to_the_properties(any_two):
    cases = any_two.cases()
    verdict = judge(any_two, [CallError("KeyError", "'Child'")], cases)
    assert (verdict.passed, verdict.status) == (False, "error")


def test_data_that_the_properties_cannot_read_is_wrong_and_not_a_crash(any_two):
    @any_two.accepts
    def odd(answer, children):
        return answer["CHILD"].sum() + 1

    verdict = verdict_on(any_two, lambda children: children.iloc[:2])
    assert not verdict.passed
    assert "cannot be read as what was asked" in verdict.message


def test_the_properties_cannot_change_what_others_see(any_two):
    cases = any_two.cases()

    @any_two.accepts
    def careless(answer, children):
        children.loc[:, "CHILD"] = "gone"
        answer["CHILD"] = "gone"

    output = outputs_of(lambda children: children.iloc[:2], cases)
    judge(any_two, output, cases)
    assert list(cases[0].tables[0]["CHILD"]) == ["A", "B", "C"] and list(output[0]["CHILD"]) == ["A", "B"]
