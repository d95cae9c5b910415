"""What must hold for every exercise of the course: each gate is a few lines and says one sentence when it shuts.

Run one lesson's with `-k m01-l03`. The everyday run uses few councils; `-m prove` uses twenty of two sizes.
"""

from __future__ import annotations

import contextlib
import re
from typing import Any

import pytest
from stage import (
    FEW,
    MANY,
    council_cases,
    course,
    exercise,
    headings,
    is_called,
    on_tables,
    outputs_of,
    practice_cases,
    rehearsal,
    sittings,
    unchanged,
)

from curriculum.case import Refusal
from curriculum.exercise import REREAD, Exercise
from grading.blank import is_blank
from grading.judge import judge, mistaken
from synthetic_data.errors import PlainError

LONGEST = 90  # words of a message
REFUSALS = (ValueError, KeyError)  # how an answer may say no; whether it may is judged elsewhere
NEVER = re.compile(r"\b(traceback|assert|incorrect|lambda)\b|def \w+\(|```|\w+Error\b", re.IGNORECASE)

try:
    IDS: tuple[str, ...] = course().exercise_ids
except PlainError as problem:
    IDS = ()
    FAULT = str(problem)
else:
    FAULT = ""

EVERYDAY = range(FEW)
each = pytest.mark.parametrize("name", IDS)
each_in_lesson = pytest.mark.parametrize("name", [name for name in IDS if name[4] != "q"])


def test_the_course_can_be_read() -> None:
    assert not FAULT, FAULT
    assert IDS, "there is no exercise in the course"


# Right answers ----------------------------------------


def exemplar_agrees(known: Exercise, numbers: range) -> None:
    if is_called(known):
        answer = on_tables(known, rehearsal(known.part).answers[known.id])
        for cases in sittings(known, numbers):
            verdict = judge(known, outputs_of(answer, cases), cases)
            assert verdict.passed, f"{known.id}: the exemplar and the reference differ. {verdict.message}"
        return
    for number in numbers:
        answer = on_tables(known, rehearsal(known.part, number).answers[known.id])
        cases = known.cases() if known.kind == "choice" else council_cases(known.id, number)
        verdict = judge(known, outputs_of(answer, cases), cases)
        assert verdict.passed, f"{known.id}: exemplar and reference differ on council {number}. {verdict.message}"


@each_in_lesson
def test_exemplar_equals_reference_and_hand_worked_answers(name: str) -> None:
    exemplar_agrees(exercise(name), EVERYDAY)


@pytest.mark.prove
@each_in_lesson
def test_exemplar_equals_reference_on_twenty_councils_of_two_sizes(name: str) -> None:
    exemplar_agrees(exercise(name), range(MANY))


def alternatives_agree(known: Exercise, numbers: range) -> None:
    practice = [practice_cases(known.id)] if known.kind != "choice" and practice_cases(known.id) else []
    for cases in practice + sittings(known, numbers):
        for right in known.rights:
            verdict = judge(known, outputs_of(right.fn, cases), cases)
            assert verdict.passed, f'{known.id}: the right answer "{right.name}" does not pass. {verdict.message}'


@each
def test_every_other_right_answer_passes(name: str) -> None:
    alternatives_agree(exercise(name), EVERYDAY)


@pytest.mark.prove
@each
def test_every_other_right_answer_passes_on_twenty_councils(name: str) -> None:
    alternatives_agree(exercise(name), range(MANY))


@each_in_lesson
def test_right_answers_leave_their_tables_as_they_were(name: str) -> None:
    known = exercise(name)
    answers = [right.fn for right in known.rights]
    if known.kind in ("function", "pipeline"):
        answers.append(rehearsal(known.part).answers[name])
    for case in known.cases() if known.kind != "choice" else ():
        for answer in answers:
            copies = [table.copy() for table in case.tables]
            with contextlib.suppress(*REFUSALS if isinstance(case.expected, Refusal) else ()):
                answer(*copies, *case.extra)
            assert unchanged(case.tables, copies), (
                f"{name}: {getattr(answer, '__name__', 'an answer')} changes its table"
            )


