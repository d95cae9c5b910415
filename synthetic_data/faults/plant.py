"""Choose the places, plant the faults in order, and write the answer key."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthetic_data.faults.draft import Change, Draft, as_draft, group_of, is_return
from synthetic_data.faults.fault import Fault, Place, terms
from synthetic_data.faults.kinds import KINDS
from synthetic_data.faults.rules import rules_tripped
from synthetic_data.streams import stream

if TYPE_CHECKING:
    import polars as pl

KEY_COLUMNS = (
    "error_id", "error_type", "family", "table", "row_key", "column", "clean", "dirty", "repairable",
    "related_row_key", "difficulty", "rule_codes", "seed",
)  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """One fault as it was planted: its number, its kind, the child it is about, and every cell it altered."""

    error_id: str
    fault: Fault
    table: str
    child: str
    changes: tuple[Change, ...]


def plant(
    tables: Mapping[str, pl.DataFrame],
    child_columns: Mapping[str, str],
    level: str,
    seed: int,
    la_code: str,
    kinds: Sequence[Fault] = KINDS,
) -> tuple[Draft, list[Planted]]:
    """The tables with faults in them, and the faults.

    tables: clean tables by name; those of a draft return are called "<folder>/<table>". child_columns: the column of
    each that says
    which child a row is about. level: none, light or heavy. Each kind draws from a stream of its own, so that adding a
    kind moves no other's first choice. In a draft return no child gets two faults, so that the rules each one trips
    can be told apart.
    """
    draft = as_draft(tables, child_columns)
    planted: list[Planted] = []
    for fault in kinds:
        rng = stream(seed, la_code, f"faults.{fault.name}")
        for place in _chosen(fault, draft, level, rng):
            done = _plant_one(fault, draft, place, rng, len(planted) + 1)
            if done:
                planted.append(done)
    return draft, planted


def _chosen(fault: Fault, draft: Draft, level: str, rng: np.random.Generator) -> list[Place]:
    """Places for one kind of fault, the last rows first, so that taking a row away moves no place still to come."""
    rate = terms()[fault.name].rate(level)
    if not rate:
        return []
    places = draft.free(fault.where(draft))
    ends = np.cumsum([len(one.rows) for one in places], dtype=np.int64)
    count = int(ends[-1]) if places else 0
    wanted = min(count, max(1, math.floor(rate * count + rng.random())))
    picked = _least(rng.random(count), wanted)
    chosen = [
        Place(places[one].table, int(places[one].rows[number - ends[one]]), places[one].column)
        for number, one in zip(picked, np.searchsorted(ends, picked, side="right"), strict=True)
    ]
    return sorted(chosen, key=lambda place: (place.table, place.row), reverse=True)


def _least(values: np.ndarray, wanted: int) -> np.ndarray:
    """Positions of the least of some values, in order: `argsort`, without putting all the others in order too."""
    least = np.argpartition(values, wanted)[:wanted] if wanted < len(values) else np.arange(len(values))
    return np.asarray(least[np.argsort(values[least])])


def _plant_one(fault: Fault, draft: Draft, place: Place, rng: np.random.Generator, number: int) -> Planted | None:
    if not draft.is_free(place.table, place.row, place.column):
        return None  # an earlier fault of this same kind has spoken for the child
    child = draft.child_of(place.table, place.row)
    if is_return(place.table):
        draft.claim(place.table, place.row)
    changes = fault.plant(draft, place, rng)
    return Planted(f"F{number:05d}", fault, place.table, child, tuple(changes)) if changes else None


def answer_key(
    planted: Sequence[Planted], clean: Draft, dirty: Draft, year: str, seed: int
) -> list[dict[str, str | bool | int | None]]:
    """The key, a row for each altered cell (KEY_COLUMNS); `rule_codes` are the rules that a fault alone sets off,
    space between.

    The rules are found by running them over the draft returns before and after, child by child.
    """
    tripped = rules_tripped(clean, dirty, year)
    rows: list[dict[str, str | bool | int | None]] = []
    for one in planted:
        about = terms()[one.fault.name]
        ids = {one.child} | {change.dirty for change in one.changes if change.column == "CHILD" and change.dirty}
        codes = sorted({code for child in ids for code in tripped.get((group_of(one.table), child), ())})
        for change in one.changes:
            rows.append(
                {
                    "error_id": one.error_id,
                    "error_type": one.fault.name,
                    "family": one.fault.family,
                    "table": change.table,
                    "row_key": change.row_key,
                    "column": change.column,
                    "clean": change.clean,
                    "dirty": change.dirty,
                    "repairable": about.repairable,
                    "related_row_key": change.related,
                    "difficulty": about.difficulty,
                    "rule_codes": " ".join(codes),
                    "seed": seed,
                }
            )
    return rows
