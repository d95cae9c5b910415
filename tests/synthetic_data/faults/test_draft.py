"""What a draft remembers between one fault and the next stays true to its cells."""

from __future__ import annotations

import polars as pl
import pytest

from synthetic_data.faults.draft import Draft, Place, as_draft

RETURN, REPORT = "draft/header", "people"


@pytest.fixture
def draft() -> Draft:
    table = pl.DataFrame({"CHILD": ["SYN1", "SYN2", "SYN1", None], "UPN": ["a", None, "c", "d"]})
    return as_draft({RETURN: table, REPORT: table}, {RETURN: "CHILD", REPORT: "CHILD"})


def filled(draft: Draft, table: str) -> list[int]:
    return [place.row for place in draft.filled(table, "UPN")]


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
    places = [
        Place(t, row, c) for t in draft.tables for row in range(len(draft.tables[t])) for c in ("", "CHILD", "UPN")
    ]
    free = [place for place in places if draft.is_free(*place)]
    assert draft.free(places) == free
    assert 0 < len(free) < len(places)
