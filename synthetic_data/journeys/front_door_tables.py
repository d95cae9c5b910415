"""From laid-out episodes to the front door's tables, cut at the horizon: what has not happened by then is not known.

The columns are those in `front_door`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from synthetic_data.dates import add_working_days, day_number
from synthetic_data.draws import in_order
from synthetic_data.journeys.front_door_chances import ethnic_group
from synthetic_data.journeys.front_door_columns import begun, codes, dates
from synthetic_data.journeys.front_door_detail import (
    FACTORS_CHANGED,
    categories,
    disabilities,
    factors,
    needs,
    sources,
    stories,
)
from synthetic_data.journeys.front_door_draws import BANDS, band_of
from synthetic_data.journeys.front_door_mechanism import Mechanism
from synthetic_data.journeys.front_door_paths import LONG_PLAN, NFA, NONE, PATHS, Draw, Episodes
from synthetic_data.journeys.front_door_protection import previous_plans, protection

REASONS = tuple(f"RC{number}" for number in range(1, 10))
CODES = {
    "source": ("referral_sources", "source_code"),
    "need": ("primary_needs", "need"),
    "factor": ("assessment_factors", "factor"),
    "category": ("protection_categories", "category"),
    "disability": ("disability_types", "disability"),
}
CONFERENCE_LIMIT = 15  # working days from the strategy discussion (Working Together to Safeguard Children)
YEAR_BEHIND = 366  # days of closed referrals kept before the first return, so that re-referrals can be told


def tables_of(
    draw: Draw,
    by: Mechanism,
    e: Episodes,
    children: pl.DataFrame,
    born: np.ndarray,
    shift: tuple[list[str], int, float],
    first: int,
    last: int,
) -> dict[str, pl.DataFrame]:
    """The tables of the front door for episodes in order of referral. first, last: the simulated span; shift: see
    `sources`."""
    e["previous_plans"] = previous_plans(draw, by, e, born, first)
    opening = first + int(by["warm_up_days"])
    wanted = (e["referred"] <= last) & (
        (e["referred"] >= opening - YEAR_BEHIND) | (e["closed"] >= opening - YEAR_BEHIND)
    )
    e = {column: values[wanted] for column, values in e.items()}
    n = len(e["child"])
    referral = np.arange(n)
    band = band_of(born[e["child"]], e["referred"])
    mix = (np.bincount(band, minlength=len(BANDS)) + 0.5) / (n + 3)
    uasc = children["uasc"].to_numpy()[e["child"]]
    boy = (children["sex"].cast(pl.String) == "M").to_numpy()[e["child"]]
    e["source"] = sources(draw, by, e, band, mix, shift)
    names = {name: by.tables[table][column].cast(pl.String).to_list() for name, (table, column) in CODES.items()}
    police = draw("uasc_source", n) < by["police_uasc_share"]
    met = np.where(police, names["source"].index("6"), names["source"].index("5B"))
    e["source"] = np.where(uasc, met, e["source"])
    story = stories(draw, by, e)
    e["need"] = needs(draw, by, e, band, boy, story)
    ethnic = ethnic_group(children["ethnicity"].gather(e["child"]), by)
    initial, latest = categories(draw, by, e, band, boy, ethnic, story)
    nfa, open_still = e["path"] == NFA, e["closed"] > last
    referrals = pl.DataFrame(
        {
            "referral": referral.astype(np.int32),
            "person": e["child"].astype(np.int32),
            "event": e["event"].astype(np.int32),
            "date": dates(e["referred"], last),
            "source": codes(e["source"], names["source"]),
            "nfa": nfa,
            "need": codes(e["need"], names["need"]),
            "closed": dates(np.where(nfa, NONE, e["closed"]), last),
            "reason": codes(np.where(open_still, NONE, e["reason"] - 1), REASONS),
            "path": codes(e["path"], PATHS),
        }
    )
    assessments, found = _assessments(draw, by, e, story, band, mix, uasc, initial, last, [*names["factor"], "21"])
    enquiries, conferences = _enquiries(e, last)
    plans, reviews = protection(draw, by, e, initial, latest, last, names["category"])
    return {
        "referrals": referrals,
        "assessments": assessments,
        "assessment_factors": found,
        "enquiries": enquiries,
        "conferences": conferences,
        "need_plans": _need_plans(e, last),
        "protection_plans": plans,
        "protection_reviews": reviews,
        "disabilities": _disabilities(draw, by, e, band, born, names),
        "unborn": _unborn(draw, e, born),
        "deaths": referrals.filter(pl.col("reason") == "RC2").select("person", pl.col("closed").alias("died")),
    }


def _assessments(
    draw: Draw,
    by: Mechanism,
    e: Episodes,
    story: np.ndarray,
    band: np.ndarray,
    mix: np.ndarray,
    uasc: np.ndarray,
    category: np.ndarray,
    last: int,
    names: Sequence[str],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """First and review assessments that began by the last day, in order of referral and start, and the factors of
    those completed."""
    row, start, end, which = begun(e, ("assessment", "review_assessment"), last)
    review = which == 1
    frame = pl.DataFrame(
        {
            "assessment": np.arange(len(row), dtype=np.int32),
            "referral": row.astype(np.int32),
            "person": e["child"][row].astype(np.int32),
            "start": dates(start, last),
            "end": dates(end, last),
            "review": review,
            "seen": draw("assessment_seen", len(row)) < by["assessment_seen_share"],
        }
    )
    done = np.flatnonzero(end <= last)
    at = row[done]
    asked = {
        "event": e["event"][story[at]] * 2 + review[done],
        "band": band[at],
        "before": end[done] < day_number(FACTORS_CHANGED),
        "review": review[done],
        "no_factors": e["no_factors"][at] & ~review[done],
        "uasc": uasc[at] & ~review[done],
        "category": category[at],
    }
    where, factor = factors(draw, by, asked, mix)
    order = in_order(where, factor)
    found = pl.DataFrame({"assessment": done[where[order]].astype(np.int32), "factor": codes(factor[order], names)})
    return frame, found


def _enquiries(e: Episodes, last: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Section 47 enquiries in order of referral and start, and the conferences held (a transfer-in has no enquiry
    here)."""
    row, start, end, which = begun(e, ("enquiry", "later_enquiry"), last)
    conference = np.where(which == 0, e["conference"][row], e["later_conference"][row])
    decided = end <= last
    enquiries = pl.DataFrame(
        {
            "enquiry": np.arange(len(row), dtype=np.int32),
            "referral": row.astype(np.int32),
            "person": e["child"][row].astype(np.int32),
            "start": dates(start, last),
            "end": dates(end, last),
            "target": pl.Series(add_working_days(start, CONFERENCE_LIMIT).astype(np.int32)).cast(pl.Date),
            "conference": dates(conference, last),
            "needed": pl.DataFrame({"n": conference != NONE, "d": decided}).select(pl.when("d").then("n")).to_series(),
        }
    )
    moved = np.flatnonzero(e["transfer_in"] & (e["conference"] != NONE) & (e["conference"] <= last))
    arrived = pl.DataFrame(
        {
            "referral": moved.astype(np.int32),
            "person": e["child"][moved].astype(np.int32),
            "enquiry": pl.Series([None] * len(moved), dtype=pl.Int32),
            "date": dates(e["conference"][moved], last),
        }
    )
    held = enquiries.filter(pl.col("conference").is_not_null()).select(
        "referral", "person", "enquiry", pl.col("conference").alias("date")
    )
    starts = e["protection_start"]
    conferences = (
        pl.concat([held, arrived])
        .sort("referral", "date")
        .with_row_index("conference")
        .with_columns(pl.col("conference").cast(pl.Int32))
    )
    made = starts[conferences["referral"].to_numpy()] == conferences["date"].cast(pl.Int32).to_numpy()
    return enquiries, conferences.with_columns(plan_made=pl.Series(made, dtype=pl.Boolean))


