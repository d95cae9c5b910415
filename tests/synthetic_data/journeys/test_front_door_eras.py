"""The front door over the years: it grows with the children of the area, and ratios hold from their day on."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.journeys.front_door_eras import eras, growth
from synthetic_data.journeys.front_door_mechanism import Mechanism
from synthetic_data.journeys.front_door_paths import NFA, PROTECTION
from synthetic_data.pipeline import Journeys
from synthetic_data.places.scale import children_in_area

SPEC = CouncilSpec("Testholme", "521")
MIDDLE_OF = {year: day_number(date(year, 10, 1)) for year in (2022, 2023)}


def test_referrals_grow_as_the_children_of_the_area_do() -> None:
    first = MIDDLE_OF[2022]
    grown = growth(SPEC, first, MIDDLE_OF[2023])
    wanted = [children_in_area(SPEC, year) / children_in_area(SPEC, 2024) for year in (2022, 2023)]
    assert grown[[0, -1]] == pytest.approx(wanted, abs=1e-4)
    assert (np.diff(grown) > 0).all(), "evenly from one year to the next"


def test_fewer_enquiries_leave_as_many_protection_plans() -> None:
    """The ratio is of enquiries that lead to none: before every plan there is one."""
    table = Calibration()["front_door_eras"]
    few = table.with_columns(ratio=pl.when(pl.col("path") == "section47").then(0.1).otherwise("ratio"))
    usual, seldom = (Journeys(SPEC, Calibration({"front_door_eras": eras})) for eras in (table, few))
    assert seldom["enquiries"].height < 0.85 * usual["enquiries"].height
    assert seldom["protection_plans"].height > 0.9 * usual["protection_plans"].height


def test_a_ratio_holds_from_its_day_until_the_next_one_of_its_path() -> None:
    rows = [
        ("2024-10-01", "protection_plan", 1.1),
        ("2024-04-01", "protection_plan", 0.9),
        ("2024-04-01", "no_further_action", 1.2),
        ("2024-10-01", "all", 1.3),
    ]
    table = pl.DataFrame(rows, schema=["from_day", "path", "ratio"], orient="row")
    first = day_number(date(2024, 3, 31))
    everyone, ratios, era = eras(Mechanism({}, {"front_door_eras": table}), first, day_number(date(2024, 10, 1)))
    assert ratios[era][[0, 1, -2, -1], PROTECTION].tolist() == [1, 0.9, 0.9, 1.1]
    assert ratios[era][[0, 1, -1], NFA].tolist() == [1, 1.2, 1.2], "no new ratio: the old one holds"
    assert everyone[era][[0, -2, -1]].tolist() == [1, 1, 1.3]
