"""The simulated cohort: the same each time, and a mark that is not what the mix earns is noticed."""

from __future__ import annotations

import json
from pathlib import Path

from curriculum.model import load_course
from grading.cohort import Learner, disagreements, make_cohort, write_submissions
from grading.grade_one import released
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


def test_two_learners_in_three_write_something_for_the_coach_to_read(tmp_path: Path) -> None:
    blank = dict.fromkeys(ASSIGNMENT.exercise_ids, "blank")
    cohort = [Learner(f"learner{number}", "A B", blank) for number in range(3)]
    released_file = tmp_path / "assignment.ipynb"
    released_file.write_text(json.dumps(released(ASSIGNMENT.id)), encoding="utf-8")
    list(write_submissions(cohort, ASSIGNMENT.id, released_file, EXERCISES, tmp_path / "hand-ins"))
    (task,) = ASSIGNMENT.rubric.tasks
    found = []
    for learner in cohort:
        notebook = (tmp_path / "hand-ins" / learner.id / ASSIGNMENT.id / "assignment.ipynb").read_text(encoding="utf-8")
        found += [
            "".join(cell["source"])
            for cell in json.loads(notebook)["cells"]
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == f"{ASSIGNMENT.id}-{task.key}"
        ]
    texts = [example.text for example in task.exemplars]
    assert [text in texts for text in found] == [False, True, True]
    assert found[1] != found[2]
