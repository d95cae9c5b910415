"""What `from academy import ...` gives in the sandbox: names that let a notebook run, and nothing that marks.

Answers are looked up by the runner when it comes to a check cell, so a call of `check` elsewhere has nothing to do.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from curriculum.workspace import data_folder
from grading.runner.shell import NOT_DRAWN, MarkingShell


def install() -> None:
    """Put the stand-in where `academy` is imported from."""
    module = ModuleType("academy", "What a learner's notebook imports.")
    names = {"check": _nothing, "hint": _nothing, "solution": _nothing, "figure": figure, "data_folder": data_folder}
    module.__dict__.update(names, __all__=sorted(names), __path__=[])
    sys.modules["academy"] = module


def figure(chart: Any, alt: str) -> None:
    """Show a chart with its words, as in a lesson; drawn only where a person will look at it."""
    import matplotlib.pyplot as plt
    from IPython.display import display

    from curriculum import figures

    if MarkingShell.instance().shown.render:
        figures.figure(chart, alt)
        return
    drawn = getattr(chart, "figure", chart)
    words = figures.check_alt(alt, figures.title_of(drawn))
    plt.close(drawn)
    display({"text/plain": f"{NOT_DRAWN} {words}"}, raw=True)


def _nothing(*_: Any, **__: Any) -> None:
    """`check`, `hint` and `solution` say nothing while a notebook is marked."""
