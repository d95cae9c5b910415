"""An exercise file's right and wrong answers, written out as a learner would have them in an answer cell."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from curriculum.exercise import Exercise
from curriculum.model import load_course
from curriculum.parts import Part

RAISES = "raises"


def answer_source(exercise: Exercise, answer: str) -> str:
    """The code of one answer: "exemplar", "right:<name>", "wrong:<name>" or "raises" (code with a slip in it).

    A value is worked out from tables under their own names (`episodes`), which the notebook has loaded above.
    """
    if answer == "exemplar":
        return _exemplar(load_course().part(exercise.part), exercise)
    if answer == RAISES:
        return _with_a_slip(exercise)
    kind, _, name = answer.partition(":")
    known = exercise.rights if kind == "right" else exercise.wrongs
    if exercise.kind == "choice":
        return f"{exercise.answer} = {next(each for each in known if each.name == name).fn()!r}"
    function = next(each.fn for each in known if each.name == name)
    return _as_cell(exercise, inspect.unwrap(function))


def _exemplar(part: Part, exercise: Exercise) -> str:
    """The exemplar, below the cells that only the solved version has before it: it may call a helper made there."""
    from curriculum.builder.source import read_cells  # it needs jupytext; nothing else here does

    helpers = []
    for cell in read_cells(part.source):
        if cell.role == "exercise" and f"{part.id}-{cell.key}" == exercise.id:
            break
        if cell.role == "solution" and cell.kind == "code":
            helpers.append(cell.text)
    return "\n\n".join([*helpers, part.exemplar(exercise.id)])


def _with_a_slip(exercise: Exercise) -> str:
    if exercise.kind in ("function", "pipeline"):
        return f"def {exercise.answer}(*tables):\n    return tables[0]['no_such_column'].sum()"
    return f"{exercise.answer} = not_defined_yet.sum()"


def _as_cell(exercise: Exercise, function: Callable[..., Any]) -> str:
    """The function under the answer's name, below whatever of its module it leans on."""
    tree = ast.parse(Path(inspect.getfile(function)).read_text(encoding="utf-8"))
    own = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function.__name__)
    below = [node for node in _leant_on(tree, own) if node is not own]
    for node in [*below, own]:
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = []  # beside the exercise they register answers, which a learner's cell does not
    if exercise.kind in ("function", "pipeline"):
        own.name = exercise.answer
        parts = [*below, own]
        return "\n\n".join(ast.unparse(node) for node in parts)
    tables = ", ".join(exercise.table_names)
    call = f"{exercise.answer} = {own.name}({tables})"
    return "\n\n".join([*(ast.unparse(node) for node in [*below, own]), textwrap.dedent(call)])


def _leant_on(tree: ast.Module, own: ast.FunctionDef) -> list[ast.stmt]:
    """The statements of an exercise file that `own` needs, directly or through others, in their order; every import."""
    wanted, kept = _names_in(own), list[ast.stmt]()
    while found := [node for node in tree.body if node not in kept and _defined_by(node) & wanted]:
        kept += found
        wanted = wanted.union(*(_names_in(node) for node in found))
    plain = [node for node in kept if "exercise" not in _names_in(node)]  # what sets up the exercise is no answer's
    return [node for node in tree.body if node in plain or _is_import(node)]


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom) and getattr(node, "module", "") != "curriculum.exercise"


def _defined_by(node: ast.stmt) -> set[str]:
    """The names that a function or an assignment of names gives a meaning to."""
    if isinstance(node, ast.FunctionDef):
        return {node.name}
    targets = [each for target in node.targets for each in ast.walk(target)] if isinstance(node, ast.Assign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)} - {"exercise"}


def _names_in(node: ast.stmt) -> set[str]:
    """The names that a statement uses; not those of its decorators, which are the exercise's."""
    body = node.body if isinstance(node, ast.FunctionDef) else [node]
    defaults = [node.args] if isinstance(node, ast.FunctionDef) else []
    return {each.id for part in [*body, *defaults] for each in ast.walk(part) if isinstance(each, ast.Name)}
