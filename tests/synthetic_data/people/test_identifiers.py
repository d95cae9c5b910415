"""Identifiers: right by the rules of the returns, unique in all England, and impossible in life."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthetic_data.errors import PlainError
from synthetic_data.people import identifiers
from synthetic_data.people.text_matrix import from_strings, to_arrow, to_polars
from synthetic_data.places.councils import all_councils

la_codes = st.integers(501, 653).map(str)


def test_the_check_letter_is_the_weighted_sum_of_the_digits_modulo_23() -> None:
    digits = "820000050001"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(2, 14), strict=True))
    assert total == 8 * 2 + 2 * 3 + 5 * 9 + 1 * 13 == 80
    assert 80 % 23 == 11 and "ABCDEFGHJKLMNPQRTUVWXYZ"[11] == "M"
    assert identifiers.upn_is_right("M820000050001")
    assert not identifiers.upn_is_right("N820000050001")


@given(la_code=la_codes, serials=st.lists(st.integers(0, identifiers.UPN_CAPACITY - 1), unique=True, max_size=50))
def test_upns_are_right_by_the_rules_unique_and_not_yet_issuable(la_code: str, serials: list[int]) -> None:
    upns = to_arrow(identifiers.upns(la_code, np.array(serials, np.int64))).to_pylist()
    assert len(set(upns)) == len(serials)
    for upn in upns:
        assert re.fullmatch(r"[A-HJ-NP-RT-Z]\d{12}", upn)
        assert identifiers.upn_is_right(upn)
        assert upn[1:4] == "820"
        assert 50 <= int(upn[8:10]) <= 89


def test_no_two_children_of_england_share_a_upn() -> None:
    serials = np.arange(0, identifiers.UPN_CAPACITY, 1301)
    rows = np.concatenate([identifiers.upns(council.la_code, serials) for council in all_councils()])
    assert len(np.unique(rows.view("S13"))) == len(rows)


def test_worker_ids_are_unique_and_longer_than_a_registration_number() -> None:
    rows = identifiers.worker_ids("653", np.arange(identifiers.WORKER_CAPACITY))
    assert len(np.unique(rows.view("S10"))) == identifiers.WORKER_CAPACITY
    assert re.fullmatch(r"SW653\d{5}", to_arrow(rows)[17].as_py())


def test_a_serial_that_does_not_fit_is_refused_in_plain_words() -> None:
    with pytest.raises(PlainError, match="room for 100,000 social workers"):
        identifiers.worker_ids("501", np.array([100_000]))
    with pytest.raises(PlainError, match="room for 2,600,000 pupil numbers"):
        identifiers.upns("501", np.array([-1]))


def test_malformed_upns_are_wrong_not_errors() -> None:
    for upn in (
        "",
        "M82000005000",
        "M82000005000A",
        "m820000050001",
        "I820000050001",
        "É820000050001",
        "M８20000050001",
    ):
        assert not identifiers.upn_is_right(upn)


def test_no_rows_give_an_empty_column() -> None:
    empty = identifiers.upns("501", np.array([], np.int64))
    assert to_arrow(empty).to_pylist() == [] == to_polars(empty, "UPN").to_list()
    assert from_strings(["AB", "CD"]).shape == (2, 2)
