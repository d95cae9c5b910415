"""Backing up, putting back and marking on; a leaver's data removed."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import errno
import hashlib
import json
import shutil
import socket
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from councils import hub_database, made

from curriculum.model import load_course
from grading import backups
from grading.cohort import Learner, make_cohort, write_submissions
from grading.course_folder import CourseFolder
from grading.grade_one import released
from grading.gradebook import open_gradebook
from grading.roster import write_roster
from hub import backup as keeping
from hub import leaver
from hub.choices import Choices, read_choices
from synthetic_data.errors import PlainError

ASSIGNMENT = "m01-a01"


@pytest.fixture
def council(tmp_path: Path) -> Choices:
    """A hub that is not running, with two learners' work."""
    return made(tmp_path)


@pytest.fixture(scope="module")
def cohort() -> list[Learner]:
    assignment = load_course().assignment(ASSIGNMENT)
    return make_cohort([assignment.load(name) for name in assignment.exercise_ids], 2)


@pytest.fixture(scope="module")
def marked_once(tmp_path_factory: pytest.TempPathFactory, cohort: list[Learner]) -> Path:
    """A hub where the first of two learners has handed in and been marked."""
    choices = made(tmp_path_factory.mktemp("marked"))
    write_roster(choices.folders.course / "roster.csv", [learner.person for learner in cohort])
    hub_database(choices.folders.state / "jupyterhub.sqlite", [learner.id for learner in cohort])
    hand_in(choices, cohort, 0)
    grade(choices)
    return choices.etc.parent


@pytest.fixture
def marked(marked_once: Path, tmp_path: Path) -> Choices:
    """That hub again, for one test alone."""
    shutil.copytree(marked_once, tmp_path / "marked", symlinks=True)
    return read_choices(tmp_path / "marked" / "etc" / "hub.toml")


def hand_in(choices: Choices, cohort: list[Learner], number: int) -> None:
    """One learner's hand-in in the course folder."""
    assignment = load_course().assignment(ASSIGNMENT)
    exercises = [assignment.load(name) for name in assignment.exercise_ids]
    path = choices.etc / "assignment.ipynb"
    path.write_text(json.dumps(released(ASSIGNMENT)))
    list(write_submissions([cohort[number]], ASSIGNMENT, path, exercises, choices.folders.course / "submitted"))


