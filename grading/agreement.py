"""Two coaches, one script: which scripts are read twice, and how far the two agree (weighted kappa).

A fifth of the scripts and every one that would fail is read by a second coach, who writes levels into
`double_marking.csv` without seeing the first coach's. The file is ours to lay out and theirs to fill in.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

from grading.capture import write_whole
from grading.course_folder import CourseFolder
from grading.marks import read_table
from grading.standing import Class, Standing, TaskMark

SHARE = 0.2
COLUMNS = ("assignment", "learner", "task", "line", "second_level")
PASS = 2


@dataclass(frozen=True)
class Agreement:
    """How two coaches agree on levels 0 to 4: pairs compared, share equal, weighted kappa (None if undefined)."""

    pairs: int
    equal: float
    kappa: float | None

    @property
    def words(self) -> str:
        if self.kappa is None:
            return f"{self.pairs} levels compared, {self.equal:.0%} equal; too few or too alike for a kappa."
        agree = f"weighted kappa {self.kappa:.2f} ({_called(self.kappa)})"
        return f"{self.pairs} levels compared, {self.equal:.0%} equal; {agree}."


def _called(kappa: float) -> str:
    for least, word in ((0.8, "very good"), (0.6, "good"), (0.4, "moderate"), (0.2, "fair")):
        if kappa > least:
            return word
    return "poor: read some scripts together before going on"


def weighted_kappa(first: Sequence[int], second: Sequence[int], levels: int = 5) -> float | None:
    """Cohen's kappa with quadratic weights for levels 0 to `levels` - 1; None when it is undefined.

    1 - sum(w * observed) / sum(w * expected), w = (i - j)^2. Cohen, J. (1968), Psychological Bulletin 70(4), 213-220.
    """
    size = len(first)
    if size != len(second):
        raise ValueError("both coaches must have given the same number of levels")
    if size < 2:
        return None
    observed = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / size
    ones = [first.count(level) / size for level in range(levels)]
    twos = [second.count(level) / size for level in range(levels)]
    expected = sum((i - j) ** 2 * ones[i] * twos[j] for i in range(levels) for j in range(levels))
    return None if math.isclose(expected, 0.0, abs_tol=1e-12) else 1 - observed / expected


def sample(everybody: Class) -> list[tuple[Standing, TaskMark]]:
    """The scripts to read twice: every one that fails, and a fifth of the rest by lot, the same each time."""
    marked = [(standing, task) for standing in everybody.standings for task in standing.tasks if task.levels]
    failing = [pair for pair in marked if fails(pair[1])]
    rest = sorted((pair for pair in marked if pair not in failing), key=lambda pair: _lot(everybody.assignment, *pair))
    return [*failing, *rest[: math.ceil(len(rest) * SHARE)]]


def fails(task: TaskMark) -> bool:
    """Whether a coach's levels do not pass: a line below its gate, or a mean below the pass level."""
    levels = [level for _, level in task.levels]
    return bool(task.below_gate) or sum(levels) < PASS * len(levels)


def _lot(assignment: str, standing: Standing, task: TaskMark) -> str:
    return hashlib.sha256(f"{assignment}/{standing.person.id}/{task.id}".encode()).hexdigest()


def update_sheet(course: CourseFolder, everybody: Class) -> None:
    """Lay out double_marking.csv for the present sample; what second coaches wrote stays."""
    path = course.root / "double_marking.csv"
    written = {tuple(row[name] for name in COLUMNS[:-1]): row["second_level"] for row in read_table(path)}
    wanted = {
        (everybody.assignment, standing.person.id, task.id, line.key): ""
        for standing, task in sample(everybody)
        for line, _ in task.levels
    }
    rows = wanted | {key: level for key, level in written.items() if level.strip() or key[0] != everybody.assignment}
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([*key, level] for key, level in sorted(rows.items()))
    write_whole(path, text.getvalue().encode("utf-8"))


def agreement(course: CourseFolder, everybody: Class) -> Agreement | None:
    """How the second coach's levels agree with the first's; None while none has been written."""
    first = {
        (everybody.assignment, standing.person.id, task.id, line.key): level
        for standing in everybody.standings
        for task in standing.tasks
        for line, level in task.levels
    }
    pairs = []
    for row in read_table(course.root / "double_marking.csv"):
        key, level = tuple(row[name] for name in COLUMNS[:-1]), row["second_level"].strip()
        if level in {"0", "1", "2", "3", "4"} and key in first:
            pairs.append((first[key], int(level)))
    if not pairs:
        return None
    ones, twos = [a for a, _ in pairs], [b for _, b in pairs]
    return Agreement(len(pairs), sum(a == b for a, b in pairs) / len(pairs), weighted_kappa(ones, twos))
