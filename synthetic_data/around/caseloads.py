"""Which worker each child has when, and what that makes of caseloads.

Makes
    worker_spells     person, period* (care period), worker, start, end*, reason (SW_REASON: why this worker came):
                      one row for each stretch with one worker; in care they follow one another without a gap
    workforce_months  month (its first day), team, posts_fte, permanent_fte, agency_fte, vacant_fte, days_lost,
                      children, families (both at the month's first day, with a case holder or a manager covering)
    planted_counting  from_month: the day from which the council counts children instead of families as cases

Brothers and sisters in the same service have the same post. A case moves when its worker leaves the post, when the next
service takes over, and now and then within the team.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.around.case_stages import FAMILY_SUPPORT
from synthetic_data.around.establishment import holding_services
from synthetic_data.around.tables import around_figure, around_table
from synthetic_data.around.workforce import first_day
from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import add_working_days, day_number, month_and_day
from synthetic_data.draws import DAYS_IN_YEAR, in_order, poisson_from_uniform
from synthetic_data.ladders import Ladder
from synthetic_data.people.words import Choices
from synthetic_data.streams import stream

MOST_MOVES = 8  # reallocations of one family within one service in the span
CAUSES = ("first", "stage", "moved", "left")  # why a spell with a worker begins: see change_reasons.csv
FIRST, STAGE, MOVED, LEFT = range(len(CAUSES))


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "caseloads"."""
    allocations = _allocations(spec, earlier["case_stages"], earlier["teams"], earlier["posts"])
    spells = _with_workers(spec, allocations, earlier["post_holders"])
    return {
        "worker_spells": spells.select("person", "period", "worker", "start", "end", "reason"),
        "workforce_months": _months(spec, earlier, allocations),
        "planted_counting": _planted(spec),
    }


def _stream(spec: CouncilSpec, decision: str) -> np.random.Generator:
    return stream(spec.seed, spec.la_code, f"caseloads.{decision}")


def _allocations(spec: CouncilSpec, stages: pl.DataFrame, teams: pl.DataFrame, posts: pl.DataFrame) -> pl.DataFrame:
    """Stages cut where the case moves to another post: stage, person, family, period, post, start, end, cause."""
    last = day_number(spec.horizon) + 1
    since = day_number(first_day(spec))
    known = stages.filter(pl.col("end").is_null() | (pl.col("end").cast(pl.Int32) > since)).sort("stage")
    services = holding_services()
    service = known["service"].replace_strict({name: n for n, name in enumerate(services)}, return_dtype=pl.Int64)
    holding = posts.filter(~pl.col("manager")).join(teams.select("team", "service"), on="team", maintain_order="left")
    lists = []
    for name in services:
        mine = holding.filter(pl.col("service") == name)
        lists.append((mine["post"].to_numpy(), mine["fte"].to_numpy()))
    choices = Choices(lists)
    # Families share a post: group is the family and service.
    group = known.select(pl.struct("family", "service").rank("dense").alias("group"))["group"].to_numpy().astype(int)
    service_of = np.zeros(int(group.max(initial=0)) + 1, np.int64)
    service_of[group] = service.to_numpy()
    post_of = choices.draw(_stream(spec, "posts"), service_of)
    start = known["start"].cast(pl.Int32).to_numpy().astype(np.int64)
    end = known["end"].cast(pl.Int32).fill_null(last).to_numpy().astype(np.int64)
    person = known["person"].to_numpy()  # a child's stages stand together
    new_case = np.ones(known.height, bool)
    new_case[1:] = (person[1:] != person[:-1]) | (start[1:] != end[:-1])
    # After family support a child comes to a social worker anew.
    supported = (known["service"] == FAMILY_SUPPORT).to_numpy()
    new_case[1:] |= supported[:-1] & ~supported[1:]
    whole = (np.arange(known.height), start, end, post_of[group], np.where(new_case, FIRST, STAGE))
    pieces = _moved(spec, whole, choices, service_of, group)
    row, start, end, post, cause = (np.concatenate(column) for column in zip(*pieces, strict=True))
    return pl.DataFrame(
        {
            "stage": known["stage"].gather(row),
            "person": known["person"].gather(row),
            "family": known["family"].gather(row),
            "period": known["period"].gather(row),
            "post": pl.Series(post).cast(pl.Int32),
            "start": start,
            "end": end,
            "cause": cause,
        }
    ).sort("stage", "start")


Piece = tuple[np.ndarray, ...]  # row, start, end, post, cause


