"""A simulated cohort: learners whose submissions are mixed from each exercise's right and wrong answers.

Used to show the whole loop (`academy demo`), to prove it (each mark must equal what the mix should earn) and to measure
it. Every person here is invented, and every submission is our own code.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
import numpy as np
from faker import Faker

from curriculum.exercise import Exercise
from curriculum.model import load_course
from grading.answer_source import answer_source
from grading.results import Result
from grading.roster import Person
from synthetic_data.streams import stream

EXEMPLAR, BLANK = "exemplar", "blank"

# How likely each kind of answer is from a learner of ability 0 (lost) to 1 (fluent), as (at 0, at 1).
LIKELY = {"right": (0.25, 0.95), "wrong": (0.45, 0.04), BLANK: (0.25, 0.01), "raises": (0.05, 0.0)}

# What a browser saves instead of a notebook when the session has ended.
SIGN_IN_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>"

# Where they work. One of them is alone in a team, so that pages for leaders have somebody to protect.
TEAMS, SMALL_TEAM = ("Performance", "Returns and quality", "Commissioning"), "Youth justice"

# What happens to a file on its way, in the order in which the demo's learners get one each.
DAMAGE = ("truncated", "html page", "stripped metadata", "copied cells", "nothing submitted")


@dataclass(frozen=True)
class Expected:
    """What one answer should earn: its status, its score (None: no mark can be given) and the mistake diagnosed."""

    status: str
    score: float | None
    matched: str | None = None


@dataclass(frozen=True)
class Learner:
    """One simulated learner: what they answer to each exercise, and what happens to their file."""

    id: str
    name: str
    answers: dict[str, str]
    damage: str | None = None
    team: str = ""

    @property
    def person(self) -> Person:
        """The learner as a roster lists them."""
        first, _, last = self.name.rpartition(" ")
        return Person(self.id, first, last, team=self.team)

    def expected(self, exercise: Exercise) -> Expected:
        """What this learner should get for `exercise`."""
        if self.damage == "nothing submitted":
            return Expected("blank", None)
        if self.damage in ("truncated", "html page"):
            return Expected("unreadable", None)
        answer = self.answers[exercise.id]
        if answer == BLANK:
            return Expected("blank", None)
        if answer == "raises":
            return Expected("error", None)
        if answer.startswith("wrong:"):
            return Expected("marked", 0, answer.removeprefix("wrong:"))
        return Expected("marked", exercise.points)


def make_cohort(exercises: Sequence[Exercise], size: int, seed: int = 1) -> list[Learner]:
    """`size` learners with answers drawn from each exercise's right and wrong ones; a few of their files are damaged.

    The same arguments give the same cohort. Learners differ in ability, so that some do well throughout and some need
    help.
    """
    rng = stream(seed, "cohort", "answers")
    names = staff_names(seed, size)
    damaged = dict(zip(rng.choice(size, min(len(DAMAGE), size // 5), replace=False).tolist(), DAMAGE, strict=False))
    learners = []
    for number, name in enumerate(names):
        ability = float(rng.beta(3, 1.6))
        answers = {exercise.id: _draw(exercise, ability, rng) for exercise in exercises}
        team = TEAMS[number % len(TEAMS)] if number else SMALL_TEAM
        learners.append(Learner(f"learner{number + 1:03d}", name, answers, damaged.get(number), team))
    return learners


def staff_names(seed: int, size: int) -> list[str]:
    """Invented names of council staff, in the several alphabets' accents that a real roster has."""
    faker = Faker({"en_GB": 8, "pl_PL": 1, "fr_FR": 1})
    faker.seed_instance(seed)
    return [f"{faker.first_name()} {faker.last_name()}" for _ in range(size)]


def _draw(exercise: Exercise, ability: float, rng: np.random.Generator) -> str:
    weights = np.array([low + ability * (high - low) for low, high in LIKELY.values()])
    kind = str(rng.choice(list(LIKELY), p=weights / weights.sum()))
    if kind == "right":
        return str(rng.choice([EXEMPLAR, *(f"right:{right.name}" for right in exercise.rights)]))
    if kind == "wrong":
        return f"wrong:{rng.choice([wrong.name for wrong in exercise.wrongs])}"
    return kind


def write_submissions(
    learners: Sequence[Learner], assignment: str, released: Path, exercises: Sequence[Exercise], folder: Path
) -> Iterator[Learner]:
    """Write each learner's notebook into `folder/<learner>/<assignment>/`, in nbgrader's layout; yield each when done.

    `released` is the learner notebook as the builder made it; only answer cells are filled in, and for two learners in
    three the parts that a coach reads, with the rubric's marked examples.
    """
    for number, learner in enumerate(learners):
        target = folder / learner.id / assignment
        target.mkdir(parents=True, exist_ok=True)
        if learner.damage != "nothing submitted":
            notebook = nbformat.read(released, as_version=4)
            fill_in(notebook, learner, exercises)
            if number % 3:
                _write_texts(notebook, assignment, number)
            (target / released.name).write_text(_damaged(notebook, learner.damage), encoding="utf-8")
        yield learner


def fill_in(notebook: nbformat.NotebookNode, learner: Learner, exercises: Sequence[Exercise]) -> None:
    """Put the learner's answers into the notebook's answer cells."""
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    for exercise in exercises:
        answer = learner.answers[exercise.id]
        if answer != BLANK:
            cells[f"{exercise.id}-answer"].source = answer_source(exercise, answer)


def _write_texts(notebook: nbformat.NotebookNode, assignment: str, number: int) -> None:
    """Write something for the coach to read: one of the rubric's examples, another for the next learner."""
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    for task in load_course().assignment(assignment).rubric.tasks:
        cell = cells.get(f"{assignment}-{task.key}")
        if cell is not None and task.exemplars:
            cell.source = task.exemplars[number % len(task.exemplars)].text


def _damaged(notebook: nbformat.NotebookNode, damage: str | None) -> str:
    """The notebook as text, after what happened to it on its way."""
    if damage == "stripped metadata":
        for cell in notebook.cells:
            cell.metadata = nbformat.NotebookNode()
    if damage == "copied cells":
        notebook.cells.extend(nbformat.from_dict(dict(cell)) for cell in notebook.cells[-2:])
    text = json.dumps(notebook, ensure_ascii=False, indent=1)  # as a browser saves it: nothing corrected on the way
    if damage == "truncated":
        return text[: len(text) // 2]
    if damage == "html page":
        return SIGN_IN_PAGE
    return text


def disagreements(learners: Sequence[Learner], exercises: Sequence[Exercise], results: Iterable[Result]) -> list[str]:
    """Every mark that is not what the mix should earn, one sentence each; empty when marking did what it should.

    Status, score and, for a wrong answer, the mistake that was recognised must all be as expected.
    """
    rows = {(result.learner, row.exercise): row for result in results for row in result.rows}
    found = []
    for learner in learners:
        for exercise in exercises:
            wanted, row = learner.expected(exercise), rows.get((learner.id, exercise.id))
            got = Expected(row.status, row.score, row.matched) if row else None
            if got != wanted:
                found.append(
                    f"{learner.id}, {exercise.id} ({learner.damage or learner.answers[exercise.id]}): "
                    f"expected {wanted}, got {got}"
                )
    return found
