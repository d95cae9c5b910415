"""The years before: what was published of the years to 31 March 2018 to 2023, beside a run of ten years.

The file that the scorecard's gate is held to begins with 2023-24. These figures come from the national tables of older
releases. `fit before` turns what differed in care before April 2023 towards them and the gate's together; the ratios of
each year at the front door, and the numbers of children who came into care, were set by hand with them in view.
"""

from __future__ import annotations

import csv
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Executor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from synthetic_data.dates import collection_year
from synthetic_data.scorecard.compare import COLUMNS, card_rows
from synthetic_data.scorecard.published import Table, england_children, entries, made_table

if TYPE_CHECKING:
    import pandas as pd

    from synthetic_data.council import CouncilSpec

HERE = Path(__file__).parent


def earlier_scorecard(specs: Sequence[CouncilSpec], executor: Executor | None = None) -> pd.DataFrame:
    """The comparisons of `earlier_tables` with these councils, all England, of ten years (COLUMNS)."""
    import pandas as pd

    from synthetic_data.scorecard.simulated import count

    rows: list[dict[str, object]] = []
    for side in dict.fromkeys(table.side for table in earlier_tables()):  # one at a time: half the memory
        wanted = [table for table in earlier_tables() if table.side == side]
        counted, children = count(specs, sides=(side,), executor=executor, comparisons=wanted)
        for table in wanted:
            rows += card_rows(table, counted[table.id], children[table.year], len(specs))
    return pd.DataFrame(rows, columns=list(COLUMNS))


@cache
def earlier_tables() -> tuple[Table, ...]:
    """A comparison for each table of measures_earlier.toml and year of published_earlier.csv that has figures of it."""
    published, found = _published(), []
    for entry in tomllib.loads((HERE / "measures_earlier.toml").read_text(encoding="utf-8"))["table"]:
        for year_end, (values, source) in sorted(published[entry["id"]].items()):
            if year_end < entry.get("since", 0):
                continue
            year = collection_year(year_end)
            told = entries().get(entry.get("like", ""), {}) | entry | {"id": f"{entry['id']} {year}", "year": year}
            of_children = 10_000 / england_children(year) if "counts" in entry else None
            found.append(made_table(told, values, source, of_children))
    return tuple(found)


def _published() -> dict[str, dict[int, tuple[dict[str, float], str]]]:
    """The figures of each table and year by category, and the releases they are from."""
    found: dict[str, dict[int, tuple[dict[str, float], str]]] = defaultdict(dict)
    with (HERE / "published_earlier.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column, value in row.items():
                if column.isdigit() and value:
                    values, _ = found[row["table"]].setdefault(int(column), ({}, row["release"]))
                    values[row["category"]] = float(value)
    return found
