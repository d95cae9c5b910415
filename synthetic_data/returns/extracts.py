"""Case-system extracts as analysts get them: words instead of codes, and the draft of the return before anyone has
cleaned it.

    people.csv, care_episodes.csv, referrals.csv, plans.csv      the case system's own reports
    extracts.xlsx                                                the same four as a workbook, as they are often sent
    draft_903/<year>/*.csv                                       the latest year's SSDA903 as the case system writes it
    faults.csv, rows.csv                                         the answer key, which row is which: never for learners

Without faults these agree with the returns to the cell. With `--faults light|heavy` errors are planted
(synthetic_data.faults).
"""

from __future__ import annotations

import csv
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from synthetic_data.around.holders import duty, last_holders
from synthetic_data.codes import valid_codes
from synthetic_data.dates import first_day, last_day
from synthetic_data.errors import PlainError
from synthetic_data.views import View, write_csv_tables
from synthetic_data.workbook import write_workbook as write_clean
from synthetic_data.write import NOTICE

if TYPE_CHECKING:
    from synthetic_data.council import Council
    from synthetic_data.faults.draft import Draft
    from synthetic_data.faults.plant import Planted

DRAFT = "draft_903"
SEX_WORDS = {"M": "Male", "F": "Female", "U": "Not recorded"}
NAME = "extracts"
LEVELS = ("none", "light", "heavy")


def tables(council: Council, year: str) -> dict[str, pl.DataFrame]:
    """The clean tables: the case system's reports, then the draft return's under `draft_903/<year>/`."""
    reports = {
        "people": people(council, year),
        "care_episodes": care_episodes(council, year),
        "referrals": referrals(council, year),
        "plans": plans(council, year),
    }
    draft = {f"{DRAFT}/{year}/{name}": table for name, table in council.view_tables("ssda903", year).items()}
    return {**reports, **draft}


def child_columns(names: list[str]) -> dict[str, str]:
    """The column of each table that says which child a row is about."""
    return {name: "CHILD" if "/" in name else "Person ID" for name in names}


def people(council: Council, year: str) -> pl.DataFrame:
    """One row a child who had a service in the year: id, names, birth, sex and ethnicity in words, UPN, team."""
    journeys = council.journeys
    served = pl.concat([_referred(council, year).select("person"), _cared(council, year).select("person")]).unique()
    ethnicity = valid_codes("ETHNIC", year)
    teams = last_holders(journeys, last_day(year)).select("person", pl.col("code").alias("Team"))
    return (
        journeys["children"]
        .join(served, on="person")
        .join(journeys["identities"], on="person", how="left")
        .join(teams, on="person", how="left")
        .sort("child_id")
        .select(
            pl.col("child_id").alias("Person ID"),
            pl.col("first_name").cast(pl.String).alias("Forename"),
            pl.col("surname").cast(pl.String).alias("Surname"),
            pl.col("dob").alias("Date of birth"),
            pl.col("sex").cast(pl.String).replace(SEX_WORDS).alias("Sex"),
            pl.col("ethnicity").cast(pl.String).replace(ethnicity).alias("Ethnicity"),
            pl.when(pl.col("upn_from") <= last_day(year)).then(pl.col("upn").cast(pl.String)).alias("UPN"),
            pl.col("Team").fill_null(duty(journeys)[0]),
        )
    )


def care_episodes(council: Council, year: str) -> pl.DataFrame:
    """One row an episode of care that touched the year, in words; `Recorded on` is the day it was entered."""
    first, last = first_day(year), last_day(year)
    ids = council.journeys["children"].select("person", "child_id")
    ended = pl.col("end").is_not_null() & (pl.col("end") <= last)
    return (
        _cared(council, year)
        .filter(pl.col("end").is_null() | (pl.col("end") >= first))
        .join(ids, on="person")
        .sort("child_id", "start")
        .select(
            pl.col("episode").cast(pl.String).alias("Episode ID"),
            pl.col("child_id").alias("Person ID"),
            pl.col("start").alias("Start date"),
            _words("LS", "legal_status", year).alias("Legal status"),
            _words("PLACE", "placement", year).alias("Placement type"),
            _words("PLACE_PROVIDER", "provider", year).alias("Provider"),
            pl.when(ended).then("end").alias("End date"),
            pl.when(ended).then(_words("REC", "reason_end", year)).alias("Reason ended"),
            pl.col("start").alias("Recorded on"),
        )
    )


def referrals(council: Council, year: str) -> pl.DataFrame:
    """One row a referral that was received, or still open, in the year."""
    ids = council.journeys["children"].select("person", "child_id")
    closed = pl.col("closed") <= last_day(year)
    return (
        _referred(council, year)
        .join(ids, on="person")
        .sort("date", "referral")
        .select(
            pl.col("referral").cast(pl.String).alias("Referral ID"),
            pl.col("child_id").alias("Person ID"),
            pl.col("date").alias("Referral date"),
            pl.col("source").cast(pl.String).alias("Source"),
            pl.when("nfa").then(pl.lit("No further action")).otherwise(pl.lit("Assessment")).alias("Outcome"),
            pl.when(closed).then("closed").alias("Closed date"),
        )
    )


