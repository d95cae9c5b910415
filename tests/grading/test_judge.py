"""Verdicts: right answers pass, each known mistake gets its own message, the rest a useful general one."""

import numpy as np
import pandas as pd
import pytest

from curriculum.case import Case
from curriculum.exercise import Exercise
from grading.capture import CallError
from grading.judge import judge, outputs_of
from grading.messages import LONGEST
from grading.plain import NotData


def verdict_on(exercise, answer, *councils):
    cases = exercise.cases(councils, practice=True)
    return judge(exercise, outputs_of(answer, cases), cases)


def test_every_right_answer_earns_the_points(children_in_care, council):
    for right in children_in_care.rights:
        verdict = verdict_on(children_in_care, right.fn, council)
        assert (verdict.passed, verdict.status, verdict.score, verdict.max_score) == (True, "marked", 3.0, 3.0)
        assert verdict.message == children_in_care.after


def test_every_known_mistake_gets_its_own_message(children_in_care, council):
    for wrong in children_in_care.wrongs:
        verdict = verdict_on(children_in_care, wrong.fn, council)
        assert (verdict.passed, verdict.score, verdict.matched) == (False, 0.0, wrong.name)
        assert verdict.message.startswith(wrong.message.partition("{")[0])


def test_two_mistakes_that_come_to_the_same_are_not_told_apart():
    exercise = Exercise(
        id="m01-l01-two", answer="two", kind="scalar", points=1, minutes=1, skills=["S1"], inputs="ssda903.header"
    )

    @exercise.wrong("It asked for one. You took all. Re-read 'One'.")
    def taken_all(_):
        return 7

    case = Case("your council", (pd.DataFrame({"CHILD": ["A"]}),), (), 3)
    assert judge(exercise, [7], [case]).matched == "taken_all"

    @exercise.wrong("It asked for one. You took two. Re-read 'One'.")
    def taken_two(_):
        return 7

    case = Case("your council", case.tables, (), 3)
    verdict = judge(exercise, [7], [case])
    assert (verdict.passed, verdict.matched) == (False, None)


def test_the_message_names_the_first_day_on_which_the_mistake_shows(children_in_care):
    verdict = verdict_on(children_in_care, children_in_care.wrongs[0].fn)
    assert "On 1 February 2026 your function counted child E" in verdict.message


def test_an_answer_right_on_the_practice_table_alone_is_not_right(children_in_care, council):
    by_hand = {"2025-09-30": 4, "2026-02-01": 5, "2026-03-31": 5}

    def copied(episodes, day):
        return by_hand[str(day.date())]

    verdict = verdict_on(children_in_care, copied, council)
    assert not verdict.passed
    assert verdict.matched is None
    assert "All questions on the practice table agree. A council may hold rows that the practice table does not." in (
        verdict.message
    )


@pytest.mark.parametrize(
    ("tables", "asked", "says"),
    [
        (0, 2, "All practice questions agree. A council may ask for other things."),
        (0, 1, "The practice question agrees."),
        (1, 1, "The question on the practice table agrees."),
        (2, 2, "All questions on the practice tables agree. A council may hold rows that the practice tables do not."),
    ],
)
def test_what_agrees_is_named_as_what_it_is(children_in_care, tables, asked, says):
    """A function that takes no table was once told of a practice table, and looked for it in vain."""
    children_in_care.practice = (pd.DataFrame(),) * tables
    day = pd.Timestamp("2026-03-31")
    cases = [Case("the practice questions", (), (day,), 5)] * asked + [Case("your council", (), (day,), 6, "theirs")]
    assert says in judge(children_in_care, [5] * (asked + 1), cases).message


@pytest.mark.parametrize(
    ("right", "says"),
    [
        (7, "seven of the eight questions asked, so most of the method may be right"),
        (4, "four of the eight questions asked, so part of the method may be right"),
        (1, "only one of the eight questions asked, which may be chance"),
    ],
)
def test_what_is_said_of_the_method_fits_the_share_that_agrees(children_in_care, right, says):
    days = [f"2025-{month:02}-28" for month in range(1, 9)]
    cases = [Case("the practice table", (), (pd.Timestamp(day),), 5) for day in days]
    verdict = judge(children_in_care, [9] * (8 - right) + [5] * right, cases)
    assert says in verdict.message


def test_an_answer_that_raises_everywhere_is_an_error_in_plain_words(children_in_care):
    def misspelt(episodes, day):
        return episodes["Child"].nunique()

    verdict = verdict_on(children_in_care, misspelt)
    assert (verdict.status, verdict.score) == ("error", None)
    assert "There is no column called Child. Column names are in capitals: CHILD." in verdict.message
    assert "Traceback" not in verdict.message


def test_questions_joined_without_brackets_are_named_as_that(children_in_care):
    def without_brackets(episodes, day):
        return episodes[episodes["DEC"].isna() | episodes["DEC"] > day]["CHILD"].nunique()

    message = verdict_on(children_in_care, without_brackets).message
    assert "its own round brackets" in message
    assert "TypeError" not in message


def test_a_refusal_of_what_is_in_order_is_quoted_as_the_learners_own(children_in_care):
    def refusing(episodes, day):
        raise ValueError("no column of that name")

    message = verdict_on(children_in_care, refusing).message
    assert '"no column of that name". If you wrote these words, your code turns away' in message


def test_one_column_without_the_names_of_its_rows_is_not_taken_for_a_column_of_ids(status_table, council):
    verdict = verdict_on(status_table, lambda episodes: episodes["LS"], council)
    assert "a table was asked for" in verdict.message
    assert "leading zeros" not in verdict.message


