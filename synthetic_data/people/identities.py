"""What children are called, and their pupil numbers.

Makes `identities`: person, first_name, surname, upn*, upn_from* (first day the number exists; both null for a child who
never attends a maintained school in England). Brothers and sisters share a surname mostly, not always.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.ladders import ranks
from synthetic_data.people.identifiers import upns
from synthetic_data.people.names import ETHNIC_GROUPS, SEXES, draw_first_names, draw_surnames, draw_traditions
from synthetic_data.people.text_matrix import to_polars
from synthetic_data.people.words import Words
from synthetic_data.streams import stream
from synthetic_data.tables import numbers_of

OWN_SURNAME = 0.18  # of children: another surname than the eldest's in the family; assumed
REDRAWS = 5  # of a first name that a brother or sister has
NO_SCHOOL = 0.02  # of children: never at a maintained school in England; assumed
NO_SCHOOL_ALONE = 0.35  # of unaccompanied children, many of whom go to college; assumed


def simulate(
    spec: CouncilSpec, calibration: Calibration, earlier: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The part registered as "identities"."""
    children = earlier["children"].sort("person")
    ethnic = _codes(children["ethnicity"], ETHNIC_GROUPS, unknown=ETHNIC_GROUPS.index("NOBT"))
    alone = children["uasc"].to_numpy()
    family, families = ranks(children["family"].to_numpy())
    eldest = np.full(families, children.height)
    np.minimum.at(eldest, family, np.arange(children.height))

    traditions = draw_traditions(_stream(spec, "traditions"), ethnic[eldest])[family]
    countries = draw_traditions(_stream(spec, "countries"), ethnic, unaccompanied=True)
    traditions = np.where(alone, countries, traditions)
    surnames = _surnames(spec, traditions, family, eldest)
    sexes = _codes(children["sex"], SEXES, unknown=2)
    first = _first_names(spec, children["dob"].dt.year().to_numpy(), sexes, traditions, family)
    return {
        "identities": pl.DataFrame(
            [children["person"], first.to_polars("first_name"), surnames.to_polars("surname")]
        ).with_columns(*_pupil_numbers(spec, children, alone))
    }


def _stream(spec: CouncilSpec, decision: str) -> np.random.Generator:
    return stream(spec.seed, spec.la_code, f"identities.{decision}")


def _codes(column: pl.Series, order: tuple[str, ...], unknown: int) -> np.ndarray:
    return numbers_of(column, {code: number for number, code in enumerate(order)}, unknown)


def _first_names(
    spec: CouncilSpec, years: np.ndarray, sexes: np.ndarray, traditions: np.ndarray, family: np.ndarray
) -> Words:
    """The first name of every child; one who would have an elder brother's or sister's name has another drawn."""
    names = draw_first_names(_stream(spec, "first names"), years, sexes, traditions)
    for redraw in range(REDRAWS):
        of_family = pl.Series(family * len(names.vocabulary) + names.codes)
        again = np.flatnonzero(~of_family.is_first_distinct().to_numpy())
        if not len(again):
            break
        rng = _stream(spec, f"first names {redraw}")
        names.codes[again] = draw_first_names(rng, years[again], sexes[again], traditions[again]).codes
    return names


def _surnames(spec: CouncilSpec, traditions: np.ndarray, family: np.ndarray, eldest: np.ndarray) -> Words:
    """A surname drawn for every child, of whom most then take the eldest's."""
    drawn = draw_surnames(_stream(spec, "surnames"), traditions)
    own = _stream(spec, "own surname").random(len(family)) < OWN_SURNAME
    return drawn[np.where(own, np.arange(len(family)), eldest[family])]


def _pupil_numbers(spec: CouncilSpec, children: pl.DataFrame, alone: np.ndarray) -> list[pl.Expr | pl.Series]:
    """`upn` and `upn_from`: the September after the fourth birthday, or soon after an unaccompanied child arrives."""
    rng = _stream(spec, "pupil numbers")
    schooled = rng.random(children.height) >= np.where(alone, NO_SCHOOL_ALONE, NO_SCHOOL)
    september = pl.date(pl.col("dob").dt.year() + 4 + (pl.col("dob").dt.month() >= 9).cast(pl.Int32), 9, 1)
    numbers = to_polars(upns(spec.la_code, children["person"].to_numpy()), "upn")
    frame = children.select(
        pl.when(pl.Series(schooled)).then(numbers).alias("upn"),
        pl.when(pl.Series(schooled)).then(september).alias("upn_from"),
    )
    return [frame["upn"], frame["upn_from"]]