def plans(council: Council, year: str) -> pl.DataFrame:
    """One row a child in need plan or protection plan that ran in the year."""
    journeys = council.journeys
    first, last = first_day(year), last_day(year)
    ids = journeys["children"].select("person", "child_id")
    columns = ["plan", "person", "start", "end"]
    both = pl.concat(
        [
            journeys["need_plans"].select(
                *columns, pl.lit("Child in need").alias("kind"), pl.lit("CN").alias("letters")
            ),
            journeys["protection_plans"].select(
                *columns, pl.lit("Child protection").alias("kind"), pl.lit("CP").alias("letters")
            ),
        ]
    )
    return (
        both.filter((pl.col("start") <= last) & (pl.col("end").is_null() | (pl.col("end") >= first)))
        .join(ids, on="person")
        .sort("start", "letters", "plan")
        .select(
            (pl.col("letters") + pl.col("plan").cast(pl.String)).alias("Plan ID"),
            pl.col("child_id").alias("Person ID"),
            pl.col("kind").alias("Plan type"),
            pl.col("start").alias("Start date"),
            pl.when(pl.col("end") <= last).then("end").alias("End date"),
        )
    )


def _words(code_set: str, column: str, year: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).replace(valid_codes(code_set, year))


def _cared(council: Council, year: str) -> pl.DataFrame:
    first, last = first_day(year), last_day(year)
    return council.journeys["care_episodes"].filter(
        (pl.col("start") <= last) & (pl.col("end").is_null() | (pl.col("end") >= first))
    )


def _referred(council: Council, year: str) -> pl.DataFrame:
    first, last = first_day(year), last_day(year)
    open_from = pl.col("closed").fill_null(pl.when("nfa").then("date").otherwise(last))
    return council.journeys["referrals"].filter((pl.col("date") <= last) & (open_from >= first))


def drafted(council: Council, year: str, level: str) -> tuple[Draft, list[Planted]]:
    """The tables as text with faults of a level in them, and the faults (none at level none)."""
    from synthetic_data.faults.plant import plant

    clean = council.view_tables(NAME, year)
    return plant(clean, child_columns(list(clean)), level, council.spec.seed, council.spec.la_code)


def write_csv(council: Council, year: str, folder: Path, level: str = "none", answers: bool = True) -> None:
    """Write the CSV files into `folder`; with faults also file faults, and for coaches the key and the map of rows."""
    if level == "none":
        write_csv_tables(council.view_tables(NAME, year), folder)
        return
    from synthetic_data.faults.draft import as_draft
    from synthetic_data.faults.files import write_tables
    from synthetic_data.faults.plant import answer_key

    spec = council.spec
    dirty, planted = drafted(council, year, level)
    file_key = write_tables(dirty, folder, level, spec.seed, spec.la_code)
    if answers:
        tables = council.view_tables(NAME, year)
        clean = as_draft(tables, child_columns(list(tables)))
        _write_rows(folder / "faults.csv", [*answer_key(planted, clean, dirty, year, spec.seed), *file_key])
        _write_rows(folder / "rows.csv", _row_map(dirty))


def write_xlsx(council: Council, year: str, folder: Path, level: str = "none") -> None:
    """Write the case system's reports as one workbook; with faults a merged title stands above the headings."""
    from synthetic_data.faults.files import write_workbook

    if level == "none":
        reports = {name: table for name, table in council.view_tables(NAME, year).items() if "/" not in name}
        write_clean(folder / "extracts.xlsx", {name: _exported(table) for name, table in reports.items()}, NOTICE)
        return
    draft, _ = drafted(council, year, level)
    dirty = {name: table for name, table in draft.tables.items() if "/" not in name}
    write_workbook(dirty, folder / "extracts.xlsx", level)


def _exported(table: pl.DataFrame) -> pl.DataFrame:
    """Every cell as text, dates dd/mm/yyyy."""
    return table.with_columns(pl.col(pl.Date).dt.strftime("%d/%m/%Y")).cast(pl.String)


def _row_map(draft: Draft) -> list[dict[str, str | bool | int | None]]:
    return [
        {"table": name, "data_row": number, "row_key": key}
        for name, table in draft.tables.items()
        for number, key in enumerate(table.keys, 1)
    ]


def _write_rows(path: Path, rows: list[dict[str, str | bool | int | None]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def with_faults(level: str, answers: bool) -> View:
    """The view that writes faults of a level, with its answer key or, for a learner, without.

    Raises PlainError for a level there is not.
    """
    if level not in LEVELS:
        raise PlainError(f"There is no level of faults {level!r}; choose from: {', '.join(LEVELS)}.")
    return View(
        name=NAME,
        tables=tables,
        writers={"csv": partial(write_csv, level=level, answers=answers), "xlsx": partial(write_xlsx, level=level)},
        yearly=False,
        usual_formats=("csv", "xlsx"),
        with_faults=with_faults,
    )


view = with_faults("none", True)
