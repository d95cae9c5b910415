"""`academy demo`: the whole loop on one council, from data to the coach's report, with every mark checked."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from synthetic_data.errors import PlainError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from curriculum.exercise import Exercise
    from grading.cohort import Learner

ASSIGNMENT = "m01-a01"
SHOWN_LEARNER = "learner001"
OURS = ".academy-demo"
MOST_LEARNERS = 300


@click.command(epilog="\b\nExamples:\n  academy demo\n  academy demo --learners 5 --out somewhere-else")
@click.option("--learners", type=click.IntRange(1, MOST_LEARNERS), default=30, show_default=True, help="How many.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    metavar="DIR",
    help="Where everything goes.",
)
def demo(learners: int, out: Path) -> None:
    """See the whole product work on one invented council.

    Makes a council's data, builds the notebooks, simulates a cohort whose answers are mixed from right and wrong ones,
    marks them, writes feedback and the coach's report, and checks that every mark is what the mix should earn.
    Run again, it replaces its own output.
    """
    for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    from academy.marking_screen import Screen

    screen, began = Screen(), time.monotonic()
    exercises = _exercises()  # which a learner's installation has not, and says so before anything is made
    folder = _fresh(out)
    _data(screen, folder)
    _notebooks(screen, folder)
    cohort = _cohort(screen, folder, exercises, learners)
    _mark(screen, folder)
    _for_leaders(folder, cohort)
    _check(screen, folder, cohort, exercises)
    _ending(screen, folder, time.monotonic() - began)


def _exercises() -> list[Exercise]:
    from curriculum.model import load_course

    assignment = load_course().assignment(ASSIGNMENT)
    return [assignment.load(name) for name in assignment.exercise_ids]


def _fresh(out: Path) -> Path:
    """An empty folder of our own; an earlier demo is cleared away, anything else is left alone."""
    folder = out.absolute()
    if folder.exists() and not folder.is_dir():
        raise PlainError(f"{out} is a file, not a folder: choose another name with --out")
    if folder.exists() and any(folder.iterdir()) and not (folder / OURS).is_file():
        raise PlainError(f"{out} already holds other files: choose an empty or a new folder with --out")
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / OURS).write_text("Made by academy demo, which replaces this folder when it is run again.\n")
    except OSError as problem:
        raise PlainError(
            f"{out} cannot be written ({problem.strerror}): choose a folder of your own with --out"
        ) from problem
    return folder


def _data(screen, folder: Path) -> None:  # type: ignore[no-untyped-def]
    from synthetic_data.council import CouncilSpec, simulate
    from synthetic_data.write import write

    spec = CouncilSpec.named(size="medium", seed=2026)
    with screen.waiting("1 of 5  Simulating a council: families, journeys, returns ..."):
        write(simulate(spec), folder / "council", ("all",), faults="light")
    screen.say(f"1 of 5  {spec.name}, an invented council: three years of returns in {folder.name}/council")


def _notebooks(screen, folder: Path) -> None:  # type: ignore[no-untyped-def]
    from curriculum.builder.course import write_notebooks
    from curriculum.model import load_course
    from curriculum.start import make_workspace

    course = load_course()
    with screen.waiting("2 of 5  Building the notebooks and a learner's workspace ..."):
        built = write_notebooks(course, folder / "notebooks", "")
        make_workspace(folder / "workspace", SHOWN_LEARNER, folder / "notebooks")
    made = sum(1 for path in built if str(path).endswith(".ipynb"))
    screen.say(f"2 of 5  {made} notebooks from one source, and a learner's workspace in {folder.name}/workspace")


def _cohort(screen, folder: Path, exercises: Sequence[Exercise], size: int) -> Sequence[Learner]:  # type: ignore[no-untyped-def]
    from rich.progress import track

    from curriculum.model import load_course
    from grading.cohort import make_cohort, write_submissions
    from grading.roster import write_roster

    cohort = make_cohort(exercises, size)
    write_roster(folder / "roster.csv", [learner.person for learner in cohort])
    released = folder / "notebooks" / load_course().module_of(ASSIGNMENT).folder / "assignment.ipynb"
    writing = write_submissions(cohort, ASSIGNMENT, released, exercises, folder / "submissions")
    for _ in track(writing, "3 of 5  Simulating a cohort", total=size, console=screen.console, transient=True):
        pass
    damaged = sum(1 for learner in cohort if learner.damage)
    screen.say(f"3 of 5  {size} learners have handed in {ASSIGNMENT}; {damaged} of them something damaged, or nothing")
    return cohort


def _mark(screen, folder: Path) -> None:  # type: ignore[no-untyped-def]
    from grading.batch import default_workers, open_batch, run_batch
    from grading.course_folder import CourseFolder
    from grading.feedback import write_feedback
    from grading.report import write_report
    from grading.runner.walls import NONE, best_wall

    try:
        wall = best_wall()
    except PlainError as none:
        wall = NONE
        screen.warn(f"{none} The demo goes on without, as it runs only submissions of our own.")
    course = CourseFolder.at(folder / "course")
    batch = open_batch(course, ASSIGNMENT, folder / "submissions", folder / "roster.csv")
    tasks = batch.tasks(wall, "")
    with screen.progress(len(tasks), batch.people) as seen:
        for marked in run_batch(batch, tasks, min(default_workers(), len(tasks)), None):
            seen(marked)
    with screen.waiting("4 of 5  Writing feedback and the coach's report ..."):
        write_feedback(course, ASSIGNMENT)
        write_report(course, ASSIGNMENT)
    screen.say(f"4 of 5  Marked{'' if wall == NONE else f' in a sandbox ({wall})'}; feedback and report written")


def _for_leaders(folder: Path, cohort: Sequence[Learner]) -> None:
    """The team page and the sponsor's brief, which say on them that these learners are simulated."""
    import datetime as dt

    from grading.brief import brief_of, write_brief
    from grading.cohort_hours import share_hours
    from grading.course_folder import SIMULATED, CourseFolder
    from grading.small_groups import FEWEST
    from grading.teams import read_gaps, write_teams

    course, today = CourseFolder.at(folder / "course", make=False), dt.date.today()
    (course.records / SIMULATED).touch()
    share_hours(cohort, course)
    write_brief(course, brief_of(course), today)
    if len(cohort) > 2 * FEWEST:  # fewer, with some files damaged, and there may be nobody to show
        write_teams(course, read_gaps(course), today)


