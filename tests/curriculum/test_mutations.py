"""No mutant of an exemplar passes: whoever makes one small slip in it is told so, on whichever council they have."""

from __future__ import annotations

import signal
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from mutations import Mutant, mutants
from rehearsal import Names, copied, execute
from stage import (
    FEW,
    MANY,
    council_cases,
    course,
    exercise,
    is_called,
    on_tables,
    practice_cases,
    rehearsal,
    sittings,
)

from curriculum.case import Case, Refusal
from curriculum.exercise import Exercise
from curriculum.model import load_course
from grading.capture import CallError
from grading.compare import same
from grading.judge import difference_of, outputs_of
from grading.plain import NotData
from synthetic_data.errors import PlainError

SECONDS = 20
MORE = 4  # councils asked when a slip gave the right value on most of a few
SAMPLE = Path(__file__).parent / "sample_course"
MUTATED = ("scalar", "table", "function", "pipeline")

try:
    IDS = tuple(name for name in course().exercise_ids if name[4] != "q")
except PlainError:  # test_exercises says so
    IDS = ()


def test_mutants_are_the_slips_people_make() -> None:
    code = 'day = pd.Timestamp(day)\nn = df[(df["A"] <= day) & ~df["L"].isin(["V3", "V4"])]["CHILD"].nunique()'
    words = {mutant.words for mutant in mutants(code)}
    assert {
        "LtE became Lt",
        "Invert is dropped",
        "'V3' is left out of the list",
        "nunique became count",
        "pd.Timestamp(day) is a day later",
        "& and | are swapped",
    } <= words


def test_a_join_is_made_to_fan_out_and_to_lose() -> None:
    words = {mutant.words for mutant in mutants('a.merge(b, on="CHILD")')}
    assert {"the join became left", "every row of the joined table stands twice"} <= words


def test_words_in_a_docstring_are_not_mutated() -> None:
    assert not list(mutants('def f(x):\n    """Counts 3."""\n    return x'))


def test_a_practice_table_without_the_telling_row_lets_a_mutant_through() -> None:
    lesson = load_course(SAMPLE).part("m01-l01")
    known = lesson.load("m01-l01-children-in-care")
    cases, let_through = known.cases(), []
    for mutant in mutants(lesson.exemplar(known.id), frozenset({"day"})):
        names: Names = {"pd": pd}
        execute(mutant.code, names, "mutant")
        outputs = outputs_of(names[known.answer], cases)
        if all(is_same(output, case.expected) for output, case in zip(outputs, cases, strict=True)):
            let_through.append(mutant.words)
    assert "'V3' is left out of the list" in let_through, "the sample's practice table has no V3"
    assert "'V4' is left out of the list" not in let_through
    assert "nunique became count" not in let_through


def survivors(known: Exercise, numbers: Sequence[int]) -> list[str]:
    """Mutants that are wrong on one of the councils and yet pass where they are marked.

    A function or query that is wrong anywhere must fail for everybody: the practice table sees to it. A value is marked
    on one's own council alone, where a slip that changes nothing gives the right value; it may do so on few councils,
    and when it does on most of a few, more are asked.
    """
    found = list[str]()
    if known.kind not in MUTATED:
        return found
    for mutant in mutants(course().part(known.part).exemplar(known.id), dates_of(known)):
        if is_called(known) and not passes(known, mutant, 0, practice_cases(known.id)):
            continue  # the practice table turns it down for everybody
        right = asked(known, mutant, numbers)
        if all(right.values()):
            continue  # on these councils it is another right answer
        if not is_called(known) and sum(right.values()) > len(right) // 2:
            right |= asked(known, mutant, range(len(right), len(right) + MORE))
        fooled = [number for number, passed in right.items() if passed]
        if len(fooled) > (0 if is_called(known) else len(right) // 2):
            wrong = [number for number in right if number not in fooled]
            found.append(f"{mutant}: wrong on council {wrong[0]}, and passes for the learner of council {fooled[0]}")
    return found


def asked(known: Exercise, mutant: Mutant, numbers: Sequence[int]) -> dict[int, bool]:
    """Whether the mutant passes on each of these councils."""
    return {number: passes(known, mutant, number, council_cases(known.id, number)) for number in numbers}


def passes(known: Exercise, mutant: Mutant, number: int, cases: Sequence[Case]) -> bool:
    """Whether the mutant's answer is right in all `cases`; a value is made on council `number`, a function on any."""
    names = copied(rehearsal(known.part, 0 if is_called(known) else number).before[known.id])
    try:
        with at_most(SECONDS), warnings.catch_warnings(), redirect_stdout(StringIO()):
            warnings.simplefilter("ignore")
            execute(mutant.code, names, "mutant")
            answer = on_tables(known, names[known.answer])
            # One question at a time: most mutants fall at the first, and the others cost time.
            return all(is_right(known, outputs_of(answer, [case])[0], case) for case in cases)
    except Exception:  # noqa: BLE001 - a mutant may fail in any way, and then it has not passed
        return False


def is_right(known: Exercise, output: Any, case: Case) -> bool:
    if isinstance(case.expected, Refusal):
        return is_same(output, case.expected)
    return difference_of(known, output, case) is None  # which keeps what is expected as plain data


def is_same(output: Any, expected: Any) -> bool:
    if isinstance(expected, Refusal):
        return isinstance(output, CallError) and output.type in expected.types
    return not isinstance(output, CallError | NotData) and same(output, expected)


def dates_of(known: Exercise) -> frozenset[str]:
    """Names that hold a day where the exemplar stands: those of the lesson, and a function's own arguments."""
    names: Names = rehearsal(known.part).before[known.id]
    held = {name for name, value in names.items() if isinstance(value, pd.Timestamp)}
    if known.kind in ("function", "pipeline"):
        answer = rehearsal(known.part).answers[known.id]
        arguments = answer.__code__.co_varnames[len(known.inputs) : answer.__code__.co_argcount]
        first = sittings(known, range(1))[0][0].extra
        held |= {name for name, value in zip(arguments, first, strict=False) if isinstance(value, pd.Timestamp)}
    return frozenset(held)


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Stop a mutant that would go on for ever; where there is no alarm, it is left to the test runner."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(*_: object) -> None:
        raise TimeoutError("the mutant goes on for ever")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", IDS)
def test_no_mutant_of_the_exemplar_passes(name: str) -> None:
    found = survivors(exercise(name), range(FEW))
    assert not found, f"{name} needs another practice row or planted case:\n" + "\n".join(found)


@pytest.mark.prove
@pytest.mark.parametrize("name", IDS)
def test_no_mutant_passes_on_twenty_councils(name: str) -> None:
    found = survivors(exercise(name), range(MANY))
    assert not found, f"{name} needs another practice row or planted case:\n" + "\n".join(found)
