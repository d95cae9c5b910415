"""The council's teams and posts, as many as its children need at its caseload.

Posts of the services that hold children follow from the children. Of the others there is a share of those
(services.csv), and they came to be as England's posts grew (workforce_years.csv): all that grew are these.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import numpy as np
import polars as pl

from synthetic_data.around.tables import around_figure, around_table
from synthetic_data.around.workforce_years import extra_agency, openings
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import add_working_days, day_number
from synthetic_data.draws import even_places
from synthetic_data.places.councils import all_councils, council_with_code
from synthetic_data.streams import stream

COMMON = 0.8  # of a council's place in the spread of each rate: how short of staff it is altogether
PART_TIME = 0.6  # of a full-time equivalent
MANAGER = "Team manager"
FAMILY_SUPPORT_WORKER = "Family support worker"
TEAMS = {"team": pl.Int32, "code": pl.String, "service": pl.String, "manager_post": pl.Int32}
POSTS = {
    "post": pl.Int32,
    "team": pl.Int32,
    "role": pl.String,
    "fte": pl.Float64,
    "established": pl.Boolean,
    "opened": pl.Int32,
}


@cache
def holding_services() -> tuple[str, ...]:
    """The services that hold children, in the order of services.csv."""
    services = around_table("services")
    return tuple(services.filter(pl.col("posts_a_holder").is_null())["service"])


def council_rates(spec: CouncilSpec) -> dict[str, float]:
    """The council's place in the published spread of each rate: councils short of staff rely on agencies more.

    The councils of one seed share the spread, so that all of them together come back to it.
    """
    spread, councils = around_table("workforce_spread"), len(all_councils())
    rng = stream(spec.seed, "England", "workforce.rates")
    short = rng.random(councils)
    here = council_with_code(spec.la_code).position
    rates = {}
    for measure in ("vacancy_rate", "agency_rate", "turnover_rate", "caseload"):
        points = spread.filter(pl.col("measure") == measure)
        share = even_places(COMMON * short + (1 - COMMON) * rng.random(councils))[here]
        rates[measure] = float(np.interp(share, points["at"].to_numpy(), points["value"].to_numpy()))
    return rates


def establishment(
    spec: CouncilSpec, rates: Mapping[str, float], stages: pl.DataFrame, since: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tables `teams` and `posts` of `workforce`, for the `case_stages` and the council's rates.

    Posts are open from `since`, or from the day that England's posts had grown to their turn.
    """
    rng = stream(spec.seed, spec.la_code, "workforce.posts")
    services = around_table("services")
    children = _children_held(spec, stages)
    part_time = around_figure("part_time_share")
    full_time = rates["caseload"] * (1 - (1 - PART_TIME) * part_time)  # children of a post
    managers = float((1 / (1 + services["posts_a_team"])).mean())  # type: ignore[arg-type]
    first, last = day_number(since), day_number(spec.horizon)
    teams: list[tuple[int, str, str, int]] = []
    posts: list[tuple[int, int, str, float, bool, int]] = []
    holders = 0  # social workers' posts that hold children
    for row in services.iter_rows(named=True):
        social_workers = row["role"] != FAMILY_SUPPORT_WORKER
        extra = extra_agency(rates, managers) if social_workers else 0.0
        if row["service"] in holding_services():
            usual = max(2, int(children.get(row["service"], 0.0) / full_time / (1 + extra) + rng.random()))
            holders += usual * social_workers
            opened = np.full(usual, first)
        else:
            usual = int(holders * row["posts_a_holder"] + rng.random())
            opened = _opened(rng, usual, first, managers)
        beyond = int(usual * extra + rng.random() * social_workers)
        opened = np.append(opened, np.full(beyond, first))
        fte = np.where(rng.random(len(opened)) < part_time, PART_TIME, 1.0)
        there = np.flatnonzero(opened <= last)
        size = int(np.ceil(len(opened) / row["posts_a_team"]))
        for number in range(size):
            team = len(teams)
            teams.append((team, f"{row['code']}{number + 1}", row["service"], len(posts)))
            posts.append((len(posts), team, MANAGER, 1.0, True, first))
            posts.extend(
                (post, team, row["role"], float(fte[place]), bool(place < usual), int(opened[place]))
                for post, place in enumerate(there[number::size].tolist(), start=len(posts))
            )
    return (
        pl.DataFrame(teams, schema=TEAMS, orient="row"),
        pl.DataFrame(posts, schema=POSTS, orient="row").with_columns(
            pl.col("opened").cast(pl.Date), manager=pl.col("role") == MANAGER
        ),
    )


def managers_share(posts: pl.DataFrame) -> float:
    """The managers' share of the established posts of social workers, in full-time equivalents."""
    established = posts.filter(pl.col("established") & (pl.col("role") != FAMILY_SUPPORT_WORKER))
    return float(established.filter("manager")["fte"].sum()) / float(established["fte"].sum())


def _opened(rng: np.random.Generator, count: int, first: int, managers: float) -> np.ndarray:
    """Day numbers from which posts that hold no children are open: day `first` of those that are older."""
    others = float(around_table("services")["posts_a_holder"].sum())
    turn = (rng.permutation(count) + 0.5) / max(count, 1)
    since = openings(turn, others / (1 + others) * (1 - managers))
    return np.where(since > first, add_working_days(since, 0), first)


def _children_held(spec: CouncilSpec, stages: pl.DataFrame) -> dict[str, float]:
    """The children that each service holds on an average day of the returns."""
    first, last = day_number(spec.opening), day_number(spec.horizon) + 1
    start = stages["start"].cast(pl.Int32).clip(first, last)
    end = stages["end"].cast(pl.Int32).fill_null(last).clip(first, last)
    held = stages.select("service", days=end - start).group_by("service").agg(pl.col("days").sum())
    return {service: days / (last - first) for service, days in held.rows()}
