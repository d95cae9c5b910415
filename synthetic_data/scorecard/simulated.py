"""What the scorecard counts, straight from simulated journeys: no files, and only the tables that it needs.

For trying out figures (`fit`): all England takes a minute instead of ten. The same queries count the same rows as in
the written returns; `tests/synthetic_data/scorecard/test_fit.py` holds them to that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from synthetic_data.around.case_stages import FAMILY_SUPPORT
from synthetic_data.around.establishment import FAMILY_SUPPORT_WORKER, holding_services
from synthetic_data.calibration import Calibration
from synthetic_data.codes import codes_before
from synthetic_data.council import Council, CouncilSpec
from synthetic_data.dates import first_day, last_day, year_end_of
from synthetic_data.pipeline import Journeys
from synthetic_data.returns.cin_census import (
    CensusCut,
    assessment_factors,
    child_protection_plans,
    cin_details,
    cin_plan_dates,
    collected,
    disabilities,
    reviews,
    section47,
)
from synthetic_data.returns.ssda903_cut import YearsCut
from synthetic_data.returns.ssda903_tables import MOTHER, RESPITE, missing, oc2, oc3, previous_permanence, sw_episodes
from synthetic_data.scorecard.published import Table, tables
from synthetic_data.scorecard.returns import derive, empty_database
from synthetic_data.scorecard.simulated_tables import CARE, EMPTY, LIVES, NAMES, NEED, SIDES, WORKFORCE, Frames

if TYPE_CHECKING:
    import duckdb


def count(
    specs: Sequence[CouncilSpec],
    changed: Mapping[str, pl.DataFrame] | None = None,
    sides: Iterable[str] = SIDES,
    executor: Executor | None = None,
    comparisons: Sequence[Table] | None = None,
) -> tuple[dict[str, dict[str, tuple[int, ...]]], dict[str, int]]:
    """What the query of each of `comparisons` (by default: of all) gives for these councils simulated with `changed`
    calibration tables: counts by table id and category, and children aged 0 to 17 by collection year.
    """
    sides = tuple(sides)
    wanted = [table for table in (tables() if comparisons is None else comparisons) if table.side in sides]
    years = sorted({table.year for table in wanted})
    by_year = {year: {table.side for table in wanted if table.year == year} for year in years}
    one = partial(_frames, changed=dict(changed or {}), by_year=by_year)
    largest_first = sorted(specs, key=lambda spec: -spec.children_in_care)
    made = list(executor.map(one, largest_first) if executor else map(one, largest_first))
    counted: dict[str, dict[str, tuple[int, ...]]] = {}
    for year in years:
        with _database(made, year) as db:
            for table in wanted:
                if table.year == year:
                    rows = db.execute(table.sql).fetchall()
                    counted[table.id] = {row[0]: row[1:] for row in rows if row[0] is not None}
    children = {year: sum(int(frames["populations", year]["children"].item()) for frames in made) for year in years}
    return counted, children


def _frames(
    spec: CouncilSpec, changed: Mapping[str, pl.DataFrame], by_year: Mapping[str, Iterable[str]]
) -> dict[tuple[str, str], pl.DataFrame]:
    """The tables of one council by name and year, with the council's code; by_year: the sides wanted of each year."""
    council = Council(spec)
    council.journeys = Journeys(spec, Calibration(changed))
    made: dict[tuple[str, str], pl.DataFrame] = {}
    for year, sides in by_year.items():
        mid_year = council.journeys["children_by_year"].filter(pl.col("mid_year") == first_day(year).year)
        made["populations", year] = mid_year.select(pl.col("children").sum(), council=pl.lit(spec.la_code))
        frames: Frames = {name: EMPTY[name] for side in SIDES if side not in sides for name in NAMES[side]}
        for side in sides:
            frames |= MAKERS[side](council, year)
        for name, frame in frames.items():
            made[name, year] = frame.select(EMPTY[name].columns).with_columns(council=pl.lit(spec.la_code))
    return made


def _care(council: Council, year: str) -> Frames:
    cut = YearsCut(council, (year,))
    child = pl.col("child_id").alias("CHILD")
    children = pl.concat([cut.cared, cut.leavers_only], how="diagonal")
    return {
        "episodes": cut.episodes.join(cut.children.select("person", child), on="person").select(
            "CHILD",
            pl.col("start").alias("DECOM"),
            pl.col("end").alias("DEC"),
            pl.col("reason_new").alias("RNE"),
            pl.col("reason_end").alias("REC"),
            pl.col("legal_status").alias("LS"),
            pl.col("need").cast(pl.String).alias("CIN"),
            cut.translated("PLACE", "placement").alias("PLACE"),
            pl.col("provider").alias("PLACE_PROVIDER"),
            pl.col("change_reason").alias("REASON_PLACE_CHANGE"),
        ),
        "header": children.join(cut.journeys["mothers"], on="person", how="left").select(
            child,
            pl.col("sex").cast(pl.String).alias("SEX"),
            pl.col("dob").alias("DOB"),
            pl.col("ethnicity").cast(pl.String).alias("ETHNIC"),
            pl.when(MOTHER).then(pl.lit("1")).alias("MOTHER"),
        ),
        "uasc": cut.cared.filter("uasc").select(child),
        "oc2": oc2(cut).with_columns(pl.col("SDQ_SCORE").cast(pl.String)),
        "oc3": oc3(cut),
        "missing": missing(cut),
        "previous_permanence": previous_permanence(cut),
    } | _lives(cut, year)


