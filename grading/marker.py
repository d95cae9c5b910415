"""From a capture folder to marks. Nothing of the learner's runs here: answers are data, compared with the references.

The capture folder was within reach of learner code. It is read as hostile, and whatever it holds, each exercise gets a
row: at worst "needs_coach", with a sentence that says why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from curriculum.exercise import Exercise
from grading import forms, messages
from grading.capture import CallError, Captured, HostileError, read_captured, shortened
from grading.integrity import fingerprint
from grading.judge import judge
from grading.plain import NotData, describe, plain, uniform
from grading.questions import Questions
from grading.results import Row

NOTHING_WRITTEN = "Nothing was written for this exercise."
OTHER_DATA = (
    "The notebook was last run on other data than this learner's council has now, and the answer does not fit: "
    "please look at it together."
)


def mark(folder: Path, questions: Sequence[Questions], other_data: Mapping[str, str] | None = None) -> list[Row]:
    """A row for each exercise, from the capture in `folder`.

    `other_data` maps exercises to what their own check recorded about the council, where that is not this learner's:
    such an answer is never marked wrong, only right or for a coach to look at.
    """
    return [_row_at_worst(folder, each, (other_data or {}).get(each.exercise.id)) for each in questions]


def _row_at_worst(folder: Path, asked: Questions, other: str | None) -> Row:
    """The row, or, when an answer trips up our own comparing, one that leaves this exercise alone to a coach."""
    try:
        return _row(folder, asked, other)
    except Exception as fault:  # noqa: BLE001 - an odd answer to one exercise must not cost the others their marks
        why = f"This answer could not be compared, through a fault of ours ({type(fault).__name__}), "
        return _unmarked(asked.exercise, "needs_coach", f"{why}so a coach has to look.")


def _row(folder: Path, asked: Questions, other: str | None) -> Row:
    exercise = asked.exercise
    try:
        captured = read_captured(folder, exercise.id)
    except HostileError as odd:
        return _unmarked(exercise, "needs_coach", f"The answer came out damaged ({odd}), so a coach has to look.")
    if captured is None:
        return _unmarked(exercise, "needs_coach", "No answer came out of the sandbox, so a coach has to look.")
    if captured.state == "not_attempted":
        return _unmarked(exercise, "blank", NOTHING_WRITTEN)
    if captured.state == "timeout":
        return _unmarked(exercise, "timeout", messages.out_of_time(exercise))
    if captured.state == "raised" and len(captured.outputs) < len(asked.cases):
        return _unmarked(exercise, "error", messages.stopped(exercise, captured.detail or ""))
    return _judged(asked, captured, other)


def _judged(asked: Questions, captured: Captured, other: str | None) -> Row:
    exercise = asked.exercise
    outputs = [_plain(output) for output in captured.outputs]
    if captured.state == "not_data":
        outputs = [NotData(shortened(captured.detail or "something that is not data", 100))]
        if asked.is_called:
            fault = forms.form_fault(outputs[0], exercise.shape)
            message = messages.bad_form(exercise, fault) if fault else NOTHING_WRITTEN
            return Row(exercise.id, "marked", 0.0, float(exercise.points), message)
    if outputs and all(isinstance(each, CallError) and each.type in TIMED_OUT for each in outputs):
        return _unmarked(exercise, "timeout", messages.out_of_time(exercise))
    verdict = judge(exercise, outputs, asked.cases)
    if other and not verdict.passed:
        return _unmarked(exercise, "needs_coach", OTHER_DATA)
    shown, print_, own = "", "", ""
    if not asked.is_called and outputs and not isinstance(outputs[0], CallError | NotData):
        shown, print_ = describe(outputs[0]), fingerprint(outputs[0])
        own = fingerprint(plain(asked.cases[0].expected)) if exercise.kind != "choice" else ""
    return Row(
        exercise.id,
        verdict.status,
        verdict.score,
        verdict.max_score,
        verdict.message,
        verdict.matched,
        shown,
        print_ if own else "",
        own,
    )


TIMED_OUT = {"TimeoutReached", "Timeout"}


def _plain(output: Any) -> Any:
    if isinstance(output, CallError):
        return NotData(output.message) if output.type == "NotData" else output
    return uniform(output)


def _unmarked(exercise: Exercise, status: str, message: str) -> Row:
    return Row(exercise.id, status, None, float(exercise.points), message)


def unmarked_rows(exercises: Sequence[Exercise], status: str, message: str) -> list[Row]:
    """The same status and sentence for every exercise: nothing handed in, or nothing that could be read."""
    return [_unmarked(each, status, message) for each in exercises]


def run_facts(folder: Path) -> dict[str, Any]:
    """What the runner noted about the run (run.json); empty when there is nothing readable."""
    from grading.capture import strict_json
    from grading.plain_files import FileRefusedError, read_plain_file

    try:
        facts = strict_json(read_plain_file(folder / "run.json", 4_000_000))
    except (OSError, FileRefusedError, HostileError):
        return {}
    return facts if isinstance(facts, dict) else {}


def claimed_councils(notebook: bytes, facts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Exercises whose check, when last run by the learner, recorded other data than `facts` says is theirs.

    Read from the outputs of the notebook as handed in: an untrusted remark, used only to spare somebody a wrong mark.
    """
    try:
        cells = json.loads(notebook.decode("utf-8-sig"))["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return {}
    found: dict[str, str] = {}
    for cell in cells if isinstance(cells, list) else []:
        outputs = cell.get("outputs") if isinstance(cell, dict) else None
        for output in outputs if isinstance(outputs, list) else []:
            claim = _claim(output)
            exercise = claim.get("exercise")
            if not isinstance(exercise, str) or exercise not in facts:
                continue
            differs = [n for n, value in facts[exercise].items() if value and claim.get(n) not in (None, "", value)]
            if differs:
                found[exercise] = shortened(str(claim[differs[0]]), 80)
            else:
                found.pop(exercise, None)
    return found


def _claim(output: Any) -> dict[str, Any]:
    metadata = output.get("metadata") if isinstance(output, dict) else None
    claim = metadata.get("academy") if isinstance(metadata, dict) else None
    return claim if isinstance(claim, dict) else {}
