"""nbgrader's gradebook: automatic marks in, a coach's work untouched, backups that come back."""

import dataclasses
import datetime as dt
import sqlite3

import nbformat
import pytest
import sqlalchemy

from grading import gradebook
from grading.course_folder import CourseFolder
from grading.results import Result, Row
from grading.roster import Person
from synthetic_data.errors import PlainError

EXERCISE, TASK = "m01-a01-count", "m01-a01-brief"
PEOPLE = [Person("amina.khan", "Amina", "Khan"), Person("zoe", "Zoë", "Ní Bhriain"), Person("nobody", "No", "Body")]


def cell(kind, source, **facts):
    made = nbformat.v4.new_code_cell(source) if kind == "code" else nbformat.v4.new_markdown_cell(source)
    made.metadata["nbgrader"] = {"schema_version": 3, "task": False, **facts}
    return made


def release():
    return nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# Brief"),
            cell("code", "count = ...", grade_id=f"{EXERCISE}-answer", grade=False, solution=True, locked=False),
            cell("code", f'check("{EXERCISE}")', grade_id=EXERCISE, grade=True, solution=False, locked=True, points=3),
            cell("markdown", "Write here.", grade_id=TASK, grade=True, solution=True, locked=False, points=4),
        ]
    )


def result(learner="amina.khan", status="marked", score=3.0, answered=True, **more):
    row = Row(EXERCISE, status, score, 3.0, f"Said to {learner}.")
    return Result(learner, "m01-a01", "k/r", "2026-11-02T17:00:00", (row,), tasks={TASK: answered}, **more)


@pytest.fixture
def course(tmp_path):
    made = CourseFolder.at(tmp_path / "course")
    gradebook.register(made, "m01-a01", release())
    return made


def grade(course, cell=EXERCISE, learner="amina.khan"):
    with gradebook.open_gradebook(course) as book:
        return book.find_grade(cell, "assignment", "m01-a01", learner).to_dict()


def by_hand(course, learner="amina.khan", **facts):
    """What a coach does in formgrader."""
    with gradebook.open_gradebook(course) as book:
        found = book.find_grade(EXERCISE, "assignment", "m01-a01", learner)
        found.manual_score, found.extra_credit = facts.get("score"), facts.get("extra")
        found.needs_manual_grade = False
        book.find_comment(f"{EXERCISE}-answer", "assignment", "m01-a01", learner).manual_comment = facts.get("comment")
        book.db.commit()


def test_marks_messages_and_names_are_stored(course):
    gradebook.store(course, [result(), result("zoe", score=0.0)], PEOPLE)
    assert grade(course)["auto_score"] == 3.0
    assert grade(course)["needs_manual_grade"] is False
    with gradebook.open_gradebook(course) as book:
        assert (book.find_student("zoe").first_name, book.find_student("zoe").last_name) == ("Zoë", "Ní Bhriain")
        assert book.find_submission("m01-a01", "amina.khan").max_score == 7.0
        comment = book.find_comment(f"{EXERCISE}-answer", "assignment", "m01-a01", "amina.khan")
        assert comment.comment == "Said to amina.khan."


@pytest.mark.parametrize(
    ("status", "automatic", "waits"),
    [
        ("blank", 0.0, False),
        ("error", 0.0, False),
        ("timeout", 0.0, False),
        ("needs_coach", None, True),
        ("unreadable", None, True),
    ],
)
def test_only_what_nobody_has_decided_waits_for_a_coach(course, status, automatic, waits):
    gradebook.store(course, [result(status=status, score=None)], PEOPLE)
    assert (grade(course)["auto_score"], grade(course)["needs_manual_grade"]) == (automatic, waits)


def test_written_parts_wait_for_a_coach_unless_nothing_was_written(course):
    gradebook.store(course, [result(), result("zoe", answered=False)], PEOPLE)
    assert (grade(course, TASK)["auto_score"], grade(course, TASK)["needs_manual_grade"]) == (None, True)
    assert (grade(course, TASK, "zoe")["auto_score"], grade(course, TASK, "zoe")["needs_manual_grade"]) == (0.0, False)


