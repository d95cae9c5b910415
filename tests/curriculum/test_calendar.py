"""A cohort's plan: every due date is a free Thursday at 17:00 in London, whatever day the cohort begins."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from academy.main import academy
from curriculum.calendar import (
    DAYS_APART,
    Busy,
    Pause,
    as_ics,
    busy_from_text,
    busy_weeks,
    plan,
)
from curriculum.model import load_course
from synthetic_data.dates import bank_holidays
from synthetic_data.errors import PlainError

HOLIDAYS = {str(day) for day in bank_holidays()}


def test_no_due_date_falls_in_a_busy_week_for_any_start_in_three_years() -> None:
    course, busy = load_course(), busy_weeks()
    first = dt.date(2026, 9, 1)
    for later in range(3 * 366):
        steps = plan(course, first + dt.timedelta(days=later), busy)
        days = [step.due.date() for step in steps]
        assert [step.module for step in steps] == list(course.written)
        for step, day in zip(steps, days, strict=True):
            assert day.weekday() == 3
            assert day.isoformat() not in HOLIDAYS
            assert not any(each.covers(day) for each in busy)
            assert (step.due.hour, step.due.minute) == (17, 0)  # also across the change of the clocks
            assert step.released < day
        assert all((after - before).days >= DAYS_APART for before, after in pairwise(days))


def test_a_due_date_that_moves_says_why() -> None:
    steps = plan(load_course(), dt.date(2027, 5, 31), busy_weeks())
    assert steps[0].due.date() == dt.date(2027, 7, 1)
    assert steps[0].moved == (
        "not 24 June: the children in need census is loaded and the SSDA903 is believed to close",
    )


def test_a_pause_moves_what_comes_after_it_and_nothing_before() -> None:
    course, start = load_course(), dt.date(2026, 9, 7)
    usual = plan(course, start, ())
    paused = plan(course, start, (), pauses=[Pause(usual[1].released + dt.timedelta(days=2), 2)])
    assert paused[0] == usual[0]
    assert paused[1].released == usual[1].released
    later = usual[1].due.date() + dt.timedelta(weeks=2)
    assert paused[1].due.date() == later


@given(st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)), st.integers(2, 12))
def test_release_is_the_monday_on_or_after_the_start(start: dt.date, weeks: int) -> None:
    released = plan(load_course(), start, busy_weeks(), weeks)[0].released
    assert released.weekday() == 0
    assert 0 <= (released - start).days < 7


def test_busy_weeks_may_go_over_the_turn_of_the_year() -> None:
    busy = busy_from_text("12-21..01-03 the office is closed")
    assert busy.covers(dt.date(2026, 12, 31)) and busy.covers(dt.date(2027, 1, 3))
    assert not busy.covers(dt.date(2027, 1, 4)) and not busy.covers(dt.date(2026, 12, 20))
    assert busy.why == "the office is closed"


@pytest.mark.parametrize("text", ["soon", "13-01..13-05", "11-02 to 11-13"])
def test_busy_weeks_that_cannot_be_read_say_how_to_write_them(text: str) -> None:
    with pytest.raises(PlainError, match="month-day"):
        busy_from_text(text)


def test_a_year_with_no_free_thursday_is_said_to_have_none() -> None:
    with pytest.raises(PlainError, match="No Thursday is free"):
        plan(load_course(), dt.date(2026, 9, 7), [Busy("01-01", "12-31", "always")])


def test_the_calendar_file_keeps_to_75_bytes_a_line_and_to_utc() -> None:
    steps = plan(load_course(), dt.date(2027, 5, 31), busy_weeks())
    text = as_ics(steps, dt.datetime(2026, 11, 22, tzinfo=dt.UTC))
    assert "DTSTART:20270701T160000Z" in text  # 17:00 in British summer time
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("BEGIN:VEVENT") == len(steps)


def test_the_command_prints_the_plan_and_writes_it(tmp_path: Path) -> None:
    out = tmp_path / "plan.csv"
    ended = CliRunner().invoke(academy, ["calendar", "--start", "2026-09-07", "--out", str(out)])
    assert ended.exit_code == 0, ended.output
    assert "m01,Start here,m01-a01,2026-09-07,2026-10-01 17:00," in out.read_text(encoding="utf-8")
    refused = CliRunner().invoke(academy, ["calendar", "--start", "next week"], standalone_mode=False)
    assert "2027-01-11" in str(refused.exception)
