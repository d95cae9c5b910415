"""What a sandbox may read: Python, libraries and the learner's part of this course, never an assignment's source."""

from __future__ import annotations

import importlib.util
import mimetypes
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

_SYSTEM = (
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/usr/share/zoneinfo",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    # Tables of file types, which writing a workbook looks up: Landlock would not say that they are absent.
    *mimetypes.knownfiles,
)
_PACKAGES = ("academy", "curriculum", "grading", "synthetic_data")


def runtime() -> list[Path]:
    """Files and folders the interpreter and the learner's side of the course need; all absolute, all existing.

    Left out, wherever they are installed: `curriculum/modules`, where references, wrong answers and exemplars stand.
    """
    home = Path(os.path.realpath(sys.executable)).parent.parent
    roots = [Path(sys.prefix), Path(sys.base_prefix), home, *map(Path, _SYSTEM), *packages()]
    hidden = [folder / "modules" for folder in packages() if folder.name == "curriculum"]
    found: list[Path] = []
    for root in roots:
        if root.exists() and str(root) != "/":
            found += [path for path in _around(root, hidden) if path not in found]
    return found


def packages() -> list[Path]:
    """The folders of our own packages."""
    found = []
    for name in _PACKAGES:
        spec = importlib.util.find_spec(name)
        found += [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    return found


def _around(folder: Path, hidden: Iterable[Path]) -> Iterator[Path]:
    """`folder`, or, when something hidden lies in it, everything in it but that."""
    hidden = list(hidden)
    if folder in hidden:
        return
    if any(folder in path.parents for path in hidden):
        for entry in sorted(folder.iterdir()):
            yield from _around(entry, hidden)
    else:
        yield folder
