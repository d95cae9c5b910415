"""The families view: one row a child, one number a family, and none for children who came alone."""

from __future__ import annotations

import polars as pl
import pytest

from synthetic_data.council import Council, CouncilSpec, simulate


@pytest.fixture(scope="module")
def council() -> Council:
    return simulate(CouncilSpec.named("Omberstow", size="small", seed=2))


def test_a_child_has_one_row_and_those_of_one_family_share_its_number(council: Council) -> None:
    families = council.view_tables("families")["families"]
    together = families.join(council.journeys["children"], left_on="LAchildID", right_on="child_id")
    assert families["LAchildID"].is_unique().all()
    assert together.height == families.height
    assert together.group_by("FamilyNumber").agg(pl.col("family").n_unique())["family"].max() == 1
    assert together.group_by("family").agg(pl.col("FamilyNumber").n_unique())["FamilyNumber"].max() == 1
    assert families["FamilyNumber"].n_unique() < families.height


def test_every_child_of_a_census_has_a_family_number_unless_unaccompanied(council: Council) -> None:
    known = set(council.view_tables("families")["families"]["LAchildID"])
    alone = set(council.journeys["children"].filter("uasc")["child_id"])
    for year in council.spec.collection_years:
        served = set(council.view_tables("cin_census", year)["child_identifiers"]["LAchildID"])
        assert served - known == served & alone
