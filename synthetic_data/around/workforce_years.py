"""How a council's vacancies, turnover and agency workers go up and down with England's from year to year.

The council's rates of 2025 stand to England's of 2025 as in every other year. Posts are left at the year's turnover and
filled again as fast as makes the year's vacancies of it; both are hazards, so that a stay or a gap that runs over
several years meets each year's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from synthetic_data.around.tables import around_figure, around_table
from synthetic_data.dates import day_number
from synthetic_data.draws import DAYS_IN_YEAR

KNOWN = 2025  # the year of workforce_spread.csv, in which a council's rates are as drawn
KNOWN_DAY = day_number(date(KNOWN, 9, 30))
STEP = 30  # days between the points at which the rates are worked out
FAR = 100 * DAYS_IN_YEAR  # after the last point: nothing in hand lasts longer
LEAST, MOST = 0.01, 0.6  # of posts empty
MOST_COVERED = 0.97  # of empty posts by agency workers


@dataclass(frozen=True)
class Staffing:
    """Points in time (day numbers) and, at each: what has been gathered so far of the hazards that a post's holder
    leaves and that an empty post is filled, the share of posts empty, and the chance that the next stretch of cover is
    an agency worker's.
    """

    day: np.ndarray
    leaving: np.ndarray
    filling: np.ndarray
    vacant: np.ndarray
    agency: np.ndarray

    def left(self, begun: np.ndarray, chance: np.ndarray, stays: np.ndarray | float = 1.0) -> np.ndarray:
        """Day numbers on which the holders of posts since `begun` leave them; `stays` times as long as usual."""
        return self._when(self.leaving, begun, chance, stays)

    def filled(self, emptied: np.ndarray, chance: np.ndarray) -> np.ndarray:
        """Day numbers on which posts that fell empty on `emptied` have a new permanent holder."""
        return self._when(self.filling, emptied, chance, 1.0)

    def _when(
        self, gathered: np.ndarray, since: np.ndarray, chance: np.ndarray, longer: np.ndarray | float
    ) -> np.ndarray:
        enough = np.interp(since, self.day, gathered) - np.log1p(-chance) * longer
        return np.maximum(since + 1, np.round(np.interp(enough, gathered, self.day))).astype(np.int64)


def points_in_time(first: int, last: int) -> np.ndarray:
    """Day numbers from `first` to `last` or a little later at which staffing is worked out."""
    return np.arange(first, last + STEP, STEP)


def staffing(rates: Mapping[str, float], day: np.ndarray, managers: np.ndarray | float) -> Staffing:
    """The council's staffing on the days `points_in_time`.

    `rates` are its rates of 2025 in per cent (`establishment.council_rates`); `managers` is the share of posts that are
    managers' on each day, who stay longer and whose posts are never empty: the others make up for it, so that all posts
    together have the rates. `vacant` and `agency` are about the others.
    """
    vacant = _vacant(rates, managers, day)
    # A year's turnover is leavers of the year to 30 September for each worker of that day, when England had more.
    at_end = day + DAYS_IN_YEAR / 2
    ratio = england("turnover_rate", at_end) / england("turnover_rate", KNOWN_DAY) * _in_post(at_end) / _in_post(day)
    turnover = np.clip(rates["turnover_rate"] / 100 * ratio, LEAST, MOST) / DAYS_IN_YEAR
    in_post = managers / (managers + (1 - managers) * (1 - vacant))  # of all who are in post
    turnover /= 1 - in_post + in_post / around_figure("manager_stays_longer")
    # What is filled balances what is left and what the share of empty posts changes by.
    change = np.gradient(vacant, day)
    filling = np.maximum((turnover * (1 - vacant) - change) / vacant, 0.2 * turnover)
    return Staffing(
        day=np.append(day, day[-1] + FAR),
        leaving=_gathered(turnover),
        filling=_gathered(filling),
        vacant=np.append(vacant, vacant[-1]),
        agency=_agency_chance(rates, managers, day, filling),
    )


def openings(turn: np.ndarray, share: float) -> np.ndarray:
    """Day numbers from which posts are open, in the order of their `turn` (0 to 1), as England's posts grew.

    Only posts of this kind are new, which at last are this `share` of all; day numbers of the first year for those
    that are older.
    """
    years = around_table("workforce_years")
    posts = years["posts"].to_numpy() / years["posts"].to_list()[-1]
    at = [day_number(date(year, 9, 30)) for year in years["year"]]
    return np.floor(np.interp(turn, 1 - (1 - posts) / share, at)).astype(np.int64)


def agency_workers(rates: Mapping[str, float], managers: np.ndarray | float, day: np.ndarray | int) -> np.ndarray:
    """Agency workers for each post but the managers' on each `day`, of a council with these rates of 2025; in other
    years as many times those of 2025 as England had for each post.
    """
    agency, empty = np.clip([rates["agency_rate"], rates["vacancy_rate"]], [0, 100 * LEAST], 100 * MOST)
    then, known = (
        agency_a_post(england("agency_rate", when), england("vacancy_rate", when)) for when in (day, KNOWN_DAY)
    )
    return agency_a_post(agency, empty) / (1 - managers) * then / known


def agency_a_post(agency: np.ndarray, vacant: np.ndarray) -> np.ndarray:
    """Agency workers for each post, from the per cent of all workers who are and of posts that are empty."""
    return agency / (100 - agency) * (1 - vacant / 100)


def extra_agency(rates: Mapping[str, float], managers: np.ndarray | float, day: np.ndarray | int) -> np.ndarray:
    """Agency workers over the establishment on each `day`, for each established post but the managers', of a council
    with these rates of 2025.

    A share of all agency workers cover no vacancy, as in England that year; more where there are not vacancies enough.
    """
    wanted = agency_workers(rates, managers, day)
    usual = around_figure("agency_over_establishment") * england("over_establishment", day) / 100
    return np.maximum(usual * wanted, wanted - MOST_COVERED * _vacant(rates, managers, day))


def _vacant(rates: Mapping[str, float], managers: np.ndarray | float, day: np.ndarray | int) -> np.ndarray:
    """The share of posts but the managers' that are empty on each `day`."""
    everywhere = rates["vacancy_rate"] / 100 * england("vacancy_rate", day) / england("vacancy_rate", KNOWN_DAY)
    return np.clip(np.clip(everywhere, LEAST, MOST) / (1 - managers), LEAST, MOST)


