"""Lists 9 to 11 of Annex A: care leavers, children for adoption, prospective adopters."""

from __future__ import annotations

import polars as pl

from synthetic_data.around.holders import workers_in_teams
from synthetic_data.returns.annex_a_cut import ListCut, yes_or_no

WEEKS_SINCE_14 = 13
ADVISERS = "Children in care"
"""The service whose workers stand in for personal advisers: the workforce is of social workers' teams alone."""
NOT_OURS = ["E11", "E12", "E2", "E3", "E15"]


def care_leavers(cut: ListCut) -> pl.DataFrame:
    """List 9: young people entitled now: in care 13 weeks since 14, some of it after 16, and not yet 21, or not yet 25
    and asking for support."""
    periods = (
        cut.journeys["care_periods"]
        .filter(~pl.col("short_breaks"))
        .join(cut.journeys["children"].select("person", "dob"), on="person")
    )
    since = pl.max_horizontal("start", pl.col("dob").dt.offset_by("14y"))
    to = pl.col("end").fill_null(cut.day)
    served = periods.group_by("person").agg(
        (to - since).dt.total_days().clip(0).sum().alias("days_since_14"),
        pl.col("end").is_null().any().alias("still_in_care"),
        pl.col("end").max().alias("left"),
        pl.col("dob").first(),
        pl.col("period").sort_by("start").last(),
    )
    columns = ("birthday", "contact", "activity", "accommodation")
    birthdays, asked = (
        cut.journeys[table].filter(pl.col("birthday") <= cut.day).select("person", *columns)
        for table in ("leaver_birthdays", "later_support")
    )
    asking = asked.filter(pl.col("birthday").dt.offset_by("1y") > cut.day)
    entitled = (
        served.join(cut.journeys["care_endings"].select("period", "reason_end"), on="period", how="left")
        .filter(
            ~pl.col("still_in_care")
            & (pl.col("days_since_14") >= 7 * WEEKS_SINCE_14)
            & (pl.col("left") >= pl.col("dob").dt.offset_by("16y"))
            & ((pl.col("dob").dt.offset_by("21y") > cut.day) | cut.among("person", asking["person"]))
            & ~pl.col("reason_end").is_in(NOT_OURS).fill_null(False)
        )
        .select(
            "person",
            pl.when(pl.col("dob").dt.offset_by("18y") > cut.day)
            .then(pl.lit("relevant"))
            .otherwise(pl.lit("former"))
            .alias("status"),
        )
    )
    latest = pl.concat([birthdays, asked]).sort("birthday").group_by("person").agg(pl.col(columns[1:]).last())
    serving = workers_in_teams(cut.journeys).filter((pl.col("service") == ADVISERS) & pl.col("end").is_null())
    advisers = serving.filter(pl.col("manager") == pl.col("manager").min())  # managers where every post is empty
    turn = pl.Series(entitled["person"].to_numpy() % max(advisers.height, 1))
    return cut.shaped(
        "List 9",
        cut.with_child(entitled)
        .join(latest, on="person", how="left")
        .with_columns(
            advisers["code"].gather(turn).alias("Allocated Team"),
            advisers["worker_id"].gather(turn).alias("Allocated Worker"),
            cut.label("ELIGIBILITY", "status").alias("Eligibility Category"),
            cut.label("IN_TOUCH", "contact").fill_null("a) Yes").alias("LA in Touch"),
            pl.col("accommodation").str.slice(0, 1).alias("kind"),
            pl.col("accommodation").str.slice(1, 1).alias("fit"),
        )
        .with_columns(
            cut.label("ACCOMMODATION", "kind").alias("Type of Accommodation"),
            cut.label("SUITABILITY", "fit").alias("Suitability of Accommodation"),
            cut.label("ACTIVITY", "activity").alias("Activity Status"),
        ),
    )


def for_adoption(cut: ListCut) -> pl.DataFrame:
    """List 10: children with a decision for adoption that stands, or whose order or change of decision came in the
    last year."""
    known = [
        pl.when(pl.col(name) <= cut.day).then(pl.col(name)).alias(name)
        for name in ("decided", "ordered", "matched", "placed", "adopted", "reversed")
    ]
    plans = (
        cut.journeys["adoption_plans"]
        .with_columns(known)
        .filter(
            pl.col("decided").is_not_null()
            & (pl.col("adopted").is_null() | cut.in_a_year("adopted"))
            & (pl.col("reversed").is_null() | cut.in_a_year("reversed"))
        )
    )
    periods = cut.journeys["care_periods"].select("period", "person", "start", "end")
    early = (
        cut.journeys["care_placements"]
        .filter(pl.col("placement").is_in(["U2", "U5"]))
        .group_by("period")
        .agg(
            pl.col("start")
            .min()
            .alias("Date the child was placed for fostering in FFA or concurrent planning placement")
        )
    )
    lives = plans.join(periods, on="period").filter(pl.col("end").is_null() | cut.in_a_year("end"))
    return cut.shaped(
        "List 10",
        cut.with_child(lives)
        .join(early, on="period", how="left")
        .join(cut.journeys["adopting_families"], on="period", how="left")
        .with_columns(
            pl.when(pl.col("matched").is_not_null()).then(_family_id()).alias("Family identifier"),
            pl.when(pl.col("reversed").is_not_null())
            .then(cut.label("REVERSAL", "reversal_reason"))
            .alias("Reason Why Child No Longer Placed for Adoption"),
        )
        .rename(
            {
                "start": "Date the Child Entered Care",
                "decided": "Date of Decision that Child Should be Placed for Adoption",
                "ordered": "Date of Placement Order",
                "matched": "Date of Matching Child and Prospective Adopters",
                "placed": "Date Placed for Adoption",
                "adopted": "Date of Adoption Order",
                "reversed": "Date of Decision that Child Should No Longer be Placed for Adoption",
            }
        ),
    )


def prospective_adopters(cut: ListCut) -> pl.DataFrame:
    """List 11: people who enquired, moved a step on, or were under way or approved in the last twelve months."""
    over = pl.col("left").is_not_null() & ~cut.in_a_year("left")
    done = pl.col("ordered").is_not_null() & ~cut.in_a_year("ordered")
    people = cut.journeys["prospective_adopters"].filter(~over & ~done)
    return cut.shaped(
        "List 11",
        people.with_columns(
            pl.concat_str(pl.lit("SYNA"), pl.col("adopter").cast(pl.String).str.zfill(5)).alias(
                "Individual adopter identifier"
            ),
            _family_id().alias("Family identifier"),
            cut.label("SEX", "sex").alias("Gender"),
            cut.label("ETHNICITY", "ethnicity").alias("Ethnicity"),
            yes_or_no("disabled").alias("Disability"),
            yes_or_no("fostering").alias("Is the (prospective) adopter fostering for adoption?"),
            cut.label("LEAVING", "left_reason").alias("Reason for leaving adoption process"),
        ).rename(
            {
                "enquired": "Date enquiry received",
                "stage_1_from": "Date Stage 1 started",
                "stage_1_to": "Date Stage 1 ended",
                "stage_2_from": "Date Stage 2 started",
                "stage_2_to": "Date Stage 2 ended",
                "applied": "Date application submitted",
                "approved": "Date application approved",
                "matched": "Date adopter matched with child(ren)",
                "placed": "Date child/children placed with adopter(s)",
                "children": "No. of children placed",
                "ordered": "Date of Adoption Order",
                "left": "Date of leaving adoption process",
            }
        ),
    )


def _family_id() -> pl.Expr:
    return pl.concat_str(pl.lit("SYNF"), pl.col("adopting_family").cast(pl.String).str.zfill(5))
