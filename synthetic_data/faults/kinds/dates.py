"""Dates as they arrive: Excel's serial numbers, other orders and styles, two-digit years, stand-ins for 'not known'."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from synthetic_data.faults.draft import Change, Draft
from synthetic_data.faults.fault import Fault, Place, as_date, as_text, filled

EXCEL_DAY_0 = date(1899, 12, 30)  # Excel's day 1 is 1 January 1900, and it believes in a 29 February 1900


def all_dates(draft: Draft) -> list[Place]:
    """Every date that is given, in the case system's own tables and in the draft returns."""
    return [
        place
        for name, table in draft.tables.items()
        for column in sorted(table.dates)
        for place in filled(draft, name, column)
    ]


def _written(style: Callable[[date], str]) -> Callable[[Draft, Place, np.random.Generator], list[Change]]:
    def plant(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
        day = as_date(draft.tables[place.table].columns[place.column][place.row])
        return draft.set(place.table, place.row, place.column, style(day)) if day else []

    return plant


def _swappable(draft: Draft) -> list[Place]:
    """Dates whose day could be a month: swapped, they are still dates, and only something else can contradict them."""
    found = []
    for place in all_dates(draft):
        day = as_date(draft.tables[place.table].columns[place.column][place.row])
        if day and day.day <= 12 and day.day != day.month:
            found.append(place)
    return found


KINDS = (
    Fault("excel_serial", "dates", all_dates, _written(lambda day: str((day - EXCEL_DAY_0).days))),
    Fault("iso_date", "dates", all_dates, _written(lambda day: f"{day:%Y-%m-%d}")),
    Fault("two_digit_year", "dates", all_dates, _written(lambda day: f"{day:%d/%m/%y}")),
    Fault("text_month", "dates", all_dates, _written(lambda day: f"{day.day} {day:%b %Y}")),
    Fault("date_with_time", "dates", all_dates, _written(lambda day: f"{as_text(day)} 00:00")),
    Fault("placeholder_date", "dates", all_dates, _written(lambda day: "01/01/1900")),
    Fault("day_month_swap", "dates", _swappable, _written(lambda day: f"{day.month:02d}/{day.day:02d}/{day.year}")),
)
