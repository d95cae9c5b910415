"""The children in need census: everyone in need, on a plan or in care in one collection year, as tables and as XML.

The tables are the ones the XML flattens to. `CINdetailsID`, `AssessmentID` and `CPPID` number the rows of the whole
return in its order, which is that of child and then date; the XML has no such numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from synthetic_data.dates import first_day, last_day
from synthetic_data.returns.cin_census_xml import write_xml
from synthetic_data.tables import rows_of
from synthetic_data.views import View, write_csv_tables

if TYPE_CHECKING:
    from pathlib import Path

    from synthetic_data.council import Council


PRE_PROCEEDINGS_SINCE = "2026-27"
SEX_SINCE = "2024-25"  # until then GenderCurrent, with the codes below
GENDER_CODES = {"M": "1", "F": "2", "U": "0"}
OUTCOME_CODES = {"court": "A", "plan": "B", "none": "C"}


def tables(council: Council, year: str) -> dict[str, pl.DataFrame]:
    """The tables of one census, in the order of the XML. Only what was known by 31 March is in it."""
    cut = CensusCut(council, year)
    made = {
        "header": header(cut),
        "child_identifiers": child_identifiers(cut),
        "child_characteristics": cut.children.select(
            cut.child_id, pl.col("ethnicity").cast(pl.String).alias("Ethnicity")
        ),
        "disabilities": disabilities(cut),
        "cin_details": cin_details(cut),
        "assessments": cut.assessments.select(
            cut.child_id,
            cut.details_id,
            cut.assessment_id,
            pl.col("start").alias("AssessmentActualStartDate"),
            pl.lit(None, pl.Date).alias("AssessmentInternalReviewDate"),
            cut.known("end").alias("AssessmentAuthorisationDate"),
        ),
        "assessment_factors": assessment_factors(cut),
        "cin_plan_dates": cin_plan_dates(cut),
        "section47": section47(cut),
        "child_protection_plans": child_protection_plans(cut),
        "reviews": reviews(cut),
    }
    made |= {"pre_proceedings": pre_proceedings(cut)} if year >= PRE_PROCEEDINGS_SINCE else {}
    return collected(made)


def collected(planned: dict[str, pl.LazyFrame]) -> dict[str, pl.DataFrame]:
    """Planned tables worked out together, so that what several of them start from is worked out once."""
    return dict(zip(planned, pl.collect_all(planned.values(), engine="in-memory"), strict=True))


class CensusCut:
    """What one census draws on: the referrals of the year in the return's order, and the children they are about."""

    child_id = pl.col("child_id").alias("LAchildID")
    details_id = pl.col("details").cast(pl.String).alias("CINdetailsID")
    assessment_id = pl.col("number").cast(pl.String).alias("AssessmentID")
    protection_id = pl.col("number").cast(pl.String).alias("CPPID")

    def __init__(self, council: Council, year: str) -> None:
        self.council, self.year = council, year
        self.first, self.last = first_day(year), last_day(year)
        known = council.journeys["referrals"].filter(pl.col("date") <= self.last)
        open_in_year = pl.col("closed").is_null() | (pl.col("closed") >= self.first)
        in_year = known.filter(pl.when("nfa").then(pl.col("date") >= self.first).otherwise(open_in_year))
        people = council.journeys["children"].select("person", "child_id", "sex", "dob", "uasc", "ethnicity")
        referrals = (
            in_year.hstack(rows_of(people.select("child_id"), in_year["person"]))
            .sort("child_id", "date")
            .with_row_index("details", offset=1)
        )
        children = rows_of(people, in_year["person"].unique()).sort("child_id")
        numbers = rows_of(council.journeys["identities"].select("upn", "upn_from"), children["person"])
        self.referrals, self.children = referrals.lazy(), children.hstack(numbers).lazy()
        started = pl.col("start") <= self.last
        done = pl.col("end").is_between(self.first, self.last)
        running = started & (pl.col("end").is_null() | (pl.col("end") > self.last))
        self.assessments = self.in_order(self.journey("assessments").filter(done | running))

    def journey(self, table: str) -> pl.LazyFrame:
        """A table of the council's lives."""
        return self.council.journeys[table].lazy()

    def known(self, column: str) -> pl.Expr:
        """A date as far as it is known on 31 March: a later one is still blank."""
        return pl.when(pl.col(column) <= self.last).then(pl.col(column))

    def within(self, table: str) -> pl.LazyFrame:
        """Spells of a table that ran on some day of the year, in the return's order, with its numbers."""
        spells = self.journey(table).filter(
            (pl.col("start") <= self.last) & (pl.col("end").is_null() | (pl.col("end") >= self.first))
        )
        return self.in_order(spells)

    def in_order(self, table: pl.LazyFrame) -> pl.LazyFrame:
        """Rows of a table with referral and start, in the return's order, with its numbers."""
        numbered = self.referrals.select("referral", "details", "child_id")
        return table.join(numbered, on="referral").sort("details", "start").with_row_index("number", offset=1)


