"""List 8 of Annex A: children in care."""

from __future__ import annotations

import polars as pl

from synthetic_data.dates import bank_holidays
from synthetic_data.places.councils import all_councils
from synthetic_data.places.postcodes import council_position, postcodes
from synthetic_data.returns.annex_a_cut import ListCut, back, yes_or_no

TEMPORARY = ["T0", "T1", "T2", "T3", "T4"]
HOMES = ["K1", "K2", "R1", "S1"]
NO_URN = ["P1", "P3", *TEMPORARY, "Z11", "Z12", "Z13", "Z14"]
OWN_PROVISION = "b) PR1: Own provision"  # temporary and other placements name no provider in the SSDA903
HEALTH = "Date of Last Health Assessment"


def in_care(cut: ListCut) -> pl.DataFrame:
    """List 8: children in care now, and those who left in the last six months.

    A child on short breaks (V3, V4) has one row: the stay or agreement that runs now, or was the last.
    """
    lately = cut.journeys["care_periods"].filter(pl.col("end").is_null() | cut.lately("end"))
    last_breaks = lately.filter("short_breaks").sort("start").unique("person", keep="last", maintain_order=True)
    periods = pl.concat([lately.filter(~pl.col("short_breaks")), last_breaks])
    ended = cut.journeys["care_endings"].select("period", pl.col("reason_end").alias("ceased"))
    earlier = cut.journeys["care_periods"].filter(~pl.col("short_breaks") & cut.in_a_year("end"))["person"]
    second = ~pl.col("short_breaks") & cut.in_a_year("start") & cut.among("person", earlier) & (pl.col("number") > 1)
    rows = (
        cut.with_worker(cut.with_child(periods.drop("uasc")))
        .join(ended, on="period", how="left")
        .join(_latest_order(cut), on="period", how="left")
        .join(_latest_placement(cut), on="period", how="left")
        .join(_placements_in_a_year(cut), on="person", how="left")
        .join(_reviews_and_visits(cut), on="period", how="left")
        .join(_health(cut), on="person", how="left")
        .join(_missing(cut), on="person", how="left")
        .join(cut.journeys["care_plans"].select("period", pl.col("plan").alias("care_plan")), on="period", how="left")
        .join(cut.journeys["adoption_plans"].select("period", "decided", "reversed"), on="period", how="left")
        .with_columns(_permanence().alias("permanence"), pl.col(HEALTH).fill_null(_first_assessment(cut)))
    )
    return cut.shaped(
        "List 8",
        rows.with_columns(
            yes_or_no("uasc").alias("Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)"),
            cut.label("NEED", "need").alias("Child's Category of Need"),
            yes_or_no(second).alias(
                "Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)"
            ),
            cut.label("LEGAL_STATUS", "legal_status").alias("Child's Legal Status"),
            cut.label("PERMANENCE", "permanence").alias("What is the permanence plan for this child?"),
            pl.when(pl.col("end").is_not_null())
            .then(cut.label("CEASED", "ceased"))
            .alias("Reason Ceased to be Looked After"),
            pl.col("Number of Placements in the Last 12 months").fill_null(0),
            *(pl.col(name).fill_null(0) for name in _MISSING.values()),
        ).rename({"start": "Date Started to be Looked After", "end": "Date Ceased to be Looked After"}),
    )


_MISSING = {
    "M": "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months",
    "A": "Number of Episodes the Child has been 'Absent' from their Placement in the last 12 months",
}


def _permanence() -> pl.Expr:
    """The plan for permanence, from the decision to place for adoption, the care plan and the placement."""
    adoption = pl.col("decided").is_not_null() & pl.col("reversed").is_null()
    return (
        pl.when("short_breaks")  # they live at home: there is no permanence to plan
        .then(None)
        .when(adoption)
        .then(pl.lit("adoption"))
        .when(pl.col("care_plan").is_in(["special_guardianship", "arrangements_order"]))
        .then(pl.lit("order"))
        .when(pl.col("care_plan").is_in(["home", "relatives"]))
        .then(pl.lit("home"))
        .when(pl.col("placement").is_in(["K3", "H5", "P2"]))
        .then(pl.lit("supported"))
        .when(pl.col("placement").is_in(HOMES))
        .then(pl.lit("residential"))
        .when(pl.col("care_plan") == "adulthood")
        .then(pl.lit("fostering"))
        .otherwise(pl.lit("other"))
    )


def _latest_order(cut: ListCut) -> pl.DataFrame:
    """The last legal status of each period and its first day."""
    spells = cut.journeys["legal_spells"].filter(pl.col("start") <= cut.day).sort("start")
    return spells.group_by("period").agg(
        pl.col("legal_status").last(), pl.col("start").last().alias("Start date of current legal status")
    )


