"""A one-to-one's agenda and the actions that carry forward: from evidence, and never losing what was agreed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from academy.main import academy
from grading import agenda as agendas
from grading.actions import Action, add_action, file_of, finish_action, read_actions
from grading.agenda import agenda_for, weakest_skills, write_agenda
from grading.course_folder import CourseFolder
from grading.results import Result, Row
from grading.roster import Person
from grading.standing import Class, ExerciseMark, Standing
from synthetic_data.errors import PlainError

TODAY = dt.date(2027, 1, 11)
ROWS = (
    Row("m01-a01-one", "marked", 4.0, 4.0, "Good.", None),
    Row("m01-a01-two", "marked", 0.0, 2.0, "You were asked for x. Child F is in your table. Re-read 'The rules'.", "f"),
    Row("m01-a01-three", "error", None, 3.0, "It stopped with a NameError.", None),
)
SKILLS = {"m01-a01-one": ["S2"], "m01-a01-two": ["S4", "S2"], "m01-a01-three": ["K8"]}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CourseFolder:
    """A course folder whose only graded assignment is m01-a01, with one learner who is part-way and one absent."""

    def standing(learner: str, name: str, rows: tuple[Row, ...], state: str) -> Standing:
        marks = tuple(ExerciseMark(row, f"Task {row.exercise[8:]}", "Asked.") for row in rows)
        return Standing(Person(learner, name), Result(learner, "m01-a01", "k", "", rows, state), marks, ())

    paper: Any = SimpleNamespace(exercises=[SimpleNamespace(id=name, skills=codes) for name, codes in SKILLS.items()])
    lost = tuple(Row(row.exercise, "unreadable", None, row.max_score, "The file x is damaged.") for row in ROWS)
    people = (
        standing("amina.khan", "Amina Khan", ROWS, "ok"),
        standing("bo", "", (), "missing"),
        standing("dev", "", lost, "unreadable"),
    )
    folder = CourseFolder.at(tmp_path / "course")
    everybody = Class(folder, "m01-a01", "Children in care", paper, None, None, people)
    monkeypatch.setattr(agendas, "read_class", lambda *_: everybody)
    folder.results("m01-a01").mkdir(parents=True)
    (folder.results("m01-a01") / "amina.khan.json").write_text("{}")
    return folder


def test_the_agenda_begins_with_what_was_agreed_and_names_what_is_hard(course: CourseFolder) -> None:
    add_action(course, "amina.khan", Action(TODAY - dt.timedelta(days=30), "Bring one rule", by=TODAY))
    add_action(course, "amina.khan", Action(TODAY - dt.timedelta(days=30), "Book the data lead", owner="coach"))
    finish_action(course, "amina.khan", 2, TODAY)
    found = agenda_for(course, "amina.khan", TODAY)
    assert [each.action for each in found.open_actions] == ["Bring one rule"]
    assert [each.action for each in found.done_lately] == ["Book the data lead"]
    assert [each.title for each in found.stuck] == ["Task three", "Task two"]  # what stopped comes first
    assert found.stuck[1].told == "Child F is in your table."
    assert found.stuck[1].reread == "The rules"
    assert [each.statement.code for each in found.weakest] == ["K8", "S4", "S2"]
    assert found.weakest[2].share == pytest.approx(4 / 6)
    assert found.explain == "Task one"
    assert [each.first for each in found.busy] == ["01-12"]
    page = write_agenda(course, found).read_text(encoding="utf-8")
    assert "One to one with Amina Khan" in page and "Bring one rule" in page


def test_somebody_who_handed_nothing_in_gets_an_agenda_that_asks_why(course: CourseFolder) -> None:
    found = agenda_for(course, "bo", TODAY)
    assert found.name == "bo" and not found.stuck
    assert "Ask what got in the way" in write_agenda(course, found).read_text(encoding="utf-8")


def test_a_file_that_could_not_be_read_is_no_weakness_in_anything(course: CourseFolder) -> None:
    found = agenda_for(course, "dev", TODAY)
    assert not found.weakest and not found.stuck
    page = write_agenda(course, found).read_text(encoding="utf-8")
    assert page.count("The file x is damaged.") == 1 and "of its points" not in page


def test_a_stranger_and_an_ungraded_course_are_said_plainly(course: CourseFolder) -> None:
    with pytest.raises(PlainError, match="not among the learners"):
        agenda_for(course, "nobody", TODAY)
    for path in course.results("m01-a01").iterdir():
        path.unlink()
    with pytest.raises(PlainError, match="academy grade"):
        agenda_for(course, "amina.khan", TODAY)


def test_full_points_are_no_weakness() -> None:
    mark = ExerciseMark(ROWS[0], "Task", "Asked.")
    standing = Standing(Person("a"), Result("a", "m01-a01", "k", "", ROWS[:1]), (mark,), ())
    paper: Any = SimpleNamespace(exercises=[SimpleNamespace(id="m01-a01-one", skills=["S2"])])
    assert weakest_skills(Class(None, "m01-a01", "T", paper, None, None, (standing,)), standing) == []  # type: ignore[arg-type]


def test_several_meetings_are_prepared_at_once_and_say_where_they_are(course: CourseFolder) -> None:
    ended = CliRunner().invoke(academy, ["agenda", "amina.khan", "bo", "--out", str(course.root)])
    assert ended.exit_code == 0, ended.output
    for name, learner in (("Amina Khan", "amina.khan"), ("bo", "bo")):
        page = course.root / "agendas" / f"{learner}.html"
        assert f"{name}: {page}" in ended.output
        assert f"--done 1 --out {course.root.name}" in page.read_text(encoding="utf-8")
    refused = CliRunner().invoke(academy, ["agenda", "amina.khan", "bo", "--done", "1", "--out", str(course.root)])
    assert isinstance(refused.exception, PlainError) and "one learner" in str(refused.exception)


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: text.split())
dates = st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1))


@given(st.lists(st.builds(Action, dates, texts, texts, st.none() | dates, st.none()), max_size=5))
def test_actions_come_back_as_they_were_written(tmp_path_factory: pytest.TempPathFactory, wanted: list[Action]) -> None:
    course = CourseFolder.at(tmp_path_factory.mktemp("course") / "c")
    for each in wanted:
        add_action(course, "amina.khan", each)
    found = read_actions(course, "amina.khan")
    assert [each.action for each in found] == [" ".join(each.action.split()) for each in wanted]
    assert [(each.agreed, each.by, each.done) for each in found] == [(each.agreed, each.by, None) for each in wanted]


def test_a_number_that_is_not_open_and_an_empty_action_change_nothing(course: CourseFolder) -> None:
    add_action(course, "amina.khan", Action(TODAY, "Bring one rule"))
    before = file_of(course, "amina.khan").read_bytes()
    for number in (0, 2, -1):
        with pytest.raises(PlainError, match="from 1 to 1"):
            finish_action(course, "amina.khan", number, TODAY)
    with pytest.raises(PlainError, match="empty"):
        add_action(course, "amina.khan", Action(TODAY, "  "))
    assert file_of(course, "amina.khan").read_bytes() == before
    with pytest.raises(PlainError, match="bo has no open action"):
        finish_action(course, "bo", 1, TODAY)


def test_a_line_that_cannot_be_read_is_named_and_nothing_is_lost(course: CourseFolder) -> None:
    add_action(course, "amina.khan", Action(TODAY, "Bring one rule"))
    path = file_of(course, "amina.khan")
    path.write_text(path.read_text() + "last week,talk,coach,,\n")
    before = path.read_bytes()
    with pytest.raises(PlainError, match="line 3"):
        add_action(course, "amina.khan", Action(TODAY, "Another"))
    assert path.read_bytes() == before


@pytest.mark.needs_browser
def test_an_agenda_breaks_no_rule_of_wcag(course: CourseFolder, browser: Any) -> None:
    add_action(course, "amina.khan", Action(TODAY, "Bring one rule", by=TODAY - dt.timedelta(days=1)))
    assert browser.breaches(write_agenda(course, agenda_for(course, "amina.khan", TODAY))) == []
    assert browser.asked == []
