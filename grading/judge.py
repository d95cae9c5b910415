"""Is an answer right, and if not, what does its author probably believe?

One judge for everybody: a lesson's `check`, the tests of the exercises and the marker. It sees outputs, never the code
that made them, and compares them with the expected answers of the same questions. A wrong answer is diagnosed by
running the exercise's known mistakes on those questions: the mistake that gives the learner's outputs is likely theirs.
"""

from __future__ import annotations

import contextlib
import copy
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from curriculum.case import Case, Refusal, Wrong
from curriculum.exercise import Exercise
from grading import forms, messages
from grading.capture import CallError, NotDataError, shortened
from grading.careful import CARELESS, call_carefully
from grading.compare import Difference, Rules, plain_difference
from grading.plain import NotData, Plain, plain

EXPECTED = ""  # no mistake has this name


@dataclass(frozen=True)
class Verdict:
    """What the judge found. `status` is "marked", "error" or "blank"; `score` is None unless it is "marked".

    `matched` is the name of the one known mistake whose outputs these are. `message` keeps the contract of
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
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return [output_of(fn, case) for case in cases]


def output_of(fn: Callable[..., Any], case: Case) -> Any:
    """What `fn` gives on copies of the tables of `case`: plain data, `CallError` or `NotData`."""

    def fresh() -> list[pd.DataFrame]:
        return [table.copy() for table in case.tables]

    def ask(tables: Sequence[pd.DataFrame]) -> Any:
        return fn(*tables, *case.extra)

    try:
        return plain(call_carefully(ask, fresh) if case.careful else ask(fresh()))
    except NotDataError as odd:
        return NotData(str(odd))
    except (Exception, SystemExit) as raised:  # noqa: BLE001 - an answer may raise anything, and that is its output
        return CallError(type(raised).__name__, shortened(str(raised)))


def judge(exercise: Exercise, outputs: Sequence[Any], cases: Sequence[Case]) -> Verdict:
    """The verdict on `outputs`, one for each of `cases` (missing ones count as wrong).

    All or nothing: an answer that is right on every case earns the exercise's points, any other 0. When every call
    raised an error of its own there is nothing to mark and the status is "error".
    """
    rules = Rules.of(exercise)
    if exercise.kind == "choice":
        outputs = [_option(exercise, output) for output in outputs]
    outputs = [*outputs, *[CallError("Missing", "no answer came out")] * (len(cases) - len(outputs))][: len(cases)]
    found = [difference_of(exercise, output, case) for output, case in zip(outputs, cases, strict=True)]
    if not any(found):
        return Verdict(True, "marked", float(exercise.points), float(exercise.points), exercise.after)
    first = next(place for place, each in enumerate(found) if each)
    known = _diagnose(exercise, outputs, cases, rules)
    if outputs and all(isinstance(output, CallError) and output.type not in CARELESS for output in outputs):
        message = known.say(cases[0]) if known else messages.raised(exercise, outputs[0], cases[0])
        return Verdict(False, "error", None, float(exercise.points), message, known.name if known else None)
    if known:
        message = known.say(cases[first], yours=outputs[first])
        return Verdict(False, "marked", 0.0, float(exercise.points), message, known.name)
    formless = isinstance(outputs[first], CallError) or isinstance(cases[first].expected, Refusal)
    fault = None if formless else forms.fault_of(outputs[first], cases[first].expected, exercise)
    message = messages.bad_form(exercise, fault) if fault else messages.general(exercise, outputs, cases, found)
    return Verdict(False, "marked", 0.0, float(exercise.points), message)


def _option(exercise: Exercise, output: Any) -> Any:
    """The letter of the option chosen: d, " D " and the words of option D all choose D."""
    typed = output.strip().casefold() if isinstance(output, str) else None
    both = ((letter, {letter.casefold(), words.casefold()}) for letter, words in exercise.options.items())
    return next((letter for letter, named in both if typed in named), output)


def difference_of(exercise: Exercise, output: Any, case: Case) -> Difference | None:
    """How one output differs from what `case` expects; None when it is right.

    An exercise that accepts many answers is asked for this one's first fault, once its form is right.
    """
    want = _wanted(case)
    if exercise.fault_fn is None or want.refusal or isinstance(output, CallError | NotData):
        return _difference(output, want, Rules.of(exercise))
    if odd := forms.fault_of(output, case.expected, exercise):
        return Difference("kind", odd.shows)
    try:
        said = exercise.fault_fn(copy.deepcopy(output), *[table.copy() for table in case.tables], *case.extra)
    except (TypeError, ValueError, KeyError, AttributeError):  # data, but not what anybody asked for
        said = "it holds something that cannot be read as what was asked"
    return Difference("property", said) if said else None


@dataclass(frozen=True)
class _Wanted:
    """The expected answer of a case as plain data; whether it is a set, whose order means nothing; or a refusal."""

    value: Plain
    unordered: bool
    refusal: Refusal | None = None


def _wanted(case: Case) -> _Wanted:
    if isinstance(case.expected, Refusal):
        return _Wanted(None, False, case.expected)
    if EXPECTED not in case.kept:
        case.kept[EXPECTED] = _Wanted(plain(case.expected), isinstance(case.expected, set | frozenset))
    wanted: _Wanted = case.kept[EXPECTED]
    return wanted


def _difference(output: Any, want: _Wanted, rules: Rules) -> Difference | None:
    if want.refusal and isinstance(output, CallError) and output.type not in CARELESS:
        if output.type not in want.refusal.types:
            return Difference("refusal", "it stops by itself, where a refusal of the kind asked for ought to stop it")
        if want.refusal.naming.casefold() in output.message.casefold():
            return None
        return Difference("refusal", "it refuses, as it should, in words that do not name what is missing or wrong")
    if isinstance(output, CallError):
        return Difference("raised", f"it stopped with {output.type}")
    if want.refusal:
        return Difference("refusal", "it gives an answer where it should refuse to, with an error that says why")
    if isinstance(output, NotData):
        return Difference("kind", f"it is {output.what}")
    return plain_difference(output, want.value, rules, want.unordered)


def _diagnose(exercise: Exercise, outputs: Sequence[Any], cases: Sequence[Case], rules: Rules) -> Wrong | None:
    """The known mistake that gives these outputs on every case; none when two happen to: who can tell which?"""
    found = [
        wrong
        for wrong in exercise.wrongs
        if all(_same_output(output, mistaken(wrong, case), rules) for output, case in zip(outputs, cases, strict=True))
    ]
    return found[0] if len(found) == 1 else None


def mistaken(wrong: Wrong, case: Case) -> Any:
    """What a known mistake gives, worked out once a question: those on the practice table are put to many people."""
    if wrong.name not in case.kept:
        case.kept[wrong.name] = output_of(wrong.fn, case)
    return case.kept[wrong.name]


def _same_output(mine: Any, theirs: Any, rules: Rules) -> bool:
    if isinstance(mine, CallError) or isinstance(theirs, CallError):
        return isinstance(mine, CallError) and isinstance(theirs, CallError) and mine.type == theirs.type
    if isinstance(mine, NotData) or isinstance(theirs, NotData):
        return isinstance(mine, NotData) and isinstance(theirs, NotData) and mine.what == theirs.what
    return plain_difference(mine, theirs, rules) is None
