"""Placements: with whom, for how long, and when a child moves.

A child has a *kind* of placement (kin, foster, home, supported, ...) until a move, drawn by kind and age (teenagers
move sooner) and by whether the child will leave care before 18, or until the last stretch that the ending needs (the
adopters, the relative who becomes guardian, the parents). One child's placements tend to be long or short together,
but for children of whom adoption is planned; those that follow an entry in an emergency are stopgaps. Boys, girls and
unaccompanied children live in different kinds. A change of status with the same carer (a foster placement made long
term, supported accommodation registered) is a new row at the same `address`.

Makes
    placement_moves   placement_key, period, start, end, kind, address (placement_key of the first row there),
    long_term,
                      registered (supported accommodation), code* (temporary placements only: T1-T4)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.draws import (
    WORKING_WEEK,
    Bands,
    Durations,
    Hazards,
    Shares,
    birthdays,
    era_days,
    shared,
    to_another_day,
    whole_ages,
    with_factors,
)
from synthetic_data.journeys.periods import TOGETHER
from synthetic_data.journeys.placement_carers import with_brothers_and_sisters, with_the_usual_carers
from synthetic_data.journeys.placement_pace import own_paces, paces_at_first
from synthetic_data.journeys.placement_splits import at_registration, back_from_adopters
from synthetic_data.journeys.temporary import with_temporary
from synthetic_data.streams import stream
from synthetic_data.tables import neighbour

MOST_MOVES = 60
LASTING = ("adulthood", "special_guardianship")  # plans for which a foster home is made long term
NEVER = 2**40
NOT_YET = 2**30  # the day number of a date that never comes
ALIKE = 0.1  # how far apart, among all lengths in order, those are that follow the child
EMERGENCY = ("L1", "L2", "L3")  # police protection, an emergency protection order, a child assessment order
PASSING = 2  # placements after an entry in an emergency that are stopgaps
AFTER_ORDER = 120  # days after the care order within which a foster home that was meant to be is made long term
SOON = 14  # a stay of fewer days gives way on the next working day, a longer one in the next week
SETTLED = 300  # days in care after which a new foster placement may be long term from its first day


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "placements"."""
    orders = (
        earlier["legal_spells"]
        .with_columns(order=pl.col("legal_status").is_in(["C1", "C2"]), adoption=pl.col("legal_status") == "E1")
        .group_by("period")
        .agg(
            pl.col("start").filter("order").min().alias("order_from"),
            pl.col("start").filter(pl.col("legal_status") == "C2").min().alias("full_from"),
            pl.col("start").filter("adoption").min().alias("e1_from"),
            pl.col("end").filter("adoption").max().alias("e1_until"),
            pl.col("legal_status").sort_by("start").first().is_in(EMERGENCY).alias("emergency"),
        )
    )
    frame = (
        earlier["care_periods"]
        .select("period", "person", "number", "start", "need", "uasc", "short_breaks")
        .join(earlier["care_plans"], on="period", maintain_order="left")
        .join(
            earlier["entrants"].select("person", "dob", "sex", "ethnicity", "sibling_group"),
            on="person",
            maintain_order="left",
        )
        .with_columns(TOGETHER)
        .join(earlier["last_stretches"], on="period", maintain_order="left")
        .join(orders, on="period", how="left", maintain_order="left")
    )
    rows = pl.concat([_care(spec, calibration, frame), _short_breaks(spec, frame)])
    rows = back_from_adopters(rows, earlier["adoption_plans"])
    ends = frame.select("period", pl.col("planned_end").cast(pl.Int32).cast(pl.Int64).alias("period_end"))
    whole = at_registration(
        spec,
        calibration,
        rows.sort("period", "start")
        .join(ends, on="period", maintain_order="left")
        .with_columns(end=neighbour("start", "period", -1).fill_null(pl.col("period_end"))),
    ).with_columns(run=(~pl.col("same_carer")).cum_sum())
    whole = with_the_usual_carers(spec, calibration, whole, frame)
    whole = with_brothers_and_sisters(spec, calibration, whole, frame)
    whole = with_temporary(spec, calibration, whole.drop("period_end"), frame, earlier["legal_spells"])
    whole = whole.with_row_index("placement_key")
    return {
        "placement_moves": whole.select(
            pl.col("placement_key").cast(pl.Int32),
            pl.col("period").cast(pl.Int32),
            pl.col("start", "end").cast(pl.Int32).cast(pl.Date),
            "kind",
            pl.col("placement_key").min().over("run").cast(pl.Int32).alias("address"),
            "long_term",
            "registered",
            "code",
        )
    }


