"""A recommended path: the same for the same answers, a reason for every step, and no assignment ever left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curriculum.model import load_course
from curriculum.parts import Assignment
from curriculum.paths import keys_of, persona, personas, recommend
from synthetic_data.errors import PlainError

COURSE = load_course()
KEYS = sorted(keys_of(COURSE.diagnostic)) if COURSE.diagnostic else []
results = st.fixed_dictionaries({}, optional={key: st.booleans() for key in KEYS})


def test_the_diagnostic_has_ten_tasks_and_each_is_taught_somewhere() -> None:
    assert COURSE.diagnostic is not None
    assert [task.key.replace("_", "-") for task in COURSE.diagnostic.tasks] == [
        name.removeprefix("m00-l01-") for name in COURSE.diagnostic.exercise_ids
    ]
    assert len(KEYS) == 10
    planned = {module.id for module in COURSE.planned}
    for task in COURSE.diagnostic.tasks:
        for lesson in task.lessons:
            assert lesson in COURSE.parts or lesson[:3] in planned, f"{task.key}: there is no {lesson}"


def test_every_step_of_a_role_is_in_the_plan() -> None:
    modules = {module.id: module for module in COURSE.modules}
    for role in personas():
        for each in role.path:
            module = modules[each[:3]]
            if len(each) > 3:
                number = int(each[5:])
                assert number <= len(module.outline), f"{role.name} has {each}; {module.id} has fewer lessons"
                assert each in COURSE.parts or not module.is_written


@given(st.sampled_from([role.name for role in personas()]), results)
def test_every_step_has_a_reason_and_assignments_stay(name: str, right: dict[str, bool]) -> None:
    role = persona(name)
    route = recommend(COURSE, role, right)
    assert all(step.why.endswith(".") for step in route.steps)
    assert all(step.take for step in route.steps if isinstance(step.part, Assignment))
    assert role.skips or all(step.take for step in route.steps)
    ids = [step.part.id for step in route.steps]
    assert len(ids) == len(set(ids))
    assert route == recommend(COURSE, role, dict(reversed(right.items())))
    wrong = {task.key for task in COURSE.diagnostic.tasks if not right.get(task.key)} if COURSE.diagnostic else set()
    for step in route.steps:
        taught = {task.key for task in COURSE.diagnostic.tasks if step.part.id in task.lessons}  # type: ignore[union-attr]
        assert step.take or (taught and not taught & wrong)


def test_a_task_that_went_wrong_adds_its_lesson_to_a_short_path() -> None:
    right = dict.fromkeys(KEYS, True) | {"join": False}
    route = recommend(COURSE, persona("senior leader"), right)
    assert [(step.part.id, step.why) for step in route.steps[:1]] == [
        ("m01-l04", 'Added: "Join two tables" was not right yet.')
    ]


def test_one_task_was_right_and_two_were() -> None:
    assert COURSE.diagnostic is not None
    right = dict.fromkeys(keys_of(COURSE.diagnostic), True)
    whys = {step.part.id: step.why for step in recommend(COURSE, persona("analyst"), right).steps}
    assert whys["m01-l01"].endswith('"A pivot" was right.')
    assert whys["m01-l02"].endswith('"Count children, not rows" were right.')


def test_without_answers_the_path_is_the_roles_own() -> None:
    route = recommend(COURSE, persona("commissioner"), {})
    assert route.steps and all(step.take for step in route.steps)
    assert not any("Added" in step.why for step in route.steps)


def test_a_role_may_be_written_as_people_write_and_an_unknown_one_lists_the_others() -> None:
    assert persona("  Data  LEAD ").name == "data lead"
    with pytest.raises(PlainError, match="new starter"):
        persona("wizard")


def test_a_broken_table_of_roles_names_itself(tmp_path: Path) -> None:
    (tmp_path / "personas.toml").write_text('[[personas]]\nname = "analyst"\n')
    with pytest.raises(PlainError, match=r"personas\.toml"):
        personas(tmp_path / "personas.toml")