def _need_plans(e: Episodes, last: int) -> pl.DataFrame:
    """Child in need plans that began by the last day, in order of referral and start."""
    row, start, end, _ = begun(e, ("earlier_plan", "plan"), last)
    return pl.DataFrame(
        {
            "plan": np.arange(len(row), dtype=np.int32),
            "referral": row.astype(np.int32),
            "person": e["child"][row].astype(np.int32),
            "start": dates(start, last),
            "end": dates(end, last),
        }
    )


def _disabilities(
    draw: Draw, by: Mechanism, e: Episodes, band: np.ndarray, born: np.ndarray, names: dict[str, list[str]]
) -> pl.DataFrame:
    """Recorded disabilities: always for children on long plans or whose need is their disability, now and then for
    others."""
    luck = draw("disabled", born.shape[0])[e["child"]]
    by_age = np.array([0.2, 0.4, 0.8, 1.1, 1.2, 1.2])[band]
    sure = (e["path"] == LONG_PLAN) | (e["need"] == names["need"].index("N2"))
    disabled = np.unique(e["child"][sure | (luck < by["disabled_share"] * by_age)])
    person, code = disabilities(draw, by, disabled)
    return pl.DataFrame({"person": person.astype(np.int32), "disability": codes(code, names["disability"])}).sort(
        "person", "disability"
    )


def _unborn(draw: Draw, e: Episodes, born: np.ndarray) -> pl.DataFrame:
    """Children first referred before birth, and the day they were expected: within a fortnight of the day they
    came."""
    who = np.unique(e["child"][e["referred"] < born[e["child"]]])
    out = np.floor(draw("expected", born.shape[0])[who] * 24).astype(np.int64) - 12
    expected = pl.Series((born[who] + out).astype(np.int32)).cast(pl.Date)
    return pl.DataFrame({"person": who.astype(np.int32), "expected": expected})
