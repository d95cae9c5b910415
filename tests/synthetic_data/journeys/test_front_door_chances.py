"""How likely each path is: protection follows age, sex and ethnic group, and what is planted stays what it says."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.journeys.front_door import mechanism_of
from synthetic_data.journeys.front_door_care import on_the_way
from synthetic_data.journeys.front_door_chances import GROUPS, SEXES, ethnic_group, group_of, path_chances
from synthetic_data.journeys.front_door_draws import AGES
from synthetic_data.journeys.front_door_eras import DRAWN
from synthetic_data.journeys.front_door_paths import ASSESSED, NEED_PLAN, NONE, PROTECTION
from synthetic_data.journeys.front_door_planted import planted, simulate
from synthetic_data.journeys.front_door_spread import REFERRALS, spread

CALIBRATION = Calibration()
BY = mechanism_of(CALIBRATION)
EFFECTS = simulate(CouncilSpec("Testholme", "521", seed=4), CALIBRATION, {})["planted_effects"]
LIKE_ENGLAND = {"no_further_action_percent": 1.0, "not_in_need_percent": 1.0}


@pytest.fixture(scope="module")
def chances() -> np.ndarray:
    """By planted effect (no, yes), ethnic group, sex (girls, boys), age and path."""
    found = path_chances(BY, LIKE_ENGLAND, np.ones((1, DRAWN)), EFFECTS)
    return found.reshape(2, len(GROUPS), SEXES, len(AGES), -1)


def test_every_row_of_chances_is_one_whole(chances: np.ndarray) -> None:
    assert chances.min() >= 0
    assert chances.sum(axis=-1) == pytest.approx(1)


def test_an_era_with_fewer_protection_plans_has_more_of_what_no_ratio_is_given_for(chances: np.ndarray) -> None:
    before, fewer = path_chances(BY, LIKE_ENGLAND, np.array([np.ones(DRAWN), [1, 1, 1, 1, 0.9]]), EFFECTS).mean(axis=1)
    assert before[PROTECTION] * 0.85 < fewer[PROTECTION] < before[PROTECTION] * 0.95
    assert (fewer[[ASSESSED, NEED_PLAN]] > before[[ASSESSED, NEED_PLAN]]).all()
    assert fewer.sum() == pytest.approx(1)


def test_plans_of_either_kind_are_as_common_in_every_group_but_where_an_effect_is_planted(chances: np.ndarray) -> None:
    plans = chances[..., NEED_PLAN] + chances[..., PROTECTION]
    assert plans[0] == pytest.approx(np.broadcast_to(plans[0, 0, 0], plans[0].shape))
    size = planted(EFFECTS, "plan")[2]
    assert plans[1] == pytest.approx(np.minimum(plans[0] * size, 0.9))


def test_protection_plans_differ_between_sexes_and_ethnic_groups_as_their_table_says(chances: np.ndarray) -> None:
    ratio = dict(BY.tables["protection_by_ethnicity"].select("group", "ratio").rows())
    at_seven = chances[0, :, :, AGES.index(7), PROTECTION]
    assert at_seven[:, 1] / at_seven[:, 0] == pytest.approx(BY["boys_protected"])
    assert at_seven[:, 0] / at_seven[0, 0] == pytest.approx([ratio[group] / ratio[GROUPS[0]] for group in GROUPS])


def test_each_child_has_the_row_of_their_group_sex_and_planted_effect() -> None:
    lifted = planted(EFFECTS, "plan")[0][0]
    known = ["WBRI", lifted, "an unheard of code"]
    codes = pl.Series(known, dtype=pl.Enum(known))
    group = group_of(ethnic_group(codes, BY), np.array([0, 1, 0]), codes, EFFECTS)
    where = np.unravel_index(group, (2, len(GROUPS), SEXES))
    assert where[0].tolist() == [0, 1, 0]
    assert where[2].tolist() == [0, 1, 0]
    assert GROUPS[where[1][0]] == "White"
    assert GROUPS[where[1][2]] == "Unknown"


def test_children_whose_care_lies_after_the_last_day_are_already_known() -> None:
    first, last, a_day = 10_000, 12_000, 2.0
    referred = np.arange(first, first + 1000)
    cared = {"referred": referred, "earlier_plan_start": np.full(1000, NONE), "protection_start": referred}
    plan, protection = on_the_way(BY, cared, first, last, a_day)
    known = np.sum(referred <= last - 2 * 365) / (last - 2 * 365 - first + 1)
    assert plan.sum() == 0
    assert protection[-1] == pytest.approx(known / a_day), "on the last day, all whose care was to follow"
    assert (np.diff(protection) >= 0).all()
    assert protection[0] < 0.01


@pytest.mark.parametrize("seed", [1, 4])
def test_every_seed_has_the_whole_spread_between_councils(seed: int) -> None:
    ratios = [spread(CouncilSpec("x", str(code), seed=seed), CALIBRATION)[REFERRALS] for code in range(501, 654)]
    table = CALIBRATION["front_door_spread"].filter(measure=REFERRALS)
    wanted = np.interp([0.1, 0.5, 0.9], table["quantile"].to_numpy(), table["value"].to_numpy())
    found = np.quantile(ratios, [0.1, 0.5, 0.9])
    assert found / found[1] == pytest.approx(wanted / wanted[1], rel=0.02)
