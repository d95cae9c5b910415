"""Who comes into care for the first time: when, how old, of what sex and ethnicity, with which brothers and sisters.

Three populations, each with its own figures: children of the council's own families (*resident*), *unaccompanied*
asylum-seeking children, and disabled children on *respite* short breaks (V4 agreements, V3 stays). Entries run from a
generation before the first return, so that everyone in care or leaving it then has a whole history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.dates import day_number
from synthetic_data.draws import (
    DAYS_IN_YEAR,
    Bands,
    Durations,
    Shares,
    birthdays,
    era_at,
    era_days,
    poisson_from_uniform,
    to_another_day,
    whole_ages,
    with_factors,
)
from synthetic_data.places.councils import all_councils, council_with_code
from synthetic_data.places.scale import leaned
from synthetic_data.streams import stream

RESIDENT, UNACCOMPANIED, RESPITE_AGREEMENT, RESPITE_STAYS = range(4)
POPULATIONS = ("resident", "unaccompanied", "respite agreement", "respite stays")
GENERATION = 26  # years of history before the first return: a care leaver of 25 was a child then
AGES_OF = 2025  # the collection year, by its end, whose starts starts_by_age.csv counts
QUARTER = 91  # days within which children who come in may be made brothers and sisters who came in together
LAST_AGE = 17  # at which children come into care
MOST_TOGETHER, THREES_SHARE = 3, 0.4
LEAST_GAP = 290  # days between births of one mother


@dataclass
class Entrants:
    """Children at their first entry to care, one position a child in every array; days are day numbers."""

    population: np.ndarray
    start: np.ndarray
    born: np.ndarray
    male: np.ndarray
    ethnicity: np.ndarray  # position in `ethnicity_codes`
    ethnicity_codes: list[str]
    sibling_group: np.ndarray  # children of one number came in together, from one family

    def __len__(self) -> int:
        return len(self.start)


def draw_entrants(spec: CouncilSpec, calibration: Calibration) -> Entrants:
    """Every first entry from a generation before `spec.opening` to `spec.horizon`, in order of population and day."""
    counted = [
        _first_entries(spec, calibration, "resident", RESIDENT),
        _first_entries(spec, calibration, "unaccompanied", UNACCOMPANIED),
        *_respite_entries(spec, calibration),
    ]
    population, start, born, male = (np.concatenate(columns) for columns in zip(*counted, strict=True))
    shares = calibration["ethnicity_at_entry"]
    local = leaned(spec, shares.filter(pl.col("group") == "resident"), "code", "share", "in care")
    shares = pl.concat([local, shares.filter(pl.col("group") != "resident")])
    eras = calibration["ethnicity_eras"]
    shares = with_factors(shares, eras, "from_day", ("group", "code"))
    ethnic = Shares(shares, "code", ("from_day", "group", "age_from"))
    begins = era_days(eras)
    groups = np.array([ethnic.level("group", "unaccompanied" if p == UNACCOMPANIED else "resident") for p in range(4)])
    ages = whole_ages(born, start)
    era = era_at(begins, start)
    ethnicity = ethnic.draw(stream(spec.seed, spec.la_code, "entries.ethnicity"), era, groups[population], ages)
    start, born, siblings = _enter_together(spec, calibration, population, start, born, ethnicity)
    return Entrants(population, start, born, male, ethnicity, ethnic.codes, siblings)


Columns = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _first_entries(spec: CouncilSpec, calibration: Calibration, group: str, population: int) -> Columns:
    """(population, start, born, male) of one group, by year and single year of age, scaled to the council's size."""
    rng = stream(spec.seed, spec.la_code, f"entries.{group}")
    by_age = calibration["starts_by_age"].filter(pl.col("group") == group)
    years = np.arange(spec.year_end - spec.years - GENERATION + 1, spec.year_end + 1)
    by_year = calibration["starts_by_year"].filter(pl.col("group") == group).sort("year_end")
    place = np.clip(years - int(by_year["year_end"][0]), 0, by_year.height - 1)
    scale = spec.children_in_care / calibration.figure("council_scale", "children_in_care")
    if population == UNACCOMPANIED:
        scale = scale * _unaccompanied_ratio(spec, calibration)
    first = by_age["starts_england"].to_numpy() * by_age["first_entry_share"].to_numpy() * scale
    factor = by_year["factor"].to_numpy()[place]
    before = _ages_before(
        calibration["starts_before"].filter(pl.col("group") == group), years, by_age["age"].to_numpy()
    )
    if population == RESIDENT:
        before = before * _cohorts(calibration, years, by_age["age"].to_numpy(), first)
    counts = poisson_from_uniform(rng, before * factor[:, None] * first[None, :])
    year_of = np.repeat(np.repeat(years, len(first)), counts.ravel())
    row_of = np.repeat(np.tile(np.arange(len(first)), len(years)), counts.ravel())
    size = len(year_of)
    opening = np.array([day_number(date(int(year) - 1, 4, 1)) for year in years])[year_of - years[0]]
    length = np.array([day_number(date(int(year), 4, 1)) for year in years])[year_of - years[0]] - opening
    start = opening + (rng.random(size) * length).astype(np.int64)
    if population == RESIDENT:
        kept = calibration.figure("council_scale", "on_rest_days")
        waited = to_another_day(start, stream(spec.seed, spec.la_code, f"entries.{group}.rest").random(size), kept)
        start = np.where(waited < opening + length, waited, start)
    age = by_age["age"].to_numpy()[row_of]
    part = rng.random(size)
    if population == UNACCOMPANIED:
        # Ever fewer come in as they near 18: who looks that old is taken for an adult.
        early = calibration.figure("council_scale", "early_at_17")
        part = np.where(age == LAST_AGE, 1 - (1 - part) ** early, part)
    newborn = (age == 0) & (rng.random(size) < calibration.figure("council_scale", "newborn_share"))
    # Most newborns come from the maternity ward, in their first week.
    ward = rng.random(size) < calibration.figure("council_scale", "first_week_share")
    part = np.where(newborn, np.where(ward, part * 7, 7 + part * 21) / DAYS_IN_YEAR, part)
    born = start - np.ceil((age + part * 0.99) * DAYS_IN_YEAR).astype(np.int64)
    born = np.where(age == 0, start - (part * DAYS_IN_YEAR * 0.99).astype(np.int64), born)
    if population == UNACCOMPANIED:
        # A birthday that nobody can prove is often written down as 1 January.
        january = born.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
        guessed = rng.random(size) < calibration.figure("council_scale", "january_birthday_share")
        born = np.where(guessed & (birthdays(january, 18) > start + 30), january, born)
    odds = by_age["male_share"].to_numpy() / (1 - by_age["male_share"].to_numpy())
    odds = odds[row_of] * by_year["boys_odds"].to_numpy()[place][year_of - years[0]]
    male = rng.random(size) < odds / (1 + odds)
    order = np.argsort(start, kind="stable")
    return np.full(size, population, np.int8), start[order], born[order], male[order]


