"""Published figures as tables: every rate, share and duration the simulation uses, each row with its source.

A table is a CSV file beside this module. Its `source` column says where each figure comes from; figures that no
publication gives say "assumption" and why.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from synthetic_data.tables import own_table

if TYPE_CHECKING:
    import polars as pl

_FOLDER = Path(__file__).parent
Made = TypeVar("Made")


class Calibration(Mapping[str, "pl.DataFrame"]):
    """`calibration["starts_by_age"]` is the table in `starts_by_age.csv`, read once a process.

    `changed`: tables to use instead of the files of those names, for trying figures out.
    """

    def __init__(self, changed: Mapping[str, pl.DataFrame] | None = None) -> None:
        self._changed = dict(changed or {})
        self._figures: dict[str, dict[str, list[float]]] = {}
        self._made: dict[Hashable, Any] = {}

    def __getitem__(self, table: str) -> pl.DataFrame:
        return self._changed[table] if table in self._changed else _read(table)

    def __iter__(self) -> Iterator[str]:
        return (path.stem for path in sorted(_FOLDER.glob("*.csv")))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def figure(self, table: str, name: str) -> float:
        """The one number called `name` in a table with columns figure, value, source."""
        if table not in self._figures:
            figures: dict[str, list[float]] = {}
            for figure, value in self[table].select("figure", "value").iter_rows():
                figures.setdefault(figure, []).append(float(value))
            self._figures[table] = figures  # whole at once: two threads may simulate one council
        found = self._figures[table].get(name, [])
        if len(found) != 1:
            raise KeyError(f"{table}.csv holds {len(found)} figures called {name!r}")
        return found[0]

    def once(self, make: Callable[[Calibration], Made]) -> Made:
        """What `make` works out from these figures alone: worked out when first asked for and then kept."""
        return self._kept(make, lambda: make(self))

    def made(self, kind: Callable[..., Made], table: str, *how: Hashable) -> Made:
        """What `kind` makes of one table, such as Shares of its codes; once, like all that follows from the figures."""
        return self._kept((kind, table, *how), lambda: kind(self[table], *how))

    def _kept(self, key: Hashable, make: Callable[[], Made]) -> Made:
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made


@cache
def published() -> Calibration:
    """The figures as they stand in the files; one calibration a process, so that all councils share what it made."""
    return Calibration()


@cache
def _read(table: str) -> pl.DataFrame:
    path = _FOLDER / f"{table}.csv"
    if not path.is_file():
        raise KeyError(f"no calibration table {table!r}")
    return own_table(path)
