"""The council's teams and posts, as many as its children need at its caseload.

Posts of the services that hold children follow from the children. Of the others there is a share of those
(services.csv), and they came to be as England's posts grew (workforce_years.csv): all that grew are these. So it is
with agency workers over the establishment, who were more in some years than in others: those who hold children stay,
and no child changes worker because a post over the establishment is closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import numpy as np
import polars as pl

from synthetic_data.around.tables import around_figure, around_table
from synthetic_data.around.workforce_years import (
    KNOWN_DAY,
    agency_a_post,
    england,
    extra_agency,
    openings,
    points_in_time,
)
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import add_working_days, day_number
from synthetic_data.draws import even_places
from synthetic_data.places.councils import all_councils, council_with_code
from synthetic_data.streams import stream

COMMON = 0.8  # of a council's place in the spread of each rate: how short of staff it is altogether
EVEN = 40  # children for each 10,000: posts vary less between councils than children in care, by about so much
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
    "closed": pl.Int32,
}


@cache
def holding_services() -> tuple[str, ...]:
    """The services that hold children, in the order of services.csv."""
    services = around_table("services")
    return tuple(services.filter(pl.col("posts_a_holder").is_null())["service"])


def council_rates(spec: CouncilSpec) -> dict[str, float]:
    """The council's place in the published spread of each rate: councils short of staff rely on agencies more.

    The councils of one seed share the spread, so that all of them together come back to it; and whichever of them are
    the large ones, England has its own rates (workforce_years.csv) again.
    """
    spread, councils = around_table("workforce_spread"), len(all_councils())
    rng = stream(spec.seed, "England", "workforce.rates")
    short = rng.random(councils)
    here = council_with_code(spec.la_code).position
    every = {}
    for measure in ("vacancy_rate", "agency_rate", "turnover_rate", "caseload"):
        points = spread.filter(pl.col("measure") == measure)
        share = even_places(COMMON * short + (1 - COMMON) * rng.random(councils))
        every[measure] = np.interp(share, points["at"].to_numpy(), points["value"].to_numpy())
    return {measure: float(values[here]) for measure, values in _with_england_s_own(every).items()}


def _with_england_s_own(every: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The rates of all councils, each measure times what brings England's own rates of that year back."""
    vacancy, turnover, agency = (
        england(measure, KNOWN_DAY) for measure in ("vacancy_rate", "turnover_rate", "agency_rate")
    )
    children = np.array([one.children_0_17 * (one.care_rate_per_10000 + EVEN) for one in all_councils()])
    posts = children / every["caseload"]
    vacant = every["vacancy_rate"] * vacancy / np.average(every["vacancy_rate"], weights=posts)
    left = every["turnover_rate"] * turnover / np.average(every["turnover_rate"], weights=posts * (100 - vacant))
    for_each_post = agency_a_post(every["agency_rate"], vacant)
    for_each_post *= agency_a_post(agency, vacancy) / np.average(for_each_post, weights=posts)
    of_all = 100 * for_each_post / (for_each_post + 1 - vacant / 100)
    return {**every, "vacancy_rate": vacant, "turnover_rate": left, "agency_rate": of_all}


