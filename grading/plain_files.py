"""Opening a file that a stranger may have prepared: only a plain file of bounded size, and never through a link."""

from __future__ import annotations

import os
import stat
from pathlib import Path


class FileRefusedError(Exception):
    """The file is not one that may be opened; the message says why in words that follow "it is" or "it has"."""


def read_plain_file(path: Path, most_bytes: int) -> bytes:
    """Return the bytes of `path`, which must be a regular file with one name and at most `most_bytes` bytes.

    Links are not followed, and a device or a pipe is refused before anything waits on it. A file with a second name
    (a hard link) is refused too: the other name may be someone else's file.

    Raises:
        FileRefusedError: when the file is anything else, with the reason.
        FileNotFoundError: when there is none.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    refuse_unless_plain(path.lstat(), most_bytes)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise FileRefusedError(f"it cannot be opened ({error.strerror})") from error
    with os.fdopen(descriptor, "rb") as stream:
        # Asked again of the open file: the name may have been given to another file since the first look.
        refuse_unless_plain(os.fstat(stream.fileno()), most_bytes)
        content = stream.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise FileRefusedError(f"it is larger than {size_in_words(most_bytes)}")
    return content


def refuse_unless_plain(facts: os.stat_result, most_bytes: int) -> None:
    """Raise `FileRefusedError` unless `facts` describe a regular file with one name and at most `most_bytes` bytes."""
    if stat.S_ISLNK(facts.st_mode):
        raise FileRefusedError("it is a link to another file")
    if stat.S_ISDIR(facts.st_mode):
        raise FileRefusedError("it is a folder")
    if not stat.S_ISREG(facts.st_mode):
        raise FileRefusedError("it is a device or a pipe, not a file")
    if facts.st_nlink > 1:
        raise FileRefusedError("it has a second name elsewhere on the machine (a hard link)")
    if facts.st_size > most_bytes:
        raise FileRefusedError(f"it is larger than {size_in_words(most_bytes)}")


def size_in_words(count: int) -> str:
    """`count` bytes as a person says it: "20 MB", "64 kB"."""
    return f"{count // 1_000_000} MB" if count >= 1_000_000 else f"{max(count // 1_000, 1)} kB"
