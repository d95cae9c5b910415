"""What a learner reads about a wrong answer: what was asked, what theirs shows, the likely cause, where to re-read.

At most `LONGEST` words of plain text. Never a traceback, never the right answer, never blame.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from curriculum.case import Case, arguments
from curriculum.kinds import FUNCTIONS
from curriculum.practice import spoken
from grading.capture import CallError
from grading.careful import CARELESS
from grading.compare import Difference
from grading.forms import Fault
from grading.plain import describe, in_words, kind_of, shorten

LONGEST = 90
IN_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def bad_form(exercise: Any, fault: Fault) -> str:
    """The message for a fault of form."""
    return _joined(exercise, [fault.shows, fault.cause])


def raised(exercise: Any, error: CallError, case: Case) -> str:
    """The message when the learner's own code raised."""
    return _joined(
        exercise, [f"On {case.label} your answer stopped.", translated(error.type, error.message, _columns(case))]
    )


def stopped(exercise: Any, detail: str) -> str:
    """The message when the cell that should give the answer raised; `detail` is "KeyError: 'Child'"."""
    kind, _, message = detail.partition(":")
    return _joined(exercise, ["Your answer was not reached.", translated(kind.strip(), message.strip())])


def out_of_time(exercise: Any) -> str:
    """The message when the answer was still running at the end of its time."""
    return _joined(exercise, ["Your answer had not finished when its time was up.", "A loop in it may never end."])


def general(exercise: Any, outputs: Sequence[Any], cases: Sequence[Case], found: Sequence[Difference | None]) -> str:
    """The message when no known mistake matches: which part agrees, which does not, one example, where to look."""
    first = next(place for place, each in enumerate(found) if each)
    case, odd, output = cases[first], found[first], outputs[first]
    assert odd is not None
    if odd.part in ("refusal", "property"):
        shows = f"On {_where(exercise, case)}, {odd.shows}."
    elif isinstance(output, CallError) and output.type in CARELESS:
        careless = f"On {_where(exercise, case)}, your answer cannot count as right."
        return _joined(exercise, [careless, translated(output.type, output.message)])
    elif isinstance(output, CallError):
        why = translated(output.type, output.message, _columns(case))
        shows = f"On {_where(exercise, case)} your answer stopped. {why}"
    elif exercise.kind in FUNCTIONS:
        shows = f"On {_where(exercise, case)} {_result(output, odd)}, which does not agree."
    else:
        shows = f"Your answer does not agree: {odd.shows}."
    parts = [shows, *_agreement(exercise, cases, found, odd)]
    if odd.example and case.council is None:
        parts.insert(1, _sentence(odd.example))
    return _joined(exercise, parts)


def _result(output: Any, odd: Difference) -> str:
    if kind_of(output) in {"table", "list", "dictionary"}:
        return f"the answer of your function differs: {odd.shows}"
    return f"your function gave {describe(output)}"


def _where(exercise: Any, case: Case) -> str:
    """ "the practice table, for 1 February 2026"; on a council that is not the learner's own, no details."""
    named = arguments(exercise.wrongs[0].fn, case) if exercise.wrongs else dict(enumerate(case.extra))
    asked = [shorten(spoken(value), 40) for value in named.values()]
    return case.label + (f", for {' and '.join(asked)}" if asked else "")


def _agreement(exercise: Any, cases: Sequence[Case], found: Sequence[Difference | None], odd: Difference) -> list[str]:
    right = sum(each is None for each in found)
    practice_right = all(each is None for each, case in zip(found, cases, strict=True) if case.council is None)
    practised = sum(case.council is None for case in cases)
    if practised and practice_right and right:
        thing, tables = practice_words(exercise), len(exercise.practice_tables)
        asked = f"questions on the {thing}" if tables else thing
        agree = f"All {asked} agree." if practised > 1 else f"The {asked.replace('questions', 'question')} agrees."
        more = f"hold rows that the {thing} {'does' if tables == 1 else 'do'} not" if tables else "ask for other things"
        return [f"{agree} A council may {more}."]
    if right:
        return [_share(right, len(cases))]
    if odd.part == "property":
        return []  # the clause has said which row or entry it is about
    if odd.agrees:
        return [f"What agrees: {odd.agrees}. Read the task again for each thing it says to keep or leave out."]
    return ["Read the task again for each thing it says to keep or leave out, and try it on a few rows by hand."]


