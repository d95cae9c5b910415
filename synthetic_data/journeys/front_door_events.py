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

from synthetic_data.draws import in_order
from synthetic_data.journeys.front_door_draws import (
    AGES,
    BAND_OF_AGE,
    BANDS,
    age_of,
    band_of,
    choose_by,
    off_rest_days,
    waiting,
)
from synthetic_data.journeys.front_door_mechanism import Mechanism
from synthetic_data.journeys.front_door_notice import YEARS_OF_BAND, Calendar, Pool, notice
from synthetic_data.journeys.front_door_paths import (
    ADULT_SERVICES,
    ASSESSED,
    DIED,
    ENDED,
    LONG_PLAN,
    NEED_PLAN,
    NFA,
    NONE,
    NOT_IN_NEED,
    PROTECTION,
    Draw,
    Episodes,
    cut_short,
    lay_out,
)

MEAN_PLAN = 300  # days of a protection plan (DfE Children in need 2024: 49,900 plans on 31 March, 62,110 starting)
AFTER_PLAN = 170  # days, on average, from the end of a protection plan to closure: what follows it
LONG_PLAN_BY_AGE = np.array(
    [0.0, 0.1, 0.6, 1.3, 1.3, 1.0]
)  # by band of age: disability is mostly found in early childhood


AGAIN, BOYS = "repeat_protection", "boys"
"""In front_door_eras.csv: how likely families that come back after a protection plan are to have another, and how often
boys are noticed beside girls; and, by the names of BANDS, children of an age. None of the last two is more than 1."""


@dataclass(frozen=True)
class Events:
    """Days on which families are referred, in columns: the child it began with, the day, and the chain it is part of.

    before: the path of the chain's last episode (NONE where there was none); asked: True where that held a section 47
    enquiry.
    """

    child: np.ndarray
    day: np.ndarray
    chain: np.ndarray
    before: np.ndarray
    asked: np.ndarray


def refer(
    draw: Draw,
    by: Mechanism,
    pool: Pool,
    calendar: Calendar,
    paths: np.ndarray,
    era: np.ndarray,
    a_day: np.ndarray,
    coming: np.ndarray,
) -> Episodes:
    """Referrals of the pool over the calendar's span, rather more than `a_day` of them each day, each laid out as an
    episode.

    paths: chances of the first five of PATHS in each era, see `front_door_chances.path_chances`; era: which of them
    holds on each day of the span; coming: see `front_door_care.on_the_way`. Returns the columns of `lay_out` and
    child, event, chain, index (True for the child the event began with).
    """
    weights = np.array([by[f"{band}_weight"] for band in BANDS])
    # As the span begins nobody has come back yet: families known before it stand in for those who would have.
    known = by["rereferral_chance"] * by["rereferral_realised"]
    newly = 1 - known * -np.expm1(-np.arange(len(calendar.weight)) / by["rereferral_gap_days"])
    newly = (newly + coming.sum(axis=0)) * a_day
    # Where fewer boys, or children of some age, were heard of, some of theirs are taken out again, and as many more are
    # drawn of everybody.
    days = np.arange(calendar.first, calendar.last + 1)
    boys, of_band = by.of_era(BOYS, days), np.array([by.of_era(band, days) for band in BANDS])
    newly = newly / (1 - (1 - boys) * (pool.boy.mean() if len(pool.boy) else 0.0))
    newly = newly / np.average(of_band, axis=0, weights=weights * YEARS_OF_BAND)
    count = int(newly.sum() / (1 - known) * by["candidates_per_referral"])
    child, day = notice(draw, "noticed", pool, calendar.times(newly), weights, count)
    at = day - calendar.first
    then = np.where(pool.boy[child], boys[at], 1.0) * of_band[band_of(pool.born[child], day), at]
    kept = draw("boys_then", len(child)) < then
    child, day = child[kept], day[kept]
    protected = _protected_before(draw, by, day - calendar.first)
    events = Events(
        child, day, np.arange(len(child)), np.where(protected, PROTECTION, NONE), np.zeros(len(child), bool)
    )
    generations: list[Episodes] = []
    while True:
        at = events.day - calendar.first
        generations.append(_generation(draw, by, pool, paths, era[at], coming[:, at], events))
        if not len(events.child):
            return join(generations, numbered_on=("event",))
        again = by["rereferral_chance"] * (by["rereferral_again"] if len(generations) > 1 else 1.0)
        events = _come_back(draw, by.with_figure("rereferral_chance", again), pool, calendar, generations[-1])


