"""Backups of the gradebook: made before each batch, and put back whatever has become of the gradebook."""

import contextlib
import datetime as dt
import sqlite3

import pytest

from grading import backups, gradebook, gradebook_store
from grading.batch import Batch, run_batch
from grading.course_folder import CourseFolder
from synthetic_data.errors import PlainError
from tests.grading.test_gradebook import PEOPLE, grade, release, result


@pytest.fixture
def course(tmp_path):
    made = CourseFolder.at(tmp_path / "course")
    gradebook.register(made, "m01-a01", release())
    return made


def test_a_backup_comes_back_and_what_it_replaces_is_kept(course):
    gradebook.store(course, [result()], PEOPLE)
    backup = backups.back_up(course)
    gradebook.store(course, [result(score=0.0)], PEOPLE)
    kept = backups.restore(course, backup)
    assert grade(course)["auto_score"] == 3.0
    backups.restore(course, kept)
    assert grade(course)["auto_score"] == 0.0


@pytest.mark.parametrize("content", [b"", b"not a database" * 1000])
def test_a_damaged_backup_is_refused_and_the_gradebook_stays(course, tmp_path, content):
    gradebook.store(course, [result()], PEOPLE)
    (tmp_path / "odd.db").write_bytes(content)
    with pytest.raises(PlainError, match="restored"):
        backups.restore(course, tmp_path / "odd.db")
    assert grade(course)["auto_score"] == 3.0


def test_a_backup_comes_back_over_a_gradebook_that_is_damaged_beyond_use(course):
    gradebook.store(course, [result()], PEOPLE)
    backup = backups.back_up(course)
    course.gradebook.write_bytes(b"not a database" * 1000)
    journal = course.gradebook.with_name("gradebook.db-journal")
    journal.write_bytes(b"half a change")
    kept = backups.restore(course, backup)
    assert grade(course)["auto_score"] == 3.0
    assert kept.read_bytes() == b"not a database" * 1000
    assert not journal.exists()


def test_a_batch_over_a_damaged_gradebook_says_how_to_mend_it(course):
    course.gradebook.write_bytes(b"not a database" * 1000)
    with pytest.raises(PlainError, match="academy grade --restore"):
        list(run_batch(Batch(course, "m01-a01", course.root, []), [], 1))


@contextlib.contextmanager
def another_program_writing(course):
    with contextlib.closing(sqlite3.connect(course.gradebook, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


def test_a_gradebook_in_use_is_said_to_be_so_and_nothing_waits_for_ever(course, monkeypatch):
    backup = backups.back_up(course)
    monkeypatch.setattr(gradebook_store, "PATIENCE", 0.2)
    with another_program_writing(course):
        for act in (backups.back_up, lambda course: backups.restore(course, backup)):
            with pytest.raises(PlainError, match="close formgrader"):
                act(course)
    assert list(course.root.glob("backups/*")) == [backup]


def test_a_clock_set_back_costs_no_backup(course, monkeypatch):
    later = course.root / "backups" / f"gradebook-{dt.datetime.now().year + 1}0101T000000000000Z.db"
    later.parent.mkdir()
    later.write_bytes(course.gradebook.read_bytes())
    monkeypatch.setattr(backups, "KEPT", 2)
    made = [backups.back_up(course) for _ in range(3)]
    assert made[0].name > later.name
    assert sorted(later.parent.iterdir()) == made[1:]
