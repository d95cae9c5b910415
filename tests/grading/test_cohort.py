"""The simulated cohort: the same each time, and a mark that is not what the mix earns is noticed."""

from __future__ import annotations

from curriculum.model import load_course
from grading.cohort import disagreements, make_cohort
from grading.results import Result, Row

ASSIGNMENT = load_course().assignment("m01-a01")
EXERCISES = [ASSIGNMENT.load(name) for name in ASSIGNMENT.exercise_ids]


def results_as_expected(cohort: list) -> list[Result]:
    return [
        Result(
            learner.id,
            ASSIGNMENT.id,
            "",
            "",
            tuple(
                Row(each.id, wanted.status, wanted.score, float(each.points), "", wanted.matched)
                for each in EXERCISES
                for wanted in [learner.expected(each)]
            ),
        )
        for learner in cohort
    ]


def test_the_same_cohort_comes_each_time() -> None:
    assert make_cohort(EXERCISES, 12) == make_cohort(EXERCISES, 12)


def test_marks_as_earned_raise_no_disagreement_and_a_lost_learner_raises_one_an_exercise() -> None:
    cohort = make_cohort(EXERCISES, 12)
    marked = results_as_expected(cohort)
    assert disagreements(cohort, EXERCISES, marked) == []
    assert len(disagreements(cohort, EXERCISES, marked[1:])) == len(EXERCISES)
