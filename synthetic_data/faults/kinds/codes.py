"""Codes as they arrive: in words, in small letters, retired, from last year's list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from synthetic_data.codes import valid_codes
from synthetic_data.faults.draft import Change, Draft, Place, Places
from synthetic_data.faults.fault import Fault, having

CODED = {"header": ("ETHNIC", "SEX"), "episodes": ("LS", "PLACE", "CIN", "RNE", "REC"), "reviews": ("REVIEW_CODE",)}
# Column of a return -> its code set, where they are not called the same.
CODE_SET = {"REVIEW_CODE": "REVIEW_CODE"}
RETIRED_PLACES = {"K3": "H5", "U6": "P2"}
LAST_YEARS_SEX = {"M": "1", "F": "2"}
WORDS_YEAR = "2025-26"


def _coded(*columns: str) -> Callable[[Draft], list[Places]]:
    def where(draft: Draft) -> list[Places]:
        return [
            places
            for name in draft.tables
            for column in CODED.get(name.rpartition("/")[2], ())
            if "/" in name and column in columns
            for places in draft.filled(name, column)
        ]

    return where


def _value(draft: Draft, place: Place) -> str:
    return draft.tables[place.table].columns[place.column][place.row] or ""


def _in_words(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
    words = valid_codes(CODE_SET.get(place.column, place.column), WORDS_YEAR).get(_value(draft, place))
    return draft.set(place.table, place.row, place.column, words) if words else []


def _small_letters(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
    return draft.set(place.table, place.row, place.column, _value(draft, place).lower())


def _translated(values: Mapping[str, str]) -> Callable[[Draft, Place, np.random.Generator], list[Change]]:
    def plant(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
        return draft.set(place.table, place.row, place.column, values[_value(draft, place)])

    return plant


ETHNICITY, SEX, PLACEMENT = _coded("ETHNIC"), _coded("SEX"), _coded("PLACE")
KINDS = (
    Fault("ethnicity_in_words", "codes", ETHNICITY, _in_words),
    Fault("sex_in_words", "codes", SEX, _in_words),
    Fault("code_in_words", "codes", _coded("LS", "CIN"), _in_words),
    Fault("small_letters", "codes", _coded("LS", "PLACE", "RNE", "ETHNIC"), _small_letters),
    Fault("retired_code", "codes", having(PLACEMENT, RETIRED_PLACES.__contains__), _translated(RETIRED_PLACES)),
    Fault("last_years_code", "codes", having(SEX, LAST_YEARS_SEX.__contains__), _translated(LAST_YEARS_SEX)),
)
