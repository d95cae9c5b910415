"""Tables as text, cell by cell, with a hidden key for each row and a note of every change made to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import polars as pl

Cell = str | None
WHOLE_ROW = "*"


class Place(NamedTuple):
    """Where one fault could go: a row of a table, and a column where the fault is about one."""

    table: str
    row: int
    column: str = ""


class Places(NamedTuple):
    """Many places in one table: their rows, as an array of positions."""

    table: str
    rows: np.ndarray
    column: str = ""


@dataclass(frozen=True)
class Change:
    """One altered cell: what it was and what it is now. A row added has `clean` None in every cell; `column` "*" is a
    row lost.
    """

    table: str
    row_key: str
    column: str
    clean: Cell
    dirty: Cell
    related: str = ""


@dataclass
class Table:
    """One table: its columns as lists of text, a key a row that no change touches, and the child each row is about.

    `altered` has a flag a row for each column in which a cell was changed, and for WHOLE_ROW of the rows added.
    """

    name: str
    columns: dict[str, list[Cell]]
    keys: list[str]
    child: str
    dates: frozenset[str]
    altered: dict[str, bytearray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.keys)

    def row(self, place: int) -> dict[str, Cell]:
        """The cells of one row by column."""
        return {name: values[place] for name, values in self.columns.items()}

    def mark(self, place: int, column: str) -> None:
        """Note that a cell (or WHOLE_ROW) was altered."""
        if column not in self.altered:
            self.altered[column] = bytearray(len(self))
        self.altered[column][place] = True

    def marked(self, column: str) -> np.ndarray:
        """True for the rows whose cell of a column was altered, or which were added whole."""
        flags = [np.frombuffer(bytes(self.altered[name]), bool) for name in (column, WHOLE_ROW) if name in self.altered]
        return np.logical_or.reduce(flags) if flags else np.zeros(len(self), bool)


@dataclass
class Draft:
    """Every table of an extract while faults are planted, and the cells and children already spoken for."""

    tables: dict[str, Table]
    spoken_for: dict[str, set[str]] = field(default_factory=dict)  # children by draft return
    _filled: dict[tuple[str, str], Places] = field(default_factory=dict)  # asked for by kind after kind of fault

    def has(self, table: str, *columns: str) -> bool:
        """Whether there is such a table with all these columns."""
        return table in self.tables and set(columns) <= set(self.tables[table].columns)

    def filled(self, table: str, column: str) -> list[Places]:
        """The places of a column that are not blank; none where there is no such column. Not to be altered."""
        if not self.has(table, column):
            return []
        if (table, column) not in self._filled:
            values = self.tables[table].columns[column]
            self._filled[table, column] = Places(table, np.flatnonzero([bool(value) for value in values]), column)
        return [self._filled[table, column]]

    def _forget(self, table: str) -> None:
        """Rows of the table were added or taken away."""
        for known in [known for known in self._filled if known[0] == table]:
            del self._filled[known]

    def child_of(self, table: str, place: int) -> str:
        """The child that a row is about."""
        found = self.tables[table]
        return found.columns[found.child][place] or ""

    def is_free(self, table: str, place: int, column: str = "") -> bool:
        """Whether a fault may go here: no other in this cell, and in a draft return no other about this child."""
        found = self.tables[table]
        if any(found.altered[name][place] for name in (column, WHOLE_ROW) if name in found.altered):
            return False
        return not is_return(table) or self.child_of(table, place) not in self.spoken_for.get(group_of(table), ())

    def free(self, places: Sequence[Places]) -> list[Places]:
        """Those of the places that are free: `is_free` for many at once."""
        claimed = {name: self._claimed(name) for name in {one.table for one in places}}
        return [
            one._replace(rows=one.rows[~(claimed[one.table] | self.tables[one.table].marked(one.column))[one.rows]])
            for one in places
        ]

    def _claimed(self, table: str) -> np.ndarray:
        """True for the rows of a draft return about a child that is spoken for."""
        found = self.tables[table]
        children = self.spoken_for.get(group_of(table)) if is_return(table) else None
        if not children:
            return np.zeros(len(found), bool)
        return np.array([(child or "") in children for child in found.columns[found.child]], bool)

    def claim(self, table: str, place: int) -> None:
        """Keep every other fault of the same draft return away from this row's child."""
        self.spoken_for.setdefault(group_of(table), set()).add(self.child_of(table, place))

    def set(self, table: str, place: int, column: str, dirty: Cell, related: str = "") -> list[Change]:
        """Alter one cell; nothing, and no change, where it says that already."""
        found = self.tables[table]
        clean = found.columns[column][place]
        if clean == dirty:
            return []
        found.columns[column][place] = dirty
        if bool(clean) != bool(dirty):
            self._filled.pop((table, column), None)
        found.mark(place, column)
        return [Change(table, found.keys[place], column, clean, dirty, related)]

    def add(self, table: str, row: Mapping[str, Cell], related: str = "") -> list[Change]:
        """Add a row at the end; each of its cells is a change from nothing."""
        found = self.tables[table]
        key = f"{table}+{len(found.keys)}"
        self._forget(table)
        for name, values in found.columns.items():
            values.append(row.get(name))
        found.keys.append(key)
        for flags in found.altered.values():
            flags.append(False)
        found.mark(len(found) - 1, WHOLE_ROW)
        return [Change(table, key, name, None, row.get(name), related) for name in found.columns]

    def drop(self, table: str, place: int) -> list[Change]:
        """Take a row away."""
        found = self.tables[table]
        key = found.keys.pop(place)
        self._forget(table)
        whole = " | ".join(values.pop(place) or "" for values in found.columns.values())
        for flags in found.altered.values():
            flags.pop(place)
        return [Change(table, key, WHOLE_ROW, whole, None)]


