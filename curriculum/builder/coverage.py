"""docs/ksb-coverage.md: which statements of the standards the course meets, and which it does not."""

from __future__ import annotations

from curriculum.model import Course
from curriculum.standards import MAIN, Coverage, coverage, load_standards

PAGE = "docs/ksb-coverage.md"


def coverage_page(course: Course) -> str:
    """The table and its gaps, made from the `skills` of exercises and coach tasks; nothing in it is typed by hand."""
    rows = coverage(course)
    main = [row for row in rows if row.standard.ref == MAIN]
    others = [row for row in rows if row.standard.ref != MAIN]
    standard = load_standards()[MAIN]
    lines = [
        "# Knowledge, skills and behaviours",
        "",
        "Written by `academy build` from the codes that exercises and coach tasks carry. **Practised**: a lesson has "
        "an exercise for it. **Assessed**: an assignment does, or its coach marks it. **Planned**: a module that is "
        "not yet written will claim it. Nobody has to meet a code by this course alone, and the course awards no "
        "qualification.",
        "",
        f"## {standard.title}, {standard.ref} version {standard.version}",
        "",
        _checked(standard.checked),
        "",
        *_table(main),
        "",
        "## What the course does not cover",
        "",
        *_gaps(main),
    ]
    if others:
        lines += ["", "## Codes of other standards that the course names", "", *_table(others, with_ref=True)]
    notes = [f"- {each.title} ({each.ref}): {each.note}" for each in load_standards().values() if each.note]
    return "\n".join([*lines, "", "## About these lists", "", *notes]) + "\n"


def _checked(date: str) -> str:
    if date:
        return f"Compared with the published standard on {date}."
    return "Statements are in our own short words and not yet compared with the published standard: check before use."


def _table(rows: list[Coverage], with_ref: bool = False) -> list[str]:
    lines = ["| Code | In short | Practised | Assessed | Planned |", "| --- | --- | --- | --- | --- |"]
    for row in rows:
        code = f"{row.standard.ref} {row.statement.code}" if with_ref else row.statement.code
        cells = (", ".join(found) or "none" for found in (row.practised, row.assessed, row.planned))
        lines.append(f"| {code} | {row.statement.text} | {' | '.join(cells)} |")
    return lines


def _gaps(rows: list[Coverage]) -> list[str]:
    kinds = {
        "Needs evidence from the learner's own organisation, whatever the course does": [
            row for row in rows if row.statement.workplace
        ],
        "Neither practised nor assessed yet; planned": [
            row for row in rows if not row.practised and not row.assessed and row.planned
        ],
        "Practised, and assessed by no assignment yet": [row for row in rows if row.practised and not row.assessed],
        "Not in the plan at all": [row for row in rows if not (row.practised or row.assessed or row.planned)],
    }
    return [f"- {kind}: {', '.join(row.statement.code for row in found) or 'none'}." for kind, found in kinds.items()]
