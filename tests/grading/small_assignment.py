"""A small assignment for tests of marking: its cards, its released notebook, and hand-ins made from it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

ASSIGNMENT = "m01-a01"
CARDS: list[dict[str, Any]] = [
    {"id": "m01-a01-total", "assignment": ASSIGNMENT, "answer": "total", "kind": "scalar", "points": 2, "minutes": 5},
    {"id": "m01-a01-by-status", "assignment": ASSIGNMENT, "answer": "by_status", "kind": "table", "points": 2},
    {"id": "m01-a01-older", "assignment": ASSIGNMENT, "answer": "older", "kind": "function", "points": 3},
]
for _card in CARDS:
    _card["inputs"] = ["ssda903.episodes"]
STUBS = {
    "m01-a01-total": "total = ...",
    "m01-a01-by-status": "by_status = ...",
    "m01-a01-older": "def older(episodes, age):\n    ...",
}
RIGHT = {
    "m01-a01-total": "total = len(episodes)",
    "m01-a01-by-status": 'by_status = episodes.groupby("LS", as_index=False)["CHILD"].nunique()',
    "m01-a01-older": 'def older(episodes, age):\n    return int((episodes["AGE"] > age).sum())',
}
SETUP = (
    "import pandas as pd\nfrom academy import check, data_folder\n\n"
    'episodes = pd.read_csv(data_folder() / "episodes.csv")'
)
EPISODES = "CHILD,LS,AGE\nSYN1,C2,4\nSYN2,V2,11\nSYN2,C2,11\nSYN3,C2,16\n"


def code(source: str, cell_id: str, **facts: Any) -> dict[str, Any]:
    """A code cell with nbgrader metadata when `facts` are given."""
    metadata = {"nbgrader": {"schema_version": 3, "task": False, **facts}} if facts else {}
    return {
        "cell_type": "code",
        "id": cell_id,
        "metadata": metadata,
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def released() -> dict[str, Any]:
    """The released notebook: a setup cell, each exercise's blank and check, and one part that a coach marks."""
    cells = [code(SETUP, "setup")]
    for card in CARDS:
        name = card["id"]
        cells.append(
            code(STUBS[name], f"{name[-8:]}-a", grade_id=f"{name}-answer", grade=False, solution=True, locked=False)
        )
        facts = {"grade": True, "solution": False, "locked": True, "points": card["points"], "cell_type": "code"}
        cells.append(code(f'check("{name}")', f"{name[-8:]}-c", grade_id=name, **facts))
    written = code("", "words", grade_id="m01-a01-words", grade=True, solution=True, locked=False, points=4)
    written["metadata"]["nbgrader"]["cell_type"] = "markdown"
    written = {"cell_type": "markdown", "id": "words", "metadata": written["metadata"], "source": "*Write here.*"}
    metadata = {"academy": {"assignment": ASSIGNMENT}}
    return {"cells": [*cells, written], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def answered(answers: dict[str, str] | None = None) -> dict[str, Any]:
    """A hand-in in which the blanks are filled with `answers` (by exercise id), by default the right ones."""
    notebook = released()
    filled = RIGHT if answers is None else answers
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name.endswith("-answer"):
            cell["source"] = filled.get(name.removesuffix("-answer"), cell["source"])
    return notebook


def cell_of(notebook: dict[str, Any], grade_id: str) -> dict[str, Any]:
    """The cell of a notebook with this marking id."""
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def hand_in(folder: Path, notebook: Any = None, name: str = "assignment.ipynb") -> Path:
    """Write a hand-in as `<folder>/amina.khan/m01-a01/<name>`; a dict as JSON, bytes as they are."""
    home = folder / "amina.khan" / ASSIGNMENT
    home.mkdir(parents=True, exist_ok=True)
    body = answered() if notebook is None else notebook
    (home / name).write_bytes(body if isinstance(body, bytes) else json.dumps(copy.deepcopy(body)).encode())
    return home


def run_folder(folder: Path, cells: dict[str, Any] | list[str] | None = None) -> Path:
    """A run folder. `cells`: a whole notebook, or texts of cells to run after the setup cell of the right answers."""
    import pandas as pd

    from grading.capture import encode

    home = folder / "run"
    (home / "data").mkdir(parents=True)
    (home / "calls").mkdir()
    (home / "data" / "episodes.csv").write_text(EPISODES)
    (home / "data" / "manifest.json").write_text("{}")
    notebook = cells if isinstance(cells, dict) else answered()
    for number, source in enumerate(cells if isinstance(cells, list) else []):
        notebook["cells"].insert(1 + number, code(source, f"added-{number}"))
    (home / "notebook.ipynb").write_text(json.dumps(notebook))
    (home / "cards.json").write_text(json.dumps(CARDS))
    second = pd.DataFrame({"CHILD": ["SYN7", "SYN8", "SYN9"], "LS": ["C2", "V2", "C2"], "AGE": [9, 12, 15]})
    table = encode(second, home / "calls", "m01-a01-older")["file"]
    calls = [{"tables": [f"calls/{table}"], "extra": [{"t": "int", "v": age}]} for age in (10, 14)]
    (home / "calls" / "m01-a01-older.json").write_text(json.dumps(calls))
    return home
