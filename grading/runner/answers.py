"""Looking an exercise's answer up in a notebook that has run: the value, or what a function gives when called.

This runs beside learner code, on the sandbox's side of the wall.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curriculum.kinds import CALLED
from curriculum.query import run_query
from grading.blank import is_blank
from grading.capture import CallError, Captured, decode, shortened
from grading.careful import Tables, call_carefully
from grading.runner.frames import STOPPED
from grading.runner.limits import Limits
from grading.runner.shell import TimeoutReached, safe_text, time_limit

MISSING = object()
TOO_LONG = "it ran for longer than it may"


@dataclass(frozen=True)
class Fault:
    """How an answer's cell ended: "error", "timeout" or a key of `frames.STOPPED`, with an error's name and message."""

    state: str
    type: str = ""
    message: str = ""


@dataclass(frozen=True)
class Question:
    """One exercise as the sandbox knows it: its card, and for functions and queries what they will be asked.

    `calls` holds encoded arguments; they are decoded anew for each call, so that no call can spoil another's tables.
    """

    id: str
    answer: str
    kind: str
    tables: tuple[str, ...]
    calls: list[dict[str, Any]]

    @classmethod
    def read(cls, card: Mapping[str, Any], run_folder: Path) -> Question:
        """The question of `card`, with its calls from `calls/<id>.json` when there are any."""
        path = run_folder / "calls" / f"{card['id']}.json"
        calls = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
        names = tuple(_table_name(dotted) for dotted in card.get("inputs", ()))
        return cls(card["id"], card["answer"], card["kind"], names, calls)

    @property
    def calls_at_most(self) -> int:
        """How many calls a look at this answer may take."""
        return max(len(self.calls), 1)


def find(question: Question, names: Mapping[str, Any], fault: Fault | None, calls: Path, limits: Limits) -> Captured:
    """The exercise's answer among the notebook's `names`, as it will leave. Raises nothing of the learner's.

    An answer that is missing because its cell failed is "raised" or "timeout"; otherwise it is "not_attempted".
    """
    answer = names.get(question.answer, MISSING)
    if answer is MISSING or _is_blank(answer):
        return _failed(question.id, fault) if fault else Captured(question.id, "not_attempted")
    if question.kind not in CALLED:
        return Captured(question.id, "answered", None, [answer])
    if question.kind != "sql" and not callable(answer):
        return Captured(question.id, "answered", None, [answer] * max(len(question.calls), 1))
    outputs = [_output(question, answer, call, calls, limits) for call in question.calls]
    errors = [output for output in outputs if isinstance(output, CallError)]
    if not outputs or len(errors) < len(outputs):
        return Captured(question.id, "answered", None, outputs)
    state = "timeout" if errors[0].type == TimeoutReached.__name__ else "raised"
    return Captured(question.id, state, _in_words(errors[0]), outputs)


def _output(question: Question, answer: Any, call: Mapping[str, Any], folder: Path, limits: Limits) -> Any:
    """What one call gives: a value, or a `CallError`."""
    extra = [decode(each, folder) for each in call["extra"]]

    def fresh() -> Tables:
        return [decode({"t": "table", "index": None, **_file(each)}, folder) for each in call["tables"]]

    def ask(tables: Tables) -> Any:
        if question.kind == "sql":
            return run_query(answer, dict(zip(question.tables, tables, strict=True)))
        return answer(*tables, *extra)

    try:
        with (
            time_limit(limits.call_seconds),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            return call_carefully(ask, fresh) if call.get("careful") else ask(fresh())
    except BaseException as error:  # noqa: BLE001 - a learner's function may raise anything, SystemExit included
        return CallError(type(error).__name__, shortened(safe_text(error)))


def _file(table: str | Mapping[str, Any]) -> dict[str, Any]:
    """A call's table: the name of its file, or the encoded table with its index."""
    encoded = {"file": table} if isinstance(table, str) else dict(table)
    return encoded | {"file": encoded["file"].rpartition("/")[2]}


def _failed(exercise: str, fault: Fault) -> Captured:
    if fault.state == "timeout":
        return Captured(exercise, "timeout", TOO_LONG)
    if fault.state in STOPPED:
        words = f"it {STOPPED[fault.state]}"
        return Captured(exercise, "raised", words, [CallError("Crash", words)])
    error = CallError(fault.type, shortened(fault.message))
    return Captured(exercise, "raised", _in_words(error), [error])


def _in_words(error: CallError) -> str:
    if error.type == TimeoutReached.__name__:
        return TOO_LONG
    return f"{error.type}: {error.message}" if error.message else error.type


def _is_blank(answer: Any) -> bool:
    try:
        return is_blank(answer)
    except BaseException:  # noqa: BLE001 - looking at an answer may run the learner's code
        return False


def _table_name(dotted: str) -> str:
    return dotted.rpartition(".")[2].replace("@", "_").replace("-", "_")
