"""Who may come to notice and when: the children of the area, the days of the span, and draws of a child and a day.

A child and a day are drawn together from exposure: the calendar's weight over the days on which the child could be met,
by how often families are noticed when their children are of that age.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from synthetic_data.draws import DAYS_IN_YEAR, birthdays, steps_reached
from synthetic_data.journeys.front_door_draws import BAND_STARTS, CHILDHOOD
from synthetic_data.journeys.front_door_paths import Draw
from synthetic_data.ladders import Ladder

WEEKS_KNOWN_BEFORE_BIRTH = 20
LAST_DAYS = 90  # before the 18th birthday, in which nobody is referred any more
YEARS_OF_BAND = np.diff(
    [-7 * WEEKS_KNOWN_BEFORE_BIRTH / DAYS_IN_YEAR, *BAND_STARTS, CHILDHOOD - LAST_DAYS / DAYS_IN_YEAR]
)  # in which a child of each of BANDS can be referred
WORKING_DAYS = 253 / 12  # of a month
FULLEST_MONTH = 23 / 31  # the most working days to all days of a month that a calendar has
CHILDREN_AT_A_TIME = 16_384  # whose exposure by age is held at once: of all it would fill the memory


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
        until = np.minimum(birthdays(born, CHILDHOOD), died)
        members = np.argsort(family, kind="stable")
        return cls(born, until, family, weight, known_from, group, boy, members, np.cumsum(size) - size, size)

    def disabled(self, boys: float, child: np.ndarray | slice = slice(None)) -> np.ndarray:
        """How likely each child is to need support for years, to the mean of 1, when this share of those who do are
        boys."""
        here = min(max(float(self.boy.mean()), 0.01), 0.99) if len(self.boy) else 0.5
        return np.where(self.boy[child], boys / here, (1 - boys) / (1 - here))

    def open_to(self, child: np.ndarray, day: np.ndarray) -> np.ndarray:
        """True where a child can be referred on a day: see `begins` and `ends`."""
        return (day >= self.begins[child]) & (day < self.ends[child])

    @cached_property
    def begins(self) -> np.ndarray:
        """The first day on which each child can be referred: 20 weeks before birth, or when they come to England."""
        return np.maximum(self.born - 7 * WEEKS_KNOWN_BEFORE_BIRTH, self.known_from)

    @cached_property
    def ends(self) -> np.ndarray:
        """The day from which each child can no longer be referred: death, or three months short of 18."""
        return self.until - LAST_DAYS


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
        """Day weights: referrals come on working days, `months` (12 ratios) of them on each, and the share `rest_share`
        of a month's on its rest days. A March with Easter in it has fewer; every census year has as many."""
        from synthetic_data.dates import is_working_day

        months_from, months_to = (np.int64(np.datetime64(day, "D").astype("datetime64[M]")) for day in (first, last))
        begins = np.arange(months_from, months_to + 2).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
        days = np.arange(begins[0], begins[-1])  # whole months
        position = np.searchsorted(begins, days, side="right") - 1
        work = is_working_day(days)
        working, resting = np.bincount(position, work), np.bincount(position, ~work)
        month = months_from + np.arange(len(begins) - 1)
        ratio = months[month % 12]
        # What one year has in working days it does not have in referrals: those of a year lie closer together.
        year = (month + 9) // 12 - (months_from + 9) // 12
        ratio = ratio * (np.bincount(year, ratio) * WORKING_DAYS / np.bincount(year, ratio * working))[year]
        share = np.where(work, 1 - rest_share, rest_share * working[position] / resting[position])
        by_month = (ratio * working / (working + resting))[position]
        ratio = ratio[position]
        span = slice(first - begins[0], last + 1 - begins[0])
        return cls(first, (ratio * share)[span], by_month[span] / (months.max() * FULLEST_MONTH))

    def times(self, ratio: np.ndarray) -> Calendar:
        """The same days, each this many times as likely."""
        return Calendar(self.first, self.weight * ratio, self.season)

    def draw(self, uniform: np.ndarray) -> np.ndarray:
        """Day numbers, one for each uniform number."""
        return self.first + Ladder(self.ladder[1:]).reached(uniform)

    @cached_property
    def ladder(self) -> np.ndarray:
        """The share of all weight that lies before each day of the span, and before the day after it."""
        total = np.cumsum(self.weight)
        return np.concatenate([[0.0], total / total[-1]])

    def before(self, day: np.ndarray) -> np.ndarray:
        """The share of all weight that lies before each day number; none before the span, all after it."""
        return self.ladder[np.clip(day - self.first, 0, len(self.weight))]


def notice(
    draw: Draw, name: str, pool: Pool, calendar: Calendar, by_age: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """`count` children, in order of position, and the day each comes to notice, from streams that begin with `name`.

    by_age: how often children of each of BANDS are noticed, in proportion. A child can be drawn more than once.
    """
    everyone = np.arange(len(pool.born))
    ladder = np.cumsum(
        np.concatenate([_exposure(pool, calendar, by_age, some)[2][-1] for some in _at_a_time(everyone)])
    )
    drawn = np.sort(draw(f"{name}_child", count))
    child = np.repeat(everyone, np.diff(np.searchsorted(drawn, ladder / ladder[-1]), prepend=0))
    at_age, at_day = draw(f"{name}_age", count), draw(f"{name}_day", count)
    day = np.empty(count, np.int64)
    for some in _at_a_time(child[np.diff(child, prepend=-1) > 0]):
        edges, before, reached = _exposure(pool, calendar, by_age, some)
        rows = slice(np.searchsorted(child, some[0]), np.searchsorted(child, some[-1], side="right"))
        who = np.searchsorted(some, child[rows])
        band = steps_reached(reached[:-1].T, who, at_age[rows] * reached[-1, who])
        first, last = before[band, who], before[band + 1, who]
        met = calendar.draw(first + at_day[rows] * (last - first))
        day[rows] = np.clip(met, edges[band, who], edges[band + 1, who] - 1)
    return child, day


def _at_a_time(children: np.ndarray) -> Iterator[np.ndarray]:
    for begin in range(0, len(children), CHILDREN_AT_A_TIME):
        yield children[begin : begin + CHILDREN_AT_A_TIME]


def _exposure(
    pool: Pool, calendar: Calendar, by_age: np.ndarray, some: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For some of the children, a row for each band of age: the day on which it begins (and one row for the end of the
    last), within the days they can be referred on; the calendar's share before that day; how often they are noticed up
    to the end of the band."""
    starts = np.ceil(BAND_STARTS * DAYS_IN_YEAR).astype(np.int64)[:, None]
    begins = pool.begins[some]
    ends = np.maximum(begins, pool.ends[some])
    edges = np.concatenate([begins[None], np.clip(pool.born[some] + starts, begins, ends), ends[None]])
    before = calendar.before(edges)
    reached = np.diff(before, axis=0) * by_age[:, None] * pool.weight[some]
    for band in range(1, len(reached)):
        reached[band] += reached[band - 1]
    return edges, before, reached
