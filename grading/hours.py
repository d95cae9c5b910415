"""Hours saved, as a learner measured them: pairs of times before and after, what upkeep costs, and how sure it is.

    WORKSPACE/.academy/runs.csv    task, date (yyyy-mm-dd), before, after (minutes of a run), confirmed (name or blank)
    WORKSPACE/.academy/tasks.csv   task, times (runs a year), upkeep (minutes a year that the new way costs)
    WORKSPACE/.academy/diary.csv   date, phase (start, middle, end), kind (churn, analysis, other), minutes

The files are the learner's own and hold tasks and minutes: nothing about children. A saving is `times` x the mean of
before - after, less upkeep; below nought it is shown as what it is. One pair has no interval: it is not estimable.
Pairs that nobody else confirmed are reported apart. The churn share of a phase is its churn minutes over all its
minutes; days differ, so its interval comes from the days (ratio estimate: Cochran, Sampling Techniques, 1977, 6.3).
"""

from __future__ import annotations

import csv
import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grading.progress import learner_of
from synthetic_data.errors import PlainError, cannot_write

FILES = {
    "runs": ("task", "date", "before", "after", "confirmed"),
    "tasks": ("task", "times", "upkeep"),
    "diary": ("date", "phase", "kind", "minutes"),
}
PHASES, KINDS = ("start", "middle", "end"), ("churn", "analysis", "other")
SURE = 0.975  # two-sided 95 per cent
Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Estimate:
    """A value and its 95% interval; `low` and `high` are None when it is not estimable."""

    value: float
    low: float | None = None
    high: float | None = None

    def times(self, factor: float, less: float = 0.0) -> Estimate:
        """The estimate times a factor that is not negative, less a constant."""
        ends = [None if end is None else factor * end - less for end in (self.low, self.high)]
        return Estimate(factor * self.value - less, *ends)


@dataclass(frozen=True)
class Saving:
    """One task's line of the ledger: pairs measured, minutes saved a run, net hours saved a year.

    `hours` is None when nobody has said how often the task is done.
    """

    task: str
    confirmed: bool
    pairs: int
    minutes: Estimate
    hours: Estimate | None


@dataclass(frozen=True)
class Churn:
    """The share of a phase's time that was churn, in per cent."""

    phase: str
    days: int
    share: Estimate


@dataclass(frozen=True)
class Ledger:
    """Everything there is: savings by task, confirmed ones first, the churn share by phase, and its change."""

    learner: str
    savings: tuple[Saving, ...]
    churn: tuple[Churn, ...]
    change: Estimate | None

    def total(self, confirmed: bool) -> float:
        """Net hours a year of the tasks whose frequency is known, negative ones counted as they are."""
        return sum(each.hours.value for each in self.savings if each.confirmed == confirmed and each.hours)


def add_line(folder: Path, name: str, *values: str) -> None:
    """Add a line to `runs`, `tasks` or `diary` of the workspace `folder`; a task's newest line is the one that counts.

    Raises PlainError for values that cannot be, and then writes nothing.
    """
    learner_of(folder)
    row = dict(zip(FILES[name], (" ".join(value.split()) for value in values), strict=True))
    _CHECKS[name](row, "What you gave")
    path = _file(folder, name)
    try:
        new = not path.is_file() or path.stat().st_size == 0
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, FILES[name])
            if new:
                writer.writeheader()
            writer.writerow(row)
    except OSError as problem:
        raise cannot_write(path, problem) from problem


def ledger_of(folder: Path) -> Ledger:
    """The ledger of the workspace `folder`. Raises PlainError naming the file and line that cannot be read."""
    return make_ledger(learner_of(folder), *(_read(folder, name) for name in ("runs", "tasks", "diary")))


def make_ledger(learner: str, runs: Rows, tasks: Rows, diary: Rows) -> Ledger:
    """The ledger of lines as the three files hold them."""
    often = {row["task"]: (float(row["times"]), float(row["upkeep"] or 0)) for row in tasks}
    saved: dict[tuple[bool, str], list[float]] = {}
    for row in runs:
        saved.setdefault((not row["confirmed"], row["task"]), []).append(float(row["before"]) - float(row["after"]))
    savings = tuple(
        _saving(task, not unconfirmed, differences, often.get(task))
        for (unconfirmed, task), differences in sorted(saved.items())
    )
    churn = {phase: _churn(phase, [row for row in diary if row["phase"] == phase]) for phase in PHASES}
    known = {phase: found for phase, found in churn.items() if found}
    change = _difference(known["start"], known["end"]) if {"start", "end"} <= set(known) else None
    return Ledger(learner, savings, tuple(found[0] for found in known.values()), change)


def _saving(task: str, confirmed: bool, differences: Sequence[float], often: tuple[float, float] | None) -> Saving:
    minutes = mean_of(differences)
    hours = minutes.times(often[0] / 60, often[1] / 60) if often else None
    return Saving(task, confirmed, len(differences), minutes, hours)


