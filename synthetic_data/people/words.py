"""Columns of text drawn as codes into a vocabulary, so that no Python string is made for each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from synthetic_data.ladders import Ladder

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Words:
    """A column of words: `codes` (int32) point into `vocabulary`; -1 is missing."""

    codes: np.ndarray
    vocabulary: Sequence[str]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, rows: np.ndarray | slice) -> Words:
        """The same column at some rows, with the vocabulary shared: `surnames[family_of_child]`."""
        return Words(self.codes[rows], self.vocabulary)

    def to_arrow(self) -> pa.DictionaryArray:
        """As an Arrow dictionary column."""
        import pyarrow as pa  # slow to import, and most of the work never needs it

        indices = pa.array(self.codes, mask=self.codes < 0)
        return pa.DictionaryArray.from_arrays(indices, pa.array(self.vocabulary, pa.string()))

    def to_polars(self, name: str = "") -> pl.Series:
        """As a polars String column, by one gather from the vocabulary."""
        codes = pl.Series(self.codes)
        if len(codes) and codes.min() < 0:  # type: ignore[operator]
            codes = codes.replace([-1], [None])
        return pl.Series(name, self.vocabulary, dtype=pl.String).gather(codes)

    def to_list(self) -> list[str | None]:
        """As Python strings, for small tables and tests."""
        return [None if code < 0 else self.vocabulary[code] for code in self.codes.tolist()]


class Choices:
    """Many weighted lists drawn at once: each row of a draw names the list it wants and gets one entry of that list.

    The lists' cumulative shares are laid end to end, list k over the interval [k, k + 1), so that one ladder
    serves every row whichever list it draws from.
    """

    def __init__(self, lists: Sequence[tuple[np.ndarray, np.ndarray]]) -> None:
        """`lists`: for each list its entries (integer codes) and their weights (any positive scale)."""
        edges = []
        for number, (_, weights) in enumerate(lists):
            shares = np.cumsum(weights, dtype=np.float64)
            shares /= shares[-1]
            shares[-1] = 1.0
            edges.append(number + shares)
        self._ladder = Ladder(np.concatenate(edges))
        self._entries = np.concatenate([np.asarray(entries, np.int32) for entries, _ in lists])

    def draw(self, rng: np.random.Generator, lists: np.ndarray) -> np.ndarray:
        """One entry (int32) for each number in `lists`."""
        return self.at(rng.random(len(lists)), lists)

    def at(self, chance: np.ndarray, lists: np.ndarray) -> np.ndarray:
        """The entry at each chance (0 to 1) of each number in `lists`."""
        # Just under 1, so that adding the list number cannot round up into the next list.
        within = chance * (1 - 2.0**-40)
        return self._entries[self._ladder.reached(lists + within)]