def _in_post(day: np.ndarray) -> np.ndarray:
    """England's permanent social workers in post on each `day`, full-time equivalents."""
    return england("posts", day) * (1 - england("vacancy_rate", day) / 100)


def england(measure: str, day: np.ndarray | int) -> np.ndarray:
    """England's `measure` of workforce_years.csv on each `day`, which is known for each 30 September."""
    years = around_table("workforce_years")
    return np.interp(day, [day_number(date(year, 9, 30)) for year in years["year"]], years[measure].to_numpy())


def _gathered(hazard: np.ndarray) -> np.ndarray:
    return np.concatenate([[0.0], np.cumsum(hazard[:-1]) * STEP, [np.sum(hazard[:-1]) * STEP + hazard[-1] * FAR]])


def _agency_chance(
    rates: Mapping[str, float], managers: np.ndarray | float, day: np.ndarray, filling: np.ndarray
) -> np.ndarray:
    """The chance that a stretch in an empty post that begins on each `day` is an agency worker's and not the manager's,
    which makes the year's agency workers: their stretches are longer, and all end when the post is filled. What begins
    today is half over, on average, when it counts, so that the rates of that day are those to meet."""
    stint, gap = (
        1 / (1 / days + filling) for days in (around_figure("agency_stint_days"), around_figure("agency_gap_days"))
    )
    then = day + stint / 2
    cover = agency_workers(rates, managers, then) - extra_agency(rates, managers, then)
    covered = np.clip(cover / _vacant(rates, managers, then), 0, MOST_COVERED)
    chance = covered * gap / (covered * gap + (1 - covered) * stint)
    return np.append(chance, chance[-1])
