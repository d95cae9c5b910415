"""The `academy validate` command: what it prints, the list it writes and its exit status."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from academy.main import academy
from synthetic_data.errors import PlainError

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
EPISODE = "SYN1,01/05/2024,S,C2,N1,U4,PR1,,,,ZZ1 1AB,ZZ2 2AB,SC123456\n"


def folder_with(folder: Path, sex: str, ethnicity: str) -> Path:
    year = folder / "ssda903" / "2025-26"
    year.mkdir(parents=True)
    (year / "header.csv").write_text(f"{HEADER}SYN1,{sex},01/02/2012,{ethnicity},A123456789012,0,\n", encoding="utf-8")
    (year / "episodes.csv").write_text(EPISODES + EPISODE, encoding="utf-8")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(academy, ["validate", *(str(argument) for argument in arguments)])


def test_a_clean_folder_is_said_to_be_so_with_status_0(tmp_path: Path) -> None:
    result = run(folder_with(tmp_path, "F", "WBRI"))
    assert result.exit_code == 0
    assert "rules over 2 rows of 2 tables" in result.output
    assert "Nothing to put right by the rules that could run." in result.output


def test_errors_give_status_1_and_a_list_that_opens_in_excel_as_text(tmp_path: Path) -> None:
    listed = tmp_path / "errors.xlsx"
    result = run(folder_with(tmp_path / "in", "F", "=1+1"), "--out", listed)
    assert result.exit_code == 1
    assert "Errors to put right: 1. Queries to look at: 0." in result.output
    heading, row = openpyxl.load_workbook(listed)["Errors"].iter_rows()
    values = {name.value: cell for name, cell in zip(heading, row, strict=True)}
    assert (values["Rule"].value, values["Child"].value, values["Row"].value) == ("103", "SYN1", 2)
    assert (values["Values"].value, values["Values"].data_type) == ("ETHNIC = =1+1", "s")


def test_a_query_alone_gives_status_0(tmp_path: Path) -> None:
    result = run(folder_with(tmp_path, "U", "WBRI"))
    assert result.exit_code == 0
    assert "Errors to put right: 0. Queries to look at: 1." in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--year", "2025"], "--year|collection year"),
        (["--return", "annex_a"], "annex_a"),
        (["--out", "errors.pdf"], ".csv or .xlsx"),
    ],
)
def test_an_option_that_cannot_be_meant_is_a_plain_error(tmp_path: Path, arguments: list[str], words: str) -> None:
    result = run(folder_with(tmp_path, "F", "WBRI"), *arguments)
    assert isinstance(result.exception, PlainError)
    assert any(word in str(result.exception) for word in words.split("|"))
