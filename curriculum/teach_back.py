"""A teach-back pack: thirty minutes in which a learner passes one lesson on to colleagues who have no Python.

Made from the lesson itself, so that it never says anything else: its question, one worked example, something to
predict, questions from the module's quiz, the card, and the task for Monday.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curriculum.builder.notebook import BLANK
from curriculum.builder.pages import card_section, lesson_facts
from curriculum.builder.source import Cell, read_cells
from curriculum.exercise import Exercise
from curriculum.model import Course
from curriculum.parts import Lesson
from synthetic_data.errors import PlainError, cannot_write

REREAD = re.compile(r"Re-read '(.+?)'")
QUESTIONS = 2


@dataclass(frozen=True)
class Question:
    """A quiz question for the room: its options, the right letter, and what to say to each of the others."""

    text: str
    options: tuple[tuple[str, str], ...]
    right: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Pack:
    """Everything a pack holds. Prose is Markdown; `shown` and `predicted` are pairs of prose and code."""

    lesson: Lesson
    opening: str
    shown: tuple[str, str]
    predicted: tuple[str, str]
    questions: tuple[Question, ...]


def pack_of(course: Course, lesson_id: str) -> Pack:
    """The pack of a lesson. Raises PlainError when there is no such lesson."""
    lesson = course.parts.get(lesson_id)
    if not isinstance(lesson, Lesson):
        known = ", ".join(each.id for each in course.lessons)
        raise PlainError(f'There is no lesson "{lesson_id}"; there are: {known}.')
    cells = read_cells(lesson.source)
    headings = {text for cell in cells for _, text in cell.headings}
    quiz = course.module_of(lesson_id).quiz
    asked = _questions(quiz.items.items(), quiz.questions, headings) if quiz else iter(())
    filled = [_filled(cell, lesson) for cell in cells]
    return Pack(
        lesson,
        opening=_without_headings(filled[0]),
        shown=_pair(cells, filled, "worked", skip=1),
        predicted=_pair(cells, filled, "predict"),
        questions=tuple(question for question, _ in zip(asked, range(QUESTIONS), strict=False)),
    )


def as_markdown(pack: Pack) -> str:
    """The pack as Markdown, in the order in which it is used."""
    lesson = pack.lesson
    parts = [
        f"# Thirty minutes: {lesson.title}",
        "For colleagues who know Excel. Nothing has to be installed, and all data in it is invented.",
        "**At the end people can:**",
        "\n".join(f"- {aim}" for aim in lesson.aims),
        "## The question (5 minutes)",
        pack.opening,
        f"Ask: how do we do this today? In Excel it may be: {lesson.excel.rstrip('.')}.",
        "## Look (10 minutes)",
        pack.shown[0],
        _fenced(pack.shown[1]),
    ]
    if pack.predicted[1]:
        parts += ["## Predict first (5 minutes)", pack.predicted[0], _fenced(pack.predicted[1])]
        parts += ["Let people write their guess down before anybody runs it."]
    if pack.questions:
        parts += ["## Ask the room (5 minutes)", *(_as_text(question) for question in pack.questions)]
    parts += ["## Take away (5 minutes)", card_section(lesson, level=3)]
    parts += [f"**On Monday:** {lesson.monday}", lesson.ethics]
    parts += [
        "## Afterwards",
        "Write down the date and how many people were there, each person once however often they come. What did they "
        "ask that you could not answer? Bring that to your coach.",
        f"Made from lesson {lesson.id} of Children's Data Academy, CC BY 4.0.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def write_pack(pack: Pack, out: Path) -> None:
    """Write the pack as .md or .docx, whole or not at all. Raises PlainError for another ending or a closed place."""
    partial = out.with_name(f".{out.name}.tmp")
    try:
        if out.suffix == ".md":
            partial.write_text(as_markdown(pack), encoding="utf-8")
        elif out.suffix == ".docx":
            _as_word(pack, partial)
        else:
            raise PlainError(f"{out} has an ending that is not known here: end it in .docx or .md")
        partial.replace(out)
    except OSError as problem:
        raise cannot_write(out, problem) from problem


def _questions(items: Iterable[tuple[str, Exercise]], texts: dict[str, str], headings: set[str]) -> Iterator[Question]:
    """The quiz items whose messages send readers to this lesson."""
    for name, exercise in items:
        sent_to = {heading for wrong in exercise.wrongs for heading in REREAD.findall(wrong.message)}
        if sent_to & headings:
            wrongs = [(wrong.name.removeprefix("option_"), wrong.message) for wrong in exercise.wrongs]
            said = tuple((letter, REREAD.sub("", message).strip(" .") + ".") for letter, message in wrongs)
            yield Question(texts[name], tuple(exercise.options.items()), exercise.correct, said)


def _as_text(question: Question) -> str:
    options = "\n".join(f"- **{letter}** {text}" for letter, text in question.options)
    return f"{question.text}\n\n{options}\n\nBest answer: **{question.right}**. Ask who chose something else, and why."


def _pair(cells: list[Cell], filled: list[str], role: str, skip: int = 0) -> tuple[str, str]:
    """The first code cell of a role (after `skip` of them, if there are more) and the prose that stands before it."""
    places = [place for place, cell in enumerate(cells) if cell.kind == "code" and cell.role == role]
    if not places:
        return "", ""
    place = places[min(skip, len(places) - 1)]
    prose = filled[place - 1] if place and cells[place - 1].kind == "markdown" else ""
    return _last_section(prose), cells[place].text


def _filled(cell: Cell, lesson: Lesson) -> str:
    facts = lesson_facts(lesson)
    return BLANK.sub(lambda match: facts.get(match[1], match[0]), cell.text)


def _without_headings(text: str) -> str:
    return re.sub(r"^#{1,6} .*\n?", "", text, flags=re.MULTILINE).strip()


def _last_section(text: str) -> str:
    """What stands under the last heading: what is above it looks back at something the room has not seen."""
    return re.split(r"^#{1,6} .*$", text, flags=re.MULTILINE)[-1].strip()


def _fenced(code: str) -> str:
    return f"```python\n{code}\n```" if code else ""


def _as_word(pack: Pack, path: Path) -> None:
    from docx import Document
    from docx.shared import Pt

    document: Any = Document()
    document.core_properties.title = f"Thirty minutes: {pack.lesson.title}"
    document.core_properties.language = "en-GB"
    in_code = False
    for line in as_markdown(pack).splitlines():
        if line.startswith("```"):
            in_code = not in_code
            continue
        heading = None if in_code else re.match(r"(#+) (.*)", line)
        if in_code:
            run = document.add_paragraph(style="No Spacing").add_run(line)
            run.font.name, run.font.size = "Consolas", Pt(9)
        elif heading:
            document.add_heading(heading[2], level=len(heading[1]) - 1)
        elif line.startswith("- "):
            _words(document.add_paragraph(style="List Bullet"), line[2:])
        elif line.startswith("> "):
            _words(document.add_paragraph(style="Quote"), line[2:])
        elif line.strip():
            _words(document.add_paragraph(), line)
    document.save(str(path))


def _words(paragraph: Any, text: str) -> None:
    """Bold and code of Markdown as runs; everything else as it stands."""
    for piece in re.split(r"(\*\*.+?\*\*|`.+?`)", text):
        if piece.startswith("**"):
            paragraph.add_run(piece[2:-2]).bold = True
        elif piece.startswith("`"):
            paragraph.add_run(piece[1:-1]).font.name = "Consolas"
        else:
            paragraph.add_run(piece)
