"""The need episodes of children who come into care: what led there, laid before the entry, and what follows the
leaving.

One episode may hold several periods of care, when a child comes back before it is closed. Brothers and sisters who
came into care on one day
share the referral. Care itself belongs to the care parts; here only its first and last days are read.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from synthetic_data.dates import add_working_days, day_number
from synthetic_data.draws import birthdays
from synthetic_data.journeys.front_door_draws import banded, choose_by, off_rest_days, waiting
from synthetic_data.journeys.front_door_mechanism import Mechanism
from synthetic_data.journeys.front_door_paths import CARE, DIED, ENDED, NONE, SPELLS, Draw, Episodes, cut_short

UNTIL_25_SINCE = date(2018, 4, 1)  # Children and Social Work Act 2017, section 3: advice for care leavers until 25
FAR = 2**30  # later than any day that matters: still open
DIRECT, FROM_PLAN, FROM_PROTECTION = range(3)
PLAN_LEAD, PROTECTION_LEAD = 60, 75  # days, at least, from the referral to care
ROUTES = ("direct", "from_plan", "from_protection")
# What leaving care means for the need episode: it closes that day, after support at home, or when a care leaver's
# support ends.
ENDINGS = ("at_once", "after_support", "leaving_care")
AT_ONCE, AFTER_SUPPORT, LEAVING_CARE = range(3)


def lead_to_care(draw: Draw, by: Mechanism, periods: pl.DataFrame, first_event: int) -> Episodes:
    """One episode for each unbroken stretch of need that includes care.

    periods: care_periods joined with child (position in the pool), born and died as day numbers, start, end (FAR
    while open), need (its
    position in primary_needs.csv), uasc, short_breaks, end_reason (REC), entry (first legal status), family; sorted
    by child,
    start. Returns the columns of
    `front_door_events.refer`, and need.
    """
    n = periods.height
    column = {
        name: periods[name].to_numpy()
        for name in ("child", "born", "died", "start", "end", "need", "uasc", "short_breaks", "family")
    }
    text = {
        name: periods[name].cast(pl.String).fill_null("").to_numpy().astype("U4") for name in ("end_reason", "entry")
    }
    together = _together(column)
    route = _routes(draw, by, column, text)[together]
    referred = _referred(draw, by, column, route, together)
    closed, reason = _closed(draw, by, column, text)
    leads, last = _stretches(column["child"], referred, closed)
    spans = np.add.reduceat(np.ones(n, int), leads) if n else np.zeros(0, int)
    e = _before_entry(draw, by, {k: v[leads] for k, v in column.items()}, route[leads], referred[leads])
    e["closed"] = np.maximum.reduceat(closed, leads) if n else closed
    e["reason"] = np.where(spans > 1, reason[last], reason[leads])
    e["child"], e["need"] = column["child"][leads], column["need"][leads]
    e["index"] = np.ones(len(leads), bool)
    day_and_family = e["referred"] * np.int64(2**31) + column["family"][leads]
    _, event = np.unique(day_and_family, return_inverse=True)
    e["event"] = event + first_event
    e["chain"] = np.full(len(leads), NONE)
    _after_leaving(e, draw, by, column["end"][last])
    early = np.flatnonzero(np.maximum.reduce([e[f"{spell}_end"] for spell in SPELLS]) > e["closed"])
    cut_short(e, early, e["closed"][early], e["reason"][early])
    return e


def on_the_way(by: Mechanism, cared: Episodes, first: int, last: int, a_day: float) -> np.ndarray:
    """The share of each day's referrals that are of children who will come into care after the last day, from a
    plan for need and from a protection plan (a row each). Their care is not simulated; that they are known already is.

    cared: as `lead_to_care` gives them; first, last: the simulated span; a_day: referrals a day. As many are on their
    way as were in the years before.
    """
    until = last - 2 * 365
    days = np.arange(first, last + 1)
    share = []
    for spell, least, mean in (
        ("earlier_plan", PLAN_LEAD, by["care_after_plan_days"]),
        ("protection", PROTECTION_LEAD, by["care_after_protection_days"]),
    ):
        known = (cared[f"{spell}_start"] != NONE) & (cared["referred"] >= first) & (cared["referred"] <= until)
        rate = known.sum() / max(until - first + 1, 1)
        share.append(rate / a_day * np.exp(-np.maximum(last - days - least, 0) / mean))
    return np.array(share)


def _routes(draw: Draw, by: Mechanism, column: dict[str, np.ndarray], text: dict[str, np.ndarray]) -> np.ndarray:
    """How each child was known before entry: not at all, on a plan for need, or on a protection plan."""
    table = by.tables["care_routes"]
    rows = {status: position for position, status in enumerate(table["entry"])}
    status = np.where(column["uasc"], "UASC", np.where(column["short_breaks"], "V", text["entry"]))
    row = np.array([rows.get(value, rows["other"]) for value in status], dtype=np.int64)
    return choose_by(draw("care_route", len(status)), row, table.select(ROUTES).to_numpy())


def _together(column: dict[str, np.ndarray]) -> np.ndarray:
    """For each entry the position of the first of its family on that day: they were known by one route, and as long."""
    key = column["start"] * np.int64(2**31) + column["family"]
    _, firsts, group = np.unique(key, return_index=True, return_inverse=True)
    return np.asarray(firsts[group])


def _referred(
    draw: Draw, by: Mechanism, column: dict[str, np.ndarray], route: np.ndarray, together: np.ndarray
) -> np.ndarray:
    """The day of the referral that led to each entry: from the same day to a year and more before it."""
    u = draw("care_lead", len(route))[together]
    wait = np.select(
        [route == FROM_PROTECTION, route == FROM_PLAN],
        [
            PROTECTION_LEAD + waiting(u, by["care_after_protection_days"]),
            PLAN_LEAD + waiting(u, by["care_after_plan_days"]),
        ],
        np.where(column["uasc"], 0, waiting(u, by["care_direct_days"])),
    )
    earliest = np.where(column["uasc"], column["start"], column["born"] - 140)
    return np.clip(column["start"] - wait, earliest, column["start"])


def _closed(
    draw: Draw, by: Mechanism, column: dict[str, np.ndarray], text: dict[str, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """The closure of the episode if this period is the child's last: at once, after support at home, or as a care
    leaver."""
    n = len(text["end_reason"])
    table = by.tables["care_endings"]
    known = {row["end_reason"]: (int(row["reason"][2:]), ENDINGS.index(row["ending"])) for row in table.to_dicts()}
    pair = np.array([known.get(value, (ENDED, AFTER_SUPPORT)) for value in text["end_reason"]], dtype=np.int64).reshape(
        -1, 2
    )
    reason, ending = pair[:, 0], pair[:, 1]
    end = np.minimum(column["end"], FAR)
    adult = birthdays(column["born"], 18).astype(np.int64)
    leaver = (ending == LEAVING_CARE) | (
        (end >= birthdays(column["born"], 16)) & (ending == AFTER_SUPPORT) & ~column["short_breaks"]
    )
    u = draw("leaver_until", n)
    age = np.select([u < by["leaver_until_21"], u < by["leaver_until_21"] + by["leaver_until_25"]], [21, 25], 18)
    grown = birthdays(column["born"], 21)
    age = np.where((age == 25) & (grown < day_number(UNTIL_25_SINCE)), 21, age)
    birthday = np.select([age == 21, age == 25], [grown, birthdays(column["born"], 25)], adult).astype(np.int64)
    early = np.maximum(end, adult) + 30 + waiting(draw("leaver_drifts", n), 300.0)
    until = np.maximum(np.where(age == 18, np.minimum(early, birthdays(column["born"], 21)), birthday), end + 1)
    support = off_rest_days(
        np.minimum(end, adult) + 14 + waiting(draw("support_wait", n), by["support_after_care_days"]),
        draw("support_rest", n),
    )
    support = np.maximum(np.minimum(support, adult), end)
    closed = np.select([leaver, ending == AT_ONCE], [until, end], support)
    closed = np.where(column["end"] >= FAR, FAR, closed)
    alive_until = np.where(column["died"] < FAR, column["died"], FAR)
    died = alive_until <= closed
    return np.where(died, alive_until, closed), np.where(died, DIED, reason)


def _stretches(child: np.ndarray, referred: np.ndarray, closed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the first and of the last period of each unbroken stretch."""
    n = len(child)
    if not n:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    reach = closed.copy()
    same = child[1:] == child[:-1]
    for _ in range(
        64
    ):  # the furthest closure so far, child by child: a stretch carries on while the next referral lies within it
        carried = np.where(same, np.maximum(reach[1:], reach[:-1]), reach[1:])
        if (carried == reach[1:]).all():
            break
        reach[1:] = carried
    begins = np.r_[True, ~(same & (referred[1:] <= reach[:-1] + 1))]
    leads = np.flatnonzero(begins)
    return leads, np.r_[leads[1:] - 1, n - 1]


