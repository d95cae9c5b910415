"""Mark one submission, start to finish: the same function in this process, in a pool of them, or on other machines.

What a learner sent is read without trust, run behind a wall, and only its answers come back; this process compares
them. Whatever happens, the learner gets a result, and nobody else's is touched.
"""

from __future__ import annotations

import errno
import hashlib
import json
import tempfile
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from curriculum.exercise import Exercise
from curriculum.model import load_course
from grading import ordinary, ours
from grading.arrow_tables import printable
from grading.capture import write_whole
from grading.course_folder import CourseFolder
from grading.due import parse_timestamp
from grading.gradebook import NOTEBOOK
from grading.marker import run_facts, unmarked_rows
from grading.plain_files import FileRefusedError, read_plain_file
from grading.questions import exercises_of, reference_key
from grading.repair import marking, source_of
from grading.results import Result, read_result, supersede, utc_now, write_result
from grading.sanitise import sanitise
from grading.submission import MOST_BYTES, Submission, read_submission
from synthetic_data.errors import PlainError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Task:
    """One submission to mark. `folder` is `<submissions>/<learner>/<assignment>`; `wall` None means the best there is.

    `regrade` is empty, or why marks that stand are made again; with `lower` false no mark goes down.
    """

    learner: str
    assignment: str
    folder: Path
    course: Path
    wall: str | None = None
    regrade: str = ""
    lower: bool = True


@dataclass(frozen=True)
class Marked:
    """What became of a task: the learner's result, whether it stood already, and if so whether it is outdated.

    Marks stand while the hand-in is the same. They are outdated when the exercises, the data or the second council have
    changed since: only `regrade` makes them again, so that no mark moves unasked.
    """

    result: Result
    stood: bool
    outdated: bool = False


def grade_one(task: Task) -> Marked:
    """Mark a submission, or find that its marks stand.

    Raises PlainError only when no sandbox can be had at all, and OSError when there is no room on the disk: the batch
    then stops, and nobody is marked for it.
    """
    course = CourseFolder(task.course)
    folder = course.results(task.assignment)
    old = read_result(folder, task.learner)
    try:
        paper = paper_of(task.assignment, str(task.course))
        submission = read_submission(task.folder, paper.release, paper.cards)
        key = f"{submission.digest or _digest(submission.why)}/{paper.key}"
        if old is not None and old.work == key.partition("/")[0] and not task.regrade:
            return Marked(old, True, old.key != key)
        new = replace(_marked(task, course, paper, submission), key=key)
    except PlainError:
        raise
    except Exception as fault:
        # A fault of ours must not stop the batch, and is never a learner's mark.
        if isinstance(fault, OSError) and fault.errno in NO_ROOM:
            raise
        new = _fault(task, fault)
    result = supersede(old, new, task.regrade or "handed in again", task.lower)
    write_result(folder, result)
    return Marked(result, False)


@dataclass(frozen=True)
class Paper:
    """An assignment as the marker needs it. `exercises` is empty for an ordinary nbgrader assignment."""

    assignment: str
    release: dict[str, Any]
    cards: list[dict[str, Any]]
    exercises: tuple[Exercise, ...]
    key: str
    seed: str

    @property
    def tasks(self) -> list[dict[str, Any]]:
        """The parts that a coach marks, as released."""
        return [cell for cell in self.release["cells"] if is_coach_cell(cell)]


def is_coach_cell(cell: Mapping[str, Any]) -> bool:
    """Whether a person marks this cell: graded, and written by the learner."""
    facts = marking(cell)
    return bool(facts.get("grade") and facts.get("solution"))


@lru_cache(maxsize=4)
def paper_of(assignment: str, course_root: str) -> Paper:
    """The assignment, from the course or (an ordinary one) the course folder's source. Raises PlainError if neither."""
    course = CourseFolder(Path(course_root))
    if assignment not in load_course().parts:
        release, key = ordinary.read_source(course, assignment)
        return Paper(assignment, release, [], (), key, "")
    exercises = tuple(exercises_of(assignment))
    seed = course.marking_seed()
    cards = [exercise.card() for exercise in exercises]
    return Paper(assignment, released(assignment), cards, exercises, reference_key(exercises, seed), seed)


def released(assignment: str) -> dict[str, Any]:
    """The assignment's notebook as learners get it."""
    from curriculum.builder.notebook import part_notebook

    course = load_course()
    notebook: dict[str, Any] = json.loads(part_notebook(course, course.assignment(assignment)))
    return notebook