def join(parts: Sequence[Episodes], numbered_on: tuple[str, ...] = ("event", "chain")) -> Episodes:
    """All sets of episodes as one; the numbers named (of events, of chains) are carried on from part to part."""
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    for name in numbered_on:
        counts = [int(part[name].max(initial=-1)) + 1 for part in parts]
        sizes = [len(part[name]) for part in parts]
        whole[name] += np.repeat(np.cumsum([0, *counts[:-1]]), sizes)
    return whole


def _protected_before(draw: Draw, by: Mechanism, into_span: np.ndarray) -> np.ndarray:
    """True for families that come back from a protection plan before the simulated span: the fewer the further into it.

    Without them, the first years would have too few second plans, and plans would seem to rise.
    """
    still = np.exp(-np.maximum(into_span - MEAN_PLAN, 0) / (by["rereferral_wait_after_plan_days"] + AFTER_PLAN))
    return draw("protected_before", len(into_span)) < by["protected_before_share"] * still


def _generation(
    draw: Draw,
    by: Mechanism,
    pool: Pool,
    paths: np.ndarray,
    era: np.ndarray,
    coming: np.ndarray,
    events: Events,
) -> Episodes:
    """The episodes of one generation of events: each child it began with, and the brothers and sisters referred that
    day.

    paths, era: see `refer`, the era here of each event. coming: for each event the chances that it leads to care after
    the span, from a plan for need and from a protection plan.
    """
    child, day = events.child, events.day
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
    age = age_of(pool.born[member], referred)
    band = BAND_OF_AGE[age]
    shared, own = draw("event_path", len(child))[event], draw("own_path", len(member))
    same = draw("same_path", len(member)) < by["sibling_same_path"]
    row = age + len(AGES) * pool.group[member].astype(np.int64) + paths.shape[1] * era[event]
    path = choose_by(np.where(same, shared, own), row, paths.reshape(-1, paths.shape[2])).astype(np.int8)
    before = events.before[event]
    kept = (before >= NFA) & (before <= NEED_PLAN)
    kept &= (draw("same_as_before", len(child)) < by["rereferral_same_path"])[event] & same
    path = np.where(kept, before, path).astype(np.int8)
    likely = by["long_plan_share"] * LONG_PLAN_BY_AGE[band] * pool.disabled(by["disabled_boys_share"], member)
    long = (draw("long_plan", len(member)) < likely) & (path != NFA)
    path = np.where(long, LONG_PLAN, path)
    again = (by["repeat_protection_share"] * by.of_era(AGAIN, day))[event]
    repeated = (before == PROTECTION) & (draw("repeat_event", len(child))[event] < again) & same
    path = np.where(repeated, PROTECTION, path)
    bound = draw("bound_for_care", len(member))
    plan, plan_or_protection = coming[0, event], coming.sum(axis=0)[event]
    path = np.select([bound < plan, bound < plan_or_protection], [NEED_PLAN, PROTECTION], path)
    made = lay_out(draw, by, path, referred, events.asked[event])
    made |= {"child": member, "event": event, "index": index, "chain": events.chain[event]}
    end_with_childhood(made, pool)
    return made


def end_with_childhood(made: Episodes, pool: Pool) -> None:
    """Nothing here outlasts childhood: disabled young people go on to adult services."""
    until = pool.until[made["child"]]
    grown = np.flatnonzero(made["closed"] > until)
    path, reason = made["path"][grown], made["reason"][grown]
    cut_short(
        made, grown, until[grown], np.select([path == LONG_PLAN, path > NOT_IN_NEED], [ADULT_SERVICES, ENDED], reason)
    )


def _come_back(draw: Draw, by: Mechanism, pool: Pool, calendar: Calendar, made: Episodes) -> Events:
    """The next event of some chains, a while after the closure for the child it began with and in season."""
    began = np.flatnonzero(made["index"])
    child, closed, path = made["child"][began], made["closed"][began], made["path"][began]
    chance = np.select(
        [path == LONG_PLAN, path == PROTECTION, path == NEED_PLAN, path == ASSESSED],
        [0.0, by["rereferral_after_protection"], by["rereferral_after_plan"], by["rereferral_after_service"]],
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
    asked = made["enquiry_start"][began] != NONE
    return Events(child[kept], day[kept], made["chain"][began][kept], path[kept], asked[kept])


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
