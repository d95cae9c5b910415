"""The coach's morning: reports and marking queues, counted from stored marks and linked to every submission.

OUT/report.html, OUT/marking_queue.html                     the assignment written last, with links to all others
OUT/reports/<assignment>/report.html, marking_queue.html    each assignment's own, kept
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from curriculum.model import load_course
from grading import agreement, insight, pages
from grading.capture import write_whole
from grading.course_folder import CourseFolder
from grading.due import in_london
from grading.feedback import what_was_written
from grading.integrity import likenesses, same_files
from grading.ordinary import WHY_WEAKER
from grading.picture import distribution
from grading.results import history_rows
from grading.standing import Class, ExerciseMark, Standing, TaskMark, points, read_class
from synthetic_data.errors import PlainError

MOST_PEOPLE = 10
SHORT_STATUS = {"blank": "–", "error": "stops", "timeout": "no end", "unreadable": "unread", "needs_coach": "yours"}


def write_report(course: CourseFolder, assignment: str) -> Path:
    """Write the report, the marking queue and the sheet for second coaches; return the report's path.

    Raises PlainError when the assignment has not been graded yet.
    """
    everybody = read_class(course, assignment)
    agreement.update_sheet(course, everybody)
    others = _remember(course, everybody)
    kept = course.root / "reports" / assignment
    kept.mkdir(parents=True, exist_ok=True)
    for folder, home in ((kept, "../../"), (course.root, "")):
        write_whole(folder / "marking_queue.html", queue_page(everybody).encode("utf-8"))
        write_whole(folder / "report.html", report_page(everybody, others, home).encode("utf-8"))
    return course.root / "report.html"


def _remember(course: CourseFolder, everybody: Class) -> list[dict[str, str]]:
    """Note in one line how this assignment stands; return the notes on all others, by assignment."""
    path = course.records / "reports.json"
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        notes = {}
    line = insight.in_one_line(everybody)
    notes[everybody.assignment] = {"assignment": everybody.assignment, "title": everybody.title, "line": line}
    write_whole(path, json.dumps(notes, ensure_ascii=False).encode())
    return [notes[name] for name in sorted(notes) if name != everybody.assignment]


def latest_assignment(course: CourseFolder) -> str:
    """The assignment graded last. Raises PlainError when none has been."""
    folder = course.records / "results"
    graded = [path for path in folder.glob("*") if path.is_dir()] if folder.is_dir() else []
    if not graded:
        raise PlainError(f"Nothing has been graded in {course.root} yet: run academy grade first.")
    return max(graded, key=lambda path: path.stat().st_mtime).name


def report_page(everybody: Class, others: Sequence[Mapping[str, str]] = (), home: str = "") -> str:
    """The report as HTML. `home` is the way from the page's folder to the course folder: "" or "../../"."""
    results = [standing.result for standing in everybody.standings]
    by_id = {standing.person.id: standing for standing in everybody.standings}
    handed = [standing for standing in everybody.standings if standing.result.state == "ok"]
    hard = insight.difficulties(everybody)
    first = everybody.standings[0]
    return pages.render(
        "report.html.j2",
        course_title=load_course().title,
        everybody=everybody,
        others=others,
        home=home,
        in_one_line=insight.in_one_line(everybody),
        written=f"{in_london(dt.datetime.now(dt.UTC))} (London time)",
        weaker=WHY_WEAKER if any(result.weaker for result in results) else "",
        talks=insight.people_to_talk_to(everybody),
        most_people=MOST_PEOPLE,
        difficulties=hard,
        explained={
            each.exercise: {standing.person.id for belief in each.beliefs for standing in belief.people}
            for each in hard
        },
        bars=distribution([standing.points for standing in handed], first.out_of),
        waiting_tasks=waiting_tasks(everybody),
        waiting_exercises=waiting_exercises(everybody),
        agreement=agreement.agreement(everybody.course, everybody),
        second=agreement.sample(everybody),
        alike=[(each, by_id[each.learner], by_id[each.other]) for each in likenesses(results)],
        same=[[by_id[learner] for learner in learners] for learners in same_files(results)],
        titles=[mark.title for mark in first.exercises],
        task_titles=[task.title for task in first.tasks],
        cell=cell,
        task_cell=task_cell,
        history=history_rows(results),
        walls=walls_in_words(results),
    )


def queue_page(everybody: Class) -> str:
    """The marking queue as HTML: what learners wrote, beside the words to mark it by."""
    rubric = everybody.rubric
    tasks = [] if rubric is None else [_queued(everybody, task) for task in rubric.tasks]
    lines = tasks[0]["lines"] if tasks else []
    return pages.render(
        "marking_queue.html.j2",
        course_title=load_course().title,
        everybody=everybody,
        waiting=sum(len(task["texts"]) for task in tasks),
        tasks=tasks,
        comments=rubric.comments if rubric else (),
        example=", ".join(f"{line.key} 3" for line in lines),
        points=points,
    )


def _queued(everybody: Class, task: Any) -> dict[str, Any]:
    name = f"{everybody.assignment}-{task.key}"
    texts = [
        (standing, mark, what_was_written(everybody, standing).get(name, ""))
        for standing in everybody.standings
        for mark in standing.tasks
        if mark.id == name and mark.waits
    ]
    assert everybody.rubric is not None
    return {"task": task, "lines": [everybody.rubric.lines[key] for key in task.lines], "texts": texts}


def waiting_tasks(everybody: Class) -> list[tuple[str, list[Standing]]]:
    """Each part that coaches mark, with the learners whose text waits."""
    waiting: dict[str, list[Standing]] = {}
    for standing in everybody.standings:
        for task in standing.tasks:
            if task.waits:
                waiting.setdefault(task.title, []).append(standing)
    return list(waiting.items())


def waiting_exercises(everybody: Class) -> list[tuple[Standing, str, str]]:
    """Learner, what, and why: exercises for a coach to decide on, a hand-in that cannot be read as one line."""
    found = []
    for standing in everybody.standings:
        waiting = [mark for mark in standing.exercises if mark.waits]
        if standing.result.state == "unreadable" and waiting:
            found.append((standing, "the whole hand-in", waiting[0].row.message))
        else:
            found += [(standing, mark.title, mark.row.message) for mark in waiting]
    return found


def cell(mark: ExerciseMark) -> str:
    """An exercise in the big table: the points, or a word for why there are none."""
    if mark.manual is not None:
        return f"{mark.manual:g}"
    return f"{mark.row.score:g}" if mark.row.score is not None else SHORT_STATUS[mark.row.status]


def task_cell(task: TaskMark) -> str:
    """A part that a coach reads, in the same table and words."""
    if task.score is not None:
        return f"{task.score:g}"
    return "unread" if not task.readable else "to read" if task.answered else "–"


def walls_in_words(results: Any) -> str:
    """Behind which wall the submissions ran."""
    walls = Counter(str(result.facts.get("wall")) for result in results if result.facts.get("wall"))
    if not walls:
        return ""
    if walls.get("none"):
        return f"{walls['none']} submissions ran without a sandbox."
    return f"Submissions ran in a sandbox ({' and '.join(sorted(walls))})."


__all__ = ["TaskMark", "latest_assignment", "queue_page", "report_page", "write_report"]
