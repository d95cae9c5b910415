"""Invented councils: none is real, and together they have the published spread."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from synthetic_data.errors import PlainError
from synthetic_data.places.councils import all_councils, council_for, council_named, council_with_code
from synthetic_data.places.draw_councils import HERE, draw


def in_real_use(kind: str) -> set[str]:
    """Every code of one kind that belongs to a real place."""
    with (HERE / "codes_in_real_use.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == kind]
    if kind == "postcode_area":
        return {row["first"] for row in rows}
    return {f"{code:03d}" for row in rows for code in range(int(row["first"]), int(row["last"]) + 1)}


def test_the_table_is_what_its_script_draws() -> None:
    with (HERE / "councils.csv").open(encoding="utf-8", newline="") as file:
        kept = list(csv.DictReader(file))
    assert kept == [{key: str(value) for key, value in row.items()} for row in draw()]


def test_there_are_153_councils_with_codes_names_and_postcode_areas_of_their_own() -> None:
    councils = all_councils()
    assert len(councils) == 153
    for field in ("la_code", "name", "postcode_area", "children_0_17"):
        assert len({getattr(council, field) for council in councils}) == 153


def test_no_code_is_one_the_department_for_education_uses() -> None:
    codes = {council.la_code for council in all_councils()}
    assert all(re.fullmatch(r"\d{3}", code) for code in codes)
    assert not codes & in_real_use("la_code")


def test_no_name_is_or_contains_the_name_of_a_real_council() -> None:
    with Path(__file__).with_name("real_councils.csv").open(encoding="utf-8", newline="") as file:
        real = {row["name"].casefold() for row in csv.DictReader(file)}
    for council in all_councils():
        words = {council.name.casefold(), *council.name.casefold().split()}
        assert not words & real, council.name


def test_no_postcode_area_is_in_use() -> None:
    assert not {council.postcode_area for council in all_councils()} & in_real_use("postcode_area")


def test_sizes_and_rates_have_the_published_spread() -> None:
    children = np.array([c.children_0_17 for c in all_councils()])
    rates = np.array([c.care_rate_per_10000 for c in all_councils()])
    assert abs(children.sum() - 12_183_016) < 200
    assert np.quantile(children, [0.25, 0.5, 0.75]) == pytest.approx([44_412, 62_520, 90_763], rel=0.05)
    assert np.quantile(rates, [0.1, 0.25, 0.75, 0.9]) == pytest.approx([40, 53, 90, 117], rel=0.05)
    in_care = children * rates / 10_000
    assert in_care.sum() == pytest.approx(81_770, rel=0.02)
    assert np.quantile(in_care, [0.25, 0.5, 0.75, 0.9]) == pytest.approx([303, 458, 646, 999], rel=0.12)
    assert np.log(rates).std() == pytest.approx(0.39, abs=0.03)


def test_the_smallest_and_largest_are_not_the_published_extremes() -> None:
    children = {c.children_0_17 for c in all_councils()}
    rates = {c.care_rate_per_10000 for c in all_councils()}
    assert not children & {319, 357, 355_390, 350_198}
    assert not rates & {25.0, 27.0, 184.0, 190.0}


def test_the_same_text_gets_the_same_ordinary_council() -> None:
    assert council_for("amina.khan") == council_for("amina.khan")
    assert len({council_for(f"learner-{i}").la_code for i in range(60)}) > 30
    assert all(council_for(f"learner-{i}").children_0_17 >= 20_000 for i in range(60))


def test_a_real_code_or_name_is_refused_in_plain_words() -> None:
    with pytest.raises(PlainError, match="501 to 653"):
        council_with_code("886")
    with pytest.raises(PlainError, match="153"):
        council_named("Kent")
    assert council_named(" aldfen ").name == "Aldfen"
