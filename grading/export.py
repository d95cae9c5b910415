"""Every mark as CSV or as an Excel workbook, with names, for whoever keeps the records."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grading.capture import write_whole
from grading.course_folder import CourseFolder
from grading.marks import safe_cell
from grading.standing import Class, read_class
from synthetic_data.errors import cannot_write

COLUMNS = (
    "learner",
    "name",
    "assignment",
    "part",
    "title",
    "kind",
    "status",
    "score",
    "max_score",
    "given_by",
    "mistake",
    "handed_in",
    "late",
    "file",
)


def write_csv(course: CourseFolder, assignment: str, path: Path) -> Path:
    """One row a learner and part, coach-marked parts too. Raises PlainError when it cannot be written."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([safe_cell(cell) for cell in row] for row in rows(read_class(course, assignment)))
    _write(path, b"\xef\xbb\xbf" + text.getvalue().encode("utf-8"))  # with the mark by which Excel knows UTF-8
    return path


def write_excel(course: CourseFolder, assignment: str, path: Path) -> Path:
    """A workbook: a sheet of learners with a column a part, and a sheet of every mark."""
    import xlsxwriter

    everybody = read_class(course, assignment)
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    _sheet(book.add_worksheet("Learners"), list(_wide(everybody)), bold)
    _sheet(book.add_worksheet("Every mark"), [list(COLUMNS), *rows(everybody)], bold)
    book.close()
    _write(path, content.getvalue())
    return path


def rows(everybody: Class) -> Iterator[list[Any]]:
    """Every mark; a score that nobody has given yet is empty."""
    for standing in everybody.standings:
        person, result = standing.person, standing.result
        start = [person.id, person.name, everybody.assignment]
        end = [standing.handed_in, standing.late, result.file or ""]
        for mark in standing.exercises:
            by = "coach" if mark.manual is not None else "marker"
            facts = [mark.row.status, mark.score, mark.row.max_score, by, mark.row.matched or ""]
            yield [*start, mark.row.exercise, mark.title, "checked", *facts, *end]
        for task in standing.tasks:
            unread = "unreadable" if not task.readable else "needs_coach" if task.answered else "blank"
            status = "marked" if task.score is not None else unread
            yield [*start, task.id, task.title, "read", status, task.score, task.max_score, "coach", "", *end]


def _wide(everybody: Class) -> Iterator[list[Any]]:
    first = everybody.standings[0]
    titles = [mark.title for mark in first.exercises] + [task.title for task in first.tasks]
    yield ["learner", "name", *titles, "checked points", "out of", "late"]
    for standing in everybody.standings:
        scores = [mark.score for mark in standing.exercises] + [task.score for task in standing.tasks]
        yield [standing.person.id, standing.person.name, *scores, standing.points, standing.out_of, standing.late]


def _sheet(sheet: Any, table: list[list[Any]], bold: Any) -> None:
    for number, row in enumerate(table):
        for place, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(number, place, value)
            elif value:
                sheet.write_string(number, place, str(value), bold if number == 0 else None)
            if number == 0 and not value:
                sheet.write_blank(number, place, None, bold)
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, 1, 22)
    sheet.set_column(2, 40, 14)


def _write(path: Path, content: bytes) -> None:
    try:
        write_whole(path, content)
    except OSError as problem:
        raise cannot_write(path, problem) from problem
