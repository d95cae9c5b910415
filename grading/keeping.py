"""A learner's record taken out and brought in: one zip of the small files that are theirs, for a new machine or folder.

The record is what the checks and the learner noted in WORKSPACE/.academy: exercises done, time, hours saved, diary.
Brought into a workspace that has a record already, nothing is lost on either side: every line is kept once, and a line
that stands twice on one side (two equal runs on a day) still stands twice.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from curriculum.start import RECORD
from grading.capture import write_whole
from grading.hours import FILES
from grading.progress import DONE, TIME, learner_of
from synthetic_data.errors import PlainError, cannot_write

NAMES = (DONE.name, TIME.name, *(f"{name}.csv" for name in FILES))
OWNER = RECORD.name
MOST_BYTES = 5_000_000  # of one file: years of notes are a tenth of that

Row = tuple[str, ...]


def export_record(folder: Path, out: Path) -> int:
    """Write the record of the workspace `folder` as a zip file; return how many files it holds."""
    learner = learner_of(folder)
    present = [name for name in NAMES if (folder / RECORD.parent / name).is_file()]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(OWNER, json.dumps({"learner": learner}))
        for name in present:
            archive.writestr(name, (folder / RECORD.parent / name).read_bytes())
    try:
        write_whole(out, packed.getvalue())
    except OSError as problem:
        raise cannot_write(out, problem) from problem
    return len(present)


def bring_record(folder: Path, source: Path) -> int:
    """Add the record of `source`, a zip of `export_record` or an older workspace; return how many lines were new.

    Raises PlainError, and changes nothing, when it is another learner's or cannot be read.
    """
    learner = learner_of(folder)
    owner, files = _from_zip(source) if source.is_file() else _from_folder(source)
    if owner != learner:
        raise PlainError(f"{source} is the record of {owner}, and {folder} is the workspace of {learner}.")
    merged, new = {}, 0
    for name, data in files.items():
        path = folder / RECORD.parent / name
        headings, brought = _rows(data, f"{name} in {source}")
        if path.is_file():
            own_headings, own = _rows(path.read_bytes(), str(path))
            if own_headings != headings:
                raise PlainError(f"{name} in {source} has other columns than the one here: it is of another version.")
        else:
            own = []
        rows = _together(own, brought)
        new += len(rows) - len(own)
        merged[path] = _as_csv(headings, rows)
    for path, text in merged.items():
        try:
            write_whole(path, text.encode("utf-8"))
        except OSError as problem:
            raise cannot_write(path, problem) from problem
    return new


def _together(own: Sequence[Row], brought: Sequence[Row]) -> list[Row]:
    """The rows of both, each as often as on the side that has it more often.

    What is brought stands first: it is older, so an exercise keeps its first day and a task its newest frequency.
    """
    missing = Counter(brought) - Counter(own)
    extra = []
    for row in brought:
        if missing[row] > 0:
            missing[row] -= 1
            extra.append(row)
    return [*extra, *own]


def _from_folder(source: Path) -> tuple[str, dict[str, bytes]]:
    there = {name: source / RECORD.parent / name for name in NAMES}
    return learner_of(source), {name: path.read_bytes() for name, path in there.items() if path.is_file()}


def _from_zip(source: Path) -> tuple[str, dict[str, bytes]]:
    try:
        with zipfile.ZipFile(source) as archive:
            names = [name for name in (OWNER, *NAMES) if name in archive.namelist()]
            if any(archive.getinfo(name).file_size > MOST_BYTES for name in names):
                raise PlainError(f"{source} holds a file that is too large to be a learner's record.")
            files = {name: archive.read(name) for name in names}
        return str(json.loads(files.pop(OWNER))["learner"]), files
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError):
        raise PlainError(f"{source} is not a learner's record: give the file that --export made.") from None


def _rows(data: bytes, what: str) -> tuple[Row, list[Row]]:
    try:
        rows = [tuple(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) if any(row)]
    except (UnicodeDecodeError, csv.Error):
        raise PlainError(f"{what} cannot be read as a table: open it and save it as CSV UTF-8.") from None
    return (rows[0], rows[1:]) if rows else ((), [])


def _as_csv(headings: Row, rows: Sequence[Row]) -> str:
    written = io.StringIO()
    table = csv.writer(written)
    table.writerows([headings, *rows] if headings else rows)
    return written.getvalue()
