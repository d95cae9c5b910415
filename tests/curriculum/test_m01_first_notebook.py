"""What holds in module 1 beyond the gates that every module passes."""

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from curriculum.builder.source import read_cells
from curriculum.model import CURRICULUM, load_course


@pytest.fixture(scope="module")
def course():
    return load_course()


def test_the_test_extract_of_lesson_4_is_the_practice_table_of_its_exercise(course):
    names = {"pd": pd}
    for cell in read_cells(course.part("m01-l04").source):
        if cell.kind == "code" and cell.text.startswith("test_"):
            exec(cell.text, names)
    episodes, header = course.exercise("m01-l04-percent-in-homes").practice_tables
    pd.testing.assert_frame_equal(names["test_episodes"], episodes, check_dtype=False)
    pd.testing.assert_frame_equal(names["test_header"], header, check_dtype=False)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [("2008-04-01", "2026-03-31", 17), ("2008-03-31", "2026-03-31", 18), ("2012-02-29", "2026-02-28", 13)],
)
def test_the_age_exercise_asks_the_published_known_answers(course, born, day, age):
    exercise = course.exercise("m01-l03-age-on-a-day")
    asked = {case.extra: case.expected for case in exercise.cases()}
    assert asked[(pd.Timestamp(born), pd.Timestamp(day))] == age


def test_three_fifths_of_the_marks_are_automatic(course):
    assignment = course.assignment("m01-a01")
    automatic = sum(assignment.load(name).points for name in assignment.exercise_ids)
    assert automatic * 5 == assignment.points * 3


def test_the_story_has_a_person_for_every_commissioner(course):
    story = tomllib.loads((CURRICULUM / "story.toml").read_text(encoding="utf-8"))
    people = {person["module"]: person["role"].casefold() for person in story["person"]}
    assert {module.id: module.commissioner.role.casefold() for module in course.modules}.keys() == people.keys()


def test_a_story_month_stands_for_every_module_but_the_capstone(course):
    story = tomllib.loads((CURRICULUM / "story.toml").read_text(encoding="utf-8"))
    assert [month["module"] for month in story["month"]] == [module.id for module in course.modules[:-1]]


def test_the_coach_guide_holds_three_scripts_and_a_time_limit():
    guide = (Path(CURRICULUM) / "modules/m01_first_notebook/coach.md").read_text(encoding="utf-8")
    assert guide.count("\n### Script ") == 3
    assert "Marking in fifteen minutes" in guide
