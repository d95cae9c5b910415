"""Faults of whole files, and what a learner gets of a faulted extract."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from synthetic_data.council import CouncilSpec, simulate
from synthetic_data.errors import PlainError
from synthetic_data.faults.files import FILE_FAULTS
from synthetic_data.write import write

SPEC = CouncilSpec.from_seed("files", size="small", years=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("faulted") / "data"
    write(simulate(SPEC), out, ("extracts",), faults="heavy")
    return out / "extracts"


def test_each_report_has_one_file_fault_and_the_key_names_it(folder: Path) -> None:
    key = pd.read_csv(folder / "faults.csv", dtype=str)
    files = key[key["family"] == "files"]
    assert sorted(files["row_key"]) == ["care_episodes.csv", "people.csv", "plans.csv", "referrals.csv"]
    assert set(files["error_type"]) <= set(FILE_FAULTS)


def test_rows_say_which_row_of_a_file_is_which(folder: Path) -> None:
    rows = pd.read_csv(folder / "rows.csv")
    draft = pd.read_csv(folder / "draft_903" / "2025-26" / "header.csv", dtype=str)
    mine = rows[rows["table"] == "draft_903/2025-26/header"]
    assert mine["data_row"].tolist() == list(range(1, len(draft) + 1))


def test_the_workbook_has_a_merged_title_above_its_headings(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "extracts.xlsx")["people"]
    assert sheet.merged_cells.ranges
    assert sheet["A3"].value == "Person ID"


def test_a_learners_extract_comes_without_the_answer_key(tmp_path: Path) -> None:
    write(simulate(SPEC), tmp_path / "data", ("extracts",), faults="light", answers=False)
    names = {path.name for path in (tmp_path / "data").rglob("*.csv")}
    assert "people.csv" in names
    assert not names & {"faults.csv", "rows.csv"}


def test_a_clean_extract_agrees_with_the_return_cell_by_cell(tmp_path: Path) -> None:
    write(simulate(SPEC), tmp_path / "data", ("extracts", "ssda903"), ("csv",))
    draft = (tmp_path / "data/extracts/draft_903/2025-26/episodes.csv").read_text()
    assert draft == (tmp_path / "data/ssda903/2025-26/episodes.csv").read_text()


def test_faults_without_extracts_are_refused_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(PlainError, match="add extracts"):
        write(simulate(SPEC), tmp_path / "data", ("ssda903",), faults="light")