def _moved(spec: CouncilSpec, whole: Piece, choices: Choices, service_of: np.ndarray, group: np.ndarray) -> list[Piece]:
    """Cut stages where a family's cases move within the service: the same day and the same post for all of them.

    A stage that has ended by the day of a move is done with: no later move comes before its end.
    """
    rng = _stream(spec, "moves")
    mean = DAYS_IN_YEAR / around_figure("reallocations_a_year")
    last = day_number(spec.horizon) + 1
    day = np.full(len(service_of), float(day_number(first_day(spec))))
    pieces: list[Piece] = []
    row, start, end, post, cause = whole
    for _ in range(MOST_MOVES):
        day = np.minimum(day + np.maximum(14, -np.log1p(-rng.random(len(day))) * mean), last)
        chance = rng.random(len(day))
        at = add_working_days(np.floor(day).astype(np.int64), 0)[group[row]]
        over, going_on = np.flatnonzero(at >= end), np.flatnonzero(at < end)
        pieces.append(tuple(column[over] for column in (row, start, end, post, cause)))
        row, start, end, post, cause, at = (column[going_on] for column in (row, start, end, post, cause, at))
        cut = start < at
        pieces.append(tuple(column[cut] for column in (row, start, at, post, cause)))
        start, cause = np.where(cut, at, start), np.where(cut, MOVED, cause)
        post = choices.at(chance[group[row]], service_of[group[row]])
    pieces.append((row, start, end, post, cause))
    return pieces


