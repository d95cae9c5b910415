from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from curriculum import parts
from curriculum.model import load_course
from curriculum.parts import Minutes
from synthetic_data.errors import PlainError

Edit = Callable[[str, str, str], None]


def test_the_plan_has_fourteen_modules_and_a_capstone() -> None:
    course = load_course()
    assert [module.id for module in course.modules] == [f"m{number:02}" for number in range(1, 16)]
    assert course.modules[-1].title == "Capstone"
    assert sum(len(module.outline) for module in course.modules) == 59


def test_a_planned_module_has_nothing_to_open(sample: Path) -> None:
    course = load_course(sample)
    assert [module.id for module in course.written] == ["m01"]
    assert course.planned[0].lessons == ()
    assert not any(name.startswith("m02") for name in [*course.parts, *course.exercise_ids])


def test_exercises_are_found_by_id(sample: Path) -> None:
    course = load_course(sample)
    assert course.exercise("m01-l01-children-in-care").answer == "children_in_care"
    assert course.exercise("m01-q01-rows-are-not-children").kind == "choice"
    assert course.exercise_ids == (
        "m01-l01-children-in-care",
        "m01-l01-how-many-rows",
        "m01-a01-children-in-care",
        "m01-q01-rows-are-not-children",
    )


@pytest.mark.parametrize(
    ("new", "message"), [("exercise = Exercise((", "SyntaxError"), ("exercise = nothing(", "NameError")]
)
def test_an_exercise_file_that_does_not_run_is_named(sample: Path, edit: Edit, new: str, message: str) -> None:
    edit("l01_counting/exercises/how_many_rows.py", "exercise = Exercise(", new)
    with pytest.raises(PlainError, match=rf"exercises/how_many_rows\.py does not run: {message}"):
        load_course(sample).exercise("m01-l01-how-many-rows")


@pytest.mark.parametrize("name", ["m01-l01-nothing", "m09-l01-count", "../../secret", ""])
def test_an_exercise_that_is_not_there_is_named(sample: Path, name: str) -> None:
    with pytest.raises(PlainError):
        load_course(sample).exercise(name)


def test_the_workspace_gets_what_lessons_name(sample: Path) -> None:
    course = load_course(sample)
    assert course.learner_returns() == ("ssda903",)
    assert course.learner_formats() == ("csv",)
    assert course.data_files == {"ssda903/2025-26/episodes.csv": ["m01-l01", "m01-a01"]}


def test_an_assignment_without_a_commissioner_stops_the_course(sample: Path, edit: Edit) -> None:
    edit("assignment/assignment.toml", "commissioner =", "# commissioner =")
    with pytest.raises(PlainError, match=r"assignment\.toml names no commissioner"):
        load_course(sample)


def test_a_commissioner_needs_a_decision(sample: Path, edit: Edit) -> None:
    edit("assignment/assignment.toml", ', decision = "what to say on Monday"', "")
    with pytest.raises(PlainError, match=r'assignment\.toml, commissioner has no "decision"'):
        load_course(sample)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Counting', 'titel = "Counting', '"titel"'),
        ('aims = ["Count children, not rows"]', 'aims = "Count"', "aims should be a list"),
        ("estimate = 30", 'estimate = "30"', "estimate should be a whole number"),
        ('ethics = "A', 'ethics = A"', "not proper TOML"),
    ],
)
def test_a_fault_in_lesson_toml_is_named(sample: Path, edit: Edit, old: str, new: str, message: str) -> None:
    edit("l01_counting/lesson.toml", old, new)
    with pytest.raises(PlainError, match=message):
        load_course(sample)


def test_a_learners_install_knows_an_assignment_by_its_facts_alone(sample: Path) -> None:
    assignment = sample / "modules/m01_sample/assignment"
    for path in [assignment / "assignment.py", *assignment.glob("exercises/*.py"), assignment.parent / "rubric.toml"]:
        path.unlink()
    course = load_course(sample)
    assert course.assignment("m01-a01").title == "Children in care at the year end"
    assert course.exercise("m01-l01-how-many-rows").points == 1


def test_a_task_may_name_only_lines_there_are(sample: Path, edit: Edit) -> None:
    edit("rubric.toml", '"purpose"', '"charm"')
    with pytest.raises(PlainError, match='names the line "charm"'):
        load_course(sample)


def test_a_quiz_item_has_one_right_option(sample: Path, edit: Edit) -> None:
    edit("quiz.toml", 'text = "There are at most 214"', 'text = "There are at most 214", message = "No."')
    with pytest.raises(PlainError, match="0 options without a message"):
        load_course(sample)


def test_minutes_are_an_estimate_until_five_were_timed() -> None:
    assert "estimate" in str(Minutes(45, median=50, low=30, high=70, n=4))
    assert (
        str(Minutes(45, median=50, low=30, high=70, n=5))
        == "50 minutes (the middle of 5 learners timed, from 30 to 70)"
    )


def test_an_installation_without_answers_says_so_and_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = Path("m01_first_notebook", "assignment", "exercises", "ages.py")
    assert str(parts.not_here(lost, "It is missing.")) == "It is missing."
    monkeypatch.setattr(parts, "is_checkout", lambda: False)
    assert "run this with the academy of the marking environment" in str(parts.not_here(lost, "It is missing."))
    assert str(parts.not_here(Path("l01_first_run", "lesson.py"), "It is missing.")) == "It is missing."
