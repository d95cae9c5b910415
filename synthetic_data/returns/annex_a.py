"""Annex A of the inspection framework: eleven lists of children, as at the last day of the council's data.

    List 1 contacts, 2 early help assessments, 3 referrals, 4 assessments, 5 section 47 enquiries, 6 children in need,
    7 protection plans, 8 children in care, 9 care leavers, 10 children for adoption, 11 prospective adopters

The tables are called `list_1` to `list_11`; the workbook has one sheet a list, "List 1" to "List 11". Lists 1 to 7
are here. Counts agree with the children in need census and the SSDA903 at the same date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from synthetic_data.returns.annex_a_care import in_care
from synthetic_data.returns.annex_a_cut import ListCut, yes_or_no
from synthetic_data.returns.annex_a_leaving import care_leavers, for_adoption, prospective_adopters
from synthetic_data.views import View
from synthetic_data.workbook import write_workbook
from synthetic_data.write import NOTICE

if TYPE_CHECKING:
    from pathlib import Path

    from synthetic_data.council import Council

NAME = "annex_a"


def tables(council: Council, year: str) -> dict[str, pl.DataFrame]:
    """Every list, in the columns and words of the template. `year` is ignored: the lists are as at the horizon."""
    cut = ListCut(council)
    makers = (
        contacts,
        early_help,
        referrals,
        assessments,
        enquiries,
        in_need,
        protection,
        in_care,
        care_leavers,
        for_adoption,
        prospective_adopters,
    )
    return {f"list_{number}": maker(cut) for number, maker in enumerate(makers, start=1)}


def contacts(cut: ListCut) -> pl.DataFrame:
    """List 1: every contact of the last six months."""
    recent = cut.journeys["contacts"].filter(cut.lately("date"))
    named = cut.with_child(recent).with_columns(cut.label("SOURCE", "source").alias("Contact Source"))
    return cut.shaped("List 1", named.rename({"date": "Date of Contact"}))


def early_help(cut: ListCut) -> pl.DataFrame:
    """List 2: early help assessments begun or finished in the last six months, or still running."""
    recent = cut.journeys["early_help"].filter(pl.col("end").is_null() | cut.lately("start") | cut.lately("end"))
    return cut.shaped(
        "List 2",
        cut.with_child(recent).rename(
            {
                "start": "Assessment start date",
                "end": "Assessment completion date",
                "organisation": "Organisation completing assessment",
            }
        ),
    )


def referrals(cut: ListCut) -> pl.DataFrame:
    """List 3: referrals of the last six months."""
    recent = cut.journeys["referrals"].filter(cut.lately("date"))
    in_a_year = cut.counted("referrals", "date", "Number of Referrals in Last 12 Months")
    return cut.shaped(
        "List 3",
        cut.with_worker(cut.with_child(recent))
        .join(in_a_year, on="person", how="left")
        .with_columns(cut.label("SOURCE", "source").alias("Referral Source"), yes_or_no("nfa").alias("Referral NFA?"))
        .rename({"date": "Date of referral"}),
    )


def assessments(cut: ListCut) -> pl.DataFrame:
    """List 4: assessments begun or finished in the last six months, or still running."""
    recent = cut.journeys["assessments"].filter(pl.col("end").is_null() | cut.lately("start") | cut.lately("end"))
    outcome = cut.journeys["referrals"].select("referral", pl.col("reason").cast(pl.String).alias("reason"))
    supported = ~pl.col("reason").is_in(["RC8", "RC9"]).fill_null(False)
    return cut.shaped(
        "List 4",
        cut.with_worker(cut.with_child(recent))
        .join(outcome, on="referral")
        .with_columns(
            yes_or_no("seen").alias("Child Seen During Continuous Assessment"),
            pl.when(pl.col("end").is_not_null())
            .then(yes_or_no(supported))
            .alias("Was the child assessed as requiring LA children's social care support?"),
        )
        .rename(
            {
                "start": "Continuous Assessment Start Date",
                "end": "Continuous Assessment Date of Authorisation",
            }
        ),
    )


def enquiries(cut: ListCut) -> pl.DataFrame:
    """List 5: section 47 enquiries begun in the last six months, or whose conference was held in them."""
    recent = cut.journeys["enquiries"].filter(cut.lately("start") | cut.lately("conference"))
    made = cut.journeys["conferences"].filter(pl.col("enquiry").is_not_null()).select("enquiry", "plan_made")
    return cut.shaped(
        "List 5",
        cut.with_worker(cut.with_child(recent))
        .join(made, on="enquiry", how="left")
        .join(
            cut.counted("enquiries", "start", "Number of Section 47 Enquiries in the last 12 months"),
            on="person",
            how="left",
        )
        .join(cut.counted("conferences", "date", "Number of ICPCs in the last 12 months"), on="person", how="left")
        .with_columns(
            pl.when(pl.col("needed").is_not_null())
            .then(yes_or_no(~pl.col("needed")))
            .alias("Was an Initial Child Protection Conference deemed unnecessary?"),
            pl.when(pl.col("plan_made").is_not_null())
            .then(yes_or_no("plan_made"))
            .alias("Did the Initial Child Protection Conference Result in a Child Protection Plan"),
            pl.col("Number of Section 47 Enquiries in the last 12 months").fill_null(0),
            pl.col("Number of ICPCs in the last 12 months").fill_null(0),
        )
        .rename(
            {
                "start": "Strategy discussion initiating Section 47 Enquiry Start Date",
                "conference": "Date of Initial Child Protection Conference",
            }
        ),
    )


def in_need(cut: ListCut) -> pl.DataFrame:
    """List 6: everyone with an episode of need open now or closed in the last six months, in care or on a plan or
    neither. A child not seen yet in that episode has no date."""
    spells = cut.journeys["referrals"].filter(~pl.col("nfa") & (pl.col("closed").is_null() | cut.lately("closed")))
    visits = cut.journeys["visits"].filter("seen").select("person", visited="date")
    seen = (
        spells.join(visits, on="person")
        .filter(pl.col("visited").is_between("date", pl.col("closed").fill_null(cut.day)))
        .group_by("referral")
        .agg(pl.col("visited").max())
    )
    assessed = (
        cut.journeys["assessments"].filter("seen").group_by("referral").agg(pl.col("start").max().alias("assessed"))
    )
    status = (
        pl.when(pl.col("closed").is_not_null())
        .then(pl.lit("closed"))
        .when(cut.among("person", cut.in_care["person"]))
        .then(pl.lit("care"))
        .when(cut.among("referral", cut.open_now("protection_plans")["referral"]))
        .then(pl.lit("protection"))
        .when(cut.among("referral", cut.open_now("assessments").filter(~pl.col("review"))["referral"]))
        .then(pl.lit("assessment"))
        .otherwise(pl.lit("need"))
    )
    return cut.shaped(
        "List 6",
        cut.with_worker(cut.with_child(spells))
        .join(seen, on="referral", how="left")
        .join(assessed, on="referral", how="left")
        .with_columns(status.alias("status"), pl.col("reason").cast(pl.String))
        .with_columns(
            cut.label("NEED", "need").alias("Primary Need Code"),
            cut.label("CLOSURE", "reason").alias("Reason for Closure"),
            cut.label("STATUS", "status").alias("Case Status"),
            pl.max_horizontal("visited", "assessed").alias("Date Child Was Last Seen"),
        )
        .rename({"date": "CIN Start Date", "closed": "CIN Closure Date"}),
    )


def protection(cut: ListCut) -> pl.DataFrame:
    """List 7: protection plans open now or ended in the last six months."""
    plans = cut.journeys["protection_plans"].filter(pl.col("end").is_null() | cut.lately("end"))
    visits = (
        cut.journeys["visits"]
        .filter(pl.col("kind") == "protection")
        .sort("date")
        .group_by(pl.col("spell").alias("plan"))
        .agg(
            pl.col("date").last().alias("Date of the Last Statutory Visit"),
            yes_or_no(pl.col("alone").last()).alias("Was the Child Seen Alone?"),
        )
    )
    reviews = (
        cut.journeys["protection_reviews"]
        .group_by("plan")
        .agg(pl.col("date").max().alias("Date of latest review conference"))
    )
    emergency = cut.journeys["legal_spells"].filter(pl.col("legal_status").is_in(["L1", "L2"]) & cut.lately("start"))
    protected = emergency.join(cut.journeys["care_periods"].select("period", "person"), on="period")["person"]
    return cut.shaped(
        "List 7",
        cut.with_worker(cut.with_child(plans))
        .join(visits, on="plan", how="left")
        .join(reviews, on="plan", how="left")
        .with_columns(
            cut.label("CATEGORY", "initial_category").alias("Initial Category of Abuse"),
            cut.label("CATEGORY", "latest_category").alias("Latest Category of Abuse"),
            yes_or_no(cut.among("person", protected)).alias(
                "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)"
            ),
        )
        .rename(
            {
                "start": "Child Protection Plan Start Date",
                "end": "Child Protection Plan End Date",
                "previous_plans": "Number of Previous Child Protection Plans",
            }
        ),
    )


def _write_xlsx(council: Council, year: str, folder: Path) -> None:
    lists = council.view_tables(NAME, year)
    sheets = {name.replace("list_", "List "): table for name, table in lists.items()}
    write_workbook(folder / "annex_a.xlsx", sheets, NOTICE)


view = View(name=NAME, tables=tables, writers={"xlsx": _write_xlsx}, yearly=False)
