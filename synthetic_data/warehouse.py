"""The warehouse: the council's lives as a star schema, with dimensions to filter by and facts to count.

Facts hold one row an event or spell and reach dimensions by key or code; spells that ran in the years kept are in it,
with their first day however long ago; contacts are those of the last two years, visits of the last. Names and numbers
of people stand apart in `child_identity`, because counting needs none.
Columns and what they mean: codes/warehouse_tables.csv.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from synthetic_data.places.postcodes import area_number, postcodes
from synthetic_data.tables import rows_of
from synthetic_data.views import View, Writer
from synthetic_data.warehouse_dimensions import calendar, columns_of, described, meanings, services
from synthetic_data.warehouse_files import SINKS, write_tables

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from synthetic_data.council import Council

NAME = "warehouse"
# Renamed columns of facts that are otherwise journeys as they are: journey column -> warehouse column.
KEYS = {"person": "child_key", "referral": "referral_key"}
FACTS: dict[str, tuple[str, dict[str, str]]] = {
    "fact_contact": ("contacts", {"contact": "contact_key", "date": "contact_date", "source": "source_code"}),
    "fact_early_help": ("early_help", {"early_help": "early_help_key", "start": "start_date", "end": "end_date"}),
    "fact_referral": (
        "referrals",
        {
            "date": "referral_date",
            "source": "source_code",
            "need": "need_code",
            "nfa": "no_further_action",
            "closed": "closure_date",
            "reason": "closure_reason_code",
        },
    ),
    "fact_assessment": (
        "assessments",
        {
            "assessment": "assessment_key",
            "start": "start_date",
            "end": "end_date",
            "review": "is_review",
            "seen": "child_seen",
        },
    ),
    "fact_section47": (
        "enquiries",
        {
            "enquiry": "enquiry_key",
            "start": "start_date",
            "target": "conference_due",
            "conference": "conference_date",
            "needed": "conference_needed",
        },
    ),
    "fact_conference": (
        "conferences",
        {"conference": "conference_key", "enquiry": "enquiry_key", "date": "conference_date"},
    ),
    "fact_need_plan": ("need_plans", {"plan": "need_plan_key", "start": "start_date", "end": "end_date"}),
    "fact_protection_plan": (
        "protection_plans",
        {
            "plan": "protection_plan_key",
            "start": "start_date",
            "end": "end_date",
            "initial_category": "initial_category_code",
            "latest_category": "latest_category_code",
        },
    ),
    "fact_protection_review": ("protection_reviews", {"plan": "protection_plan_key", "date": "review_date"}),
    "fact_care_review": ("reviews", {"review": "review_date", "code": "participation_code"}),
    "fact_missing": ("missing_episodes", {"start": "start_date", "end": "end_date", "code": "kind"}),
    "fact_allocation": ("worker_spells", {"worker": "worker_key", "start": "start_date", "end": "end_date"}),
}


def tables(council: Council, year: str) -> dict[str, pl.DataFrame]:
    """Every dimension and fact. `year` is ignored: the warehouse holds all the years kept."""
    made = dict(each(council))
    return {name: made[name] for name in described("warehouse_tables")["table"].unique(maintain_order=True)}


def each(council: Council) -> Iterator[tuple[str, pl.DataFrame]]:
    """The tables one after another, facts first, so that nobody need hold them all."""
    known, assessed = np.zeros(council.journeys["children"].height, bool), pl.DataFrame()
    for name, fact in _facts(council):
        shaped = _shaped(name, fact)
        del fact
        if "child_key" in shaped.columns:
            known[shaped["child_key"].to_numpy()] = True
        if name == "fact_assessment":
            assessed = shaped.select(pl.col("assessment_key").cast(pl.Int32))
        yield name, shaped
        del shaped  # before the next is made, not after
    # What happened to a referral, a plan or an assessment that is not in the warehouse is left out with it.
    factors = council.journeys["assessment_factors"].rename({"assessment": "assessment_key", "factor": "factor_code"})
    yield (
        "bridge_assessment_factor",
        _shaped("bridge_assessment_factor", factors.join(assessed, on="assessment_key", maintain_order="left")),
    )
    yield "dim_child", _shaped("dim_child", _children(council, known))
    yield "child_identity", _shaped("child_identity", _identities(council, known))
    small = services(council) | meanings() | {"dim_date": calendar(council)}
    for name, table in small.items():
        yield name, _shaped(name, table)


def _facts(council: Council) -> Iterator[tuple[str, pl.DataFrame]]:
    for name, (journey, names) in FACTS.items():
        yield name, _of_journey(council, journey, names)
    yield "fact_care_episode", _care_episodes(council)
    yield "fact_visit", _visits(council)


def _shaped(name: str, table: pl.DataFrame) -> pl.DataFrame:
    """The table's columns in order and kind, rows by the first columns."""
    kinds = {"key": pl.Int64, "number": pl.Float64, "date": pl.Date, "flag": pl.Boolean, "text": pl.String}
    columns, schema = columns_of(name), table.schema
    shaped = table.select(
        pl.col(column).cast(pl.Int64 if kind == "number" and schema[column].is_integer() else kinds[kind])
        for column, kind in columns.items()
    )
    first = shaped.to_series(0)
    if first.dtype == pl.Int64 and not first.null_count() and (np.diff(first.to_numpy()) > 0).all():
        return shaped  # numbered in order, as most facts are
    return shaped.sort(list(columns)[:3], nulls_last=True, maintain_order=True)


