"""One invented council: what identifies it, and everything that can be asked of its simulated lives."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from synthetic_data.dates import collection_year, year_end_of
from synthetic_data.errors import PlainError
from synthetic_data.pipeline import Journeys
from synthetic_data.places.councils import council_for, council_named
from synthetic_data.streams import seed_from_text
from synthetic_data.views import view_named

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from synthetic_data.spells import Spells

# Raised whenever any simulated value changes: marking uses the version a learner's workspace records.
DATA_VERSION = "19"

# Children in care at the year end that each size aims for. Published for councils on 31 March 2025 (DfE CLA 2025):
# median 458, 10th percentile 215, 90th 999, largest 2,317. Small is small enough to read a lesson's answers by eye.
SIZES = {"small": 120, "medium": 500, "large": 1500}
LEARNER_ID = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")
FIRST_YEAR_END, LAST_YEAR_END, MOST_YEARS = 2024, 2027, 10


@dataclass(frozen=True)
class CouncilSpec:
    """What a council is simulated from. Equal specs give equal journeys, on any machine and in any order.

    name, la_code: invented; la_code is a three-digit text no real authority has. size: small, medium or large, or a
    whole number of children in care to aim for. seed: 0 or more. year_end: the last collection year ends on 31 March
    of it. years: how many collection years of returns the council keeps, counting back from year_end. Raises
    PlainError for values outside these.
    """

    name: str
    la_code: str
    size: str | int = "medium"
    seed: int = 1
    year_end: int = 2026
    years: int = 3

    def __post_init__(self) -> None:
        if isinstance(self.size, str) and self.size not in SIZES:
            raise PlainError(
                f"There is no council size {self.size!r}; choose from: {', '.join(SIZES)}, or a number of children."
            )
        if not 10 <= self.children_in_care <= 5000:
            raise PlainError(f"A council of {self.size} children in care cannot be made; choose 10 to 5000.")
        if self.seed < 0:
            raise PlainError(f"The seed {self.seed} is negative; choose 0 or a larger whole number.")
        if not FIRST_YEAR_END <= self.year_end <= LAST_YEAR_END:
            raise PlainError(
                f"The year end {self.year_end} is not supported; choose {FIRST_YEAR_END} to {LAST_YEAR_END}."
            )
        if not 1 <= self.years <= MOST_YEARS:
            raise PlainError(f"{self.years} years cannot be made; choose 1 to {MOST_YEARS}.")

    @classmethod
    def for_learner(cls, learner: str, size: str | int = "small", year_end: int = 2026, years: int = 3) -> CouncilSpec:
        """The council of one learner, from the id alone. Raises PlainError when the id is malformed."""
        if not LEARNER_ID.fullmatch(learner):
            raise PlainError(
                f"The learner id {learner!r} will not do; "
                "use 1 to 64 of a-z, 0-9 and . _ @ -, starting with a letter or number."
            )
        return cls.from_seed(f"learner:{learner}", size, year_end, years)

    @classmethod
    def from_seed(cls, seed_text: str, size: str | int = "small", year_end: int = 2026, years: int = 3) -> CouncilSpec:
        """A council from any text, such as a private marking seed. The text cannot be read back from the council."""
        council = council_for(seed_text)
        seed = seed_from_text(f"council:{seed_text}")
        return cls(council.name, council.la_code, size, seed, year_end, years)

    @classmethod
    def named(
        cls, name: str | None = None, size: str | int = "medium", seed: int = 1, year_end: int = 2026, years: int = 3
    ) -> CouncilSpec:
        """The invented council called `name` (or one chosen by the seed). Raises PlainError when there is none of
        that name."""
        council = council_for(f"seed {seed}") if name is None else council_named(name)
        return cls(council.name, council.la_code, size, seed, year_end, years)

    @property
    def children_in_care(self) -> int:
        """Children in care at the year end that the council aims for."""
        return SIZES[self.size] if isinstance(self.size, str) else self.size

    @property
    def collection_years(self) -> tuple[str, ...]:
        """The collection years kept, oldest first, such as ("2023-24", "2024-25", "2025-26")."""
        return tuple(collection_year(end) for end in range(self.year_end - self.years + 1, self.year_end + 1))

    @property
    def opening(self) -> date:
        """1 April that opens the first collection year kept."""
        return date(self.year_end - self.years, 4, 1)

    @property
    def horizon(self) -> date:
        """31 March of `year_end`: the last day of which anything is known."""
        return date(self.year_end, 3, 31)


class Council:
    """A simulated council. Journeys are simulated when first asked for; views are cut from them and kept."""

    def __init__(self, spec: CouncilSpec) -> None:
        self.spec = spec
        self.version = DATA_VERSION
        self.journeys = Journeys(spec)
        self._views: dict[tuple[str, str], Mapping[str, pl.DataFrame]] = {}
        self._read: dict[tuple[str, str], pd.DataFrame] = {}

    def view_tables(self, name: str, year: str | None = None) -> Mapping[str, pl.DataFrame]:
        """The tables of one return for one collection year (the last by default), in the return's own columns and
        codes.

        Raises PlainError when there is no such return, or the council does not keep the year.
        """
        view = view_named(name)
        year = year or self.spec.collection_years[-1]
        year_end_of(year)
        if year not in self.spec.collection_years:
            raise PlainError(f"This council keeps {', '.join(self.spec.collection_years)}; it has no {year}.")
        key = (name, year if view.yearly else "")
        if key not in self._views and view.every_year:
            self._views |= {(name, each): tables for each, tables in view.every_year(self).items()}
        if key not in self._views:
            self._views[key] = view.tables(self, year)
        return self._views[key]

    def forget_view(self, name: str, year: str) -> None:
        """Give back the memory of one year's tables of a return; they are cut anew from the journeys when asked for."""
        self._views.pop((name, year if view_named(name).yearly else ""), None)
        for key in [key for key in self._read if key[0].partition(".")[0] == name and key[1] == year]:
            del self._read[key]

    def table(self, name: str, year: str | None = None) -> pd.DataFrame:
        """One table as a learner has it after reading its CSV with text ids and codes and typed dates.

        `name` is "<return>.<table>", such as "ssda903.episodes". Dates are datetime64, blanks are missing. A fresh
        copy each time (pandas copies what is changed, when it is changed).
        """
        from synthetic_data.tables import as_learner_reads

        view, _, table = name.partition(".")
        tables = self.view_tables(view, year)
        if table not in tables:
            raise PlainError(f"There is no table {name!r}; {view} has: {', '.join(tables)}.")
        key = (name, year or self.spec.collection_years[-1])
        if key not in self._read:
            self._read[key] = as_learner_reads(tables[table])
        return self._read[key].copy(deep=False)

    def spells_of_care(self, short_breaks: bool = False) -> Spells:
        """Every spell in care (from entry to leaving), for asking the truth behind the return; short breaks (V3, V4)
        only when wanted."""
        from synthetic_data.spells import Spells

        return Spells(self.journeys, short_breaks)

    def digest(self) -> str:
        """SHA-256 over the values of all journeys: equal specs and data version give equal digests."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        whole = hashlib.sha256(self.version.encode())
        for name in sorted(self.journeys):
            whole.update(name.encode())
            whole.update(self.journeys[name].write_csv().encode())
        return whole.hexdigest()


def simulate(spec: CouncilSpec) -> Council:
    """The council of a spec. Cheap to call: each journey is simulated when first used."""
    return Council(spec)
