"""Who is on the course: learner ids and people's names, accents and all."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from synthetic_data.council import LEARNER_ID
from synthetic_data.errors import PlainError

ID_COLUMNS = ("id", "learner", "learner_id", "username")
FIRST_COLUMNS, LAST_COLUMNS = ("first_name", "first name", "forename"), ("last_name", "last name", "surname")


@dataclass(frozen=True)
class Person:
    """One learner: the id that everything is filed under, and the name people know them by."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    team: str = ""

    @property
    def name(self) -> str:
        """The full name, or the id when no name is known."""
        return f"{self.first_name} {self.last_name}".strip() or self.id


def read_roster(path: Path) -> list[Person]:
    """Read a roster: CSV with `id` and `name`, or `id`, `first_name`, `last_name` (`email`, `team`), in any order.

    UTF-8, with or without a byte order mark, or as Excel saves it (Windows-1252). Raises PlainError naming the row for
    a malformed or repeated id, or a missing column.
    """
    rows = _rows(path)
    people: list[Person] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        learner = _first(row, ID_COLUMNS)
        if not learner and not any(row.values()):
            continue
        if not LEARNER_ID.fullmatch(learner):
            raise PlainError(
                f"Row {number} of {path.name} has the learner id {learner!r}: use 1 to 64 of a-z, 0-9 and . _ @ -, "
                "starting with a letter or number."
            )
        if learner in seen:
            raise PlainError(
                f"Rows {seen[learner]} and {number} of {path.name} have the same learner id, {learner}: "
                "keep one of them."
            )
        seen[learner] = number
        people.append(_person(learner, row))
    if not people:
        raise PlainError(f"{path.name} lists nobody: give it a row for each learner under the headings id and name.")
    return people


def write_roster(path: Path, people: list[Person]) -> None:
    """Write a roster whole or not at all."""
    from grading.capture import write_whole

    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["id", "first_name", "last_name", "email", "team"])
    table.writerows([each.id, each.first_name, each.last_name, each.email, each.team] for each in people)
    write_whole(path, text.getvalue().encode("utf-8"))


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise PlainError(
            f"The roster {path} cannot be read ({problem.strerror}): give a CSV file with the headings id and name."
        ) from problem
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise PlainError(f"{path.name} is an Excel workbook: save it as CSV (File, Save As, CSV UTF-8) and give that.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    reader = csv.DictReader(io.StringIO(unicodedata.normalize("NFC", text)), skipinitialspace=True)
    names = [(name or "").strip().lower() for name in reader.fieldnames or []]
    if not set(names) & set(ID_COLUMNS):
        comma = " with commas between" if any(";" in name or "\t" in name for name in names) else ""
        raise PlainError(f"{path.name} has no column called id: its first line should read id,name{comma}.")
    return [
        {
            name: (value or "").strip()
            for name, value in zip(names, row.values(), strict=False)
            if isinstance(value, str)
        }
        for row in reader
    ]


def _person(learner: str, row: dict[str, str]) -> Person:
    first, last = _first(row, FIRST_COLUMNS), _first(row, LAST_COLUMNS)
    if not first and not last:
        first, _, last = row.get("name", "").rpartition(" ")
        if not first:
            first, last = last, ""
    return Person(learner, first.strip(), last.strip(), row.get("email", ""), row.get("team", ""))


def _first(row: dict[str, str], names: tuple[str, ...]) -> str:
    return next((row[name] for name in names if row.get(name)), "")