def _of_journey(council: Council, journey: str, names: Mapping[str, str]) -> pl.DataFrame:
    """A journey's rows of the years kept, in the warehouse's column names."""
    table, opening = council.journeys[journey], council.spec.opening
    spell = {"start", "end"} <= set(table.columns)
    if spell:
        table = table.filter(pl.col("end").is_null() | (pl.col("end") >= opening))
    renamed = table.rename({old: new for old, new in {**KEYS, **names}.items() if old in table.columns})
    if spell:
        return renamed
    if journey == "referrals":
        # Also the year before, so that a re-referral within twelve months can be told.
        return renamed.filter(
            (pl.col("referral_date") >= opening.replace(year=opening.year - 1))
            | (pl.col("closure_date").is_null() & ~pl.col("no_further_action"))
            | (pl.col("closure_date") >= opening)
        )
    day = next(column for column in ("contact_date", "conference_date", "review_date") if column in renamed.columns)
    since = max(opening, _years_back(council, 2)) if day == "contact_date" else opening
    return renamed.filter(pl.col(day) >= since)


def _years_back(council: Council, years: int) -> date:
    """1 April that opens the last so many collection years."""
    return council.spec.horizon.replace(year=council.spec.year_end - years, month=4, day=1)


def _care_episodes(council: Council) -> pl.DataFrame:
    """Episodes of care as the SSDA903 has them: all of every period, or short break, that ran in the years kept."""
    journeys = council.journeys
    addresses = journeys["placement_addresses"].select(
        "placement_key", pl.col("provider").alias("provider_key"), "miles"
    )
    names = {
        "episode": "episode_key",
        "person": "child_key",
        "start": "start_date",
        "reason_new": "start_reason",
        "legal_status": "legal_status_code",
        "need": "need_code",
        "placement": "placement_code",
        "provider": "provider_sector",
        "end": "end_date",
        "reason_end": "end_reason_code",
    }
    episodes = journeys["care_episodes"].rename(names)
    periods = journeys["care_periods"].filter(pl.col("end").is_null() | (pl.col("end") >= council.spec.opening))
    kept = episodes.filter(pl.col("period").is_in(periods["period"].implode()))
    return kept.join(addresses, on="placement_key", how="left").with_columns(pl.col("miles").alias("miles_from_home"))


def _visits(council: Council) -> pl.DataFrame:
    """Visits of the last collection year."""
    return (
        council.journeys["visits"]
        .filter(pl.col("date") >= _years_back(council, 1))
        .rename({"person": "child_key", "date": "visit_date", "seen": "child_seen", "alone": "seen_alone"})
    )


def _children(council: Council, known: np.ndarray) -> pl.DataFrame:
    """Children with a fact, and where they live. known: True for each person with one."""
    journeys, day = council.journeys, council.spec.horizon
    homes = journeys["homes"].filter(pl.col("place").is_not_null())
    areas = journeys["areas"].select("area", "deprivation_decile")
    at_home = homes.select("family").hstack(rows_of(areas, pl.Series(area_number(homes["place"].to_numpy()))))
    deaths = pl.concat(
        [journeys["deaths"], journeys["children"].filter(pl.col("died").is_not_null()).select("person", "died")]
    ).unique("person")
    born = pl.col("dob") <= day
    return (
        journeys["children"]
        .drop("died")
        .filter(pl.Series(known))
        .join(at_home, on="family", how="left")
        .join(journeys["unborn"], on="person", how="left")
        .join(deaths, on="person", how="left")
        .select(
            "child_id",
            child_key="person",
            sex=pl.when(born).then(pl.col("sex").cast(pl.String)).otherwise(pl.lit("U")),
            birth_date=pl.when(born).then("dob"),
            expected_birth_date=pl.when(~born).then("expected"),
            death_date="died",
            ethnicity_code="ethnicity",
            area_code="area",
            deprivation_decile="deprivation_decile",
            disabled=pl.col("person").is_in(journeys["disabilities"]["person"].unique().implode()),
            unaccompanied="uasc",
        )
    )


def _identities(council: Council, known: np.ndarray) -> pl.DataFrame:
    """Names and numbers of those with a fact who were ever referred or in care. known: as in `_children`."""
    journeys, day = council.journeys, council.spec.horizon
    served = pl.concat([journeys["referrals"].select("person"), journeys["care_periods"].select("person")]).unique()
    housed = (
        journeys["children"]
        .select("person", "family", child_key="person")
        .filter(pl.Series(known))
        .join(served, on="person", how="semi")
        .join(journeys["homes"].select("family", "place"), on="family", how="left")
    )
    at = postcodes(housed["place"].fill_null(0).to_numpy())
    return housed.hstack(rows_of(journeys["identities"].drop("person"), housed["person"])).with_columns(
        home_postcode=pl.when(pl.col("place").is_not_null()).then(at),
        upn=pl.when(pl.col("upn_from") <= day).then("upn"),
    )


def _write(council: Council, _year: str, folder: Path, formats: Sequence[str]) -> None:
    write_tables(each(council), folder, formats)


def _writer(form: str) -> Writer:
    return lambda council, year, folder: _write(council, year, folder, (form,))


view = View(
    name=NAME,
    tables=tables,
    writers={form: _writer(form) for form in SINKS},
    yearly=False,
    usual_formats=("parquet", "duckdb", "sqlite"),
    together=_write,
)
