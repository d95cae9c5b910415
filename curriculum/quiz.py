"""A module's quiz: items with one right letter, and a message for each wrong one.

`quiz.toml` holds `[[items]]`; the option without a message is the right one. Asked at the end of the module and again
after one and four weeks, it never counts towards marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from curriculum.exercise import Exercise
from curriculum.records import read_toml, record
from synthetic_data.errors import PlainError


@dataclass(frozen=True)
class Option:
    """One option; `message` says why it is not the best answer, and is absent on the right one."""

    letter: str
    text: str
    message: str = ""


@dataclass(frozen=True)
class Item:
    """One question as quiz.toml writes it; `slug` makes its exercise id."""

    slug: str
    question: str
    options: tuple[Option, ...]
    after: str
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quiz:
    """The items of one module by exercise id (`m01-q01-rows-or-children`), and the question each asks."""

    id: str
    items: dict[str, Exercise]
    questions: dict[str, str]


def read_quiz(path: Path, module_id: str) -> Quiz:
    """Read quiz.toml. Raises PlainError unless every item has two or more options and exactly one right one."""
    where = f"{path.parent.name}/quiz.toml"
    quiz_id = f"{module_id}-q01"
    exercises: dict[str, Exercise] = {}
    questions: dict[str, str] = {}
    for number, values in enumerate(read_toml(path).get("items", []), start=1):
        item = record(Item, values, f"{where}, item {number}")
        exercise = _exercise(item, quiz_id, number, where)
        if exercise.id in exercises:
            raise PlainError(f'{where} has two items with the slug "{item.slug}".')
        exercises[exercise.id], questions[exercise.id] = exercise, item.question
    return Quiz(quiz_id, exercises, questions)


def _exercise(item: Item, quiz_id: str, number: int, where: str) -> Exercise:
    name = f"quiz_{number}"
    exercise = Exercise(
        f"{quiz_id}-{item.slug}", name, "choice", points=1, minutes=1, skills=item.skills, asked=item.question
    )
    for option in item.options:
        if option.letter in exercise.options:
            raise PlainError(f'{where}, item {item.slug}, has two options "{option.letter}".')
        exercise.option(option.letter, option.text, option.message)
    right = len(exercise.rights)
    if right != 1 or not exercise.wrongs:
        problem = f"has {right} options without a message: leave the message off exactly one, the right one"
        raise PlainError(f"{where}, item {item.slug}, {problem}.")
    exercise.after = item.after
    return exercise
