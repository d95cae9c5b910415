"""How a notebook's process speaks to the outside: one-way messages on a pipe, each a header and, for files, its bytes.

The reader's side treats every byte as written by an enemy.
"""

from __future__ import annotations

import json
import os
import struct
from dataclasses import dataclass
from typing import Any

MOST_HEADER = 16_000_000
OUT_OF_MEMORY, OUT_OF_SCRATCH = 70, 71
"""Exit statuses by which a notebook's process says that a cell left no memory, or no room for files or threads."""

STOPPED = {
    "memory": "used more memory than it may",
    "files": "made more files or threads than it may",
    "crash": "stopped the whole notebook",
}
"""Why a cell or a check was given up and left out of the next run, to follow "it"."""

_LENGTHS = struct.Struct(">II")


@dataclass(frozen=True)
class Frame:
    """One message: `about` is a JSON object, `content` the bytes of a file or nothing."""

    about: dict[str, Any]
    content: bytes = b""


class FrameError(ValueError):
    """What arrived is not a message, or announces too much."""


def send(descriptor: int, about: dict[str, Any], content: bytes = b"") -> None:
    """Write one message. Raises OSError when the pipe is gone."""
    header = json.dumps(about).encode()
    data = memoryview(_LENGTHS.pack(len(header), len(content)) + header + content)
    while data:
        data = data[os.write(descriptor, data) :]


class FrameReader:
    """Puts messages together from the pieces that arrive; at most `most` bytes over its life.

    After anything that is not a message, or too many bytes, it listens no more: `broken` says why.
    """

    def __init__(self, most: int) -> None:
        self._waiting = bytearray()
        self._left = most
        self.broken: str | None = None

    def feed(self, piece: bytes) -> list[Frame]:
        """Take in a piece and return the messages it completes."""
        self._left -= len(piece)
        if self._left < 0 and self.broken is None:
            self.broken = "it sent too much"
        if self.broken:
            self._waiting.clear()
            return []
        self._waiting += piece
        frames = []
        try:
            while (frame := self._next()) is not None:
                frames.append(frame)
        except FrameError as error:
            self.broken = str(error)
        return frames

    def _next(self) -> Frame | None:
        if len(self._waiting) < _LENGTHS.size:
            return None
        header, content = _LENGTHS.unpack_from(self._waiting)
        if header > MOST_HEADER or header + content > self._left + len(self._waiting):
            raise FrameError("it announced more than it may send")
        end = _LENGTHS.size + header + content
        if len(self._waiting) < end:
            return None
        try:
            about = json.loads(self._waiting[_LENGTHS.size : _LENGTHS.size + header].decode("utf-8"))
        except (ValueError, RecursionError) as error:
            raise FrameError("it sent something that is not a message") from error
        if type(about) is not dict:
            raise FrameError("it sent something that is not a message")
        frame = Frame(about, bytes(self._waiting[_LENGTHS.size + header : end]))
        del self._waiting[:end]
        return frame