def is_return(table: str) -> bool:
    """Whether a table belongs to a draft return, whose faults the DfE's rules may find."""
    return "/" in table


def group_of(table: str) -> str:
    """The draft return a table belongs to, or the table itself."""
    return table.rpartition("/")[0] or table


def as_draft(tables: Mapping[str, pl.DataFrame], child_columns: Mapping[str, str]) -> Draft:
    """The tables as text, the way a CSV has them (dates dd/mm/yyyy, blanks None); row keys count the clean rows."""
    return Draft({name: _as_text(name, table, child_columns[name]) for name, table in tables.items()})


def _as_text(name: str, table: pl.DataFrame, child: str) -> Table:
    import polars as pl

    dates = frozenset(column for column, kind in table.schema.items() if kind == pl.Date)
    text = table.with_columns(
        pl.col(column).dt.strftime("%d/%m/%Y") if column in dates else pl.col(column).cast(pl.String)
        for column in table.columns
    )
    columns: dict[str, list[Cell]] = {column: text[column].to_list() for column in text.columns}
    return Table(name, columns, [f"{name}:{number}" for number in range(table.height)], child, dates)


def as_frame(table: Table) -> pl.DataFrame:
    """A table as a text frame, ready to be written."""
    import polars as pl

    return pl.DataFrame({column: pl.Series(values, dtype=pl.String) for column, values in table.columns.items()})


def changed_cells(clean: Draft, dirty: Draft) -> set[tuple[str, str, str]]:
    """(table, row key, column) of every cell that differs; for rows added every cell that is not blank, for rows lost
    "*".

    This is what the key must say, no more and no less.
    """
    return set(_changed(clean, dirty))


def _changed(clean: Draft, dirty: Draft) -> Iterable[tuple[str, str, str]]:
    for name, before in clean.tables.items():
        after = dirty.tables[name]
        places = {key: place for place, key in enumerate(after.keys)}
        for place, key in enumerate(before.keys):
            if key not in places:
                yield name, key, WHOLE_ROW
                continue
            for column, values in before.columns.items():
                if values[place] != after.columns[column][places[key]]:
                    yield name, key, column
        known = set(before.keys)
        for place, key in enumerate(after.keys):
            if key not in known:
                yield from (
                    (name, key, column) for column, values in after.columns.items() if values[place] is not None
                )