# The blank ----------------------------------------


@each_in_lesson
def test_the_stub_reads_as_not_attempted(name: str) -> None:
    assert is_blank(rehearsal(name[:7]).stubs[name]), f"{name}: the stub is taken for an attempt"


@each_in_lesson
def test_the_stub_would_not_pass_if_it_were_marked(name: str) -> None:
    known = exercise(name)
    stub = rehearsal(known.part).stubs[name]
    answer = stub if callable(stub) else lambda *_: stub
    for cases in sittings(known, range(1)):
        assert not judge(known, outputs_of(answer, cases), cases).passed, f"{name}: the stub passes"


# Wrong answers ----------------------------------------


def wrongs_are_told_apart(known: Exercise, numbers: range) -> None:
    """On one council in ten two mistakes may come to one number by coincidence: then neither is named."""
    alike: set[int] = set()
    for number, cases in enumerate(sittings(known, numbers)):
        for wrong in known.wrongs:
            verdict = judge(known, [mistaken(wrong, case) for case in cases], cases)
            where = cases[-1].label
            assert not verdict.passed, f'{known.id}: the wrong answer "{wrong.name}" passes on {where}'
            if verdict.matched is None and known.kind == "scalar":
                alike.add(number)
                assert len(alike) <= len(numbers) // 10, f'{known.id}: "{wrong.name}" is often not told apart'
                continue
            assert verdict.matched == wrong.name, (
                f'{known.id}: "{wrong.name}" is taken for "{verdict.matched}" on {where}; '
                "the practice table needs another row, or must_contain another planted case"
            )


@each
def test_every_wrong_answer_gets_its_own_message_and_no_other(name: str) -> None:
    wrongs_are_told_apart(exercise(name), EVERYDAY)


@pytest.mark.prove
@each
def test_every_wrong_answer_is_told_apart_on_twenty_councils(name: str) -> None:
    wrongs_are_told_apart(exercise(name), range(MANY))


@each_in_lesson
def test_an_answer_that_never_changes_fails(name: str) -> None:
    known = exercise(name)
    if known.kind == "choice":
        return
    if is_called(known):
        cases = sittings(known, range(1))[0]
        for case in cases:
            constant = case.expected
            # What it gives once it gives everywhere: the tables of a case have no part in it.
            verdict = judge(known, outputs_of(lambda *_, value=constant: value, [case]) * len(cases), cases)
            assert not verdict.passed, f"{name}: the constant {constant!r} passes"
        return
    theirs = council_cases(name, 1)[0].expected
    copied = [judge(known, outputs_of(lambda *_: theirs, cases), cases).passed for cases in sittings(known, EVERYDAY)]
    assert not all(copied), f"{name}: one council's answer is right on every other one too"


# The exercise file ----------------------------------------


@each_in_lesson
def test_an_exercise_has_all_its_parts(name: str) -> None:
    known = exercise(name)
    wanted = 1 if known.kind == "choice" else 2
    assert len(known.rights) >= wanted, f"{name}: write at least two other right answers"
    fewest = 2 if known.kind == "choice" else 3
    assert fewest <= len(known.wrongs) <= 8, (
        f"{name}: write three to eight wrong answers, there are {len(known.wrongs)}"
    )
    assert len(known.hints) == 3, f"{name}: write three hints"
    assert all(hint.strip() for hint in known.hints), f"{name}: a hint is empty"
    assert known.after.strip(), f"{name}: write the note shown once passed"
    assert known.points > 0 < known.minutes, f"{name}: points and minutes are above nought"


@each_in_lesson
def test_functions_and_queries_have_answers_worked_out_by_hand(name: str) -> None:
    known = exercise(name)
    if is_called(known):
        assert any(case.council is None for case in known.cases()), f"{name}: give it a practice table and answers"


