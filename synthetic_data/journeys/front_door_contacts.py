"""What comes before the front door: contacts, most of which lead to no referral, and early help assessments.

Makes
    contacts    contact, person, date, source, outcome ("Referral", "Passed to worker", or one of contact_outcomes.csv),
                referral* (the one it led to)
    early_help  early_help, person, start, end*, organisation
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import add_working_days, day_number
from synthetic_data.draws import DAYS_IN_YEAR, in_order, whole_ages
from synthetic_data.journeys.front_door import draws_of, mechanism_of, pool_of
from synthetic_data.journeys.front_door_care import FAR
from synthetic_data.journeys.front_door_columns import codes as column_of
from synthetic_data.journeys.front_door_draws import BANDS, UNBORN, choose, choose_by, off_rest_days, waiting
from synthetic_data.journeys.front_door_notice import Calendar, Pool, notice
from synthetic_data.journeys.front_door_paths import Draw
from synthetic_data.journeys.front_door_planted import planted
from synthetic_data.journeys.front_door_pool import children_in_area

YEAR_BEHIND = 366
POLICE = "6"
REFERRAL, PASSED_ON = "Referral", "Passed to worker"
WIDE = 1_000_000  # people and days in one sortable number
AGE_BANDS = ("under_5", "age_5_to_10", "age_11_up")


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "contacts"."""
    draw = draws_of(spec, "contacts")
    by = dict(calibration["contacts"].select("figure", "value").rows())
    opening, last = day_number(spec.opening), day_number(spec.horizon)
    first = opening - YEAR_BEHIND
    months = calibration["referral_months"].sort("month")["ratio"].to_numpy()
    calendar = Calendar.of(first, last, months, calibration.figure("front_door_mechanism", "weekend_referrals"))
    children = earlier["children"]
    pool = pool_of(children, earlier["pool"], earlier["planted_effects"], mechanism_of(calibration))
    outcomes = pl.Enum([*calibration["contact_outcomes"]["outcome"], REFERRAL, PASSED_ON])
    led = _that_led_to_referrals(draw, earlier["referrals"], first, outcomes)
    wanted = led.height * (calibration.figure("front_door", "contacts_per_referral") - 1)
    other = _other_contacts(draw, calibration, by, pool, calendar, int(wanted), earlier["referrals"], outcomes)
    contacts = pl.concat([led, other]).filter(~_not_recorded(earlier["planted_effects"]))
    order = in_order(contacts["date"].cast(pl.Int32).to_numpy(), contacts["person"].to_numpy())
    contacts = contacts[order].select(pl.int_range(pl.len(), dtype=pl.Int32).alias("contact"), pl.all())
    early_help = _early_help(draw, spec, calibration, by, pool, calendar, contacts, earlier["referrals"], last)
    return {"contacts": contacts, "early_help": early_help}


def _that_led_to_referrals(draw: Draw, referrals: pl.DataFrame, first: int, outcomes: pl.Enum) -> pl.DataFrame:
    """The contact behind each referral: the same working day, or one or two before."""
    recent = referrals.filter(pl.col("date").cast(pl.Int32) >= first)
    day = recent["date"].cast(pl.Int32).to_numpy().astype(np.int64)
    before = np.searchsorted([0.75, 0.95], draw("working_days_before", len(day)), side="right")
    met = np.where(before == 0, day, np.minimum(add_working_days(day - 2 * before, 0), day))
    return recent.select(
        "person",
        pl.Series("date", np.maximum(met, first).astype(np.int32)).cast(pl.Date),
        "source",
        pl.lit(REFERRAL, outcomes).alias("outcome"),
        "referral",
    )


def _other_contacts(
    draw: Draw,
    calibration: Calibration,
    by: Mapping[str, float],
    pool: Pool,
    calendar: Calendar,
    wanted: int,
    referrals: pl.DataFrame,
    outcomes: pl.Enum,
) -> pl.DataFrame:
    """Contacts that led to no referral, about children of the pool; about children already open they are passed on."""
    child, day = notice(draw, "met", pool, calendar, np.ones(len(BANDS)), wanted)
    table = calibration["referral_sources"]
    codes = table["source_code"].cast(pl.String).to_list()
    share = table["percent"].to_numpy() * np.where(np.array(codes) == POLICE, by["contact_police_lift"], 1.0)
    source = choose(draw("source", len(child)), share)
    outcome = choose(draw("outcome", len(child)), calibration["contact_outcomes"]["share"].to_numpy())
    names = outcomes.categories.to_list()
    outcome[_open_on(child, day, referrals)] = names.index(PASSED_ON)
    return pl.DataFrame(
        {
            "person": child.astype(np.int32),
            "date": pl.Series(day.astype(np.int32)).cast(pl.Date),
            "source": column_of(source, codes),
            "outcome": column_of(outcome, names),
            "referral": pl.repeat(None, len(child), dtype=pl.Int32, eager=True),
        }
    )


