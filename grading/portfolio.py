"""A learner's evidence as pages for an apprenticeship provider: a web page or a Word file, made from their own files.

It says which knowledge, skills and behaviours they have practised and which they have not, lists the time they logged,
and says plainly that it is not an assessment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curriculum.model import Course
from curriculum.parts import Assignment, Part
from curriculum.standards import MAIN, Coverage, coverage, load_standards, skills_in_source
from grading import cards
from grading.pages import render
from grading.progress import PartDone, Progress
from synthetic_data.errors import PlainError, cannot_write

NOT_A_GRADE = (
    "This is a record of practice on invented data, made by the learner from their own notebooks. It is not an "
    "end-point assessment and no grade: a coach's marks stand in the feedback, and your own work stands beside it."
)
NOT_CHECKED = (
    "The statements are in our own short words and were not compared with the published standard: check the codes "
    "with your provider."
)


@dataclass(frozen=True)
class Evidence:
    """One statement of the standard: what was done for it, what of the course is still open, and what is lacking."""

    code: str
    text: str
    done: tuple[str, ...]
    open: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Portfolio:
    """Everything a portfolio shows."""

    learner: str
    standard: str
    checked: str
    rows: tuple[Evidence, ...]
    log: tuple[tuple[str, str, int, str], ...]  # date, part, minutes, note
    minutes: int
    made: str


def portfolio_of(progress: Progress, course: Course, today: dt.date) -> Portfolio:
    """The portfolio of a learner's progress against the main standard."""
    standard = load_standards()[MAIN]
    parts = {each.part.id: each for _, found in progress.modules for each in found}
    rows = []
    for row in coverage(course, _skills_of):
        if row.standard.ref != MAIN:
            continue
        ids = dict.fromkeys([*row.practised, *row.assessed])
        done = tuple(_line(parts[name]) for name in ids if parts[name].is_done)
        still = tuple(f"{parts[name].part.title} ({name})" for name in ids if not parts[name].is_done)
        rows.append(Evidence(row.statement.code, row.statement.text, done, still, _note(row)))
    log = tuple((_day(each.date), _title(course, each.part), each.minutes, each.note) for each in progress.entries)
    title = f"{standard.title}, {standard.ref} version {standard.version}"
    checked = f"Compared with the published standard on {standard.checked}." if standard.checked else NOT_CHECKED
    return Portfolio(progress.learner, title, checked, tuple(rows), log, progress.minutes, _day(today))


def write_portfolio(portfolio: Portfolio, out: Path) -> None:
    """Write it as .html or .docx, whole or not at all. Raises PlainError for another ending or a closed place."""
    partial = out.with_name(f".{out.name}.tmp")
    try:
        if out.suffix == ".html":
            page = render("portfolio.html.j2", portfolio=portfolio, not_a_grade=NOT_A_GRADE)
            partial.write_text(page, encoding="utf-8")
        elif out.suffix == ".docx":
            _as_word(portfolio, partial)
        else:
            raise PlainError(f"{out} has an ending that is not known here: end it in .docx or .html")
        partial.replace(out)
    except OSError as problem:
        raise cannot_write(out, problem) from problem


def _as_word(portfolio: Portfolio, path: Path) -> None:
    from docx import Document

    document = Document()
    document.core_properties.title = f"Evidence of practice: {portfolio.learner}"
    document.core_properties.language = "en-GB"
    document.core_properties.author = portfolio.learner
    document.add_heading(f"Evidence of practice: {portfolio.learner}", level=0)
    for text in (f"{portfolio.standard}. Made on {portfolio.made}.", NOT_A_GRADE, portfolio.checked):
        document.add_paragraph(text)
    document.add_heading("Knowledge, skills and behaviours", level=1)
    rows = [(row.code, row.text, "; ".join(row.done) or "nothing yet", _still(row)) for row in portfolio.rows]
    _word_table(document, ("Code", "In short", "Done", "Still open"), rows)
    document.add_heading("Time logged", level=1)
    document.add_paragraph(f"{portfolio.minutes / 60:.1f} hours in all, as the learner wrote them down.")
    log = [(date, part, str(minutes), note) for date, part, minutes, note in portfolio.log]
    _word_table(document, ("Date", "What", "Minutes", "Note"), log)
    document.save(str(path))


def _word_table(document: Any, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from docx.oxml import OxmlElement

    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, headings, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    # Word reads a first row that repeats on each page out as the table's headings.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _still(row: Evidence) -> str:
    return "; ".join([*row.open, *([row.note] if row.note else [])]) or "nothing"


def _skills_of(part: Part, exercise_id: str) -> Sequence[str]:
    """The codes of an exercise; an assignment's are on its card, because its exercises stay with the coach."""
    if isinstance(part, Assignment):
        card = cards.card(exercise_id)
        return card["skills"] if card else ()
    return skills_in_source(part, exercise_id)


def _line(done: PartDone) -> str:
    when = f", {_day(done.last)}" if done.last else ""
    return f"{done.part.title} ({done.part.id}){when}"


def _note(row: Coverage) -> str:
    if row.statement.workplace:
        return "Needs evidence from your own organisation."
    if not row.practised and not row.assessed:
        return "The course does not cover it yet." if row.planned else "The course does not cover it."
    return ""


def _title(course: Course, part_id: str) -> str:
    if not part_id:
        return "Other work"
    part = course.parts.get(part_id)
    kind = "Assignment: " if isinstance(part, Assignment) else ""
    return f"{kind}{part.title} ({part_id})" if part else part_id


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
