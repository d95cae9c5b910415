"""What is written about each referral: who referred and why, what was found, the category of a plan, disability.

Each function draws one thing for many rows at once and gives back codes of the CIN census, so that shares over all
rows are the
published ones. Brothers and sisters of one event share what belongs to the family.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from synthetic_data.draws import DAYS_IN_YEAR, in_order
from synthetic_data.journeys.front_door_chances import GROUPS
from synthetic_data.journeys.front_door_draws import BANDS, choose, choose_by, tilted
from synthetic_data.journeys.front_door_mechanism import Mechanism
from synthetic_data.journeys.front_door_paths import LONG_PLAN, NFA, NONE, PROTECTION, Draw, Episodes
from synthetic_data.ladders import ranks

CATEGORY_FACTORS = {"NEG": "16A", "EMO": "17A", "PHY": "18C", "SAB": "19C"}
TRANSFERRED = "5C"  # another council's services
FACTORS_CHANGED = date(2024, 4, 1)  # councils found some factors oftener, and "other" less often, than before
TENTHS = 10
ROWS_AT_A_TIME = 10_000  # of draws a row for each factor, which for all rows at once would fill the memory
CATEGORY_NOTED = 0.9  # share of plans whose category is among the factors of the assessment


def sources(
    draw: Draw, by: Mechanism, e: Episodes, band: np.ndarray, mix: np.ndarray, shift: tuple[list[str], int, float]
) -> np.ndarray:
    """Source of referral as a position in referral_sources.csv, one an event, by the age of the child it began with.

    shift: (source codes, first day, ratio): from that day on these sources refer `ratio` times as often, the others
    less, in all as many.
    """
    table = by.tables["referral_sources"]
    codes = table["source_code"].cast(pl.String).to_numpy()
    every_year = by.by_year("referral_sources", codes.tolist())[:, None, :] * tilted(table, "percent", mix)
    before = (every_year / every_year.sum(axis=2, keepdims=True)).reshape(-1, len(codes))
    moved = np.isin(codes, shift[0])
    share = before[:, moved].sum(axis=1, keepdims=True)
    after = np.where(moved, before * shift[2], before * (1 - share * shift[2]) / (1 - share))
    events, first = np.unique(e["event"], return_index=True)
    began = in_order(e["event"], ~e["index"])
    first = began[np.searchsorted(e["event"][began], events)]
    referred = e["referred"][first]
    row = band[first] + len(BANDS) * by.year_of(referred) + len(before) * (referred >= shift[1])
    chosen = choose_by(draw("source", len(events)), row, np.concatenate([before, np.clip(after, 0, None)]))
    return np.where(e["transfer_in"], list(codes).index(TRANSFERRED), chosen[np.searchsorted(events, e["event"])])


def stories(draw: Draw, by: Mechanism, e: Episodes) -> np.ndarray:
    """For each episode the position of the one in which what is the matter now was first found: often the child's last
    one, or what that went back to; for a child not known before, and often else, its own. Oftener the sooner they come
    back (P. Troncoso, Analysing repeated referrals to children's services in England, DfE 2017)."""
    order = in_order(e["child"], e["referred"])
    child, day = e["child"][order], e["referred"][order]
    known = np.append(False, child[1:] == child[:-1])[: len(child)]
    soon = np.diff(day, prepend=0) < DAYS_IN_YEAR
    chance = np.where(soon, by["same_story_within_a_year"], by["same_story_later"])
    goes_on = known & (_by_event(draw, "story", e)[order] < chance)
    begun = np.maximum.accumulate(np.where(goes_on, 0, np.arange(len(order))))
    story = np.empty(len(order), np.int64)
    story[order] = order[begun]
    return story


def needs(draw: Draw, by: Mechanism, e: Episodes, band: np.ndarray, boy: np.ndarray, story: np.ndarray) -> np.ndarray:
    """Primary need as a position in primary_needs.csv (NONE on referrals with no further action), by age and sex,
    mostly shared within an event and within a story."""
    table = by.tables["primary_needs"]
    codes = table["need"].to_numpy()
    shares = table.select(BANDS).to_numpy().T.astype(float)
    shares[:, codes == "N1"] *= by["need_abuse_flow"]
    shares[:, codes == "N2"] *= by["need_disability_flow"]
    shares[:, codes == "N8"] *= by["need_absent_flow"]
    shares[:, codes == "N0"] *= by["need_not_stated_flow"]
    abuse, disability = list(codes).index("N1"), list(codes).index("N2")
    boys, everyone = table["boys"].to_numpy(), shares.sum(axis=0)
    of_all = float((boys * everyone).sum() / everyone.sum())
    by_sex = np.concatenate([shares * (1 - boys) / (1 - of_all), shares * boys / of_all])
    every_year = (by.by_year("primary_needs", codes.tolist())[:, None, :] * by_sex).reshape(-1, len(codes))
    row = band + len(BANDS) * boy + len(by_sex) * by.year_of(e["referred"])
    ordinary = choose_by(_by_event(draw, "need", e)[story], row, every_year)
    protected = np.where(draw("need_protected", len(band)) < by["need_abuse_on_protection"], abuse, ordinary)
    need = np.select(
        [e["path"] == NFA, e["path"] == LONG_PLAN, e["path"] == PROTECTION], [NONE, disability, protected], ordinary
    )
    return np.where(e["need"] == NONE, need, e["need"])


def factors(draw: Draw, by: Mechanism, a: dict[str, np.ndarray], mix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(row, factor) pairs: what each assessment at `a` found. Factor 21 stands alone; every other assessment finds
    something.

    a: columns event, band, before (completed before FACTORS_CHANGED), review, no_factors, uasc, category (NONE without
    a plan). Factors are positions in assessment_factors.csv; the one after the last stands for 21, no factors.
    """
    table = by.tables["assessment_factors"]
    codes = table["factor"].cast(pl.String).to_numpy()
    first = a["category"][~a["review"]]
    planned = (first != NONE).mean() if len(first) else 0.0
    chance = np.stack([_factor_chances(by, percent, planned, mix) for percent in ("percent", "percent_before")])
    categories = by.tables["protection_categories"]
    other = codes == "20"
    common = table["shared_by_family"].to_numpy() == 1
    family, families = ranks(a["event"])
    n = len(a["band"])
    of_family = draw("factors_family", families * common.sum()).reshape(families, -1)
    found = np.empty((n, len(codes)), bool)
    by_row = chance.reshape(-1, len(codes))
    likely, likely_shared = by_row[:, ~common], by_row[:, common]
    for some in (slice(begin, begin + ROWS_AT_A_TIME) for begin in range(0, n, ROWS_AT_A_TIME)):
        row = a["before"][some] * len(BANDS) + a["band"][some]
        own = draw("factors_child", len(row) * (~common).sum()).reshape(len(row), -1)
        found[some, common] = of_family[family[some]] < likely_shared[row]
        found[some, ~common] = own < likely[row]
    noted = draw("factor_of_category", n) < CATEGORY_NOTED
    for position, category in enumerate(categories["category"]):
        found[:, codes == CATEGORY_FACTORS.get(category)] |= ((a["category"] == position) & noted)[:, None]
    found[:, codes == "9A"] = a["uasc"][:, None]
    found[:, other] |= ~found.any(axis=1, keepdims=True)
    found[a["no_factors"]] = False
    row, factor = np.nonzero(found)
    alone = np.flatnonzero(a["no_factors"])
    return np.concatenate([row, alone]), np.concatenate([factor, np.full(len(alone), len(codes))])


def _factor_chances(by: Mechanism, percent: str, planned: float, mix: np.ndarray) -> np.ndarray:
    """How likely each factor (column) is found at each of BANDS, beside those that follow from a plan's category.

    percent: the column of assessment_factors.csv; planned: the share of assessments that lead to a protection plan.
    """
    table = by.tables["assessment_factors"]
    codes = table["factor"].cast(pl.String).to_numpy()
    share = table[percent].to_numpy() / 100
    tilt = table.select(BANDS).to_numpy().T
    categories = by.tables["protection_categories"]
    weights = categories["initial_at_start"].to_numpy() / categories["initial_at_start"].sum()
    for category, weight in zip(categories["category"], weights, strict=True):
        linked = planned * CATEGORY_NOTED * weight
        share = np.where(codes == CATEGORY_FACTORS.get(category), np.maximum(share - linked, 0) / (1 - linked), share)
    # Published of episodes, of which some have a second assessment with factors of its own.
    share = share * by["factors_each_assessment"]
    share = np.where(codes == "9A", 0.0, share)
    other = codes == "20"
    found_nothing = float(np.prod(1 - share[~other]))
    share = np.where(other, max(share[other][0] - found_nothing, 0.0) / (1 - found_nothing), share)
    return np.asarray(np.minimum(share * tilt / (mix @ tilt), 0.97))


def categories(
    draw: Draw, by: Mechanism, e: Episodes, band: np.ndarray, boy: np.ndarray, ethnic: np.ndarray, story: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Initial and latest category of abuse of each episode's protection plan, as positions in
    protection_categories.csv (NONE without one), by how long the plan lasts, age, sex and ethnic group."""
    table, changes = by.tables["protection_categories"], by.tables["category_changes"]
    codes = table["category"].to_numpy()
    planned = np.flatnonzero(e["protection_start"] >= 0)
    begins = e["protection_start"][planned]
    tenth, by_length = _by_length(by, table, e["protection_end"][planned] - begins)
    chances = by_length[:, None, :] * by.by_year("protection_categories", codes.tolist())
    chances = chances[:, :, None, None, None, :] * _likelier(table, BANDS)[:, None, None, :]
    chances = chances * _likelier(table, ("girls", "boys"))[:, None, :] * _likelier(table, GROUPS)
    whose = (tenth, by.year_of(begins), band[planned], boy[planned].astype(int), ethnic[planned])
    row = np.ravel_multi_index(whose, chances.shape[:-1])
    initial, latest = np.full(len(band), NONE), np.full(len(band), NONE)
    initial[planned] = choose_by(_by_event(draw, "category", e)[story[planned]], row, chances.reshape(-1, len(codes)))
    share = {(one, other): value for one, other, value in changes.select("initial", "latest", "share").rows()}
    matrix = np.array([[share.get((one, other), 0.0) for other in codes] for one in codes])
    latest[planned] = choose_by(draw("latest_category", len(planned)), initial[planned], matrix)
    return initial, latest


def _likelier(table: pl.DataFrame, columns: Sequence[str]) -> np.ndarray:
    """How much likelier each category is than among all children, for each column of children in it (a row each)."""
    children = table.select(columns).to_numpy().T.astype(float)
    overall = children.sum(axis=0) / children.sum()
    return children / children.sum(axis=1, keepdims=True) / overall


def _by_length(by: Mechanism, table: pl.DataFrame, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The tenth each plan's length (days) falls in, and the shares of categories in each tenth.

    Plans for neglect run longer than those for physical abuse: a category's share of all starts is the published one,
    and grows with length where its share of the plans on 31 March is larger. The slope follows from the two: the stock
    weights each start by its length, so a share that rises by `slope` times (length / mean - 1) rises there by `slope`
    times the squared coefficient of variation of the lengths.
    """
    bands = by.tables["protection_plan_days"]
    shares = bands["share"].to_numpy() / bands["share"].sum()
    edges = np.interp(
        np.arange(1, TENTHS) / TENTHS, np.cumsum(shares), bands["to_day"].to_numpy(), left=bands["from_day"][0]
    )
    middles = np.interp(
        (np.arange(TENTHS) + 0.5) / TENTHS, np.cumsum(shares), bands["to_day"].to_numpy(), left=bands["from_day"][0]
    )
    relative = middles / middles.mean() - 1
    starts, stock = (table[name].to_numpy() / table[name].sum() for name in ("initial_at_start", "initial_on_31_march"))
    slope = (stock / starts - 1) / np.mean(relative**2)
    rows = np.clip(starts * (1 + np.outer(relative, slope)), 0, None)
    return np.searchsorted(edges, lengths), rows


def disabilities(draw: Draw, by: Mechanism, disabled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(position, disability) pairs for each of `disabled` (positions), disabilities as positions in
    disability_types.csv: one or more,
    each as common as published."""
    table = by.tables["disability_types"]
    wanted = table["percent"].to_numpy() / 100
    chance = wanted.copy()
    for _ in range(
        30
    ):  # a child with none drawn is given one, so the draws must be a little rarer than the wanted shares
        none = np.prod(1 - chance)
        chance = np.clip(chance * wanted / (chance + none * chance / chance.sum()), 1e-6, 0.999)
    n = len(disabled)
    found = draw("disabilities", n * len(wanted)).reshape(n, -1) < chance
    bare = np.flatnonzero(~found.any(axis=1))
    found[bare, choose(draw("one_disability", len(bare)), chance)] = True
    row, code = np.nonzero(found)
    return disabled[row], code


def _by_event(draw: Draw, name: str, e: Episodes, shared: float = 0.85) -> np.ndarray:
    """Uniform numbers that most children of one event share."""
    n = len(e["event"])
    event, events = ranks(e["event"])
    together = draw(f"{name}_event", events)[event]
    return np.where(draw(f"{name}_shared", n) < shared, together, draw(f"{name}_own", n))
