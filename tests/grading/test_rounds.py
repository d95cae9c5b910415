"""Releasing and collecting: nbgrader's layout, whatever shape the hand-ins come in."""

import datetime as dt
import io
import json
import os
import zipfile

import pytest
from click.testing import CliRunner

from academy.main import academy
from grading import gradebook, rounds
from grading.course_folder import CourseFolder
from grading.due import parse_due
from grading.grade_one import released
from grading.rounds import collect, release
from synthetic_data.errors import PlainError

ASSIGNMENT = "m01-a01"


@pytest.fixture
def course(tmp_path):
    return CourseFolder.at(tmp_path / "course")


@pytest.fixture
def sent(tmp_path):
    folder = tmp_path / "sent"
    folder.mkdir()
    return folder


def notebook(mark=""):
    made = released(ASSIGNMENT)
    made["cells"].append({"cell_type": "markdown", "id": "own", "metadata": {}, "source": mark})
    return json.dumps(made)


def handed_in(course, learner):
    return (course.submitted(learner, ASSIGNMENT) / "assignment.ipynb").read_text(encoding="utf-8")


def test_a_release_is_where_nbgrader_looks_and_holds_no_solution(course):
    path = release(course, ASSIGNMENT, parse_due("2026-07-01 17:00"))
    assert path == course.root / "release" / ASSIGNMENT / "assignment.ipynb"
    assert (course.root / "source" / ASSIGNMENT / "assignment.ipynb").is_file()
    assert json.loads(path.read_text(encoding="utf-8")) == released(ASSIGNMENT)
    with gradebook.open_gradebook(course) as book:
        assert book.find_assignment(ASSIGNMENT).duedate.hour == 16
        assert len(book.find_notebook("assignment", ASSIGNMENT).grade_cells) > 1


def test_a_day_that_is_past_is_pointed_out_when_it_is_set(tmp_path):
    said = CliRunner().invoke(
        academy, ["release", ASSIGNMENT, "--due", "2020-01-01 10:00", "--out", str(tmp_path / "c")]
    )
    assert said.exit_code == 0 and "Warning: that day is past" in said.output


def test_the_same_release_again_changes_nothing_and_another_needs_saying(course):
    path = release(course, ASSIGNMENT, None)
    release(course, ASSIGNMENT, None)
    path.write_text("an earlier version", encoding="utf-8")
    with pytest.raises(PlainError, match="--replace"):
        release(course, ASSIGNMENT, None)
    release(course, ASSIGNMENT, None, replace=True)
    assert path.read_text(encoding="utf-8").startswith("{")


def test_an_assignment_that_is_not_there_is_said(course):
    with pytest.raises(PlainError, match="There is no assignment"):
        release(course, "m99-a01", None)


def test_workspaces_zips_and_loose_files_are_all_collected(course, sent, tmp_path):
    (tmp_path / "roster.csv").write_text(
        "id,name\namina.khan,Amina Khan\nben,Ben\nzoe,Zoë\nfaye,Faye\n", encoding="utf-8"
    )
    workspace = sent / "amina.khan" / "m01_first_notebook"
    workspace.mkdir(parents=True)
    (workspace / "assignment.ipynb").write_text(notebook("amina"), encoding="utf-8")
    (workspace / "l01_first_run.ipynb").write_text('{"cells": [], "nbformat": 4}', encoding="utf-8")
    with zipfile.ZipFile(sent / "zoe.zip", "w") as archive:
        archive.writestr("whatever/my work.ipynb", notebook("zoe"))
    (sent / "ben_12345_assignment-Copy1.ipynb").write_text(notebook("ben"), encoding="utf-8")
    (sent / "holiday.jpg").write_bytes(b"x")
    gathered = collect(course, ASSIGNMENT, sent, tmp_path / "roster.csv")
    assert gathered.placed == ["amina.khan", "ben", "zoe"]
    assert gathered.missing == ["faye"]
    assert gathered.refused == [("holiday.jpg", "its name begins with no id of the roster")]
    for learner in ("ben", "zoe"):
        assert f'"{learner}"' in handed_in(course, learner)
    assert (course.submitted("ben", ASSIGNMENT) / "timestamp.txt").read_text().endswith(" UTC")


def test_the_newest_counts_and_an_older_one_never_replaces_it(course, sent):
    for name, time in (("ben_1.ipynb", 2_000_000_000), ("ben_2.ipynb", 1_900_000_000)):
        (sent / name).write_text(notebook(name), encoding="utf-8")
        os.utime(sent / name, (time, time))
    collect(course, ASSIGNMENT, sent)
    assert "ben_1.ipynb" in handed_in(course, "ben")


def test_a_damaged_file_is_collected_for_the_marker_to_explain(course, sent):
    (sent / "ben.ipynb").write_text('{"cells": [', encoding="utf-8")
    assert collect(course, ASSIGNMENT, sent).placed == ["ben"]


