"""Collection years, England's bank holidays and working days.

A collection year is text such as "2025-26": 1 April 2025 to 31 March 2026, both days included.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np

from synthetic_data.errors import PlainError

EPOCH = date(1970, 1, 1)
EVERY_DAY = (date(1900, 1, 1), date(2199, 12, 31))
"""The first and the last day that anything here can be asked about."""
_HOLIDAYS = Path(__file__).parent / "calibration" / "bank_holidays.csv"


def day_number(day: date) -> int:
    """Days since 1 January 1970, the whole-day clock of the simulation (polars `Date` holds the same number)."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(number))


def collection_year(year_end: int) -> str:
    """The collection year that ends on 31 March of `year_end`: 2026 gives "2025-26"."""
    return f"{year_end - 1}-{year_end % 100:02d}"


def year_end_of(year: str) -> int:
    """2026 for "2025-26". Raises PlainError when the text is not a collection year."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", year)
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        raise PlainError(f"{year!r} is not a collection year; write it like 2025-26.")
    return int(match[1]) + 1


def first_day(year: str) -> date:
    """1 April that opens the collection year."""
    return date(year_end_of(year) - 1, 4, 1)


def last_day(year: str) -> date:
    """31 March that closes the collection year."""
    return date(year_end_of(year), 3, 31)


@cache
def bank_holidays() -> np.ndarray:
    """England's bank holidays as datetime64[D], sorted (source column in `calibration/bank_holidays.csv`)."""
    lines = _HOLIDAYS.read_text(encoding="utf-8").splitlines()[1:]
    return np.array(sorted(line.split(",")[0] for line in lines if line), dtype="datetime64[D]")


class _Calendar:
    """Every day with its month and the working days counted, so that asking about many days is a lookup.

    Day d has the working days of position `before[d]` to the left of it: `days[before[d]]` is d itself, or the first
    working day after it. `month` counts months from that of the first day; `month_begins` has the first day of each.
    """

    def __init__(self) -> None:
        self.first, last = (day_number(day) for day in EVERY_DAY)
        every = np.arange(self.first, last + 1)
        self.is_working = np.is_busday(every.astype("datetime64[D]"), holidays=bank_holidays())
        self.days = every[self.is_working]
        self.before: np.ndarray = np.cumsum(self.is_working) - self.is_working
        months = every.astype("datetime64[D]").astype("datetime64[M]").astype(np.int32)
        self.month = months - months[0]
        self.month_begins = every[np.diff(self.month, prepend=-1) > 0]

    def at(self, days: np.ndarray | int) -> np.ndarray:
        """Positions of day numbers in the calendar. Raises ValueError for days outside it."""
        positions = np.asarray(days, dtype=np.int64) - self.first
        if positions.size and not (positions.min() >= 0 and positions.max() < len(self.before)):
            raise ValueError("days are known from {} to {} only".format(*EVERY_DAY))
        return positions


@cache
def _calendar() -> _Calendar:
    return _Calendar()


def month_and_day(days: np.ndarray | int) -> tuple[np.ndarray, np.ndarray]:
    """For each day number its month, counted from January 1900, and its day within the month, counted from 0."""
    calendar = _calendar()
    months = calendar.month[calendar.at(days)]
    return months, days - calendar.month_begins[months]


def month_begins(months: np.ndarray) -> np.ndarray:
    """The day number on which each month, counted from January 1900, begins."""
    return _calendar().month_begins[months]


def working_days_between(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Working days after each start up to and including each end (day numbers): day 1 is the first working day after
    the start."""
    calendar = _calendar()
    return calendar.before[calendar.at(ends) + 1] - calendar.before[calendar.at(starts) + 1]


def add_working_days(starts: np.ndarray, days: np.ndarray | int) -> np.ndarray:
    """Day numbers `days` working days after each start; 0 moves a rest day on to the next working day."""
    calendar = _calendar()
    at = calendar.at(starts)
    # Counting starts at the day itself; a rest day counts as the working day before it, or at 0 as the one after.
    on_a_rest_day = (np.asarray(days) > 0) & ~calendar.is_working[at]
    return calendar.days[calendar.before[at] + days - on_a_rest_day]


def is_working_day(days: np.ndarray) -> np.ndarray:
    """True where a day number is Monday to Friday and no bank holiday."""
    calendar = _calendar()
    return calendar.is_working[calendar.at(days)]
