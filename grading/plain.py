"""Answers as values that can be compared and named: what leaves the learner's process, with every blank alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from grading.capture import as_data


@dataclass(frozen=True)
class NotData:
    """An output that cannot be written down as data; `what` says what it is: "a chart"."""

    what: str


Plain = Any  # None, bool, int, float, str, date, datetime, list, dict, Series or DataFrame


def plain(value: Any) -> Plain:
    """`value` rebuilt from plain data, so that nothing in it can answer for itself (no `__eq__` of its own).

    Blanks of every kind (NaN, NaT, NA) become None; a moment at midnight becomes its date; a duration becomes days;
    tuples, sets and arrays are lists. Tables come back as ordinary pandas tables. Raises `NotDataError` when it is not
    data.
    """
    return uniform(as_data(value))


def uniform(value: Any) -> Plain:
    """As `plain`, for a value that has been through a capture folder and so is data already."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, list):
        return [uniform(item) for item in value]
    if isinstance(value, dict):
        return {uniform(key): uniform(item) for key, item in value.items()}
    if isinstance(value, pd.Timedelta):
        return value / pd.Timedelta(days=1)
    if isinstance(value, dt.datetime):
        moment = value.to_pydatetime(warn=False) if isinstance(value, pd.Timestamp) else value
        return moment.date() if moment.time() == dt.time() else moment
    if isinstance(value, float) and value != value:
        return None
    return value


KIND_WORDS = {
    "number": "a number",
    "text": "text",
    "date": "a date",
    "yes/no": "a yes/no value (True or False)",
    "list": "a list",
    "dictionary": "a dictionary",
    "table": "a table",
    "nothing": "nothing",
}


def kind_of(value: Plain) -> str:
    """The kind of a plain value, in the words of `KIND_WORDS`. Told by type, so that True is never the number 1."""
    if value is None:
        return "nothing"
    for kind, types in (
        ("yes/no", (bool,)),
        ("number", (int, float)),
        ("text", (str,)),
        ("date", (dt.date,)),
        ("list", (list,)),
        ("dictionary", (dict,)),
    ):
        if isinstance(value, types):
            return kind
    return "table"


def describe(value: Plain) -> str:
    """`value` in a few words: what it is, how big, never more than a short line."""
    if value is None:
        return "nothing (None)"
    if isinstance(value, bool):
        return f"the yes/no value {value}"
    if isinstance(value, int):
        return f"the whole number {value:,}"
    if isinstance(value, float):
        return f"the number {value:,.6g}"
    if isinstance(value, str):
        return f"the text '{shorten(value, 40)}'"
    if isinstance(value, dt.date):
        return f"the date {in_words(value)}"
    if isinstance(value, pd.DataFrame):
        return f"a table of {count(len(value), 'row')} and {count(value.shape[1], 'column')}"
    if isinstance(value, pd.Series):
        return f"one column of {count(len(value), 'value')}"
    if isinstance(value, list):
        return f"a list of {count(len(value), 'value')}"
    return f"a dictionary of {count(len(value), 'entry', 'entries')}"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """'1 row', '2,040 rows'."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def does(number: int, verb: str) -> str:
    """The verb for so many things: 'agrees' for one, 'agree' for none or several."""
    return f"{verb}s" if number == 1 else verb


def shorten(text: str, longest: int) -> str:
    """`text` on one line, cut at `longest` characters."""
    line = " ".join(str(text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def in_words(day: dt.date) -> str:
    """A date as people write it: 31 March 2026."""
    return f"{day.day} {day:%B %Y}"
