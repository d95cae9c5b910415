"""Periods of care: why each began, the plan that ends it and when, and who comes back.

The plan is drawn on entry from the child's age, as a share of all who enter at that age; the days to it come from the
published lengths of periods with that end. Brothers and sisters who came in together share the draw, so that they tend
to leave together. Later parts (legal status, placements, adoption) are drawn so that they lead to the plan.

Makes
    entrants      person, child_id, sex, dob, ethnicity, uasc, sibling_group (children of one family: came in on one
    day) care_periods  see `journeys`; ends after the horizon are null
    care_plans    period, plan, planned_end (may lie after the horizon: what would happen next; never shown in a return)
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.draws import (
    Bands,
    Durations,
    Shares,
    birthdays,
    era_at,
    era_days,
    factors_over_time,
    to_another_day,
    whole_ages,
    with_factors,
)
from synthetic_data.journeys.children import child_ids
from synthetic_data.journeys.entries import (
    RESPITE_AGREEMENT,
    RESPITE_STAYS,
    UNACCOMPANIED,
    Entrants,
    draw_entrants,
)
from synthetic_data.streams import stream

MOST_PERIODS = 6  # published: nobody among 33,620 leavers had more than six periods of care
BABY, YOUNG, OLDER = 1, 5, 10
BY_A_COURT = ("adoption", "special_guardianship", "arrangements_order")  # plans that an order carries out
PLANNED = 14  # days in care after which its end is mostly on a working day
# Brothers and sisters who came in together have one number; everybody else, and whoever comes back, has their own.
TOGETHER = pl.when(pl.col("number") == 1).then("sibling_group").otherwise(-1 - pl.col("period")).alias("together")
FROM_PLACING_TO_ADOPTION = 300  # days, on average (DfE Children looked after in England including adoptions 2024)
LOOK_BACK = 730  # days of ended care kept before the first return, so that a year's return has a year behind it


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "care periods"."""
    entrants = draw_entrants(spec, calibration)
    periods = pl.concat(
        [
            _care_periods(spec, calibration, entrants),
            _respite_agreements(spec, calibration, entrants),
            _respite_stays(spec, calibration, entrants),
        ]
    )
    return _keep_those_who_matter(spec, entrants, periods)


def _care_periods(spec: CouncilSpec, calibration: Calibration, entrants: Entrants) -> pl.DataFrame:
    """Periods of resident and unaccompanied children: first ones, and returns round by round."""
    needs, plans = calibration.once(_needs), calibration.once(_plans)
    begins = calibration.made(era_days, "need_eras")
    exits_since = calibration.made(era_days, "exit_eras")
    broad = dict(calibration["need_ethnicity"].select("code", "group").rows())
    origins = np.array([plans.level("ethnic_group", broad[code]) for code in entrants.ethnicity_codes])
    plan_of_need = np.array([needs.level("plan", name) for name in plans.codes])
    lengths = calibration.made(Durations, "period_lengths")
    to_adoption = Bands(calibration["adoption_pace"].filter(pl.col("stage") == "whole"), "factor")
    waits_since, later = waits_for_adopters(calibration)
    # Plans that once took another time, by when care would have ended; for how many days at its beginning.
    pace = factors_over_time(calibration["period_pace"], "plan")
    paced_up_to = dict(calibration["period_pace"].select("plan", "up_to_days").rows())
    coming_back = dict(calibration["return_to_care"].select("plan", "share").rows())
    return_share = np.array([coming_back.get(plan, 0.0) for plan in plans.codes])
    on_rest_days = calibration.figure("council_scale", "on_rest_days")
    last_day = day_number(spec.horizon)

    who = np.flatnonzero(entrants.population <= UNACCOMPANIED)
    start = entrants.start[who]
    rounds = []
    for number in range(1, MOST_PERIODS + 1):
        rng = stream(spec.seed, spec.la_code, f"periods.{number}")
        born, unaccompanied = entrants.born[who], entrants.population[who] == UNACCOMPANIED
        group = np.where(unaccompanied, needs.level("group", "unaccompanied"), needs.level("group", "resident"))
        planned_as = _plan_groups(calibration, plans, unaccompanied, start)
        age = whole_ages(born, start)
        era = era_at(begins, start)
        # One draw for a sibling group on first entry; returns are each child's own.
        family = entrants.sibling_group[who] if number == 1 else who
        chance_plan, chance_days, chance_need = (rng.random(len(entrants))[family] for _ in range(3))
        rest = stream(spec.seed, spec.la_code, f"periods.{number}.rest").random((2, len(entrants)))
        chance_rest = rest[0][family]
        exit_era = era_at(exits_since, start)
        sex = np.where(entrants.male[who], plans.level("sex", "M"), plans.level("sex", "F"))
        plan = plans.at(chance_plan, sex, exit_era, origins[entrants.ethnicity[who]], planned_as, age)
        eighteen = birthdays(born, 18)
        end = eighteen.astype(np.int64)
        for code, name in enumerate(plans.codes):
            chosen = plan == code
            if name == "adulthood" or not chosen.any():
                continue
            length = _lengths(lengths, name, chance_days[chosen], age[chosen], unaccompanied[chosen])
            if name in pace:
                faster = 1 - np.interp(start[chosen] + length, *pace[name])
                length = length - np.rint(np.minimum(length, paced_up_to[name]) * faster).astype(np.int64)
            if name == "adoption":
                length = np.rint(length * to_adoption.at(age[chosen])).astype(np.int64)
                length += np.rint(np.interp(start[chosen] + length, waits_since, later)).astype(np.int64)
            until = start[chosen] + length
            kept = 0.0 if name in BY_A_COURT else on_rest_days
            until = np.where(length >= PLANNED, to_another_day(until, chance_rest[chosen], kept), until)
            end[chosen] = np.minimum(until, eighteen[chosen])
        rounds.append(
            pl.DataFrame(
                {
                    "entrant": who,
                    "number": np.full(len(who), number, np.int32),
                    "start": start,
                    "planned_end": end,
                    "need": np.array(needs.codes)[needs.at(chance_need, era, plan_of_need[plan], group, age)],
                    "plan": np.where(end >= eighteen, "adulthood", np.array(plans.codes)[plan]),
                    "short_breaks": np.zeros(len(who), bool),
                }
            )
        )
        gap = lengths.draw(rng, "gap_before_return", len(who))
        back_on = to_another_day(end + gap, rest[1][who], on_rest_days)
        returns = (
            (rng.random(len(who)) < return_share[plan])
            & ~unaccompanied
            & (end < eighteen)
            & (back_on < eighteen - 14)
            & (back_on <= last_day)
        )
        who, start = who[returns], back_on[returns]
        if not len(who):
            break
    return pl.concat(rounds)


