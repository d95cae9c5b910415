"""First names by birth year and surnames by family, vectorised.

A family has a *naming tradition*, drawn from its ethnic group: a loose link with many exceptions, as in life, never
a rule (traditions.csv). Surnames follow the tradition; a child's first name follows it too, or the British lists of
the birth year. The tables are the CSV files beside this one; what is exact and what is assumed is in their last column.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from synthetic_data.errors import PlainError
from synthetic_data.people.words import Choices, Words

HERE = Path(__file__).parent
SEXES = ("F", "M", "U")  # codes of `sexes` in draws: 0, 1, 2
ETHNIC_GROUPS = (
    "WBRI", "WIRI", "WIRT", "WROM", "WOTH", "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN", "ABAN", "AOTH", "BCRB",
    "BAFR", "BOTH", "CHNE", "OOTH", "REFU", "NOBT",
)  # fmt: skip
FIRST_YEAR, LAST_YEAR = 1997, 2023  # the years the tables cover; birth years outside take the nearest
DOUBLE_BARRELLED = 0.04  # of families with a British surname; assumed


def _rows(file_name: str) -> list[dict[str, str]]:
    with (HERE / file_name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return [dict(zip(header, row, strict=True)) for row in rows]  # csv.DictReader takes three times as long


@cache
def traditions() -> tuple[str, ...]:
    """The naming traditions in the order of their codes: "british" is 0."""
    return tuple(row["tradition"] for row in _rows("british_first_names_share.csv"))


@cache
def _tradition_choices(population: str) -> Choices:
    """The traditions of each ethnic group; groups in which no unaccompanied child is met use the families' row."""
    code = {name: number for number, name in enumerate(traditions())}
    shares: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for row in _rows("traditions.csv"):
        key = (row["population"], row["ethnic"])
        shares.setdefault(key, []).append((code[row["tradition"]], float(row["share"])))
    lists = []
    for ethnic in ETHNIC_GROUPS:
        pairs = shares.get((population, ethnic)) or shares[("family", ethnic)]
        lists.append((np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])))
    return Choices(lists)


def draw_traditions(rng: np.random.Generator, ethnic: np.ndarray, unaccompanied: bool = False) -> np.ndarray:
    """A naming tradition (int32 code, see `traditions()`) for each family or child.

    `ethnic`: integer codes into ETHNIC_GROUPS. `unaccompanied`: use the traditions of the countries that unaccompanied
    children come from.
    """
    return _tradition_choices("unaccompanied" if unaccompanied else "family").draw(rng, np.asarray(ethnic))


@dataclass(frozen=True)
class _Surnames:
    vocabulary: tuple[str, ...]
    choices: Choices


@cache
def _surnames() -> _Surnames:
    code: dict[str, int] = {}
    entries: dict[str, tuple[list[int], list[float]]] = {name: ([], []) for name in traditions()}
    for row in _rows("surnames.csv"):
        codes, weights = entries[row["tradition"]]
        codes.append(code.setdefault(row["surname"], len(code)))
        weights.append(float(row["weight"]))
    # The leading surnames are about 39 per cent of people; the rest of the British list is the long tail, here made of
    # place-name elements (half of all surnames are locative), so that rare names are as many as in life.
    codes, weights = entries["british"]
    tail = _locative_surnames(set(code))
    scale = (100.0 - sum(weights)) / sum(weight for _, weight in tail)
    for name, weight in tail:
        codes.append(code.setdefault(name, len(code)))
        weights.append(weight * scale)
    return _Surnames(tuple(code), Choices([(np.array(c), np.array(w)) for c, w in entries.values()]))


def _locative_surnames(taken: set[str]) -> list[tuple[str, float]]:
    elements = _rows("locative_elements.csv")
    first, last = ([row for row in elements if row["position"] == position] for position in ("first", "last"))
    made = {}
    for a in first:
        for b in last:
            name = a["element"] + b["element"]
            if name not in taken and a["element"].lower() != b["element"] and a["element"][-1] != b["element"][0]:
                made[name] = float(a["weight"]) * float(b["weight"])
    return list(made.items())


