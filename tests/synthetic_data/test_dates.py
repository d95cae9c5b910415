"""Collection years, bank holidays and working days."""

from datetime import date

import numpy as np
import pytest

from synthetic_data.dates import (
    add_working_days,
    bank_holidays,
    collection_year,
    day_number,
    day_of,
    first_day,
    is_working_day,
    last_day,
    working_days_between,
    year_end_of,
)
from synthetic_data.errors import PlainError


def number(*ymd: int) -> np.ndarray:
    return np.array([day_number(date(*ymd))])


def test_a_collection_year_runs_from_1_april_to_31_march() -> None:
    assert collection_year(2026) == "2025-26"
    assert collection_year(2000) == "1999-00"
    assert (first_day("2025-26"), last_day("2025-26")) == (date(2025, 4, 1), date(2026, 3, 31))


@pytest.mark.parametrize("text", ["2025", "2025-27", "2025/26", "twenty"])
def test_other_text_is_not_a_collection_year(text: str) -> None:
    with pytest.raises(PlainError, match="2025-26"):
        year_end_of(text)


def test_easter_and_christmas_of_2026_are_holidays() -> None:
    days = {date.fromisoformat(str(day)) for day in bank_holidays()}
    assert {date(2026, 4, 3), date(2026, 4, 6), date(2026, 12, 25), date(2026, 12, 28), date(2023, 5, 8)} <= days


def test_day_one_is_the_first_working_day_after_the_start() -> None:
    thursday_before_easter = number(2026, 4, 2)
    assert day_of(add_working_days(thursday_before_easter, 1)[0]) == date(2026, 4, 7)
    assert working_days_between(thursday_before_easter, number(2026, 4, 7))[0] == 1
    assert working_days_between(thursday_before_easter, number(2026, 4, 6))[0] == 0


def test_a_saturday_start_counts_monday_as_day_one() -> None:
    assert day_of(add_working_days(number(2026, 1, 10), 1)[0]) == date(2026, 1, 12)
    assert day_of(add_working_days(number(2026, 1, 10), 0)[0]) == date(2026, 1, 12)


def test_new_years_day_is_no_working_day() -> None:
    assert is_working_day(np.concatenate([number(2026, 1, 1), number(2026, 1, 2)])).tolist() == [False, True]


def test_days_outside_the_calendar_are_refused_and_not_wrapped_round() -> None:
    with pytest.raises(ValueError, match="1900-01-01 to 2199-12-31"):
        is_working_day(np.array([day_number(date(2200, 1, 1))]))
    with pytest.raises(ValueError, match="1900-01-01"):
        add_working_days(np.array([day_number(date(1899, 12, 31))]), 1)
