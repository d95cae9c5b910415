"""What holds in module 4 beyond the gates: sums that add up, days that are England's, and twelve figures."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
from stage import FEW, council, course, rehearsal

from synthetic_data.dates import bank_holidays

COUNCIL = 0
LESSON_YEARS = ("2024-01-01", "2026-12-31")  # the days that the printed list is about
pytestmark = pytest.mark.skipif(
    "m04-a01" not in course().parts, reason="module 4 is not called written yet, so it has no parts"
)


def answer(exercise: str) -> Any:
    return rehearsal(exercise[:7], COUNCIL).answers[exercise]


def figures(table: pd.DataFrame) -> dict[str, float]:
    return dict(zip(table["measure"], table["value"], strict=True))


@pytest.mark.parametrize("part", ["m04-l03", "m04-a01"])
def test_the_bank_holidays_printed_are_those_of_england(part: str) -> None:
    first, last = LESSON_YEARS
    known = [str(day) for day in bank_holidays() if first <= str(day) <= last]
    assert rehearsal(part, COUNCIL).names["BANK_HOLIDAYS"] == known


def test_stock_is_the_stock_before_plus_starts_less_ends_in_every_month() -> None:
    ledger = answer("m04-a01-plan-ledger")
    plans = council(COUNCIL).table("cin_census.child_protection_plans")
    open_before = None
    for month in pd.period_range("2025-04", "2026-03", freq="M"):
        lines = figures(ledger(plans, month.start_time, month.end_time.normalize()))
        assert lines["open before"] + lines["started"] - lines["ended"] == lines["open at the end"]
        assert open_before in (None, lines["open before"]), "a month opens with what the month before closed with"
        open_before = lines["open at the end"]


@pytest.mark.parametrize("number", range(FEW))
def test_one_return_opens_with_the_plans_that_the_return_before_closed_with(number: int) -> None:
    files = [council(number).table("cin_census.child_protection_plans", year) for year in ("2024-25", "2025-26")]
    assert len(answer("m04-a01-carried-over")(*files, pd.Timestamp("2025-03-31"))) == 0


def test_the_scorecard_has_twelve_figures_and_says_which_lines_stand_below() -> None:
    text = course().part("m04-a01").source.read_text(encoding="utf-8")
    tasks = text[text.index("## Task 1") : text.index("## Task 4")]
    lines = re.findall(r"^# - (\*\*.*?\*\*(?:, \*\*.*?\*\*)*)( \(below the line\))?", tasks, flags=re.MULTILINE)
    named = {below: [name for names, low in lines if low == below for name in re.findall(r"\*\*(.*?)\*\*", names)]
             for below in ("", " (below the line)")}  # fmt: skip
    assert len(named[""]) == 12, named
    rows = sum(len(known.answers[0]) for known in map(course().exercise, part_ids()))
    assert rows == len(named[""]) + len(named[" (below the line)"])


def part_ids() -> list[str]:
    return [f"m04-a01-{name}" for name in ("door", "clocks", "plan-ledger")]


def test_a_due_date_of_the_lesson_is_the_due_date_of_the_census() -> None:
    due_date = answer("m04-l03-due-date")
    enquiries = council(COUNCIL).table("cin_census.section47")
    recent = enquiries[enquiries["S47ActualStartDate"] >= LESSON_YEARS[0]]
    assert len(recent)
    for start, target in zip(recent["S47ActualStartDate"], recent["InitialCPCtarget"], strict=True):
        assert due_date(start, 15) == target


@pytest.mark.parametrize("number", range(FEW))
def test_families_are_fewer_than_children_and_children_than_referrals(number: int) -> None:
    details, families = council(number).table("cin_census.cin_details"), council(number).table("families.families")
    year = pd.Timestamp("2025-04-01"), pd.Timestamp("2026-03-31")
    children = details[details["CINreferralDate"].between(*year)]["LAchildID"].nunique()
    assert answer("m04-l04-families-referred")(details, families, *year) < children
    assert children < answer("m04-l01-referrals-received")(details, *year)