def header(cut: CensusCut) -> pl.LazyFrame:
    """The one row of the header. The source says that it is synthetic."""
    return pl.LazyFrame(
        {
            "Collection": ["CIN"],
            "Year": [str(cut.last.year)],
            "ReferenceDate": [cut.last],
            "SourceLevel": ["L"],
            "LEA": [cut.council.spec.la_code],
            "SoftwareCode": ["Synthetic data"],
            "Release": [f"version {cut.council.version}"],
            "SerialNo": ["001"],
            "DateTime": [f"{cut.last.year}-06-30T12:00:00"],
        }
    )


def child_identifiers(cut: CensusCut) -> pl.LazyFrame:
    """One row a child. A child not yet born on 31 March has an expected birth date, and no sex or pupil number yet."""
    served = cut.referrals.group_by("person").agg(
        pl.col("nfa").all().alias("only_nfa"), (pl.col("date") > cut.last.replace(day=24)).all().alias("new")
    )
    died = pl.concat(
        [
            cut.journey("deaths").select("person", "died"),
            cut.journey("children").filter(pl.col("died").is_not_null()).select("person", "died"),
        ]
    ).unique("person")
    born = pl.col("dob") <= cut.last
    sex = pl.when(born).then(pl.col("sex").cast(pl.String)).otherwise(pl.lit("U"))
    september = pl.date(cut.last.year - 5, 9, 1)
    has_number = pl.col("upn").is_not_null() & (pl.col("upn_from") <= cut.last)
    reason = (
        pl.when(pl.col("dob") >= september)
        .then(pl.lit("UN1"))
        .when("uasc")
        .then(pl.lit("UN3"))
        .when("only_nfa")
        .then(pl.lit("UN7"))
        .when("new")
        .then(pl.lit("UN4"))
        .otherwise(pl.lit("UN2"))
    )
    return (
        cut.children.join(cut.journey("unborn"), on="person", how="left", maintain_order="left")
        .join(died, on="person", how="left", maintain_order="left")
        .join(served, on="person", how="left", maintain_order="left")
        .select(
            cut.child_id,
            pl.when(has_number).then(pl.col("upn").cast(pl.String)).alias("UPN"),
            pl.lit(None, pl.String).alias("FormerUPN"),
            pl.when(~has_number).then(reason).alias("UPNunknown"),
            pl.when(born).then(pl.col("dob")).alias("PersonBirthDate"),
            pl.when(~born).then(pl.col("expected")).alias("ExpectedPersonBirthDate"),
            sex.alias("Sex") if cut.year >= SEX_SINCE else sex.replace(GENDER_CODES).alias("GenderCurrent"),
            pl.when(pl.col("died").is_between(cut.first, cut.last)).then(pl.col("died")).alias("PersonDeathDate"),
        )
    )


def disabilities(cut: CensusCut) -> pl.LazyFrame:
    """One row a child and disability; NONE for a child with none."""
    found = cut.children.join(cut.journey("disabilities"), on="person", how="left").sort("child_id", "disability")
    return found.select(cut.child_id, pl.col("disability").cast(pl.String).fill_null("NONE").alias("Disability"))


def cin_details(cut: CensusCut) -> pl.LazyFrame:
    """One row a referral. A conference is given here only when it has no section 47 enquiry of ours (a transfer-in)."""
    moved_in = (
        cut.journey("conferences")
        .filter(pl.col("enquiry").is_null() & pl.col("date").is_between(cut.first, cut.last))
        .select("referral", pl.col("date").alias("DateOfInitialCPC"))
    )
    closed = pl.col("closed") <= cut.last
    return (
        cut.referrals.join(moved_in, on="referral", how="left", maintain_order="left")
        .sort("details")
        .select(
            cut.child_id,
            cut.details_id,
            pl.col("date").alias("CINreferralDate"),
            pl.col("source").cast(pl.String).alias("ReferralSource"),
            pl.col("need").cast(pl.String).alias("PrimaryNeedCode"),
            cut.known("closed").alias("CINclosureDate"),
            pl.when(closed).then(pl.col("reason").cast(pl.String)).alias("ReasonForClosure"),
            "DateOfInitialCPC",
            _true_or_false("nfa").alias("ReferralNFA"),
        )
    )


def assessment_factors(cut: CensusCut) -> pl.LazyFrame:
    """One row a factor of each assessment completed in the year."""
    done = cut.assessments.filter(pl.col("end") <= cut.last)
    return (
        done.join(cut.journey("assessment_factors"), on="assessment")
        .sort("number", "factor")
        .select(
            cut.child_id, cut.details_id, cut.assessment_id, pl.col("factor").cast(pl.String).alias("AssessmentFactors")
        )
    )


