"""Text as it arrives: stray spaces, typographic quotes, letters that went through the wrong encoding."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from synthetic_data.faults.draft import Change, Draft, Place, Places
from synthetic_data.faults.fault import Fault, having


def _texts(draft: Draft) -> list[Places]:
    """Words and codes of the case system's own tables; draft returns get their stray spaces in ids and codes too."""
    columns = {
        "people": ("Forename", "Surname", "Ethnicity", "Postcode", "Team"),
        "care_episodes": ("Legal status", "Placement type", "Provider"),
    }
    found = [places for table, names in columns.items() for name in names for places in draft.filled(table, name)]
    return found + [
        places for table in draft.tables if table.endswith("/episodes") for places in draft.filled(table, "LS")
    ]


def _surnames(draft: Draft) -> list[Places]:
    return draft.filled("people", "Surname")


def _names(draft: Draft) -> list[Places]:
    return draft.filled("people", "Forename") + draft.filled("people", "Surname")


def _value(draft: Draft, place: Place) -> str:
    return draft.tables[place.table].columns[place.column][place.row] or ""


def _with(change: Callable[[str], str]) -> Callable[[Draft, Place, np.random.Generator], list[Change]]:
    def plant(draft: Draft, place: Place, _rng: np.random.Generator) -> list[Change]:
        return draft.set(place.table, place.row, place.column, change(_value(draft, place)))

    return plant


def _with_apostrophe(text: str) -> bool:
    return "'" in text


def _accented(text: str) -> bool:
    return not text.isascii()


def _wrong_encoding(text: str) -> str:
    """UTF-8 read as if it were the Western European code page."""
    return text.encode("utf-8").decode("cp1252", errors="replace")


KINDS = (
    Fault("trailing_space", "text", _texts, _with(lambda text: text + " ")),
    Fault("non_breaking_space", "text", _texts, _with(lambda text: text + "\u00a0")),
    Fault("capitals", "text", _surnames, _with(str.upper)),
    Fault(
        "curly_apostrophe", "text", having(_surnames, _with_apostrophe), _with(lambda text: text.replace("'", "\u2019"))
    ),
    Fault("wrong_encoding", "text", having(_names, _accented), _with(_wrong_encoding)),
)
