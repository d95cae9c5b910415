"""What a draft remembers between one fault and the next stays true to its cells."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from synthetic_data.faults.draft import Draft, Places, as_draft

RETURN, REPORT = "draft/header", "people"


@pytest.fixture
def draft() -> Draft:
    table = pl.DataFrame({"CHILD": ["SYN1", "SYN2", "SYN1", None], "UPN": ["a", None, "c", "d"]})
    return as_draft({RETURN: table, REPORT: table}, {RETURN: "CHILD", REPORT: "CHILD"})


def filled(draft: Draft, table: str) -> list[int]:
    return [row for places in draft.filled(table, "UPN") for row in places.rows.tolist()]


def test_places_follow_cells_blanked_and_filled_and_rows_added_and_lost(draft: Draft) -> None:
    assert filled(draft, RETURN) == [0, 2, 3]
    draft.set(RETURN, 0, "UPN", None)
    assert filled(draft, RETURN) == [2, 3]
    draft.set(RETURN, 1, "UPN", "b")
    assert filled(draft, RETURN) == [1, 2, 3]
    draft.add(RETURN, {"CHILD": "SYN3", "UPN": "e"})
    assert filled(draft, RETURN) == [1, 2, 3, 4]
    draft.drop(RETURN, 1)
    assert filled(draft, RETURN) == [1, 2, 3]
    assert filled(draft, REPORT) == [0, 2, 3]
    assert draft.filled(RETURN, "DOB") == []


def test_many_places_are_free_as_each_one_is(draft: Draft) -> None:
    draft.claim(RETURN, 0)
    draft.claim(RETURN, 3)
    draft.set(REPORT, 2, "UPN", "x")
    draft.drop(REPORT, 0)
    draft.add(REPORT, {"CHILD": "SYN3"})
    places = [Places(t, np.arange(len(rows)), c) for t, rows in draft.tables.items() for c in ("", "CHILD", "UPN")]
    one_by_one = [[row for row in each.rows.tolist() if draft.is_free(each.table, row, each.column)] for each in places]
    assert [each.rows.tolist() for each in draft.free(places)] == one_by_one
    assert 0 < sum(map(len, one_by_one)) < sum(len(each.rows) for each in places)