def _lives(cut: YearsCut, year: str) -> Frames:
    """What no year's return shows: whole periods of care and placements, where these were and how far from home (by
    the postcodes a return gives), the stages of adoption, and care leavers' birthdays, also those that the return
    does not ask about; all as known then.
    """
    journeys, known = cut.journeys, pl.when(pl.col("end") <= last_day(year)).then("end").alias("ended")
    began = pl.col("start") <= last_day(year)
    lasting = journeys["care_periods"].filter(~pl.col("short_breaks") & began)
    periods = cut.with_child(lasting).select(
        "CHILD", "DOB", "uasc", "number", "period", pl.col("start").alias("started"), known
    )
    measured = journeys["placement_addresses"].select("placement_key", "miles")
    placed = (
        journeys["care_placements"]
        .filter(began)
        .join(lasting.select("period"), on="period", how="semi")
        .join(measured, on="placement_key", how="left")
    )
    placements = cut.with_child(placed).select(
        "CHILD",
        "period",
        pl.col("placement").cast(pl.String).replace(codes_before("PLACE", year)).alias("PLACE"),
        pl.col("start").alias("started"),
        known,
        "carer",
        pl.col("inside_area").alias("inside"),
        "miles",
    )
    stages = ("decided", "matched", "placed", "adopted")
    adopted = journeys["adoption_plans"].filter(pl.col("adopted").is_between(first_day(year), last_day(year)))
    return {
        "periods": periods,
        "placements": placements,
        "leavers": cut.with_child(cut.in_each_year(journeys["leaver_birthdays"], "birthday", "birthday")).select(
            "CHILD",
            pl.col("age").cast(pl.Int32),
            pl.col("contact").alias("IN_TOUCH"),
            pl.col("activity").alias("ACTIV"),
            pl.col("accommodation").alias("ACCOM"),
        ),
        "adoptions": periods.join(adopted.select("period", *stages), on="period").select(
            "CHILD", "DOB", "started", *stages
        ),
    }


def _need(council: Council, year: str) -> Frames:
    cut = CensusCut(council, year)
    born = pl.col("dob") <= cut.last
    before = f"{year_end_of(year) - 2}-{(year_end_of(year) - 1) % 100:02d}"
    earlier = before if before in council.spec.collection_years else year
    planned = {
        "cin_details": cin_details(cut),
        "cin_details_before": cin_details(CensusCut(council, earlier)),
        "child_characteristics": cut.children.select(
            cut.child_id, pl.col("ethnicity").cast(pl.String).alias("Ethnicity")
        ),
        "disabilities": disabilities(cut),
        "assessment_factors": assessment_factors(cut),
        "cin_plan_dates": cin_plan_dates(cut),
        "child_identifiers": cut.children.select(
            cut.child_id,
            pl.when(born).then("dob").alias("PersonBirthDate"),
            pl.when(born).then(pl.col("sex").cast(pl.String)).otherwise(pl.lit("U")).alias("Sex"),
        ),
        "assessments": cut.assessments.select(
            cut.child_id,
            pl.col("start").alias("AssessmentActualStartDate"),
            cut.known("end").alias("AssessmentAuthorisationDate"),
        ),
        "section47": section47(cut),
        "child_protection_plans": child_protection_plans(cut),
        "reviews": reviews(cut),
    }
    return collected(planned)


def _workforce(council: Council, year: str) -> Frames:
    """Social workers, their posts, the children open to their teams on 1 October, and how many of them each child in
    care on 31 March had in the year.
    """
    journeys, october = council.journeys, first_day(year).replace(month=10)
    cut = YearsCut(council, [year])
    in_care = cut.episodes.filter(pl.col("end").is_null() & ~RESPITE)
    qualified = pl.col("role") != FAMILY_SUPPORT_WORKER
    posts = journeys["posts"].filter(qualified).select("post", "fte", "established", "opened")
    services = [service for service in holding_services() if service != FAMILY_SUPPORT]
    holding = journeys["teams"].filter(pl.col("service").is_in(services))
    months = journeys["workforce_months"].filter(pl.col("month") == october).join(holding, on="team", how="semi")
    return {
        "social_workers": journeys["workers"]
        .join(posts, on="post")
        .select("fte", "agency", "established", pl.col("start").alias("started"), pl.col("end").alias("ended")),
        "allocated": sw_episodes(cut)
        .join(cut.with_child(in_care), on="CHILD", how="semi")
        .group_by("CHILD")
        .agg(workers=pl.col("SW_ID").n_unique().cast(pl.Int64)),
        "posts": posts.select("fte", "established", "opened"),
        "teams": months.select("children", fte=pl.col("permanent_fte") + pl.col("agency_fte")),
    }


MAKERS: dict[str, Callable[[Council, str], Frames]] = {CARE: _care, NEED: _need, WORKFORCE: _workforce}


def _database(made: Sequence[Mapping[tuple[str, str], pl.DataFrame]], year: str) -> duckdb.DuckDBPyConnection:
    """All councils' tables of one year in DuckDB, as `returns.connect` gives them from files."""
    db = empty_database(year)
    for name in ("populations", *EMPTY):
        whole = pl.concat([frames[name, year] for frames in made], how="vertical_relaxed")
        db.register(
            "whole", whole.cast({c: pl.String for c, t in whole.schema.items() if t == pl.Categorical}).to_arrow()
        )
        db.execute(f'CREATE TABLE "{name}" AS SELECT * FROM whole')
        db.unregister("whole")
    derive(db)
    db.execute(LIVES)
    return db