def mean_of(values: Sequence[float]) -> Estimate:
    """The mean with its t interval; of one value, the value alone."""
    number, mean = len(values), sum(values) / len(values)
    if number < 2:
        return Estimate(mean)
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / (number - 1) / number)
    return _around(mean, spread, number - 1)


def half_width(estimate: Estimate | None) -> float | None:
    """Half the width of an interval; None when there is none."""
    if estimate is None or estimate.low is None or estimate.high is None:
        return None
    return (estimate.high - estimate.low) / 2


def sum_of(estimates: Sequence[tuple[Estimate, int]]) -> Estimate:
    """The sum of independent estimates, each with the number of values its t interval came from.

    The degrees of freedom are Welch and Satterthwaite's (Satterthwaite, Biometrics Bulletin, 1946). Without an interval
    when one of the estimates has none.
    """
    from scipy.stats import t

    total = sum(each.value for each, _ in estimates)
    halves = [(half_width(each), number - 1) for each, number in estimates]
    if not halves or any(half is None or freedom < 1 for half, freedom in halves):
        return Estimate(total)
    squares = [((half or 0.0) / float(t.ppf(SURE, freedom))) ** 2 for half, freedom in halves]
    error = sum(squares)
    if not error:
        return Estimate(total, total, total)
    freedom = error**2 / sum(square**2 / of for square, (_, of) in zip(squares, halves, strict=True))
    return _around(total, math.sqrt(error), freedom)


def _churn(phase: str, rows: Rows) -> tuple[Churn, float] | None:
    """The churn share of a phase and the standard error of it (in per cent), from the days; None without any time."""
    by_day: dict[str, list[float]] = {}
    for row in rows:
        sums = by_day.setdefault(row["date"], [0.0, 0.0])
        sums[0] += float(row["minutes"]) if row["kind"] == "churn" else 0.0
        sums[1] += float(row["minutes"])
    days, total = len(by_day), sum(all_ for _, all_ in by_day.values())
    if not total:
        return None
    share = sum(churn for churn, _ in by_day.values()) / total
    if days < 2:
        return Churn(phase, days, Estimate(100 * share)), math.nan
    residual = sum((churn - share * all_) ** 2 for churn, all_ in by_day.values()) / (days - 1)
    error = 100 * math.sqrt(days * residual) / total
    return Churn(phase, days, _around(100 * share, error, days - 1)), error


def _difference(start: tuple[Churn, float], end: tuple[Churn, float]) -> Estimate:
    """End less start, in percentage points, days of the two taken as independent."""
    value = end[0].share.value - start[0].share.value
    if math.isnan(start[1]) or math.isnan(end[1]):
        return Estimate(value)
    return _around(value, math.hypot(start[1], end[1]), min(start[0].days, end[0].days) - 1)


def _around(value: float, error: float, freedom: float) -> Estimate:
    from scipy.stats import t

    reach = float(t.ppf(SURE, freedom)) * error
    return Estimate(value, value - reach, value + reach)


def _file(folder: Path, name: str) -> Path:
    return folder / ".academy" / f"{name}.csv"


def _read(folder: Path, name: str) -> list[dict[str, str]]:
    path = _file(folder, name)
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [{key: (row.get(key) or "").strip() for key in FILES[name]} for row in csv.DictReader(file)]
    for number, row in enumerate(rows, start=2):
        _CHECKS[name](row, f"{path.name}, line {number}")
    return rows


def _check_run(row: dict[str, str], where: str) -> None:
    _task(row, where)
    _date(row["date"], where)
    for name in ("before", "after"):
        _number(row[name], f"{where}, {name}")


def _check_task(row: dict[str, str], where: str) -> None:
    _task(row, where)
    _number(row["times"], f"{where}, times a year")
    _number(row["upkeep"] or "0", f"{where}, upkeep")


def _check_diary(row: dict[str, str], where: str) -> None:
    _date(row["date"], where)
    _number(row["minutes"], f"{where}, minutes")
    for name, known in (("phase", PHASES), ("kind", KINDS)):
        if row[name] not in known:
            raise PlainError(f'{where}: "{row[name]}" is no {name}; choose one of {", ".join(known)}.')


_CHECKS = {"runs": _check_run, "tasks": _check_task, "diary": _check_diary}


def _task(row: dict[str, str], where: str) -> None:
    if not row["task"]:
        raise PlainError(f"{where}: the task has no name.")


def _date(text: str, where: str) -> None:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        raise PlainError(f'{where}: the day "{text}" cannot be read: write it as 2027-01-11.') from None


def _number(text: str, where: str) -> None:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise PlainError(f'{where}: "{text}" is not a number from nought up.')
