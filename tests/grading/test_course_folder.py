"""The coach's folder, the roster and deadlines."""

import datetime as dt
import os
import stat
import subprocess
import sys

import pytest

from grading.course_folder import CourseFolder
from grading.due import in_london, late_by, parse_due, parse_timestamp
from grading.roster import Person, read_roster, write_roster
from synthetic_data.errors import PlainError


def test_a_course_folder_is_made_once_and_found_again(tmp_path):
    made = CourseFolder.at(tmp_path / "course")
    (made.root / "marks.csv").write_text("kept")
    assert CourseFolder.at(tmp_path / "course") == made
    assert made.marks.read_text() == "kept"
    assert (made.root / "nbgrader_config.py").is_file()


def test_a_folder_of_somebody_elses_is_refused_and_untouched(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(PlainError, match="already holds other files"):
        CourseFolder.at(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    with pytest.raises(PlainError, match="is a file"):
        CourseFolder.at(tmp_path / "letter.txt")
    with pytest.raises(PlainError, match="not a course folder yet"):
        CourseFolder.at(tmp_path / "none", make=False)


def test_the_marking_seed_is_private_and_stays(tmp_path):
    course = CourseFolder.at(tmp_path / "course")
    seed = course.marking_seed()
    assert len(seed) == 64
    assert course.marking_seed() == seed
    assert stat.S_IMODE((course.records / "marking.seed").stat().st_mode) == 0o600
    assert CourseFolder.at(tmp_path / "other").marking_seed() != seed


def test_a_damaged_marking_seed_is_said_not_replaced(tmp_path):
    course = CourseFolder.at(tmp_path / "course")
    (course.records / "marking.seed").write_text("")
    with pytest.raises(PlainError, match="damaged"):
        course.marking_seed()


HOLD = """
import sys
from pathlib import Path
from grading.course_folder import CourseFolder
with CourseFolder.at(Path(sys.argv[1])).batch():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such lock")
def test_two_batches_never_mark_in_one_folder_and_a_killed_one_holds_nothing(tmp_path):
    command = [sys.executable, "-c", HOLD, str(tmp_path / "course")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(PlainError, match="Another batch"), CourseFolder.at(tmp_path / "course").batch():
            pass
        other.kill()
        other.wait()
    with CourseFolder.at(tmp_path / "course").batch():
        pass


def test_a_roster_keeps_names_with_accents(tmp_path):
    path = tmp_path / "roster.csv"
    for text in ("id,name\nzoe,Zoë Ní Bhriain\n", "﻿Learner, First Name,Last Name\nzoe,Zoë,Ní Bhriain\n\n,,\n"):
        path.write_text(text, encoding="utf-8")
        (person,) = read_roster(path)
        assert person.name in ("Zoë Ní Bhriain",)
    path.write_bytes(b"id;name\nx")
    with pytest.raises(PlainError, match="no column called id"):
        read_roster(path)
    path.write_bytes("id,name\nzoe,Zoë\n".encode("cp1252"))
    assert read_roster(path)[0].name == "Zoë"


def test_a_written_roster_reads_back(tmp_path):
    people = [Person("zoe", "Zoë", "Ní Bhriain", "z@example.org"), Person("nameless")]
    write_roster(tmp_path / "roster.csv", people)
    assert read_roster(tmp_path / "roster.csv") == people
    assert people[1].name == "nameless"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,name\nAmina Khan,Amina\n", "Row 2 of roster.csv has the learner id 'Amina Khan'"),
        ("id,name\na,A\nb,B\na,C\n", "Rows 2 and 4 of roster.csv have the same learner id, a"),
        ("id,name\n../up,A\n", "Row 2"),
        ("id,name\n", "lists nobody"),
        ("name\nAmina\n", "no column called id"),
        ("id;name\nzoe;Zoe\n", "with commas between"),
        ("PK\x03\x04a workbook", "save it as CSV"),
    ],
)
def test_a_faulty_roster_names_the_row(tmp_path, text, says):
    (tmp_path / "roster.csv").write_text(text)
    with pytest.raises(PlainError) as refused:
        read_roster(tmp_path / "roster.csv")
    assert says in str(refused.value)


def test_deadlines_are_london_time_summer_and_winter():
    assert parse_due("2026-07-01 17:00").astimezone(dt.UTC).hour == 16
    assert parse_due("01/12/2026 17:00").astimezone(dt.UTC).hour == 17
    assert in_london(parse_due("2026-07-01")) == "1 July 2026, 23:59"
    for odd in ("tomorrow", "2026-13-01", "31/02/2026", "2026-07-01 25:00", ""):
        with pytest.raises(PlainError, match="cannot be read"):
            parse_due(odd)


def test_late_is_a_fact_in_words_and_extensions_count():
    due = parse_due("2026-07-01 17:00")
    assert late_by(due, due) == ""
    assert late_by(due + dt.timedelta(seconds=30), due) == ""
    assert late_by(due + dt.timedelta(hours=3, minutes=20), due) == "3 hours late"
    assert late_by(due + dt.timedelta(days=1, hours=3), due) == "1 day late"
    assert late_by(due + dt.timedelta(days=1), due, dt.timedelta(days=2)) == ""


def test_nbgraders_timestamps_are_read_with_their_zone():
    assert parse_timestamp("2026-07-01 16:00:00.5 UTC") == dt.datetime(2026, 7, 1, 16, 0, 0, 500000, dt.UTC)
    assert parse_timestamp("2026-07-01 17:00:00 Europe/London") == dt.datetime(2026, 7, 1, 16, tzinfo=dt.UTC)
    assert parse_timestamp("2026-07-01T17:00:00+01:00") == dt.datetime(2026, 7, 1, 16, tzinfo=dt.UTC)
    no_years = ("0001-01-01 00:00:00 UTC", "0001-01-01 00:00:00+14:00", "9999-12-31 23:59:59-12:00")
    for odd in ("", "yesterday", "2026-07-01 16:00:00 <script>", "9" * 1000, *no_years):
        assert parse_timestamp(odd) is None
