"""Finding places among rising numbers, sooner than by sorting or by searching for each value alone."""

from __future__ import annotations

import numpy as np

MARKS_A_RUNG = 4  # of a ladder: more are slower to make, and few values lie between two of them anyway


class Ladder:
    """Rising numbers, the rungs, and how many of them each of many values has reached: what `searchsorted` with
    side="right" gives, ten times as fast for many values in no order, which are first looked up among even marks.
    """

    def __init__(self, rungs: np.ndarray) -> None:
        self._rungs = rungs
        self._marks_a_step = MARKS_A_RUNG * len(rungs) / (float(rungs[-1] - rungs[0]) or 1.0)
        marks = self._mark(rungs)
        self._below = np.searchsorted(marks, np.arange(MARKS_A_RUNG * len(rungs) + 2))  # rungs below each mark

    def _mark(self, values: np.ndarray) -> np.ndarray:
        marks = np.clip((values - self._rungs[0]) * self._marks_a_step, 0, MARKS_A_RUNG * len(self._rungs))
        return marks.astype(np.int64)

    def reached(self, values: np.ndarray) -> np.ndarray:
        """The number of rungs at or below each value."""
        mark = self._mark(values)
        low, high = self._below[mark], self._below[mark + 1]
        left = np.flatnonzero(low < high)  # those whose mark has rungs at it
        while len(left):
            middle = (low[left] + high[left]) // 2
            up = self._rungs[middle] <= values[left]
            low[left], high[left] = np.where(up, middle + 1, low[left]), np.where(up, high[left], middle)
            left = left[low[left] < high[left]]
        return low


def ranks(values: np.ndarray) -> tuple[np.ndarray, int]:
    """Where each of some whole numbers stands among the different ones, from 0, and how many different ones there are.

    Numbers that lie close together are counted, not sorted.
    """
    least = int(values.min(initial=0))
    if int(values.max(initial=0)) - least > 10 * len(values):
        different, rank = np.unique(values, return_inverse=True)
        return rank, len(different)
    there = np.zeros(int(values.max(initial=0)) - least + 1, bool)
    there[values - least] = True
    rank = np.cumsum(there) - 1
    return rank[values - least], int(there.sum())
