"""Children who are open as the simulated span begins: their episodes began in the years before it.

Without them a run of three years would have fewer long episodes than one of ten.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from synthetic_data.draws import DAYS_IN_YEAR
from synthetic_data.journeys.front_door_draws import BAND_OF_AGE, BANDS, CHILDHOOD, age_of, off_rest_days
from synthetic_data.journeys.front_door_events import end_with_childhood, join
from synthetic_data.journeys.front_door_mechanism import Mechanism
from synthetic_data.journeys.front_door_notice import WEEKS_KNOWN_BEFORE_BIRTH, YEARS_OF_BAND, Calendar, Pool
from synthetic_data.journeys.front_door_paths import LONG_PLAN, NEED_PLAN, PROTECTION, Draw, Episodes, lay_out

LASTING = 460  # days: an episode with a plan that lasts longer may have begun before the warm-up
LONGEST = 7 * 365  # days from the referral to the end of all plans but those of disabled children


class Begun(NamedTuple):
    """One kind of episode that may run into the span.

    path: what follows the referral. part: of the episodes of that path, those of this kind. likely: how likely each
    child is to have one, beside how often their family is noticed. by: the calibration with nothing else in it.
    reach: days before the span in which it may have begun.
    """

    name: str
    path: int
    part: float
    likely: np.ndarray | float
    by: Mechanism
    reach: int


def already_supported(
    draw: Draw, by: Mechanism, pool: Pool, calendar: Calendar, a_day: float, referred: Episodes
) -> Episodes:
    """Children whose episode began in the years before the span and runs into it, as `refer` gives them: those on long
    plans, on other plans that last for years, and those who stay open after their plan. a_day: referrals a day then;
    referred: what `refer` gave, of which as large a part, at each age, had such an episode."""
    age = BAND_OF_AGE[age_of(pool.born[referred["child"]], referred["referred"])]
    parts = []
    for kind in _kinds(by, pool):
        of_age = np.bincount(age[referred["path"] == kind.path], minlength=len(BANDS)) / max(len(age), 1)
        parts.append(_begun_before(draw, kind, pool, calendar, a_day * kind.part * of_age))
    return join(parts)


def _kinds(by: Mechanism, pool: Pool) -> tuple[Begun, ...]:
    """Long plans, other plans that last for years, and staying open after a plan."""
    stay, never = by["stays_open_share"], by.with_figure("stays_open_share", 0.0)
    staying = by.with_figure("stays_open_share", 1.0)
    planned, planning = _lasting(never, "need_plan_days")
    protected, protecting = _lasting(never, "protection_plan_days")
    disabled = pool.disabled(by["disabled_boys_share"])
    childhood = round(CHILDHOOD * DAYS_IN_YEAR)
    return (
        Begun("supported", LONG_PLAN, 1.0, disabled, by, childhood),
        Begun("planned", NEED_PLAN, planned, 1.0, planning, LONGEST),
        Begun("protected", PROTECTION, protected, 1.0, protecting, LONGEST),
        Begun("stayed", NEED_PLAN, stay, 1.0, staying, childhood),
        Begun("stayed_protected", PROTECTION, stay, 1.0, staying, childhood),
    )


def _lasting(by: Mechanism, lengths: str) -> tuple[float, Mechanism]:
    """The share of plans that last for years, by a table of lengths, and the calibration with only those."""
    table = by.tables[lengths]
    lasting = table.filter(pl.col("from_day") >= LASTING)
    share = float(lasting["share"].sum()) / float(table["share"].sum())
    return share, by.with_table(lengths, lasting)


def _begun_before(draw: Draw, kind: Begun, pool: Pool, calendar: Calendar, a_day: np.ndarray) -> Episodes:
    """Episodes of one kind that began before the span and run into it. a_day: how many begin a day, by BANDS of age.

    The pool has those who were born a childhood before the span or later: everybody who can still be open in it.
    """
    a_day = a_day / (YEARS_OF_BAND / CHILDHOOD)  # if all children were of that age
    childhood = CHILDHOOD * DAYS_IN_YEAR
    births = childhood + len(calendar.weight) + 7 * WEEKS_KNOWN_BEFORE_BIRTH  # days on which the pool was born
    count = int(a_day.max() * kind.reach * births / childhood)
    ladder = np.cumsum(pool.weight * kind.likely)
    child = np.searchsorted(ladder / ladder[-1], draw(f"{kind.name}_child", count), side="right")
    day = off_rest_days(
        calendar.first - 1 - np.floor(draw(f"{kind.name}_day", count) * kind.reach).astype(np.int64),
        draw(f"{kind.name}_rest", count),
    )
    some = draw(f"{kind.name}_age", count) * a_day.max() < a_day[BAND_OF_AGE[age_of(pool.born[child], day)]]
    some &= pool.open_to(child, day) & (pool.born[child] <= day)
    child, day = child[some], day[some]
    made = lay_out(draw, kind.by, np.full(len(child), kind.path, np.int8), day, np.zeros(len(child), bool))
    made |= {
        "child": child,
        "event": np.arange(len(child)),
        "index": np.ones(len(child), bool),
        "chain": np.arange(len(child)),
    }
    end_with_childhood(made, pool)
    running = made["closed"] >= calendar.first
    return {column: values[running] for column, values in made.items()}