def _open_on(child: np.ndarray, day: np.ndarray, referrals: pl.DataFrame) -> np.ndarray:
    """True where a child has a referral open on a day. One child's referrals never run at the same time."""
    spells = referrals.filter(~pl.col("nfa"))
    who = spells["person"].to_numpy().astype(np.int64)
    opened = spells["date"].cast(pl.Int32).to_numpy()
    closed = spells["closed"].cast(pl.Int32).fill_null(FAR).to_numpy()
    order = in_order(who, opened)
    latest = np.searchsorted((who * WIDE + opened)[order], child * WIDE + day, side="right") - 1
    spell = order[latest]
    return (latest >= 0) & (who[spell] == child) & (closed[spell] > day)


def _not_recorded(effects: pl.DataFrame) -> pl.Expr:
    """Police information is recorded as a contact only before, or only from, the day the definition changed."""
    groups, changed, recorded_after = planted(effects, "contact")
    side = pl.col("date") < changed if recorded_after else pl.col("date") >= changed
    return side & pl.col("source").is_in(groups) & (pl.col("outcome") == "Information and advice")


def _early_help(
    draw: Draw,
    spec: CouncilSpec,
    calibration: Calibration,
    by: Mapping[str, float],
    pool: Pool,
    calendar: Calendar,
    contacts: pl.DataFrame,
    referrals: pl.DataFrame,
    last: int,
) -> pl.DataFrame:
    """Assessments that follow a contact or an assessment by the council, and those a school or service began itself."""
    passed = pl.concat(
        [
            contacts.filter(pl.col("outcome") == "Early help").select("person", "date"),
            referrals.filter((pl.col("reason") == "RC9") & (pl.col("closed").cast(pl.Int32) >= calendar.first)).select(
                "person", pl.col("closed").alias("date")
            ),
        ]
    ).sort("date", "person")
    taken = draw("taken_up", passed.height) < by["early_help_taken_up"]
    child = passed["person"].to_numpy()[taken].astype(np.int64)
    start = passed["date"].cast(pl.Int32).to_numpy()[taken] + 3 + waiting(draw("wait", int(taken.sum())), 9.0)
    years = len(calendar.weight) / DAYS_IN_YEAR
    count = int(by["early_help_own_per_10000"] / 10_000 * children_in_area(spec, calibration) * years)
    born = np.arange(len(BANDS)) != UNBORN
    own, own_start = notice(draw, "own", pool, calendar, born.astype(float), count)
    child = np.concatenate([child, own])
    start = off_rest_days(np.concatenate([start, own_start]), np.ones(len(child)))
    length = 7 + waiting(draw("length", len(child)), by["early_help_mean_days"])
    end = off_rest_days(start + length, np.ones(len(child)))
    fits = np.flatnonzero((start <= last) & (end < pool.until[child]) & (start >= pool.born[child]))
    child, start, end = child[fits], start[fits], end[fits]
    age = whole_ages(pool.born[child], start)
    organisations = calibration["early_help_organisations"]
    row = np.searchsorted([5, 11], age, side="right")
    place = choose_by(draw("organisation", len(child)), row, organisations.select(AGE_BANDS).to_numpy().T)
    frame = (
        pl.DataFrame(
            {
                "person": child.astype(np.int32),
                "start": pl.Series(start.astype(np.int32)).cast(pl.Date),
                "end": pl.DataFrame({"d": end.astype(np.int32)})
                .select(pl.when(pl.col("d") <= last).then("d").cast(pl.Date))
                .to_series(),
                "organisation": organisations["organisation"].gather(place),
            }
        )
        .filter(pl.Series(_apart(child, start, end)))
        .sort("start", "person")
    )
    return frame.with_row_index("early_help").with_columns(pl.col("early_help").cast(pl.Int32))


def _apart(child: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """False for an assessment that would begin while the child's one before it runs: it is the same one."""
    order = in_order(child, start)
    child, start, end = child[order], start[order], end[order]
    apart = np.ones(len(order), bool)
    apart[order[1:]] = (child[1:] != child[:-1]) | (start[1:] > end[:-1])
    return apart
