"""When a cohort works on what: a module every four weeks, and no due date in the weeks when returns are at their peak.

Modules are released on Mondays. An assignment is due on the Thursday of its module's last week at 17:00, London time.
A Thursday in a busy week, on a bank holiday or within ten days of the last due date moves to the next free one, and the
plan says why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from curriculum.model import Course, Module
from curriculum.records import read_toml, record
from synthetic_data.dates import bank_holidays
from synthetic_data.errors import PlainError

LONDON = ZoneInfo("Europe/London")
BUSY_WEEKS = Path(__file__).with_name("busy_weeks.toml")
DUE_AT = dt.time(17, 0)
WEEKS_A_MODULE = 4
DAYS_APART = 10
THURSDAY = 3
LONGEST_WAIT = 52  # weeks looked ahead for a free Thursday before the busy weeks are said to leave none


@dataclass(frozen=True)
class Busy:
    """Days, inclusive, in which nothing is due: month-day strings, the same every year, and why."""

    first: str
    last: str
    why: str
    source: str = ""

    def covers(self, day: dt.date) -> bool:
        here = f"{day:%m-%d}"
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last  # over the turn of the year


@dataclass(frozen=True)
class Pause:
    """Weeks in which a cohort stands still, for an inspection say: everything from `start` on is `weeks` later."""

    start: dt.date
    weeks: int


@dataclass(frozen=True)
class Step:
    """One module of the plan. `due` has London's time zone; `moved` says why it is not the module's last Thursday."""

    module: Module
    released: dt.date
    due: dt.datetime
    moved: tuple[str, ...] = ()


def busy_weeks(path: Path = BUSY_WEEKS) -> tuple[Busy, ...]:
    """The busy weeks of `busy_weeks.toml`. Raises PlainError naming the entry that cannot be read."""
    found = []
    for number, each in enumerate(read_toml(path).get("busy", []), start=1):
        where = f"{path.name}, busy weeks {number}"
        values = {"first" if key == "from" else "last" if key == "to" else key: text for key, text in each.items()}
        found.append(_checked(record(Busy, values, where), where))
    return tuple(found)


def busy_from_text(text: str) -> Busy:
    """Busy weeks that a council adds: "11-02..11-13 inspection". Raises PlainError, saying how to write them."""
    days, _, why = text.strip().partition(" ")
    first, dots, last = days.partition("..")
    where = f'the busy weeks "{text}"'
    if not dots:
        raise PlainError(f"{where[:1].upper()}{where[1:]} cannot be read: write month-day..month-day and the reason.")
    return _checked(Busy(first, last, why or "your council is busy"), where)


def _checked(busy: Busy, where: str) -> Busy:
    for day in (busy.first, busy.last):
        try:
            dt.date.fromisoformat(f"2024-{day}")  # a leap year: 29 February may be named
        except ValueError:
            raise PlainError(f'{where} have the day "{day}": write it as month-day, such as 04-12.') from None
    return busy


def plan(
    course: Course,
    start: dt.date,
    busy: Sequence[Busy],
    weeks: int = WEEKS_A_MODULE,
    pauses: Iterable[Pause] = (),
) -> list[Step]:
    """The written modules in course order, from the Monday on or after `start`.

    Raises PlainError when the busy weeks leave no Thursday free for a year.
    """
    monday = start + dt.timedelta(days=-start.weekday() % 7)
    waits = sorted(pauses, key=lambda pause: pause.start)
    steps: list[Step] = []
    for module in course.written:
        weeks_here = weeks
        while waits and waits[0].start <= _last_thursday(monday, weeks_here):
            pause = waits.pop(0)
            if pause.start <= monday:
                monday += dt.timedelta(weeks=pause.weeks)
            else:
                weeks_here += pause.weeks
        before = steps[-1].due.date() if steps else None
        due, moved = _free_thursday(_last_thursday(monday, weeks_here), before, busy)
        steps.append(Step(module, monday, dt.datetime.combine(due, DUE_AT, LONDON), moved))
        monday += dt.timedelta(weeks=weeks_here)
    return steps


def _last_thursday(monday: dt.date, weeks: int) -> dt.date:
    return monday + dt.timedelta(weeks=weeks - 1, days=THURSDAY)


def _free_thursday(day: dt.date, last: dt.date | None, busy: Sequence[Busy]) -> tuple[dt.date, tuple[str, ...]]:
    passed_over: dict[str, list[str]] = {}
    for _ in range(LONGEST_WAIT):
        reason = _why_not(day, last, busy)
        if reason is None:
            return day, tuple(f"not {' or '.join(days)}: {why}" for why, days in passed_over.items())
        passed_over.setdefault(reason, []).append(f"{day.day} {day:%B}")
        day += dt.timedelta(weeks=1)
    raise PlainError(f"No Thursday is free in the year before {day}: shorten the busy weeks that you added.")


def _why_not(day: dt.date, last: dt.date | None, busy: Sequence[Busy]) -> str | None:
    found = next((each for each in busy if each.covers(day)), None)
    if found:
        return found.why
    if day.isoformat() in {str(holiday) for holiday in bank_holidays()}:
        return "it is a bank holiday"
    if last and (day - last).days < DAYS_APART:
        return f"it is less than {DAYS_APART} days after the last due date"
    return None


def as_rows(steps: Sequence[Step]) -> list[dict[str, str]]:
    """The plan as rows: module, title, assignment, released (yyyy-mm-dd), due (yyyy-mm-dd HH:MM), moved."""
    return [
        {
            "module": step.module.id,
            "title": step.module.title,
            "assignment": step.module.assignment.id if step.module.assignment else "",
            "released": step.released.isoformat(),
            "due": f"{step.due:%Y-%m-%d %H:%M}",
            "moved": "; ".join(step.moved),
        }
        for step in steps
    ]


def as_ics(steps: Sequence[Step], made: dt.datetime) -> str:
    """The plan as a calendar file (RFC 5545) that Outlook opens: one entry a due date, in UTC. `made` is in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Children's Data Academy//cohort calendar//EN"]
    for step in steps:
        due = step.due.astimezone(dt.UTC)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{step.module.id}-{step.released:%Y%m%d}@childrens-data-academy",
            f"DTSTAMP:{made:%Y%m%dT%H%M%SZ}",
            f"DTSTART:{due:%Y%m%dT%H%M%SZ}",
            f"DTEND:{due:%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{_escaped(step.module.title)}: the assignment is due",
            f"DESCRIPTION:{_escaped('; '.join(step.moved) or 'The last Thursday of the module.')}",
            "END:VEVENT",
        ]
    return "\r\n".join(folded for line in [*lines, "END:VCALENDAR"] for folded in _folded(line)) + "\r\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> list[str]:
    """A line of a calendar file holds at most 75 bytes; what is over goes on, after a space, in the next."""
    parts, here = [], ""
    for letter in line:
        if len((here + letter).encode()) > 75:
            parts.append(here)
            here = " "
        here += letter
    return [*parts, here]
