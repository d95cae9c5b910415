"""Names: weighted by birth year, loosely linked to ethnic group, and as seldom shared as in life."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthetic_data.errors import PlainError
from synthetic_data.people import names
from synthetic_data.people.words import Choices, Words

# Ethnic groups of children in need on 31 March 2024 in per cent (DfE, Children in need 2024); the two Traveller and
# Roma codes are published together and split evenly here.
CHILDREN_IN_NEED = {
    "WBRI": 62.7, "WIRI": 0.2, "WIRT": 0.35, "WROM": 0.35, "WOTH": 4.8, "MWBC": 3, "MWBA": 1.2, "MWAS": 1.6,
    "MOTH": 3.6, "AIND": 1.1, "APKN": 2.6, "ABAN": 1.2, "AOTH": 3.2, "BCRB": 1.8, "BAFR": 5.6, "BOTH": 1.9, "CHNE": 0.2,
    "OOTH": 4.4,
}  # fmt: skip


def ethnic_codes(rng: np.random.Generator, n: int) -> np.ndarray:
    weights = np.array([CHILDREN_IN_NEED.get(group, 0.0) for group in names.ETHNIC_GROUPS])
    return rng.choice(len(weights), n, p=weights / weights.sum())


def draw(seed: int, n: int, year: int | None = None) -> tuple[Words, Words, np.ndarray]:
    rng = np.random.default_rng(seed)
    ethnic = ethnic_codes(rng, n)
    years = np.full(n, year) if year else rng.integers(1998, 2027, n)
    sexes = rng.integers(0, 2, n)
    traditions = names.draw_traditions(rng, ethnic)
    return names.draw_first_names(rng, years, sexes, traditions), names.draw_surnames(rng, traditions), sexes


def test_two_children_of_one_birth_year_share_a_full_name_about_as_often_as_in_life() -> None:
    # In life about 0.5 (same sex) x 0.005 (same first name) x 0.0008 (same surname) = 2 in a million pairs, and more
    # because both go with ethnic group. Names drawn from Faker's en_GB lists alone give about 12 in a million.
    first, last, _ = draw(1, 300_000, year=2012)
    _, counts = np.unique(first.codes.astype(np.int64) << 32 | last.codes, return_counts=True)
    pairs = (counts * (counts - 1) // 2).sum() / (300_000 * 299_999 / 2)
    assert 1e-6 < pairs < 6e-6


def test_popular_names_follow_the_birth_year() -> None:
    early, _, sexes = draw(2, 60_000, year=1998)
    late, _, _ = draw(2, 60_000, year=2023)
    for name, sex, rose in [("Chloe", 0, False), ("Jordan", 1, False), ("Arlo", 1, True), ("Ivy", 0, True)]:
        shares = [np.mean(np.array(words.to_list())[sexes == sex] == name) for words in (early, late)]
        assert (shares[1] > 3 * shares[0]) == rose, name
        assert (shares[0] > 3 * shares[1]) != rose, name


def test_the_exact_year_has_the_published_shares() -> None:
    rng = np.random.default_rng(3)
    n = 200_000
    first = names.draw_first_names(rng, np.full(n, 1997), np.ones(n, int), np.zeros(n, int))
    drawn = np.bincount(first.codes, minlength=len(first.vocabulary))
    published = {"Jack": 9296, "Daniel": 8153, "Joshua": 6981, "George": 4420, "Kieran": 2499, "Isaac": 497}
    for name, births in published.items():  # ONS, England, 1997
        ratio = drawn[first.vocabulary.index(name)] / drawn[first.vocabulary.index("Thomas")]
        assert ratio == pytest.approx(births / 8625, rel=0.12 if births < 1000 else 0.05), name


def test_ethnic_group_and_name_go_together_loosely_never_certainly() -> None:
    rng = np.random.default_rng(4)
    with (names.HERE / "surnames.csv").open(encoding="utf-8", newline="") as file:
        irish = {row["surname"] for row in csv.DictReader(file) if row["tradition"] == "irish"}
    group = np.full(20_000, names.ETHNIC_GROUPS.index("WIRI"))
    surnames = names.draw_surnames(rng, names.draw_traditions(rng, group)).to_list()
    share = np.mean([name in irish for name in surnames])
    assert 0.8 < share < 0.97
    britain = np.full(20_000, names.ETHNIC_GROUPS.index("WBRI"))
    traditions = names.draw_traditions(rng, britain)
    assert 0.9 < np.mean(traditions == 0) < 0.99


def test_unaccompanied_children_have_names_of_the_countries_they_come_from() -> None:
    rng = np.random.default_rng(5)
    codes = np.full(5_000, names.ETHNIC_GROUPS.index("BAFR"))
    traditions = names.draw_traditions(rng, codes, unaccompanied=True)
    found = {names.traditions()[code] for code in np.unique(traditions)}
    assert found <= {"sudanese", "eritrean_ethiopian", "somali", "southern_african"}


def test_thousands_of_surnames_are_in_use() -> None:
    _, last, _ = draw(6, 50_000)
    assert len(set(last.to_list())) > 6_000


@given(seed=st.integers(0, 2**32), n=st.integers(0, 400))
def test_any_children_get_names_and_the_same_seed_gets_the_same(seed: int, n: int) -> None:
    def once() -> tuple[list[str | None], list[str | None]]:
        rng = np.random.default_rng(seed)
        ethnic = rng.integers(0, len(names.ETHNIC_GROUPS), n)
        traditions = names.draw_traditions(rng, ethnic)
        last = names.draw_surnames(rng, traditions)
        first = names.draw_first_names(rng, rng.integers(1950, 2100, n), rng.integers(0, 3, n), traditions)
        return first.to_list(), last.to_list()

    first, last = once()
    assert (first, last) == once()
    assert len(first) == len(last) == n
    assert all(name and name.strip() == name and name[0].isupper() for name in (*first, *last) if name is not None)
    assert None not in first and None not in last


def test_lists_are_drawn_by_weight_and_never_across() -> None:
    choices = Choices([(np.array([7, 8]), np.array([3.0, 1.0])), (np.array([9]), np.array([0.2]))])
    got = choices.draw(np.random.default_rng(7), np.repeat([0, 1], 20_000))
    assert set(got[:20_000]) == {7, 8} and set(got[20_000:]) == {9}
    assert np.mean(got[:20_000] == 7) == pytest.approx(0.75, abs=0.02)


def test_columns_of_unequal_length_are_refused_in_plain_words() -> None:
    with pytest.raises(PlainError, match="one length"):
        names.draw_first_names(np.random.default_rng(8), np.array([2010, 2011]), np.array([0]), np.array([0]))


def test_missing_words_stay_missing_in_arrow_and_polars() -> None:
    words = Words(np.array([1, -1, 0], np.int32), ("Ada", "Bo"))
    assert words.to_polars("name").to_list() == ["Bo", None, "Ada"] == words.to_arrow().to_pylist() == words.to_list()


def test_every_table_of_names_says_where_each_row_comes_from() -> None:
    for path in sorted(names.HERE.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows and all(row["source"].strip() for row in rows), path.name
