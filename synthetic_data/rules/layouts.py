"""The shape of each return: its tables, their columns and dates, and how a file is recognised as one of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class TableLayout:
    """One table of a return.

    `columns` are exact and in order; `dates` are those that hold dates. `xml` says where its rows sit in the XML,
    `when` which elements (any of them) give a one-row-a-child table its row, `key` which column numbers the rows, and
    `xml_only` which further elements the XML has and the CSV has not. `former` gives each column that was renamed its
    name before, and the last collection year of that name.
    """

    name: str
    file: str
    columns: tuple[str, ...]
    dates: tuple[str, ...]
    xml: str
    when: tuple[str, ...] = ()
    key: str | None = None
    xml_only: tuple[str, ...] = ()
    former: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def called(self, column: str, year: str) -> str:
        """What a column is called in the files of a collection year."""
        name, until = self.former.get(column, (column, ""))
        return name if year <= until else column

    def present_names(self, names: Iterable[str]) -> list[str]:
        """A file's column names with those of earlier years replaced by today's."""
        now = {name: column for column, (name, _) in self.former.items()}
        return [now.get(name, name) for name in names]


@dataclass(frozen=True)
class ReturnLayout:
    """One return: its tables by name, and how its dates and codes are written."""

    name: str
    title: str
    folder: str
    formats: tuple[str, ...]
    dates_in: dict[str, str]
    upper_case: bool
    child: str
    tables: dict[str, TableLayout]

    def recognise(self, columns: Iterable[str]) -> TableLayout | None:
        """The table that has exactly these columns in any order, as DfE's upload does it; None when there is none."""
        names = list(columns)
        return next(
            (table for table in self.tables.values() if set(table.columns) == set(table.present_names(names))), None
        )

    def named(self, file_name: str) -> TableLayout | None:
        """The table whose usual file name this is; None when there is none."""
        return next((table for table in self.tables.values() if table.file == file_name.lower()), None)


@cache
def layouts() -> dict[str, ReturnLayout]:
    """Every return we know, by name: `ssda903` and `cin_census`."""
    raw = tomllib.loads(files(__package__).joinpath("layouts.toml").read_text(encoding="utf-8"))
    return {name: _layout(name, entry) for name, entry in raw.items()}


def _layout(name: str, entry: dict) -> ReturnLayout:
    tables = {
        table: TableLayout(
            name=table,
            file=t["file"],
            columns=tuple(t["columns"]),
            dates=tuple(t["dates"]),
            xml=t["xml"],
            when=tuple(t.get("when", ())),
            key=t.get("key"),
            xml_only=tuple(t.get("xml_only", ())),
            former={column: (was["name"], was["until"]) for column, was in t.get("former", {}).items()},
        )
        for table, t in entry["tables"].items()
    }
    plain = {key: entry[key] for key in ("title", "folder", "dates_in", "upper_case", "child")}
    return ReturnLayout(name=name, formats=tuple(entry["formats"]), tables=tables, **plain)
