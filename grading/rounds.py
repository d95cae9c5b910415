"""Giving an assignment out and gathering it in, in nbgrader's layout, with or without nbgrader's exchange."""

from __future__ import annotations

import datetime as dt
import json
import lzma
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from curriculum.model import load_course
from grading import gradebook
from grading.arrow_tables import printable
from grading.capture import write_whole
from grading.course_folder import CourseFolder
from grading.grade_one import paper_of, released
from grading.plain_files import FileRefusedError, read_plain_file
from grading.repair import exercises_found
from grading.roster import write_roster
from grading.submission import MOST_BYTES, UnreadableError, cells_of
from synthetic_data.council import LEARNER_ID
from synthetic_data.errors import PlainError

MOST_FILES = 5_000
MOST_IN_ZIP = 2_000
MOST_UNPACKED = 4 * MOST_BYTES  # of one zip file
DEEPEST = 6
CANNOT_OPEN = (
    OSError,
    FileRefusedError,
    UnreadableError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,  # a way of compressing that Python does not know
    RuntimeError,  # a password is wanted
    ValueError,
)
"""What opening a file that a stranger packed may raise."""
_NOT_LOOKED_INTO = {".ipynb_checkpoints", "__MACOSX", ".git", "data", ".academy"}


def release(course: CourseFolder, assignment: str, due: dt.datetime | None, replace: bool = False) -> Path:
    """Place the learner's notebook in `source/` and `release/` and tell the gradebook; return the released file.

    What is placed in `source/` is the learner's version too: solutions stay in the checkout. Raises PlainError when
    there is no such assignment, or another version was released before and `replace` is not set.
    """
    load_course().assignment(assignment)
    notebook = released(assignment)
    content = (json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8")
    path = course.release(assignment) / f"{gradebook.NOTEBOOK}.ipynb"
    if path.is_file() and path.read_bytes() != content and not replace:
        raise PlainError(
            f"An earlier version of {assignment} was released from here: learners may have it. Use --replace to "
            "release the present one; hand-ins of both can be marked."
        )
    for folder in (course.source(assignment), course.release(assignment)):
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / f"{gradebook.NOTEBOOK}.ipynb", content)
    gradebook.register(course, assignment, notebook, due)
    return path


@dataclass(frozen=True)
class Gathered:
    """What was collected: learners placed, learners on the roster without anything, and (name, why) left out."""

    placed: list[str]
    missing: list[str]
    refused: list[tuple[str, str]]


def collect(course: CourseFolder, assignment: str, source: Path, roster: Path | None = None) -> Gathered:
    """Copy each learner's notebook from `source` into `submitted/<learner>/<assignment>/`.

    For each learner `source` holds a folder (a hand-in or a whole workspace), a zip file, or a file whose name begins
    with the id ("amina.khan_assignment.ipynb"). The time of the file is kept in timestamp.txt. A newer hand-in takes
    the place of an older one; an older one never takes the place of a newer.
    """
    if not source.is_dir():
        raise PlainError(f"There is no folder {source}: give the folder that holds what learners sent.")
    people = course.people(roster)
    course.make()
    paper = paper_of(assignment, str(course.root))
    if roster:
        write_roster(course.roster, people)
    ids = sorted((person.id for person in people), key=len, reverse=True)
    placed: set[str] = set()
    refused: list[tuple[str, str]] = []
    for path in sorted(source.iterdir()):
        if path.name.startswith("."):
            continue
        learner = learner_of(path, ids)
        if learner is None:
            why = "its name begins with no id of the roster" if ids else "its name is no learner's id"
            refused.append((printable(path.name), why))
            continue
        try:
            found = [each for each in _contents(path) if _is_this(each, paper.release, paper.cards)]
        except CANNOT_OPEN as problem:
            refused.append((printable(path.name), f"it cannot be read ({problem})"))
            continue
        if not found:
            refused.append((printable(path.name), f"it holds no notebook of {assignment}"))
            continue
        placed.add(learner)
        if not _place(course, learner, assignment, max(found, key=lambda each: each.modified)):
            refused.append((printable(path.name), "it is older than the hand-in that is here already"))
    missing = [person.id for person in people if person.id not in placed]
    return Gathered(sorted(placed), missing, refused)


