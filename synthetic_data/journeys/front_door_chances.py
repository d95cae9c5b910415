"""How likely each path after a referral is: by age, sex and ethnic group, the council's ways, and the effect planted
on plans.

Protection plans follow age year by year, and children of each sex and ethnic group are as often on one as published;
where fewer are, more are on a plan for need, so that plans of either kind are as common in every group unless an
effect is planted there.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.journeys.front_door_draws import BAND_OF_AGE, BANDS
from synthetic_data.journeys.front_door_mechanism import Mechanism
from synthetic_data.journeys.front_door_paths import ASSESSED, NEED_PLAN, PROTECTION
from synthetic_data.journeys.front_door_planted import planted
from synthetic_data.tables import numbers_of

GROUPS = ("White", "Mixed", "Asian", "Black", "Other", "Unknown")
"""Ethnic groups, as in need_ethnicity.csv."""
SEXES = 2
MOST = 0.9
"""The most that plans of either kind can be of all referrals of a group, whatever is planted."""


def ethnic_group(ethnicity: pl.Series, by: Mechanism) -> np.ndarray:
    """The position in GROUPS of each ethnic code."""
    codes = by.tables["need_ethnicity"].select("code", "group").rows()
    return numbers_of(ethnicity, {code: GROUPS.index(group) for code, group in codes}, len(GROUPS) - 1)


def group_of(ethnic: np.ndarray, boy: np.ndarray, ethnicity: pl.Series, effects: pl.DataFrame) -> np.ndarray:
    """The row group of `path_chances` each child belongs to. ethnic: position in GROUPS; ethnicity: the code."""
    lifted = ethnicity.is_in(planted(effects, "plan")[0]).to_numpy()
    return ((lifted * len(GROUPS) + ethnic) * SEXES + boy).astype(np.int8)


def path_chances(by: Mechanism, ratios: Mapping[str, float], eras: np.ndarray, effects: pl.DataFrame) -> np.ndarray:
    """Chances of the first five of PATHS in each era: for each row group of `group_of` a row for each of AGES.

    ratios: what this council does more or less of (`front_door_spread.spread`); eras: how many times as many referrals
    take each path in each of them (a row).
    """
    table = by.tables["referral_paths"]
    shares = table["share"].to_numpy()
    shares = shares * np.array([ratios["no_further_action_percent"], ratios["not_in_need_percent"], 1, 1, 1])
    shares[2:] *= (1 - shares[:2].sum()) / shares[2:].sum()
    by_age = table.select(BANDS).to_numpy().T[BAND_OF_AGE]
    by_age[:, PROTECTION] = by.tables["protection_by_age"].sort("age")["ratio"].to_numpy()
    ethnic = dict(by.tables["protection_by_ethnicity"].select("group", "ratio").rows())
    boys = by["boys_protected"]
    sexes = np.array([2 / (1 + boys), 2 * boys / (1 + boys)])
    protected = np.array([ethnic.get(group, 1.0) for group in GROUPS])[:, None] * sexes
    size = planted(effects, "plan")[2]
    return np.stack([_in_era(shares * era, by_age, protected, size) for era in eras])


def _in_era(shares: np.ndarray, by_age: np.ndarray, protected: np.ndarray, size: float) -> np.ndarray:
    """`path_chances` of one era. shares: of each path; protected: how much more often each group and sex is protected;
    size: of the effect planted on plans."""
    rest = [ASSESSED, NEED_PLAN]
    shares[rest] *= 1 + (1 - shares.sum()) / shares[rest].sum()
    chances = by_age * shares
    chances /= chances.sum(axis=1, keepdims=True)

    everyone = np.broadcast_to(chances, (*protected.shape, *chances.shape)).copy()
    plans = everyone[..., NEED_PLAN] + everyone[..., PROTECTION]
    everyone[..., PROTECTION] = np.minimum(everyone[..., PROTECTION] * protected[..., None], plans)
    everyone[..., NEED_PLAN] = plans - everyone[..., PROTECTION]

    lift = np.minimum(plans * size, MOST) / plans
    other = everyone * ((1 - plans * lift) / (1 - plans))[..., None]
    other[..., NEED_PLAN:] = everyone[..., NEED_PLAN:] * lift[..., None]
    return np.stack([everyone, other]).reshape(-1, chances.shape[1])