def _ages_before(table: pl.DataFrame, years: np.ndarray, ages: np.ndarray) -> np.ndarray:
    """How many children of each age (column) came in for one in the year AGES_OF, in each year (row) before it.

    table: rows of starts_before.csv; `until` is the last collection year, by its end, that a row holds for.
    """
    factors = np.ones((len(years), len(ages)))
    for until in table["until"].unique().sort(descending=True):
        factors[years <= until] = Bands(table.filter(pl.col("until") == until), "factor").at(ages)
    return factors


def _cohorts(calibration: Calibration, years: np.ndarray, ages: np.ndarray, first: np.ndarray) -> np.ndarray:
    """How many children there were of each age (column) in each year to 31 March (row), beside the year AGES_OF.

    Births rose until 2012 and have fallen since, so that each year's entrants are a little older. A year's entries in
    all stay what starts_by_year.csv says: `first`, by age, says how much each age counts in that.
    """
    births = calibration["births"].sort("year")
    known, thousands = births["year"].to_numpy(), births["thousands"].to_numpy().astype(float)

    def born(year_end: np.ndarray) -> np.ndarray:
        return np.interp(year_end - 1 - ages[None, :], known, thousands)

    size = born(years[:, None]) / born(np.array([[AGES_OF]]))
    share: np.ndarray = size * first.sum() / (size @ first)[:, None]
    return share


def _unaccompanied_ratio(spec: CouncilSpec, calibration: Calibration) -> float:
    """How many unaccompanied children come to this council for each that come to one of its number in care.

    They are shared out by how many children live in a council (the National Transfer Scheme's threshold is a share of
    those), not by how many are in care there; and ports, airports and what councils offer bring many to some councils
    and few to others. The 153 councils of one seed are drawn together, so that as a whole they come back to England's
    number.
    """
    spread = Durations(calibration["unaccompanied_spread"], "spread", "ratio")
    councils = all_councils()
    drawn = spread.exactly("ratio", stream(spec.seed, "England", "entries.unaccompanied spread").random(len(councils)))
    drawn = drawn / np.array([council.care_rate_per_10000 for council in councils])
    sizes = [council.children_0_17 * council.care_rate_per_10000 for council in councils]
    return float(drawn[council_with_code(spec.la_code).position] / np.average(drawn, weights=sizes))


