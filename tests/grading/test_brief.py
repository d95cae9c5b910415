"""The sponsor's page: evidence with its kind, losses as losses, nobody to be made out, and blanks said as blanks."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from leaders import class_of

from academy.main import academy
from grading import brief as briefs
from grading.brief import brief_of, write_brief
from grading.course_folder import SIMULATED, CourseFolder
from grading.roster import Person, write_roster
from grading.shared_hours import folder_of

TODAY = dt.date(2027, 1, 11)
HEADING = "what,which,confirmed,measured,value,low,high\n"
TWICE, LOSS, ONCE = "task,task 1,yes,3,10,8,12\n", "task,task 2,yes,3,-4,-5,-3\n", "task,task 3,no,1,20,,\n"
DIARY = "diary,start,,5,60,50,70\ndiary,end,,5,{},40,50\n"


@pytest.fixture
def course(tmp_path: Path) -> CourseFolder:
    return CourseFolder.at(tmp_path / "course")


def share(course: CourseFolder, people: int, lines: str) -> None:
    folder_of(course).mkdir(parents=True, exist_ok=True)
    for number in range(people):
        (folder_of(course) / f"person{number}.csv").write_text(HEADING + lines.format(45 + number))


def page_of(course: CourseFolder) -> str:
    text = write_brief(course, brief_of(course), TODAY).read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_with_nothing_recorded_the_page_says_so(course: CourseFolder) -> None:
    page = page_of(course)
    for words in ("Nobody is on the roster yet", "Nothing has been marked yet", "Nothing has been shared yet"):
        assert words in page
    assert "hours a year" not in page


def test_hours_stand_by_their_evidence_with_losses_and_are_never_one_sum(course: CourseFolder) -> None:
    share(course, 6, TWICE + LOSS + ONCE + DIARY)
    page = page_of(course)
    assert "confirmed by somebody else 12 36 " in page  # six times 10 and six times -4
    assert "6, together −24 hours" in page
    assert "no interval can be given 6 120 not estimable" in page
    assert "156" not in page  # 36 and 120, which are not of a kind
    assert "people). Those who kept one at both ends changed by −12 percentage points" in page  # -15, -14 ... -10


def test_what_fewer_than_five_people_shared_is_not_given(course: CourseFolder) -> None:
    share(course, 4, TWICE + DIARY)
    page = page_of(course)
    assert "too few to show" in page and "hours a year" not in page and "60%" not in page
    share(course, 5, TWICE)
    (folder_of(course) / "person0.csv").write_text(HEADING + TWICE + ONCE)
    page = page_of(course)
    assert "no interval can be given fewer than 5 people: not given" in page
    assert "20" not in re.search(r"no interval can be given (.*?)What is not known", page)[1]  # type: ignore[index]


def test_marks_are_a_spread_and_never_a_person(course: CourseFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    for shares, wanted in (
        ([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.0], "60% 35% to 85%"),
        ([0.2, 0.4, 0.4, 0.6, 0.8], "40% too few to say"),
        ([0.2, 0.4], "too few to say too few to say"),
    ):
        monkeypatch.setattr(
            briefs, "everything_graded", lambda _, shares=shares: [class_of(course, {"Returns": shares})]
        )
        page = page_of(course)
        assert wanted in page
        assert "Secret" not in page and "personreturns" not in page


def test_small_teams_are_counted_and_not_numbered(course: CourseFolder) -> None:
    people = [Person(f"a{number}", team="Large") for number in range(9)]
    people += [Person(f"b{number}", team="Middling") for number in range(6)] + [Person("c", team="Alone")]
    write_roster(course.roster, people)
    page = page_of(course)
    assert "16 people, from Large (9) and 2 more teams" in page
    assert "Alone" not in page


def test_a_file_that_cannot_be_read_is_named(course: CourseFolder) -> None:
    for spoilt in (
        "task,task 1,yes,3,ten,8,12\n",
        "salary,x,yes,3,1,,\n",
        "diary,summer,,3,1,,\n",
        "task,1,yes,3,inf,,\n",
    ):
        share(course, 1, spoilt)
        ended = CliRunner().invoke(academy, ["brief", "--out", str(course.root)], standalone_mode=False)
        assert "person0.csv, line 2" in str(ended.exception)
        assert not (course.root / "brief.html").exists()


def test_simulated_learners_are_said_to_be_simulated(course: CourseFolder) -> None:
    assert "simulated" not in page_of(course)
    (course.records / SIMULATED).touch()
    assert "These learners are simulated" in page_of(course)


@pytest.mark.needs_browser
def test_the_fullest_page_prints_on_one_sheet_and_breaks_no_rule_of_wcag(
    course: CourseFolder, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accessibility import unreadable

    everybody = class_of(course, {"Returns and quality": [0.5] * 12})
    monkeypatch.setattr(briefs, "everything_graded", lambda _: [everybody] * 6)
    unconfirmed = TWICE.replace("yes", "no") + "task,task 9,yes,3,,,\n"
    share(course, 6, TWICE + LOSS + ONCE + unconfirmed + DIARY)
    (course.records / SIMULATED).touch()
    page = write_brief(course, brief_of(course), TODAY)
    assert unreadable(page) == []
    assert browser.breaches(page) == []
    printed = browser.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    browser.page.set_viewport_size({"width": 320, "height": 800})
    assert browser.page.evaluate("document.documentElement.scrollWidth") == 320
    assert browser.asked == []
