"""TOML tables read into typed records; every mistake in one becomes a sentence that names the file and the key."""

from __future__ import annotations

import tomllib
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from synthetic_data.errors import PlainError

Record = TypeVar("Record")
NAMES = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    dict: "a table",
    tuple: "a list",
}


def read_toml(path: Path) -> dict[str, Any]:
    """The contents of a TOML file; raises PlainError when it is missing or malformed."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PlainError(f"{_short(path)} is missing: add it, or copy one from another lesson.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise PlainError(f"{_short(path)} is not proper TOML: {problem}.") from problem


def record(kind: type[Record], values: Mapping[str, Any], where: str, **given: Any) -> Record:
    """Make the dataclass `kind` from `values`; fields in `given` are set by us and may not stand in the file.

    A field without a default must be there. Unknown keys and values of the wrong type raise PlainError naming `where`.
    """
    hints = get_type_hints(kind)
    allowed = {field.name: field for field in fields(kind) if field.init and field.name not in given}  # type: ignore[arg-type]
    for key in values:
        if key not in allowed:
            raise PlainError(
                f'{where} has the key "{key}", which means nothing here; choose from {", ".join(allowed)}.'
            )
    ready = dict(given)
    for name, field in allowed.items():
        if name in values:
            ready[name] = _value(hints[name], values[name], f"{where}, {name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise PlainError(f'{where} has no "{name}": add it.')
    return kind(**ready)


def _value(hint: Any, value: Any, where: str) -> Any:
    origin, inner = get_origin(hint) or hint, get_args(hint)
    if origin in (Union, types.UnionType):  # only "X | None" is used, and TOML has no None
        return _value(next(each for each in inner if each is not type(None)), value, where)
    if is_dataclass(origin) and isinstance(origin, type):
        if not isinstance(value, dict):
            raise PlainError(f"{where} should be a table of keys and values.")
        return record(origin, value, where)
    wanted = float if origin is float and isinstance(value, int) and not isinstance(value, bool) else origin
    right = isinstance(value, list) if wanted is tuple else isinstance(value, wanted) or wanted is float
    if not right or (wanted is int and isinstance(value, bool)):
        raise PlainError(f"{where} should be {NAMES.get(origin, origin.__name__)}, and is {value!r}.")
    if wanted is tuple:
        return tuple(_value(inner[0], each, where) for each in value)
    return value


def _short(path: Path) -> str:
    """The last parts of a path: enough to find the file, nothing about whose machine it is on."""
    return "/".join(path.parts[-3:])
