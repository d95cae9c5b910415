"""Deadlines as people set them: in London time, summer and winter, never silently in UTC."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from synthetic_data.errors import PlainError

LONDON = ZoneInfo("Europe/London")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})(?:[ T](\d{1,2}:\d{2}))?")
END_OF_DAY = "23:59"
POSSIBLE_YEARS = range(2000, 2200)


def parse_due(text: str) -> dt.datetime:
    """A deadline, in London: "2026-11-02 17:00" or "02/11/2026"; without a time, the last minute of the day.

    Raises PlainError for anything else.
    """
    found = _DAY.fullmatch(text.strip())
    if found:
        day, time = found[1], found[2] or END_OF_DAY
        pattern = "%Y-%m-%d %H:%M" if "-" in day else "%d/%m/%Y %H:%M"
        try:
            return dt.datetime.strptime(f"{day} {time}", pattern).replace(tzinfo=LONDON)
        except ValueError:
            pass
    raise PlainError(f'The date "{text}" cannot be read: write it as 2026-11-02 17:00 (London time).')


def as_utc(moment: dt.datetime) -> dt.datetime:
    """The same moment in UTC."""
    return moment.astimezone(dt.UTC)


def in_london(moment: dt.datetime) -> str:
    """A moment as a person in England reads it: "2 November 2026, 17:00"."""
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"


def parse_timestamp(text: str) -> dt.datetime | None:
    """nbgrader's timestamp.txt ("2026-11-02 17:03:21.123456 UTC", or with another zone); None when it is not one.

    The file comes from the learner's machine: a year in which nobody can have handed anything in is not one either.
    """
    text = text.strip()[:60]
    zone = LONDON if text.endswith(" Europe/London") else dt.UTC
    body = re.sub(r"\s+(UTC|GMT|Europe/London|Z)$", "", text)
    try:
        moment = dt.datetime.fromisoformat(body)
    except ValueError:
        return None
    if moment.year not in POSSIBLE_YEARS:
        return None
    return as_utc(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def late_by(handed_in: dt.datetime, due: dt.datetime, extension: dt.timedelta | None = None) -> str:
    """How late something is, in words ("3 hours late"); empty when it was in time."""
    seconds = (handed_in - due - (extension or dt.timedelta())).total_seconds()
    if seconds < 60:
        return ""
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {name}{'' if number == 1 else 's'} late"
    return ""