def _respite_entries(spec: CouncilSpec, calibration: Calibration) -> list[Columns]:
    """Disabled children aged 5 to 16 who begin short breaks: whole agreements (V4) and single stays (V3)."""
    counted = []
    for population, figure in ((RESPITE_AGREEMENT, "short_break_agreements"), (RESPITE_STAYS, "short_break_stays")):
        rng = stream(spec.seed, spec.la_code, f"entries.{POPULATIONS[population]}")
        opening = day_number(date(spec.year_end - spec.years - 8, 4, 1))
        days = day_number(spec.horizon) + 1 - opening
        mean = calibration.figure("council_scale", figure) * spec.children_in_care * days / DAYS_IN_YEAR
        size = int(poisson_from_uniform(rng, np.array([mean]))[0])
        start = opening + np.sort((rng.random(size) * days).astype(np.int64))
        born = start - ((5 + 11.5 * rng.random(size)) * DAYS_IN_YEAR).astype(np.int64)
        male = rng.random(size) < calibration.figure("council_scale", "short_break_male_share")
        counted.append((np.full(size, population, np.int8), start, born, male))
    return counted


def _enter_together(
    spec: CouncilSpec,
    calibration: Calibration,
    population: np.ndarray,
    start: np.ndarray,
    born: np.ndarray,
    ethnicity: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Put some resident children of one quarter, ethnicity and like age into sibling groups that enter on one day.

    Everyone keeps the age at entry they were drawn with, so the ages of entrants do not change; a pair of birthdays too
    close for one mother is parted again. Returns start, born and the sibling group.
    """
    rng = stream(spec.seed, spec.la_code, "entries.siblings")
    size = len(start)
    age_days = start - born
    young = (population == RESIDENT) & (age_days < 16 * DAYS_IN_YEAR)
    together = young & (rng.random(size) < calibration.figure("council_scale", "sibling_entry_share"))
    # Alike in age, but not so alike that brothers and sisters are all of one age.
    blurred_age = age_days + rng.random(size) * 6 * DAYS_IN_YEAR
    order = np.lexsort((blurred_age, ethnicity, start // QUARTER, ~together))
    leader = _in_twos_and_threes(rng, (start // QUARTER * 100 + ethnicity)[order], together[order])
    group = np.empty(size, dtype=np.int64)
    group[order] = order[leader]
    new_start = start[group]
    new_born = new_start - age_days
    # Twins are few; others too near in age to have one mother were never of one family.
    twin_share = calibration.figure("council_scale", "twin_share")
    chance, twin = rng.random(size), np.zeros(size, bool)
    for _ in range(2 * MOST_TOGETHER):
        by_age = np.lexsort((new_born, group))
        before, after = by_age[:-1], by_age[1:]
        gap = new_born[after] - new_born[before]
        near = (group[after] == group[before]) & (gap < LEAST_GAP) & ~(twin[after] & (gap == 0))
        twins = near & (chance[after] < twin_share)
        new_born[after[twins]], twin[after[twins]] = new_born[before[twins]], True
        parted = after[near & ~twins]
        group[parted], new_start[parted], new_born[parted] = size + parted, start[parted], born[parted]
    return new_start, new_born, np.unique(group, return_inverse=True)[1]


def _in_twos_and_threes(rng: np.random.Generator, cell: np.ndarray, together: np.ndarray) -> np.ndarray:
    """For rows in order of `cell`: the position of the row that leads each one's group of two or three in its cell."""
    position = np.arange(len(cell))
    new_cell = np.r_[True, cell[1:] != cell[:-1]][: len(cell)]
    first = np.maximum.accumulate(np.where(new_cell, position, 0))
    by_three = rng.random(len(cell))[first] < THREES_SHARE
    chunk = np.where(by_three, (position - first) // 3, (position - first) // 2)
    leads = new_cell | np.r_[True, chunk[1:] != chunk[:-1]][: len(cell)] | ~together
    return np.maximum.accumulate(np.where(leads, position, 0))
