"""Protection plans as rows: categories, reviews within three and then six months, and the earlier plans of a child."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from synthetic_data.dates import is_working_day
from synthetic_data.draws import DAYS_IN_YEAR, in_order
from synthetic_data.journeys.front_door_columns import codes, dates
from synthetic_data.journeys.front_door_draws import off_rest_days
from synthetic_data.journeys.front_door_mechanism import Mechanism
from synthetic_data.journeys.front_door_paths import CARE, DIED, MOVED_AWAY, NONE, Draw, Episodes

# Days: the first review within three months, later ones within six (Working Together to Safeguard Children).
FIRST_REVIEW, NEXT_REVIEWS, MOST_REVIEWS = 91, 183, 7


def previous_plans(draw: Draw, by: Mechanism, e: Episodes, born: np.ndarray, first: int) -> np.ndarray:
    """How many protection plans each child had before this one: within the span, and in the years lived before it."""
    order = in_order(e["child"], e["protection_start"])
    planned = (e["protection_start"] != NONE)[order]
    who = e["child"][order]
    running = np.cumsum(planned) - planned
    begins = np.r_[True, who[1:] != who[:-1]] if len(who) else np.zeros(0, bool)
    at_start = np.maximum.accumulate(np.where(begins, running, 0)) if len(who) else running
    within = np.empty(len(who), np.int64)
    within[order] = running - at_start
    years = _years_of_plans(by, np.minimum(born[e["child"]], first), first)
    chance = 1 - np.exp(-by["plan_history_per_year"] * years)
    # A child's own luck, whichever of their plans it is asked about.
    luck = draw("plan_history", int(born.shape[0]))[e["child"]]
    return within + (luck < chance) + (luck < chance * chance * 0.5)


def _years_of_plans(by: Mechanism, born: np.ndarray, first: int) -> np.ndarray:
    """The years from each day of birth to the first day of the span, a year in which fewer children came on plans than
    in the last of plan_history.csv for less. Before its first year as in that."""
    table = by.tables["plan_history"].sort("year_end")
    ratio = table["plans"].to_numpy() / table["plans"][-1]
    ends = np.concatenate([[0], table["year_end"].to_numpy()])
    lived = np.concatenate([[0.0], np.cumsum(np.diff(ends) * ratio)])
    year = 1970 + (np.append(born, first) - 90) / DAYS_IN_YEAR  # 31 March 1970 is day 89
    known = np.interp(year, ends, lived)
    return np.asarray(known[-1] - known[:-1])


def protection(
    draw: Draw, by: Mechanism, e: Episodes, initial: np.ndarray, latest: np.ndarray, last: int, names: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Protection plans that began by the last day, and their reviews, on working days."""
    row = np.flatnonzero((e["protection_start"] != NONE) & (e["protection_start"] <= last))
    start, end, n = e["protection_start"][row], e["protection_end"][row], len(row)
    late, wait = (
        draw("review_late", n * MOST_REVIEWS).reshape(n, -1),
        draw("review_wait", n * MOST_REVIEWS).reshape(n, -1),
    )
    limit = np.array([FIRST_REVIEW] + [NEXT_REVIEWS] * (MOST_REVIEWS - 1))
    gap = np.where(
        late < by["review_late_share"], limit + 1 + np.floor(wait * 28), limit - np.floor(wait * 0.25 * limit)
    ).astype(np.int64)
    gap[:, 1] -= 14 * (late[:, 1] >= by["review_late_share"])
    held = off_rest_days((start[:, None] + np.cumsum(gap, axis=1) - 3).ravel(), np.ones(n * MOST_REVIEWS)).reshape(
        n, -1
    )
    interim = held < (end - 28)[:, None]
    ends_at_review = (draw("ends_at_review", n) < 0.85) & (end - start >= 60) & is_working_day(end)
    ends_at_review &= (e["path"][row] != CARE) & ~np.isin(e["reason"][row], [DIED, MOVED_AWAY])
    plan, which = np.nonzero(interim)
    final = np.flatnonzero(ends_at_review)
    reviews = pl.DataFrame(
        {
            "plan": np.concatenate([plan, final]).astype(np.int32),
            "day": np.concatenate([held[plan, which], end[final]]).astype(np.int32),
        }
    ).filter(pl.col("day") <= last)
    changes = (initial[row] != latest[row]) & interim[:, 0] & (held[:, 0] <= last)
    plans = pl.DataFrame(
        {
            "plan": np.arange(n, dtype=np.int32),
            "referral": row.astype(np.int32),
            "person": e["child"][row].astype(np.int32),
            "start": dates(start, last),
            "end": dates(end, last),
            "initial_category": codes(initial[row], names),
            "latest_category": codes(np.where(changes, latest[row], initial[row]), names),
            "category_changed": dates(np.where(changes, held[:, 0], NONE), last),
            "previous_plans": e["previous_plans"][row].astype(np.int32),
        }
    )
    dated = reviews.select(
        "plan",
        pl.Series("person", e["child"][row][reviews["plan"].to_numpy()].astype(np.int32)),
        pl.col("day").cast(pl.Date).alias("date"),
    )
    return plans, dated.sort("plan", "date")