def _before_entry(
    draw: Draw, by: Mechanism, column: dict[str, np.ndarray], route: np.ndarray, referred: np.ndarray
) -> Episodes:
    """Assessment, enquiry, conference and plans between the referral and the entry, as far as there is time for
    them."""
    n = len(route)
    entry = column["start"]
    e: Episodes = {"path": np.full(n, CARE), "referred": referred, "no_factors": np.zeros(n, bool)}
    e |= {f"{spell}_{side}": np.full(n, NONE) for spell in SPELLS for side in ("start", "end")}
    e |= {"conference": np.full(n, NONE), "later_conference": np.full(n, NONE), "transfer_in": np.zeros(n, bool)}
    start = add_working_days(referred, np.searchsorted([0.6, 0.9], draw("care_assessment_start", n)))
    days = banded(draw("care_assessment_days", n), by.tables["assessment_days"], "assessments")
    done = np.where(days == 0, start, add_working_days(start, days))
    enquired = (
        (draw("care_enquiry", n) < np.where(route == DIRECT, by["care_direct_section47"], 1.0))
        & ~column["uasc"]
        & ~column["short_breaks"]
    )
    enquired &= route != FROM_PLAN
    asked = off_rest_days(referred + waiting(draw("care_enquiry_wait", n), 4.0), draw("care_enquiry_rest", n), kept=0.4)
    asked = np.minimum(asked, done)
    start = np.where(enquired, np.minimum(start, asked), start)
    conference = add_working_days(asked, banded(draw("care_conference_days", n), by.tables["conference_days"], "share"))
    protected = (route == FROM_PROTECTION) & enquired & (conference + 14 < entry)
    decided = np.where(
        protected, conference, add_working_days(asked, 2 + np.floor(draw("care_enquiry_days", n) * 13).astype(np.int64))
    )
    e["enquiry_start"], e["enquiry_end"] = np.where(enquired, asked, NONE), np.where(enquired, decided, NONE)
    e["conference"] = np.where(protected, conference, NONE)
    done = np.where(enquired, np.maximum(done, decided), done)
    e["assessment_start"], e["assessment_end"] = start, done
    e["protection_start"] = np.where(protected, conference, NONE)
    after_entry = np.floor(draw("protection_after_entry", n) * 28).astype(np.int64)
    e["protection_end"] = np.where(protected, off_rest_days(entry + after_entry, draw("care_protection_rest", n)), NONE)
    planned = (route == FROM_PLAN) & (done + 14 < entry)
    e["earlier_plan_start"] = np.where(planned, off_rest_days(done + 1, draw("care_plan_rest", n)), NONE)
    e["earlier_plan_end"] = np.where(planned, entry, NONE)
    return e


def _after_leaving(e: Episodes, draw: Draw, by: Mechanism, left: np.ndarray) -> None:
    """A plan for need for children who went home and are supported for a while."""
    n = len(left)
    home = (e["reason"] == ENDED) & (left < FAR) & (e["closed"] > left + 21) & (e["closed"] < left + 2 * 365)
    home &= np.maximum.reduce([e[f"{spell}_end"] for spell in SPELLS]) <= left
    home &= draw("plan_after_care", n) < by["plan_after_care_share"]
    e["plan_start"] = np.where(home, left + 1, e["plan_start"])
    e["plan_end"] = np.where(home, e["closed"], e["plan_end"])
