"""Pages of ours gone through with the Tab key alone, and printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from leaders import class_of

from grading.course_folder import CourseFolder
from grading.feedback import feedback_page
from grading.teams import gaps_of, write_teams


@pytest.fixture
def course(tmp_path: Path) -> CourseFolder:
    return CourseFolder.at(tmp_path / "course")


@pytest.fixture
def feedback(course: CourseFolder, tmp_path: Path) -> Path:
    """A feedback page with something folded away."""
    everybody = class_of(course, {"Returns": [0.5]})
    paper: Any = SimpleNamespace(exercises=(), release={"cells": []})
    everybody = replace(everybody, paper=paper)
    standing = everybody.standings[0]
    written = course.autograded(standing.person.id, everybody.assignment)
    written.mkdir(parents=True)
    (written / "assignment.ipynb").write_text(
        '{"cells": [{"cell_type": "code", "source": "answer = 1", "metadata": {"nbgrader": '
        '{"grade_id": "m01-a01-one-answer", "solution": true}}}]}'
    )
    page = tmp_path / "feedback.html"
    page.write_text(feedback_page(everybody, standing), encoding="utf-8")
    return page


@pytest.mark.needs_browser
def test_feedback_is_gone_through_with_tab_alone_and_prints_whole(feedback: Path, browser: Any) -> None:
    browser.open(feedback)
    assert "What you wrote" in browser.page.content()
    assert browser.walk() == []
    assert browser.folded_in_print() == 0
    browser.open(feedback)
    browser.page.keyboard.press("Tab")
    browser.page.keyboard.press("Enter")
    assert browser.page.evaluate("location.hash") == "#main"
    browser.page.keyboard.press("Tab")  # on from the skip link: into the content, not back to the top
    assert browser.page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.needs_browser
def test_a_picture_that_scrolls_can_be_reached_on_a_phone(course: CourseFolder, browser: Any) -> None:
    page = write_teams(course, gaps_of([class_of(course, {"Returns": [0.5] * 6})]), dt.date(2027, 1, 11))
    browser.page.set_viewport_size({"width": 320, "height": 800})
    browser.open(page)
    assert browser.walk() == []


@pytest.mark.needs_browser
def test_a_page_that_hides_its_focus_or_jumps_about_is_found(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<style>a:focus { outline: none; }</style><a href='#x'>First</a>"
        "<p><a href='#y' tabindex='2'>Second</a></p><a href='#z'>Third</a>"
    )
    browser.open(page)
    found = " ".join(browser.walk())
    for fault in ("cannot be seen", "not a skip link", "jumps about"):
        assert fault in found
