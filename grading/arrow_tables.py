"""Tables as Arrow files: written from whatever pandas holds, read back as if an enemy had written them.

Only seven column types cross: nothing, true/false, whole number, number, text, moment and length of time. A table
written here is a standard Arrow file; it is read through the stream inside it, message by message, so that a compressed
block (which could swell a thousandfold) or an unknown type is refused before it is expanded.
"""

from __future__ import annotations

import datetime
import decimal
import struct
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

MOST_ROWS = 500_000
MOST_COLUMNS = 300
MOST_CELLS = 10_000_000
MOST_BYTES = 100_000_000
MOST_NAME = 500

_MOMENT, _DURATION = pa.timestamp("us"), pa.duration("us")
_CROSSING = (pa.null(), pa.bool_(), pa.int64(), pa.float64(), pa.string(), pa.large_string(), _MOMENT, _DURATION)
_ARROW_KIND: dict[type, pa.DataType] = {
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    str: pa.large_string(),
    datetime.datetime: _MOMENT,
    datetime.timedelta: _DURATION,
}
_MAGIC = b"ARROW1\x00\x00"
_SCHEMA, _RECORD_BATCH = "schema", "record batch"
_FIRST_DAY, _LAST_DAY = (int(np.datetime64(day, "us").astype("int64")) for day in ("1600-01-01", "2400-01-01"))


class TableError(ValueError):
    """The table cannot cross; the message finishes the sentence "the table cannot be recorded because ..."."""


def to_arrow(frame: pd.DataFrame) -> tuple[pa.Table, list[str]]:
    """Return `frame` (index ignored) as an Arrow table of the crossing types, and the names of its mixed columns.

    Categories, periods and intervals become their plain values; dates become moments; time zones are dropped, keeping
    the clock time; a column that mixes kinds becomes text. Column names become text ("2025", "age, mean").

    Raises:
        TableError: the table is too large, or a column holds something that is not a plain value.
    """
    rows, columns = frame.shape
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise TableError(f"it is too large: {rows:,} rows and {columns:,} columns")
    arrays, names, mixed = [], [], []
    for position, label in enumerate(frame.columns):
        name = name_as_text(label)
        array, is_mixed = _to_array(frame.iloc[:, position], name)
        arrays.append(array)
        names.append(name)
        if is_mixed:
            mixed.append(name)
    return pa.Table.from_arrays(arrays, names=names), mixed


def name_as_text(label: Any) -> str:
    """A column or level name as text: a compound name's parts that are not empty, joined by a comma; no name is empty.

    A table that was grouped and given its index back has columns called ("LS", ""), which people know as LS.
    """
    if type(label) is tuple:
        return ", ".join(part for part in map(name_as_text, label) if part)[:MOST_NAME]
    return "" if label is None else printable(str(label))[:MOST_NAME]


def printable(text: str) -> str:
    """`text` without the half characters that cannot be written as UTF-8."""
    return str.encode(text, "utf-8", "replace").decode("utf-8")


