"""Who is referred when: families come to notice by the calendar, brothers and sisters together, and some come back.

A *chain* is a first referral of a family and the re-referrals that grow from it; each referral day of a family is
one *event*,
and each child referred that day gets a need episode of their own. Candidates are drawn for the whole span at once,
generation
by generation, then what cannot be (a referral while the child is already open) is taken out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthetic_data.draws import birthdays, in_order
from synthetic_data.journeys.front_door_draws import BANDS, YEAR, band_of, choose_by, off_rest_days, waiting
from synthetic_data.journeys.front_door_paths import (
    ADULT_SERVICES,
    DIED,
    ENDED,
    LONG_PLAN,
    NEED_PLAN,
    NFA,
    NOT_IN_NEED,
    PROTECTION,
    Draw,
    Episodes,
    Mechanism,
    cut_short,
    lay_out,
)

WEEKS_KNOWN_BEFORE_BIRTH = 20
YEARS_IN_BAND = np.array([WEEKS_KNOWN_BEFORE_BIRTH / 52, 1, 4, 5, 6, 1.75])  # in which a child may be referred
LONG_PLAN_BY_AGE = np.array(
    [0.0, 0.1, 0.6, 1.3, 1.3, 1.0]
)  # by band of age: disability is mostly found in early childhood


@dataclass(frozen=True)
class Pool:
    """Every child the council may meet, by position: day born, last day of childhood or life, family, and how often
    noticed."""

    born: np.ndarray
    until: np.ndarray  # the 18th birthday, or death before it
    family: np.ndarray
    weight: np.ndarray
    known_from: np.ndarray  # nobody is referred before this day (arrivals from abroad)
    group: np.ndarray  # which rows of the chances of each path are theirs
    boy: np.ndarray
    members: np.ndarray  # positions in order of family
    first: np.ndarray  # where each family begins in `members`, by family
    size: np.ndarray  # how many members, by family

    @classmethod
    def of(
        cls,
        born: np.ndarray,
        died: np.ndarray,
        family: np.ndarray,
        weight: np.ndarray,
        known_from: np.ndarray,
        group: np.ndarray,
        boy: np.ndarray,
    ) -> Pool:
        """The pool of these children. `died` is a day number, or a day far ahead."""
        size = np.bincount(family)
        until = np.minimum(birthdays(born, 18), died)
        members = np.argsort(family, kind="stable")
        return cls(born, until, family, weight, known_from, group, boy, members, np.cumsum(size) - size, size)

    def disabled(self, boys: float, child: np.ndarray | slice = slice(None)) -> np.ndarray:
        """How likely each child is to need support for years, to the mean of 1, when this share of those who do are
        boys."""
        here = min(max(float(self.boy.mean()), 0.01), 0.99) if len(self.boy) else 0.5
        return np.where(self.boy[child], boys / here, (1 - boys) / (1 - here))

    def open_to(self, child: np.ndarray, day: np.ndarray) -> np.ndarray:
        """True where a child can be referred on a day: from 20 weeks before birth, alive, at least three months
        short of 18."""
        expected = self.born[child] - 7 * WEEKS_KNOWN_BEFORE_BIRTH
        return (day >= np.maximum(expected, self.known_from[child])) & (day < self.until[child] - 90)


@dataclass(frozen=True)
class Calendar:
    """The days of the simulated span and how likely a referral is on each: by month, and rarely on rest days."""

    first: int
    weight: np.ndarray
    season: np.ndarray  # each day's chance to keep a referral that would come on any day, by its month

    @property
    def last(self) -> int:
        """The last day of the span."""
        return self.first + len(self.weight) - 1

    @classmethod
    def of(cls, first: int, last: int, months: np.ndarray, rest_share: float) -> Calendar:
        """Day weights such that each month's total is in proportion to `months` (12 ratios), whatever its working
        days."""
        from synthetic_data.dates import is_working_day

        days = np.arange(first, last + 1)
        month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        work = is_working_day(days)
        position = month - month[0]
        working, resting = np.bincount(position, work), np.bincount(position, ~work)
        ratio = months[month % 12]
        share = np.where(
            work, (1 - rest_share) / np.maximum(working[position], 1), rest_share / np.maximum(resting[position], 1)
        )
        whole_month = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])[month % 12]
        by_month = ratio / whole_month
        return cls(first, ratio * share, by_month / by_month.max())

    def draw(self, uniform: np.ndarray) -> np.ndarray:
        """Day numbers, one for each uniform number."""
        ladder = np.cumsum(self.weight)
        return self.first + np.searchsorted(ladder / ladder[-1], uniform, side="right")


def refer(draw: Draw, by: Mechanism, pool: Pool, calendar: Calendar, paths: np.ndarray, a_day: float) -> Episodes:
    """Referrals of the pool over the calendar's span, rather more than `a_day` of them a day, each laid out as an
    episode.

    paths: chances of the first five of PATHS, one row for each group of the pool and band of age. Returns the
    columns of `lay_out` and
    child, event, chain, index (True for the child the event began with).
    """
    child, day = _first_noticed(draw, by, pool, calendar, a_day)
    chain, protected = np.arange(len(child)), np.zeros(len(child), bool)
    generations = [_generation(draw, by, pool, paths, child, day, chain, protected)]
    while len(child):
        child, day, chain, protected = _come_back(draw, by, pool, calendar, generations[-1])
        generations.append(_generation(draw, by, pool, paths, child, day, chain, protected))
    return join(generations, numbered_on=("event",))


def already_supported(draw: Draw, by: Mechanism, pool: Pool, calendar: Calendar, a_day: float) -> Episodes:
    """Children on long plans that began in the years before the span and run into it, as `refer` gives them."""
    before = int(by["long_plan_history_days"])
    count = int(a_day * before * by["long_plan_share"] * by["candidates_per_long_plan"])
    ladder = np.cumsum(pool.weight * pool.disabled(by["disabled_boys_share"]))
    child = np.searchsorted(ladder / ladder[-1], draw("supported_child", count), side="right")
    day = off_rest_days(
        calendar.first - 1 - np.floor(draw("supported_day", count) * before).astype(np.int64),
        draw("supported_rest", count),
    )
    child, day = (values[pool.open_to(child, day) & (pool.born[child] <= day)] for values in (child, day))
    made = lay_out(draw, by, np.full(len(child), LONG_PLAN), day)
    made |= {
        "child": child,
        "event": np.arange(len(child)),
        "index": np.ones(len(child), bool),
        "chain": np.arange(len(child)),
    }
    _end_with_childhood(made, pool)
    running = made["closed"] >= calendar.first
    return {column: values[running] for column, values in made.items()}


def join(parts: Sequence[Episodes], numbered_on: tuple[str, ...] = ("event", "chain")) -> Episodes:
    """All sets of episodes as one; the numbers named (of events, of chains) are carried on from part to part."""
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    for name in numbered_on:
        counts = [int(part[name].max(initial=-1)) + 1 for part in parts]
        sizes = [len(part[name]) for part in parts]
        whole[name] += np.repeat(np.cumsum([0, *counts[:-1]]), sizes)
    return whole


def _first_noticed(
    draw: Draw, by: Mechanism, pool: Pool, calendar: Calendar, a_day: float
) -> tuple[np.ndarray, np.ndarray]:
    """Children and days on which their family first comes to notice in a chain, from calendar exposure alone."""
    weights = np.array([by[f"{band}_weight"] for band in BANDS])
    ladder = np.cumsum(pool.weight)
    # Of children drawn from the whole pool only those of an age to be referred that day are kept, the rarer ages
    # less.
    childhood = len(calendar.weight) / YEAR + YEARS_IN_BAND.sum()
    kept = (YEARS_IN_BAND * weights).sum() / weights.max() / childhood
    tried = int(a_day * len(calendar.weight) * by["candidates_per_referral"] / kept)
    child = np.searchsorted(ladder / ladder[-1], draw("noticed_child", tried), side="right")
    day = calendar.draw(draw("noticed_day", tried))
    possible = np.flatnonzero(pool.open_to(child, day))
    child, day = child[possible], day[possible]
    rarity = draw("noticed_age", tried)[possible]
    kept = rarity * weights.max() < weights[band_of(pool.born[child], day)]
    return child[kept], day[kept]


def _generation(
    draw: Draw,
    by: Mechanism,
    pool: Pool,
    paths: np.ndarray,
    child: np.ndarray,
    day: np.ndarray,
    chain: np.ndarray,
    protected: np.ndarray,
) -> Episodes:
    """The episodes of one generation of events: each child it began with, and the brothers and sisters referred that
    day.

    protected: True for events of a family whose last one led to a protection plan.
    """
    event = np.arange(len(child))
    family = pool.family[child]
    size = pool.size[family]
    among = np.repeat(event, size)
    step = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    member = pool.members[pool.first[family][among] + step]
    index = member == child[among]
    joins = index | (pool.open_to(member, day[among]) & (draw("joins", len(member)) < by["sibling_joins"]))
    event, member, index = among[joins], member[joins], index[joins]
    referred = day[event]
    band = band_of(pool.born[member], referred)
    shared, own = draw("event_path", len(child))[event], draw("own_path", len(member))
    same = draw("same_path", len(member)) < by["sibling_same_path"]
    path = choose_by(np.where(same, shared, own), band + len(BANDS) * pool.group[member], paths)
    likely = by["long_plan_share"] * LONG_PLAN_BY_AGE[band] * pool.disabled(by["disabled_boys_share"], member)
    long = (draw("long_plan", len(member)) < likely) & (path != NFA)
    path = np.where(long, LONG_PLAN, path)
    repeated = protected[event] & (draw("repeat_event", len(child))[event] < by["repeat_protection_share"]) & same
    path = np.where(repeated, PROTECTION, path)
    made = lay_out(draw, by, path, referred)
    made |= {"child": member, "event": event, "index": index, "chain": chain[event]}
    _end_with_childhood(made, pool)
    return made


def _end_with_childhood(made: Episodes, pool: Pool) -> None:
    """Nothing here outlasts childhood: disabled young people go on to adult services."""
    until = pool.until[made["child"]]
    grown = np.flatnonzero(made["closed"] > until)
    path, reason = made["path"][grown], made["reason"][grown]
    cut_short(
        made, grown, until[grown], np.select([path == LONG_PLAN, path > NOT_IN_NEED], [ADULT_SERVICES, ENDED], reason)
    )


def _come_back(
    draw: Draw, by: Mechanism, pool: Pool, calendar: Calendar, made: Episodes
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The next event of some chains, a while after the closure for the child it began with and in season.

    Returns child, day, chain, and whether the closed episode held a protection plan.
    """
    began = np.flatnonzero(made["index"])
    child, closed, path = made["child"][began], made["closed"][began], made["path"][began]
    chance = np.select(
        [path == LONG_PLAN, path == PROTECTION, path == NEED_PLAN],
        [0.0, by["rereferral_after_protection"], by["rereferral_after_plan"]],
        1.0,
    )
    again = draw("come_back", len(began)) < by["rereferral_chance"] * chance
    mean = np.where(path >= NEED_PLAN, by["rereferral_wait_after_plan_days"], by["rereferral_wait_days"])
    day = off_rest_days(
        closed + 1 + waiting(draw("come_back_wait", len(began)), mean), draw("come_back_rest", len(began)), kept=0.1
    )
    inside = day <= calendar.last
    season = calendar.season[np.clip(day - calendar.first, 0, len(calendar.season) - 1)]
    kept = again & inside & (draw("come_back_season", len(began)) < season) & pool.open_to(child, day)
    return child[kept], day[kept], made["chain"][began][kept], path[kept] == PROTECTION