def test_an_answer_that_raises_on_one_question_is_wrong(children_in_care):
    def fragile(episodes, day):
        if day == pd.Timestamp("2026-03-31"):
            raise ZeroDivisionError("division by zero")
        return len(episodes)

    verdict = verdict_on(children_in_care, fragile)
    assert (verdict.status, verdict.score) == ("marked", 0.0)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda episodes, day: None, "Your function gave back nothing."),
        (lambda episodes, day: episodes, "one whole number was asked for"),
        (lambda episodes, day: str(len(episodes)), "A number inside quotes is text"),
        (lambda episodes, day: len, "a function without its brackets ()"),
        (lambda episodes, day: 2.5, "not a whole one"),
    ],
)
def test_faults_of_form_are_said_before_anything_else(children_in_care, answer, says):
    verdict = verdict_on(children_in_care, answer)
    assert says in verdict.message
    assert verdict.message.startswith("You were asked for the number of different children in care")
    assert verdict.message.endswith("Re-read 'Count children, not rows'.")


def test_a_table_without_a_column_names_the_one_that_comes_near(status_table, council):
    verdict = judge_table(status_table, council, lambda rows: by_status(rows).rename(columns={"children": "Children"}))
    assert "no column called children" in verdict.message
    assert "It may be called Children" in verdict.message


def test_a_table_whose_dates_or_counts_are_text_says_so(status_table, council):
    verdict = judge_table(status_table, council, lambda rows: by_status(rows).astype({"children": str}))
    assert "Column children of your answer holds texts, and numbers were asked for." in verdict.message


def test_a_table_that_nearly_agrees_says_which_part_does(status_table, council):
    verdict = judge_table(status_table, council, lambda rows: by_status(rows).assign(children=[9, 9, 9, 9, 9]))
    assert "in column children" in verdict.message
    assert "and LS agrees." in verdict.message


def judge_table(exercise, council, answer):
    cases = exercise.cases([council], practice=False)
    return judge(exercise, outputs_of(answer, cases), cases)


def by_status(rows):
    return rows.groupby("LS")["CHILD"].nunique().reset_index(name="children")


def test_no_message_is_longer_than_the_contract_allows(children_in_care, status_table, council):
    children_in_care.asked = "You were asked " + "for a great many things at once " * 8
    for answer in (lambda *_: 7, lambda *_: None, lambda *_: 1 / 0, lambda *_: pd.DataFrame({"a b": [1]})):
        for exercise in (children_in_care, status_table):
            message = verdict_on(exercise, answer, council).message
            assert len(message.split()) <= LONGEST
            assert "Re-read" in message


def test_calls_cannot_change_the_tables_of_later_calls(children_in_care):
    def destroys(episodes, day):
        care = episodes[~episodes["LS"].isin(["V3", "V4"])]
        covers = (care["DECOM"] <= day) & ~(care["DEC"] <= day)
        answer = care[covers]["CHILD"].nunique()
        episodes.loc[:, "CHILD"] = "gone"
        return answer

    assert verdict_on(children_in_care, destroys).passed


def test_outputs_are_plain_whatever_the_answer_gives(children_in_care):
    cases = children_in_care.cases([])[:1]

    def stops(episodes, day):
        raise SystemExit

    assert outputs_of(lambda *_: np.int64(4), cases) == [4]
    assert outputs_of(lambda *_: print, cases) == [NotData("a function without its brackets ()")]
    assert outputs_of(stops, cases) == [CallError("SystemExit", "")]


def test_something_that_is_no_data_is_compared_with_known_mistakes_that_are_tables(status_table, council):
    assert "a chart" in judge(status_table, [NotData("a chart")], status_table.cases([council], practice=False)).message


def test_answers_that_never_came_count_as_wrong(children_in_care):
    cases = children_in_care.cases([])
    assert not judge(children_in_care, [4, 5], cases).passed
    assert judge(children_in_care, [4, 5, 5, "more than asked"], cases).passed


def test_a_quiz_option_gets_its_message():
    quiz = Exercise(id="m01-q01-rows", answer="q1", kind="choice", points=1, minutes=1)
    quiz.option("a", "One row is one child", "You were asked what a row is. A row is an episode. Re-read 'Rows'.")
    quiz.option("b", "One row is one episode")
    cases = quiz.cases([])
    assert judge(quiz, outputs_of(lambda: "b", cases), cases).passed
    assert judge(quiz, outputs_of(lambda: "a", cases), cases).matched == "option_a"
    assert not judge(quiz, outputs_of(lambda: "z", cases), cases).passed


@pytest.mark.parametrize("typed", ["B", " b ", "b", "One row is one episode"])
def test_an_option_is_chosen_by_its_letter_or_its_words(typed):
    quiz = Exercise(id="m01-q01-rows", answer="q1", kind="choice", points=1, minutes=1)
    quiz.option("A", "One row is one child", "You were asked what a row is. A row is an episode. Re-read 'Rows'.")
    quiz.option("B", "One row is one episode")
    cases = quiz.cases([])
    assert judge(quiz, outputs_of(lambda: typed, cases), cases).passed
    assert judge(quiz, outputs_of(lambda: "a", cases), cases).matched == "option_A"


def test_a_second_council_is_never_described_by_its_rows(status_table, council):
    case = status_table.council_cases(council, "a council you have not seen")[0]
    assert isinstance(case, Case)
    odd = by_status(council.episodes).replace({"LS": {"V2": "ZZ"}})
    message = judge(status_table, outputs_of(lambda _: odd, [case]), [case]).message
    assert "ZZ" not in message