def file_bytes(table: pa.Table) -> bytes:
    """`table` as the bytes of an Arrow file."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def from_bytes(content: bytes) -> pd.DataFrame:
    """Read the bytes of an Arrow file written by anybody into a pandas table with a plain index.

    Raises:
        TableError: for anything that `file_bytes` could not have written: wrong or unknown types, compressed blocks,
            damaged offsets, text that is not UTF-8, moments outside the years 1600 to 2400, too many rows or columns.
    """
    if len(content) > MOST_BYTES or not content.startswith(_MAGIC):
        raise TableError("its file is not an Arrow file of an allowed size")
    try:
        table = _read_messages(content)
    except (pa.ArrowException, struct.error, ValueError, OSError, UnicodeError, OverflowError) as error:
        raise error if isinstance(error, TableError) else TableError("its file is damaged") from error
    # By number, because pandas would give columns that share a name (an unnamed count by an unnamed index) one kind.
    numbered = table.rename_columns([str(number) for number in range(table.num_columns)])
    return numbered.to_pandas(date_as_object=False, ignore_metadata=True).set_axis(table.column_names, axis=1)


def _read_messages(content: bytes) -> pa.Table:
    reader = pa.ipc.MessageReader.open_stream(pa.py_buffer(memoryview(content)[len(_MAGIC) :]))
    try:
        first = reader.read_next_message()
    except StopIteration as error:
        raise TableError("its file is empty") from error
    if first.type != _SCHEMA:
        raise TableError("its file does not begin with its columns")
    schema = pa.ipc.read_schema(first)
    if len(schema) > MOST_COLUMNS:
        raise TableError("it has too many columns")
    for field in schema:
        if field.type not in _CROSSING or field.metadata:
            raise TableError(f"a column is of the kind {str(field.type)[:40]}")
        if len(field.name) > MOST_NAME:
            raise TableError("a column name is too long")
    batches, rows = [], 0
    while True:
        try:
            message = reader.read_next_message()
        except StopIteration:
            break
        if message.type != _RECORD_BATCH or _is_compressed(message.metadata.to_pybytes()):
            raise TableError("its file holds something other than plain rows")
        batch = pa.ipc.read_record_batch(message, schema)
        rows += batch.num_rows
        if rows > MOST_ROWS or rows * max(len(schema), 1) > MOST_CELLS:
            raise TableError("it has too many rows")
        batch.validate(full=True)
        batches.append(batch)
    table = pa.Table.from_batches(batches, schema.remove_metadata())
    for column in table.columns:
        if column.type == _MOMENT:
            _refuse_distant(column)
    return table


def _is_compressed(message: bytes) -> bool:
    """Whether a record batch's header (a flatbuffer, Arrow's `Message.fbs`) names a compression: its fourth field."""
    root = struct.unpack_from("<I", message, 0)[0]
    header = _field(message, root, 2)
    if header is None:
        raise TableError("its file holds rows without a header")
    batch = header + struct.unpack_from("<I", message, header)[0]
    return _field(message, batch, 3) is not None


def _field(message: bytes, table: int, number: int) -> int | None:
    """Where field `number` of the flatbuffer table at `table` lies, or None when the table has no such field."""
    layout = table - struct.unpack_from("<i", message, table)[0]
    if layout < 0 or struct.unpack_from("<H", message, layout)[0] < 6 + 2 * number:
        return None
    offset = struct.unpack_from("<H", message, layout + 4 + 2 * number)[0]
    return table + offset if offset else None


def _refuse_distant(column: pa.ChunkedArray) -> None:
    present = column.drop_null().cast(pa.int64()).to_numpy()
    if len(present) and (present.min() < _FIRST_DAY or present.max() > _LAST_DAY):
        raise TableError("a date lies outside the years 1600 to 2400")


def _to_array(series: pd.Series, name: str) -> tuple[pa.Array, bool]:
    """One column as Arrow, and whether it mixed kinds."""
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        series = series.astype(dtype.categories.dtype) if not series.hasnans else series.astype(object)
        return _to_array(series, name)
    if isinstance(dtype, pd.PeriodDtype | pd.IntervalDtype):
        series = series.astype(object).map(str, na_action="ignore")
    elif isinstance(dtype, pd.DatetimeTZDtype):
        series = series.dt.tz_localize(None)
    if series.dtype == object:
        return _from_objects(series, name)
    try:
        array = pa.Array.from_pandas(series)
        array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
        return _narrowed(array, name), False
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        raise error if isinstance(error, TableError) else _not_plain(name) from error


def _narrowed(array: pa.Array, name: str) -> pa.Array:
    """`array` in one of the crossing types."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return _narrowed(array.dictionary_decode(), name)
    for matches, target in (
        (pa.types.is_integer, pa.int64()),
        (pa.types.is_floating, pa.float64()),
        (pa.types.is_decimal, pa.float64()),
        (pa.types.is_temporal, _DURATION if pa.types.is_duration(kind) else _MOMENT),
    ):
        if matches(kind) and not pa.types.is_time(kind):
            array = array.cast(pa.float64() if kind == pa.uint64() else target, safe=not pa.types.is_temporal(kind))
    if array.type in (pa.string_view(), pa.string()):
        array = array.cast(pa.large_string())
    if array.type == _MOMENT:
        _refuse_distant(pa.chunked_array([array]))
    if array.type not in _CROSSING:
        raise _not_plain(name)
    return array


def _from_objects(series: pd.Series, name: str) -> tuple[pa.Array, bool]:
    """A column of Python objects, judged by its values: one kind keeps its kind, several become text."""
    values = [None if _is_blank(value) else plain_scalar(value) for value in series.array]
    kinds = {type(value) for value in values if value is not None}
    if not kinds <= _ARROW_KIND.keys():
        raise _not_plain(name)
    if kinds == {int, float} or (kinds == {int} and any(abs(value) >= 2**63 for value in values if value is not None)):
        values, kinds = [None if value is None else float(value) for value in values], {float}
    if len(kinds) > 1:
        texts = [None if value is None else str(value) for value in values]
        return pa.array(texts, pa.large_string()), True
    kind = _ARROW_KIND[kinds.pop()] if kinds else pa.null()
    try:
        return _narrowed(pa.array(values, kind), name), False
    except (pa.ArrowException, OverflowError) as error:
        raise _not_plain(name) from error


def _is_blank(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (type(value) in (float, np.float64) and value != value)


def plain_scalar(value: Any) -> Any:
    """`value` as exactly one of bool, int, float, str, datetime (no zone), timedelta or None; other things as they are.

    A subclass gives the value it holds, never what it claims: the base class's own methods are used.
    """
    lineage = lineage_of(value)
    if np.generic in lineage:
        if np.datetime64 in lineage or np.timedelta64 in lineage:
            value = pd.Timestamp(value) if np.datetime64 in lineage else pd.Timedelta(value)
        else:
            value = np.generic.item(value)
        lineage = lineage_of(value)
    if value is pd.NaT:
        return None
    if type(value) is bool:
        return value
    if int in lineage:
        return int.__int__(value)
    if float in lineage:
        return float.__float__(value)
    if str in lineage:
        return printable(str.__str__(value))
    if decimal.Decimal in lineage:
        return float(decimal.Decimal.__float__(value))
    if pd.Timestamp in lineage or datetime.datetime in lineage:
        return pd.Timestamp(value).tz_localize(None).to_pydatetime(warn=False)
    if datetime.date in lineage:
        return datetime.datetime(value.year, value.month, value.day)
    if pd.Period in lineage or pd.Interval in lineage:
        return str(value)
    if datetime.timedelta in lineage:
        return datetime.timedelta(days=value.days, seconds=value.seconds, microseconds=value.microseconds)
    return value


def lineage_of(value: Any) -> tuple[type, ...]:
    """The classes `value` truly descends from, whatever its `__class__` or its metaclass says."""
    return type.__dict__["__mro__"].__get__(type(value))


def _not_plain(name: str) -> TableError:
    return TableError(f"its column {name[:60]} holds something other than numbers, text or dates")
