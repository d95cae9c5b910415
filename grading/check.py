"""What a learner's notebook calls: `check("id")`, `hint("id")`, `solution("id")`.

In a lesson an answer is judged at once, on the practice table and on the learner's own council. In an assignment only
its form is looked at; marks come later, from a marker that the learner's machine knows nothing about. Nothing here
raises, writes to standard error or changes an answer.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from curriculum.case import Case
from curriculum.exercise import ID, Exercise
from curriculum.kinds import CALLED, FUNCTIONS
from curriculum.model import load_course
from curriculum.try_on import has_practice
from grading import attempts, cards, forms, progress
from grading.blank import is_blank
from grading.capture import CallError
from grading.judge import judge, outputs_of
from grading.messages import practice_words, translated
from grading.own_council import OwnCouncil, changed_file, facts_of, own_council
from grading.plain import describe
from grading.showing import Said, notebook_names, show
from synthetic_data.errors import PlainError

MISSING = object()
NOT_ATTEMPTED = Said("note", "Not attempted yet.")
UNKNOWN = Said("note", "I do not know this check:", "copy the cell again from a fresh notebook.")


def check(exercise_id: str) -> None:
    """Look at the answer to an exercise and say what is found. The answer is found by its name in the notebook."""
    _say(lambda names: _check(exercise_id, names), _names_of_caller())


def hint(exercise_id: str) -> None:
    """Show the next of an exercise's three hints (lessons only)."""
    _say(lambda _: _hint(exercise_id), {})


def solution(exercise_id: str) -> None:
    """Show a good answer, once the exercise is passed or all three hints were read (lessons only)."""
    _say(lambda _: _solution(exercise_id), {})


def _names_of_caller() -> Mapping[str, Any]:
    names = notebook_names()
    return names if names is not None else sys._getframe(2).f_globals


def _say(find: Callable[[Mapping[str, Any]], Said], names: Mapping[str, Any]) -> None:
    """Show what `find` says; a fault of our own is said too, never raised into a learner's notebook."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            said = find(names)
        except PlainError as problem:
            said = Said("note", "This could not be checked.", str(problem))
        except KeyboardInterrupt:
            said = Said("note", "Stopped before it had finished.", "A loop in the answer may never end.")
        except Exception as fault:  # noqa: BLE001 - a learner's notebook must run on whatever we got wrong
            about = f"({type(fault).__name__}). Your answer is as it was; please tell your coach."
            said = Said("note", "This check failed through a fault of ours", about)
    show(said)


def _check(exercise_id: str, names: Mapping[str, Any]) -> Said:
    if not isinstance(exercise_id, str) or not ID.fullmatch(exercise_id):
        return UNKNOWN
    if is_assessed(exercise_id):
        card = cards.card(exercise_id)
        return UNKNOWN if card is None else _check_form(card, names)
    try:
        exercise = load_course().exercise(exercise_id)
    except PlainError:
        return UNKNOWN
    if os.environ.get("NBGRADER_EXECUTION"):
        return _check_form(exercise.card(), names)
    return _check_lesson(exercise, names)


def not_made(name: str) -> Said:
    """What to say when the answer's name is not there: often its cell was run, and stopped with an error."""
    words = f"There is no {name} so far. If the cell above shows red text, it stopped first: read the last line of it."
    return Said(NOT_ATTEMPTED.tone, NOT_ATTEMPTED.first, words)


def is_assessed(exercise_id: str) -> bool:
    """Whether an exercise belongs to an assignment, told from its id: the exercise itself stays with the coach."""
    return exercise_id[4] == "a"


def _check_lesson(exercise: Exercise, names: Mapping[str, Any]) -> Said:
    answer = names.get(exercise.answer, MISSING)
    if answer is MISSING or is_blank(answer):
        attempts.record(exercise.id, "check", "not attempted")
        return not_made(exercise.answer) if answer is MISSING else NOT_ATTEMPTED
    mine = own_council()
    cases = lesson_cases(exercise, mine)
    if not cases:
        return Said("note", "This could not be checked.", mine.trouble)
    verdict = judge(exercise, answers_of(exercise, answer, cases), cases)
    attempts.record(exercise.id, "check", "passed" if verdict.passed else verdict.status, verdict.matched)
    if verdict.passed:
        attempts.passed.add(exercise.id)
        progress.remember(exercise.id)
        whole = mine.council or exercise.kind == "choice"
        only = "" if whole else f" (On the {practice_words(exercise)} only. {mine.trouble})"
        return Said("yes", "Yes.", verdict.message + only)
    if mine.folder and (name := changed_file(mine.folder, tuple(exercise.inputs))):
        words = f"The file {name} has changed since it was made, so this answer cannot be checked against it."
        return Said("note", "Your data has changed.", f"{words} Delete the data folder and run academy start again.")
    return Said("not yet", "Not yet.", verdict.message + _help_words(exercise))


