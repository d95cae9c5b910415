"""Comparing answers as a fair coach would."""

import datetime as dt
import decimal

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.compare import Rules, difference, same
from grading.forms import form_fault
from grading.integrity import fingerprint
from grading.plain import plain

BY_STATUS = pd.DataFrame({"LS": ["C2", "V2", "E1"], "children": [3, 4, 1]})


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (np.int64(4), 4),
        (4.0, 4),
        (np.float32(0.5), 0.5),
        (decimal.Decimal("4"), 4),
        (0.1 + 0.2, 0.3),
        (np.datetime64("2026-03-31"), dt.date(2026, 3, 31)),
        (pd.Timestamp("2026-03-31"), dt.date(2026, 3, 31)),
        (dt.date(2026, 3, 31), pd.Timestamp("2026-03-31")),
        (np.True_, True),
        (" C2 ", "C2"),
        (float("nan"), None),
        (pd.NA, None),
        (("a", "b"), ["a", "b"]),
        (np.array([1, 2]), [1.0, 2.0]),
        (pd.Series([1, 2]), [1, 2]),
        ({"b", "a", "c"}, {"a", "b", "c"}),
        (["c", "a", "b"], {"a", "b", "c"}),
        (pd.Series([3, 4], index=["C2", "V2"]), {"C2": 3, "V2": 4}),
        (pd.DataFrame([{"C2": 3, "V2": 0.5}]), {"C2": 3, "V2": 0.5}),
        (pd.DataFrame([["C2", 3], ["V2", 4]], columns=["x", "x"]), {"C2": 3, "V2": 4}),
        (pl.DataFrame({"LS": ["C2", "V2"], "n": [3, 4]}), {"C2": 3, "V2": 4}),
        (pd.Timestamp("2026-07-01", tz="Europe/London"), dt.date(2026, 7, 1)),
        (dt.timedelta(days=3), 3),
        (pd.array([1, None], dtype="Int64"), [1, None]),
        (pd.Categorical(["a", "b"]), ["a", "b"]),
        (0.3 + 1e-12, 0.3),
    ],
)
def test_the_same_answer_in_another_coat_is_the_same(got, expected):
    assert same(got, expected)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (5, 4),
        (4.5, 4),
        (True, 1),
        (1, True),
        ("4", 4),
        (4, "4"),
        ("2026-03-31", dt.date(2026, 3, 31)),
        (dt.datetime(2026, 3, 31, 9), dt.date(2026, 3, 31)),
        (None, 0),
        (0, None),
        (float("inf"), 10**9),
        (10**9 + 1, 10**9),
        (float(10**9 + 1), 10**9),
        ("c2", "C2"),
        ([2, 1], [1, 2]),
        ([1], [1, 2]),
        ({"C2": 3}, {"C2": 3, "V2": 4}),
        (print, 4),
        (4 + 0j, 4),
        (pd.Series([4]), 4),
        (pd.DataFrame({"n": [4]}), 4),
        ({"2025": 2}, {2025: 2}),
        (map(int, "12"), [1, 2]),
        (50, 0.5),
        ("50%", 0.5),
    ],
)
def test_a_different_answer_is_different(got, expected):
    assert not same(got, expected)