def _care(spec: CouncilSpec, calibration: Calibration, frame: pl.DataFrame) -> pl.DataFrame:
    """period, start (day number), kind, same_carer, long_term: moves round by round over all children at once."""
    period = frame["period"].to_numpy()
    begin, end, born = (_days(frame[name]) for name in ("start", "planned_end", "dob"))
    last_from, order_from, full_from, e1_from, e1_until = (
        _days(frame[name]) for name in ("last_from", "order_from", "full_from", "e1_from", "e1_until")
    )
    last_kind, plan = frame["kind"].to_numpy(), frame["plan"].to_numpy()

    entry, moves = calibration.once(_first_kinds), calibration.once(_next_kinds)
    unaccompanied = frame["uasc"].to_numpy()
    boy, girl, alone = (moves.level("who", name) for name in ("boy", "girl", "unaccompanied"))
    who = np.where(unaccompanied, alone, np.where((frame["sex"] == "M").to_numpy(), boy, girl))
    # Where children live hangs on whether they are going to stay: those who will leave are seldom in children's homes.
    planned = np.where(plan == "adulthood", moves.level("plan", "adulthood"), moves.level("plan", "leaving"))
    ends = calibration.made(Hazards, "placement_ends")
    pace = calibration.made(Bands, "placement_pace", "factor")
    own_pace, at_first = own_paces(spec, calibration, frame), paces_at_first(calibration, frame)
    eras = calibration.made(era_days, "placement_eras")
    level_of = {kind: moves.level("kind", kind) for kind in set(calibration["placement_moves"]["kind"])}
    alike_at, alike_alone = calibration.once(_alike)
    long_term_share = calibration.figure("placement_figures", "long_term_from_start")
    # Few homes of unaccompanied children, who come in at 16 or 17, are ever made long term.
    alone_for_long = calibration.figure("placement_figures", "unaccompanied_long_term")
    chance_long = stream(spec.seed, spec.la_code, "placements.long term").random(len(period))
    may_last = np.isin(plan, LASTING) & (~unaccompanied | (chance_long < alone_for_long))
    # Where a court is asked, nobody is a long-term carer before it has made the care order.
    decided = np.where(order_from < NOT_YET, full_from, begin)
    on_rest_days = calibration.figure("council_scale", "on_rest_days")
    sent_home_early = calibration.figure("placement_figures", "parents_during_proceedings")

    scheduled = calibration["scheduled_moves"]
    leaving = Durations(scheduled.filter(pl.col("event") == "supported"), "kind")
    leaving_alone = Durations(scheduled.filter(pl.col("event") == "supported, unaccompanied"), "kind")
    confirmed = Durations(scheduled.filter(pl.col("event") == "long_term"), "kind")
    sixteenth = birthdays(born, 16).astype(np.int64)

    def allowed(kinds: np.ndarray, here: np.ndarray, day: np.ndarray, since: np.ndarray) -> np.ndarray:
        """Children under a care order (from the days `since`), of whom adoption will not be asked, may go to parents;
        others to foster care or, at 16, flats.
        """
        under_order = (day >= since) & ((e1_from[here] == NOT_YET) | (day >= e1_until[here]))
        under_order &= plan[here] != "adoption"
        instead = np.where(whole_ages(born[here], day) >= 16, "supported", "foster")
        return np.where((kinds == "parents") & ~under_order, instead, kinds)

    live = np.flatnonzero(~frame["short_breaks"].to_numpy())
    rng = stream(spec.seed, spec.la_code, "placements.entry")
    group = np.where(unaccompanied, entry.level("group", "unaccompanied"), entry.level("group", "resident"))
    own_chance, supported_chance = rng.random((2, len(period)))
    age, era = whole_ages(born[live], begin[live]), np.searchsorted(eras, begin[live], side="right") - 1
    chance_kind = shared(rng.random(len(live)), frame["together"].to_numpy()[live])
    drawn = np.array(entry.codes)[entry.at(chance_kind, who[live], planned[live], era, group[live], age)]
    kind = np.full(len(period), "", dtype="<U13")
    kind[live] = allowed(drawn, live, begin[live], order_from[live])
    at_once = live[(last_from[live] <= begin[live]) & (last_kind[live] != "any")]
    kind[at_once] = last_kind[at_once]
    day, met = begin.copy(), begin.copy()  # when the row began, and life with its carers
    long_term = np.zeros(len(period), bool)
    made = [_rows(period, live, day, kind, np.zeros(len(live), bool), long_term)]
    for number in range(1, MOST_MOVES + 1):
        rng = stream(spec.seed, spec.la_code, f"placements.move {number}")
        chance = rng.random((7, len(period)))
        age = whole_ages(born[live], day[live])
        alike = np.where(unaccompanied[live], alike_alone.at(age), alike_at.at(age))
        own = (chance[3, live] < alike) & (plan[live] != "adoption")
        share = np.where(own, _near(own_chance[live], chance[0, live]), chance[0, live])
        often = own_pace[live] * pace.at(age)
        if number <= PASSING:
            often = often * at_first[live]
        length = np.zeros(len(live), np.int64)
        here = kind[live]
        for name in ends.names:
            chosen = here == name
            passed = (day - met)[live[chosen]]
            length[chosen] = ends.at(name, share[chosen], often[chosen], passed)
        moved_on = np.where(here == "adoption", end[live], day[live] + length)
        # Two moves have a time of their own: on to supported accommodation after 16, and a foster home made long term.
        to_supported = sixteenth[live] + np.where(
            unaccompanied[live],
            _scheduled(leaving_alone, here, supported_chance[live]),
            _scheduled(leaving, here, supported_chance[live]),
        )
        to_supported = np.where(to_supported > day[live], to_supported, NEVER)
        lasting = may_last[live] & ~long_term[live]
        to_long_term = day[live] + _scheduled(confirmed, here, chance[2, live])
        waiting = to_long_term < decided[live]
        to_long_term = np.where(waiting, decided[live] + np.floor(AFTER_ORDER * share).astype(np.int64), to_long_term)
        to_long_term = np.where(lasting, to_long_term, NEVER)
        supported = (to_supported < moved_on) & (to_supported < to_long_term)
        same = (to_long_term < moved_on) & ~supported
        moved_on = np.minimum(moved_on, np.minimum(to_supported, to_long_term))
        within = np.where(moved_on - day[live] < SOON, 1, WORKING_WEEK)
        waited = to_another_day(np.minimum(moved_on, end[live]), chance[6, live], on_rest_days, within)
        moved_on = np.where(waited < end[live], waited, moved_on)
        to_last = (last_kind[live] != "any") & (moved_on >= last_from[live]) & (here != last_kind[live])
        to_last &= last_from[live] > day[live]
        settled = (last_kind[live] != "any") & (here == last_kind[live]) & (moved_on >= last_from[live])
        in_last = (last_from[live] <= day[live]) & (last_kind[live] != "any")
        going = to_last | ((moved_on < end[live]) & ~settled & ~in_last)
        moved_on = np.where(to_last, last_from[live], moved_on)
        live, here, moved_on, to_last = live[going], here[going], moved_on[going], to_last[going]
        supported, same = supported[going] & ~to_last, same[going] & ~to_last
        if not len(live):
            break
        age = whole_ages(born[live], moved_on)
        era = np.searchsorted(eras, moved_on, side="right") - 1
        levels = np.array([level_of.get(str(name), 0) for name in here])
        drawn = np.array(moves.codes)[moves.at(chance[1, live], who[live], planned[live], era, age, levels)]
        # While a court is deciding, few who were taken from their parents go back to live with them.
        home_from = np.where(chance[5, live] < sent_home_early, order_from[live], full_from[live])
        drawn = np.where(same, here, np.where(supported, "supported", allowed(drawn, live, moved_on, home_from)))
        kind[live] = np.where(to_last, last_kind[live], drawn)
        day[live] = moved_on
        met[live] = np.where(same, met[live], moved_on)
        fostered = np.isin(kind[live], ["kin", "foster"])
        staying = (moved_on - begin[live] > SETTLED) & (moved_on >= decided[live]) & (plan[live] == "adulthood")
        staying &= may_last[live]
        long_term[live] = fostered & (same | (staying & (chance[4, live] < long_term_share)))
        made.append(_rows(period, live, day, kind, same, long_term))
    return pl.concat(made)


