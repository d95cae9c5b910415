"""Lists that rules compare a return with: providers, postcodes, bank holidays, council codes.

Providers and postcodes belong to the folder being checked. A folder says in its manifest.json which council it is and
that it is synthetic; only then does the invented map serve as its directory of postcodes.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

import pyarrow as pa

from synthetic_data.rules.submissions import Submission, read_csv_text

PROVIDERS = pa.schema(
    [(name, pa.string()) for name in ("URN", "LA_CODE", "PLACE_CODES", "PROVIDER_CODES", "REG_END", "POSTCODE")]
)
POSTCODES = pa.schema(
    [("POSTCODE", pa.string()), ("LA_CODE", pa.string()), ("EAST", pa.float64()), ("NORTH", pa.float64())]
)


@dataclass(frozen=True)
class Lists:
    """What is known beside the returns: the council's own code, its providers and its postcodes, each None when not."""

    la_code: str | None = None
    providers: pa.Table | None = None
    postcodes: pa.Table | None = None


def lists_of(folder: Path, submissions: Iterable[Submission]) -> Lists:
    """What a folder says of its council and providers, and the places of the postcodes in its returns."""
    about = _manifest(folder)
    council = about.get("council")
    code = council.get("la_code") if isinstance(council, dict) else None
    return Lists(
        la_code=code if isinstance(code, str) else None,
        providers=_providers(folder),
        postcodes=postcode_directory(_postcodes_in(submissions)) if about.get("synthetic") is True else None,
    )


def postcode_directory(texts: Iterable[str]) -> pa.Table:
    """POSTCODE (no spaces, capitals), LA_CODE, EAST and NORTH (miles) of the texts that are on the invented map."""
    from synthetic_data.places.councils import all_councils
    from synthetic_data.places.postcodes import coordinates, council_position, places_of

    known = sorted({text.replace(" ", "").upper() for text in texts})
    places = places_of(known)
    on_map = places >= 0
    east, north = coordinates(places[on_map])
    codes = [all_councils()[position].la_code for position in council_position(places[on_map]).tolist()]
    names = [text for text, there in zip(known, on_map.tolist(), strict=True) if there]
    return pa.table([names, codes, east, north], schema=POSTCODES)


@cache
def bank_holidays() -> pa.Table:
    """day: the bank holidays of England."""
    return pa.table({"day": [date.fromisoformat(row["date"]) for row in _rows("calibration/bank_holidays.csv")]})


@cache
def council_codes() -> pa.Table:
    """first_code, last_code: ranges of three-figure council codes in real use."""
    ranges = [row for row in _rows("places/codes_in_real_use.csv") if row["kind"] == "la_code"]
    return pa.table({"first_code": [row["first"] for row in ranges], "last_code": [row["last"] for row in ranges]})


@cache
def invented_codes() -> pa.Table:
    """code: the invented councils' codes."""
    return pa.table({"code": [row["la_code"] for row in _rows("places/councils.csv")]})


def _postcodes_in(submissions: Iterable[Submission]) -> set[str]:
    episodes = [s.tables["Episodes"] for s in submissions if s.layout.name == "ssda903" and "Episodes" in s.tables]
    columns = [table[name] for table in episodes for name in ("HOME_POST", "PL_POST")]
    return {text for column in columns for text in column.unique().to_pylist() if text}


def _providers(folder: Path) -> pa.Table | None:
    """The folder's list of providers in the shape of PROVIDERS, from that shape or from a register as we write it."""
    for path in sorted((Path(folder) / "providers").glob("*.csv")):
        table = read_csv_text(path)
        if set(PROVIDERS.names) <= set(table.column_names):
            return table.select(PROVIDERS.names)
        if {"URN", "LA_CODE", "POSTCODE", "TYPE", "SECTOR", "CLOSED"} <= set(table.column_names):
            return _from_register(table)
    return None


def _from_register(register: pa.Table) -> pa.Table:
    """Kinds of provider and sectors, as words, become the placement and provider codes they may have in the return."""
    codes = {(row["column"], row["value"].lower()): row["codes"] for row in _rows("rules/provider_codes.csv")}

    def coded(column: str) -> list[str | None]:
        return [codes.get((column, (value or "").lower())) for value in register[column].to_pylist()]

    return pa.table(
        {
            "URN": register["URN"],
            "LA_CODE": register["LA_CODE"],
            "PLACE_CODES": pa.array(coded("TYPE"), pa.string()),
            "PROVIDER_CODES": pa.array(coded("SECTOR"), pa.string()),
            "REG_END": register["CLOSED"],
            "POSTCODE": register["POSTCODE"],
        },
        schema=PROVIDERS,
    )


def _manifest(folder: Path) -> dict:
    path = Path(folder) / "manifest.json"
    if not path.is_file():
        return {}
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return about if isinstance(about, dict) else {}


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(files("synthetic_data").joinpath(name).read_text(encoding="utf-8").splitlines()))
