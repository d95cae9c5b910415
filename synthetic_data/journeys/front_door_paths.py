"""What happens after a referral: the assessment, enquiry, conference, plans and closure of one child, as dates.

A *need episode* runs from a referral to its closure. Its dates are laid out here for many children at once, whole and
without regard to what is known by the horizon; `front_door` cuts them. Day numbers throughout; NONE where a thing
never happens.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from synthetic_data.dates import add_working_days
from synthetic_data.journeys.front_door_draws import banded, census_year, off_rest_days, waiting
from synthetic_data.journeys.front_door_mechanism import Mechanism

NONE = -1
DAYS = np.int32  # half the memory of NumPy's usual whole numbers, of which an episode has many
# Reasons for closure by number: 7 is RC7. A referral with no further action has none.
DIED, ARRANGEMENTS_ORDER, MOVED_AWAY, ADULT_SERVICES, ENDED, CLOSED_AFTER_ASSESSMENT, EARLY_HELP, NO_REASON = (
    2,
    3,
    5,
    6,
    7,
    8,
    9,
    0,
)
ENQUIRY = "section47"  # in front_door_eras.csv: how likely an enquiry is that leads to no protection plan
PATHS = ("no_further_action", "not_in_need", "assessed_and_closed", "need_plan", "protection_plan", "long_plan", "care")
NFA, NOT_IN_NEED, ASSESSED, NEED_PLAN, PROTECTION, LONG_PLAN, CARE = range(len(PATHS))
# Spells of an episode, each a pair of columns <name>_start and <name>_end.
SPELLS = ("assessment", "review_assessment", "enquiry", "later_enquiry", "earlier_plan", "protection", "plan")

Draw = Callable[[str, int], np.ndarray]
Episodes = dict[str, np.ndarray]


def lay_out(draw: Draw, by: Mechanism, path: np.ndarray, referred: np.ndarray, asked: np.ndarray) -> Episodes:
    """Lay out the episode that follows each referral.

    path: position in PATHS; referred: day number; asked: True where the family's last episode held a section 47
    enquiry. Returns columns path, referred, closed, reason (1-9, 0 for no
    further
    action), no_factors, transfer_in, conference (day or NONE), later_conference (day or NONE), and <spell>_start,
    <spell>_end
    for each of SPELLS. Ends are inclusive of the day they fall on and never before their start.
    """
    n = len(path)
    e: Episodes = {"path": path, "referred": referred, "reason": np.full(n, ENDED)}
    for spell in SPELLS:
        e[f"{spell}_start"], e[f"{spell}_end"] = np.full(n, NONE, DAYS), np.full(n, NONE, DAYS)
    e["conference"], e["later_conference"] = np.full(n, NONE, DAYS), np.full(n, NONE, DAYS)
    e["transfer_in"] = (path == PROTECTION) & (draw("transfer_in", n) < by["transfer_in_share"])
    _assess(e, draw, by)
    _enquire(e, draw, by, asked)
    _plan(e, draw, by)
    _protect(e, draw, by)
    _enquire_again(e, draw, by)
    _close(e, draw, by)
    return e


def cut_short(e: Episodes, rows: np.ndarray, day: np.ndarray, reason: np.ndarray | int) -> None:
    """Close the episodes at `rows` on `day` (a birthday, a move away, a death): what began later never happens, what
    runs ends then."""
    for spell in SPELLS:
        start, end = e[f"{spell}_start"][rows], e[f"{spell}_end"][rows]
        never = (start >= day) | (start == NONE)
        e[f"{spell}_start"][rows] = np.where(never, NONE, start)
        e[f"{spell}_end"][rows] = np.where(never, NONE, np.minimum(end, day))
    for conference in ("conference", "later_conference"):
        held = e[conference][rows]
        e[conference][rows] = np.where(held > day, NONE, held)
    e["closed"][rows] = day
    e["reason"][rows] = reason


def _assess(e: Episodes, draw: Draw, by: Mechanism) -> None:
    """Start within days of the referral; run for the published working days, with their rise just before the limit
    of 45."""
    n = len(e["path"])
    start = add_working_days(e["referred"], np.searchsorted([0.5, 0.8, 0.9, 0.95, 0.98], draw("assessment_start", n)))
    days = _assessment_days(draw("assessment_days", n), by, e["referred"])
    end = np.where(days == 0, start, add_working_days(start, days))
    assessed = e["path"] != NFA
    e["assessment_start"][assessed] = start[assessed]
    e["assessment_end"][assessed] = end[assessed]
    e["no_factors"] = (e["path"] == NOT_IN_NEED) & (draw("no_factors", n) < by["no_factors_share"])


def _assessment_days(uniform: np.ndarray, by: Mechanism, begins: np.ndarray) -> np.ndarray:
    """Working days that assessments take which begin on these days: as in each year."""
    table, year = by.tables["assessment_days"], by.year_of(begins)
    days = np.empty(len(uniform), np.int64)
    for row, ratios in enumerate(by.by_year("assessment_days", table["from_day"].cast(pl.String).to_list())):
        some = year == row
        weighted = table.with_columns(pl.col("assessments") * pl.Series(ratios))
        days[some] = banded(uniform[some], weighted, "assessments")
    return days


def _enquire(e: Episodes, draw: Draw, by: Mechanism, asked: np.ndarray) -> None:
    """The section 47 enquiry of the first assessment, and the conference it leads to, on working days."""
    n, path = len(e["path"]), e["path"]
    chance = np.select(
        [path == ASSESSED, path == NEED_PLAN],
        [by["section47_assessed_and_closed"], by["section47_need_plan"]],
        0.0,
    )
    chance = np.where(asked, chance * by["section47_after_another"], chance) * by.of_era(ENQUIRY, e["referred"])
    chance = np.where(path == PROTECTION, 1.0, np.minimum(chance, 1.0))  # no plan without an enquiry before it
    enquired = (draw("enquiry", n) < chance) & ~e["transfer_in"]
    e["later"] = (path == PROTECTION) & (draw("later_protection", n) < by["later_protection"]) & ~e["transfer_in"]
    rows = np.flatnonzero(enquired | e["transfer_in"])
    n, path, enquired, transferred = len(rows), path[rows], enquired[rows], e["transfer_in"][rows]
    assessed_from, assessed_by = e["assessment_start"][rows], e["assessment_end"][rows]
    start = off_rest_days(
        e["referred"][rows] + waiting(draw("enquiry_wait", n), by["section47_wait_days"]),
        draw("enquiry_rest", n),
        kept=0.3,
    )
    start = np.minimum(start, assessed_by)
    conference = add_working_days(start, banded(draw("conference_days", n), by.tables["conference_days"], "share"))
    decided = add_working_days(start, 2 + np.floor(draw("enquiry_days", n) * 13).astype(np.int64))
    without_plan = (path == NEED_PLAN) & (
        draw("conference_without_plan", n) < by["conference_without_plan"] / by["section47_need_plan"]
    )
    held = ((path == PROTECTION) & ~e["later"][rows]) | without_plan | transferred
    # An enquiry without a conference is part of the assessment; one with a conference may hold the assessment up.
    end = np.where(held, conference, np.maximum(np.minimum(decided, assessed_by), start))
    e["conference"][rows] = np.where(held, conference, NONE)
    e["enquiry_start"][rows] = np.where(enquired, start, NONE)
    e["enquiry_end"][rows] = np.where(enquired, end, NONE)
    e["assessment_start"][rows] = np.where(enquired, np.minimum(assessed_from, start), assessed_from)
    e["assessment_end"][rows] = np.maximum(assessed_by, end)


def _plan(e: Episodes, draw: Draw, by: Mechanism) -> None:
    """Child in need plans that follow the assessment: brief, ordinary or long."""
    brief = (e["path"] == ASSESSED) & (draw("brief_plan", len(e["path"])) < by["brief_plan_share"])
    rows = np.flatnonzero(brief | e["later"] | (e["path"] == NEED_PLAN) | (e["path"] == LONG_PLAN))
    n, path, later = len(rows), e["path"][rows], e["later"][rows]
    start = off_rest_days(
        e["assessment_end"][rows] + waiting(draw("plan_wait", n), by["need_plan_wait_days"]), draw("plan_rest", n)
    )
    u = draw("plan_days", n)
    days = np.select(
        [path == ASSESSED, path == LONG_PLAN],
        [5 + waiting(u, by["brief_plan_days"]), 5 + waiting(u, by["long_plan_mean_days"])],
        np.floor(banded(u, by.tables["need_plan_days"], "share") * by.of_era("need_plan_days", start)).astype(np.int64),
    )
    e["plan_start"][rows] = np.where(later, NONE, start)
    e["plan_end"][rows] = np.where(later, NONE, off_rest_days(start + days, draw("plan_end_rest", n)))
    e["earlier_plan_start"][rows] = np.where(later, start, NONE)


def _protect(e: Episodes, draw: Draw, by: Mechanism) -> None:
    """Protection plans: start on the day of the conference, end mostly at a review, and often step down to a plan
    for need."""
    _protect_later(e, draw, by)
    rows = np.flatnonzero(e["path"] == PROTECTION)
    n = len(rows)
    begins = np.where(e["later"][rows], e["later_conference"][rows], e["conference"][rows])
    ends = off_rest_days(
        begins + banded(draw("protection_days", n), by.tables["protection_plan_days"], "share"),
        draw("protection_rest", n),
    )
    e["protection_start"][rows], e["protection_end"][rows] = begins, ends
    down = draw("step_down", n) < by["step_down_share"]
    rows, ends = rows[down], ends[down]
    n = len(rows)
    days = np.floor(by["step_down_scale_days"] * (-np.log1p(-draw("step_down_days", n))) ** (1 / 1.1)).astype(np.int64)
    e["plan_start"][rows] = ends
    e["plan_end"][rows] = off_rest_days(ends + 14 + days, draw("step_down_rest", n))


def _protect_later(e: Episodes, draw: Draw, by: Mechanism) -> None:
    """Children protected after a while on a plan for need: the enquiry and the conference that end it."""
    rows = np.flatnonzero(e["later"])
    n = len(rows)
    start = off_rest_days(
        e["earlier_plan_start"][rows] + 20 + waiting(draw("later_enquiry_wait", n), 90.0),
        draw("later_enquiry_rest", n),
    )
    conference = add_working_days(
        start, banded(draw("later_conference_days", n), by.tables["conference_days"], "share")
    )
    e["later_enquiry_start"][rows] = start
    for column in ("later_enquiry_end", "later_conference", "earlier_plan_end"):
        e[column][rows] = conference


def _enquire_again(e: Episodes, draw: Draw, by: Mechanism) -> None:
    """A later enquiry during a plan, without a conference; most later enquiries open an assessment of their own."""
    n, path = len(e["path"]), e["path"]
    planned = (path == NEED_PLAN) | (path == PROTECTION) | (path == LONG_PLAN)
    again = draw("enquiry_again", n) < by["section47_again"] * by.of_era(ENQUIRY, e["referred"])
    rows = np.flatnonzero(planned & again & (e["later_enquiry_start"] == NONE))
    protected = path[rows] == PROTECTION
    begins = np.where(protected, e["protection_start"][rows], e["plan_start"][rows])
    begins = np.maximum(begins, e["assessment_end"][rows])
    room = np.where(protected, e["protection_end"][rows], e["plan_end"][rows]) - begins - 42
    rows, begins, room = rows[room > 0], begins[room > 0], room[room > 0]
    n = len(rows)
    start = off_rest_days(
        begins + 14 + np.floor(draw("enquiry_again_day", n) * room).astype(np.int64), draw("again_rest", n)
    )
    e["later_enquiry_start"][rows] = start
    e["later_enquiry_end"][rows] = add_working_days(
        start, 2 + np.floor(draw("enquiry_again_days", n) * 13).astype(np.int64)
    )
    rows = np.flatnonzero(e["later_enquiry_start"] != NONE)
    # The return of a year with an enquiry, or with its conference, shows an assessment too, be it the first one.
    assessed, begun, ended = (
        census_year(e[name][rows]) for name in ("assessment_end", "later_enquiry_start", "later_enquiry_end")
    )
    same_year = (assessed == begun) & (assessed == ended)
    rows = rows[~(same_year & (draw("same_assessment", len(rows)) < by["section47_same_assessment"]))]
    begin = e["later_enquiry_start"][rows]
    days = _assessment_days(draw("review_assessment_days", len(rows)), by, begin)
    done = np.where(days == 0, begin, add_working_days(begin, days))
    e["review_assessment_start"][rows] = begin
    e["review_assessment_end"][rows] = np.maximum(done, e["later_enquiry_end"][rows])


def _close(e: Episodes, draw: Draw, by: Mechanism) -> None:
    """Closure follows the last thing that happened; a few families move away on the way."""
    n, path = len(e["path"]), e["path"]
    mean = np.select(
        [path == NOT_IN_NEED, path == ASSESSED, path == PROTECTION],
        [by["not_in_need_closure_days"], by["assessed_closure_days"], by["protection_closure_days"]],
        by["need_plan_closure_days"],
    )
    last = np.maximum.reduce([e[f"{spell}_end"] for spell in SPELLS])
    # Some stay open long after their plan, with support that no plan describes.
    stays = ((path == NEED_PLAN) | (path == PROTECTION)) & (draw("stays_open", n) < by["stays_open_share"])
    wait = waiting(draw("closure_wait", n), np.where(stays, by["stays_open_days"], mean))
    closed = off_rest_days(last + wait, draw("closure_rest", n))
    # Closed after assessment means in the census year of the assessment: else it is authorised only as it is closed.
    brief = np.flatnonzero(path == NOT_IN_NEED)
    late = brief[census_year(closed[brief]) != census_year(last[brief])]
    e["assessment_end"][late] = closed[late]
    e["closed"] = np.where(path == NFA, e["referred"], closed)
    early_help = draw("early_help", n) < by["early_help_share_of_not_in_need"]
    e["reason"] = np.where(path == NOT_IN_NEED, np.where(early_help, EARLY_HELP, CLOSED_AFTER_ASSESSMENT), e["reason"])
    e["reason"] = np.where(path == NFA, NO_REASON, e["reason"])
    served = path > NOT_IN_NEED
    order = draw("arrangements_order", n) < by["arrangements_order_share"]
    e["reason"] = np.where(served & order, ARRANGEMENTS_ORDER, e["reason"])
    moves = served & (draw("moves_away", n) < by["moves_away_share"]) & (e["closed"] - e["referred"] > 30)
    rows = np.flatnonzero(moves)
    room = (e["closed"] - e["referred"] - 21)[rows]
    day = e["referred"][rows] + 21 + np.floor(draw("moves_away_day", len(rows)) * room).astype(np.int64)
    cut_short(e, rows, off_rest_days(day, draw("moves_away_rest", len(rows))), MOVED_AWAY)
