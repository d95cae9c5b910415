"""Is an answer right, and if not, what does its author probably believe?

One judge for everybody: a lesson's `check`, the tests of the exercises and the marker. It sees outputs, never the code
that made them, and compares them with the expected answers of the same questions. A wrong answer is diagnosed by
running the exercise's known mistakes on those questions: the mistake that gives the learner's outputs is likely theirs.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from curriculum.case import Case, Wrong
from curriculum.exercise import Exercise
from grading import forms, messages
from grading.capture import CallError, NotDataError, shortened
from grading.compare import Difference, Rules, difference, same
from grading.plain import NotData, plain


@dataclass(frozen=True)
class Verdict:
    """What the judge found. `status` is "marked", "error" or "blank"; `score` is None unless it is "marked".

    `matched` is the name of the known mistake whose outputs these are. `message` keeps the contract of
    `grading.messages`; after a right answer it is the exercise's note on what good looks like.
    """

    passed: bool
    status: str
    score: float | None
    max_score: float
    message: str
    matched: str | None = None


def outputs_of(fn: Callable[..., Any], cases: Sequence[Case]) -> list[Any]:
    """What `fn` gives for each case, as plain data: one value, `CallError` or `NotData` a case.

    Each call has copies of the tables of its own, so that changing them changes nothing else. What `fn` prints is
    swallowed. Learner code may raise anything: whatever it raises becomes that output.
    """
    return [output_of(fn, case.tables, case.extra) for case in cases]


def output_of(fn: Callable[..., Any], tables: Sequence[pd.DataFrame], extra: Sequence[Any]) -> Any:
    """What `fn` gives on copies of `tables`: plain data, `CallError` or `NotData`."""
    copies = [table.copy() for table in tables]
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            given = fn(*copies, *extra)
        return plain(given)
    except NotDataError as odd:
        return NotData(str(odd))
    except (Exception, SystemExit) as raised:  # noqa: BLE001 - an answer may raise anything, and that is its output
        return CallError(type(raised).__name__, shortened(str(raised)))


def judge(exercise: Exercise, outputs: Sequence[Any], cases: Sequence[Case]) -> Verdict:
    """The verdict on `outputs`, one for each of `cases` (missing ones count as wrong).

    All or nothing: an answer that is right on every case earns the exercise's points, any other 0. When every call
    raised there is nothing to mark and the status is "error".
    """
    rules = Rules.of(exercise)
    outputs = [*outputs, *[CallError("Missing", "no answer came out")] * (len(cases) - len(outputs))][: len(cases)]
    found = [_difference(output, case, rules) for output, case in zip(outputs, cases, strict=True)]
    if not any(found):
        return Verdict(True, "marked", float(exercise.points), float(exercise.points), exercise.after)
    if outputs and all(isinstance(output, CallError) for output in outputs):
        known = _diagnose(exercise, outputs, cases, rules)
        message = known[0].say(known[1]) if known else messages.raised(exercise, outputs[0], cases[0])
        return Verdict(False, "error", None, float(exercise.points), message, known[0].name if known else None)
    known = _diagnose(exercise, outputs, cases, rules)
    if known:
        message = known[0].say(known[1], yours=outputs[cases.index(known[1])])
        return Verdict(False, "marked", 0.0, float(exercise.points), message, known[0].name)
    first = next(place for place, each in enumerate(found) if each)
    stopped = isinstance(outputs[first], CallError)
    fault = None if stopped else forms.fault_of(outputs[first], cases[first].expected, exercise)
    message = messages.bad_form(exercise, fault) if fault else messages.general(exercise, outputs, cases, found)
    return Verdict(False, "marked", 0.0, float(exercise.points), message)


def _difference(output: Any, case: Case, rules: Rules) -> Difference | None:
    if isinstance(output, CallError):
        return Difference("raised", f"it stopped with {output.type}")
    if isinstance(output, NotData):
        return Difference("kind", f"it is {output.what}")
    return difference(output, case.expected, rules)


def _diagnose(
    exercise: Exercise, outputs: Sequence[Any], cases: Sequence[Case], rules: Rules
) -> tuple[Wrong, Case] | None:
    """The known mistake that gives these outputs on every case, and the first case where it shows."""
    for wrong in exercise.wrongs:
        for output, case in zip(outputs, cases, strict=True):
            if not _same_output(output, output_of(wrong.fn, case.tables, case.extra), rules):
                break
        else:
            return wrong, _telling_case(outputs, cases, rules)
    return None


def _telling_case(outputs: Sequence[Any], cases: Sequence[Case], rules: Rules) -> Case:
    for output, case in zip(outputs, cases, strict=True):
        if _difference(output, case, rules):
            return case
    return cases[0]


def _same_output(mine: Any, theirs: Any, rules: Rules) -> bool:
    if isinstance(mine, CallError) or isinstance(theirs, CallError):
        return isinstance(mine, CallError) and isinstance(theirs, CallError) and mine.type == theirs.type
    if isinstance(mine, NotData) or isinstance(theirs, NotData):
        return isinstance(mine, NotData) and isinstance(theirs, NotData) and mine.what == theirs.what
    return same(mine, theirs, rules)