def _check(screen, folder: Path, cohort: Sequence[Learner], exercises: Sequence[Exercise]) -> None:  # type: ignore[no-untyped-def]
    from grading.cohort import disagreements
    from grading.course_folder import CourseFolder
    from grading.results import read_results

    course = CourseFolder.at(folder / "course", make=False)
    wrong = disagreements(cohort, exercises, read_results(course.results(ASSIGNMENT)))
    for sentence in wrong:
        screen.warn(sentence)
    if wrong:
        screen.warn(f"{len(wrong)} marks are not what the mix should earn. Please tell us: this is a fault of ours.")
        sys.exit(1)
    screen.say(f"5 of 5  All {len(cohort) * len(exercises)} marks are what the mix of answers should earn")


def _ending(screen, folder: Path, seconds: float) -> None:  # type: ignore[no-untyped-def]
    where = os.path.relpath(folder)
    screen.say(
        f"""
Done in {seconds:.0f} seconds. Look at:
  {where}/course/report.html         the coach's report: open it in a browser, it begins with whom to talk to
  {where}/course/feedback/           each learner's feedback page
  {where}/course/brief.html          one page for a sponsor; teams.html beside it shows skills by team
  {where}/course/marks.csv           every mark and the sentence that explains it; gradebook.db is nbgrader's
  {where}/workspace/                 what a learner has; {where}/council/ a larger council's returns and extracts

Try next:
  academy start my-course --learner your.id      the first lesson, in JupyterLab, on a council of your own
  academy validate {where}/council               the DfE's rules, run over the council's returns
  academy doctor                                 is this machine ready for a real cohort?
(The command is {where_academy_is()}; activate the environment to call it by name.)"""
    )


def where_academy_is() -> str:
    """The path of the academy command beside this interpreter."""
    return os.path.relpath(Path(sys.executable).with_name("academy"))
