"""Templates: locked but for the mapped cells, each a named cell, and where the map says for each council."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from synthetic_data.around.templates import FORMULAS, first_row, layout, view
from synthetic_data.council import Council, CouncilSpec, simulate


@pytest.fixture(scope="module")
def council() -> Council:
    return simulate(CouncilSpec.named("Windlemere", size="small", seed=1))


@pytest.fixture(scope="module")
def folder(council: Council, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("templates")
    view.writers["csv"](council, "2025-26", out)
    view.writers["xlsx"](council, "2025-26", out)
    return out


def test_there_are_five_templates_and_a_map(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert len([name for name in names if name.endswith(".xlsx")]) == 5
    assert "cell_map.csv" in names


def test_exactly_the_mapped_cells_are_unlocked_and_empty(folder: Path) -> None:
    cell_map = pl.read_csv(folder / "cell_map.csv")
    for (template, sheet), cells in cell_map.group_by("TEMPLATE", "SHEET"):
        book = openpyxl.load_workbook(folder / f"{template}.xlsx")
        assert all(page.protection.sheet for page in book.worksheets)
        page = book[str(sheet)]
        unlocked = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
        assert unlocked == set(cells["CELL"])
        assert all(page[cell].value is None for cell in unlocked)
        assert not unlocked & {cell.coordinate for row in page.iter_rows() for cell in row if cell.value is not None}
        assert len(page.merged_cells.ranges) == 2


def test_each_mapped_cell_is_a_name_of_its_workbook(folder: Path) -> None:
    cell_map = pl.read_csv(folder / "cell_map.csv")
    assert cell_map["NAME"].is_unique().all()
    for row in cell_map.iter_rows(named=True):
        book = openpyxl.load_workbook(folder / f"{row['TEMPLATE']}.xlsx")
        column, number = re.fullmatch(r"([A-Z]+)(\d+)", row["CELL"]).groups()  # type: ignore[union-attr]
        target = book.defined_names[row["NAME"]].attr_text.replace("'", "")
        assert target == f"{row['SHEET']}!${column}${number}"


def test_formulas_are_where_no_mapped_cell_is_and_name_cells_that_exist(folder: Path) -> None:
    names = set(pl.read_csv(folder / "cell_map.csv")["NAME"])
    found = 0
    for path in folder.glob("*.xlsx"):
        page = openpyxl.load_workbook(path).worksheets[0]
        formulas = [cell for row in page.iter_rows() for cell in row if str(cell.value).startswith("=")]
        found += len(formulas)
        for cell in formulas:
            assert cell.protection.locked
            assert set(re.findall(r"(?:region|scrutiny)_\w+", str(cell.value))) <= names
    assert found == len(FORMULAS)


def test_no_two_cells_of_a_template_share_a_place_and_councils_differ() -> None:
    places = layout("501")
    assert not places.select("template", "cell").is_duplicated().any()
    assert len({first_row(str(code), "scrutiny") for code in range(501, 510)}) == 5
    assert not layout("501")["cell"].equals(layout("502")["cell"])


def test_the_same_council_gives_the_same_bytes(council: Council, folder: Path, tmp_path: Path) -> None:
    view.writers["xlsx"](council, "2025-26", tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (folder / path.name).read_bytes()
