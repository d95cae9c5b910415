"""The XML of the children in need census, built by column: each row a fragment, fragments joined child by child."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

IDENTIFIERS = (
    "LAchildID",
    "UPN",
    "FormerUPN",
    "UPNunknown",
    "PersonBirthDate",
    "ExpectedPersonBirthDate",
    "Sex",
    "PersonDeathDate",
)
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
            file.writelines(f"{child}\n" for child in children.slice(begin, CHILDREN_AT_A_TIME).to_list())
        file.write("</Children></Message>\n")


def _header(header: pl.DataFrame) -> str:
    collection = _within("CollectionDetails", _leaves("Collection", "Year", "ReferenceDate"))
    source = _within("Source", _leaves("SourceLevel", "LEA", "SoftwareCode", "Release", "SerialNo", "DateTime"))
    return str(_as_text(header).select(_within("Header", pl.concat_str(collection, source))).item())


def _children(tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    """One fragment a child, in the order of the identifiers."""
    disabilities = _joined(tables["disabilities"], _leaves("Disability"), CHILD, "disabilities")
    characteristics = _as_text(tables["child_characteristics"]).join(disabilities, on=CHILD, how="left")
    traits = characteristics.select(
        CHILD,
        _within(
            "ChildCharacteristics", pl.concat_str(_leaves("Ethnicity"), _within("Disabilities", pl.col("disabilities")))
        ).alias("traits"),
    )
    details = _details(tables).group_by(CHILD, maintain_order=True).agg(pl.col("details").str.join(""))
    return (
        _as_text(tables["child_identifiers"])
        .join(traits, on=CHILD, how="left", maintain_order="left")
        .join(details, on=CHILD, how="left", maintain_order="left")
        .select(
            _within("Child", pl.concat_str(_within("ChildIdentifiers", _leaves(*IDENTIFIERS)), "traits", "details"))
        )
        .to_series()
    )


def _details(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One fragment a referral: its own fields, then assessments, plans, enquiries, the flag, protection plans and
    pre-proceedings."""
    factors = _joined(tables["assessment_factors"], _leaves("AssessmentFactors"), "AssessmentID", "factors")
    assessments = _as_text(tables["assessments"]).join(factors, on="AssessmentID", how="left", maintain_order="left")
    found = (
        pl.when(pl.col("factors").is_null())
        .then(pl.lit(""))
        .otherwise(_within("FactorsIdentifiedAtAssessment", pl.col("factors")))
    )
    reviews = _joined(tables["reviews"], _within("Reviews", _leaves("CPPreviewDate")), "CPPID", "reviews")
    plans = _as_text(tables["child_protection_plans"]).join(reviews, on="CPPID", how="left", maintain_order="left")
    parts = {
        "assessments": _joined(
            assessments, _within("Assessments", pl.concat_str(_leaves(*ASSESSMENT), found)), REFERRAL, "assessments"
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
            _within("ChildProtectionPlans", pl.concat_str(_leaves(*PROTECTION), pl.col("reviews").fill_null(""))),
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
    for name, part in parts.items():
        details = details.join(part, on=REFERRAL, how="left", maintain_order="left").with_columns(
            pl.col(name).fill_null("")
        )
    inside = pl.concat_str(
        _leaves(*DETAILS), "assessments", "plans", "enquiries", _leaves("ReferralNFA"), "protection", *last
    )
    return details.select(CHILD, _within("CINdetails", inside).alias("details"))


def _as_text(table: pl.DataFrame) -> pl.DataFrame:
    """Every column as text, dates yyyy-mm-dd. Codes, ids, dates and numbers hold nothing that XML would misread."""
    return table.with_columns(pl.all().cast(pl.String))


def _leaves(*columns: str) -> pl.Expr:
    """`<column>value</column>` for each column that has a value."""
    return pl.concat_str(
        [
            pl.when(pl.col(column).is_null())
            .then(pl.lit(""))
            .otherwise(pl.concat_str(pl.lit(f"<{column}>"), pl.col(column), pl.lit(f"</{column}>")))
            for column in columns
        ]
    )


def _within(element: str, inside: pl.Expr) -> pl.Expr:
    return pl.concat_str(pl.lit(f"<{element}>"), inside, pl.lit(f"</{element}>"))


def _joined(table: pl.DataFrame, fragment: pl.Expr, key: str, name: str) -> pl.DataFrame:
    """The fragments of each key joined in the table's order: columns key, name."""
    rows = _as_text(table).select(key, fragment.alias(name))
    return rows.group_by(key, maintain_order=True).agg(pl.col(name).str.join(""))
