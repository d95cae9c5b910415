"""The front door: from a referral to its closure, for everyone the council is told about.

Makes (an end that has not happened by the horizon is null; every end is the day it happened, not the day after)
    referrals          referral, person, event (children referred together share it), date, source, nfa, need* (none
                       where nfa),
                       closed* (nfa: never opened, null), reason* (RC1-RC9), path (hidden truth: what the family
                       needed)
    assessments        assessment, referral, person, start, end*, review (an assessment during a plan), seen (the child)
    assessment_factors assessment, factor (completed assessments only)
    enquiries          enquiry, referral, person, start (the strategy discussion), end* (conference held or found
                       unnecessary), target
                       (15 working days), conference* (day), needed* (false: no conference was necessary; null: not
                       yet decided)
    conferences        conference, referral, person, enquiry* (none for a transfer-in), date, plan_made
    need_plans         plan, referral, person, start, end*
    protection_plans   plan, referral, person, start, end*, initial_category, latest_category (as known at the
                       horizon), category_changed*,
                       previous_plans
    protection_reviews plan, person, date
    disabilities       person, disability (children with none have no row)
    unborn             person, expected (children first referred before birth)
    deaths             person, died (children who died while an episode was open, in care or not)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.draws import DAYS_IN_YEAR, in_order
from synthetic_data.journeys.front_door_before import already_supported
from synthetic_data.journeys.front_door_care import FAR, lead_to_care, on_the_way
from synthetic_data.journeys.front_door_chances import ethnic_group, group_of, path_chances
from synthetic_data.journeys.front_door_eras import before, eras, growth
from synthetic_data.journeys.front_door_events import deaths, join, refer, settle
from synthetic_data.journeys.front_door_mechanism import Mechanism
from synthetic_data.journeys.front_door_notice import Calendar, Pool
from synthetic_data.journeys.front_door_paths import NONE, Draw, Episodes
from synthetic_data.journeys.front_door_planted import planted
from synthetic_data.journeys.front_door_pool import children_in_area
from synthetic_data.journeys.front_door_spread import spread
from synthetic_data.journeys.front_door_tables import tables_of
from synthetic_data.streams import stream

TABLES = (
    "referral_sources",
    "referral_paths",
    "assessment_days",
    "assessment_factors",
    "conference_days",
    "primary_needs",
    "disability_types",
    "need_ethnicity",
    "protection_by_age",
    "protection_by_ethnicity",
    "protection_categories",
    "protection_plan_days",
    "need_plan_days",
    "plan_history",
    "front_door_eras",
    "front_door_shares_by_year",
    "category_changes",
    "care_routes",
    "care_endings",
)


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "front door"."""
    draw, by = draws_of(spec, "front_door"), mechanism_of(calibration)
    first = day_number(spec.opening) - int(by["warm_up_days"])
    last = day_number(spec.horizon)
    children = earlier["children"]
    pool = pool_of(children, earlier["pool"], earlier["planted_effects"], by)
    months = calibration["referral_months"].sort("month")["ratio"].to_numpy()
    calendar = Calendar.of(first, last, months, by["weekend_referrals"])

    cared = lead_to_care(draw, by, _periods(calibration, children, earlier), first_event=0)
    keep = cared["closed"] >= first
    cared = {column: values[keep] for column, values in cared.items()}
    opening = day_number(spec.opening)
    lately = int(((cared["referred"] >= opening) & (cared["referred"] <= last)).sum())

    ratios = spread(spec, calibration)
    a_year = calibration.figure("front_door", "referrals_per_10000") / 10_000 * children_in_area(spec, calibration)
    of_era, paths_of_era, era = eras(by, first, last)
    a_day = a_year * ratios["referral_rate_ratio"] / DAYS_IN_YEAR * growth(spec, first, last) * of_era[era]
    by = by.with_figure("rereferral_chance", by["rereferral_chance"] * ratios["rereferral_percent"])
    for figure in ("repeat_protection_share", "plan_history_per_year"):
        by = by.with_figure(figure, by[figure] * ratios["second_plan_percent"])
    chances = path_chances(by, ratios, paths_of_era, earlier["planted_effects"])
    coming = on_the_way(by, cared, first, last, a_day[0])
    referred = refer(draw, by, pool, calendar, chances, era, a_day, coming)
    wanted = a_day[opening - first :].sum() - lately
    earlier_a_day = wanted / (last + 1 - opening) * before(by, first, opening, last)
    found = join([referred, already_supported(draw, by, pool, calendar, earlier_a_day, referred)])
    # Referrals drawn are more than wanted, and thinned out; those from before the span are as many as there were.
    supported = np.arange(len(found["child"])) >= len(referred["child"])
    stands = settle(found, cared["child"], cared["referred"], cared["closed"])
    stands &= supported | _wanted_chains(draw, found, stands, wanted, opening)
    found = {column: values[stands] for column, values in found.items()}
    deaths(draw, by, found, first, cared["child"])
    found["event"] = found["event"] + (int(cared["event"].max()) + 1 if len(cared["event"]) else 0)
    found["need"] = np.full(len(found["child"]), NONE)
    whole = {
        column: np.concatenate([cared[column], found[column]]) for column in found if column not in ("later", "chain")
    }
    order = in_order(whole["referred"], whole["event"], whole["child"])
    whole = {column: values[order] for column, values in whole.items()}
    groups, shift_from, ratio = planted(earlier["planted_effects"], "source")
    shift = (groups, day_number(shift_from or date.min), ratio)
    return tables_of(draw, by, whole, children, pool.born, shift, first, last)


