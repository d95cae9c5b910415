"""Identities: one name and pupil number a child, shared within families mostly, not always."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from synthetic_data.calibration import Calibration
from synthetic_data.council import CouncilSpec
from synthetic_data.people.identifiers import upn_is_right
from synthetic_data.people.identities import simulate

SPEC = CouncilSpec.named("Yarrowmarch", size="small", seed=3)


@pytest.fixture(scope="module")
def children() -> pl.DataFrame:
    rng = np.random.default_rng(2)
    n = 6_000
    family = np.sort(rng.integers(0, n // 2, n))
    return pl.DataFrame(
        {
            "person": np.arange(n, dtype=np.int32),
            "family": family,
            "sex": rng.choice(["F", "M"], n),
            "dob": [date(2002, 1, 1) + timedelta(int(days)) for days in rng.integers(0, 8_000, n)],
            "ethnicity": rng.choice(["WBRI", "APKN", "BAFR", "NOBT"], n),
            "uasc": (family % 50 == 0) & (rng.random(n) < 0.5),
        },
        schema_overrides={"sex": pl.Enum(["F", "M"]), "ethnicity": pl.Enum(["WBRI", "APKN", "BAFR", "NOBT"])},
    )


@pytest.fixture(scope="module")
def identities(children: pl.DataFrame) -> pl.DataFrame:
    return simulate(SPEC, Calibration(), {"children": children})["identities"]


def test_every_child_has_a_first_name_and_a_surname(children: pl.DataFrame, identities: pl.DataFrame) -> None:
    assert identities["person"].to_list() == children["person"].to_list()
    assert identities.select("first_name", "surname").null_count().sum_horizontal().item() == 0


def test_most_brothers_and_sisters_share_a_surname(children: pl.DataFrame, identities: pl.DataFrame) -> None:
    both = identities.join(children.filter(~pl.col("uasc")), on="person")
    sizes = both.group_by("family").agg(pl.len(), pl.col("surname").n_unique()).filter(pl.col("len") == 2)
    assert 0.6 < (sizes["surname"] == 1).mean() < 0.9


def test_upns_are_right_unique_and_begin_with_school(children: pl.DataFrame, identities: pl.DataFrame) -> None:
    known = identities.drop_nulls("upn").join(children, on="person")
    assert known["upn"].is_unique().all()
    assert all(upn_is_right(upn) for upn in known["upn"].to_list())
    age = known["upn_from"].dt.year() - known["dob"].dt.year()
    assert set(age.to_list()) == {4, 5}
    assert known.select((pl.col("upn_from") - pl.col("dob")).dt.total_days()).to_series().min() >= 4 * 365
    assert (known["upn_from"].dt.month() == 9).all()


def test_some_children_never_have_a_upn_and_unaccompanied_children_most_often(
    children: pl.DataFrame, identities: pl.DataFrame
) -> None:
    missing = identities.join(children, on="person").group_by("uasc").agg(pl.col("upn").is_null().mean()).rows()
    shares = dict(missing)
    assert 0.005 < shares[False] < 0.04 < 0.15 < shares[True]


def test_the_same_spec_gives_the_same_identities(children: pl.DataFrame, identities: pl.DataFrame) -> None:
    assert simulate(SPEC, Calibration(), {"children": children})["identities"].equals(identities)