def draw_surnames(rng: np.random.Generator, family_traditions: np.ndarray) -> Words:
    """One surname for each family. `family_traditions`: codes from `draw_traditions`. Some are double-barrelled."""
    table = _surnames()
    family_traditions = np.asarray(family_traditions)
    codes = table.choices.draw(rng, family_traditions)
    double = np.flatnonzero((rng.random(len(codes)) < DOUBLE_BARRELLED) & (family_traditions == 0))
    second = table.choices.draw(rng, np.zeros(len(double), np.int32))
    double, second = double[second != codes[double]], second[second != codes[double]]
    pairs, which = np.unique(codes[double].astype(np.int64) << 32 | second, return_inverse=True)
    joined = tuple(f"{table.vocabulary[pair >> 32]}-{table.vocabulary[pair & 0xFFFFFFFF]}" for pair in pairs.tolist())
    codes[double] = len(table.vocabulary) + which
    return Words(codes, table.vocabulary + joined)


@dataclass(frozen=True)
class _FirstNames:
    vocabulary: tuple[str, ...]
    by_year: Choices  # list number: sex * years + (year - FIRST_YEAR)
    by_tradition: Choices  # list number: sex * traditions + tradition
    british_share: np.ndarray  # by tradition


@cache
def _first_names() -> _FirstNames:
    code: dict[str, int] = {}
    lists = []
    british = _rows("first_names_by_year.csv")
    anchors: list[int] = [int(column.rsplit("_", 1)[1]) for column in british[0] if column.startswith("per_10000")]
    for sex in SEXES[:2]:
        rows = [row for row in british if row["sex"] == sex]
        codes = np.array([code.setdefault(row["name"], len(code)) for row in rows])
        weights = np.array([[float(row[f"per_10000_{year}"]) for year in anchors] for row in rows])
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            after = min(bisect_right(anchors, year), len(anchors) - 1)
            share = (year - anchors[after - 1]) / (anchors[after] - anchors[after - 1])
            lists.append((codes, weights[:, after - 1] * (1 - share) + weights[:, after] * share))
    other: dict[tuple[str, str], tuple[list[int], list[float]]] = {}
    for row in _rows("first_names.csv"):
        entry = other.setdefault((row["sex"], row["tradition"]), ([], []))
        entry[0].append(code.setdefault(row["name"], len(code)))
        entry[1].append(float(row["weight"]))
    # British families draw by year only; any list fills their place here.
    by_tradition = [
        (np.array(codes), np.array(weights))
        for sex in SEXES[:2]
        for name in traditions()
        for codes, weights in [other.get((sex, name), ([0], [1.0]))]
    ]
    percent = [float(row["percent"]) for row in _rows("british_first_names_share.csv")]
    return _FirstNames(tuple(code), Choices(lists), Choices(by_tradition), np.array(percent) / 100)


def draw_first_names(
    rng: np.random.Generator, birth_years: np.ndarray, sexes: np.ndarray, child_traditions: np.ndarray
) -> Words:
    """One first name for each child.

    `birth_years`: calendar years; before 1997 and after 2023 the nearest year's names are used. `sexes`: codes into
    SEXES (2, unknown, takes a name from either list). `child_traditions`: codes from `draw_traditions`, normally the
    family's. Raises PlainError when the three arrays differ in length.
    """
    birth_years, sexes, child_traditions = (np.asarray(a) for a in (birth_years, sexes, child_traditions))
    if not len(birth_years) == len(sexes) == len(child_traditions):
        raise PlainError(
            "First names need as many birth years as sexes and naming traditions; give arrays of one length."
        )
    table = _first_names()
    # Each child uses the same random numbers whatever is chosen, so changing one child's group moves no other's name.
    either = rng.random(len(sexes)) < 0.5
    sex = np.where(sexes == 2, either, sexes == 1).astype(np.int32)
    british = rng.random(len(sexes)) < table.british_share[child_traditions]
    years = np.clip(birth_years, FIRST_YEAR, LAST_YEAR) - FIRST_YEAR
    codes = table.by_year.draw(rng, sex * (LAST_YEAR - FIRST_YEAR + 1) + years)
    others = table.by_tradition.draw(rng, sex * len(traditions()) + child_traditions)
    return Words(np.where(british, codes, others), table.vocabulary)