def grade(choices: Choices) -> None:
    program = "from academy.main import main; main()"
    command = [sys.executable, "-c", program, "grade", ASSIGNMENT, "--out", str(choices.folders.course)]
    done = subprocess.run([*command, "--workers", "1", "--no-pages"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def marks(choices: Choices) -> list[dict[str, str]]:
    with (choices.folders.course / "marks.csv").open(encoding="utf-8") as table:
        return list(csv.DictReader(table))


def test_after_a_disaster_everything_is_back_and_marking_goes_on(marked: Choices, cohort: list[Learner]) -> None:
    first, second = (learner.id for learner in cohort)
    before = [row for row in marks(marked) if row["learner"] == first]

    kept = keeping.back_up(marked)
    assert kept.stat().st_mode & 0o777 == 0o700
    (marked.folders.course / "gradebook.db").write_bytes(b"not a database")
    (marked.folders.homes / "learner001" / "course" / "notes.ipynb").unlink()
    (marked.folders.state / "jupyterhub.sqlite").unlink()

    aside = keeping.restore(marked, kept)
    assert (marked.folders.homes / "learner001" / "course" / "notes.ipynb").read_text() == "learner001 wrote this"
    with sqlite3.connect(marked.folders.state / "jupyterhub.sqlite") as database:
        assert {name for (name,) in database.execute("SELECT name FROM users")} == {first, second}
    assert any((folder / "gradebook.db").is_file() for folder in aside)  # what was there is kept
    hand_in(marked, cohort, 1)
    grade(marked)
    assert [row for row in marks(marked) if row["learner"] == first] == before
    assert {row["status"] for row in marks(marked) if row["learner"] == second} != {"blank"}


def test_a_restore_keeps_owners_modes_and_links(council: Choices) -> None:
    hub_database(council.folders.state / "jupyterhub.sqlite", [])
    home = council.folders.homes / "learner001"
    home.chmod(0o700)
    (home / "link").symlink_to("/etc/hostname")
    made = keeping.back_up(council)
    keeping.restore(council, made)
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "link").readlink() == Path("/etc/hostname")
    inbound = council.folders.exchange / council.course / "inbound"
    assert inbound.stat().st_mode & 0o7777 == 0o3733


def test_a_restore_needs_no_more_than_the_python_of_debian_12(
    council: Choices, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub_database(council.folders.state / "jupyterhub.sqlite", [])
    made = keeping.back_up(council)
    for name in ("tar_filter", "data_filter", "fully_trusted_filter"):  # came with 3.11.4; Debian 12 has 3.11.2
        monkeypatch.delattr(tarfile, name, raising=False)
    monkeypatch.delattr(tarfile.TarInfo, "replace", raising=False)
    keeping.restore(council, made)
    assert (council.folders.homes / "learner001" / "course" / "notes.ipynb").is_file()


def test_a_backup_that_would_write_elsewhere_moves_nothing(council: Choices, tmp_path: Path) -> None:
    hub_database(council.folders.state / "jupyterhub.sqlite", [])
    made = keeping.back_up(council)
    outside = tmp_path / "outside"
    outside.mkdir()
    with tarfile.open(made / "exchange.tar.gz", "w:gz") as archive:
        link = tarfile.TarInfo("exchange/way")
        link.type, link.linkname = tarfile.SYMTYPE, str(outside)
        archive.addfile(link)
        archive.addfile(tarfile.TarInfo("exchange/way/out"))
    facts = json.loads((made / "manifest.json").read_text())
    facts["files"]["exchange.tar.gz"] = hashlib.sha256((made / "exchange.tar.gz").read_bytes()).hexdigest()
    (made / "manifest.json").write_text(json.dumps(facts))
    with pytest.raises(PlainError, match="would be written outside"):
        keeping.restore(council, made)
    assert list(outside.iterdir()) == []
    assert not list(council.folders.course.parent.glob("*.before-*"))
    assert (council.folders.homes / "learner001" / "course" / "notes.ipynb").is_file()


def test_a_damaged_backup_is_refused_and_nothing_is_touched(council: Choices) -> None:
    hub_database(council.folders.state / "jupyterhub.sqlite", [])
    made = keeping.back_up(council)
    with (made / "course.tar.gz").open("ab") as archive:
        archive.write(b"x")
    with pytest.raises(PlainError, match=r"course\.tar\.gz is not as it was written"):
        keeping.restore(council, made)
    (made / "course.tar.gz").unlink()
    with pytest.raises(PlainError, match="is not a whole backup"):
        keeping.restore(council, made)
    assert not list(council.folders.course.parent.glob("*.before-*"))


def test_a_restore_on_a_full_disk_touches_nothing_and_leaves_nothing(
    council: Choices, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub_database(council.folders.state / "jupyterhub.sqlite", [])
    made, unpack = keeping.back_up(council), keeping._unpack

    def full(archive: Path, target: Path) -> None:
        if archive.name == "exchange.tar.gz":
            raise OSError(errno.ENOSPC, "No space left on device")
        unpack(archive, target)

    monkeypatch.setattr(keeping, "_unpack", full)
    before = sorted(path.name for path in council.folders.course.parent.iterdir())
    with pytest.raises(OSError, match="No space"):
        keeping.restore(council, made)
    assert sorted(path.name for path in council.folders.course.parent.iterdir()) == before


def test_a_backup_that_fails_leaves_no_half_of_one(council: Choices) -> None:
    with pytest.raises(PlainError, match="has the hub ever been started"):
        keeping.back_up(council)
    assert list(council.folders.backups.iterdir()) == []


def test_old_backups_go_when_newer_ones_are_whole(council: Choices) -> None:
    hub_database(council.folders.state / "jupyterhub.sqlite", [])
    start = dt.datetime(2026, 11, 1, 2, 30, tzinfo=dt.UTC)
    for day in range(keeping.KEPT + 2):
        keeping.back_up(council, start + dt.timedelta(days=day))
    kept = keeping.backups(council)
    assert len(kept) == keeping.KEPT
    assert kept[0].name == "2026-11-03T023000"


def test_a_running_hub_is_not_restored_over(council: Choices) -> None:
    hub_database(council.folders.state / "jupyterhub.sqlite", [])
    made = keeping.back_up(council)
    with (
        socket.create_server(("127.0.0.1", council.network.hub)),
        pytest.raises(PlainError, match=r"The hub is running: stop it first \(a demo ends"),
    ):
        keeping.restore(council, made)


def test_a_coachs_notes_pages_and_kept_gradebooks_forget_a_leaver_too(council: Choices) -> None:
    course = council.folders.course
    for name in ("coaching/{}.csv", "agendas/{}.html", "shared/hours/{}.csv"):
        for person in ("bo.li", "bo.li2"):
            (course / name.format(person)).parent.mkdir(parents=True, exist_ok=True)
            (course / name.format(person)).write_text("notes")
    (course / "reports" / "m01-a01").mkdir(parents=True)
    (course / "report.html").write_text('<a href="feedback/bo.li/m01-a01/assignment.html">Bo Li</a>')
    (course / "reports" / "m01-a01" / "report.html").write_text("<span>(bo.li2)</span>")
    with open_gradebook(CourseFolder(course)) as gradebook:
        gradebook.add_student("bo.li")
        gradebook.add_student("bo.li2")
    kept = backups.back_up(CourseFolder(course))
    (course / "backups" / "gradebook-damaged.db").write_bytes(b"x" * 9000)

    assert "their marks in 1 earlier gradebook" in set(leaver.remove(council, "bo.li"))
    left = {str(path.relative_to(course)) for path in course.rglob("*bo.li*")}
    assert left == {"coaching/bo.li2.csv", "agendas/bo.li2.html", "shared/hours/bo.li2.csv"}
    assert not (course / "report.html").exists() and (course / "reports" / "m01-a01" / "report.html").exists()
    with contextlib.closing(sqlite3.connect(kept)) as copy:
        assert copy.execute("SELECT id FROM student").fetchall() == [("bo.li2",)]
    assert list(leaver.remove(council, "bo.li")) == []


def test_a_leavers_data_goes_and_everybody_elses_stays(marked: Choices, cohort: list[Learner]) -> None:
    council, (gone, stays) = marked, [learner.id for learner in cohort]
    hand_in(council, cohort, 1)
    (council.folders.homes / stays / "course").mkdir(parents=True, exist_ok=True)
    inbound = council.folders.exchange / council.course / "inbound"
    for person in (gone, stays):
        (inbound / f"{person}+{ASSIGNMENT}+2026-11-02 09:00:00.000000 UTC+x").mkdir()

    said = " ".join(leaver.remove(council, gone))
    for thing in ("exchange", "gradebook", "marks.csv", "roster.csv", "their own folder", "hub's database"):
        assert thing in said, thing

    left = [path for path in council.etc.parent.rglob("*") if gone in path.name]
    assert left == []
    for path in council.etc.parent.rglob("*"):
        if path.suffix in (".csv", ".json", ".db", ".sqlite") and path.is_file():
            assert gone.encode() not in path.read_bytes(), path
    assert stays.encode() in (council.folders.course / "marks.csv").read_bytes()
    assert (council.folders.homes / stays).is_dir()
    assert len(list(inbound.iterdir())) == 1
    assert list(leaver.remove(council, gone)) == []
