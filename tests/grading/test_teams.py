"""Where teams stand by skill: averages that are right, small teams hidden so that no total gives them away."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from leaders import class_of, standing

from academy.main import academy
from grading import teams as team_pages
from grading.course_folder import CourseFolder
from grading.small_groups import FEWEST
from grading.teams import BANDS, EVERYBODY, HIDDEN, NO_TEAM, gaps_of, write_teams
from synthetic_data.errors import PlainError

TODAY = dt.date(2027, 1, 11)
TEAMS = {"Performance": [0.5] * 6, "Returns": [0.9] * 4 + [0.7] * 4, "Commissioning": [0.2] * 7, "Alone": [0.3]}


def test_a_team_has_the_average_of_its_people_and_everybody_the_average_of_all() -> None:
    gaps = gaps_of([class_of(None, TEAMS)])
    shown = {team.name: [cell.text for cell in team.cells] for team in (*gaps.teams, gaps.everybody)}
    assert [skill.code for skill in gaps.skills] == ["K8", "S2"]
    assert shown["Returns"] == ["80%", "80%"]
    everybody = round(100 * (6 * 0.5 + 4 * 0.9 + 4 * 0.7 + 7 * 0.2 + 0.3) / 22)
    assert shown[EVERYBODY] == [f"{everybody}%"] * 2


def test_a_lone_person_is_hidden_and_the_next_smallest_team_with_them() -> None:
    gaps = gaps_of([class_of(None, TEAMS)])
    hidden = {team.name for team in gaps.teams if team.people is None}
    assert hidden == {"Alone", "Performance"}
    assert all(cell.text == HIDDEN for team in gaps.teams if team.name in hidden for cell in team.cells)


@given(st.dictionaries(st.sampled_from("ABCDE"), st.lists(st.floats(0, 1), min_size=1, max_size=9), min_size=1))
def test_what_is_shown_leaves_no_small_group_when_taken_from_the_total(teams: dict[str, list[float]]) -> None:
    everybody = class_of(None, teams)
    if sum(map(len, teams.values())) < FEWEST:
        with pytest.raises(PlainError, match="single persons"):
            gaps_of([everybody])
        return
    gaps = gaps_of([everybody])
    for place in range(len(gaps.skills)):
        shown = [team for team in gaps.teams if team.cells[place].text != HIDDEN]
        left = sum(map(len, teams.values())) - sum(len(teams[team.name]) for team in shown)
        assert left == 0 or left >= FEWEST
        assert len(gaps.teams) - len(shown) != 1 or len(gaps.teams) == 1
        assert all(len(teams[team.name]) >= FEWEST for team in shown)


def test_somebody_who_handed_nothing_in_counts_nowhere() -> None:
    everybody = class_of(None, {"Performance": [0.5] * 6})
    absent = standing("absent", "Performance", 0.0, state="missing")
    gaps = gaps_of([replace(everybody, standings=(*everybody.standings, absent))])
    assert gaps.everybody.people == 6
    assert gaps.everybody.cells[0].text == "50%"


def test_a_skill_that_few_of_a_team_have_met_is_hidden_there() -> None:
    first = class_of(None, {"Performance": [0.5] * 6, "Returns": [0.5] * 6, "Third": [0.5] * 6})
    few = class_of(None, {"Performance": [1.0] * 2, "Returns": [1.0] * 6, "Third": [1.0] * 7})
    second = replace(few, paper=replace_skills(few.paper, "S10"))
    gaps = gaps_of([first, second])
    place = [skill.code for skill in gaps.skills].index("S10")
    cells = {team.name: team.cells[place].text for team in gaps.teams}
    assert cells == {"Performance": HIDDEN, "Returns": HIDDEN, "Third": "95% or more"}


def replace_skills(paper: Any, code: str) -> Any:
    for exercise in paper.exercises:
        exercise.skills = (code,)
    return paper


def test_people_without_a_team_stand_together() -> None:
    gaps = gaps_of([class_of(None, {"": [0.5] * 6, "Returns": [0.6] * 6})])
    assert [team.name for team in gaps.teams] == ["Returns", NO_TEAM]


def test_each_share_falls_into_the_band_that_its_words_name() -> None:
    for share, words in ((0.8, "80% and over"), (0.794, "60 to 79%"), (0.795, "80% and over"), (0.0, "under 40%")):
        gaps = gaps_of([class_of(None, {"Returns": [share] * 6})])
        band = gaps.everybody.cells[0].band
        assert band in BANDS and band.words == words


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CourseFolder:
    folder = CourseFolder.at(tmp_path / "course")
    monkeypatch.setattr(team_pages, "everything_graded", lambda course: [class_of(course, TEAMS)])
    return folder


def test_the_command_writes_a_page_without_a_name_of_a_person(course: CourseFolder) -> None:
    ended = CliRunner().invoke(academy, ["teams", "--out", str(course.root)])
    assert ended.exit_code == 0, ended.output
    assert "4 teams, 2 of them hidden" in ended.output
    page = (course.root / "teams.html").read_text(encoding="utf-8")
    assert "Secret" not in page and "person" + "alone0" not in page
    assert "Returns: K8 80%" in page  # the words of the picture
    assert "simulated" not in page


def test_an_ungraded_course_is_said_plainly(tmp_path: Path) -> None:
    course = CourseFolder.at(tmp_path / "course")
    ended = CliRunner().invoke(academy, ["teams", "--out", str(course.root)], standalone_mode=False)
    assert isinstance(ended.exception, PlainError) and "academy grade" in str(ended.exception)


@pytest.mark.needs_browser
def test_the_page_breaks_no_rule_of_wcag_and_fits_a_phone(course: CourseFolder, browser: Any) -> None:
    from accessibility import unreadable

    page = write_teams(course, gaps_of([class_of(course, TEAMS)]), TODAY)
    assert unreadable(page) == []
    assert browser.breaches(page) == []
    browser.page.set_viewport_size({"width": 320, "height": 800})
    assert browser.page.evaluate("document.documentElement.scrollWidth") == 320
    assert browser.asked == []
