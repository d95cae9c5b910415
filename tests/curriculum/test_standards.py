from __future__ import annotations

from pathlib import Path

import pytest
from stage import course

from curriculum.builder.coverage import PAGE, coverage_page
from curriculum.model import load_course
from curriculum.standards import coverage, load_standards, statement
from synthetic_data.errors import PlainError

ROOT = Path(__file__).parents[2]


def test_the_main_standard_has_its_thirty_seven_statements() -> None:
    standard = load_standards()["ST0118"]
    assert [sum(each.code[0] == kind for each in standard.statements) for kind in "KSB"] == [15, 15, 7]
    assert all(each.provenance and each.confidence for each in standard.statements)


def test_a_code_is_of_the_main_standard_unless_it_names_another() -> None:
    assert statement("S2")[0].ref == "ST0118"
    assert statement("ST0795 S2")[0].title == "Data technician"
    for wrong in ("S99", "ST9999 S1", "ST1512 K1", ""):
        with pytest.raises(PlainError):
            statement(wrong)


def test_every_code_the_course_names_is_in_a_standard() -> None:
    for module in course().modules:
        for code in module.ksbs:
            statement(code)
    for name in course().exercise_ids:
        for code in course().exercise(name).skills:
            statement(code)
    for assignment in course().assignments:
        for task in assignment.rubric.tasks:
            for code in task.skills:
                statement(code)


def test_coverage_tells_practised_from_assessed_from_planned(sample: Path) -> None:
    rows = {row.statement.code: row for row in coverage(load_course(sample))}
    assert rows["S2"].practised == ["m01-l01"]
    assert rows["S2"].assessed == ["m01-a01"]
    assert rows["S6"].planned == ["m02"]
    assert not (rows["B7"].practised or rows["B7"].assessed or rows["B7"].planned)


def test_gaps_are_said(sample: Path) -> None:
    page = coverage_page(load_course(sample))
    assert "- Not in the plan at all: " in page
    gaps = next(line for line in page.splitlines() if line.startswith("- Not in the plan"))
    assert "B7" in gaps
    assert "S6" not in gaps


def test_the_page_in_docs_is_what_the_course_says() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == coverage_page(course()), "run academy build and commit docs/"
