"""`academy release`, `collect`, `grade`, `feedback` and `report`: the coach's round."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from academy.given import COURSE_FOLDER, file_option

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from academy.marking_screen import Screen
    from grading.course_folder import CourseFolder

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(
    epilog="\b\nExamples:\n  academy grade m01-a01\n  academy grade m01-a01 --submissions hand-ins --roster roster.csv"
)
@click.argument("assignment")
@click.option(
    "--submissions",
    type=FOLDER,
    metavar="DIR",
    help="Holds <learner>/<assignment>/<notebook>. Default: submitted/ in the course folder.",
)
@COURSE_FOLDER
@click.option("--workers", type=click.IntRange(1, 256), help="How many submissions at a time. Default: one a core.")
@click.option(
    "--roster", type=click.Path(path_type=Path, dir_okay=False), metavar="CSV", help="id,name of each learner."
)
@click.option("--unsafe", is_flag=True, help="Run learners' code without a sandbox. Only for code you wrote yourself.")
@click.option("--regrade", metavar="WHY", default="", help="Mark everything again, and keep WHY in the history.")
@click.option("--scheduler", metavar="ADDRESS", help="Mark on a dask cluster that shares these folders.")
@click.option(
    "--restore", type=click.Path(path_type=Path, dir_okay=False), metavar="BACKUP", help="Put a gradebook back."
)
@click.option("--no-pages", is_flag=True, help="Marks only: no feedback pages, no report.")
def grade(
    assignment: str,
    submissions: Path | None,
    out: Path,
    workers: int | None,
    roster: Path | None,
    unsafe: bool,
    regrade: str,
    scheduler: str | None,
    restore: Path | None,
    no_pages: bool,
) -> None:
    """Mark the submissions of ASSIGNMENT, such as m01-a01.

    Stop it at any time and run it again: what is finished stands. What coaches gave by hand is never changed.
    """
    # Learners' work is small: one thread each leaves the cores to the other workers.
    for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    from academy.marking_screen import Screen
    from grading import backups
    from grading.batch import default_workers, open_batch, run_batch
    from grading.course_folder import CourseFolder
    from grading.runner.walls import NONE, best_wall

    screen = Screen()
    _refuse_unknown(assignment, out)
    if restore is not None:
        course = CourseFolder.at(out, make=False)
        with course.batch():
            kept = backups.restore(course, restore)
        screen.say(f"The gradebook is as it was in {restore.name}; as it stood before, it is kept in {kept}.")
        return
    wall = best_wall(unsafe=unsafe)
    if wall == NONE:
        screen.warn(
            "Learners' code runs WITHOUT a sandbox (--unsafe): with your rights, on your files and your network."
        )
    course = CourseFolder.to_be_at(out)
    batch = open_batch(course, assignment, submissions or course.root / "submitted", roster)
    screen.ignored(batch.ignored)
    tasks = batch.tasks(wall, regrade)
    number = min(workers or default_workers(), len(tasks))
    with _executor(scheduler) as executor, screen.progress(len(tasks), batch.people) as seen, screen.stopping():
        for marked in run_batch(batch, tasks, number, executor):
            seen(marked)
    if not no_pages:
        _pages(screen, course, assignment)
    screen.summary(batch, assignment, pages=not no_pages)


def _refuse_unknown(assignment: str, out: Path) -> None:
    """Raise PlainError for an assignment that neither the course nor the folder's own source has, before anything is
    made.
    """
    from curriculum.model import load_course

    if not (out / "source" / assignment).is_dir():
        load_course().assignment(assignment)


def _executor(scheduler: str | None) -> AbstractContextManager[Executor | None]:
    """The executor of a dask cluster, or none: then this machine's own cores are used."""
    if scheduler is None:
        return nullcontext()
    from academy.scheduler import connected

    return connected(scheduler)


def _pages(screen: Screen, course: CourseFolder, assignment: str) -> None:
    from grading.feedback import write_feedback
    from grading.report import write_report

    with screen.waiting("Writing feedback pages and the report ..."):
        write_feedback(course, assignment)
        write_report(course, assignment)