SHAPES = {
    "rows in another order": BY_STATUS.iloc[::-1],
    "columns in another order": BY_STATUS[["children", "LS"]],
    "the key as index": BY_STATUS.set_index("LS"),
    "a column counted by group": BY_STATUS.set_index("LS")["children"],
    "nullable types": BY_STATUS.convert_dtypes(),
    "Arrow types": BY_STATUS.convert_dtypes(dtype_backend="pyarrow"),
    "categories": BY_STATUS.astype({"LS": "category"}),
    "whole numbers as floats": BY_STATUS.astype({"children": float}),
    "small whole numbers": BY_STATUS.astype({"children": "int8"}),
    "objects": BY_STATUS.astype(object),
    "one column more": BY_STATUS.assign(share=0.1),
    "an index left by a filter": BY_STATUS.set_axis([7, 8, 3], axis=0),
    "a dictionary of columns": {"LS": ["C2", "V2", "E1"], "children": [3, 4, 1]},
    "a list of rows": [{"LS": "C2", "children": 3}, {"LS": "V2", "children": 4}, {"LS": "E1", "children": 1}],
    "a dictionary by key": {"C2": 3, "V2": 4, "E1": 1},
    "a table of Polars": pl.from_pandas(BY_STATUS),
    "a table of Arrow": pa.Table.from_pandas(BY_STATUS),
    "decimals": BY_STATUS.assign(children=[decimal.Decimal(3), decimal.Decimal("4.00"), decimal.Decimal(1)]),
    "both columns as index": BY_STATUS.set_index(["LS", "children"]),
    "rows as records": BY_STATUS.to_records(index=False),
    "column names in two storeys": BY_STATUS.set_axis(
        pd.MultiIndex.from_tuples([("LS", ""), ("children", "")]), axis=1
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_table_in_another_shape_is_the_same_table(shape):
    assert difference(SHAPES[shape], BY_STATUS) is None


def test_the_result_of_a_query_in_duckdb_is_the_same_table():
    with duckdb.connect() as database:
        asked = database.sql("SELECT * FROM (VALUES ('C2', 3), ('V2', 4), ('E1', 1)) t(LS, children)")
        assert difference(asked, BY_STATUS) is None


@pytest.mark.parametrize(
    ("got", "part"),
    [
        (BY_STATUS.assign(children=["3", "4", "1"]), "cells"),
        (BY_STATUS.assign(children=[3, 4, 2]), "cells"),
        (BY_STATUS.assign(children=[4, 3, 1]), "cells"),
        (BY_STATUS.assign(children=[3, None, 1]), "cells"),
        (BY_STATUS.iloc[:2], "rows"),
        (pd.concat([BY_STATUS, BY_STATUS.iloc[:1]]), "rows"),
        (BY_STATUS.rename(columns={"LS": "status"}), "columns"),
        (BY_STATUS.rename(columns=str.lower), "columns"),
        (pd.concat([BY_STATUS, BY_STATUS], axis=1), "columns"),
        (BY_STATUS.to_numpy(), "columns"),
        (pl.from_pandas(BY_STATUS).lazy(), "kind"),
        (BY_STATUS.assign(LS=["C2 ", "V2", "E1"]), "cells"),
        (8, "kind"),
        (None, "kind"),
    ],
)
def test_a_different_table_says_which_part_differs(got, part):
    found = difference(got, BY_STATUS)
    assert found is not None
    assert found.part == part


def test_order_counts_only_when_it_was_asked_for():
    upside_down = BY_STATUS.iloc[::-1]
    assert same(upside_down, BY_STATUS)
    found = difference(upside_down, BY_STATUS, Rules(ordered=True))
    assert found is not None
    assert found.shows == "its rows are not in the order asked"


def test_rows_that_repeat_are_counted():
    twice = pd.DataFrame({"CHILD": ["A", "A", "B"]})
    assert not same(pd.DataFrame({"CHILD": ["A", "B", "B"]}), twice)


def test_dates_and_midnight_moments_are_the_same_column():
    days = ["2026-03-31", None]
    moments = pd.DataFrame({"DEC": pd.to_datetime(days)})
    assert same(pd.DataFrame({"DEC": [dt.date(2026, 3, 31), None]}), moments)
    assert not same(pd.DataFrame({"DEC": days}), moments)


def test_ids_read_as_numbers_are_another_column():
    found = difference(pd.DataFrame({"CHILD": [7]}), pd.DataFrame({"CHILD": ["007"]}))
    assert found is not None
    assert found.shows == "column CHILD holds numbers, where texts were asked"


def test_a_tolerance_stated_in_the_prompt_is_kept():
    assert same(4.04, 4.0, Rules(tolerance=0.05))
    assert not same(4.06, 4.0, Rules(tolerance=0.05))
    shares = pd.DataFrame({"LS": ["C2"], "share": [0.333333]})
    assert same(shares.round(2), shares, Rules(tolerance=0.005))
    assert not same(shares.round(1), shares, Rules(tolerance=0.005))


def test_an_answer_cannot_call_itself_equal():
    class Yes(int):
        def __eq__(self, other):
            return True

        __hash__ = int.__hash__

    class AlwaysRight:
        def __eq__(self, other):
            return True

    assert not same(Yes(3), 4)
    assert not same(AlwaysRight(), 4)


def test_a_row_that_differs_is_named_by_its_key_when_the_names_are_right():
    wanted = pd.DataFrame({"measure": ["referrals", "contacts"], "value": [4.0, 9.0]})
    found = difference(wanted.assign(value=[4.0, 8.0]).iloc[::-1], wanted, Rules(key=("measure",)))
    assert found is not None
    assert found.example == "its row for measure contacts differs"
    renamed = difference(wanted.assign(measure=["referrals", "calls"]), wanted, Rules(key=("measure",)))
    assert renamed is not None
    assert renamed.example == "its row for measure calls was not asked for"
    assert difference(wanted.assign(value=[4.0, 8.0]), wanted, Rules()).example == ""


@pytest.mark.parametrize(
    ("got", "expected", "shows", "agrees"),
    [
        ([1, 2], [1, 3], "a list of 2 values, and 1 of them differs", "and 1 of its values agrees"),
        ([1, 2, 9, 9], [1, 2, 3, 4], "a list of 4 values, and 2 of them differ", "and 2 of its values agree"),
        ([1], [2], "a list of 1 value, which differs", "it has the length asked"),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, "1 of its 2 entries differs", "its entries have the names asked"),
        ({"a": 1}, {"a": 3}, "its one entry differs", "it has the name asked"),
        (BY_STATUS.assign(children=[3, 4, 2]), BY_STATUS, "1 row differs, in column children", "and LS agrees"),
    ],
)
def test_one_thing_differs_and_several_differ(got, expected, shows, agrees):
    found = difference(got, expected)
    assert found is not None
    assert found.shows.endswith(shows)
    assert found.agrees.endswith(agrees)


@pytest.mark.filterwarnings("error")
def test_a_rate_over_nought_nights_is_compared_without_a_warning():
    rates = pd.DataFrame({"home": ["A", "B", "C"], "rate": [np.inf, 0.5, np.nan]})
    assert same(rates.copy(), rates)
    assert not same(rates.assign(rate=[-np.inf, 0.5, np.nan]), rates)
    assert not same(rates.assign(rate=[0.0, 0.5, np.nan]), rates)


def test_a_difference_never_shows_what_was_expected():
    for got in (5, "five", BY_STATUS, None):
        found = difference(got, 987654)
        assert found is not None
        assert "987" not in f"{found.shows} {found.agrees} {found.example}".replace(",", "")


@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.integers(-5, 5), st.floats(-1e6, 1e6), st.none() | st.booleans()),
        min_size=1,
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_a_shuffled_table_is_always_the_same_table(rows, random):
    names = ["CHILD", "n", "x", "seen"]
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert same(pd.DataFrame(shuffled, columns=names)[names[::-1]], pd.DataFrame(rows, columns=names))


