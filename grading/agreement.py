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
from pathlib import Path

from grading.capture import write_whole
from grading.course_folder import CourseFolder
from grading.plain import count
from grading.standing import Class, Standing, TaskMark
from synthetic_data.errors import PlainError

SHARE = 0.2
COLUMNS = ("assignment", "learner", "task", "line", "second_level")
PASS = 2


@dataclass(frozen=True)
class Agreement:
    """How two coaches agree on levels 0 to 4: pairs compared, share equal, weighted kappa (None if undefined).

    `left_out` is how many entries of the second coach's are no level.
    """

    pairs: int
    equal: float
    kappa: float | None
    left_out: int = 0

    @property
    def words(self) -> str:
        if not self.left_out:
            return self._compared
        entries = count(self.left_out, "entry", "entries")
        return f"{self._compared} Left out, as no level from 0 to 4: {entries} in double_marking.csv."

    @property
    def _compared(self) -> str:
        if self.kappa is None:
            return f"{self.pairs} levels compared, {self.equal:.0%} equal; too few or too alike for a kappa."
        agree = f"weighted kappa {round(self.kappa, 2) + 0.0:.2f} ({_called(self.kappa)})"
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
    """Lay out double_marking.csv for the present sample; what second coaches wrote stays.

    Raises PlainError when the file is there and has lost its headings.
    """
    path = course.root / "double_marking.csv"
    written = {tuple(row[name] for name in COLUMNS[:-1]): row["second_level"] for row in read_sheet(path)}
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
    pairs, left_out = [], 0
    for row in read_sheet(course.root / "double_marking.csv"):
        key, level = tuple(row[name] for name in COLUMNS[:-1]), row["second_level"].strip()
        if level in {"0", "1", "2", "3", "4"} and key in first:
            pairs.append((first[key], int(level)))
        elif level and key in first:
            left_out += 1
    if not pairs and not left_out:
        return None
    ones, twos = [a for a, _ in pairs], [b for _, b in pairs]
    equal = sum(a == b for a, b in pairs) / len(pairs) if pairs else 0.0
    return Agreement(len(pairs), equal, weighted_kappa(ones, twos), left_out)


def read_sheet(path: Path) -> list[dict[str, str]]:
    """The rows of double_marking.csv, also as Excel saves it: with a byte order mark, or semicolons between.

    Raises PlainError when it has lost its headings: laying it out anew would lose what a coach wrote.
    """
    if not path.is_file():
        return []
    text = path.read_bytes().decode("utf-8-sig", "replace")
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    if not set(COLUMNS) <= set(rows.fieldnames or ()):
        raise PlainError(
            f"{path} has lost its headings: put {','.join(COLUMNS)} back in its first line, or move it aside and a new "
            "one is made."
        )
    return [{name: row[name] or "" for name in COLUMNS} for row in rows]