def practice_words(exercise: Any) -> str:
    """What answers are tried on besides councils: "practice table", "practice tables", or "practice questions"."""
    return {0: "practice questions", 1: "practice table"}.get(len(exercise.practice_tables), "practice tables")


def _share(right: int, asked: int) -> str:
    """What so many questions that agree say of the method: few may agree by chance."""
    share = f"{_in_words(right)} of the {_in_words(asked)} questions asked"
    if right * 4 <= asked:
        again = "Read the task again for each thing it says to keep or leave out."
        return f"It agrees on only {share}, which may be chance. {again}"
    part = "most" if right * 2 > asked else "part"
    return f"It agrees on {share}, so {part} of the method may be right; look at what is special about this one."


def _in_words(number: int) -> str:
    return IN_WORDS[number] if number < len(IN_WORDS) else str(number)


def _columns(case: Case) -> list[str]:
    return [str(name) for table in case.tables for name in table.columns]


def _joined(exercise: Any, parts: Sequence[str]) -> str:
    """The four parts as one text of at most `LONGEST` words; what is over comes off the middle, by sentences."""
    heading = exercise.where_to_reread
    last = f"Re-read '{heading}'." if heading else "Re-read the task."
    middle = [sentence for part in parts for sentence in re.split(r"(?<=[.?!])\s+(?=[A-Z])", part) if sentence]
    while len(middle) > 1 and _words([exercise.what_was_asked, *middle, last]) > LONGEST:
        middle.pop()
    return " ".join(part for part in [exercise.what_was_asked, *middle, last] if part)


def _words(parts: Sequence[str]) -> int:
    return len(" ".join(parts).split())


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def translated(kind: str, message: str, columns: Sequence[str] = ()) -> str:
    """A Python error in plain words: what happened and what to look at. `columns` are those of the tables at hand.

    The sentences are the rows of errors.toml; an error that none of them knows is named without its traceback.
    """
    for row, pattern in _rows():
        if kind not in row["types"]:
            continue
        if found := pattern.search(message):
            named = {
                name: shorten(value or "", 160 if name == "said" else 40) for name, value in found.groupdict().items()
            }
            return row["says"].format_map(named) + _did_you_mean(kind, named, columns)
    told = f" ({shorten(message, 80)})" if message else ""
    if kind == "ValueError" and message:  # often the learner's own refusal, of input that is in order
        own = "If you wrote these words, your code turns away something it should accept"
        return f'It stopped with the words "{shorten(message, 80)}". {own}; if not, they are Python\'s own.'
    return f"Python could not finish: it reports {shorten(kind, 40)}{told}."


def _did_you_mean(kind: str, named: dict[str, str], columns: Sequence[str]) -> str:
    """For a missing column, the one that differs only in capitals, spaces or an s."""
    if kind != "KeyError" or "name" not in named:
        return ""
    wanted = _bare(named["name"])
    near = next((name for name in columns if _bare(name) == wanted and name != named["name"]), None)
    if near is None:
        return ""
    return f" Column names are in capitals: {near}." if near.isupper() else f" There is one called {near}."


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


@cache
def _rows() -> list[tuple[dict[str, Any], re.Pattern[str]]]:
    table = tomllib.loads(files("grading").joinpath("errors.toml").read_text("utf-8"))
    return [(row, re.compile(row["pattern"], re.DOTALL)) for row in table["error"]]


__all__ = ["LONGEST", "bad_form", "general", "in_words", "raised", "translated"]
