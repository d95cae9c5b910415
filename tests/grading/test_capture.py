"""What leaves the sandbox: every plain answer survives the crossing, and nothing hostile gets through it."""

from __future__ import annotations

import contextlib
import datetime
import decimal
import errno
import json
import math
import os
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.pandas import column, data_frames

from grading import arrow_tables
from grading.capture import (
    CallError,
    Captured,
    HostileError,
    NotDataError,
    as_data,
    decode,
    encode,
    read_captured,
    write_captured,
    write_whole,
)

# A busy machine must not fail a test: examples are counted, never timed.
UNTIMED = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    TEXT,
    st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2100, 1, 1)).map(pd.Timestamp),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=20
)
HOSTILE_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["t", "v", "file", "index", "series", "x"]), inner),
    max_leaves=20,
)


def there_and_back(value: object, folder: Path) -> object:
    encoded = json.loads(json.dumps(encode(value, folder, "m01-a01-x.0"), allow_nan=False))
    return decode(encoded, folder)


class TestPlainAnswersCross:
    @given(VALUES)
    @UNTIMED
    def test_scalars_lists_and_dicts_come_back_equal(self, value: object) -> None:
        returned = as_data(value)
        assert returned == value
        assert type(returned) is type(value)

    @given(data_frames([column("n", dtype=int), column("x", dtype=float), column("text", elements=TEXT, dtype=object)]))
    @UNTIMED
    def test_tables_come_back_equal(self, frame: pd.DataFrame) -> None:
        pd.testing.assert_frame_equal(as_data(frame), frame, check_dtype=False, check_index_type=False)

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (np.int64(5), 5),
            (np.uint8(5), 5),
            (np.float32(0.5), 0.5),
            (np.bool_(True), True),
            (np.str_("C2"), "C2"),
            (np.array(7), 7),
            (np.array([1, 2]), [1, 2]),
            ((1, "a"), [1, "a"]),
            ({3, 1, 2}, [1, 2, 3]),
            (range(3), [0, 1, 2]),
            ({"a": 1}.keys(), ["a"]),
            (decimal.Decimal("1.5"), 1.5),
            (datetime.date(2026, 3, 31), pd.Timestamp("2026-03-31")),
            (np.datetime64("2026-03-31"), pd.Timestamp("2026-03-31")),
            (pd.Timestamp("2026-03-31 09:30", tz="Europe/London"), pd.Timestamp("2026-03-31 09:30")),
            (pd.Timedelta(days=3), pd.Timedelta(days=3)),
            (pd.Period("2026-03"), "2026-03"),
            (pd.NA, None),
            (pd.Index(["A", "B"]), ["A", "B"]),
            (pd.array([1, 2]), [1, 2]),
            ({("a", 2025): 1}, {("a", 2025): 1}),
        ],
    )
    def test_the_many_ways_of_holding_one_value_become_one(self, value: object, expected: object) -> None:
        assert as_data(value) == expected

    def test_nan_and_the_infinities_cross_without_being_json_literals(self, tmp_path: Path) -> None:
        assert math.isnan(there_and_back(math.nan, tmp_path))  # type: ignore[arg-type]
        assert there_and_back([math.inf, -math.inf], tmp_path) == [math.inf, -math.inf]
        assert there_and_back(pd.NaT, tmp_path) is pd.NaT

    def test_a_series_keeps_its_name_and_its_index(self) -> None:
        counts = pd.Series(["V2", "C2", "V2"], name="LS").value_counts()
        returned = as_data(counts)
        assert returned.to_dict() == {"V2": 2, "C2": 1}
        assert (returned.name, returned.index.name) == ("count", "LS")

    def test_a_grouped_table_keeps_its_index_levels_and_its_compound_columns(self) -> None:
        frame = pd.DataFrame({"LS": ["V2", "C2"], "SEX": [1, 2], "age": [3.0, 4.0]})
        grouped = frame.groupby(["LS", "SEX"]).agg({"age": ["mean", "max"]})
        returned = as_data(grouped)
        assert returned.index.names == ["LS", "SEX"]
        assert list(returned.columns) == ["age, mean", "age, max"]
        assert returned.loc[("C2", 2), "age, max"] == 4.0

    def test_columns_of_every_pandas_kind_become_plain_ones(self) -> None:
        days = pd.to_datetime(["2026-03-31", None])
        frame = pd.DataFrame(
            {
                "category": pd.Categorical(["a", None]),
                "nullable": pd.array([1, None], dtype="Int64"),
                "flag": pd.array([True, None], dtype="boolean"),
                "day": days,
                "zoned": days.tz_localize("Europe/London"),
                "period": pd.Series(days).dt.to_period("M"),
                "object_days": [datetime.date(2026, 3, 31), None],
                "decimals": [decimal.Decimal("1.5"), None],
                "small": np.array([1, 2], dtype="uint8"),
                "empty": [None, None],
                "whole_and_not": pd.Series([1, 2.5], dtype=object),
            }
        )
        returned = as_data(frame)
        assert returned["category"].tolist()[0] == "a"
        assert returned["nullable"].tolist()[0] == 1
        assert returned["flag"].tolist()[0] is True
        assert returned["period"].tolist()[0] == "2026-03"
        for name in ("day", "zoned", "object_days"):
            assert returned[name].iloc[0] == pd.Timestamp("2026-03-31")
        assert returned["decimals"].tolist()[0] == 1.5
        assert returned["whole_and_not"].tolist() == [1, 2.5]
        assert returned.drop(columns=["small", "whole_and_not"]).iloc[1].isna().all()

    def test_a_column_of_mixed_kinds_becomes_text_and_is_named(self, tmp_path: Path) -> None:
        encoded = encode(pd.DataFrame({"mixed": pd.Series([1, "a"], dtype=object)}), tmp_path, "x")
        assert encoded["mixed"] == ["mixed"]
        assert decode(encoded, tmp_path)["mixed"].tolist() == ["1", "a"]

    def test_polars_and_arrow_tables_are_tables(self) -> None:
        frame = pl.DataFrame({"CHILD": ["SYN1"], "age": [4]})
        assert (
            as_data(frame).to_dict("list")
            == as_data(frame.to_arrow()).to_dict("list")
            == {"CHILD": ["SYN1"], "age": [4]}
        )

    def test_several_tables_have_a_file_each(self, tmp_path: Path) -> None:
        frames = [pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]})]
        returned = there_and_back(frames, tmp_path)
        assert [frame["a"].tolist() for frame in returned] == [[1], [2]]  # type: ignore[attr-defined]
        assert sorted(path.name for path in tmp_path.iterdir()) == ["m01-a01-x.0-1.arrow", "m01-a01-x.0.arrow"]


