"""Answers as data: how a learner's answer leaves the sandbox, and how it is read by those who must not trust it.

The form of an encoded value is set out in `grading/encoding.py`. `encode` runs beside learner code and may be fooled
by it, which changes that learner's answer and nothing else. `decode` and `read_captured` run on the coach's side and
believe nothing. No part ever unpickles, imports or evaluates what it reads.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grading import arrow_tables
from grading.decoding import Decoder, HostileError
from grading.encoding import Encoded, Encoder, NotDataError
from grading.plain_files import FileRefusedError, read_plain_file

__all__ = [
    "STATES",
    "CallError",
    "Captured",
    "HostileError",
    "NotDataError",
    "as_data",
    "decode",
    "encode",
    "read_captured",
    "shortened",
    "strict_json",
    "write_captured",
    "write_whole",
]
MOST_JSON = 16_000_000
MOST_OUTPUTS = 200
MOST_DETAIL = 500
STATES = ("answered", "not_attempted", "not_data", "raised", "timeout")

_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,150}\.arrow")


@dataclass(frozen=True)
class CallError:
    """A function call that raised: the error's class name and its message, both shortened and plain text."""

    type: str
    message: str


@dataclass(frozen=True)
class Captured:
    """One exercise's answer as it left the sandbox.

    `outputs` holds the answer itself (scalar and table kinds: one value) or one value a call (functions); a call that
    raised gives a `CallError`. `detail` explains the other states in a few words.
    """

    id: str
    state: str
    detail: str | None = None
    outputs: list[Any] = field(default_factory=list)


def encode(value: Any, folder: Path, stem: str) -> Encoded:
    """Return `value` as an encoded value; its tables are written to `folder` as `<stem>.arrow`, `<stem>-1.arrow`, ...

    Raises:
        NotDataError: when the value is not data or is too large; the message says what it is.
    """

    def store(content: bytes, number: int) -> str:
        name = f"{stem}.arrow" if number == 0 else f"{stem}-{number}.arrow"
        write_whole(folder / name, content)
        return name

    return Encoder(store).encode(value)


def decode(encoded: Any, folder: Path) -> Any:
    """Return the value that `encoded` describes, reading its tables from `folder`; both are treated as hostile.

    Dates become `Timestamp`, durations `Timedelta`, tables `DataFrame` or `Series` of pandas, tuples and sets lists.

    Raises:
        HostileError: when anything is not what `encode` could have written.
    """

    return Decoder(_files_of(folder)).decode(encoded)


def _files_of(folder: Path) -> Callable[[str], bytes]:
    """How a decoder gets at the table files of a folder, which is treated as hostile."""

    def fetch(name: str) -> bytes:
        if not _FILE_NAME.fullmatch(name):
            raise HostileError("a table's file has a name that is not allowed")
        try:
            return read_plain_file(Path(folder) / name, arrow_tables.MOST_BYTES)
        except (FileRefusedError, OSError) as error:
            raise HostileError(f"a table's file cannot be read: {error}") from error

    return fetch


def as_data(value: Any) -> Any:
    """`value` as it would come back from a capture folder, without touching a disk.

    A lesson's check and the marker then compare the same thing.

    Raises:
        NotDataError: as `encode`.
    """
    kept: dict[str, bytes] = {}

    def store(content: bytes, number: int) -> str:
        kept[f"{number}.arrow"] = content
        return f"{number}.arrow"

    return Decoder(kept.__getitem__).decode(Encoder(store).encode(value))


def write_captured(captured: Captured, folder: Path) -> None:
    """Write one exercise's capture, `<exercise id>.json` and its tables, into `folder`, replacing an earlier one.

    An answer that is not data is recorded as such (`not_data`) rather than raised.
    """
    outputs: list[Encoded] = []
    state, detail = captured.state, captured.detail
    for number, value in enumerate(captured.outputs):
        if type(value) is CallError:
            outputs.append({"error": {"type": value.type, "message": value.message}})
            continue
        try:
            outputs.append(encode(value, folder, f"{captured.id}.{number}"))
        except NotDataError as error:
            outputs.append({"error": {"type": "NotData", "message": str(error)}})
            if len(captured.outputs) == 1:
                state, detail, outputs = "not_data", str(error), []
    body = {"id": captured.id, "state": state, "detail": detail, "outputs": outputs}
    write_whole(folder / f"{captured.id}.json", json.dumps(body, allow_nan=False).encode())


def read_captured(folder: Path, exercise_id: str) -> Captured | None:
    """Read one exercise's capture from a folder that learner code could write to; None when there is none.

    Raises:
        HostileError: when the files are not a capture that `write_captured` could have written.
    """
    try:
        content = read_plain_file(Path(folder) / f"{exercise_id}.json", MOST_JSON)
    except FileNotFoundError:
        return None
    except (FileRefusedError, OSError) as error:
        raise HostileError(f"the answer file cannot be read: {error}") from error
    body = strict_json(content)
    if type(body) is not dict or body.get("id") != exercise_id or body.get("state") not in STATES:
        raise HostileError("the answer file is not in its form")
    outputs = body.get("outputs")
    if type(outputs) is not list or len(outputs) > MOST_OUTPUTS:
        raise HostileError("the answer file has no list of outputs")
    detail = body.get("detail")
    decoder = Decoder(_files_of(folder))
    return Captured(
        id=exercise_id,
        state=body["state"],
        detail=shortened(detail) if type(detail) is str else None,
        outputs=[_output(encoded, decoder) for encoded in outputs],
    )


def strict_json(content: bytes) -> Any:
    """Parse hostile JSON: UTF-8, no nan or inf literals, no nesting that exhausts the stack.

    Raises:
        HostileError: when it is anything else.
    """

    def refuse(literal: str) -> Any:
        raise HostileError(f"{literal} is not JSON")

    try:
        return json.loads(content.decode("utf-8"), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise HostileError("the file is not JSON") from error


def shortened(text: str, most: int = MOST_DETAIL) -> str:
    """`text` on one line, without control characters, at most `most` characters long."""
    line = "".join(
        character if character.isprintable() else " " for character in arrow_tables.printable(text[: 4 * most])
    )
    line = " ".join(line.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def write_whole(path: Path, content: bytes, lasting: bool = False) -> None:
    """Write `content` beside `path`, then give it its name, so that no reader ever meets half a file.

    With `lasting` it is on the disk before it has its name: a power cut leaves the old file or the new one. Raises
    OSError, and leaves nothing behind, when there is no room.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as stream:
            stream.write(content)
            if lasting:
                stream.flush()
                os.fsync(stream.fileno())
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def _output(encoded: Any, decoder: Decoder) -> Any:
    if type(encoded) is dict and set(encoded) == {"error"}:
        error = encoded["error"]
        if type(error) is dict and type(error.get("type")) is str and type(error.get("message")) is str:
            return CallError(shortened(error["type"], 60), shortened(error["message"]))
        raise HostileError("an error is not in its form")
    return decoder.value(encoded)