def test_a_coachs_score_comment_and_extra_credit_are_never_overwritten(course):
    gradebook.store(course, [result()], PEOPLE)
    by_hand(course, score=2.5, extra=1.0, comment="Well argued, Amina.")
    gradebook.store(course, [result(score=0.0)], PEOPLE)
    stored = grade(course)
    assert (stored["manual_score"], stored["extra_credit"], stored["auto_score"]) == (2.5, 1.0, 0.0)
    assert stored["needs_manual_grade"] is True
    with gradebook.open_gradebook(course) as book:
        comment = book.find_comment(f"{EXERCISE}-answer", "assignment", "m01-a01", "amina.khan")
        assert comment.comment == "Well argued, Amina."


def test_storing_the_same_marks_again_changes_nothing(course):
    gradebook.store(course, [result()], PEOPLE)
    by_hand(course, score=2.5)
    before = grade(course)
    gradebook.store(course, [result()], PEOPLE)
    assert grade(course) == before


def test_stock_autograde_never_lowers_a_stored_mark(course):
    gradebook.store(course, [result()], PEOPLE)
    assert gradebook.store(course, [result(score=0.0)], PEOPLE, lower=False) == ["amina.khan"]
    assert gradebook.store(course, [result(status="needs_coach", score=None)], PEOPLE, lower=False) == ["amina.khan"]
    assert grade(course)["auto_score"] == 3.0
    gradebook.store(course, [result("zoe", score=0.0)], PEOPLE)
    assert gradebook.store(course, [result("zoe", score=3.0)], PEOPLE, lower=False) == []
    assert grade(course, learner="zoe")["auto_score"] == 3.0


def test_who_handed_nothing_in_has_a_name_and_no_submission(course):
    gradebook.store(course, [result("nobody", "blank", None, state="missing")], PEOPLE)
    with gradebook.open_gradebook(course) as book:
        assert book.find_student("nobody").last_name == "Body"
        assert book.assignment_submissions("m01-a01") == []


def test_a_cell_added_after_learners_handed_in_is_marked_too(course):
    gradebook.store(course, [result()], PEOPLE)
    longer = release()
    longer.cells.append(
        cell("code", 'check("m01-a01-age")', grade_id="m01-a01-age", grade=True, solution=False, locked=True, points=2)
    )
    gradebook.register(course, "m01-a01", longer)
    both = dataclasses.replace(result(), rows=(*result().rows, Row("m01-a01-age", "marked", 2.0, 2.0, "Yes.")))
    gradebook.store(course, [both], PEOPLE)
    assert grade(course, "m01-a01-age")["auto_score"] == 2.0
    assert grade(course)["auto_score"] == 3.0


def test_a_damaged_gradebook_is_one_plain_sentence(course):
    course.gradebook.write_bytes(b"not a database" * 1000)
    with pytest.raises(PlainError, match="put a backup back"):
        gradebook.store(course, [result()], PEOPLE)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("database or disk is full", "is full: make room"),
        ("database is locked", "close formgrader"),
        ("attempt to write a readonly database", "give the account the right"),
    ],
)
def test_what_stops_nbgrader_from_adding_a_row_is_told_plainly(course, monkeypatch, caplog, said, sentence):
    """nbgrader wraps what the database says in an error of its own when it adds something."""

    def commit(_):
        raise sqlalchemy.exc.OperationalError("INSERT", {}, sqlite3.OperationalError(said))

    monkeypatch.setattr("sqlalchemy.orm.Session.commit", commit)
    with pytest.raises(PlainError, match=sentence):
        gradebook.register(course, "m02-a01", {"cells": []})
    assert not caplog.records


def test_due_dates_are_kept_in_utc_and_read_back(course):
    due = dt.datetime(2026, 7, 1, 16, tzinfo=dt.UTC)
    gradebook.register(course, "m01-a01", release(), due)
    assert gradebook.due_date(course, "m01-a01") == due
    gradebook.register(course, "m01-a01", release())
    assert gradebook.due_date(course, "m01-a01") == due
    assert gradebook.due_date(course, "m09-a01") is None


def test_what_a_coach_gave_is_read_for_feedback(course):
    gradebook.store(course, [result()], PEOPLE)
    by_hand(course, score=2.5, comment="Good.")
    marks = gradebook.coach_marks(course, "m01-a01")["amina.khan"]
    assert marks[EXERCISE]["score"] == 2.5
    assert marks[f"{EXERCISE}-answer"]["comment"] == "Good."
    assert marks[TASK]["needs_marking"] is True
