"""When a child leaves a placement, and for what: until the next move, or the last stretch that the ending needs.

Not a part of its own: `placements` asks it, round by round. How long a placement lasts is drawn by its kind, the age
of the child (teenagers move sooner) and the child's own pace; those that follow an entry in an emergency are stopgaps.
One child's placements tend to be long or short together, but for children of whom adoption is planned. Three moves
have a time of their own: on to supported accommodation after 16; a foster home made long term; and, when a court has
made its order, on to the carers with whom the child is to grow up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.draws import WORKING_WEEK, Bands, Durations, Hazards, birthdays, to_another_day
from synthetic_data.journeys.placed_children import NOT_YET, YOUNG, PlacedChildren
from synthetic_data.journeys.placement_pace import AgePaces, own_paces, paces_at_first
from synthetic_data.streams import stream
from synthetic_data.tables import Arrays

LASTING = ("adulthood", "special_guardianship")  # plans for which a foster home is made long term
GROWING_UP = ("adulthood", "adoption")  # plans for which other carers may be chosen when a court has made its order
NEVER = 2**40
ALIKE = 0.1  # how far apart, among all lengths in order, those are that follow the child
PASSING = 2  # placements after an entry in an emergency that are stopgaps
AFTER_ORDER = 120  # days after the order within which a home is made long term, or a child moves to one that is
SOON = 14  # a stay of fewer days gives way on the next working day, a longer one in the next week


@dataclass(frozen=True)
class Lodgings:
    """Where each child is: the kind of placement, the day its row began, the day that life with these carers began,
    whether it is long term, and the pace of moves from it beside others of its kind.
    """

    kind: np.ndarray
    day: np.ndarray
    met: np.ndarray
    long_term: np.ndarray
    pace: np.ndarray


@dataclass(frozen=True)
class Departures(Arrays):
    """Those who leave their placement: their positions, the day, and what they leave it for.

    to_last: the last stretch. supported: supported accommodation, at its time. same: nothing but a change of status,
    with the same carer. chosen: carers with whom they are to grow up.
    """

    live: np.ndarray
    day: np.ndarray
    to_last: np.ndarray
    supported: np.ndarray
    same: np.ndarray
    chosen: np.ndarray


class PlacementLeaving:
    """Draws when children leave their placements."""

    def __init__(
        self, spec: CouncilSpec, calibration: Calibration, frame: pl.DataFrame, children: PlacedChildren,
        chances: np.ndarray,
    ) -> None:  # fmt: skip
        """frame: the same children as `own_paces` wants them. chances: how long a child's placements tend to be, among
        all, and how soon the child is ready for supported accommodation (0 to 1 each, a row of each).
        """
        self.children = children
        self.own_chance, self.supported_chance = chances
        self.ends = calibration.made(Hazards, "placement_ends")
        self.pace = calibration.once(AgePaces)
        self.own_pace, self.at_first = own_paces(spec, calibration, frame), paces_at_first(calibration, frame)
        self.alike, self.alike_alone = calibration.once(_alike)
        self.supported, self.supported_alone, self.confirmed = calibration.once(_scheduled_moves)
        self.sixteenth = birthdays(self.children.born, 16).astype(np.int64)
        self.may_last = self._may_last(spec, calibration)
        self.chosen_from = self._chosen_from(spec, calibration)
        self.young_wait = calibration.figure("placement_figures", "young_long_term_wait")
        self.on_rest_days = calibration.figure("council_scale", "on_rest_days")

    def next(self, number: int, live: np.ndarray, now: Lodgings, chance: np.ndarray) -> Departures:
        """Those of `live` who leave their `number`th row for another one. chance: rows of it for all children."""
        children, here, day, end = self.children, now.kind[live], now.day[live], self.children.end[live]
        share = self._share(live, day, chance)
        moved_on = np.where(here == "adoption", end, day + self._length(number, live, now, share))
        chosen = (here == "foster") & (day < children.ordered[live]) & (self.chosen_from[live] < moved_on)
        moved_on = np.where(chosen, self.chosen_from[live], moved_on)
        to_supported = self._to_supported(live, here, day)
        may_be_confirmed = self.may_last[live] & ~now.long_term[live] & ~chosen
        to_long_term = np.where(may_be_confirmed, self._to_long_term(live, here, day, share, chance), NEVER)
        supported = (to_supported < moved_on) & (to_supported < to_long_term)
        same = (to_long_term < moved_on) & ~supported
        moved_on = np.minimum(moved_on, np.minimum(to_supported, to_long_term))
        within = np.where(moved_on - day < SOON, 1, WORKING_WEEK)
        waited = to_another_day(np.minimum(moved_on, end), chance[6, live], self.on_rest_days, within)
        moved_on = np.where(waited < end, waited, moved_on)
        last_from, last_kind = children.last_from[live], children.last_kind[live]
        to_last = (last_kind != "any") & (moved_on >= last_from) & (here != last_kind) & (last_from > day)
        settled = (last_kind != "any") & (here == last_kind) & (moved_on >= last_from)
        in_last = (last_from <= day) & (last_kind != "any")
        going = to_last | ((moved_on < end) & ~settled & ~in_last)
        moved_on = np.where(to_last, last_from, moved_on)
        leaving = Departures(
            live, moved_on, to_last, supported & ~to_last, same & ~to_last, chosen & ~to_last & ~supported
        )
        return leaving.at(going)

    def _share(self, live: np.ndarray, day: np.ndarray, chance: np.ndarray) -> np.ndarray:
        """Where among all lengths that of this placement stands (0 to 1): for some, where the child's others do."""
        children, age = self.children, self.children.ages(live, day)
        alike = np.where(children.unaccompanied[live], self.alike_alone.at(age), self.alike.at(age))
        own = (chance[3, live] < alike) & (children.plan[live] != "adoption")
        return np.where(own, _near(self.own_chance[live], chance[0, live]), chance[0, live])

    def _length(self, number: int, live: np.ndarray, now: Lodgings, share: np.ndarray) -> np.ndarray:
        """Days that placements last, by kind."""
        here, passed = now.kind[live], (now.day - now.met)[live]
        of_age = self.pace.at(self.children.ages(live, now.day[live]), now.day[live])
        often = self.own_pace[live] * of_age * now.pace[live]
        if number <= PASSING:
            often = often * self.at_first[live]
        length = np.zeros(len(live), np.int64)
        for name in self.ends.names:
            chosen = here == name
            length[chosen] = self.ends.at(name, share[chosen], often[chosen], passed[chosen])
        return length

    def _to_supported(self, live: np.ndarray, here: np.ndarray, day: np.ndarray) -> np.ndarray:
        """The day after the sixteenth birthday on which a young person goes to supported accommodation, or NEVER."""
        chance = self.supported_chance[live]
        ready = self.sixteenth[live] + np.where(
            self.children.unaccompanied[live],
            _scheduled(self.supported_alone, here, chance),
            _scheduled(self.supported, here, chance),
        )
        return np.where(ready > day, ready, NEVER)

    def _to_long_term(
        self, live: np.ndarray, here: np.ndarray, day: np.ndarray, share: np.ndarray, chance: np.ndarray
    ) -> np.ndarray:
        """The day on which a foster home is made long term: after the court's order, where there is to be one.

        Those who come to it young need it for longest, and wait less; from 16 on residents prepare to leave instead.
        """
        wait = _scheduled(self.confirmed, here, chance[2, live])
        young = self.children.ages(live, day) < YOUNG
        wait = np.where(young, np.floor(wait * self.young_wait).astype(np.int64), wait)
        then, decided = day + wait, self.children.decided[live]
        then = np.where(then < decided, decided + np.floor(AFTER_ORDER * share).astype(np.int64), then)
        grown = ~self.children.unaccompanied[live] & (then >= self.sixteenth[live])
        return np.where(grown, NEVER, then)

    def _may_last(self, spec: CouncilSpec, calibration: Calibration) -> np.ndarray:
        """Whose foster homes may be made long term: few of those of unaccompanied children, who come in at 16 or 17."""
        alone_for_long = calibration.figure("placement_figures", "unaccompanied_long_term")
        chance = stream(spec.seed, spec.la_code, "placements.long term").random(len(self.children))
        staying = np.isin(self.children.plan, LASTING)
        return np.asarray(staying & (~self.children.unaccompanied | (chance < alone_for_long)))

    def _chosen_from(self, spec: CouncilSpec, calibration: Calibration) -> np.ndarray:
        """The day on which a child goes from those who took it in for a while to those it is to grow up with, or NEVER:
        some weeks after the order.
        """
        children = self.children
        adopters, young, older = (
            calibration.figure("placement_figures", name)
            for name in ("moves_while_adopters_are_found", "young_moves_after_order", "moves_after_order")
        )
        under_five = children.ordered < birthdays(children.born, YOUNG)
        some = np.select([children.plan == "adoption", under_five], [adopters, young], older)
        chance = stream(spec.seed, spec.la_code, "placements.after the order").random((2, len(children)))
        goes = (chance[0] < some) & np.isin(children.plan, GROWING_UP) & (children.ordered < NOT_YET)
        return np.where(goes, children.ordered + np.floor(AFTER_ORDER * chance[1]).astype(np.int64), NEVER)


