"""The tables of the SSDA903, one function a table: each selects from the cut of all years and renames its columns.

Every table is in order of `year`, the number of the collection year, and then in the return's own.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from synthetic_data.around.holders import social_workers
from synthetic_data.codes import tables_in
from synthetic_data.places.postcodes import postcodes
from synthetic_data.returns.ssda903_cut import CHILD, SHORT_BREAKS, YearsCut
from synthetic_data.tables import rows_of

# Placements that no registered provider gives, so no URN is returned (DfE rules 218 and 222); H5 and P2 came to an end
# when those who gave such accommodation had to register.
NO_URN = ("H5", "P2", "P1", "P3", "R1", "R2", "R5", "T0", "T1", "T2", "T3", "T4", "Z1", "Z11", "Z12", "Z13", "Z14")
RESPITE = pl.col("legal_status").is_in(SHORT_BREAKS)
ASKED_IF_MOTHER = (pl.col("sex") == "F") & pl.col("not_only_short_breaks").fill_null(False)
MOTHER = ASKED_IF_MOTHER & (pl.col("child_dob") <= pl.min_horizontal("last", "last_day"))
FLAGS = (
    "CONVICTED",
    "HEALTH_CHECK",
    "IMMUNISATIONS",
    "TEETH_CHECK",
    "HEALTH_ASSESSMENT",
    "SUBSTANCE_MISUSE",
    "INTERVENTION_RECEIVED",
    "INTERVENTION_OFFERED",
)


def header(cut: YearsCut) -> pl.DataFrame:
    """One row a child with an episode in the year, or with care leaver data for it."""
    children = pl.concat([cut.cared, cut.leavers_only], how="diagonal")
    numbers = rows_of(cut.journeys["identities"].select("upn", "upn_from"), children["person"])
    children = (
        children.hstack(numbers)
        .join(cut.journeys["mothers"], on="person", how="left", maintain_order="left")
        .sort("year", "child_id")
    )
    has_number = pl.col("upn").is_not_null() & (pl.col("upn_from") <= pl.col("last"))
    under_school_age = pl.col("dob") >= pl.date(pl.col("last").dt.year() - 5, 9, 1)
    never_here = pl.when("uasc").then(pl.lit("UN3")).otherwise(pl.lit("UN2"))
    return children.select(
        "year",
        pl.col("child_id").alias("CHILD"),
        cut.translated("SEX", "sex").alias("SEX"),
        pl.col("dob").alias("DOB"),
        pl.col("ethnicity").cast(pl.String).alias("ETHNIC"),
        pl.when(has_number).then("upn").when(under_school_age).then(pl.lit("UN1")).otherwise(never_here).alias("UPN"),
        pl.when(MOTHER).then(pl.lit("1")).when(ASKED_IF_MOTHER).then(pl.lit("0")).alias("MOTHER"),
        pl.when(MOTHER).then("child_dob").alias("MC_DOB"),
    )


def episodes(cut: YearsCut) -> pl.DataFrame:
    """One row an episode of the year, in order of child and start."""
    families = cut.journeys["children"].select("family", pl.col("uasc").alias("alone"))
    homes = cut.journeys["care_homes"].select("family", pl.col("place").alias("home"))
    addresses = cut.journeys["placement_addresses"].select(
        "placement_key", "place", pl.col("provider").alias("registered")
    )
    placed = (
        cut.with_child(cut.episodes)
        .hstack(rows_of(families, cut.episodes["person"]))
        .join(homes, on="family", how="left", maintain_order="left")
        .join(addresses, on="placement_key", how="left", maintain_order="left")
        .sort("year", "CHILD", "start")
    )
    return (
        placed.hstack(rows_of(cut.journeys["providers"].select(pl.col("urn").alias("URN")), placed["registered"]))
        .with_columns(
            pl.when(pl.col("home").is_not_null()).then(postcodes(placed["home"].fill_null(0).to_numpy(), "HOME_POST")),
            postcodes(placed["place"].to_numpy(), "PL_POST"),
        )
        .select(
            "year",
            "CHILD",
            pl.col("start").alias("DECOM"),
            pl.col("reason_new").alias("RNE"),
            pl.col("legal_status").alias("LS"),
            pl.col("need").cast(pl.String).alias("CIN"),
            cut.translated("PLACE", "placement").alias("PLACE"),
            pl.col("provider").alias("PLACE_PROVIDER"),
            pl.col("end").alias("DEC"),
            pl.col("reason_end").alias("REC"),
            pl.col("change_reason").alias("REASON_PLACE_CHANGE"),
            pl.when(~RESPITE & ~pl.col("alone")).then("HOME_POST").alias("HOME_POST"),
            pl.when(~RESPITE).then("PL_POST").alias("PL_POST"),
            pl.when(~RESPITE & ~pl.col("placement").is_in(NO_URN)).then("URN").alias("URN"),
        )
    )


def reviews(cut: YearsCut) -> pl.DataFrame:
    """Reviews held in the year, of children in care in it other than on short breaks."""
    held = cut.in_each_year(cut.journeys["reviews"], "review", "review")
    return (
        cut.with_child(held)
        .sort("year", "CHILD", "review")
        .select("year", "CHILD", "DOB", pl.col("review").alias("REVIEW"), pl.col("code").alias("REVIEW_CODE"))
    )


def uasc(cut: YearsCut) -> pl.DataFrame:
    """Unaccompanied children with an episode in the year; DUC is when that status ends: on leaving care or at 18."""
    return cut.cared.filter("uasc").select(
        "year",
        pl.col("child_id").alias("CHILD"),
        cut.translated("SEX", "sex").alias("SEX"),
        pl.col("dob").alias("DOB"),
        pl.min_horizontal(pl.col("dob").dt.offset_by("18y"), "last_day").alias("DUC"),
    )


def oc2(cut: YearsCut) -> pl.DataFrame:
    """Health, strengths and difficulties, offending: children looked after throughout the year and after it."""
    record = cut.journeys["health_years"].with_columns(closing=pl.date("year_end", 3, 31))
    return (
        cut.with_child(cut.in_each_year(record, "closing", "closing"))
        .sort("year", "CHILD")
        .select(
            "year",
            "CHILD",
            "DOB",
            pl.col("sdq_score").alias("SDQ_SCORE"),
            pl.col("sdq_reason").alias("SDQ_REASON"),
            *(pl.col(name.lower()).cast(pl.String).alias(name) for name in FLAGS),
        )
    )


def oc3(cut: YearsCut) -> pl.DataFrame:
    """Care leavers with a birthday from 17 to 21 in the year (see `YearsCut.leavers` for who is left out)."""
    return (
        cut.with_child(cut.leavers)
        .sort("year", "CHILD")
        .select(
            "year",
            "CHILD",
            "DOB",
            pl.col("contact").alias("IN_TOUCH"),
            pl.col("activity").alias("ACTIV"),
            pl.col("accommodation").alias("ACCOM"),
        )
    )


def ad1(cut: YearsCut) -> pl.DataFrame:
    """Children adopted in the year: the decision, the match, and who adopted them."""
    adopted = cut.episodes.filter(pl.col("reason_end").is_in(["E11", "E12"])).select(*CHILD, "period", "placement")
    return (
        cut.with_child(adopted)
        .join(cut.journeys["adoption_plans"], on="period", maintain_order="left")
        .join(cut.journeys["adopters"], on="period", maintain_order="left")
        .sort("year", "CHILD")
        .select(
            "year",
            "CHILD",
            "DOB",
            pl.col("decided").alias("DATE_INT"),
            pl.col("matched").alias("DATE_MATCH"),
            pl.when(pl.col("placement").is_in(["A3", "A5"]))
            .then(pl.lit("1"))
            .otherwise(pl.lit("0"))
            .alias("FOSTER_CARE"),
            pl.col("number").cast(pl.String).alias("NB_ADOPTR"),
            pl.col("sex").alias("SEX_ADOPTR"),
            pl.col("status").alias("LS_ADOPTR"),
        )
    )


def placed_for_adoption(cut: YearsCut) -> pl.DataFrame:
    """Decisions to place a child for adoption that stood at some time in the year, of children in care in it."""
    in_care = cut.episodes.filter(~RESPITE).select(*CHILD, "period").unique(maintain_order=True)
    standing = cut.in_each_year(cut.journeys["adoption_plans"], "decided", "reversed")
    ceased = pl.col("reversed") <= pl.col("last")
    return (
        cut.with_child(in_care.join(standing, on=["year", "period"]))
        .sort("year", "CHILD", "decided")
        .select(
            "year",
            "CHILD",
            "DOB",
            pl.col("decided").alias("DATE_PLACED"),
            pl.when(ceased).then("reversed").alias("DATE_PLACED_CEASED"),
            pl.when(ceased).then("reversal_reason").alias("REASON_PLACED_CEASED"),
        )
    )


def previous_permanence(cut: YearsCut) -> pl.DataFrame:
    """Each child who started to be looked after in the year: what had come before their first care of it."""
    started = (
        cut.episodes.filter((pl.col("reason_new") == "S") & (pl.col("start") >= pl.col("first")))
        .sort(*CHILD, "start")
        .unique(CHILD, keep="first", maintain_order=True)
        .select(*CHILD, "period")
    )
    earliest = cut.episodes.group_by(CHILD).agg(pl.col("start").min().alias("first_start"))
    code = pl.when(pl.col("since") >= pl.col("first_start")).then(pl.lit("Z1")).otherwise("code")
    known = code.is_in(["P1", "P2", "P3"])
    unknown = code == "P4"
    here = pl.lit(cut.council.spec.la_code)
    return (
        cut.with_child(started)
        .join(cut.journeys["previous_permanence"], on="period", maintain_order="left")
        .join(earliest, on=CHILD, maintain_order="left")
        .sort("year", "CHILD")
        .select(
            "year",
            "CHILD",
            "DOB",
            code.alias("PREV_PERM"),
            pl.when(known).then(here).when(unknown).then(pl.lit("NUK")).alias("LA_PERM"),
            pl.when(known)
            .then(pl.col("since").dt.strftime("%d/%m/%Y"))
            .when(unknown)
            .then(pl.lit("ZZ/ZZ/ZZZZ"))
            .alias("DATE_PERM"),
        )
    )


def missing(cut: YearsCut) -> pl.DataFrame:
    """Times missing or away without leave that fell at least partly in the year."""
    found = cut.in_each_year(cut.journeys["missing_episodes"], "start", "end")
    return (
        cut.with_child(found)
        .sort("year", "CHILD", "start")
        .select(
            "year",
            "CHILD",
            "DOB",
            pl.col("code").alias("MISSING"),
            pl.col("start").alias("MIS_START"),
            pl.when(pl.col("end") <= pl.col("last")).then("end").alias("MIS_END"),
        )
    )


def sw_episodes(cut: YearsCut) -> pl.DataFrame:
    """Social workers of the year's children in care.

    Of a child in care on 31 March all who had the case in the year, in care or at home (DfE rule SW12STG2); of a child
    who has left care, those from the day the year or their care began.
    """
    asked = [number for number, year in enumerate(cut.names) if "sw_episodes" in tables_in(year)]
    in_care = (
        cut.episodes.filter(~RESPITE & pl.col("year").is_in(asked))
        .group_by(*CHILD, "first", "last")
        .agg(
            pl.col("start").min().alias("care_from"),
            pl.when(pl.col("end").is_not_null().all()).then(pl.col("end").max()).alias("care_until"),
        )
    )
    workers = social_workers(cut.journeys).select("worker", "worker_id")
    theirs = cut.journeys["worker_spells"].join(workers, on="worker", how="semi").join(in_care, on="person", how="semi")
    in_care_still = pl.col("care_until").is_null()
    asked_from = pl.when(in_care_still).then("first").otherwise(pl.max_horizontal("care_from", "first"))
    held = (
        _with_one_worker(theirs)
        .join(in_care, on="person", maintain_order="left")
        .filter(
            (pl.col("start") <= pl.col("care_until").fill_null(pl.col("last")))
            & (pl.col("end").is_null() | (pl.col("end") > asked_from))
        )
        .join(workers, on="worker", maintain_order="left")
        .sort(*CHILD, "start")
        # A worker who came on the day care ended had no day of it, unless the child had no other.
        .filter(in_care_still | (pl.col("start") < pl.col("care_until")) | (pl.int_range(pl.len()).over(CHILD) == 0))
        .with_columns(last_of_child=pl.struct(CHILD).ne_missing(pl.struct(CHILD).shift(-1)))
    )
    # Whoever had the child's case when care ended is shown as still having it: the return asks for no end there.
    ended = (pl.col("end") <= pl.col("last")) & ~pl.col("last_of_child")
    return (
        cut.with_child(held)
        .sort("year", "CHILD", "start")
        .select(
            "year",
            "CHILD",
            "DOB",
            pl.col("worker_id").alias("SW_ID"),
            pl.col("start").alias("SW_DECOM"),
            pl.when(ended).then("end").alias("SW_DEC"),
            pl.col("reason").alias("SW_REASON"),
        )
    )


def _with_one_worker(spells: pl.DataFrame) -> pl.DataFrame:
    """Spells that follow one another with the same worker as one, whether or not care began or ended between them."""
    spells = spells.sort("person", "start")
    goes_on = (
        (pl.col("person") == pl.col("person").shift(1))
        & (pl.col("worker") == pl.col("worker").shift(1))
        & (pl.col("start") == pl.col("end").shift(1))
    )
    return (
        spells.with_columns(stretch=(~goes_on).fill_null(True).cum_sum())
        .group_by("stretch", maintain_order=True)
        .agg(pl.col("person", "worker", "start", "reason").first(), pl.col("end").last())
        .drop("stretch")
    )


def dolo(cut: YearsCut) -> pl.DataFrame:
    """Orders depriving a child of liberty that stood at some time in the year."""
    orders = cut.in_each_year(cut.journeys["liberty_orders"], "start", "end")
    return (
        cut.with_child(orders)
        .sort("year", "CHILD", "start")
        .select(
            "year",
            "CHILD",
            "DOB",
            pl.col("start").alias("DOLO_START"),
            pl.when(pl.col("end") <= pl.col("last")).then("end").alias("DOLO_END"),
        )
    )


MAKERS: dict[str, Callable[[YearsCut], pl.DataFrame]] = {
    "header": header,
    "episodes": episodes,
    "reviews": reviews,
    "uasc": uasc,
    "oc2": oc2,
    "oc3": oc3,
    "ad1": ad1,
    "placed_for_adoption": placed_for_adoption,
    "previous_permanence": previous_permanence,
    "missing": missing,
    "sw_episodes": sw_episodes,
    "dolo": dolo,
}