def settle(e: Episodes, busy_child: np.ndarray, busy_from: np.ndarray, busy_until: np.ndarray) -> np.ndarray:
    """True for the episodes that can stand: none begins on or before the closure of an earlier one of the same child.

    busy_*: spans that always stand (the episodes of children who came into care). Of the rest the earlier wins.
    """
    n = len(e["child"])
    child = np.concatenate([e["child"], busy_child])
    begins = np.concatenate([e["referred"], busy_from])
    ends = np.concatenate([e["closed"], busy_until])
    fixed = np.arange(len(child)) >= n
    order = in_order(child, begins)
    standing = np.ones(len(child), dtype=bool)
    while True:
        rows = order[standing[order]]
        who, start, end, kept = child[rows], begins[rows], ends[rows], fixed[rows]
        same = who[1:] == who[:-1]
        clash = np.flatnonzero(same & (start[1:] <= end[:-1]))
        if not len(clash):
            return standing[:n]
        order = rows[np.isin(who, who[clash])]  # the other children are settled
        # A clash costs the later of the pair, unless the later is fixed; two neighbours never both go in one round.
        loser = np.where(kept[clash + 1], clash, clash + 1)
        loser = loser[~kept[loser]]
        if not len(loser):
            return standing[:n]
        alone = np.r_[True, np.diff(loser) > 1]
        standing[rows[loser[alone]]] = False


def deaths(draw: Draw, by: Mechanism, e: Episodes, since: int, cared: np.ndarray) -> None:
    """A few children die while an episode is open: always a child's last episode, never before birth, and none of
    `cared`, whose care may come later and whose deaths in care are drawn there."""
    n = len(e["child"])
    last = np.zeros(n, bool)
    order = in_order(e["child"], e["referred"])
    last[order] = np.r_[e["child"][order][1:] != e["child"][order][:-1], True] if n else False
    dies = last & (e["path"] > NOT_IN_NEED) & (e["referred"] >= since) & (draw("dies", n) < by["death_share"])
    dies &= ~np.isin(e["child"], cared)
    rows = np.flatnonzero(dies & (e["closed"] - e["referred"] > 200))
    room = (e["closed"] - e["referred"] - 190)[rows]
    day = e["referred"][rows] + 190 + np.floor(draw("dies_day", len(rows)) * room).astype(np.int64)
    cut_short(e, rows, day, DIED)