def _marked(task: Task, course: CourseFolder, paper: Paper, submission: Submission) -> Result:
    handed_in = _timestamp(task.folder)
    name = None if submission.file is None else printable(submission.file)
    made = Result(task.learner, task.assignment, "", utc_now(), (), submission.state, name, handed_in)
    if submission.notebook is None:
        status = "blank" if submission.state == "missing" else "unreadable"
        why = submission.why or "Nothing was handed in."
        rows = unmarked_rows(paper.exercises, status, why) if paper.exercises else ordinary.no_rows(paper, status, why)
        return replace(made, rows=tuple(rows), notes=tuple(submission.notes))
    content = read_plain_file(task.folder / str(submission.file), MOST_BYTES)
    _keep_hand_in(course, task, content)
    notes = list(submission.notes)
    course.scratch.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=course.scratch) as scratch:
        if paper.exercises:
            rows, out = ours.run_rows(paper, task.learner, submission.notebook, content, Path(scratch), task.wall)
        else:
            rows, out = ordinary.run_rows(paper, course, submission.notebook, Path(scratch), task.wall)
        facts = run_facts(out)
        _keep_for_formgrader(course, task, out)
    if facts.get("why"):
        notes.append(str(facts["why"]))
    kept = {name: facts.get(name) for name in ("wall", "seconds", "cpu_seconds", "peak_memory", "runs")}
    answered = _answered(paper, submission.notebook)
    weaker = not paper.exercises
    return replace(made, rows=tuple(rows), notes=tuple(notes), facts=kept, tasks=answered, weaker=weaker)


def _answered(paper: Paper, notebook: Mapping[str, Any]) -> dict[str, bool]:
    """For each part that a coach marks, whether anything was written in place of what was released."""
    blanks = {marking(cell)["grade_id"]: source_of(cell).strip() for cell in paper.tasks}
    written = {marking(cell).get("grade_id"): source_of(cell).strip() for cell in notebook["cells"]}
    return {name: written.get(name, "") not in ("", blank) for name, blank in blanks.items()}


def _keep_hand_in(course: CourseFolder, task: Task, content: bytes) -> None:
    """A copy of the notebook under `submitted/`, so that nbgrader's own tools find it whatever name it came with."""
    home = course.submitted(task.learner, task.assignment)
    if home.resolve() == task.folder.resolve():
        return
    home.mkdir(parents=True, exist_ok=True)
    write_whole(home / f"{NOTEBOOK}.ipynb", content)
    if moment := _timestamp(task.folder):
        write_whole(home / "timestamp.txt", f"{moment.replace('T', ' ')} UTC".encode())


def _keep_for_formgrader(course: CourseFolder, task: Task, out: Path) -> None:
    """The notebook as it ran, made safe to look at, where formgrader opens it."""
    executed = json.loads((out / "executed.ipynb").read_text(encoding="utf-8"))
    home = course.autograded(task.learner, task.assignment)
    home.mkdir(parents=True, exist_ok=True)
    write_whole(home / f"{NOTEBOOK}.ipynb", json.dumps(sanitise(executed), indent=1, ensure_ascii=False).encode())


def _timestamp(folder: Path) -> str | None:
    """When it was handed in, by nbgrader's timestamp.txt (UTC, without zone); None when that does not say."""
    try:
        text = read_plain_file(folder / "timestamp.txt", 1_000).decode("utf-8", "replace")
    except (OSError, FileRefusedError):
        return None
    moment = parse_timestamp(text)
    return None if moment is None else moment.replace(tzinfo=None).isoformat()


def _fault(task: Task, fault: Exception) -> Result:
    """A result that is tried again at the next run: its key is nobody's."""
    message = f"Marking this failed through a fault of ours ({type(fault).__name__}); it will be tried again."
    exercises = exercises_of(task.assignment) if task.assignment in load_course().parts else []
    rows = unmarked_rows(exercises, "needs_coach", message)
    detail = "".join(traceback.format_exception(fault))[-4000:]
    return Result(task.learner, task.assignment, "fault", utc_now(), tuple(rows), "fault", facts={"fault": detail})


def _digest(text: str | None) -> str:
    return hashlib.sha256((text or "").encode("utf-8", "replace")).hexdigest()[:16]


def lost(task: Task) -> Marked:
    """The result of a submission that ended the process marking it, twice: stored, and left to a coach."""
    folder = CourseFolder(task.course).results(task.assignment)
    result = supersede(read_result(folder, task.learner), _fault(task, RuntimeError("the marking process ended")), "")
    write_result(folder, result)
    return Marked(result, False)
