"""Tables that do not agree with one another: wrong keys, records missing from one of them, records that come late."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from synthetic_data.faults.draft import Change, Draft, Place, Places
from synthetic_data.faults.fault import Fault, as_date, as_text


def _rows(draft: Draft, table: str) -> list[Places]:
    return [Places(name, np.arange(len(rows))) for name, rows in draft.tables.items() if name.endswith(f"/{table}")]


def _reviews(draft: Draft) -> list[Places]:
    return _rows(draft, "reviews")


def _headers(draft: Draft) -> list[Places]:
    return _rows(draft, "header")


def _wrong_key(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
    """Two digits of the child's id change places, so that the row belongs to nobody in the header."""
    child = draft.child_of(place.table, place.row)
    for at in range(3, len(child) - 1):
        other = child[:at] + child[at + 1] + child[at] + child[at + 2 :]
        known = set(draft.tables[place.table.replace("/reviews", "/header")].columns["CHILD"])
        if other != child and other not in known:
            return draft.set(place.table, place.row, "CHILD", other, related=child)
    return []


def _header_lost(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
    return draft.drop(place.table, place.row)


def _late_starts(draft: Draft) -> list[Places]:
    return draft.filled("care_episodes", "Recorded on")


def _recorded_late(draft: Draft, place: Place, rng: np.random.Generator) -> list[Change]:
    """Entered into the case system weeks after it happened, so that last month's figures did not have it."""
    day = as_date(draft.tables[place.table].columns[place.column][place.row])
    late = 30 + int(rng.random() * 90)
    return draft.set(place.table, place.row, place.column, as_text(day + timedelta(days=late))) if day else []


KINDS = (
    Fault("wrong_key", "links", _reviews, _wrong_key),
    Fault("header_lost", "links", _headers, _header_lost),
    Fault("recorded_late", "links", _late_starts, _recorded_late),
)
