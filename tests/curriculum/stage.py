"""What the gates are played on: councils, their data folders, and the rehearsal of each lesson on each of them.

Everything is made when first asked for and kept, so a run of one exercise simulates no more than it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from rehearsal import Rehearsal, rehearse

from curriculum.builder.source import read_cells
from curriculum.case import Case
from curriculum.exercise import Exercise
from curriculum.kinds import CALLED
from curriculum.model import Course, load_course
from curriculum.parts import Part
from grading import judge
from grading.runner import temporary
from synthetic_data.council import Council, CouncilSpec, simulate

FEW = 3  # small councils in the everyday run
MANY = 20  # of two sizes in `make prove`
WORK = temporary.make()


@cache
def course() -> Course:
    return load_course()


@cache
def council(number: int) -> Council:
    """The council of the learner `gate.<number>`; from MANY - 6 on they are medium ones."""
    size = "medium" if number >= MANY - 6 else "small"
    return simulate(CouncilSpec.for_learner(f"gate.{number}", size=size))


@cache
def data_of(number: int) -> Path:
    """The data folder of council `number`, as a workspace has it."""
    from synthetic_data.write import write

    folder = WORK / f"council-{number}"
    write(council(number), folder, returns=course().learner_returns(), formats=course().learner_formats())
    return folder


@cache
def rehearsal(part_id: str, number: int = 0) -> Rehearsal:
    return rehearse(course().part(part_id), data_of(number))


@cache
def council_cases(exercise_id: str, number: int) -> tuple[Case, ...]:
    return tuple(exercise(exercise_id).council_cases(council(number)))


@cache
def practice_cases(exercise_id: str) -> tuple[Case, ...]:
    return tuple(exercise(exercise_id).cases())


def exercise(exercise_id: str) -> Exercise:
    return course().exercise(exercise_id)


def is_called(known: Exercise) -> bool:
    """Whether an answer can be put to any table: then practice counts, and other councils than one's own."""
    return known.kind in CALLED


def sittings(known: Exercise, numbers: Sequence[int]) -> list[tuple[Case, ...]]:
    """The sets of questions an answer is judged on: a learner's check on each council.

    A value is judged on one's own council alone; a function or query on the practice table too. Marking puts a function
    to a second council besides: what passes, or is taken for one mistake, on each of two sets does so on both together.
    """
    if known.kind == "choice":
        return [tuple(known.cases())]
    practice = practice_cases(known.id) if is_called(known) else ()
    return [practice + council_cases(known.id, number) for number in numbers]


def outputs_of(fn: Callable[..., Any], cases: Sequence[Case]) -> list[Any]:
    """As the judge's own, worked out once a question: the sittings of an exercise share most of theirs."""
    return [_output(fn, Same(case)) for case in cases]


@dataclass(frozen=True, eq=False)
class Same:
    """A case as the very object it is: its tables cannot be compared."""

    case: Case

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.case is other.case

    def __hash__(self) -> int:
        return id(self.case)


@cache
def _output(fn: Callable[..., Any], asked: Same) -> Any:
    return judge.outputs_of(fn, [asked.case])[0]


def on_tables(known: Exercise, answer: Any) -> Callable[..., Any]:
    """An answer as something to call with tables: a function as it is, a query run, a value whatever the tables."""
    if known.kind == "sql":
        return lambda *tables: known.run_query(answer, tables)
    return answer if is_called(known) else lambda *_: answer


def headings(part: Part) -> set[str]:
    """The headings of a part's source, as messages name them."""
    return {text for cell in read_cells(part.source) for _, text in cell.headings}


def unchanged(tables: Sequence[pd.DataFrame], copies: Sequence[pd.DataFrame]) -> bool:
    return all(table.equals(copy) for table, copy in zip(tables, copies, strict=True))
