"""Hours saved and time diaries that learners chose to share, added up over people without naming a person or a task.

A learner writes one small file from their ledger (`academy hours --share`), reads it, and gives it to the coach, who
keeps it as OUT/shared/hours/<learner>.csv. It holds figures and no free text:

    what      "task" or "diary"
    which     task 1, task 2, ... or start, middle, end
    confirmed yes or no: whether somebody else saw the times; blank for a diary
    measured  pairs of times, or days
    value, low, high   net hours a year of the task (blank when nobody said how often it is done), or per cent of churn
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grading.course_folder import CourseFolder
from grading.hours import PHASES, Estimate, Ledger, half_width, mean_of, sum_of
from synthetic_data.errors import PlainError

COLUMNS = ("what", "which", "confirmed", "measured", "value", "low", "high")
CLASSES = (
    "Timed twice or more, and confirmed by somebody else",
    "Timed twice or more, by the learner alone",
    "Timed once: no interval can be given",
)


@dataclass(frozen=True)
class Line:
    """One line of a shared file. `figure` is None for a task of which nobody said how often it is done."""

    learner: str
    what: str
    which: str
    confirmed: bool
    measured: int
    figure: Estimate | None


@dataclass(frozen=True)
class ByEvidence:
    """Net hours a year of all tasks with the same kind of evidence, and of those that cost more than they save."""

    evidence: str
    people: int
    tasks: int
    hours: Estimate
    costing: int
    lost: float


@dataclass(frozen=True)
class Churn:
    """The mean share of people's time that was churn in a phase, per cent, over the people who shared it."""

    phase: str
    people: int
    share: Estimate


@dataclass(frozen=True)
class Together:
    """What everybody shared: people, hours by evidence, tasks whose frequency is unknown, churn, and its change.

    `change` is the mean over people who shared both the start and the end, in percentage points.
    """

    people: int
    hours: tuple[ByEvidence, ...]
    unknown: int
    churn: tuple[Churn, ...]
    change: Churn | None


def as_shared(ledger: Ledger) -> str:
    """What a learner gives away of a ledger, as CSV: figures, and no name of a task or a person."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(COLUMNS)
    for number, each in enumerate(ledger.savings, start=1):
        figures = _figures(each.hours) if each.hours else ["", "", ""]
        table.writerow(["task", f"task {number}", "yes" if each.confirmed else "no", each.pairs, *figures])
    for phase in ledger.churn:
        table.writerow(["diary", phase.phase, "", phase.days, *_figures(phase.share)])
    return written.getvalue()


def folder_of(course: CourseFolder) -> Path:
    """Where the coach keeps what learners shared."""
    return course.root / "shared" / "hours"


def read_shared(course: CourseFolder) -> list[Line]:
    """Every line that was shared. Raises PlainError naming the file and line that cannot be read."""
    return [line for path in sorted(folder_of(course).glob("*.csv")) for line in _read(path)]


def together(lines: Sequence[Line]) -> Together:
    """Everything added up. Tasks are taken as independent, each as what it is: a loss stays a loss."""
    tasks = [line for line in lines if line.what == "task"]
    known = [line for line in tasks if line.figure is not None]
    by_class = [[line for line in known if _class_of(line) == each] for each in CLASSES]
    hours = tuple(_by_evidence(name, found) for name, found in zip(CLASSES, by_class, strict=True) if found)
    diary = {
        phase: {line.learner: line.figure.value for line in lines if line.which == phase and line.figure}
        for phase in PHASES
    }
    churn = tuple(Churn(phase, len(found), mean_of(list(found.values()))) for phase, found in diary.items() if found)
    both = [diary["end"][who] - diary["start"][who] for who in diary["start"] if who in diary["end"]]
    change = Churn("from start to end", len(both), mean_of(both)) if both else None
    return Together(len({line.learner for line in lines}), hours, len(tasks) - len(known), churn, change)


def _by_evidence(evidence: str, lines: Iterable[Line]) -> ByEvidence:
    found = [(line, line.figure) for line in lines if line.figure]
    losses = [figure.value for _, figure in found if figure.value < 0]
    total = sum_of([(figure, line.measured) for line, figure in found])
    return ByEvidence(evidence, len({line.learner for line, _ in found}), len(found), total, len(losses), sum(losses))


def _class_of(line: Line) -> str:
    if half_width(line.figure) is None:
        return CLASSES[2]
    return CLASSES[0] if line.confirmed else CLASSES[1]


def _figures(estimate: Estimate) -> list[str]:
    return ["" if each is None else f"{each:.2f}" for each in (estimate.value, estimate.low, estimate.high)]


def _read(path: Path) -> list[Line]:
    found = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                found.append(_line(path.stem, row, f"{path.name}, line {number}"))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise PlainError(
            f"{path} cannot be read ({problem}): ask the learner for the file that academy hours --share makes."
        ) from problem
    return found


def _line(learner: str, row: dict[str, str], where: str) -> Line:
    try:
        what, which = row["what"], row["which"]
        value, low, high = (_number(row[name]) for name in ("value", "low", "high"))
        if what not in ("task", "diary") or (what == "diary" and which not in PHASES):
            raise ValueError(what)
        figure = None if value is None else Estimate(value, low, high)
        return Line(learner, what, which, row["confirmed"] == "yes", int(row["measured"]), figure)
    except (KeyError, ValueError, TypeError):
        raise PlainError(
            f"{where} cannot be read: put in the file as academy hours --share wrote it, or leave it out."
        ) from None


def _number(text: str) -> float | None:
    value = float(text) if text else None
    if value is not None and not math.isfinite(value):
        raise ValueError(text)
    return value
