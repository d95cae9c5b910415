"""The tables asked for and the recorded scores: they agree with the journeys, and carry their lesson."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from synthetic_data.council import Council, CouncilSpec, simulate

COUNCILS = range(4)


@cache
def council(number: int) -> Council:
    return simulate(CouncilSpec.for_learner(f"release.{number}"))


def requested(number: int, who: str) -> pd.DataFrame:
    table = council(number).table("release.requested")
    return table[table["WHO"] == who].pivot(index="PLACEMENT", columns="AGE", values="CHILDREN")


@pytest.mark.parametrize("number", COUNCILS)
def test_the_table_asked_for_counts_each_child_in_care_once(number: int) -> None:
    here = council(number).spells_of_care().covering(council(number).spec.horizon)
    assert requested(number, "All").loc["All", "All"] == here["child"].nunique()
    assert requested(number, "Boys").loc["All", "All"] == here[here["sex"] == "M"]["child"].nunique()
    foster = here[here["placement"].str.startswith("U")]["dob"]
    day = pd.Timestamp(council(number).spec.horizon)
    assert requested(number, "All").loc["Foster care", "Under 10"] == (foster > day - pd.DateOffset(years=10)).sum()
    finer = council(number).table("release.everybody").pivot(index="PLACEMENT", columns="AGE", values="CHILDREN")
    assert finer.loc["Foster care", "Under 5"] == (foster > day - pd.DateOffset(years=5)).sum()
    assert finer.loc["All", "All"] == here["child"].nunique()


@pytest.mark.parametrize("who", ["All", "Boys"])
def test_totals_are_the_sums_of_their_parts(who: str) -> None:
    for number in COUNCILS:
        table = requested(number, who)
        for axis in (table, table.T):
            assert (axis.drop("All").sum() == axis.loc["All"]).all()


def test_there_is_something_to_hide_for_every_council() -> None:
    """Among all children, the boys, or the girls, who are what lies between the two."""
    for number in COUNCILS:
        everybody, boys = (requested(number, who).drop("All").drop(columns="All").to_numpy() for who in ("All", "Boys"))
        small = [((cells > 0) & (cells < 5)).any() for cells in (everybody, boys, everybody - boys)]
        assert any(small), f"council {number} has no small count"


@pytest.mark.parametrize("number", COUNCILS)
def test_the_outcome_is_what_the_journeys_say_came_of_it(number: int) -> None:
    scores = council(number).table("risk_model.scores")
    spells = council(number).spells_of_care().all()
    both = scores.merge(spells, left_on="CHILD", right_on="child")
    after = (both["start"] - both["REFERRED"]).dt.days
    assert set(both[after.between(1, 365)]["CHILD"]) == set(scores[scores["IN_CARE"] == "yes"]["CHILD"])
    assert scores["CHILD"].is_unique and scores["SCORE"].between(0, 99).all()
    assert (scores["REFERRED"] + pd.Timedelta(days=365) <= pd.Timestamp(council(number).spec.horizon)).all()


def test_flagging_nobody_is_more_accurate_than_the_model_and_most_flags_are_wrong() -> None:
    for number in COUNCILS:
        scores = council(number).table("risk_model.scores")
        flagged, happened = scores["SCORE"] >= 90, scores["IN_CARE"] == "yes"
        assert (flagged == happened).mean() < (~happened).mean()
        assert 0.05 < flagged.mean() < 0.15 and happened[flagged].mean() < 0.5


def test_a_simple_rule_finds_as_many_children_as_the_model_over_all_councils() -> None:
    by_rule = by_model = 0
    for number in COUNCILS:
        scores = council(number).table("risk_model.scores")
        happened, rule = scores["IN_CARE"] == "yes", scores["ENQUIRY"] == "yes"
        top = scores["SCORE"].nlargest(int(rule.sum()), keep="first").index
        by_rule, by_model = by_rule + happened[rule].sum(), by_model + happened[top].sum()
    assert by_rule >= by_model


def test_both_letters_stand_for_groups_and_neither_is_always_scored_higher() -> None:
    higher = set()
    for number in range(8):
        scores = council(number).table("risk_model.scores")
        shares = (scores["SCORE"] >= 90).groupby(scores["GROUP"]).mean()
        assert set(shares.index) == {"A", "B"}
        higher.add(shares.idxmax())
    assert higher == {"A", "B"}
