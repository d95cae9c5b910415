"""What a learner's notebook imports: `from academy import check, hint, practice, solution, figure, data_folder`.

The functions live in the packages that own them; each is loaded when first used, so that the command line starts fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME_OF = {
    "check": "grading.check",
    "hint": "grading.check",
    "solution": "grading.check",
    "keep_attempts": "grading.attempts",
    "my_path": "grading.my_path",
    "figure": "curriculum.figures",
    "data_folder": "curriculum.workspace",
    "practice": "curriculum.try_on",
}
__all__ = ["check", "data_folder", "figure", "hint", "keep_attempts", "my_path", "practice", "solution"]


def __getattr__(name: str) -> Any:
    if name in _HOME_OF:
        return getattr(import_module(_HOME_OF[name]), name)
    raise AttributeError(f"module 'academy' has no attribute {name!r}")
