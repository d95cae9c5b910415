"""Which children it is so for: missing by area, health by year, adoption by agreement, moves by need."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.journeys.health import _sdq, _Shares
from synthetic_data.pipeline import Journeys

SPEC = CouncilSpec("Testholme", "521", 300, 4, years=1)
FIRST_YEAR_AS_LATER = 2025


def _figures(table: str, **changed: float) -> pl.DataFrame:
    """A table of figures with some of them changed."""
    return Calibration()[table].with_columns(
        value=pl.col("figure").replace_strict(changed, default=pl.col("value"), return_dtype=pl.Float64)
    )


@pytest.fixture(scope="module")
def made() -> Journeys:
    changed = {
        "missing_figures": _figures("missing_figures", unaccompanied_rate=0.0, inside_rate=0.0),
        "adoption": _figures("adoption", placement_order_share=0.0, relinquished_share=1.0),
    }
    return Journeys(SPEC, Calibration(changed))


def test_nobody_goes_missing_from_the_area_and_no_unaccompanied_child_if_the_table_says_so(made: Journeys) -> None:
    missing = made["missing_episodes"]
    periods = made["care_periods"].select("period", "uasc")
    placed = made["care_placements"].select("period", "inside_area", "end", began="start")
    there = missing.join(placed, on="period").filter(
        (pl.col("began") < pl.col("start")) & (pl.col("end_right").is_null() | (pl.col("end_right") > pl.col("start")))
    )
    assert missing.height > 10
    assert not missing.join(periods, on="period")["uasc"].any()
    assert not there["inside_area"].any()


def test_children_of_a_group_go_missing_as_often_as_the_table_says() -> None:
    table = Calibration()["missing_ethnicity"]
    only_white = table.with_columns(factor=pl.when(pl.col("initial") == "W").then(1.0).otherwise(0.0))
    lives = Journeys(SPEC, Calibration({"missing_ethnicity": only_white}))
    who = lives["missing_episodes"].join(lives["entrants"].select("person", "ethnicity"), on="person")
    assert who.height > 10
    assert set(who["ethnicity"].cast(pl.String).str.slice(0, 1)) == {"W"}


def test_unaccompanied_children_stay_away_for_longer_if_the_table_says_so() -> None:
    table = Calibration()["missing_lengths"]
    longest, alone = pl.col("days_from") == pl.col("days_from").max(), pl.col("group") == "unaccompanied"
    changed = table.with_columns(share=(longest == alone).cast(pl.Float64))
    lives = Journeys(SPEC, Calibration({"missing_lengths": changed.filter(alone | ~longest)}))
    gone = lives["missing_episodes"].join(lives["care_periods"].select("period", "uasc"), on="period")
    days = gone.with_columns(days=(pl.col("end") - pl.col("start")).dt.total_days()).drop_nulls("days")
    assert days.filter(~pl.col("uasc"))["days"].max() <= table.filter(~longest)["days_to"].max()
    assert days.filter("uasc")["days"].median() > days.filter(~pl.col("uasc"))["days"].median()


def test_times_missing_follow_the_year_they_begin_in() -> None:
    table = Calibration()["missing_eras"]
    since = table["from_day"].str.to_date().max()
    changed = table.with_columns(factor=(pl.col("from_day").str.to_date() == since).cast(pl.Float64))
    spec = CouncilSpec("Testholme", "521", 60, 4, years=3)
    begun = Journeys(spec, Calibration({"missing_eras": changed}))["missing_episodes"]["start"]
    assert len(begun) > 10
    assert begun.min() >= since


def test_times_missing_follow_the_year_and_the_age() -> None:
    table = Calibration()["missing_eras"]
    changed = table.with_columns(factor=(pl.col("age_from") == 16).cast(pl.Float64))
    lives = Journeys(SPEC, Calibration({"missing_eras": changed}))
    gone = lives["missing_episodes"].join(lives["entrants"].select("person", "dob"), on="person")
    assert len(gone) > 10
    assert gone.filter(pl.col("start") < pl.col("dob").dt.offset_by("16y")).is_empty()


def test_fewer_scores_are_high_in_years_before_those_that_rose() -> None:
    changed = {"health_figures": _figures("health_figures", all_shift=0.5, all_shift_before=-0.5)}
    years = Journeys(CouncilSpec("Testholme", "521", 60, 4, years=3), Calibration(changed))["health_years"]
    before, since = (
        years.filter((pl.col("year_end") >= FIRST_YEAR_AS_LATER) == late)["sdq_score"].mean() for late in (False, True)
    )
    assert before < since


def test_health_of_earlier_years_follows_its_own_factor() -> None:
    spec = CouncilSpec("Testholme", "521", 60, 4, years=3)
    table = Calibration()["health_before"].with_columns(factor=pl.lit(0.0))
    years = Journeys(spec, Calibration({"health_before": table}))["health_years"]
    before, since = (
        years.filter((pl.col("year_end") >= FIRST_YEAR_AS_LATER) == late)["immunisations"] for late in (False, True)
    )
    assert before.sum() == 0
    assert since.sum() > 0


def test_children_adopted_by_agreement_were_accommodated_until_then(made: Journeys) -> None:
    adopted = made["adoption_plans"].filter(pl.col("adopted").is_not_null())
    law = made["legal_spells"].join(adopted.select("period"), on="period", how="semi")
    assert adopted.height > 10
    assert adopted["ordered"].is_null().all()
    assert set(law["legal_status"]) == {"V2"}


def test_a_need_that_is_settled_leaves_fewer_moves() -> None:
    table = Calibration()["placement_need_pace"]
    moves = {}
    for factor in (0.1, 3.0):
        settled = table.with_columns(factor=pl.when(pl.col("need") == "N1").then(factor).otherwise("factor"))
        one = Journeys(SPEC, Calibration({"placement_need_pace": settled}))
        periods = one["care_periods"].filter(pl.col("need") == "N1", ~pl.col("short_breaks"))
        moves[factor] = one["placement_moves"].join(periods, on="period", how="semi").height / periods.height
    assert moves[3.0] > 1.3 * moves[0.1]


def test_a_child_who_turns_four_on_the_first_day_of_the_year_is_not_of_the_wrong_age_for_a_score() -> None:
    table = _figures("health_figures", wrong_age_share=1.0)
    figure = dict(table.select("figure", "value").iter_rows())
    born = np.array([day_number(date(2019, 4, 1)), day_number(date(2019, 4, 2))])
    two = np.zeros(2)
    opening, closing = (np.full(2, day_number(day)) for day in (date(2023, 4, 1), date(2024, 3, 31)))
    none = np.zeros(2, bool)
    _, reason = _sdq(_Shares(Calibration()), figure, np.zeros((5, 2)), two, born, none, none, none, opening, closing)
    assert reason.tolist() == ["SDQ2", "SDQ1"]
