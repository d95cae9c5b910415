"""Every table around the child can be made for the smallest, the longest and the oldest council."""

from __future__ import annotations

import pytest

from synthetic_data.council import CouncilSpec, simulate

VIEWS = ("population", "providers", "workforce", "templates", "time_diary")


@pytest.mark.parametrize(
    ("name", "size", "years", "year_end"),
    [("Netherlow", 10, 1, 2026), ("Glovers Green", 10, 10, 2027), ("Blythmarsh", 40, 10, 2024)],
)
def test_councils_of_any_size_and_span_have_every_table(name: str, size: int, years: int, year_end: int) -> None:
    council = simulate(CouncilSpec.named(name, size=size, seed=7, years=years, year_end=year_end))
    for view in VIEWS:
        tables = council.view_tables(view)
        assert all(frame.width > 0 for frame in tables.values())
    assert council.view_tables("population")["areas"]["children_0_17"].sum() > 0
    assert council.view_tables("workforce")["workforce_months"]["MONTH"].n_unique() == 12 * years
