"""What a kind of fault is: where it can go and what it does there. Its rates stand in faults.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import numpy as np

from synthetic_data.faults.draft import Change, Draft, Place, Places

Where = Callable[[Draft], Sequence[Places]]
Plant = Callable[[Draft, Place, np.random.Generator], list[Change]]


@dataclass(frozen=True)
class Fault:
    """One kind of fault. `where` lists the places it can go, `plant` puts it in one and says which cells it altered.

    A plant that would alter nothing returns no changes, and is not counted.
    """

    name: str
    family: str
    where: Where
    plant: Plant


@dataclass(frozen=True)
class Terms:
    """What faults.toml says of a fault: the share of its places at each level, how hard it is to find, whether it can
    be put right
    from what is there."""

    light: float
    heavy: float
    difficulty: str
    repairable: bool
    what: str

    def rate(self, level: str) -> float:
        """The share of the fault's places that get one."""
        return {"none": 0.0, "light": self.light, "heavy": self.heavy}[level]


@cache
def terms() -> dict[str, Terms]:
    """The terms of every fault, by name."""
    raw = tomllib.loads(Path(__file__).with_name("faults.toml").read_text(encoding="utf-8"))
    return {name: Terms(**values) for name, values in raw.items()}


def pick(rng: np.random.Generator, among: Sequence[str]) -> str:
    """One of several texts, each as likely."""
    return among[int(rng.random() * len(among))]


def having(where: Where, passes: Callable[[str], bool]) -> Where:
    """The places of `where` whose cell passes a test."""

    def those(draft: Draft) -> list[Places]:
        found = []
        for one in where(draft):
            cells = draft.tables[one.table].columns[one.column]
            kept = np.array([passes(cells[row] or "") for row in one.rows.tolist()], bool)
            found.append(one._replace(rows=one.rows[kept]))
        return found

    return those


def as_date(text: str | None) -> date | None:
    """A date as the clean tables write it (dd/mm/yyyy); None for a blank or for anything else."""
    if not text:
        return None
    try:
        if len(text) == 10 and text[2] == text[5] == "/":  # by far the most, and strptime is slow
            return date(int(text[6:]), int(text[3:5]), int(text[:2]))
        return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        return None


def as_text(day: date) -> str:
    """A date as the clean tables write it."""
    return f"{day:%d/%m/%Y}"
