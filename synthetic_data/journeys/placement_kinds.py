"""With whom a child is placed first, and where the child goes from there.

Not a part of its own: `placements` asks it. Boys, girls and unaccompanied children live in different kinds of
placement, and where children live hangs on whether they are going to stay: those who will leave are seldom in
children's homes. Which kinds there was room in changed with the years.
"""

from __future__ import annotations

import numpy as np

from synthetic_data.calibration import Calibration
from synthetic_data.draws import Shares, era_at, era_days, shared, with_factors
from synthetic_data.journeys.placed_children import NOT_YET, PlacedChildren


class PlacementKinds:
    """Draws kinds of placement (kin, foster, home, supported, ...) for these children."""

    def __init__(self, calibration: Calibration, children: PlacedChildren) -> None:
        self.children = children
        self.entry, self.moves = calibration.once(_first_kinds), calibration.once(_next_kinds)
        self.eras = calibration.made(era_days, "placement_eras")
        self.levels = {kind: self.moves.level("kind", kind) for kind in set(calibration["placement_moves"]["kind"])}
        boy, girl, alone = (self.moves.level("who", name) for name in ("boy", "girl", "unaccompanied"))
        self.who = np.where(children.unaccompanied, alone, np.where(children.boy, boy, girl))
        staying, leaving = (self.moves.level("plan", name) for name in ("adulthood", "leaving"))
        self.planned = np.where(children.plan == "adulthood", staying, leaving)
        self.sent_home_early = calibration.figure("placement_figures", "parents_during_proceedings")

    def first(self, live: np.ndarray, chance: np.ndarray) -> np.ndarray:
        """The kind on the first day of care, by `chance` (0 to 1); children who come in together share it."""
        children = self.children
        begin = children.begin[live]
        group = np.where(
            children.unaccompanied[live],
            self.entry.level("group", "unaccompanied"),
            self.entry.level("group", "resident"),
        )
        drawn = self.entry.at(
            shared(chance, children.together[live]),
            self.who[live],
            self.planned[live],
            self._era(begin),
            group,
            children.ages(live, begin),
        )
        kinds = self._allowed(np.array(self.entry.codes)[drawn], live, begin, children.order_from[live])
        at_once = (children.last_from[live] <= begin) & (children.last_kind[live] != "any")
        return np.where(at_once, children.last_kind[live], kinds)

    def next(
        self, live: np.ndarray, here: np.ndarray, day: np.ndarray, chance: np.ndarray, at_home: np.ndarray
    ) -> np.ndarray:
        """The kind that follows `here` on `day`. at_home: who, by chance, may go to parents while a court decides."""
        levels = np.array([self.levels.get(str(name), 0) for name in here])
        drawn = self.moves.at(
            chance, self.who[live], self.planned[live], self._era(day), self.children.ages(live, day), levels
        )
        # While a court is deciding, few who were taken from their parents go back to live with them.
        home_from = np.where(
            at_home < self.sent_home_early, self.children.order_from[live], self.children.full_from[live]
        )
        return self._allowed(np.array(self.moves.codes)[drawn], live, day, home_from)

    def _era(self, day: np.ndarray) -> np.ndarray:
        return era_at(self.eras, day)

    def _allowed(self, kinds: np.ndarray, live: np.ndarray, day: np.ndarray, since: np.ndarray) -> np.ndarray:
        """Children under a care order (from the days `since`), of whom adoption will not be asked, may go to parents;
        others to foster care or, at 16, flats.
        """
        children = self.children
        under_order = (day >= since) & ((children.e1_from[live] == NOT_YET) | (day >= children.e1_until[live]))
        under_order &= children.plan[live] != "adoption"
        instead = np.where(children.ages(live, day) >= 16, "supported", "foster")
        return np.where((kinds == "parents") & ~under_order, instead, kinds)


def _first_kinds(calibration: Calibration) -> Shares:
    """The kind of the first placement, by who the child is, the plan, the era, the group and the age."""
    eras, plans, children = (calibration[f"placement_{name}"] for name in ("eras", "plans", "children"))
    kinds = with_factors(calibration["placement_at_entry"], eras, "from_day", ("kind",))
    kinds = with_factors(with_factors(kinds, plans, "plan", ("kind",)), children, "who", ("kind",))
    return Shares(kinds, "kind", ("who", "plan", "from_day", "group", "age_from"))


def _next_kinds(calibration: Calibration) -> Shares:
    """The kind of the next placement, by who the child is, the plan, the era, the age and the kind before."""
    eras, plans, children = (
        calibration[f"placement_{name}"].rename({"kind": "next"}) for name in ("eras", "plans", "children")
    )
    kinds = with_factors(calibration["placement_moves"], eras, "from_day", ("next",))
    kinds = with_factors(with_factors(kinds, plans, "plan", ("next",)), children, "who", ("next",))
    return Shares(kinds, "next", ("who", "plan", "from_day", "age_from", "kind"))
