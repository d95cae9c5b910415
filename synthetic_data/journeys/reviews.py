"""Reviews of children in care: within 20 working days, again within three months, then every six months.

Makes
    reviews   person, period, review (date), code (PN0-PN7)
Only reviews from two years before the first return onwards are kept. Short breaks have none here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import add_working_days, day_number
from synthetic_data.draws import Shares, whole_ages
from synthetic_data.streams import stream

# 20 working days, then days: Care Planning, Placement and Case Review Regulations 2010, regulation 33.
FIRST_WITHIN, SECOND_WITHIN, LATER_WITHIN = 20, 91, 183
KEPT_BEFORE = 730


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "reviews"."""
    periods = (
        earlier["care_periods"]
        .filter(~pl.col("short_breaks"))
        .join(earlier["entrants"].select("person", "dob"), on="person", maintain_order="left")
    )
    rng = stream(spec.seed, spec.la_code, "reviews.dates")
    late = calibration.figure("review_timing", "late_share")
    earliest = day_number(spec.opening - timedelta(days=KEPT_BEFORE))
    start = periods["start"].cast(pl.Int32).to_numpy().astype(np.int64)
    end = periods["end"].cast(pl.Int32).fill_null(day_number(spec.horizon) + 1).to_numpy().astype(np.int64)
    live = np.flatnonzero(end > earliest)
    day = start.copy()
    made: list[tuple[np.ndarray, np.ndarray]] = []
    number = 0
    while len(live):
        number += 1
        chance = rng.random((2, len(start)))
        due, step = _due(number, day[live])
        # Most are held a little before they are due, a few after.
        early = np.floor(np.sqrt(chance[0, live]) * step * 0.25).astype(np.int64)
        over = np.ceil(chance[0, live] * step * 0.3).astype(np.int64)
        held = np.where(chance[1, live] < late, due + over, due - early)
        held = np.maximum(add_working_days(held, 0), day[live] + 1)
        day = day.copy()
        day[live] = held
        goes_on = held < end[live]
        live, held = live[goes_on], held[goes_on]
        shown = held >= earliest
        made.append((live[shown], held[shown]))
    who = np.concatenate([pair[0] for pair in made])
    when = np.concatenate([pair[1] for pair in made])
    order = np.lexsort((when, who))
    who, when = who[order], when[order]
    born = periods["dob"].cast(pl.Int32).to_numpy()[who]
    taking_part = calibration.made(Shares, "review_participation", "code", ("age_from",))
    age = whole_ages(born, when)
    code = np.array(taking_part.codes)[taking_part.draw(stream(spec.seed, spec.la_code, "reviews.codes"), age)]
    return {
        "reviews": pl.DataFrame(
            {
                "person": periods["person"].to_numpy()[who],
                "period": periods["period"].to_numpy()[who],
                "review": pl.Series(when.astype(np.int32)).cast(pl.Date),
                "code": code,
            }
        )
    }


def _due(number: int, since: np.ndarray) -> tuple[np.ndarray, int]:
    """The last day for review `number`, and the days between: 20 working days is about 28."""
    if number == 1:
        return add_working_days(since, FIRST_WITHIN), 28
    step = SECOND_WITHIN if number == 2 else LATER_WITHIN
    return since + step, step
