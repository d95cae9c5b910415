"""Budgets and plain reading: what a lesson may weigh, and what a reader who cannot see it needs.

Each rule is a small function over the learner's notebook that gives sentences. `academy build` prints what they find;
the tests refuse everything except advice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from curriculum.builder.notebook import part_notebook
from curriculum.builder.source import FENCE, HEADING
from curriculum.model import Course
from curriculum.parts import Assignment, Diagnostic, Lesson, Part

CELLS = (20, 35)
WORDS = 1200
LINES = 12
CHECKED = (3, 4)
MINUTES = (30, 75)  # "about an hour"
ASSIGNMENT_MINUTES = (180, 480)
DIAGNOSTIC_MINUTES = (15, 40)
READING_AGE = 14  # advice only: council terms are long words

IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)]*)\)")
VAGUE = {"here", "click here", "this", "link", "this link", "read more", "more"}
MACHINE_PATH = re.compile(r"(?<![\w./])(/(home|Users|tmp|work|root|mnt|var|opt)/\w|[A-Za-z]:\\\w)")
TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{3,}")


@dataclass(frozen=True)
class Finding:
    """One thing to put right, or, when `advice`, to think about."""

    part: str
    cell: str
    sentence: str
    advice: bool = False

    def __str__(self) -> str:
        return f"{'advice: ' if self.advice else ''}{self.part}, {self.cell}: {self.sentence}"


@dataclass(frozen=True)
class Sheet:
    """A learner notebook under the lint: its part, its cells, and those the author wrote."""

    part: Part
    notebook: dict[str, Any]

    @cached_property
    def cells(self) -> list[tuple[str, dict[str, Any], str]]:
        """(name, cell, text) of each cell; cells are named by place and first words."""
        named = []
        for number, cell in enumerate(self.notebook["cells"], start=1):
            text = "".join(cell["source"])
            named.append((f'cell {number} ("{text[:30].splitlines()[0] if text else ""}")', cell, text))
        return named

    @cached_property
    def authored(self) -> list[tuple[str, dict[str, Any], str]]:
        """Cells without those the builder writes itself: the opening facts, checks, card and Monday task."""
        last = len(self.cells) - 1 if isinstance(self.part, Lesson) else len(self.cells)
        kept = [each for number, each in enumerate(self.cells) if number not in (1, last)]
        return [each for each in kept if "check" not in each[1]["metadata"].get("tags", [])]


def lint_course(course: Course, only: str = "") -> list[Finding]:
    """Everything the rules find in the written parts whose id begins with `only`, in course order."""
    found: list[Finding] = []
    for part in course.parts.values():
        if part.id.startswith(only):
            found.extend(lint_part(part, json.loads(part_notebook(course, part))))
    return found


def lint_part(part: Part, notebook: dict[str, Any]) -> list[Finding]:
    """Everything the rules find in one learner notebook."""
    sheet = Sheet(part, notebook)
    rules = [*RULES, *(LESSON_RULES if isinstance(part, Lesson) else ())]
    return [finding for rule in rules for finding in rule(sheet)]


def few_enough_cells(sheet: Sheet) -> Iterator[Finding]:
    count = len(sheet.authored)
    if not CELLS[0] <= count <= CELLS[1]:
        yield Finding(sheet.part.id, "whole lesson", f"{count} cells; keep between {CELLS[0]} and {CELLS[1]}.")


def few_enough_words(sheet: Sheet) -> Iterator[Finding]:
    count = sum(len(_prose(text).split()) for _, cell, text in sheet.authored if cell["cell_type"] == "markdown")
    if count > WORDS:
        yield Finding(sheet.part.id, "whole lesson", f"{count} words of text; keep to {WORDS}.")


def three_or_four_exercises(sheet: Sheet) -> Iterator[Finding]:
    count = len(sheet.part.exercises)
    if not CHECKED[0] <= count <= CHECKED[1]:
        yield Finding(
            sheet.part.id, "whole lesson", f"{count} checked exercises; a lesson has {CHECKED[0]} or {CHECKED[1]}."
        )


def reads_easily(sheet: Sheet) -> Iterator[Finding]:
    text = " ".join(_prose(text) for _, cell, text in sheet.authored if cell["cell_type"] == "markdown")
    age = reading_age(text)
    if age > READING_AGE:
        sentence = f"reading age is about {age:.0f}; shorter sentences and plainer words would bring it down."
        yield Finding(sheet.part.id, "whole lesson", sentence, advice=True)


def minutes_fit(sheet: Sheet) -> Iterator[Finding]:
    tasks = sum(sheet.part.load(name).minutes for name in sheet.part.exercise_ids)
    told = sheet.part.minutes.estimate
    budgets = {Lesson: MINUTES, Assignment: ASSIGNMENT_MINUTES, Diagnostic: DIAGNOSTIC_MINUTES}
    low, high = budgets[type(sheet.part)]
    if not low <= told <= high:
        yield Finding(sheet.part.id, "whole part", f"{told} minutes; keep between {low} and {high}.")
    if tasks > told:
        yield Finding(sheet.part.id, "whole part", f"its exercises take {tasks} minutes, and the whole only {told}.")


def short_code(sheet: Sheet) -> Iterator[Finding]:
    for name, cell, text in sheet.authored:
        lines = len(text.splitlines())
        if cell["cell_type"] == "code" and lines > LINES:
            yield Finding(sheet.part.id, name, f"{lines} lines of code; keep to {LINES}.")


def headings_in_order(sheet: Sheet) -> Iterator[Finding]:
    before, titles, seen = 0, 0, set[str]()
    for name, level, text in _headings(sheet):
        titles += level == 1
        if level > before + 1:
            yield Finding(sheet.part.id, name, f'the heading "{text}" skips a level; use {"#" * (before + 1)}.')
        if text.casefold() in seen:
            yield Finding(sheet.part.id, name, f'the heading "{text}" stands twice; messages send readers to headings.')
        seen.add(text.casefold())
        before = level
    if titles != 1:
        yield Finding(sheet.part.id, "whole notebook", f"{titles} headings of level one; there is one title.")


def pictures_have_words(sheet: Sheet) -> Iterator[Finding]:
    for name, _, text in _markdown(sheet):
        for alt, target in IMAGE.findall(text):
            if len(alt.split()) < 3:
                yield Finding(
                    sheet.part.id, name, f"the picture {target or '(none)'} needs words that carry its message."
                )


def links_say_where(sheet: Sheet) -> Iterator[Finding]:
    for name, _, text in _markdown(sheet):
        for words, target in LINK.findall(text):
            if words.strip().casefold() in VAGUE or not target.strip():
                yield Finding(sheet.part.id, name, f'the link "{words}" does not say where it goes.')


def tables_have_headers(sheet: Sheet) -> Iterator[Finding]:
    for name, _, text in _markdown(sheet):
        lines = _prose_lines(text)
        for before, line in zip(["", *lines], lines, strict=False):
            columns = before.strip().removeprefix("|").removesuffix("|").split("|")
            if TABLE_RULE.match(line) and "|" in line and not all(column.strip() for column in columns):
                yield Finding(sheet.part.id, name, "a table has a column without a heading.")


def nothing_has_run(sheet: Sheet) -> Iterator[Finding]:
    for name, cell, _ in sheet.cells:
        if cell.get("outputs") or cell.get("execution_count"):
            yield Finding(sheet.part.id, name, "it carries an output or a count; build it again.")


def no_machine_paths(sheet: Sheet) -> Iterator[Finding]:
    for name, _, text in sheet.cells:
        if MACHINE_PATH.search(text):
            yield Finding(sheet.part.id, name, "it names a path of one machine; begin with data_folder().")


Rule = Callable[[Sheet], Iterator[Finding]]
RULES: tuple[Rule, ...] = (
    minutes_fit,
    short_code,
    headings_in_order,
    pictures_have_words,
    links_say_where,
    tables_have_headers,
    nothing_has_run,
    no_machine_paths,
)
LESSON_RULES: tuple[Rule, ...] = (few_enough_cells, few_enough_words, three_or_four_exercises, reads_easily)


def reading_age(text: str) -> float:
    """Reading age in years by Flesch-Kincaid (grade + 5), on a rough count of syllables. Advice, never a rule."""
    sentences = max(1, len(re.findall(r"[.!?:]+(\s|$)", text)))
    words = re.findall(r"[A-Za-z']+", text)
    if not words:
        return 0.0
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59 + 5


def _markdown(sheet: Sheet) -> list[tuple[str, dict[str, Any], str]]:
    return [each for each in sheet.cells if each[1]["cell_type"] == "markdown"]


def _headings(sheet: Sheet) -> Iterator[tuple[str, int, str]]:
    for name, _, text in _markdown(sheet):
        for line in _prose_lines(text):
            match = HEADING.match(line)
            if match:
                yield name, len(match[1]), match[2]


def _prose_lines(text: str) -> list[str]:
    """Lines of Markdown outside code blocks."""
    kept, in_code = [], False
    for line in text.splitlines():
        if FENCE.match(line):
            in_code = not in_code
        elif not in_code:
            kept.append(line)
    return kept


def _prose(text: str) -> str:
    return re.sub(r"[#*_>|`-]+", " ", "\n".join(_prose_lines(text)))