def cin_plan_dates(cut: CensusCut) -> pl.LazyFrame:
    """Child in need plans that ran in the year."""
    return cut.within("need_plans").select(
        cut.child_id,
        cut.details_id,
        pl.col("start").alias("CINPlanStartDate"),
        cut.known("end").alias("CINPlanEndDate"),
    )


def section47(cut: CensusCut) -> pl.LazyFrame:
    """Enquiries that began in the year, and earlier ones whose conference was held in it."""
    inside = pl.col("start").is_between(cut.first, cut.last) | pl.col("conference").is_between(cut.first, cut.last)
    decided = pl.col("end") <= cut.last
    return (
        cut.journey("enquiries")
        .filter(inside & (pl.col("start") <= cut.last))
        .join(cut.referrals.select("referral", "details", "child_id"), on="referral")
        .sort("details", "start")
        .select(
            cut.child_id,
            cut.details_id,
            pl.col("start").alias("S47ActualStartDate"),
            pl.col("target").alias("InitialCPCtarget"),
            cut.known("conference").alias("DateOfInitialCPC"),
            _true_or_false((decided & ~pl.col("needed")).fill_null(False)).alias("ICPCnotRequired"),
        )
    )


def child_protection_plans(cut: CensusCut) -> pl.LazyFrame:
    """Plans that ran in the year; the latest category is the one on 31 March."""
    changed = pl.col("category_changed") <= cut.last
    return cut.within("protection_plans").select(
        cut.child_id,
        cut.details_id,
        cut.protection_id,
        pl.col("start").alias("CPPstartDate"),
        cut.known("end").alias("CPPendDate"),
        pl.col("initial_category").cast(pl.String).alias("InitialCategoryOfAbuse"),
        pl.when(changed)
        .then("latest_category")
        .otherwise("initial_category")
        .cast(pl.String)
        .alias("LatestCategoryOfAbuse"),
        pl.col("previous_plans").cast(pl.Int64).alias("NumberOfPreviousCPP"),
    )


def reviews(cut: CensusCut) -> pl.LazyFrame:
    """Reviews held in the year."""
    held = cut.journey("protection_reviews").filter(pl.col("date").is_between(cut.first, cut.last))
    plans = cut.within("protection_plans").select("plan", "number", "details", "child_id")
    return (
        held.join(plans, on="plan")
        .sort("number", "date")
        .select(cut.child_id, cut.details_id, cut.protection_id, pl.col("date").alias("CPPreviewDate"))
    )


def pre_proceedings(cut: CensusCut) -> pl.LazyFrame:
    """Pre-proceedings begun in the year, as far as they had come by 31 March.

    Those begun in an earlier year are left out: rule 9005 lets no return give a start before its own year.
    """
    begun = cut.journey("pre_proceedings").filter(pl.col("start").is_between(cut.first, cut.last))
    until = pl.min_horizontal(pl.col("step"), pl.lit(cut.last))
    reviewed = ((until - pl.col("met")).dt.total_days() // pl.col("review_every")).clip(0)
    sent = pl.col("letter") <= cut.last
    return cut.in_order(begun).select(
        cut.child_id,
        cut.details_id,
        pl.col("start").alias("PPStartDate"),
        cut.known("letter").alias("LBPSentDate"),
        pl.when(sent).then(_true_or_false("offered")).alias("FGDMMeetingOffer"),
        pl.when(sent & pl.col("offered"))
        .then(_true_or_false((pl.col("held") <= cut.last).fill_null(False)))
        .alias("FGDMMeetingFac"),
        cut.known("met").alias("InitialPPMeetingDate"),
        pl.when(pl.col("met") <= cut.last).then(reviewed.cast(pl.Int64)).alias("ReviewMeetingsCount"),
        cut.known("step").alias("StepDecisionDate"),
        pl.when(pl.col("step") <= cut.last)
        .then(pl.col("outcome").cast(pl.String).replace(OUTCOME_CODES))
        .alias("PPOutcome"),
        cut.known("applied").alias("CourtAppDate"),
        cut.known("told").alias("LetterInitCPDate"),
    )


def _true_or_false(condition: str | pl.Expr) -> pl.Expr:
    return pl.when(condition).then(pl.lit("true")).otherwise(pl.lit("false"))


def _write_csv(council: Council, year: str, folder: Path) -> None:
    flat = folder / "csv"
    flat.mkdir()
    write_csv_tables(council.view_tables("cin_census", year), flat)


def _write_xml(council: Council, year: str, folder: Path) -> None:
    write_xml(council.view_tables("cin_census", year), folder / "cin_census.xml")


view = View(name="cin_census", tables=tables, writers={"xml": _write_xml, "csv": _write_csv})
