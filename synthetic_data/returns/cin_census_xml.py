"""The XML of the children in need census, built by column: each row a fragment, fragments joined child by child."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

DETAILS = (
    "CINreferralDate",
    "ReferralSource",
    "PrimaryNeedCode",
    "CINclosureDate",
    "ReasonForClosure",
    "DateOfInitialCPC",
)
ASSESSMENT = ("AssessmentActualStartDate", "AssessmentInternalReviewDate", "AssessmentAuthorisationDate")
ENQUIRY = ("S47ActualStartDate", "InitialCPCtarget", "DateOfInitialCPC", "ICPCnotRequired")
PROTECTION = ("CPPstartDate", "CPPendDate", "InitialCategoryOfAbuse", "LatestCategoryOfAbuse", "NumberOfPreviousCPP")
PRE_PROCEEDINGS = (
    "PPStartDate",
    "LBPSentDate",
    "FGDMMeetingOffer",
    "FGDMMeetingFac",
    "InitialPPMeetingDate",
    "ReviewMeetingsCount",
    "StepDecisionDate",
    "PPOutcome",
    "CourtAppDate",
    "LetterInitCPDate",
)
CHILDREN_AT_A_TIME = 5_000  # held as Python text, of which all at once would fill the memory
CHILD, REFERRAL = "LAchildID", "CINdetailsID"


def write_xml(tables: Mapping[str, pl.DataFrame], path: Path) -> None:
    """Write the census of `cin_census.tables` as one XML file, elements in the schema's order, dates yyyy-mm-dd."""
    children = _children(tables)
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="utf-8"?>\n')
        file.write("<!-- Synthetic data: no child, family or council in this file exists. Not for submission. -->\n")
        file.write(f"<Message>{_header(tables['header'])}<Children>\n")
        for begin in range(0, len(children), CHILDREN_AT_A_TIME):
            file.write(children.slice(begin, CHILDREN_AT_A_TIME).str.join("\n").item() + "\n")
        file.write("</Children></Message>\n")


def _header(header: pl.DataFrame) -> str:
    collection = _within("CollectionDetails", _leaves("Collection", "Year", "ReferenceDate"))
    source = _within("Source", _leaves("SourceLevel", "LEA", "SoftwareCode", "Release", "SerialNo", "DateTime"))
    return str(_as_text(header).select(_within("Header", _together(collection, source))).item())


def _children(tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    """One fragment a child, in the order of the identifiers."""
    disabilities = _joined(tables["disabilities"], _leaves("Disability"), CHILD, "disabilities")
    characteristics = _as_text(tables["child_characteristics"]).join(disabilities, on=CHILD, how="left")
    traits = characteristics.select(
        CHILD,
        _within(
            "ChildCharacteristics", _together(_leaves("Ethnicity"), _within("Disabilities", pl.col("disabilities")))
        ).alias("traits"),
    )
    details = _by_key(_details(tables), CHILD, "details")
    identifiers = tables["child_identifiers"]
    return (
        _as_text(identifiers)
        .join(traits, on=CHILD, how="left", maintain_order="left")
        .join(details, on=CHILD, how="left", maintain_order="left")
        .select(
            _within("Child", _together(_within("ChildIdentifiers", _leaves(*identifiers.columns)), "traits", "details"))
        )
        .to_series()
    )


def _details(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One fragment a referral: its own fields, then assessments, plans, enquiries, the flag, protection plans and
    pre-proceedings."""
    factors = _joined(tables["assessment_factors"], _leaves("AssessmentFactors"), "AssessmentID", "factors")
    assessments = _as_text(tables["assessments"]).join(factors, on="AssessmentID", how="left", maintain_order="left")
    found = _within("FactorsIdentifiedAtAssessment", pl.col("factors"))
    reviews = _joined(tables["reviews"], _within("Reviews", _leaves("CPPreviewDate")), "CPPID", "reviews")
    plans = _as_text(tables["child_protection_plans"]).join(reviews, on="CPPID", how="left", maintain_order="left")
    parts = {
        "assessments": _joined(
            assessments, _within("Assessments", _together(_leaves(*ASSESSMENT), found)), REFERRAL, "assessments"
        ),
        "plans": _joined(
            tables["cin_plan_dates"],
            _within("CINPlanDates", _leaves("CINPlanStartDate", "CINPlanEndDate")),
            REFERRAL,
            "plans",
        ),
        "enquiries": _joined(tables["section47"], _within("Section47", _leaves(*ENQUIRY)), REFERRAL, "enquiries"),
        "protection": _joined(
            plans,
            _within("ChildProtectionPlans", _together(_leaves(*PROTECTION), "reviews")),
            REFERRAL,
            "protection",
        ),
    }
    last = []
    if "pre_proceedings" in tables:
        fragment = _within("PreProceedingsandFGDM", _leaves(*PRE_PROCEEDINGS))
        parts["before_court"] = _joined(tables["pre_proceedings"], fragment, REFERRAL, "before_court")
        last = ["before_court"]
    details = _as_text(tables["cin_details"])
    for part in parts.values():
        details = details.join(part, on=REFERRAL, how="left", maintain_order="left")
    inside = _together(
        _leaves(*DETAILS), "assessments", "plans", "enquiries", _leaves("ReferralNFA"), "protection", *last
    )
    return details.select(CHILD, _within("CINdetails", inside).alias("details"))


def _as_text(table: pl.DataFrame) -> pl.DataFrame:
    """Every column as text, dates yyyy-mm-dd. Codes, ids, dates and numbers hold nothing that XML would misread."""
    return table.with_columns(pl.all().cast(pl.String))


def _leaves(*columns: str) -> pl.Expr:
    """`<column>value</column>` for each column that has a value."""
    return _together(*(_within(column, pl.col(column)) for column in columns))


def _together(*parts: pl.Expr | str) -> pl.Expr:
    """The parts of each row that are there, one after another."""
    return pl.concat_str(parts, ignore_nulls=True)


def _within(element: str, inside: pl.Expr) -> pl.Expr:
    """The element around what is inside it; none where that is blank."""
    return pl.concat_str(pl.lit(f"<{element}>"), inside, pl.lit(f"</{element}>"))


def _joined(table: pl.DataFrame, fragment: pl.Expr, key: str, name: str) -> pl.DataFrame:
    """The fragments of each key joined in the table's order: columns key, name."""
    return _by_key(_as_text(table).select(key, fragment.alias(name)), key, name)


def _by_key(rows: pl.DataFrame, key: str, name: str) -> pl.DataFrame:
    """The texts `name` of each key joined: as lists first, because Polars joins group by group four times slower."""
    lists = rows.group_by(key, maintain_order=True).agg(name)
    return lists.with_columns(pl.col(name).list.join(""))
