"""Progress and portfolio: from a learner's own files, whatever was done to them; nothing is claimed that is not so."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from docx import Document

from academy.main import academy
from curriculum.model import load_course
from grading.portfolio import portfolio_of, write_portfolio
from grading.progress import DONE, TIME, Entry, done_on, log_time, progress_of, remember
from synthetic_data.errors import PlainError

COURSE = load_course()
LESSON = COURSE.lessons[0]
DAY = dt.date(2027, 1, 11)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".academy").mkdir()
    (tmp_path / ".academy" / "workspace.json").write_text(json.dumps({"learner": "amina.khan"}))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "manifest.json").write_text("{}")
    monkeypatch.delenv("ACADEMY_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def finish(lesson: Any = LESSON) -> None:
    for name in lesson.exercise_ids:
        remember(name)


def test_an_exercise_is_noted_once_and_the_next_part_follows(workspace: Path) -> None:
    assert progress_of(workspace, COURSE).next_part == LESSON
    finish()
    finish()
    assert (workspace / DONE).read_text().count(LESSON.id) == len(LESSON.exercise_ids)
    found = progress_of(workspace, COURSE)
    assert found.modules[0][1][0].is_done
    assert found.modules[0][1][0].last == dt.date.today()
    assert found.next_part == COURSE.lessons[1]
    assert sum(skill.done for skill in found.skills) > 0


def test_nothing_is_noted_outside_a_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    finish()
    assert list(tmp_path.iterdir()) == []


def test_a_file_edited_by_hand_loses_only_the_line_that_cannot_be_read(workspace: Path) -> None:
    finish()
    text = (workspace / DONE).read_text()
    (workspace / DONE).write_text("\ufeff" + text + "last week,m01-l02-nonsense\n\n,,,\n", encoding="utf-8")
    assert set(done_on(workspace / DONE)) == set(LESSON.exercise_ids)


def test_time_is_logged_for_a_part_or_for_anything_else(workspace: Path) -> None:
    log_time(workspace, Entry(DAY, LESSON.id, 50, "a quiet\nmorning, at last"), COURSE)
    log_time(workspace, Entry(DAY - dt.timedelta(days=1), "", 30), COURSE)
    found = progress_of(workspace, COURSE)
    assert found.minutes == 80
    assert found.modules[0][1][0].minutes == 50
    assert [entry.minutes for entry in found.entries] == [30, 50]
    assert found.entries[1].note == "a quiet morning, at last"


@pytest.mark.parametrize(("part", "minutes"), [("m01-l99", 10), ("", 0), ("", 1441), ("", -5)])
def test_time_that_cannot_be_is_refused_and_nothing_is_written(workspace: Path, part: str, minutes: int) -> None:
    with pytest.raises(PlainError):
        log_time(workspace, Entry(DAY, part, minutes), COURSE)
    assert not (workspace / TIME).exists()


def test_a_time_log_that_cannot_be_read_names_its_line(workspace: Path) -> None:
    log_time(workspace, Entry(DAY, "", 30), COURSE)
    with (workspace / TIME).open("a") as file:
        file.write("yesterday,,an hour,\n")
    with pytest.raises(PlainError, match="line 3"):
        progress_of(workspace, COURSE)


def test_a_folder_that_is_no_workspace_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(PlainError, match="academy start"):
        progress_of(tmp_path, COURSE)


def test_a_portfolio_names_what_is_done_what_is_open_and_what_the_course_lacks(workspace: Path) -> None:
    finish()
    found = portfolio_of(progress_of(workspace, COURSE), COURSE, DAY)
    codes = {code for name in LESSON.exercise_ids for code in LESSON.load(name).skills if " " not in code}
    rows = {row.code: row for row in found.rows}
    assert all(any(LESSON.id in line for line in rows[code].done) for code in codes)
    assert any(not row.done and row.open for row in found.rows)
    assert any("does not cover it" in row.note for row in found.rows)
    assert any("your own organisation" in row.note for row in found.rows)


def test_word_and_web_page_say_the_same_and_claim_no_grade(workspace: Path) -> None:
    finish()
    log_time(workspace, Entry(DAY, LESSON.id, 50, "<b>notes</b> & more"), COURSE)
    found = portfolio_of(progress_of(workspace, COURSE), COURSE, DAY)
    write_portfolio(found, workspace / "p.docx")
    write_portfolio(found, workspace / "p.html")
    page = (workspace / "p.html").read_text(encoding="utf-8")
    document = Document(str(workspace / "p.docx"))
    words = "\n".join(
        [each.text for each in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    for text in ("no grade", "amina.khan", "0.8 hours", LESSON.title):
        assert text in page and text in words, text
    assert "&lt;b&gt;notes" in page and "<b>notes</b> & more" in words
    assert all(table.rows[0]._tr.trPr.xpath("w:tblHeader") for table in document.tables)


def test_another_ending_is_refused_and_leaves_nothing(workspace: Path) -> None:
    found = portfolio_of(progress_of(workspace, COURSE), COURSE, DAY)
    with pytest.raises(PlainError, match=r"\.docx or \.html"):
        write_portfolio(found, workspace / "p.pdf")
    assert not list(workspace.glob("*.pdf*"))


def test_the_commands_show_log_and_write(workspace: Path) -> None:
    run = CliRunner()
    shown = run.invoke(academy, ["progress", ".", "--log", LESSON.id, "45", "--out", "card.html"])
    assert shown.exit_code == 0, shown.output
    assert "0.8 hours logged" in shown.output
    assert "45" in (workspace / "card.html").read_text(encoding="utf-8")
    written = run.invoke(academy, ["portfolio", "."])
    assert written.exit_code == 0 and (workspace / "portfolio.docx").is_file()
    refused = run.invoke(academy, ["progress", ".", "--log", LESSON.id, "an hour"], standalone_mode=False)
    assert "not a number of minutes" in str(refused.exception)


@pytest.mark.needs_browser
def test_card_and_portfolio_break_no_rule_of_wcag(workspace: Path, browser: Any) -> None:
    finish()
    CliRunner().invoke(academy, ["progress", ".", "--log", LESSON.id, "45", "--out", "card.html"])
    CliRunner().invoke(academy, ["portfolio", ".", "--out", "portfolio.html"])
    assert browser.breaches(workspace / "card.html") == []
    assert browser.breaches(workspace / "portfolio.html") == []
    assert browser.asked == []