def _near(own: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Where among all lengths (0 to 1) one stands that is much as the child's others: around `own`, not to the day."""
    share = np.abs(own + ALIKE * (chance - 0.5))
    return np.where(share > 1, 2 - share, share)  # folded at both ends, so that all lengths stay as common


def _alike(calibration: Calibration) -> tuple[Bands, Bands]:
    """How many of a child's placements are all long or all short, by age: residents', and unaccompanied children's."""
    table = calibration["placement_alike"]
    resident, alone = (table.filter(pl.col("group") == name) for name in ("resident", "unaccompanied"))
    return Bands(resident, "share"), Bands(alone, "share")


def _scheduled_moves(calibration: Calibration) -> tuple[Durations, Durations, Durations]:
    """Days to supported accommodation, residents' and unaccompanied children's, and to a home that is long term."""
    table = calibration["scheduled_moves"]
    events = ("supported", "supported, unaccompanied", "long_term")
    supported, alone, long_term = (Durations(table.filter(pl.col("event") == event), "kind") for event in events)
    return supported, alone, long_term


def _scheduled(days: Durations, kinds: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Days until the scheduled move of each kind of placement; NEVER for kinds that have none."""
    until = np.full(len(kinds), NEVER, np.int64)
    for kind in days.names:
        chosen = kinds == kind
        until[chosen] = days.at(kind, chance[chosen])
    return until
