"""How often children move, for each time of a child like them."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.journeys.placement_pace import council_pace, own_paces, paces_at_first
from synthetic_data.places.councils import all_councils

SPEC = CouncilSpec("x", all_councils()[0].la_code, 100, 4)
A_CHILD: dict[str, Any] = {
    "start": date(2020, 1, 1),
    "planned_end": date(2024, 1, 1),
    "plan": "adulthood",
    "need": "N3",
    "ethnicity": "WBRI",
    "uasc": False,
    "order_from": date(2020, 3, 1),
    "e1_from": None,
    "emergency": False,
}


def paces(*differences: dict[str, Any]) -> list[float]:
    """The pace of children like A_CHILD but for these differences."""
    rows = [A_CHILD | different for different in differences]
    frame = pl.DataFrame(rows, schema_overrides={"order_from": pl.Date, "e1_from": pl.Date})
    return [float(pace) for pace in own_paces(SPEC, Calibration(), frame)]


def test_a_child_like_any_other_has_the_pace_of_the_council() -> None:
    usual = Calibration()["placement_need_pace"].filter(need="N3")["factor"].item()
    assert paces({}) == [pytest.approx(council_pace(SPEC, Calibration()) * usual)]


@pytest.mark.parametrize(("code", "group"), [("AIND", "Asian"), ("BAFR", "Black"), ("OOTH", "Other")])
def test_children_of_each_ethnic_group_have_a_pace_of_their_own(code: str, group: str) -> None:
    usual, theirs = paces({}, {"ethnicity": code})
    factor = Calibration()["placement_origin_pace"].filter(ethnic_group=group)["factor"].item()
    assert factor != 1
    assert theirs / usual == pytest.approx(factor)


def test_every_ethnic_code_has_a_pace() -> None:
    codes = Calibration()["need_ethnicity"]["code"].to_list()
    assert all(pace > 0 for pace in paces(*({"ethnicity": code} for code in codes)))


def test_children_adopted_soon_move_less_and_those_whose_adoption_takes_long_move_more() -> None:
    soon = {"plan": "adoption", "planned_end": date(2021, 6, 1), "e1_from": date(2020, 9, 1)}
    late = {"plan": "adoption", "planned_end": date(2023, 6, 1), "e1_from": date(2020, 9, 1)}
    usual, adopted_soon, adopted_late = paces({}, soon, late)
    assert adopted_soon < usual < adopted_late


def test_children_who_will_leave_to_their_families_have_a_pace_of_their_own() -> None:
    usual, home, guarded, alone = paces(
        {}, {"plan": "home"}, {"plan": "special_guardianship"}, {"plan": "other", "uasc": True}
    )
    figures = dict(Calibration()["placement_figures"].select("figure", "value").rows())
    assert figures["leaving_pace"] != 1
    assert home / usual == guarded / usual == pytest.approx(figures["leaving_pace"])
    assert alone / usual == pytest.approx(figures["unaccompanied_pace"]), "unaccompanied children: theirs only"


def test_placements_after_an_entry_in_an_emergency_are_stopgaps() -> None:
    frame = pl.DataFrame([A_CHILD, A_CHILD | {"emergency": True}, A_CHILD | {"emergency": None}])
    usual, emergency, unknown = paces_at_first(Calibration(), frame)
    assert usual == unknown == 1 < emergency


def test_children_who_stay_by_agreement_have_a_pace_of_their_own() -> None:
    under_order, agreed, alone = paces({}, {"order_from": None}, {"order_from": None, "uasc": True})
    figures = dict(Calibration()["placement_figures"].select("figure", "value").rows())
    assert agreed / under_order == pytest.approx(figures["agreed_pace"])
    assert alone / under_order == pytest.approx(figures["unaccompanied_pace"]), "unaccompanied children: theirs only"
