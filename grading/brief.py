"""One page for a sponsor: what the course is, who is on it, what changed, and what nobody knows yet.

From the course folder alone: stored marks, the roster, and the hours that learners chose to share. It names nobody;
figures about fewer than `FEWEST` people are not given; hours stand by the kind of evidence there is for them, and are
never added up across kinds, so that no saving is claimed without saying how it is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from curriculum.model import Course, load_course
from grading.capture import write_whole
from grading.course_folder import CourseFolder
from grading.pages import render
from grading.plain import count
from grading.roster import read_roster
from grading.shared_hours import Together, read_shared, together
from grading.small_groups import FEWEST, hidden_groups, how_many, per_cent
from grading.standing import Class, everything_graded
from synthetic_data.errors import cannot_write

FEWEST_FOR_QUARTERS = 10  # fewer people, and a quarter of them is one or two


@dataclass(frozen=True)
class Marks:
    """One assignment in a line: how many handed in, and the spread of the share of points, in words."""

    title: str
    handed_in: str
    middle: str
    spread: str


@dataclass(frozen=True)
class Brief:
    """Everything the page says. `hours` is None when nobody shared any."""

    course: Course
    people: str
    marks: tuple[Marks, ...]
    hours: Together | None
    unknown: tuple[str, ...]
    fewest: int = FEWEST


def brief_of(course_folder: CourseFolder) -> Brief:
    """The brief of a course folder; with nothing recorded yet it says so. Raises PlainError for an unreadable file."""
    course = load_course()
    graded = everything_graded(course_folder)
    lines = read_shared(course_folder)
    hours = together(lines) if lines else None
    return Brief(
        course,
        _people(course_folder, graded),
        tuple(_marks(each) for each in graded),
        hours,
        tuple(_unknown(graded, hours)),
    )


def write_brief(course_folder: CourseFolder, brief: Brief, today: dt.date) -> Path:
    """Write the page and return where it is."""
    path = course_folder.root / "brief.html"
    page = render("brief.html.j2", brief=brief, made=today, simulated=course_folder.simulated)
    try:
        write_whole(path, page.encode("utf-8"))
    except OSError as problem:
        raise cannot_write(path, problem) from problem
    return path


def _people(course_folder: CourseFolder, graded: Iterable[Class]) -> str:
    """Who is on the course, as a sentence."""
    if course_folder.roster.is_file():
        people = read_roster(course_folder.roster)
    else:
        people = list({each.person.id: each.person for one in graded for each in one.standings}.values())
    if not people:
        return "Nobody is on the roster yet."
    teams: dict[str, int] = {}
    for person in people:
        if person.team:
            teams[person.team] = teams.get(person.team, 0) + 1
    hidden = hidden_groups(teams)
    shown = [f"{name} ({number})" for name, number in sorted(teams.items()) if name not in hidden]
    rest = [f"{len(hidden)} more teams"] if hidden else []
    where = f", from {_listed([*shown, *rest])}" if teams else ""
    return f"{count(len(people), 'person', 'people')}{where}."


def _marks(everybody: Class) -> Marks:
    shares = sorted(each.share for each in everybody.standings if each.result.state == "ok")
    handed_in = how_many(len(shares), len(everybody.standings))
    if len(shares) < FEWEST:
        return Marks(everybody.title, handed_in, "too few to say", "too few to say")
    if len(shares) < FEWEST_FOR_QUARTERS:
        return Marks(everybody.title, handed_in, per_cent(median(shares)), "too few to say")
    low, middle, high = quantiles(shares, n=4, method="inclusive")
    return Marks(everybody.title, handed_in, per_cent(middle), f"{per_cent(low)} to {per_cent(high)}")


def _unknown(graded: list[Class], hours: Together | None) -> Iterator[str]:
    """What a reader might take for known and is not."""
    if graded:
        yield (
            "Marks are for exercises on invented data. They are not a qualification or an apprenticeship grade, "
            "and do not show what somebody does at work."
        )
    if hours is None:
        yield "Nobody has shared hours saved or a time diary yet, so nothing can be said about time."
    else:
        yield (
            "Hours are what people measured on tasks they chose, and those who shared are not everybody. Two people "
            "may have timed the same task. Nothing here compares them with people who did not take the course."
        )
        yield "An hour saved is money only if the time was used for something or a post was given up: ask which."
        if hours.unknown:
            yield (
                f"{count(hours.unknown, 'timed task')} {'is' if hours.unknown == 1 else 'are'} left out: nobody said "
                "how often the work is done."
            )
        if hours.change is None:
            yield "Whether less time goes on churn: nobody has shared a diary of both the start and the end."
    yield "Whether children are better served: nothing in this course measures that."


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