def _latest_placement(cut: ListCut) -> pl.DataFrame:
    """The last placement of each period: where, with whom, and how far."""
    names = ("placement_key", "placement", "provider", "start")
    placements = cut.journeys["care_placements"].filter(pl.col("start") <= cut.day).sort("start")
    last = placements.group_by("period").agg(pl.col(name).last() for name in names)
    addresses = cut.journeys["placement_addresses"].select("placement_key", pl.col("provider").alias("home"), "place")
    places = addresses["place"].to_numpy()
    councils = [council.la_code for council in all_councils()]
    addresses = addresses.with_columns(
        postcodes(places, "Placement postcode"),
        pl.Series("LA of Placement", [councils[n] for n in council_position(places)]),
    )
    homes = cut.journeys["providers"].select(pl.col("provider").alias("home"), "urn")
    inside = pl.col("LA of Placement") == cut.council.spec.la_code
    return (
        last.join(addresses, on="placement_key", how="left")
        .join(homes, on="home", how="left")
        .select(
            "period",
            "placement",
            pl.col("start").alias("Start Date of Most Recent Placement"),
            cut.label("PLACEMENT", "placement").alias("Placement Type"),
            cut.label("PROVIDER", "provider").fill_null(OWN_PROVISION).alias("Placement Provider"),
            pl.col("Placement postcode").cast(pl.String),
            pl.when(~pl.col("placement").is_in(NO_URN)).then(pl.col("urn")).alias("URN of Placement"),
            pl.when(inside).then(pl.lit("a) In")).otherwise(pl.lit("b) Out")).alias("Placement Location"),
            "LA of Placement",
        )
    )


def _placements_in_a_year(cut: ListCut) -> pl.DataFrame:
    """Placements that ran in the last twelve months, over all of a child's periods. Temporary ones are left out, and
    neither coming back from one nor a change with the same carer makes a new one.
    """
    ended_before = (pl.col("end") <= back(cut.day, "-12mo")).fill_null(False)
    ran = (pl.col("start") <= cut.day) & ~ended_before
    placements = cut.journeys["care_placements"].filter(ran & ~pl.col("placement").is_in(TEMPORARY))
    return placements.group_by("person").agg(
        pl.col("carer").n_unique().cast(pl.Int64).alias("Number of Placements in the Last 12 months")
    )


def _reviews_and_visits(cut: ListCut) -> pl.DataFrame:
    """The last review, and visits by the social worker and the reviewing officer (who meets the child for the
    review)."""
    last = pl.col("review").max().alias("Date of Latest Statutory Review")
    reviews = cut.journeys["reviews"].group_by("period").agg(last)
    visits = (
        cut.journeys["visits"]
        .filter(pl.col("kind") == "care")
        .group_by(pl.col("spell").alias("period"))
        .agg(pl.col("date").max().alias("Date of Last Social Work Visit"))
    )
    both = reviews.join(visits, on="period", how="full", coalesce=True)
    return both.with_columns(
        pl.col("Date of Latest Statutory Review").alias("Date of Last IRO Visit / Contact to the Child")
    )


def _health(cut: ListCut) -> pl.DataFrame:
    """Dates of the last health assessment and dental check, from the yearly record of those in care for a year.

    The record says in which year a check was done; the day in it follows from the child's number. Children not in
    care for a year yet
    have had the assessment that is due within twenty working days of entry.
    """
    days = 20 + (pl.col("person").cast(pl.Int64) * 37 + pl.col("year_end") * 11) % 330
    day = _working_day(pl.date(pl.col("year_end") - 1, 4, 1) + pl.duration(days=days))
    done = cut.journeys["health_years"].filter(pl.col("year_end") <= cut.day.year).with_columns(day.alias("day"))
    return done.group_by("person").agg(
        pl.col("day").filter(pl.col("health_assessment") == 1).max().alias(HEALTH),
        pl.col("day").filter(pl.col("teeth_check") == 1).max().alias("Date of Last Dental Check"),
    )


def _working_day(day: pl.Expr) -> pl.Expr:
    """The day itself, or the next on which a clinic is open."""
    return day.dt.add_business_days(0, holidays=bank_holidays().tolist(), roll="forward")


def _first_assessment(cut: ListCut) -> pl.Expr:
    due = _working_day(pl.col("start") + pl.duration(days=24))
    last = pl.col("end").fill_null(cut.day)
    in_time = (due <= last) & (pl.col("start") > back(cut.day, "-18mo"))
    return pl.when(in_time & ~pl.col("short_breaks")).then(due)


def _missing(cut: ListCut) -> pl.DataFrame:
    """Times missing and absent in the last twelve months, and the return interview after the last time missing."""
    recent = cut.journeys["missing_episodes"].filter(cut.in_a_year("start"))
    counts = recent.group_by("person").agg(
        (pl.col("code") == code).sum().cast(pl.Int64).alias(name) for code, name in _MISSING.items()
    )
    interviews = (
        cut.journeys["return_interviews"]
        .filter(cut.in_a_year("start"))
        .sort("start")
        .group_by("person")
        .agg(
            yes_or_no(pl.col("offered").last()).alias(
                "Was the child offered a Return Interview after their last missing episode (Y/N)?"
            ),
            yes_or_no(pl.col("accepted").last()).alias(
                "Did the child accept a Return Interview after their last missing episode (Y/N)?"
            ),
        )
    )
    return counts.join(interviews, on="person", how="left")
