"""Every mark as CSV and Excel: what is not marked is empty, and nothing a learner wrote becomes a formula."""

import csv
import dataclasses

import openpyxl
import pytest

from grading import export
from grading.marks import safe_cell
from grading.roster import Person
from tests.grading.test_insight import RIGHT, everybody, standing

NAME = '=HYPERLINK("https://elsewhere.invalid";"marks").ipynb'


@pytest.fixture
def course(monkeypatch):
    waiting = ("needs_coach", None, None)
    one = standing("amina.khan", RIGHT, waiting)
    one = dataclasses.replace(
        one, person=Person("amina.khan", "-2+3", "Khan"), result=dataclasses.replace(one.result, file=NAME)
    )
    monkeypatch.setattr(export, "read_class", lambda course, assignment: everybody(one))


def test_as_csv(course, tmp_path):
    path = export.write_csv(None, "m01-a01", tmp_path / "marks.csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        first, second = csv.DictReader(stream)
    assert (float(first["score"]), second["score"]) == (4.0, "")
    assert first["file"] == f"'{NAME}"
    assert first["name"] == "'-2+3 Khan"


def test_as_a_workbook(course, tmp_path):
    book = openpyxl.load_workbook(export.write_excel(None, "m01-a01", tmp_path / "marks.xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
    assert NAME in [cell.value for cell in cells]
    scores = [row[book["Every mark"].max_column - 7].value for row in book["Every mark"].iter_rows(min_row=2)]
    assert scores == [4, None]


@pytest.mark.parametrize("text", ["=1+1", " =1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\n=1", "-"])
def test_what_a_spreadsheet_would_calculate_is_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1.5", "3", "a-b", "2026-03-31", "x = 1", ""])
def test_what_it_would_not_is_as_it_was(text):
    assert safe_cell(text) == text
