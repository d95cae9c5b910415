"""nbgrader's gradebook without the rest of nbgrader, which is a web server's worth of modules.

`import nbgrader.api` first runs nbgrader's own `__init__`, which loads four Jupyter extensions, and nbformat has
jsonschema build a grammar of international web addresses: together two of the two and a half seconds it takes, as long
as marking ten hand-ins. Neither has to do with marks, so both are passed over while this module is imported. Whoever
imports nbgrader later gets all of it (write `from nbgrader.api import ...`, not `nbgrader.api`, in such a process).
"""

from __future__ import annotations

import contextlib
import importlib.util
import sys
from collections.abc import Iterator

_ABSENT = object()


@contextlib.contextmanager
def _lightly() -> Iterator[None]:
    """While this lasts, the package nbgrader is known but not run, and jsonschema does without its slowest format."""
    if "nbgrader" in sys.modules:
        yield
        return
    spec = importlib.util.find_spec("nbgrader")
    if spec is None:
        raise ModuleNotFoundError("No module named 'nbgrader'", name="nbgrader")
    grammar = sys.modules.get("rfc3987_syntax", _ABSENT)
    sys.modules["nbgrader"] = importlib.util.module_from_spec(spec)
    if grammar is _ABSENT:
        sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # Python's way of saying: not to be imported
    try:
        yield
    finally:
        del sys.modules["nbgrader"]
        if grammar is _ABSENT:
            del sys.modules["rfc3987_syntax"]


with _lightly():
    from nbgrader.api import Base, Grade, Gradebook, InvalidEntry, MissingEntry
    from nbgrader.utils import compute_checksum

__all__ = ["Base", "Grade", "Gradebook", "InvalidEntry", "MissingEntry", "compute_checksum"]