@each_in_lesson
def test_values_name_the_planted_cases_their_council_must_contain(name: str) -> None:
    known = exercise(name)
    if known.kind in ("scalar", "table"):
        assert known.planted, f"{name}: say with must_contain which cases a council needs for the mistakes to show"


def planted_cases_are_there(known: Exercise, numbers: range) -> None:
    for number in numbers if known.planted else ():
        tables = council_cases(known.id, number)[0].tables
        for what, is_there in known.planted.items():
            assert is_there(*tables), f"{known.id}: council {number} has not {what}"


@each_in_lesson
def test_every_council_contains_the_planted_cases(name: str) -> None:
    planted_cases_are_there(exercise(name), EVERYDAY)


@pytest.mark.prove
@each_in_lesson
def test_twenty_councils_contain_the_planted_cases(name: str) -> None:
    planted_cases_are_there(exercise(name), range(MANY))


@each_in_lesson
def test_an_assignments_exercise_file_holds_its_canary(name: str) -> None:
    known = exercise(name)
    if known.is_assessed:
        text = course().part(known.part).exercise_file(name).read_text(encoding="utf-8")
        assert f'"{known.canary}"' in text, f'{name}: add the line CANARY = "{known.canary}"'


# Messages ----------------------------------------


@each
def test_messages_keep_the_contract(name: str) -> None:
    known = exercise(name)
    for wrong in known.wrongs:
        said = wrong.message
        where = f'{name}, message of "{wrong.name}"'
        assert len(said.split()) <= LONGEST, f"{where}: {len(said.split())} words; keep to {LONGEST}"
        if known.kind != "choice" or name[4] != "q":
            assert said.startswith(known.what_was_asked), f"{where}: begin with what was asked, the same in all"
        last = re.split(r"(?<=[.?!])\s", said)[-1]
        assert REREAD.match(last), f"{where}: end with Re-read 'A heading'."
        assert not NEVER.search(said), f'{where}: take out "{NEVER.search(said)}"'


@each
def test_messages_send_readers_to_headings_there_are(name: str) -> None:
    known = exercise(name)
    parts = [course().part(known.part)] if name[4] != "q" else list(course().module_of(name).parts)
    there = set().union(*(headings(part) for part in parts))
    for wrong in known.wrongs:
        for heading in REREAD.findall(wrong.message):
            assert heading in there, f"{name}, message of \"{wrong.name}\": there is no heading '{heading}'"


def numbers_in(text: str) -> set[float]:
    """The numbers of a text, days of a month left out."""
    return {float(number) for number in re.findall(r"(?<![\w.,])\d+(?:\.\d+)?(?![\w,])(?! [A-Z][a-z]+)", text)}


@each_in_lesson
def test_messages_fill_every_blank_and_never_say_the_answer(name: str) -> None:
    known = exercise(name)
    if known.kind == "choice":
        return
    cases = sittings(known, range(1))[0]
    for wrong in known.wrongs:
        verdict = judge(known, [mistaken(wrong, case) for case in cases], cases)
        assert "{" not in verdict.message, (
            f'{name}, message of "{wrong.name}": a blank is not filled: {verdict.message}'
        )
    own = " ".join(wrong.message.replace(known.what_was_asked, "") for wrong in known.wrongs)
    numbers = numbers_in(own) - numbers_in(known.what_was_asked)  # what the question says gives nothing away
    for case in cases:
        if case.council is not None and isinstance(case.expected, int | float):
            assert float(case.expected) not in numbers or case.expected < 10, f"{name}: a message says {case.expected}"


@each_in_lesson
def test_the_public_card_holds_no_answer(name: str) -> None:
    card: dict[str, Any] = exercise(name).card()
    private = {"answers", "practice", "reference", "wrong", "right", "hints", "after", "correct", "message"}
    assert not private & set(card), f"{name}: the card shows {private & set(card)}"