def _help_words(exercise: Exercise) -> str:
    """Where help is, as words to copy: a hint, and what the answer was tried on where that can be shown."""
    hinted = f' For help: hint("{exercise.id}").' if exercise.hints else ""
    if exercise.kind not in CALLED or not has_practice(exercise):
        return hinted
    return f'{hinted} To see the {practice_words(exercise)}: practice("{exercise.id}").'


def lesson_cases(exercise: Exercise, mine: OwnCouncil) -> list[Case]:
    """What a lesson's answer is judged on: functions and queries also on the practice table, values on the council."""
    if exercise.kind == "choice":
        return exercise.cases()
    if mine.council is None:
        return exercise.cases(practice=exercise.kind in CALLED)
    return _cases_of(exercise, mine.council)


@lru_cache(maxsize=64)
def _cases_of(exercise: Exercise, council: Any) -> list[Case]:
    return exercise.cases([council], practice=exercise.kind in CALLED)


def answers_of(exercise: Exercise, answer: Any, cases: list[Case]) -> list[Any]:
    """What the learner's answer gives for each case: a function is called, a query run, a value is itself."""
    if exercise.kind == "sql":
        return outputs_of(lambda *tables: exercise.run_query(answer, tables), cases)
    if exercise.kind in CALLED and callable(answer):
        return outputs_of(answer, cases)
    return outputs_of(lambda *_: answer, cases)


def _check_form(card: Mapping[str, Any], names: Mapping[str, Any]) -> Said:
    """An assignment's check: is the answer there, and of the kind asked for? If it is right is not known here."""
    answer = names.get(card["answer"], MISSING)
    if answer is MISSING or is_blank(answer):
        attempts.record(card["id"], "check", "not attempted")
        return not_made(card["answer"]) if answer is MISSING else NOT_ATTEMPTED
    mine = own_council()
    facts = {"exercise": card["id"]} | (facts_of(mine.manifest, card["inputs"]) if mine.manifest else {})
    output = cards.sample(card, answer, mine.tables(card["inputs"], raw=card["kind"] == "pipeline"))
    attempts.record(card["id"], "check", "recorded")
    if output is cards.NOT_CALLED:
        progress.remember(card["id"])
        return Said("recorded", "Recorded.", f"{card['answer']} can be called. {LATER}", facts=facts)
    if isinstance(output, CallError):
        why = translated(output.type, output.message)
        return Said(
            "not yet", "Recorded, but it does not run.", f"Called on your own data, it stops. {why}", facts=facts
        )
    called = card["kind"] in FUNCTIONS
    fault = forms.form_fault(output, card["shape"], card.get("columns", ()), function=called)
    if fault:
        return Said("not yet", "Recorded, but look again.", f"{fault.shows} {fault.cause}", facts=facts)
    progress.remember(card["id"])
    size = f"Your answer is {describe(output)}. " if not called else ""
    return Said("recorded", "Recorded.", f"{size}The checks you can see pass. {LATER}", facts=facts)


LATER = "Save the notebook before you hand it in; marks come with your feedback."


def _hint(exercise_id: str) -> Said:
    exercise, refused = _lesson_exercise(exercise_id)
    if exercise is None:
        return refused
    seen = attempts.hints_seen.get(exercise_id, 0)
    if seen >= len(exercise.hints):
        return Said("note", "There are no more hints.", f'To see a good answer: solution("{exercise_id}").')
    attempts.hints_seen[exercise_id] = seen + 1
    attempts.record(exercise_id, "hint", str(seen + 1))
    return Said("note", f"Hint {seen + 1} of {len(exercise.hints)}.", exercise.hints[seen])


def _solution(exercise_id: str) -> Said:
    exercise, refused = _lesson_exercise(exercise_id)
    if exercise is None:
        return refused
    seen = attempts.hints_seen.get(exercise_id, 0)
    if exercise_id not in attempts.passed and seen < len(exercise.hints):
        left = len(exercise.hints) - seen
        words = f'There {"is one hint" if left == 1 else f"are {left} hints"} left first: hint("{exercise_id}").'
        return Said("note", "Not yet.", words)
    attempts.record(exercise_id, "solution")
    exemplar = load_course().part(exercise.part).exemplar(exercise_id)
    return Said("note", "One good answer.", exercise.after, code=exemplar)


def _lesson_exercise(exercise_id: str) -> tuple[Exercise | None, Said]:
    if not isinstance(exercise_id, str) or not ID.fullmatch(exercise_id):
        return None, UNKNOWN
    if is_assessed(exercise_id):
        return None, Said("note", "Hints and solutions are for lessons.", "In an assignment, ask your coach.")
    try:
        return load_course().exercise(exercise_id), UNKNOWN
    except PlainError:
        return None, UNKNOWN
