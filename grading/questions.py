"""What an assignment asks of one learner: cases with expected answers on our side, bare calls in the run folder."""

from __future__ import annotations

import hashlib
import inspect
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from curriculum.case import Case
from curriculum.exercise import Exercise
from curriculum.kinds import CALLED
from curriculum.model import Course, load_course
from grading.capture import encode, write_whole
from synthetic_data.council import DATA_VERSION, Council, CouncilSpec, simulate

OWN, UNSEEN = "your council", "a council you have not seen"


@dataclass(frozen=True)
class Questions:
    """The questions of one exercise to one learner, in the order in which they are put."""

    exercise: Exercise
    cases: tuple[Case, ...]

    @property
    def is_called(self) -> bool:
        """Whether the answer is put to the cases' tables; otherwise it is one value about the learner's own council."""
        return self.exercise.kind in CALLED


def exercises_of(assignment: str, course: Course | None = None) -> list[Exercise]:
    """The exercises of an assignment, in order. Raises PlainError when there is no such assignment."""
    part = (course or load_course()).assignment(assignment)
    return [part.load(each) for each in part.exercise_ids]


def second_council(assignment: str, seed: str) -> Council:
    """The council no learner has seen, from the private marking seed: the same for everybody in one assignment."""
    return _second_council(CouncilSpec.from_seed(f"marking:{assignment}:{seed}", size="small"))


@lru_cache(maxsize=2)
def _second_council(spec: CouncilSpec) -> Council:
    return simulate(spec)


def learner_council(learner: str) -> Council:
    """The learner's own council, made again from the id alone: nothing they send can change it."""
    return simulate(CouncilSpec.for_learner(learner, size="small"))


def questions_for(exercises: Sequence[Exercise], own: Council, unseen: Council) -> list[Questions]:
    """Everything asked of the learner of council `own`: functions on the practice table and the unseen council too."""
    return [Questions(each, tuple(_cases(each, own, unseen))) for each in exercises]


def _cases(exercise: Exercise, own: Council, unseen: Council) -> list[Case]:
    if exercise.kind == "choice":
        return exercise.cases()
    if exercise.kind not in CALLED:
        return exercise.council_cases(own, OWN)
    return [*exercise.cases(), *exercise.council_cases(own, OWN), *_unseen_cases(exercise, unseen)]


def _unseen_cases(exercise: Exercise, unseen: Council) -> tuple[Case, ...]:
    with _one_at_a_time:  # all workers want them at the start, and one of them should simulate that council
        return _cases_of_unseen(exercise, unseen)


_one_at_a_time = threading.Lock()


@lru_cache(maxsize=64)
def _cases_of_unseen(exercise: Exercise, unseen: Council) -> tuple[Case, ...]:
    return tuple(exercise.council_cases(unseen, UNSEEN))


def write_calls(questions: Sequence[Questions], folder: Path) -> None:
    """Write `calls/<exercise id>.json` and the tables they name into a run folder, without any expected answer."""
    calls = folder / "calls"
    calls.mkdir(parents=True, exist_ok=True)
    stored: dict[int, str] = {}
    for each in questions:
        if not each.is_called:
            continue
        listed = [_call(case, calls, stored) for case in each.cases]
        write_whole(calls / f"{each.exercise.id}.json", json.dumps(listed).encode())


def _call(case: Case, folder: Path, stored: dict[int, str]) -> dict[str, Any]:
    """One call; a table that several calls share is written once."""
    names = []
    for table in case.tables:
        if id(table) not in stored:
            stored[id(table)] = f"calls/{encode(table, folder, f'table.{len(stored)}')['file']}"
        names.append(stored[id(table)])
    call = {"tables": names, "extra": [encode(value, folder, "extra") for value in case.extra]}
    return call | {"careful": True} if case.careful else call


def reference_key(exercises: Sequence[Exercise], seed: str) -> str:
    """What marks depend on besides the hand-in: the exercise files, the data version, the second council."""
    whole = hashlib.sha256(f"{DATA_VERSION}/{hashlib.sha256(seed.encode()).hexdigest()}".encode())
    for exercise in exercises:
        whole.update(exercise.id.encode())
        if exercise.reference_fn is not None:
            whole.update(Path(inspect.getfile(exercise.reference_fn)).read_bytes())
        whole.update(repr((exercise.points, exercise.kind, exercise.columns, exercise.key, exercise.ordered)).encode())
        whole.update(repr((exercise.tolerance, sorted(exercise.options.items()), exercise.correct)).encode())
    return whole.hexdigest()[:16]
