"""A learner's own Python errors in plain words, each raised here by the code that learners write."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from grading.messages import translated

EPISODES = pd.DataFrame({"CHILD": ["B", "A"], "DEC": pd.to_datetime(["2026-02-02", "2026-01-02"]), "ROW": [1, 2]})
IN_ORDER = EPISODES.sort_values("DEC")
BLANK = IN_ORDER.assign(DEC=pd.to_datetime(["2026-01-02", None]))
TWICE = pd.concat([EPISODES, EPISODES])
DAY = np.datetime64("2026-03-31")


def in_days(dates: pd.Series) -> np.ndarray:
    return dates.to_numpy().astype("datetime64[D]")


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (lambda: ~EPISODES["CHILD"] == "A", "The sign `~` (not) turns True into False"),
        (lambda: ~EPISODES["CHILD"].astype(object), "The sign `~` (not) turns True into False"),
        (lambda: ~EPISODES["DEC"], "The sign `~` (not) turns True into False"),
        (lambda: ~EPISODES["ROW"].astype(float), "The sign `~` (not) turns True into False"),
        (lambda: np.busday_count(in_days(BLANK["DEC"]), DAY), "a blank date: decide what a blank means"),
        (lambda: np.busday_offset(in_days(BLANK["DEC"]), 10), "a blank date: decide what a blank means"),
        (lambda: np.busday_count(EPISODES["DEC"], DAY), "NumPy counts whole days only"),
        (lambda: np.busday_count(EPISODES["DEC"].dt.date.to_numpy(), DAY), "NumPy counts whole days only"),
        (lambda: pd.DataFrame({"a": [1], "b": [1, 2]}), "Two columns of different lengths"),
        (lambda: pd.merge_asof(EPISODES, IN_ORDER, on="DEC"), "The left table of `merge_asof` is not in order"),
        (lambda: pd.merge_asof(IN_ORDER, EPISODES, on="DEC"), "The right table of `merge_asof` is not in order"),
        (lambda: pd.merge_asof(IN_ORDER, BLANK, on="DEC"), "The right table of `merge_asof` has blanks"),
        (lambda: pd.merge_asof(IN_ORDER, IN_ORDER.astype(str), on="DEC"), "different kinds of value"),
        (lambda: pd.merge_asof(IN_ORDER, IN_ORDER.assign(CHILD=1), on="DEC", by="CHILD"), "different kinds of value"),
        (lambda: pd.merge_asof(IN_ORDER, IN_ORDER, on=["DEC", "CHILD"]), "name that one in `on`, and ids in `by`"),
        (lambda: pd.merge_asof(IN_ORDER, IN_ORDER, on="DEC", tolerance=3), "`pd.Timedelta(days=3)`"),
        (lambda: EPISODES.merge(TWICE, on="CHILD", validate="1:1"), "In the right table the same key stands more"),
        (lambda: TWICE.merge(TWICE, on="CHILD", validate="1:1"), "In the left and right tables the same key stands"),
        (lambda: EPISODES.merge(EPISODES, left_on="CHILD"), "or `left_on` and `right_on` together"),
        (lambda: EPISODES.merge(EPISODES, on="CHILD", left_index=True), "or `left_on` and `right_on` together"),
        (lambda: EPISODES.merge(pd.DataFrame({"home": [1]})), "the columns to join on differ in name or in kind"),
        (lambda: pd.merge_asof(IN_ORDER, IN_ORDER, on="DEC", direction="up"), "look at the names and the kinds"),
    ],
)
def test_a_learners_error_is_said_with_the_way_out(code: Callable[[], object], says: str) -> None:
    with pytest.raises((TypeError, ValueError)) as stopped:
        code()
    assert says in translated(type(stopped.value).__name__, str(stopped.value))