def test_a_column_nobody_asked_for_is_a_mistake_only_where_the_least_data_was_asked():
    more = BY_STATUS.assign(DOB=pd.Timestamp("2012-02-29"))
    assert same(more, BY_STATUS)
    found = difference(more, BY_STATUS, Rules(only_these=True))
    assert found is not None
    assert found.shows == "it has the column DOB, which was not asked for"
    assert same(BY_STATUS, BY_STATUS, Rules(only_these=True))
    assert same(more, more, Rules(columns=tuple(BY_STATUS.columns), only_these=True))


TWICE = pd.concat([BY_STATUS, BY_STATUS], axis=1)
NAMED_ALIKE = pd.DataFrame(index=pd.MultiIndex.from_product([[1], [2]], names=["x", "x"]))


@pytest.mark.parametrize("odd", [TWICE, NAMED_ALIKE], ids=["columns", "index levels"])
def test_names_that_repeat_trip_nothing_up(odd):
    assert not same(odd, BY_STATUS)
    assert not same(odd, {"C2": 3})
    assert fingerprint(plain(odd))


def test_a_column_that_is_there_twice_is_said_to_be():
    fault = form_fault(plain(TWICE), "table", ("LS", "children"))
    assert "more than one column called LS" in fault.shows


def test_an_id_set_as_the_index_is_a_column_nobody_asked_for() -> None:
    by_id = BY_STATUS.assign(CHILD=[f"C{place}" for place in range(len(BY_STATUS))]).set_index("CHILD")
    found = difference(by_id, BY_STATUS, Rules(only_these=True))
    assert found
    assert "CHILD" in found.shows
    assert same(by_id, BY_STATUS)
