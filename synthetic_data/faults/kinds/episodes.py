"""Episodes that contradict themselves or one another: ends before starts, overlaps, gaps, open when they should not
be.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import numpy as np

from synthetic_data.faults.draft import Change, Draft, Place, Places
from synthetic_data.faults.fault import Fault, as_date, as_text


def _tables(draft: Draft) -> list[str]:
    return [name for name in draft.tables if name.endswith("/episodes")]


def _following(draft: Draft) -> list[Places]:
    """Episodes that follow at once on another of the same child's."""
    found = []
    for name in _tables(draft):
        columns = draft.tables[name].columns
        ends = set(zip(columns["CHILD"], columns["DEC"], strict=True))
        follows = [
            bool(child and start) and (child, start) in ends and reason != "S"
            for child, start, reason in zip(columns["CHILD"], columns["DECOM"], columns["RNE"], strict=True)
        ]
        found.append(Places(name, np.flatnonzero(follows)))
    return found


def _closed(draft: Draft) -> list[Places]:
    return [Places(places.table, places.rows) for name in _tables(draft) for places in draft.filled(name, "DEC")]


def _last_of_child(draft: Draft) -> list[Places]:
    """Each child's latest episode, where it has ended."""
    found = []
    for name in _tables(draft):
        columns = draft.tables[name].columns
        rows: dict[str, list[int]] = defaultdict(list)
        for row, child in enumerate(columns["CHILD"]):
            rows[child or ""].append(row)
        latest = [max(mine, key=lambda row: as_date(columns["DECOM"][row]) or 0) for mine in rows.values()]
        ended = [row for row in sorted(latest) if columns["DEC"][row] and columns["REC"][row] != "X1"]
        found.append(Places(name, np.array(ended, np.int64)))
    return found


def _cell(draft: Draft, place: Place, column: str) -> str | None:
    return draft.tables[place.table].columns[column][place.row]


def _end_before_start(draft: Draft, place: Place, rng: np.random.Generator) -> list[Change]:
    start = as_date(_cell(draft, place, "DECOM"))
    return (
        draft.set(place.table, place.row, "DEC", as_text(start - timedelta(days=1 + int(rng.random() * 30))))
        if start
        else []
    )


def _start_moved(draft: Draft, place: Place, days: int) -> list[Change]:
    start = as_date(_cell(draft, place, "DECOM"))
    return draft.set(place.table, place.row, "DECOM", as_text(start + timedelta(days=days))) if start else []


def _overlap(draft: Draft, place: Place, rng: np.random.Generator) -> list[Change]:
    return _start_moved(draft, place, -1 - int(rng.random() * 6))


def _gap(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
    return _start_moved(draft, place, 1)


def _starts_again(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
    return draft.set(place.table, place.row, "RNE", "S")


def _nothing_follows(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
    return draft.set(place.table, place.row, "REC", "X1")


def _reason_without_end(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
    return draft.set(place.table, place.row, "DEC", None)


def _adoption_without_order(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
    """Placed for adoption with a placement order, under a legal status that says there is none."""
    return draft.set(place.table, place.row, "PLACE", "A5") if _cell(draft, place, "LS") == "V2" else []


def _voluntary(draft: Draft) -> list[Places]:
    return [
        Places(name, np.flatnonzero([status == "V2" for status in draft.tables[name].columns["LS"]]))
        for name in _tables(draft)
    ]


def _episode_lost(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
    return draft.drop(place.table, place.row)


KINDS = (
    Fault("end_before_start", "episodes", _closed, _end_before_start),
    Fault("overlap", "episodes", _following, _overlap),
    Fault("gap", "episodes", _following, _gap),
    Fault("starts_again", "episodes", _following, _starts_again),
    Fault("nothing_follows", "episodes", _last_of_child, _nothing_follows),
    Fault("reason_without_end", "episodes", _closed, _reason_without_end),
    Fault("status_against_placement", "episodes", _voluntary, _adoption_without_order),
    Fault("episode_lost", "episodes", _following, _episode_lost),
)
