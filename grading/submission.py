"""A learner's hand-in, found and read without trusting it: a notebook to run, or one plain sentence why there is none.

Nothing here runs learner code or follows a link. Whatever was handed in, the answer is a `Submission`; the only errors
raised are about our own files.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from grading.arrow_tables import printable
from grading.capture import shortened
from grading.plain_files import FileRefusedError, read_plain_file
from grading.repair import Repaired, exercises_found, repair

MOST_BYTES = 50_000_000
MOST_READ = 3 * MOST_BYTES
MOST_ENTRIES, MOST_NOTEBOOKS, MOST_LOOKED_AT = 2_000, 200, 50_000
MOST_CELLS = 2_000
MOST_SOURCE = 500_000
DEEPEST_FOLDER = 3

Cell = dict[str, Any]
Notebook = dict[str, Any]

_NOT_OURS = {".ipynb_checkpoints", "__pycache__", "__MACOSX", ".git"}
_NOTEBOOK_NAME = re.compile(r"\.ipynb|\.json$", re.IGNORECASE)


@dataclass(frozen=True)
class Submission:
    """One learner's hand-in for one assignment.

    state     "ok", "unreadable" (something is there but holds no notebook of this assignment) or "missing"
    why       when not ok, one plain sentence for the learner and the coach
    notebook  when ok, the notebook to run: fresh metadata, no outputs, every check cell as it was released
    notes     what was put right or noticed, one plain sentence each, for the coach
    file      the notebook's name; `digest` the sha256 of its bytes; `modified` its time, in seconds since 1970 (UTC)
    """

    learner: str
    assignment: str
    state: str
    why: str | None = None
    notebook: Notebook | None = None
    notes: list[str] = field(default_factory=list)
    file: str | None = None
    digest: str | None = None
    modified: float | None = None


@dataclass(frozen=True)
class _Candidate:
    """A file that may be the notebook: its cells, or the sentence why it has none."""

    name: str
    modified: float
    digest: str = ""
    cells: list[Cell] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    why: str | None = None
    matched: int = 0
    size: int = 0


class UnreadableError(Exception):
    """A file is not a notebook; the message is a plain sentence without its subject: "is empty"."""


def read_submission(folder: Path, release: Notebook, cards: Sequence[Mapping[str, Any]]) -> Submission:
    """Find, vet and repair the notebook in `folder` (`<submissions>/<learner>/<assignment>`).

    Args:
        folder: the learner's folder for this assignment; it may be absent.
        release: the assignment's notebook as it was released (nbformat 4).
        cards: the public facts of its exercises (`id` and `answer` are used here).
    """
    learner, assignment = folder.parent.name, folder.name
    try:
        facts = folder.lstat()
    except (OSError, ValueError):
        return Submission(learner, assignment, "missing", "Nothing was handed in.")
    if not stat.S_ISDIR(facts.st_mode) or folder.parent.is_symlink():
        return Submission(learner, assignment, "unreadable", "What was handed in is a link or a file, not a folder.")
    names = list(_walk(folder))
    candidates = _read_all(folder, [name for name in names if _NOTEBOOK_NAME.search(name)], release, cards)
    chosen = _choose(candidates)
    if chosen is None:
        state = "unreadable" if names else "missing"
        return Submission(learner, assignment, state, _why_none(names, candidates, assignment))
    repaired: Repaired = repair(chosen.cells, release, cards)
    others = [other.name for other in candidates if other is not chosen and not other.why]
    notes = [*chosen.notes, *repaired.notes]
    if others:
        notes.append(f"Several notebooks were handed in; {_shown(chosen.name)} was marked, not {_listed(others)}.")
    return Submission(
        learner, assignment, "ok", None, repaired.notebook, notes, chosen.name, chosen.digest, chosen.modified
    )


def _walk(folder: Path) -> Iterator[str]:
    """Paths of what is not a folder, links neither followed nor left out; of notebooks and of other files so many."""
    found = {True: 0, False: 0}
    for here, folders, files in os.walk(folder, followlinks=False, onerror=None):
        depth = len(Path(here).relative_to(folder).parts)
        links = [name for name in folders if Path(here, name).is_symlink()]
        folders[:] = sorted(set(folders) - _NOT_OURS - set(links)) if depth < DEEPEST_FOLDER else []
        for name in sorted([*files, *links]):
            is_notebook = bool(_NOTEBOOK_NAME.search(name))
            found[is_notebook] += 1
            if found[is_notebook] <= (MOST_NOTEBOOKS if is_notebook else MOST_ENTRIES):
                yield str(Path(here, name).relative_to(folder))
        if sum(found.values()) > MOST_LOOKED_AT:
            return


def _read_all(
    folder: Path, names: Sequence[str], release: Notebook, cards: Sequence[Mapping[str, Any]]
) -> list[_Candidate]:
    """Every notebook as a candidate; only the best keeps its cells; after `MOST_READ` bytes no more is read."""
    candidates: list[_Candidate] = []
    left = MOST_READ
    for name in names:
        if left < 0:
            candidates.append(_Candidate(name, 0.0, why="was not opened: too much was handed in"))
            continue
        read = _read(folder / name, name, release, cards)
        left -= read.size
        candidates.append(read)
        best = _choose(candidates)
        candidates = [each if each is best or not each.cells else replace(each, cells=[]) for each in candidates]
    return candidates


def _read(path: Path, name: str, release: Notebook, cards: Sequence[Mapping[str, Any]]) -> _Candidate:
    try:
        modified = path.lstat().st_mtime
        content = read_plain_file(path, MOST_BYTES)
        cells, notes = cells_of(content)
    except FileRefusedError as error:
        return _Candidate(name, 0.0, why=f"was not opened: {error}")
    except (OSError, ValueError) as error:
        return _Candidate(name, 0.0, why=f"cannot be opened ({getattr(error, 'strerror', None) or 'its name is odd'})")
    except UnreadableError as error:
        return _Candidate(name, modified, why=str(error), size=len(content))
    matched = len(exercises_found(cells, release, cards))
    digest = hashlib.sha256(content).hexdigest()
    return _Candidate(name, modified, digest, cells, notes, matched=matched, size=len(content))


def _choose(candidates: Sequence[_Candidate]) -> _Candidate | None:
    """The notebook to mark: the one with most of the exercises, then the latest, then the first by name."""
    ours = [candidate for candidate in candidates if candidate.matched]
    return max(ours, key=lambda one: (one.matched, one.modified, [-ord(letter) for letter in one.name]), default=None)


def _why_none(names: Sequence[str], candidates: Sequence[_Candidate], assignment: str) -> str:
    if not names:
        return "Nothing was handed in: the folder is empty."
    for candidate in candidates:
        if candidate.why:
            return f"The file {_shown(candidate.name)} {candidate.why}."
    if candidates:
        return (
            f"The notebook {_shown(candidates[0].name)} holds none of the exercises of {assignment}: it may be another "
            "notebook, so please hand in the right one."
        )
    return f"No notebook was handed in, only {_listed(names)}: please hand in the file that ends in .ipynb."


def _shown(name: str) -> str:
    return shortened(printable(name), 80)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(_shown(name) for name in names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


def cells_of(content: bytes) -> tuple[list[Cell], list[str]]:
    """The cells of a notebook of any nbformat, each as {cell_type, source, metadata, id}, and what was odd about it.

    Raises:
        UnreadableError: the bytes are not a notebook.
    """
    text, notes = _decoded(content)
    try:
        body = json.loads(text, parse_constant=lambda _: None)
    except RecursionError as error:
        raise UnreadableError("is nested too deeply to be a notebook") from error
    except ValueError as error:
        raise UnreadableError(_why_not_json(text, error)) from error
    if type(body) is not dict or not ("cells" in body or "worksheets" in body):
        raise UnreadableError("is not a notebook: it has no cells")
    raw = body.get("cells")
    if raw is None:
        sheets = [sheet for sheet in _list(body.get("worksheets")) if type(sheet) is dict]
        raw = [cell for sheet in sheets for cell in _list(sheet.get("cells"))]
        notes.append("The notebook is in an old format (version 3) and was read as it is.")
    version = body.get("nbformat")
    if type(version) is int and version > 4:
        notes.append(f"The notebook is in a newer format (version {version}) than this course's; it was read as it is.")
    cells = [_cell(cell) for cell in _list(raw)[: MOST_CELLS + 1] if type(cell) is dict]
    if not cells:
        raise UnreadableError("is not a notebook: it has no cells")
    if len(cells) > MOST_CELLS:
        raise UnreadableError(f"has more than {MOST_CELLS:,} cells")
    return cells, notes


def _decoded(content: bytes) -> tuple[str, list[str]]:
    start = content[:1000].lstrip()
    if not content.strip():
        raise UnreadableError("is empty")
    if content.startswith(b"PK"):
        raise UnreadableError("is a zip file or an Office document, not a notebook: please hand in the file inside it")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return content.decode("utf-16"), ["The notebook was saved as UTF-16 and was read as such."]
        except UnicodeError as error:
            raise UnreadableError("is not text") from error
    if start.lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise UnreadableError(
            "is a web page, not a notebook (a sign-in page is often saved by mistake): please download it again"
        )
    if b"\x00" in content[:1000]:
        raise UnreadableError("is not text")
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeError:
        return content.decode("cp1252", "replace"), ["The notebook was not saved as UTF-8; accents may be wrong."]


def _why_not_json(text: str, error: ValueError) -> str:
    if re.search(r"^(<<<<<<<|>>>>>>>) ", text, re.MULTILINE):
        return "holds two versions that were not merged (lines that begin with <<<<<<<): please keep one of them"
    if text.lstrip().startswith("{") and getattr(error, "pos", 0) >= len(text.rstrip()) - 1:
        return "breaks off in the middle: please save the notebook and hand it in again"
    if text.lstrip().startswith("{"):
        return "is damaged and cannot be read as a notebook: please save it again from Jupyter and hand it in again"
    return "is not a notebook"


def _cell(cell: Mapping[str, Any]) -> Cell:
    kind = cell.get("cell_type")
    source = cell.get("source", cell.get("input", ""))
    if type(source) is list:
        source = "".join(line for line in source if type(line) is str)
    if type(source) is not str:
        source = ""
    if len(source) > MOST_SOURCE:
        source = f"# This cell was left out: it has {len(source):,} characters."
    metadata, identity = cell.get("metadata"), cell.get("id")
    return {
        "cell_type": kind if kind in ("code", "raw") else "markdown",
        "source": printable(source),
        "metadata": metadata if type(metadata) is dict else {},
        "id": identity if type(identity) is str and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", identity) else "",
    }


def _list(value: Any) -> list[Any]:
    return value if type(value) is list else []