def _near(own: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Where among all lengths (0 to 1) one stands that is much as the child's others: around `own`, not to the day."""
    share = np.abs(own + ALIKE * (chance - 0.5))
    return np.where(share > 1, 2 - share, share)  # folded at both ends, so that all lengths stay as common


def _alike(calibration: Calibration) -> tuple[Bands, Bands]:
    """How many of a child's placements are all long or all short, by age: residents', and unaccompanied children's."""
    table = calibration["placement_alike"]
    resident, alone = (table.filter(pl.col("group") == name) for name in ("resident", "unaccompanied"))
    return Bands(resident, "share"), Bands(alone, "share")


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


def _rows(
    period: np.ndarray, live: np.ndarray, day: np.ndarray, kind: np.ndarray, same: np.ndarray, long_term: np.ndarray
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "period": period[live],
            "start": day[live],
            "kind": kind[live],
            "same_carer": same,
            "long_term": long_term[live],
        }
    )


def _short_breaks(spec: CouncilSpec, frame: pl.DataFrame) -> pl.DataFrame:
    """One placement a period: a children's home or a foster carer, the same kind for all stays of one child."""
    respite = frame.filter("short_breaks")
    rng = stream(spec.seed, spec.la_code, "placements.short breaks")
    chance = rng.random(1 + int(frame["person"].max() or 0)) if frame.height else np.zeros(0)  # type: ignore[arg-type]
    at_home = chance[respite["person"].to_numpy()] < 0.6
    return pl.DataFrame(
        {
            "period": respite["period"],
            "start": _days(respite["start"]),
            "kind": np.where(at_home, "home", "foster"),
            "same_carer": np.zeros(respite.height, bool),
            "long_term": np.zeros(respite.height, bool),
        },
        schema_overrides={"start": pl.Int64},
    )


def _scheduled(days: Durations, kinds: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Days until the scheduled move of each kind of placement; NEVER for kinds that have none."""
    until = np.full(len(kinds), NEVER, np.int64)
    for kind in days.names:
        chosen = kinds == kind
        until[chosen] = days.at(kind, chance[chosen])
    return until


def _days(dates: pl.Series) -> np.ndarray:
    """Day numbers; a date that never comes is very late."""
    return dates.cast(pl.Int32).fill_null(NOT_YET).to_numpy().astype(np.int64)