def _with_workers(spec: CouncilSpec, allocations: pl.DataFrame, holders: pl.DataFrame) -> pl.DataFrame:
    """Allocations cut where the post changes hands."""
    last = day_number(spec.horizon) + 1
    wide = 1_000_000  # days and posts in one sortable number
    post = holders["post"].to_numpy().astype(np.int64)
    begun = holders["start"].cast(pl.Int32).to_numpy().astype(np.int64)  # before 1970 a day number is negative
    held_from = post * wide + begun
    held_to = holders["end"].cast(pl.Int32).fill_null(last).to_numpy().astype(np.int64)
    mine = allocations["post"].to_numpy().astype(np.int64) * wide
    start, end = allocations["start"].to_numpy(), allocations["end"].to_numpy()
    since = Ladder(held_from)
    low = np.maximum(since.reached(mine + start) - 1, Ladder(post).reached(mine // wide - 1))
    high = since.reached(mine + end - 1)
    count = np.maximum(high - low, 0)
    row = np.repeat(np.arange(allocations.height), count)
    holder = np.repeat(low - np.cumsum(count) + count, count) + np.arange(count.sum())
    begins, ends = np.maximum(start[row], begun[holder]), np.minimum(end[row], held_to[holder])
    # Before the workforce's own history who held a case is not known; a spell that reaches into it is.
    keep = (begins < ends) & (ends > day_number(first_day(spec)))
    row, holder, begins, ends = row[keep], holder[keep], begins[keep], ends[keep]
    begun_before = begins > start[row]
    cause = np.where(begun_before, LEFT, allocations["cause"].to_numpy()[row])
    spells = pl.DataFrame(
        {
            "person": allocations["person"].gather(row),
            "period": allocations["period"].gather(row),
            "worker": holders["worker"].gather(holder),
            "start": pl.Series(begins).cast(pl.Int32).cast(pl.Date),
            "end": pl.Series(np.where(ends < last, ends, -1)).cast(pl.Int32).replace([-1], [None]).cast(pl.Date),
            "cause": cause,
        }
    ).sort("person", "start")
    spells = _joined(spells)
    return spells.with_columns(_reasons(spec, spells["cause"].to_numpy())).drop("cause")


def _joined(spells: pl.DataFrame) -> pl.DataFrame:
    """Neighbouring spells with the same worker in the same care period (or none) as one."""
    row = [spells[name].fill_null(-1).to_numpy() for name in ("person", "worker", "period")]
    start, end = (spells[name].cast(pl.Int32).fill_null(-1).to_numpy() for name in ("start", "end"))
    goes_on = np.zeros(spells.height, bool)
    goes_on[1:] = np.logical_and.reduce([column[1:] == column[:-1] for column in row]) & (start[1:] == end[:-1])
    last = np.ones(spells.height, bool)
    last[:-1] = ~goes_on[1:]
    ends = spells["end"].filter(pl.Series(last))
    return spells.filter(pl.Series(~goes_on)).with_columns(ends)


def _reasons(spec: CouncilSpec, causes: np.ndarray) -> pl.Series:
    """SW_REASON from the cause of each spell."""
    table = around_table("change_reasons").with_row_index("row")
    of_cause = table.partition_by("cause", as_dict=True)
    choices = Choices([(of_cause[(name,)]["row"].to_numpy(), of_cause[(name,)]["share"].to_numpy()) for name in CAUSES])
    return table["reason"].gather(choices.draw(_stream(spec, "reasons"), causes)).alias("reason")


def _months(spec: CouncilSpec, earlier: Mapping[str, pl.DataFrame], allocations: pl.DataFrame) -> pl.DataFrame:
    """One row a month and team, at the first of the month."""
    months = pl.date_range(spec.opening, spec.horizon, "1mo", eager=True).alias("month")
    days = months.cast(pl.Int32).to_numpy()
    posts = earlier["posts"].filter(~pl.col("manager"))
    last = day_number(spec.horizon) + 1
    holders = earlier["post_holders"].join(posts.select("post", "team", "fte", "established"), on="post")
    held = (holders["start"].cast(pl.Int32).to_numpy()[:, None] <= days) & (
        days < holders["end"].cast(pl.Int32).fill_null(last).to_numpy()[:, None]
    )
    teams = earlier["teams"].height
    agency, covering, established = (holders[name].to_numpy() for name in ("agency", "covering", "established"))
    fte, team = holders["fte"].to_numpy(), holders["team"].to_numpy()

    def by_team(mask: np.ndarray) -> np.ndarray:
        counts = np.zeros((teams, len(days)))
        np.add.at(counts, team[mask], (held * fte[:, None])[mask])
        return counts

    permanent, cover, empty = by_team(~agency & ~covering), by_team(agency & established), by_team(covering)
    extra = by_team(agency & ~established)
    of_season = 1 + 0.25 * np.cos((days % DAYS_IN_YEAR) / DAYS_IN_YEAR * 2 * np.pi)
    lost = poisson_from_uniform(
        _stream(spec, "sickness"), permanent * around_figure("days_lost_per_fte_month") * of_season
    )
    post_team = np.full(earlier["posts"].height, -1)
    post_team[posts["post"].to_numpy()] = posts["team"].to_numpy()
    where = post_team[allocations["post"].to_numpy()]
    since, until = (_months_before(days, allocations[name].to_numpy()) for name in ("start", "end"))
    children = _open_in(teams, len(days), where, since, until)
    families = _open_in(teams, len(days), *_together(where, allocations["family"].to_numpy(), since, until))
    number, at = (axis.ravel() for axis in np.indices(permanent.shape))
    return pl.DataFrame(
        {
            "month": months.gather(at),
            "team": pl.Series(number).cast(pl.Int32),
            "posts_fte": (permanent + cover + empty).ravel().round(1),
            "permanent_fte": permanent.ravel().round(1),
            "agency_fte": (cover + extra).ravel().round(1),
            "vacant_fte": (cover + empty).ravel().round(1),
            "days_lost": lost.ravel(),
            "children": children.ravel(),
            "families": families.ravel(),
        }
    ).sort("month", "team")


def _months_before(firsts: np.ndarray, days: np.ndarray) -> np.ndarray:
    """How many of `firsts`, the first days of months that follow each other, lie before each day."""
    month, day = month_and_day(days)
    return np.clip(month + (day > 0) - month_and_day(firsts[0])[0], 0, len(firsts))


def _open_in(teams: int, months: int, team: np.ndarray, since: np.ndarray, until: np.ndarray) -> np.ndarray:
    """How many spells each team (row) has in each month (column), from the month each is first open in and that it is
    first no longer open in."""
    begun, ended = (
        np.bincount(team * (months + 1) + month, minlength=teams * (months + 1)).reshape(teams, -1)
        for month in (since, until)
    )
    return np.cumsum(begun - ended, axis=1)[:, :months]


def _together(
    team: np.ndarray, family: np.ndarray, since: np.ndarray, until: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Team, since and until of spells of whole families: overlapping ones of one family in one team count once."""
    order = in_order(team, family, since)
    team, family, since, until = (column[order] for column in (team, family, since, until))
    another = np.ones(len(team), bool)
    another[1:] = (team[1:] != team[:-1]) | (family[1:] != family[:-1])
    # The latest end so far of the same family and team: those of the ones before are too small to count.
    step = int(until.max(initial=0)) + 1
    number = np.cumsum(another) * step
    reached = np.maximum.accumulate(until + number) - number
    apart = another.copy()
    apart[1:] |= since[1:] > reached[:-1]
    first = np.flatnonzero(apart)
    last = np.append(first[1:], len(team))[: len(first)] - 1
    return team[first], since[first], reached[last]


def _planted(spec: CouncilSpec) -> pl.DataFrame:
    """The month the definition changed: a break in the series that is no change in the work."""
    months = pl.date_range(spec.opening, spec.horizon, "1mo", eager=True)
    at = int(len(months) * (0.4 + 0.3 * _stream(spec, "planted").random()))
    return pl.DataFrame({"from_month": [months[at]]}, schema={"from_month": pl.Date})