def establishment(
    spec: CouncilSpec, rates: Mapping[str, float], stages: pl.DataFrame, since: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tables `teams` and `posts` of `workforce`, for the `case_stages` and the council's rates.

    Posts are open from `since`, or from the day that England's posts had grown to their turn, and for good unless they
    are over the establishment.
    """
    rng = stream(spec.seed, spec.la_code, "workforce.posts")
    services = around_table("services")
    children = _children_held(spec, stages)
    part_time = around_figure("part_time_share")
    full_time = rates["caseload"] * (1 - (1 - PART_TIME) * part_time)  # children of a post
    managers = float((1 / (1 + services["posts_a_team"])).mean())  # type: ignore[arg-type]
    first, last = day_number(since), day_number(spec.horizon)
    days = points_in_time(first, last)
    extra = extra_agency(rates, managers, days)
    kept = extra.min()  # for each post that holds children
    others = kept + (extra - kept) * (1 + 1 / _others_a_holder())
    now_extra = float(extra_agency(rates, managers, KNOWN_DAY))
    teams: list[tuple[int, str, str, int]] = []
    posts: list[tuple[int, int, str, float, bool, int, int | None]] = []
    holders = 0  # social workers' posts that hold children
    for row in services.iter_rows(named=True):
        social_workers = row["role"] != FAMILY_SUPPORT_WORKER
        if row["service"] in holding_services():
            of_post = full_time * (1 + now_extra * social_workers)
            usual = max(2, int(children.get(row["service"], 0.0) / of_post + rng.random()))
            holders += usual * social_workers
            opened = np.full(usual, first)
            beyond = np.full(len(days), usual * kept * social_workers)
        else:
            usual = int(holders * row["posts_a_holder"] + rng.random())
            opened = _opened(rng, usual, first, managers)
            beyond = others * (opened <= days[:, None]).sum(axis=1)
        added, closing = _over_the_establishment(days, (beyond + rng.random() * social_workers).astype(int), last)
        opened, closed = np.append(opened, added), [None] * usual + closing
        fte = np.where(rng.random(len(opened)) < part_time, PART_TIME, 1.0)
        there = np.flatnonzero(opened <= last)
        size = int(np.ceil(len(opened) / row["posts_a_team"]))
        for number in range(size):
            team = len(teams)
            teams.append((team, f"{row['code']}{number + 1}", row["service"], len(posts)))
            posts.append((len(posts), team, MANAGER, 1.0, True, first, None))
            posts.extend(
                (post, team, row["role"], float(fte[place]), bool(place < usual), int(opened[place]), closed[place])
                for post, place in enumerate(there[number::size].tolist(), start=len(posts))
            )
    return (
        pl.DataFrame(teams, schema=TEAMS, orient="row"),
        pl.DataFrame(posts, schema=POSTS, orient="row").with_columns(
            pl.col("opened", "closed").cast(pl.Date), manager=pl.col("role") == MANAGER
        ),
    )


def managers_share(posts: pl.DataFrame, day: np.ndarray) -> np.ndarray:
    """The managers' share of the established posts of social workers on each `day`, in full-time equivalents."""
    established = posts.filter(pl.col("established") & (pl.col("role") != FAMILY_SUPPORT_WORKER)).sort("opened")
    there = np.searchsorted(established["opened"].cast(pl.Int32).to_numpy(), day, side="right") - 1
    fte, manager = established["fte"].to_numpy(), established["manager"].to_numpy()
    return np.asarray(np.cumsum(fte * manager)[there] / np.cumsum(fte)[there])


def _opened(rng: np.random.Generator, count: int, first: int, managers: float) -> np.ndarray:
    """Day numbers from which posts that hold no children are open: day `first` of those that are older."""
    others = _others_a_holder()
    turn = (rng.permutation(count) + 0.5) / max(count, 1)
    since = openings(turn, others / (1 + others) * (1 - managers))
    return np.where(since > first, add_working_days(since, 0), first)


def _others_a_holder() -> float:
    """Posts that hold no children for each that does."""
    return float(around_table("services")["posts_a_holder"].sum())


def _over_the_establishment(days: np.ndarray, wanted: np.ndarray, last: int) -> tuple[np.ndarray, list[int | None]]:
    """Day numbers from which and to which (None: beyond the `last`) posts are open, so that on each of `days` there are
    as many as `wanted`: the one that came last goes first."""
    opened: list[int] = []
    closed: list[int | None] = []
    working = np.append(days[:1], add_working_days(days[1:], 0))
    for others in range(int(wanted.max(initial=0))):
        there = np.concatenate([[False], wanted > others, [False]]).astype(int)
        begin, end = (np.flatnonzero(np.diff(there) == change) for change in (1, -1))
        opened += working[begin].tolist()
        closed += [int(day) if day <= last else None for day in np.append(working, last + 1)[end]]
    return np.array(opened, np.int64), closed


def _children_held(spec: CouncilSpec, stages: pl.DataFrame) -> dict[str, float]:
    """The children that each service holds on an average day of the returns."""
    first, last = day_number(spec.opening), day_number(spec.horizon) + 1
    start = stages["start"].cast(pl.Int32).clip(first, last)
    end = stages["end"].cast(pl.Int32).fill_null(last).clip(first, last)
    held = stages.select("service", days=end - start).group_by("service").agg(pl.col("days").sum())
    return {service: days / (last - first) for service, days in held.rows()}
