"""The agenda of a one-to-one meeting, drafted from evidence: what was agreed, the last marks, where somebody is stuck.

Half an hour in five parts. Everything on it comes from stored marks, the learner's actions and the course's own text;
the coach edits it. What a learner kept for themselves (time, attempts) is only asked about, never read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curriculum.calendar import Busy, busy_weeks
from curriculum.model import Course, load_course
from curriculum.standards import Statement, statement
from grading.actions import Action, read_actions
from grading.capture import write_whole
from grading.course_folder import CourseFolder
from grading.pages import render
from grading.standing import Class, ExerciseMark, Standing, read_class, status_words
from synthetic_data.errors import PlainError, cannot_write

REREAD = re.compile(r"Re-read '(.+?)'")
MOST = 3  # actions, weak skills, stuck points: more than three of anything is no agenda
AHEAD = dt.timedelta(weeks=6)


@dataclass(frozen=True)
class SkillShare:
    """One statement of the standard and the share of its points that were earned, 0 to 1."""

    statement: Statement
    share: float


@dataclass(frozen=True)
class Stuck:
    """An exercise that is not right yet: how it stands, what the learner was told, and where to read again."""

    title: str
    how: str
    told: str
    reread: str


@dataclass(frozen=True)
class Agenda:
    """Everything an agenda says. `standing` is None while nothing of the learner's has been graded."""

    learner: str
    name: str
    made: dt.date
    open_actions: tuple[Action, ...]
    done_lately: tuple[Action, ...]
    assignment: str
    standing: Standing | None
    weakest: tuple[SkillShare, ...]
    stuck: tuple[Stuck, ...]
    explain: str
    monday: tuple[tuple[str, str], ...]
    busy: tuple[Busy, ...]
    guide: str = ""  # the coach's guide of the module, in the checkout


def agenda_for(course_folder: CourseFolder, learner: str, today: dt.date, assignment: str = "") -> Agenda:
    """The agenda for a learner, from `assignment` or the latest that was graded.

    Raises PlainError when nothing has been graded here, or nobody of that id was among them.
    """
    course = load_course()
    everybody = read_class(course_folder, assignment or latest_graded(course_folder, course))
    standing = next((each for each in everybody.standings if each.person.id == learner), None)
    if standing is None:
        known = ", ".join(each.person.id for each in everybody.standings[:5])
        raise PlainError(f"{learner} is not among the learners of {everybody.assignment}: {known}, ...")
    actions = read_actions(course_folder, learner)
    lately = [each for each in actions if each.done and today - each.done <= AHEAD]
    module = course.module_of(everybody.assignment) if everybody.assignment in course.parts else None
    return Agenda(
        learner=learner,
        name=standing.person.name or learner,
        made=today,
        open_actions=tuple(each for each in actions if each.done is None),
        done_lately=tuple(lately),
        assignment=f"{everybody.title} ({everybody.assignment})",
        standing=standing,
        weakest=tuple(weakest_skills(everybody, standing)[:MOST]),
        stuck=tuple(_stuck(standing)[:MOST]),
        explain=_to_explain(standing),
        monday=tuple((lesson.title, lesson.monday) for lesson in module.lessons) if module else (),
        busy=tuple(_soon(busy_weeks(), today)),
        guide=f"curriculum/modules/{module.folder}/coach.md" if module else "",
    )


def latest_graded(course_folder: CourseFolder, course: Course) -> str:
    """The last assignment of the course that has results here. Raises PlainError when none has."""
    graded = [each.id for each in course.assignments if any(course_folder.results(each.id).glob("*.json"))]
    if not graded:
        raise PlainError(f"Nothing has been graded in {course_folder.root} yet: run academy grade first.")
    return graded[-1]


def weakest_skills(everybody: Class, standing: Standing) -> list[SkillShare]:
    """Every statement that the assignment's exercises carry and the learner has not all points for, weakest first.

    None when the file could not be read: then nothing is known.
    """
    if not standing.result.was_read:
        return []
    codes = {exercise.id: exercise.skills for exercise in (everybody.paper.exercises if everybody.paper else ())}
    earned: dict[str, list[float]] = {}
    for mark in standing.exercises:
        for code in codes.get(mark.row.exercise, ()):
            sums = earned.setdefault(code, [0.0, 0.0])
            sums[0] += mark.score or 0.0
            sums[1] += mark.row.max_score
    shares = [SkillShare(statement(code)[1], got / of) for code, (got, of) in earned.items() if of]
    return sorted((each for each in shares if each.share < 1), key=lambda each: (each.share, each.statement.code))


def write_agenda(course_folder: CourseFolder, agenda: Agenda) -> Path:
    """Write the agenda as a page and return where it is."""
    path = course_folder.root / "agendas" / f"{agenda.learner}.html"
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, render("agenda.html.j2", agenda=agenda, folder=_folder_option(course_folder)).encode("utf-8"))
    except OSError as problem:
        raise cannot_write(path, problem) from problem
    return path


def _folder_option(course_folder: CourseFolder) -> str:
    """What a command needs to find this folder, when it is not called what commands take for granted."""
    name = course_folder.root.name
    return "" if name == "academy-course" else f" --out {name}"


def _stuck(standing: Standing) -> list[Stuck]:
    """What is not right yet, what stopped or was left out first."""
    if not standing.result.was_read:
        return []
    order = {"needs_coach": 0, "timeout": 1, "error": 1, "blank": 2}
    open_ones = [mark for mark in standing.exercises if not mark.is_right]
    open_ones.sort(key=lambda mark: order.get(mark.row.status, 3))
    return [_as_stuck(mark) for mark in open_ones]


def _as_stuck(mark: ExerciseMark) -> Stuck:
    sentences = re.split(r"(?<=[.?!])\s+", mark.row.message)
    told = " ".join(each for each in sentences[1:] if not REREAD.search(each)) or mark.row.message
    found = REREAD.search(mark.row.message)
    return Stuck(mark.title, status_words(mark), told, found[1] if found else "")


def _to_explain(standing: Standing) -> str:
    """A cell of the learner's own to explain: the hardest they got right, so that the talk begins with success."""
    right = [mark for mark in standing.exercises if mark.is_right]
    return max(right, key=lambda mark: mark.row.max_score).title if right else ""


def _soon(busy: Sequence[Busy], today: dt.date) -> list[Busy]:
    days = [today + dt.timedelta(days=number) for number in range(AHEAD.days)]
    return [each for each in busy if any(each.covers(day) for day in days)]
