"""Where teams stand by skill, as a picture and a table, with small teams hidden so that no person can be made out.

Counted from the stored marks of every assignment that was graded here: for each statement of the standard, the share
of the points of the exercises that carry it, first for each learner who handed something readable in, then averaged
over the learners of a team (`team` in the roster). It says what a group has shown on this course's exercises, no more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from curriculum.standards import Statement, statement
from grading.capture import write_whole
from grading.course_folder import CourseFolder
from grading.pages import render
from grading.small_groups import FEWEST, hidden_groups, per_cent
from grading.standing import Class, everything_graded
from synthetic_data.errors import PlainError, cannot_write

NO_TEAM, EVERYBODY = "No team given", "Everybody"
HIDDEN, NONE = "hidden", "no marks"
LEFT, ACROSS, DOWN, TOP = 230, 74, 44, 34  # of the picture, in its own units
LONGEST_NAME = 26


@dataclass(frozen=True)
class Band:
    """Shares from `least` (0 to 1) up: a colour of the Analysis Function's blues and the colour to write on it."""

    least: float
    words: str
    fill: str
    ink: str


BANDS = (
    Band(0.8, "80% and over", "#ffffff", "#0b0c0c"),
    Band(0.6, "60 to 79%", "#6bace6", "#0b0c0c"),
    Band(0.4, "40 to 59%", "#2073bc", "#ffffff"),
    Band(0.0, "under 40%", "#12436d", "#ffffff"),
)


@dataclass(frozen=True)
class Cell:
    """One team and one skill: what is written there, and its band; None where there is no figure to show."""

    text: str
    band: Band | None = None

    @property
    def short(self) -> str:
        """The text as the picture has room for it."""
        return {HIDDEN: "hidden", NONE: "none"}.get(self.text) or self.text.replace(" or more", "+").replace(
            " or less", "−"
        )


@dataclass(frozen=True)
class Team:
    """One row: the team, its people with marks (None when hidden), and a cell for each skill."""

    name: str
    people: int | None
    cells: tuple[Cell, ...]

    @property
    def short_name(self) -> str:
        return self.name if len(self.name) <= LONGEST_NAME else f"{self.name[: LONGEST_NAME - 1]}…"


@dataclass(frozen=True)
class Gaps:
    """Everything the page shows. `skills` stand in the order of everybody's share, the weakest first."""

    skills: tuple[Statement, ...]
    teams: tuple[Team, ...]
    everybody: Team
    assignments: tuple[str, ...]
    fewest: int

    @property
    def words(self) -> str:
        """The picture for somebody who does not see it."""
        rows = "; ".join(
            f"{team.name}: "
            + ", ".join(f"{skill.code} {cell.text}" for skill, cell in zip(self.skills, team.cells, strict=True))
            for team in (*self.teams, self.everybody)
        )
        return f"Average share of points by team and skill. {rows}."

    @property
    def title(self) -> str:
        """What the picture shows, in one line."""
        first, cell = self.skills[0], self.everybody.cells[0]
        return f"Weakest so far is {first.code}, {first.text[:1].lower()}{first.text[1:].rstrip('.')} ({cell.text})"


def read_gaps(course: CourseFolder, fewest: int = FEWEST) -> Gaps:
    """The gaps of every assignment graded here. Raises PlainError when there are no marks, or too few people."""
    graded = everything_graded(course)
    if not graded:
        raise PlainError(f"Nothing has been graded in {course.root} yet: run academy grade first.")
    return gaps_of(graded, fewest)


def gaps_of(graded: Iterable[Class], fewest: int = FEWEST) -> Gaps:
    """The gaps of these assignments. Raises PlainError when fewer than `fewest` people have marks in them."""
    graded = list(graded)
    team_of: dict[str, str] = {}
    points: dict[str, dict[str, list[float]]] = {}  # skill -> learner -> points earned, points there were
    for learner, team, code, earned, most in _marks(graded):
        team_of[learner] = team
        sums = points.setdefault(code, {}).setdefault(learner, [0.0, 0.0])
        sums[0] += earned
        sums[1] += most
    if len(team_of) < fewest:
        raise PlainError(
            f"Fewer than {fewest} people have marks here: figures for teams would point at single persons."
        )
    names = sorted(set(team_of.values()), key=lambda each: (each == NO_TEAM, each))
    people = {name: sum(1 for team in team_of.values() if team == name) for name in names}
    shares = {code: {who: got / most for who, (got, most) in found.items()} for code, found in points.items()}
    codes = sorted(shares, key=lambda code: (_mean(shares[code].values()), code))
    hidden = hidden_groups(people, fewest)
    columns = [_column(shares[code], team_of, names, hidden, fewest) for code in codes]
    teams = [
        Team(name, None if name in hidden else people[name], tuple(column[name] for column in columns))
        for name in names
    ]
    everybody = Team(EVERYBODY, len(team_of), tuple(column[EVERYBODY] for column in columns))
    skills = tuple(statement(code)[1] for code in codes)
    return Gaps(skills, tuple(teams), everybody, tuple(each.title for each in graded), fewest)


def write_teams(course: CourseFolder, gaps: Gaps, today: dt.date) -> Path:
    """Write the page and return where it is."""
    path = course.root / "teams.html"
    page = render(
        "teams.html.j2",
        gaps=gaps,
        made=today,
        simulated=course.simulated,
        bands=BANDS,
        left=LEFT,
        across=ACROSS,
        down=DOWN,
        top=TOP,
    )
    try:
        write_whole(path, page.encode("utf-8"))
    except OSError as problem:
        raise cannot_write(path, problem) from problem
    return path


def _marks(graded: Iterable[Class]) -> Iterator[tuple[str, str, str, float, float]]:
    """Learner, team, skill, points earned and points there were, of everything that has a mark."""
    for everybody in graded:
        skills = {exercise.id: exercise.skills for exercise in everybody.paper.exercises}
        for standing in everybody.standings:
            if standing.result.state != "ok":
                continue
            for mark in standing.exercises:
                for code in skills.get(mark.row.exercise, ()) if not mark.waits else ():
                    team = standing.person.team or NO_TEAM
                    yield standing.person.id, team, code, mark.score or 0.0, mark.row.max_score


def _column(
    shares: Mapping[str, float], team_of: Mapping[str, str], names: Iterable[str], hidden: Iterable[str], fewest: int
) -> dict[str, Cell]:
    """The cells of one skill by team, and everybody's. Few of a team may have met a skill, so each is looked at."""
    by_team = {name: [share for who, share in shares.items() if team_of[who] == name] for name in names}
    kept_back = hidden_groups({name: len(found) for name, found in by_team.items()}, fewest, frozenset(hidden))
    cells = {name: _cell(found, name in kept_back) for name, found in by_team.items()}
    cells[EVERYBODY] = _cell(list(shares.values()), len(shares) < fewest)
    return cells


def _cell(shares: list[float], hide: bool) -> Cell:
    if not shares or hide:
        return Cell(HIDDEN if hide else NONE)
    share = _mean(shares)
    return Cell(per_cent(share), next(band for band in BANDS if round(share, 2) >= band.least))


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)