@click.command(epilog="\b\nExamples:\n  academy feedback m01-a01\n  academy feedback m01-a01 --learner amina.khan")
@click.argument("assignment")
@COURSE_FOLDER
@click.option("--learner", help="Only this learner's page.")
def feedback(assignment: str, out: Path, learner: str | None) -> None:
    """Write each learner's feedback page for ASSIGNMENT, with the coach's marks and comments as they stand now."""
    from academy.marking_screen import Screen
    from grading.course_folder import CourseFolder
    from grading.feedback import write_feedback

    screen = Screen()
    course = CourseFolder.at(out, make=False)
    with screen.waiting("Writing feedback pages ..."):
        pages = write_feedback(course, assignment, learner)
    screen.say(f"{len(pages)} page{'' if len(pages) == 1 else 's'} in {course.root / 'feedback'}.")


@click.command(epilog="\b\nExample:\n  academy report m01-a01 --excel marks.xlsx")
@click.argument("assignment", required=False)
@COURSE_FOLDER
@file_option("--csv", ".csv", "Also as CSV.")
@file_option("--excel", ".xlsx", "Also as an Excel workbook.")
def report(assignment: str | None, out: Path, csv: Path | None, excel: Path | None) -> None:
    """Write the coach's report on ASSIGNMENT: whom to talk to first, what was hard, what is still unmarked."""
    from academy.marking_screen import Screen
    from grading.course_folder import CourseFolder
    from grading.export import write_csv, write_excel
    from grading.report import latest_assignment, write_report

    screen = Screen()
    course = CourseFolder.at(out, make=False)
    assignment = assignment or latest_assignment(course)
    page = write_report(course, assignment)
    screen.say(f"The report is {page}. Open it in a browser.")
    if csv:
        screen.say(f"Every mark as CSV: {write_csv(course, assignment, csv)}")
    if excel:
        screen.say(f"Every mark as a workbook: {write_excel(course, assignment, excel)}")


@click.command(epilog="\b\nExample:\n  academy release m01-a01 --due '2026-11-26 17:00'")
@click.argument("assignment")
@COURSE_FOLDER
@click.option("--due", metavar="WHEN", help="London time, such as '2026-11-02 17:00'.")
@click.option("--replace", is_flag=True, help="Release again although learners may already have an earlier version.")
def release(assignment: str, out: Path, due: str | None, replace: bool) -> None:
    """Place ASSIGNMENT in release/ of the course folder, ready for nbgrader's exchange or for sending out."""
    from academy.marking_screen import Screen
    from grading.course_folder import CourseFolder
    from grading.due import in_london, parse_due
    from grading.rounds import release as place

    screen = Screen()
    moment = parse_due(due) if due else None
    _refuse_unknown(assignment, out)
    course = CourseFolder.at(out)
    path = place(course, assignment, moment, replace)
    screen.say(f"{assignment} is in {path.parent}.")
    if moment is not None:
        if moment < dt.datetime.now(dt.UTC):
            screen.warn(
                "that day is past, and everything handed in will be shown as late: release it again with --due."
            )
        screen.say(
            f"It is due on {in_london(moment)} (London time). Late work is shown as late and marked as any other."
        )
    screen.say(
        f"With an exchange set up:  cd {course.root} && nbgrader release_assignment {assignment}\n"
        "Without one, send learners that notebook, or let them take it from their own workspace: it is the same."
    )


@click.command(epilog="\b\nExample:\n  academy collect m01-a01 --from hand-ins --roster roster.csv")
@click.argument("assignment")
@COURSE_FOLDER
@click.option(
    "--from",
    "source",
    type=FOLDER,
    required=True,
    metavar="DIR",
    help="What learners sent: a folder, a zip file or a workspace for each, named by learner id.",
)
@click.option(
    "--roster", type=click.Path(path_type=Path, dir_okay=False), metavar="CSV", help="id,name of each learner."
)
def collect(assignment: str, out: Path, source: Path, roster: Path | None) -> None:
    """Gather what learners handed in for ASSIGNMENT into submitted/ of the course folder.

    On a hub, academy hub collect does this instead.
    """
    from academy.marking_screen import Screen
    from grading.course_folder import CourseFolder
    from grading.rounds import collect as gather

    screen = Screen()
    _refuse_unknown(assignment, out)
    course = CourseFolder.to_be_at(out)
    gathered = gather(course, assignment, source, roster)
    screen.collected(gathered)
    if gathered.placed:
        screen.say(f"To mark them:  academy grade {assignment} --out {out}")