def _plan_groups(calibration: Calibration, plans: Shares, unaccompanied: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The group of `plans` each child belongs to: ever more unaccompanied children are transferred."""
    groups = np.array([plans.level("group", name) for name in calibration["unaccompanied_plans"]["group"]])
    alone = groups[era_at(calibration.made(era_days, "unaccompanied_plans"), start)]
    return np.where(unaccompanied, alone, plans.level("group", "resident"))


def waits_for_adopters(calibration: Calibration) -> tuple[np.ndarray, np.ndarray]:
    """By how many days adoptions came later because children waited longer for adopters: the day (number) on which the
    adoption would have been, and the days; between two of them, in proportion.
    """
    placed, later = calibration.made(era_days, "adoption_eras"), calibration["adoption_eras"]["days_later"]
    return np.array(placed) + FROM_PLACING_TO_ADOPTION, later.to_numpy()


def _lengths(
    lengths: Durations, plan: str, chance: np.ndarray, age: np.ndarray, unaccompanied: np.ndarray
) -> np.ndarray:
    """Days to the end of a plan; for babies, young, older or unaccompanied children some plans take other times."""
    days = lengths.at(plan, chance)
    variants = (
        (f"{plan} under {YOUNG}", age < YOUNG),
        (f"{plan} under {BABY}", age < BABY),
        (f"{plan} from {OLDER}", age >= OLDER),
        (f"unaccompanied_{plan}", unaccompanied),
    )
    for variant, whose in variants:
        if variant in lengths.names:
            days = np.where(whose, lengths.at(variant, chance), days)
    return days


def _needs(calibration: Calibration) -> Shares:
    """The need children come into care with, by the era, the plan, the group and the age."""
    by_plan = with_factors(calibration["need_at_entry"], calibration["plan_needs"], "plan", ("need",))
    by_era = with_factors(by_plan, calibration["need_eras"], "from_day", ("group", "need"))
    return Shares(by_era, "need", ("from_day", "plan", "group", "age_from"))


def _plans(calibration: Calibration) -> Shares:
    """How care is going to end, by sex, the day it began, broad ethnic group, the group and the age."""
    by_origin = with_factors(
        calibration["exit_plans"], calibration["plan_ethnicity"], "ethnic_group", ("group", "plan")
    )
    by_era = with_factors(by_origin, calibration["exit_eras"], "from_day", ("group", "age_from", "plan"))
    by_sex = with_factors(by_era, calibration["plan_sex"], "sex", ("group", "age_from", "plan"))
    return Shares(by_sex, "plan", ("sex", "from_day", "ethnic_group", "group", "age_from"))


def _respite_agreements(spec: CouncilSpec, calibration: Calibration, entrants: Entrants) -> pl.DataFrame:
    """V4: one long period a child, open for as long as the agreement runs."""
    rng = stream(spec.seed, spec.la_code, "periods.respite agreements")
    who = np.flatnonzero(entrants.population == RESPITE_AGREEMENT)
    length = calibration.made(Durations, "period_lengths").draw(rng, "respite_agreement", len(who))
    end = np.minimum(entrants.start[who] + length, birthdays(entrants.born[who], 18))
    return _respite(who, np.ones(len(who), np.int32), entrants.start[who], end)


def _respite_stays(spec: CouncilSpec, calibration: Calibration, entrants: Entrants) -> pl.DataFrame:
    """V3: single stays of one to three nights, about monthly, for about two years."""
    rng = stream(spec.seed, spec.la_code, "periods.respite stays")
    children = np.flatnonzero(entrants.population == RESPITE_STAYS)
    stays = 3 + (rng.random(len(children)) * 30).astype(np.int64)
    who = np.repeat(children, stays)
    begins = np.cumsum(stays) - stays
    number = np.arange(len(who)) - np.repeat(begins, stays)
    gap = 21 + (rng.random(len(who)) * 18).astype(np.int64)
    passed = np.concatenate([np.zeros(1, np.int64), np.cumsum(gap)])
    gone = passed[1:] - np.repeat(passed[begins], stays)
    start = entrants.start[who] + gone - gap
    end = start + 1 + (rng.random(len(who)) * 3).astype(np.int64)
    possible = (end < birthdays(entrants.born[who], 18)) & (start <= day_number(spec.horizon))
    return _respite(who[possible], (number + 1)[possible].astype(np.int32), start[possible], end[possible])


def _respite(who: np.ndarray, number: np.ndarray, start: np.ndarray, end: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "entrant": who,
            "number": number,
            "start": start,
            "planned_end": end.astype(np.int64),
            "need": np.full(len(who), "N2"),
            "plan": np.full(len(who), "respite"),
            "short_breaks": np.ones(len(who), bool),
        }
    )


def _keep_those_who_matter(spec: CouncilSpec, entrants: Entrants, periods: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Children in care in or just before the years kept, and care leavers still under 26; numbered by first day in
    care."""
    opening, horizon = day_number(spec.opening), day_number(spec.horizon)
    who = periods["entrant"].to_numpy()
    end = periods["planned_end"].to_numpy()
    born = entrants.born[who]
    lately = end >= opening - LOOK_BACK
    leaver = (end >= birthdays(born, 16)) & (birthdays(born, 26) >= opening) & ~periods["short_breaks"].to_numpy()
    kept = np.zeros(len(entrants), bool)
    np.logical_or.at(kept, who, lately | leaver)
    people = np.flatnonzero(kept)
    people = people[np.lexsort((entrants.born[people], entrants.start[people]))]
    person_of = np.full(len(entrants), -1, np.int64)
    person_of[people] = np.arange(len(people))
    _, family = np.unique(entrants.sibling_group[people], return_inverse=True)
    unaccompanied = entrants.population[people] == UNACCOMPANIED
    people_table = pl.DataFrame(
        {
            "person": np.arange(len(people), dtype=np.int32),
            "child_id": child_ids(spec, np.arange(len(people))),
            "sex": pl.Series(np.where(entrants.male[people], "M", "F"), dtype=pl.Enum(["M", "F"])),
            "dob": pl.Series(entrants.born[people].astype(np.int32)).cast(pl.Date),
            "ethnicity": pl.Series(
                np.array(entrants.ethnicity_codes)[entrants.ethnicity[people]], dtype=pl.Enum(entrants.ethnicity_codes)
            ),
            "uasc": unaccompanied,
            "sibling_group": family.astype(np.int32),
        }
    )
    needs = pl.Enum([f"N{number}" for number in range(1, 9)])
    whole = (
        periods.with_columns(person=pl.Series(person_of[who].astype(np.int32)))
        .filter(pl.col("person") >= 0)
        .sort("person", "start")
        .with_row_index("period")
        .with_columns(
            pl.col("period", "number").cast(pl.Int32),
            pl.col("start", "planned_end").cast(pl.Int32).cast(pl.Date),
            pl.col("need").cast(needs),
        )
        .with_columns(end=pl.when(pl.col("planned_end").cast(pl.Int32) <= horizon).then(pl.col("planned_end")))
        .join(people_table.select("person", "uasc"), on="person", maintain_order="left")
    )
    return {
        "entrants": people_table,
        "care_periods": whole.select("period", "person", "number", "start", "end", "need", "short_breaks", "uasc"),
        "care_plans": whole.select("period", "plan", "planned_end"),
    }
