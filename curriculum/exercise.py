"""What an exercise is: what answer is right, which mistakes are likely, and what to say to each.

An exercise file makes one `Exercise` and hangs on it a practice table with answers worked out by hand, a reference that
finds the truth by another route, other right answers, and plausible wrong ones with the message each must trigger.
`Exercise.cases` turns that into questions with expected answers; `grading.judge` compares.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, get_args

import pandas as pd

from curriculum.case import Answer, Case, Fault, Given, Refusal, Right, Wrong, refuses
from curriculum.kinds import Kind
from curriculum.practice import as_in_the_file, days, shape_of, table
from curriculum.public_card import card_of
from curriculum.query import run_query
from synthetic_data.errors import PlainError

__all__ = ["Case", "Exercise", "Given", "Kind", "Right", "Wrong", "days", "refuses", "table"]

# A heading may hold an apostrophe, so its closing quote is one that a space or a stop follows.
REREAD = re.compile(r"Re-read '(.+?)'(?=[\s.,;]|$)")
ID = re.compile(r"m\d\d-[laq]\d\d-[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(eq=False)
class Exercise:
    """One task with everything that judges an answer to it.

    id        `mNN-lNN-slug` in a lesson, `mNN-aNN-slug` in an assignment, `mNN-qNN-slug` in a quiz; file `slug.py`
    answer    name of the variable or function the learner writes
    kind      scalar, table, function, pipeline (a function of raw tables, all text), sql, file or choice
    inputs    dotted table names, one or a tuple: "ssda903.episodes", or "ssda903.episodes@2024-25" for an earlier year

    Judging a table (as a value or as what a function returns):
    columns   the columns wanted (others cost nothing); default: those of the hand-worked answer
    key       columns that name a row; without it rows are compared as a whole
    ordered   True when the prompt asked for an order of rows
    only_these True when columns nobody asked for are a mistake: the task is about the least data
    careful   True when a call must leave its tables as they were and give the same twice; a pipeline always must
    tolerance largest difference between numbers that still counts as equal (absolute); stated in the prompt

    gives     what a scalar is ("text", "date", "list") when no answer worked out by hand shows it
    asked, reread    parts one and four of general messages; default: what the first wrong answer's message says

    Set on the exercise afterwards: `practice` (a table, or a tuple of them in the order of `inputs`), `ask_on` (what
    a function is asked on: each a value, a tuple, or a `Given` on changed tables), `answers` (worked out by hand, one
    for each of `ask_on` that does not say itself that it is refused), `ask_council_on` (`f(council)`: what to ask on a
    council, if not `ask_on`), `hints` (three), `after`.
    """

    id: str
    answer: str
    kind: Kind
    points: int
    minutes: int
    skills: Sequence[str] = ()
    inputs: str | Sequence[str] = ()
    columns: Sequence[str] = ()
    key: Sequence[str] = ()
    ordered: bool = False
    tolerance: float = 1e-9
    only_these: bool = False
    careful: bool = False
    gives: str = ""
    asked: str = ""
    reread: str = ""

    practice: pd.DataFrame | Sequence[pd.DataFrame] = ()
    ask_on: Sequence[Any] = ((),)
    answers: Sequence[Any] = ()
    ask_council_on: Callable[[Any], Sequence[Any]] | None = None
    hints: Sequence[str] = ()
    after: str = ""

    reference_fn: Answer | None = field(default=None, init=False)
    fault_fn: Callable[..., Fault] | None = field(default=None, init=False)
    rights: list[Right] = field(default_factory=list, init=False)
    wrongs: list[Wrong] = field(default_factory=list, init=False)
    planted: dict[str, Callable[..., bool]] = field(default_factory=dict, init=False)
    options: dict[str, str] = field(default_factory=dict, init=False)
    correct: str = field(default="", init=False)

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.id):
            raise PlainError(f'The exercise id "{self.id}" should look like m01-l03-children-in-care.')
        if self.kind not in get_args(Kind):
            raise PlainError(
                f'Exercise {self.id} has the kind "{self.kind}"; choose one of {", ".join(get_args(Kind))}.'
            )
        if not self.answer.isidentifier():
            raise PlainError(f'Exercise {self.id} names its answer "{self.answer}", which is not a Python name.')
        self.inputs = (self.inputs,) if isinstance(self.inputs, str) else tuple(self.inputs)
        self.careful = self.careful or self.kind == "pipeline"

    # Decorators of an exercise file ---------------------------------------------------------------------------------

    def reference(self, fn: Answer) -> Answer:
        """Register the truth by another route: `fn(council, *extra)`, from the journeys and not from the return."""
        self.reference_fn = fn
        return fn

    def accepts(self, fn: Callable[..., Fault]) -> Callable[..., Fault]:
        """Register what makes an answer right where many are: `fn(answer, *tables, *extra)` names its first fault.

        The fault is a clause about the answer ("it shows a count under the threshold"), without figures; an answer
        without one (None or an empty text) is right. `answer` is plain data, of the kind and with the columns asked.
        Nothing of a learner's is ever called. The reference and the answers by hand are then one good answer of many.
        """
        self.fault_fn = fn
        return fn

    def right(self, name: str) -> Callable[[Answer], Answer]:
        """Register another right answer: `fn(*tables, *extra)`; for kind sql, `fn()` gives the query."""

        def register(fn: Answer) -> Answer:
            self.rights.append(Right(name, self._on_tables(fn)))
            return fn

        return register

    def wrong(self, message: str) -> Callable[[Answer], Answer]:
        """Register a plausible mistake under the function's name, with the message it must trigger.

        The message may hold blanks named after the function's extra arguments (`{day}`) and `{yours}`.
        """

        def register(fn: Answer) -> Answer:
            self.wrongs.append(Wrong(fn.__name__, message, self._on_tables(fn)))
            return fn

        return register

    def must_contain(self, what: str) -> Callable[[Callable[..., bool]], Callable[..., bool]]:
        """Register a planted case that every council's tables must hold: `fn(*tables)` says whether it is there."""

        def register(fn: Callable[..., bool]) -> Callable[..., bool]:
            self.planted[what] = fn
            return fn

        return register

    def option(self, letter: str, text: str, message: str = "") -> None:
        """Add an option of a `choice`; the right one is the one without a message."""
        self.options[letter] = text
        if message:
            self.wrongs.append(Wrong(f"option_{letter}", message, lambda: letter))
        else:
            self.correct = letter
            self.rights.append(Right(f"option {letter}", lambda: letter))

    def _on_tables(self, fn: Answer) -> Answer:
        """For kind sql the author writes a query; everybody else calls it like any other answer, with tables."""
        if self.kind != "sql":
            return fn
        return lambda *tables: self.run_query(fn(), tables)

    # Questions --------------------------------------------------------------------------------------------------------

    def cases(self, councils: Iterable[Any] = (), practice: bool = True) -> list[Case]:
        """Every question with its expected answer: the practice table (by hand), then each council (by reference).

        A function is asked once for each of `ask_on`; every other kind once a table or council. Raises PlainError when
        a part that this needs is missing from the exercise file.
        """
        if self.kind == "choice":
            return [Case("the question", (), (), self.correct)]
        cases = list(self._practice_cases()) if practice else []
        for council in councils:
            cases.extend(self.council_cases(council))
        return cases

    def _practice_cases(self) -> Iterable[Case]:
        if not len(self.answers):
            return
        asked, answered = sum(not _is_refused(each) for each in self.ask_on), len(self.answers)
        if asked != answered:
            raise PlainError(
                f"Exercise {self.id} asks {asked} question(s) but has {answered} answer(s) worked out by hand."
            )
        wanted, given = len(self.inputs), len(self.practice_tables)
        if wanted != given:
            raise PlainError(f"Exercise {self.id} has {wanted} input(s) but {given} practice table(s).")
        answers = iter(self.answers)
        where = "the practice table" if self.inputs else "the practice questions"
        yield from self._put(self.ask_on, where, self.practice_tables, lambda *_: next(answers))

    def council_cases(self, council: Any, label: str = "your council") -> list[Case]:
        """The questions put on one council's tables, with the reference's answers."""
        if self.reference_fn is None:
            raise PlainError(f"Exercise {self.id} has no reference: add a function under @exercise.reference.")
        tables = self.tables_of(council)
        asked = self.ask_council_on(council) if self.ask_council_on else self.ask_on
        truth = partial(self.reference_fn, council)
        return list(self._put(asked, label, tables, truth, council))

    def _put(
        self, asked: Sequence[Any], label: str, tables: tuple[pd.DataFrame, ...], truth: Answer, council: Any = None
    ) -> Iterator[Case]:
        """Each question on these tables; `truth` gives what is expected unless the question says that itself."""
        for each in asked:
            extra = each.extra if isinstance(each, Given) else _as_tuple(each)
            where, on = (f"{label}, {each.words}", each.tables(tables)) if isinstance(each, Given) else (label, tables)
            expected = each.refused if _is_refused(each) else truth(*extra)
            yield Case(where, on, extra, expected, council, self.careful)

    def tables_of(self, council: Any) -> tuple[pd.DataFrame, ...]:
        """The input tables as the learner of `council` gets them; `name@2024-25` picks an earlier collection year.

        A pipeline gets them raw, every value as the text that stands in the file, dates dd/mm/yyyy.
        """
        found = []
        for name in self.inputs:
            dotted, _, year = name.partition("@")
            found.append(council.table(dotted, year=year) if year else council.table(dotted))
        return tuple(as_in_the_file(table) if self.kind == "pipeline" else table for table in found)

    @property
    def practice_tables(self) -> tuple[pd.DataFrame, ...]:
        """The practice tables, in the order of `inputs`."""
        return (self.practice,) if isinstance(self.practice, pd.DataFrame) else tuple(self.practice)

    @property
    def table_names(self) -> tuple[str, ...]:
        """What each input is called in a query: this year's is `episodes`, an earlier one `episodes_2024_25`."""
        return tuple(name.rpartition(".")[2].replace("@", "_").replace("-", "_") for name in self.inputs)

    def run_query(self, query: str, tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
        """The answer to a SQL query on a fresh in-memory database of `tables`; raises PlainError when it cannot run."""
        return run_query(query, dict(zip(self.table_names, tables, strict=True)))

    # Facts others may see ---------------------------------------------------------------------------------------------

    @property
    def part(self) -> str:
        """The lesson, assignment or quiz this belongs to: "m01-l03"."""
        return self.id[:7]

    @property
    def is_assessed(self) -> bool:
        """Whether this counts towards marks: only exercises of an assignment do."""
        return self.id[4] == "a"

    @property
    def canary(self) -> str:
        """The string that stands in an assignment's exercise file and must appear nowhere a learner can read."""
        return f"coach-only {self.id}"

    @property
    def what_was_asked(self) -> str:
        """Part one of every message: `asked`, or the first sentence of the first wrong answer's message."""
        return self.asked or (_first_sentence(self.wrongs[0].message) if self.wrongs else "")

    @property
    def where_to_reread(self) -> str:
        """The heading to go back to: `reread`, or the one the first wrong answer's message names."""
        named = REREAD.findall(self.wrongs[0].message) if self.wrongs else []
        return self.reread or (named[-1] if named else "")

    @property
    def shape(self) -> str:
        """What kind of value the answer (or what the function returns) is, in a learner's words."""
        if self.kind in ("choice", "sql", "file"):
            return {"choice": "letter", "sql": "query", "file": "file name"}[self.kind]
        known = shape_of(self._sample) if self._sample is not None else ""
        return self.gives or known or ("table" if self.kind == "table" else "number")

    @property
    def wanted_columns(self) -> tuple[str, ...]:
        """Columns a table answer must have; empty when the answer is not a table."""
        if self.columns or not isinstance(self._sample, pd.DataFrame):
            return tuple(self.columns)
        return tuple(str(column) for column in self._sample.columns)

    @property
    def _sample(self) -> Any:
        """An answer worked out by hand that shows what kind is wanted; None when there is none."""
        return next((answer for answer in self.answers if not isinstance(answer, Refusal)), None)

    def card(self) -> dict[str, Any]:
        """Public facts: all a learner's side needs for form checks. No answer, message, hint or code."""
        return card_of(self)


def _as_tuple(asked: Any) -> tuple[Any, ...]:
    return asked if isinstance(asked, tuple) else (asked,)


def _is_refused(asked: Any) -> bool:
    return isinstance(asked, Given) and asked.refused is not None


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.?!])\s", text.strip(), maxsplit=1)[0]
