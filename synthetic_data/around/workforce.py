"""The council's social workers and family support workers: services and teams, posts, and who held each post when.

Makes
    workforce_rates   measure, value: the council's own vacancy, turnover and agency rates and caseload of 2025, from
                      the spread between councils; other years follow England's (`workforce_years`)
    teams             team (row number), code, service, manager_post
    posts             post (row number), team, role, fte, manager, established (false: over the establishment, an agency
                      worker's for as long as it lasts), opened (from `FIRST_YEARS` before the first return on), closed*
    post_holders      post, worker, start, end* (null: holds it at the horizon), agency, covering (a manager who covers
                      an empty post); every day of every post from the day it opens until it closes is covered
    workers           worker (row number), worker_id, post, role, agency, manager, start, end*

How many posts there are says `establishment`. A post is held by a permanent worker, falls vacant, is covered by agency
workers or by the manager, and is filled again. Some agency workers hold posts over the establishment. All but family
support workers are social workers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from synthetic_data.around.establishment import FAMILY_SUPPORT_WORKER, council_rates, establishment, managers_share
from synthetic_data.around.tables import around_figure
from synthetic_data.around.workforce_years import points_in_time, staffing
from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import add_working_days, day_number
from synthetic_data.draws import DAYS_IN_YEAR
from synthetic_data.people.identifiers import worker_ids
from synthetic_data.people.text_matrix import to_polars
from synthetic_data.streams import stream

FIRST_YEARS = 3  # of workforce history before the first return
LONGEST_STAY = 35  # years in one post
PERMANENT, AGENCY, COVERED = range(3)  # who holds a post: COVERED is by the manager


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "workforce"."""
    rates = council_rates(spec)
    stages = earlier["case_stages"]
    teams, posts = establishment(spec, rates, stages, first_day(spec))
    holders = _holders(spec, rates, posts)
    # Each stint is one worker: nobody holds two posts, and whoever comes back has a new number.
    own = holders.filter(~pl.col("covering")).with_row_index("worker")
    managers = own.join(posts.filter("manager"), on="post").select("worker", "team", "start", "end")
    numbered = pl.concat(
        [own.with_columns(pl.col("worker").cast(pl.Int32)), _covered_by(holders, posts, managers)], how="diagonal"
    ).sort("post", "start")
    ids = to_polars(worker_ids(spec.la_code, np.arange(own.height)), "worker_id")
    workers = own.join(posts.select("post", "role", "manager"), on="post", maintain_order="left").with_columns(ids)
    # Family support workers are not on the register of social workers.
    own_number = pl.when(pl.col("role") == FAMILY_SUPPORT_WORKER).then("FS" + pl.col("worker_id").str.slice(2))
    return {
        "workforce_rates": pl.DataFrame({"measure": list(rates), "value": list(rates.values())}),
        "teams": teams,
        "posts": posts,
        "post_holders": numbered.select("post", "worker", "start", "end", "agency", "covering"),
        "workers": workers.select(
            pl.col("worker").cast(pl.Int32),
            own_number.otherwise("worker_id").alias("worker_id"),
            *("post", "role", "agency", "manager", "start", "end"),
        ),
    }


def first_day(spec: CouncilSpec) -> date:
    """The first day of workforce history: 1 April, three years before the first return opens."""
    return spec.opening.replace(year=spec.opening.year - FIRST_YEARS)


def _holders(spec: CouncilSpec, rates: Mapping[str, float], posts: pl.DataFrame) -> pl.DataFrame:
    """Stints in each post, all posts at once, round by round: permanent, then (gap, agency)*, then permanent again."""
    rng = stream(spec.seed, spec.la_code, "workforce.stints")
    n, last = posts.height, day_number(spec.horizon) + 1
    manager, established = posts["manager"].to_numpy(), posts["established"].to_numpy()
    now, until = (
        posts[name].cast(pl.Int32).fill_null(last).to_numpy().astype(np.int64) for name in ("opened", "closed")
    )
    day = points_in_time(day_number(first_day(spec)), last)
    staff = staffing(rates, day, managers_share(posts, day))
    stays = np.where(manager, around_figure("manager_stays_longer"), 1.0)

    def days(mean: np.ndarray | float) -> np.ndarray:
        return np.maximum(1, np.round(-np.log1p(-rng.random(n)) * mean)).astype(np.int64)

    # Stints under way on the first day began before it.
    filled = manager | (established & (rng.random(n) >= np.interp(now, staff.day, staff.vacant)))
    usual = stays * (staff.day[1] - staff.day[0]) / staff.leaving[1]
    before = np.minimum(days(usual), int(LONGEST_STAY * DAYS_IN_YEAR))
    begun = np.where(filled & (now == staff.day[0]), now - before, now)
    until_filled = staff.filled(now, rng.random(n))
    rows: list[tuple[np.ndarray, ...]] = []
    while (now < until).any():
        agency = ~established | (rng.random(n) < np.interp(now, staff.day, staff.agency))
        kind = np.where(filled, PERMANENT, np.where(agency, AGENCY, COVERED))
        end = np.select(
            [kind == PERMANENT, kind == AGENCY],
            [staff.left(now, rng.random(n), stays), now + days(around_figure("agency_stint_days"))],
            now + days(around_figure("agency_gap_days")),
        )
        end = np.where((kind == PERMANENT) | ~established, end, np.minimum(end, np.maximum(until_filled, now + 1)))
        # People join and leave on working days.
        end = np.where(end < until, add_working_days(np.minimum(end, until), 0), until)
        live = now < until
        rows.append(tuple(column[live] for column in (np.arange(n), np.minimum(begun, now), end, kind)))
        now = np.where(live, end, now)
        begun = now.copy()
        vacated = filled & ~manager
        until_filled = np.where(vacated, staff.filled(now, rng.random(n)), until_filled)
        filled = manager | (established & ~vacated & (now >= until_filled))
    post, start, end, kind = (np.concatenate(column) for column in zip(*rows, strict=True))
    return pl.DataFrame(
        {
            "post": pl.Series(post).cast(pl.Int32),
            "start": pl.Series(start).cast(pl.Int32).cast(pl.Date),
            "end": pl.Series(np.where(end < last, end, -1)).cast(pl.Int32).replace([-1], [None]).cast(pl.Date),
            "agency": kind == AGENCY,
            "covering": kind == COVERED,
        }
    ).sort("post", "start")


def _covered_by(holders: pl.DataFrame, posts: pl.DataFrame, managers: pl.DataFrame) -> pl.DataFrame:
    """Stints in which a manager covers, cut where the manager changes."""
    gaps = holders.filter("covering").join(posts.select("post", "team"), on="post")
    both = gaps.join(managers.rename({"start": "from", "end": "to"}), on="team")
    far = pl.lit(date(9999, 1, 1))
    cut = both.with_columns(
        start=pl.max_horizontal("start", "from"),
        end=pl.min_horizontal(pl.col("end").fill_null(far), pl.col("to").fill_null(far)),
    ).filter(pl.col("start") < pl.col("end"))
    return cut.with_columns(
        end=pl.when(pl.col("end") < far).then("end"), worker=pl.col("worker").cast(pl.Int32)
    ).select("worker", "post", "start", "end", "agency", "covering")