def draws_of(spec: CouncilSpec, part: str) -> Draw:
    """Uniform numbers by name: `draw("source", n)` takes the next n of the stream "<part>.source"."""
    streams: dict[str, np.random.Generator] = {}

    def draw(name: str, size: int) -> np.ndarray:
        if name not in streams:
            streams[name] = stream(spec.seed, spec.la_code, f"{part}.{name}")
        return streams[name].random(int(size))

    return draw


def mechanism_of(calibration: Calibration) -> Mechanism:
    """The front door's figures and tables."""
    figures = dict(calibration["front_door"].select("figure", "value").rows())
    figures |= dict(calibration["front_door_mechanism"].select("figure", "value").rows())
    return Mechanism(
        {name: float(value) for name, value in figures.items()}, {name: calibration[name] for name in TABLES}
    )


def pool_of(children: pl.DataFrame, pool: pl.DataFrame, effects: pl.DataFrame, by: Mechanism) -> Pool:
    """Every child by position (= person), with how often each comes to notice; unaccompanied children are met only
    as they arrive, and an adopted child is somebody new: nobody hears of the old name and number again."""
    groups, _, ratio = planted(effects, "referral")
    ethnicity = children["ethnicity"]
    noticed = np.concatenate([np.ones(children.height - pool.height), pool["noticed"].to_numpy()])
    boy = (children["sex"] == "M").to_numpy()
    weight = np.where(ethnicity.is_in(groups).to_numpy(), ratio, 1.0) * noticed * ~children["uasc"].to_numpy()
    weight = weight * np.where(boy, by["boys_noticed"], 1.0)
    born = children["dob"].cast(pl.Int32).to_numpy().astype(np.int64)
    gone = children.select(pl.min_horizontal("died", "adopted")).to_series()
    last_met = gone.cast(pl.Int32).fill_null(FAR).to_numpy().astype(np.int64)
    never = np.where(children["uasc"].to_numpy(), FAR, -FAR)
    family = children["family"].to_numpy().astype(np.int64)
    return Pool.of(
        born, last_met, family, weight, never, group_of(ethnic_group(ethnicity, by), boy, ethnicity, effects), boy
    )


def _periods(calibration: Calibration, children: pl.DataFrame, earlier: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Periods of care as `lead_to_care` reads them."""
    who = children.select(
        pl.col("person").alias("child"),
        "person",
        "family",
        pl.col("dob").cast(pl.Int64).alias("born"),
        pl.col("died").cast(pl.Int64).fill_null(FAR),
    )
    needs = calibration["primary_needs"]["need"].to_list()
    status = (
        earlier["legal_spells"]
        .sort("period", "start")
        .group_by("period", maintain_order=True)
        .agg(pl.col("legal_status").first().alias("entry"))
    )
    periods = (
        earlier["care_periods"]
        .join(status, on="period", how="left")
        .join(earlier["care_endings"].rename({"reason_end": "end_reason"}), on="period", how="left")
        .with_columns(
            pl.col("start").cast(pl.Int64),
            pl.col("end").cast(pl.Int64).fill_null(FAR),
            pl.col("need").cast(pl.String).replace_strict(needs, range(len(needs)), return_dtype=pl.Int64),
        )
    )
    return periods.join(who, on="person").sort("child", "start")


def _wanted_chains(draw: Draw, found: Episodes, stands: np.ndarray, wanted: float, since: int) -> np.ndarray:
    """True for the chains to keep, so that about `wanted` referrals since a day stand: chains leave whole, in an
    order of their own."""
    count = np.bincount(found["chain"], stands & (found["referred"] >= since))
    order = np.argsort(draw("chain_order", len(count)), kind="stable")
    kept = np.zeros(len(count), bool)
    kept[order[np.cumsum(count[order]) <= wanted]] = True
    return kept[found["chain"]]
