"""Returns and extracts as views of the journeys: the registry, and what a view declares.

The contract of a view (the thing to read before adding one)
------------------------------------------------------------
`synthetic_data/returns/<name>.py` (or another module named in `VIEWS`) holds a module-level object `view`, a `View`:

* `tables(council, year)` gives the view's tables for one collection year ("2025-26") as polars frames: the return's own
  column names and order, text ids and codes (String), real dates (Date), whole numbers (Int64), blanks as null, rows
  in a fixed order. Views that are not cut by year (`yearly=False`) ignore `year`. `LazyTables` cuts each when it is
  first asked for, so that whoever needs two tables does not simulate what only the others draw on.
* `writers` maps a format ("csv", "xml", "xlsx", ...) to a function `(council, year, folder) -> None` that writes files
  into an existing empty `folder`. The writer of "csv" is usually `write_csv_tables`. Writers read
  `council.view_tables(name, year)`, which is cached.
* `usual_formats` are those written when nobody asks for others (all of them when empty).
* `with_faults(level, answers)` gives the same view with errors of a level planted as it is written, for extracts;
`answers` says
  whether the answer key is written too.
* `together` writes several formats in one pass, a table at a time, for a view too large to be held whole.
* `every_year` gives the tables of all the collection years that the council keeps, by year, for a view that is cut
  faster so than one year after another.

A view only selects, renames and translates codes. It draws no random numbers and repairs nothing: if a return comes
out wrong, the journeys are wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from synthetic_data.csv_files import write_csv
from synthetic_data.errors import PlainError

if TYPE_CHECKING:
    import polars as pl

    from synthetic_data.council import Council

# Name of a return or extract -> module that holds its `view`. The name is also its folder under `academy data OUT`.
VIEWS: dict[str, str] = {
    "extracts": "synthetic_data.returns.extracts",
    "drafts": "synthetic_data.returns.drafts",
    "ssda903": "synthetic_data.returns.ssda903",
    "cin_census": "synthetic_data.returns.cin_census",
    "annex_a": "synthetic_data.returns.annex_a",
    "families": "synthetic_data.returns.families",
    "warehouse": "synthetic_data.warehouse",
    "population": "synthetic_data.places.population",
    "providers": "synthetic_data.around.provider_view",
    "workforce": "synthetic_data.around.workforce_view",
    "templates": "synthetic_data.around.templates",
    "time_diary": "synthetic_data.around.time_diary_view",
    "release": "synthetic_data.around.release_view",
    "risk_model": "synthetic_data.around.risk_model_view",
}

Writer = Callable[["Council", str, Path], None]


@dataclass(frozen=True)
class View:
    """One return or extract: how its tables are cut from a council's journeys and how each format is written."""

    name: str
    tables: Callable[[Council, str], Mapping[str, pl.DataFrame]]
    writers: Mapping[str, Writer]
    yearly: bool = True
    usual_formats: tuple[str, ...] = ()
    with_faults: Callable[[str, bool], View] | None = None
    together: Callable[[Council, str, Path, Sequence[str]], None] | None = None
    every_year: Callable[[Council], Mapping[str, Mapping[str, pl.DataFrame]]] | None = None


class LazyTables(Mapping[str, "pl.DataFrame"]):
    """Tables by name, each cut when first asked for and then kept."""

    def __init__(self, makers: Mapping[str, Callable[[], pl.DataFrame]]) -> None:
        self._makers = makers
        self._cut: dict[str, pl.DataFrame] = {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._cut:
            self._cut[name] = self._makers[name]()
        return self._cut[name]

    def __contains__(self, name: object) -> bool:
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def view_named(name: str) -> View:
    """The view called `name`. Raises PlainError listing the names there are."""
    if name not in VIEWS:
        raise PlainError(f"There is no return called {name!r}; choose from: {', '.join(sorted(VIEWS))}, or all.")
    view: View = import_module(VIEWS[name]).view
    return view


def write_csv_tables(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    """Write each table as `<table>.csv`; a table's name may hold a folder, which is made."""
    for name, table in tables.items():
        path = folder / f"{name}.csv"
        if "/" in name:
            path.parent.mkdir(parents=True, exist_ok=True)
        write_csv(table, path)