class TestWhatIsNotDataIsSaidPlainly:
    @pytest.mark.parametrize(
        ("value", "said"),
        [
            (len, "a function without its brackets ()"),
            (lambda: 1, "a function"),
            (pd.DataFrame({"a": [1]}).groupby("a"), "a table that is grouped but not yet summed or counted"),
            ((n for n in range(3)), "a generator (put list(...) around it)"),
            (object(), "an object of the kind object"),
            (2**70, "a whole number of more than 18 digits"),
            ("x" * 200_000, "text of 200,000 characters"),
            (list(range(60_000)), "a list of more than 50,000 things"),
            (b"x", "bytes"),
            (..., "the three dots of the blank"),
            (np.zeros((2, 2, 2)), "an array of 3 dimensions"),
        ],
    )
    def test_by_name(self, value: object, said: str) -> None:
        with pytest.raises(NotDataError) as caught:
            as_data(value)
        assert str(caught.value) == said

    def test_a_list_that_holds_itself_ends(self) -> None:
        endless: list[object] = []
        endless.append(endless)
        with pytest.raises(NotDataError):
            as_data(endless)

    def test_a_table_of_objects_names_the_column(self) -> None:
        with pytest.raises(NotDataError, match="column dates holds something other than"):
            as_data(pd.DataFrame({"dates": [[1], [2]]}))

    def test_a_table_that_is_too_large_is_refused_before_it_is_written(self, tmp_path: Path) -> None:
        with pytest.raises(NotDataError, match="600,000 rows"):
            encode(pd.DataFrame({"a": np.zeros(600_000)}), tmp_path, "x")
        assert not list(tmp_path.iterdir())


class TestObjectsThatLie:
    def test_a_number_that_says_it_equals_everything_crosses_as_the_number_it_is(self) -> None:
        class Right(int):
            def __eq__(self, other: object) -> bool:
                return True

            def __int__(self) -> int:
                return 99

            __hash__ = int.__hash__

        returned = as_data(Right(3))
        assert type(returned) is int
        assert returned == 3

    def test_an_object_that_claims_to_be_a_table_is_an_object(self) -> None:
        class Claims:
            @property
            def __class__(self) -> type:  # type: ignore[override]
                return pd.DataFrame

        with pytest.raises(NotDataError, match="an object of the kind Claims"):
            as_data(Claims())

    def test_a_metaclass_cannot_lend_a_lineage(self) -> None:
        class Lends(type):
            @property
            def __mro__(cls) -> tuple[type, ...]:  # type: ignore[override]
                return (int, object)

        class Lent(metaclass=Lends):
            pass

        with pytest.raises(NotDataError):
            as_data(Lent())