def learner_of(path: Path, ids: list[str]) -> str | None:
    """Whose hand-in a file or folder is, by its name; with a roster only ids on it are taken."""
    stem = path.name if path.is_dir() else re.sub(r"\.(zip|ipynb)$", "", path.name, flags=re.IGNORECASE)
    for learner in ids:
        if stem == learner or re.match(rf"{re.escape(learner)}[_\s(-]", stem):
            return learner
    if ids:
        return None
    first = re.split(r"[_\s(]", stem, maxsplit=1)[0]
    return first if LEARNER_ID.fullmatch(first) else None


@dataclass(frozen=True)
class _Sent:
    """One notebook file somebody sent: its bytes, and when it was last changed (seconds since 1970, UTC)."""

    content: bytes
    modified: float


def _contents(path: Path) -> Iterator[_Sent]:
    """The notebooks in a folder, a zip file, or a file: links are never followed, and sizes are bounded."""
    facts = path.lstat()
    if stat.S_ISDIR(facts.st_mode):
        yield from _in_folder(path)
    elif path.suffix.lower() == ".zip":
        yield from _in_zip(path)
    else:
        yield _file(path)


def _in_folder(folder: Path) -> Iterator[_Sent]:
    yield from _opened(partial(_file, path) for path in _notebooks_in(folder))


def _file(path: Path) -> _Sent:
    return _Sent(read_plain_file(path, MOST_BYTES), path.lstat().st_mtime)


def _notebooks_in(folder: Path) -> Iterator[Path]:
    seen = 0
    for here, folders, files in os.walk(folder, followlinks=False):
        deep = len(Path(here).relative_to(folder).parts) >= DEEPEST
        folders[:] = [] if deep else sorted(set(folders) - _NOT_LOOKED_INTO)
        for name in sorted(files):
            seen += 1
            if seen > MOST_FILES:
                return
            if name.lower().endswith(".ipynb") and not Path(here, name).is_symlink():
                yield Path(here, name)


def _in_zip(path: Path) -> Iterator[_Sent]:
    read_plain_file(path, MOST_BYTES)  # refuses links, devices and what is too large
    with zipfile.ZipFile(path) as archive:
        left, wanted = MOST_UNPACKED, []
        for entry in archive.infolist()[:MOST_IN_ZIP]:
            fits = entry.file_size <= min(MOST_BYTES, left) and not entry.flag_bits & 0x1
            if fits and not entry.is_dir() and entry.filename.lower().endswith(".ipynb"):
                left -= entry.file_size
                wanted.append(entry)
        yield from _opened(partial(_unzipped, archive, entry, path) for entry in wanted)


def _unzipped(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> _Sent:
    """One entry; the zip file's own time where the entry's is none."""
    with archive.open(entry) as stream:
        content = stream.read(MOST_BYTES)
    try:
        return _Sent(content, dt.datetime(*entry.date_time, tzinfo=dt.UTC).timestamp())
    except ValueError:
        return _Sent(content, path.lstat().st_mtime)


def _opened(entries: Iterable[Callable[[], _Sent]]) -> Iterator[_Sent]:
    """Of several files those that can be opened; when none can, the last one's error is raised."""
    problem: Exception | None = None
    none = True
    for entry in entries:
        try:
            sent = entry()
        except CANNOT_OPEN as error:
            problem = error
            continue
        none = False
        yield sent
    if none and problem is not None:
        raise problem


def _is_this(sent: _Sent, release_notebook: dict[str, object], cards: list[dict[str, object]]) -> bool:
    """Whether the notebook is of this assignment. A damaged one is not known to be another's, and is kept."""
    try:
        cells, _ = cells_of(sent.content)
    except UnreadableError:
        return True
    return bool(exercises_found(cells, release_notebook, cards))


def _place(course: CourseFolder, learner: str, assignment: str, sent: _Sent) -> bool:
    """Put a hand-in in its place; False when a newer one is there already."""
    home = course.submitted(learner, assignment)
    home.mkdir(parents=True, exist_ok=True)
    path = home / f"{gradebook.NOTEBOOK}.ipynb"
    if path.is_file() and path.stat().st_mtime > sent.modified + 1:
        return False
    write_whole(path, sent.content)
    try:
        moment = dt.datetime.fromtimestamp(sent.modified, dt.UTC)
    except (OverflowError, ValueError, OSError):  # a clock that was set to no year of ours
        moment = dt.datetime.now(dt.UTC)
    os.utime(path, (moment.timestamp(), moment.timestamp()))
    write_whole(home / "timestamp.txt", f"{moment:%Y-%m-%d %H:%M:%S} UTC".encode())
    return True
