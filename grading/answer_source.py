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

RAISES = "raises"


def answer_source(exercise: Exercise, answer: str) -> str:
    """The code of one answer: "exemplar", "right:<name>", "wrong:<name>" or "raises" (code with a slip in it).

    A value is worked out from tables under their own names (`episodes`), which the notebook has loaded above.
    """
    if answer == "exemplar":
        return load_course().part(exercise.part).exemplar(exercise.id)
    if answer == RAISES:
        return _with_a_slip(exercise)
    kind, _, name = answer.partition(":")
    known = exercise.rights if kind == "right" else exercise.wrongs
    if exercise.kind == "choice":
        return f"{exercise.answer} = {next(each for each in known if each.name == name).fn()!r}"
    function = next(each.fn for each in known if each.name == name)
    return _as_cell(exercise, inspect.unwrap(function))


def _with_a_slip(exercise: Exercise) -> str:
    if exercise.kind in ("function", "pipeline"):
        return f"def {exercise.answer}(*tables):\n    return tables[0]['no_such_column'].sum()"
    return f"{exercise.answer} = not_defined_yet.sum()"


def _as_cell(exercise: Exercise, function: Callable[..., Any]) -> str:
    """The function under the answer's name, below whatever of its module it leans on."""
    tree = ast.parse(Path(inspect.getfile(function)).read_text(encoding="utf-8"))
    below = [node for node in tree.body if _is_shared(node)]
    own = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function.__name__)
    own.decorator_list = []
    if exercise.kind in ("function", "pipeline"):
        own.name = exercise.answer
        parts = [*below, own]
        return "\n\n".join(ast.unparse(node) for node in parts)
    tables = ", ".join(exercise.table_names)
    call = f"{exercise.answer} = {own.name}({tables})"
    return "\n\n".join([*(ast.unparse(node) for node in [*below, own]), textwrap.dedent(call)])


def _is_shared(node: ast.stmt) -> bool:
    """Whether a statement of an exercise file is something answers lean on: an import, a constant, a plain helper."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return getattr(node, "module", "") != "curriculum.exercise"
    if isinstance(node, ast.FunctionDef):
        return not node.decorator_list
    return isinstance(node, ast.Assign) and all(
        isinstance(target, ast.Name) and target.id.isupper() and target.id != "CANARY" for target in node.targets
    )