def test_links_and_other_notebooks_are_left_out(course, sent, tmp_path):
    (tmp_path / "secret.ipynb").write_text(notebook("secret"), encoding="utf-8")
    (sent / "ben.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (sent / "zoe").mkdir()
    (sent / "zoe" / "assignment.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (sent / "dan.ipynb").write_text(
        '{"cells": [{"cell_type": "code", "source": "1"}], "nbformat": 4}', encoding="utf-8"
    )
    gathered = collect(course, ASSIGNMENT, sent)
    assert gathered.placed == []
    assert len(gathered.refused) == 3


def test_a_bomb_or_a_broken_zip_stops_nobody(course, sent):
    (sent / "ben.zip").write_bytes(b"PK\x03\x04 broken")
    with zipfile.ZipFile(sent / "dan.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.ipynb", b"0" * 60_000_000)
    (sent / "zoe.ipynb").write_text(notebook(), encoding="utf-8")
    gathered = collect(course, ASSIGNMENT, sent)
    assert gathered.placed == ["zoe"]
    assert [name for name, _ in gathered.refused] == ["ben.zip", "dan.zip"]


def with_bytes(content, marker, offset, value):
    """A zip file with `value` written at `offset` of each of its parts that begin with `marker`."""
    place = content.index(marker) + offset
    return content[:place] + value + content[place + len(value) :]


DAMAGED_ZIPS = {
    "an unknown way of compressing": lambda zipped: with_bytes(
        with_bytes(zipped, b"PK\x01\x02", 10, b"\x61\x00"), b"PK\x03\x04", 8, b"\x61\x00"
    ),
    "damaged content": lambda zipped: with_bytes(zipped, b"PK\x03\x04", 200, b"\xff" * 60),
}


def zipped(mark=""):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("work.ipynb", notebook(mark))
    return content.getvalue()


@pytest.mark.parametrize("damage", DAMAGED_ZIPS)
def test_a_damaged_zip_is_named_and_the_others_are_collected(course, sent, damage):
    (sent / "ben.zip").write_bytes(DAMAGED_ZIPS[damage](zipped()))
    (sent / "zoe.zip").write_bytes(zipped("zoe"))
    gathered = collect(course, ASSIGNMENT, sent)
    assert gathered.placed == ["zoe"]
    assert [name for name, _ in gathered.refused] == ["ben.zip"]


def test_a_zip_whose_dates_are_none_is_collected_with_its_own_time(course, sent):
    (sent / "ben.zip").write_bytes(with_bytes(zipped("ben"), b"PK\x01\x02", 14, b"\x00\x00"))
    os.utime(sent / "ben.zip", (1_900_000_000, 1_900_000_000))
    assert collect(course, ASSIGNMENT, sent).placed == ["ben"]
    assert (course.submitted("ben", ASSIGNMENT) / "timestamp.txt").read_text().startswith("2030-03-17")


def test_a_zip_of_many_large_notebooks_is_not_unpacked_without_end(course, sent, monkeypatch):
    monkeypatch.setattr(rounds, "MOST_UNPACKED", 100_000)
    with zipfile.ZipFile(sent / "ben.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.ipynb", b" " * 60_000)
    assert len(list(rounds._contents(sent / "ben.zip"))) == 1


def test_a_pipe_beside_a_notebook_does_not_keep_the_notebook_out(course, sent):
    (sent / "ben").mkdir()
    os.mkfifo(sent / "ben" / "a.ipynb")
    (sent / "ben" / "assignment.ipynb").write_text(notebook("ben"), encoding="utf-8")
    assert collect(course, ASSIGNMENT, sent).placed == ["ben"]


def test_a_hand_in_that_is_older_than_the_one_here_is_said_to_be_so(course, sent):
    (sent / "ben.ipynb").write_text(notebook("new"), encoding="utf-8")
    collect(course, ASSIGNMENT, sent)
    (sent / "ben.ipynb").write_text(notebook("from a machine whose clock is wrong"), encoding="utf-8")
    os.utime(sent / "ben.ipynb", (1_000_000_000, 1_000_000_000))
    gathered = collect(course, ASSIGNMENT, sent)
    assert gathered.refused == [("ben.ipynb", "it is older than the hand-in that is here already")]
    assert '"new"' in handed_in(course, "ben")


def test_a_time_in_no_year_of_ours_is_the_time_of_collecting(course):
    assert rounds._place(course, "ben", ASSIGNMENT, rounds._Sent(b"{}", 1e18))
    assert (course.submitted("ben", ASSIGNMENT) / "timestamp.txt").read_text().startswith(str(dt.date.today().year))


def test_collecting_nothing_says_so_and_does_not_go_on_to_marking(tmp_path):
    (tmp_path / "sent").mkdir()
    command = ["collect", ASSIGNMENT, "--from", str(tmp_path / "sent"), "--out", str(tmp_path / "c")]
    said = CliRunner().invoke(academy, command)
    assert said.output == "Nothing was collected.\n"