class TestReadingBelievesNothing:
    @given(HOSTILE_JSON)
    @UNTIMED
    def test_any_json_is_decoded_or_refused(self, obj: object) -> None:
        with contextlib.suppress(HostileError):
            decode(obj, Path("nowhere"))

    @given(st.data())
    @UNTIMED
    def test_any_damage_to_a_table_file_is_read_as_a_table_or_refused(self, data: st.DataObject) -> None:
        frame = pd.DataFrame({"n": [1, 2], "text": ["a", None], "day": pd.to_datetime(["2026-03-31", None])})
        content = bytearray(arrow_tables.file_bytes(arrow_tables.to_arrow(frame)[0]))
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        with contextlib.suppress(arrow_tables.TableError):
            arrow_tables.from_bytes(bytes(content[: data.draw(st.integers(0, len(content)))]))

    def test_a_file_cut_off_after_its_first_bytes_is_refused(self) -> None:
        content = arrow_tables.file_bytes(pa.table({"n": [1]}))
        with pytest.raises(arrow_tables.TableError, match="empty"):
            arrow_tables.from_bytes(content[:8])

    def test_a_compressed_table_is_refused_before_it_swells(self) -> None:
        table = pa.table({"zeros": pa.array(np.zeros(400_000))})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_file(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
            writer.write_table(table)
        with pytest.raises(arrow_tables.TableError, match="other than plain rows"):
            arrow_tables.from_bytes(bytes(sink.getvalue()))

    def test_rows_without_columns_of_bytes_are_counted(self) -> None:
        content = arrow_tables.file_bytes(pa.table({"nothing": pa.nulls(50_000_000)}))
        assert len(content) < 1000
        with pytest.raises(arrow_tables.TableError, match="too many rows"):
            arrow_tables.from_bytes(content)

    def test_one_small_table_named_many_times_does_not_fill_the_memory(self, tmp_path: Path) -> None:
        empty = pa.table({str(number): pa.nulls(30_000) for number in range(100)})
        (tmp_path / "x.0.arrow").write_bytes(arrow_tables.file_bytes(empty))
        outputs = [{"t": "table", "file": "x.0.arrow", "index": None}] * 4
        body = {"id": "x", "state": "answered", "detail": None, "outputs": outputs}
        (tmp_path / "x.json").write_text(json.dumps(body))
        with pytest.raises(HostileError, match="too large together"):
            read_captured(tmp_path, "x")

    @pytest.mark.parametrize(
        "array",
        [
            pa.array([[1]]),
            pa.array([b"x"]),
            pa.array(["a"]).dictionary_encode(),
            pa.array([1], pa.timestamp("us", tz="Europe/London")),
            pa.array([10**17], pa.timestamp("us")),
        ],
    )
    def test_kinds_that_are_never_written_are_never_read(self, array: pa.Array) -> None:
        with pytest.raises(arrow_tables.TableError):
            arrow_tables.from_bytes(arrow_tables.file_bytes(pa.table({"x": array})))

    @pytest.mark.parametrize("name", ["../x.arrow", "/x.arrow", "x.json", "a/b.arrow", ".x.arrow", "x.arrow\n"])
    def test_a_table_file_is_only_ever_in_the_folder(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(HostileError, match="name that is not allowed"):
            decode({"t": "table", "file": name, "index": None}, tmp_path)

    def test_a_table_file_that_is_a_link_is_not_followed(self, tmp_path: Path) -> None:
        encode(pd.DataFrame({"a": [1]}), tmp_path, "real")
        (tmp_path / "x.arrow").symlink_to(tmp_path / "real.arrow")
        with pytest.raises(HostileError, match="link"):
            decode({"t": "table", "file": "x.arrow", "index": None}, tmp_path)

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"[" * 100_000,
            b"\xff\xfe",
            b'{"id": NaN}',
            b"9" * 10_000,
            b'{"id": "other", "state": "answered"}',
            b"{}",
        ],
    )
    def test_a_damaged_answer_file_is_refused(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "x.json").write_bytes(content)
        with pytest.raises(HostileError):
            read_captured(tmp_path, "x")


class TestCaptures:
    def test_a_capture_is_read_as_it_was_written(self, tmp_path: Path) -> None:
        captured = Captured("x", "answered", None, [1, CallError("KeyError", "'Child'"), pd.DataFrame({"a": [1]})])
        write_captured(captured, tmp_path)
        returned = read_captured(tmp_path, "x")
        assert returned is not None
        assert returned.outputs[:2] == captured.outputs[:2]
        assert returned.outputs[2]["a"].tolist() == [1]

    def test_an_answer_that_is_not_data_is_recorded_as_such(self, tmp_path: Path) -> None:
        write_captured(Captured("x", "answered", None, [len]), tmp_path)
        assert read_captured(tmp_path, "x") == Captured("x", "not_data", "a function without its brackets ()", [])

    def test_no_capture_is_none(self, tmp_path: Path) -> None:
        assert read_captured(tmp_path, "x") is None

    def test_what_an_error_says_is_one_short_plain_line(self, tmp_path: Path) -> None:
        write_captured(
            Captured("x", "raised", "a\x1b[31m\nb" * 1000, [CallError("E" * 900, "\x00<script>\n")]), tmp_path
        )
        returned = read_captured(tmp_path, "x")
        assert returned is not None
        assert returned.detail is not None
        assert len(returned.detail) <= 500
        assert returned.detail.isprintable()
        assert returned.outputs[0].message == "<script>"
        assert len(returned.outputs[0].type) == 60


class TestWritingWhole:
    def test_a_disk_without_room_keeps_the_old_file_and_leaves_nothing_beside_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write_whole(tmp_path / "marks.csv", b"as it was", lasting=True)

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_whole(tmp_path / "marks.csv", b"half of", lasting=True)
        assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"as it was"]
