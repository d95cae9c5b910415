"""Reading a lesson: percent-format Python into cells, each with its tags and key, every mistake named with its cell."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jupytext

from curriculum.alt_text import check_alt
from curriculum.parts import not_here
from synthetic_data.errors import PlainError

ROLES = ("worked", "predict", "exercise", "stub", "solution", "coach", "figure")
TAGS = (*ROLES, "optional")
KEYED = ("exercise", "stub", "coach")
SPACING = ("lines_to_next_cell", "lines_to_end_of_cell_marker")  # jupytext notes blank lines: nothing to us
MARKER = re.compile(r"^# %%", re.MULTILINE)
HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
FENCE = re.compile(r"^\s*(```|~~~)")


@dataclass(frozen=True)
class Cell:
    """One cell as its author wrote it. `role` is its main tag or "", `where` names it: "lesson.py, line 40"."""

    kind: str  # "markdown" or "code"
    text: str
    role: str
    key: str
    optional: bool
    where: str

    @property
    def headings(self) -> list[tuple[int, str]]:
        """Level and text of each Markdown heading in the cell; what stands in a code block is no heading."""
        found, in_code = [], False
        for line in self.text.splitlines() if self.kind == "markdown" else []:
            in_code ^= bool(FENCE.match(line))
            match = HEADING.match(line)
            if match and not in_code:
                found.append((len(match[1]), match[2]))
        return found


def read_cells(path: Path) -> list[Cell]:
    """The cells of a percent-format file. Raises PlainError naming file and line for what the builder does not know."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise not_here(path, f"{short(path)} is missing: every lesson has one, see docs/authoring.md.") from None
    return list(_cells_of(text, short(path)))


@cache
def _cells_of(text: str, name: str) -> tuple[Cell, ...]:
    """The cells of a text, read once a process: jupytext takes its time, and a lesson is asked for again and again."""
    notebook = jupytext.reads(text, fmt="py:percent")
    lines = [text.count("\n", 0, marker.start()) + 1 for marker in MARKER.finditer(text)]
    before_first = len(notebook.cells) - len(lines)  # text above the first marker becomes a cell of its own
    if before_first:
        raise PlainError(f'{name} must begin with a cell marker, "# %% [markdown]" or "# %%".')
    return tuple(
        _cell(cell.cell_type, cell.source, cell.metadata, f"{name}, line {line}")
        for cell, line in zip(notebook.cells, lines, strict=True)
    )


def short(path: Path) -> str:
    """A source file as an error names it: module, lesson and file."""
    return "/".join(path.parts[-3:])


def _cell(kind: str, text: str, metadata: dict[str, object], where: str) -> Cell:
    if kind == "raw":
        raise PlainError(f"{where}: a raw cell means nothing here; use [markdown] or code.")
    for option in metadata:
        if option not in ("tags", "key", *SPACING):
            raise PlainError(f'{where}: the cell option "{option}" means nothing here; use tags=["..."] and key="...".')
    listed = metadata.get("tags", [])
    tags = [str(tag) for tag in listed] if isinstance(listed, list) else [str(listed)]
    role = _role(tags, where)
    key = str(metadata.get("key", ""))
    if role in KEYED and not key:
        raise PlainError(f'{where}: a cell tagged "{role}" needs a key, for example key="children-in-care".')
    if key and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key):
        raise PlainError(f'{where}: the key "{key}" should be small letters, digits and hyphens.')
    cell = Cell(kind, text.strip("\n"), role, key, "optional" in tags, where)
    if not cell.text.strip():
        raise PlainError(f"{where}: the cell is empty; take it out.")
    if kind == "code":
        _check_code(cell)
    return cell


def _role(tags: list[str], where: str) -> str:
    for tag in tags:
        if tag == "check":
            raise PlainError(f"{where}: the builder writes check cells itself; take this cell out.")
        if tag not in TAGS:
            raise PlainError(f'{where}: the tag "{tag}" is not known; choose from {", ".join(TAGS)}.')
    roles = [tag for tag in tags if tag in ROLES]
    if "figure" in roles and len(roles) > 1:  # a worked example or a solution may show a chart
        roles.remove("figure")
    if len(roles) > 1:
        raise PlainError(f'{where}: the tags "{roles[0]}" and "{roles[1]}" cannot stand on one cell.')
    return roles[0] if roles else ""


def _check_code(cell: Cell) -> None:
    try:
        tree = ast.parse(cell.text)
    except SyntaxError as problem:
        line = problem.lineno or 1
        raise PlainError(f"{cell.where}: line {line} of the cell is not Python ({problem.msg}).") from problem
    shown = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    calls = [call for call in shown if isinstance(call.func, ast.Name) and call.func.id == "figure"]
    if any(isinstance(call.func, ast.Attribute) and call.func.attr == "show" for call in shown):
        raise PlainError(f'{cell.where}: show charts with figure(chart, alt="..."), so that everybody can read them.')
    if cell.role == "figure" and not calls:
        raise PlainError(f'{cell.where}: a cell tagged "figure" shows a chart with figure(chart, alt="...").')
    for call in calls:
        _check_words(call, cell.where)


def _check_words(call: ast.Call, where: str) -> None:
    """A chart's words must be there; where they are written out (not worked out), they must also say something."""
    given = next((keyword.value for keyword in call.keywords if keyword.arg == "alt"), None)
    given = given or (call.args[1] if len(call.args) > 1 else None)
    if given is None:
        raise PlainError(f'{where}: the chart has no alt text; write figure(chart, alt="what the chart shows").')
    if isinstance(given, ast.Constant):
        try:
            check_alt(given.value)
        except PlainError as problem:
            raise PlainError(f"{where}: {problem}") from None
