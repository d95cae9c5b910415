"""Dates as they arrive: Excel's serial numbers, other orders and styles, two-digit years, stand-ins for 'not known'."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np

from synthetic_data.faults.draft import Change, Draft, Place, Places
from synthetic_data.faults.fault import Fault, as_date, as_text, having

EXCEL_DAY_0 = date(1899, 12, 30)  # Excel's day 1 is 1 January 1900, and it believes in a 29 February 1900


def all_dates(draft: Draft) -> list[Places]:
    """Every date that is given, in the case system's own tables and in the draft returns."""
    return [
        places
        for name, table in draft.tables.items()
        for column in sorted(table.dates)
        for places in draft.filled(name, column)
    ]


def _written(style: Callable[[date], str]) -> Callable[[Draft, Place, np.random.Generator], list[Change]]:
    def plant(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
        day = as_date(draft.tables[place.table].columns[place.column][place.row])
        return draft.set(place.table, place.row, place.column, style(day)) if day else []

    return plant


def _swappable(text: str) -> bool:
    """Whether the day of a date could be a month: swapped, it is still a date, and only something else can contradict
    it. (What an earlier fault made of a date is not free, and so never asked for.)"""
    return text[:2] <= "12" and text[:2] != text[3:5]


KINDS = (
    Fault("excel_serial", "dates", all_dates, _written(lambda day: str((day - EXCEL_DAY_0).days))),
    Fault("iso_date", "dates", all_dates, _written(lambda day: f"{day:%Y-%m-%d}")),
    Fault("two_digit_year", "dates", all_dates, _written(lambda day: f"{day:%d/%m/%y}")),
    Fault("text_month", "dates", all_dates, _written(lambda day: f"{day.day} {day:%b %Y}")),
    Fault("date_with_time", "dates", all_dates, _written(lambda day: f"{as_text(day)} 00:00")),
    Fault("placeholder_date", "dates", all_dates, _written(lambda day: "01/01/1900")),
    Fault(
        "day_month_swap",
        "dates",
        having(all_dates, _swappable),
        _written(lambda day: f"{day.month:02d}/{day.day:02d}/{day.year}"),
    ),
)
