"""Who is who: duplicate people under other spellings, swapped names, and numbers that are missing or wrong."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np

from synthetic_data.faults.draft import Cell, Change, Draft, Place, Places
from synthetic_data.faults.fault import Fault, as_date, as_text, having, pick

PEOPLE = "people"
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NEIGHBOURS = {"a": "s", "e": "r", "i": "o", "o": "p", "n": "m", "t": "y", "s": "d", "l": "k", "r": "t", "h": "j"}


@cache
def spoken_names() -> dict[str, str]:
    """Names and the forms that people write for them (name_variants.csv)."""
    with (Path(__file__).parents[1] / "name_variants.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["variant"] for row in csv.DictReader(file)}


def misspelt(name: str, rng: np.random.Generator) -> str:
    """A name with one slip: a letter doubled, left out, swapped with the next, or hit beside."""
    if len(name) < 4:
        return name + name[-1]
    place = 1 + int(rng.random() * (len(name) - 2))
    slip = pick(rng, ("double", "drop", "swap", "beside"))
    if slip == "double":
        return name[: place + 1] + name[place:]
    if slip == "drop":
        return name[:place] + name[place + 1 :]
    if slip == "swap" and name[place] != name[place + 1]:
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    return name[:place] + NEIGHBOURS.get(name[place], "e" if name[place] != "e" else "a") + name[place + 1 :]


def variant(name: str, rng: np.random.Generator) -> str:
    """How somebody else might enter the name."""
    return spoken_names().get(name) or misspelt(name, rng)


def _people(draft: Draft) -> list[Places]:
    return draft.filled(PEOPLE, "Forename")


def _duplicate(draft: Draft, place: Place, rng: np.random.Generator) -> list[Change]:
    """The same child entered again under a new number: another spelling, and now and then a birthday one day out."""
    table = draft.tables[PEOPLE]
    row: dict[str, Cell] = dict(table.row(place.row))
    row["Forename"] = variant(row["Forename"] or "", rng)
    if rng.random() < 0.3:
        row["Surname"] = misspelt(row["Surname"] or "", rng)
    born = as_date(row["Date of birth"])
    if born and rng.random() < 0.2:
        row["Date of birth"] = as_text(born.replace(day=born.day % 28 + 1))
    row["UPN"] = None
    row["Person ID"] = _unused_number(table.columns["Person ID"], rng)
    return draft.add(PEOPLE, row, related=table.keys[place.row])


def _unused_number(taken: list[Cell], rng: np.random.Generator) -> str:
    while (number := f"SYN{int(rng.random() * 1_000_000):06d}") in taken:
        pass
    return number


def _swap_names(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
    row = draft.tables[PEOPLE].row(place.row)
    first, last = row["Forename"], row["Surname"]
    return draft.set(PEOPLE, place.row, "Forename", last) + draft.set(PEOPLE, place.row, "Surname", first)


def _misspell(draft: Draft, place: Place, rng: np.random.Generator) -> list[Change]:
    name = draft.tables[PEOPLE].columns[place.column][place.row] or ""
    return draft.set(PEOPLE, place.row, place.column, misspelt(name, rng))


def _upns(draft: Draft) -> list[Places]:
    """UPNs; a missing one is likelier for the youngest, which is what their order here leads to."""
    return [places for table in (PEOPLE, *_returns(draft, "header")) for places in draft.filled(table, "UPN")]


def _is_full(upn: str) -> bool:
    return len(upn) == 13


def _returns(draft: Draft, table: str) -> list[str]:
    return [name for name in draft.tables if name.endswith(f"/{table}")]


def _blank(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
    return draft.set(place.table, place.row, place.column, None)


def _wrong_check_letter(draft: Draft, place: Place, rng: np.random.Generator) -> list[Change]:
    upn = draft.tables[place.table].columns["UPN"][place.row] or ""
    letters = [letter for letter in UPN_LETTERS if letter != upn[0]]
    return draft.set(place.table, place.row, "UPN", pick(rng, letters) + upn[1:])


def _look_alike(draft: Draft, place: Place, rng: np.random.Generator) -> list[Change]:
    """A nought typed as the letter O, or a one as the letter I."""
    upn = draft.tables[place.table].columns["UPN"][place.row] or ""
    at = [number for number, letter in enumerate(upn[4:12], 4) if letter in "01"]
    if not at:
        return []
    chosen = at[int(rng.random() * len(at))]
    return draft.set(
        place.table, place.row, "UPN", upn[:chosen] + {"0": "O", "1": "I"}[upn[chosen]] + upn[chosen + 1 :]
    )


def _birthdays(draft: Draft) -> list[Places]:
    return [places for table in _returns(draft, "header") for places in draft.filled(table, "DOB")]


def _other_birthday(draft: Draft, place: Place, rng: np.random.Generator) -> list[Change]:
    """A birth date in the draft return that differs from the other tables' by a month or a year."""
    born = as_date(draft.tables[place.table].columns["DOB"][place.row])
    if born is None:
        return []
    other = (
        born.replace(day=min(born.day, 28), month=born.month % 12 + 1)
        if rng.random() < 0.5
        else born.replace(year=born.year - 1, day=min(born.day, 28))
    )
    return draft.set(place.table, place.row, "DOB", as_text(other), related=draft.child_of(place.table, place.row))


def _names(draft: Draft) -> list[Places]:
    return draft.filled(PEOPLE, "Forename") + draft.filled(PEOPLE, "Surname")


DUPLICATES = (Fault("duplicate_person", "identity", _people, _duplicate),)
KINDS = (
    Fault("swapped_names", "identity", _people, _swap_names),
    Fault("misspelt_name", "identity", _names, _misspell),
    Fault("missing_upn", "identity", having(_upns, _is_full), _blank),
    Fault("wrong_check_letter", "identity", having(_upns, _is_full), _wrong_check_letter),
    Fault("look_alike_digit", "identity", having(_upns, _is_full), _look_alike),
    Fault("birth_date_differs", "identity", _birthdays, _other_birthday),
)
