"""marks.csv and history.csv: everybody's marks in one table each, whole at every moment, shared by all assignments."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from grading.capture import write_whole
from grading.results import Result

MARKS = ("learner", "assignment", "exercise", "status", "score", "max_score", "message")
HISTORY = (
    "when",
    "who",
    "learner",
    "assignment",
    "exercise",
    "from_status",
    "from_score",
    "to_status",
    "to_score",
    "why",
)


def mark_rows(results: Iterable[Result]) -> list[dict[str, Any]]:
    """One row a learner and exercise; a score that was not given is empty."""
    return [
        {
            "learner": result.learner,
            "assignment": result.assignment,
            "exercise": row.exercise,
            "status": row.status,
            "score": number(row.score),
            "max_score": number(row.max_score),
            "message": row.message,
        }
        for result in results
        for row in result.rows
    ]


def write_marks(path: Path, assignment: str, results: Sequence[Result]) -> None:
    """Replace one assignment's rows of marks.csv; those of others stay as they are."""
    _replace(path, MARKS, assignment, mark_rows(results))


def write_history(path: Path, assignment: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Replace one assignment's rows of history.csv."""
    _replace(
        path,
        HISTORY,
        assignment,
        [{**row, "from_score": number(row["from_score"]), "to_score": number(row["to_score"])} for row in rows],
    )


def _replace(path: Path, columns: Sequence[str], assignment: str, rows: Sequence[Mapping[str, Any]]) -> None:
    others = [row for row in read_table(path) if row.get("assignment") != assignment]
    ours = [{name: safe_cell(row[name]) for name in columns} for row in rows]
    text = io.StringIO()
    table = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    table.writerows(sorted([*others, *ours], key=lambda row: str(row["assignment"])))
    write_whole(path, text.getvalue().encode("utf-8"), lasting=True)


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file of ours; none when it is not there."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:  # Excel leaves a mark when it saves
        return list(csv.DictReader(stream))


def number(value: float | None) -> str:
    """A score as people write it: 3, 2.5, or nothing."""
    return "" if value is None else f"{value:g}"


def safe_cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula: what a learner wrote may stand in a message or a file's name."""
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


_FORMULA = re.compile(r"\s*[=+@]|[\t\r\n]|\s*-(?![\d.]+$)")
