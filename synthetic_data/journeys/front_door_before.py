"""Children who are open as the simulated span begins: their episodes began in the years before it.

Without them a run of three years would have fewer long episodes than one of ten.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from synthetic_data.draws import DAYS_IN_YEAR
from synthetic_data.journeys.front_door_draws import BAND_OF_AGE, BANDS, CHILDHOOD, age_of, off_rest_days
from synthetic_data.journeys.front_door_events import end_with_childhood, join
from synthetic_data.journeys.front_door_notice import WEEKS_KNOWN_BEFORE_BIRTH, YEARS_OF_BAND, Calendar, Pool
from synthetic_data.journeys.front_door_paths import (
    LONG_PLAN,
    NEED_PLAN,
    PROTECTION,
    Draw,
    Episodes,
    Mechanism,
    lay_out,
)

LASTING = 460  # days: an episode with a plan that lasts longer may have begun before the warm-up
LONGEST = 7 * 365  # days from the referral to the end of all plans but those of disabled children


def already_supported(
    draw: Draw, by: Mechanism, pool: Pool, calendar: Calendar, a_day: float, referred: Episodes
) -> Episodes:
    """Children whose episode began in the years before the span and runs into it, as `refer` gives them: those on long
    plans, on other plans that last for years, and those who stay open after their plan. a_day: referrals a day then;
    referred: what `refer` gave, of which as large a part, at each age, had such an episode."""
    stay, never = by["stays_open_share"], by.with_figure("stays_open_share", 0.0)
    staying = by.with_figure("stays_open_share", 1.0)
    planned, planning = _lasting(never, "need_plan_days")
    protected, protecting = _lasting(never, "protection_plan_days")
    disabled = pool.disabled(by["disabled_boys_share"])
    age = age_of(pool.born[referred["child"]], referred["referred"])
    parts = []
    childhood = round(CHILDHOOD * DAYS_IN_YEAR)
    for name, path, part, likely, how, reach in (
        ("supported", LONG_PLAN, 1.0, disabled, by, childhood),
        ("planned", NEED_PLAN, planned, 1.0, planning, LONGEST),
        ("protected", PROTECTION, protected, 1.0, protecting, LONGEST),
        ("stayed", NEED_PLAN, stay, 1.0, staying, childhood),
        ("stayed_protected", PROTECTION, stay, 1.0, staying, childhood),
    ):
        of_age = np.bincount(BAND_OF_AGE[age[referred["path"] == path]], minlength=len(BANDS)) / max(len(age), 1)
        begun = a_day * part * of_age / (YEARS_OF_BAND / CHILDHOOD)
        parts.append(_begun_before(draw, name, how, pool, calendar, begun, path, likely, reach))
    return join(parts)


def _lasting(by: Mechanism, lengths: str) -> tuple[float, Mechanism]:
    """The share of plans that last for years, by a table of lengths, and the calibration with only those."""
    table = by.tables[lengths]
    lasting = table.filter(pl.col("from_day") >= LASTING)
    share = float(lasting["share"].sum()) / float(table["share"].sum())
    return share, by.with_table(lengths, lasting)


def _begun_before(
    draw: Draw,
    name: str,
    by: Mechanism,
    pool: Pool,
    calendar: Calendar,
    a_day: np.ndarray,
    path: int,
    likely: np.ndarray | float,
    reach: int,
) -> Episodes:
    """Episodes of one path that began in the `reach` days before the span and run into it. a_day: how many would begin
    a day if all children were of one of BANDS; likely: how likely each child is to have one, beside how often their
    family is noticed.

    The pool has those who were born a childhood before the span or later: everybody who can still be open in it.
    """
    childhood = CHILDHOOD * DAYS_IN_YEAR
    births = childhood + len(calendar.weight) + 7 * WEEKS_KNOWN_BEFORE_BIRTH  # days on which the pool was born
    count = int(a_day.max() * reach * births / childhood)
    ladder = np.cumsum(pool.weight * likely)
    child = np.searchsorted(ladder / ladder[-1], draw(f"{name}_child", count), side="right")
    day = off_rest_days(
        calendar.first - 1 - np.floor(draw(f"{name}_day", count) * reach).astype(np.int64),
        draw(f"{name}_rest", count),
    )
    some = draw(f"{name}_age", count) * a_day.max() < a_day[BAND_OF_AGE[age_of(pool.born[child], day)]]
    some &= pool.open_to(child, day) & (pool.born[child] <= day)
    child, day = child[some], day[some]
    made = lay_out(draw, by, np.full(len(child), path, np.int8), day, np.zeros(len(child), bool))
    made |= {
        "child": child,
        "event": np.arange(len(child)),
        "index": np.ones(len(child), bool),
        "chain": np.arange(len(child)),
    }
    end_with_childhood(made, pool)
    running = made["closed"] >= calendar.first
    return {column: values[running] for column, values in made.items()}
