"""The dictionary and the card: complete, in step with the code, in the docs and next to the data."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from synthetic_data.council import Council, CouncilSpec, simulate
from synthetic_data.dictionary import (
    CARD_NAME,
    DICTIONARY_NAME,
    TITLES,
    as_markdown,
    dictionary,
    write_beside,
    write_docs,
)
from synthetic_data.views import VIEWS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def council() -> Council:
    return simulate(CouncilSpec.named("Omberstow", size="small", seed=2))


def test_the_docs_are_what_the_tables_say(tmp_path: Path) -> None:
    write_docs(tmp_path)
    for path in tmp_path.iterdir():
        assert (DOCS / path.name).read_text(encoding="utf-8") == path.read_text(encoding="utf-8"), (
            f"{path.name} is out of date: run python -m synthetic_data.dictionary"
        )


@pytest.mark.parametrize("name", sorted(set(VIEWS) & set(TITLES) - {"annex_a"}))
def test_every_column_that_is_written_is_in_the_dictionary_in_the_same_order(council: Council, name: str) -> None:
    listed: dict[str, list[str]] = {}
    for column in dictionary():
        if column.folder == name:
            listed.setdefault(column.table, []).append(column.column)
    for table, frame in council.view_tables(name).items():
        if "/" not in table:  # the draft return within the extracts has the return's columns
            assert listed[table] == frame.columns, f"{name}.{table}"


def test_kinds_are_those_of_the_values(council: Council) -> None:
    kinds = {(c.folder, c.table, c.column): c.kind for c in dictionary()}
    for name in ("population", "providers", "workforce", "templates", "time_diary"):
        for table, frame in council.view_tables(name).items():
            for column, dtype in frame.schema.items():
                kind = kinds[name, table, column]
                expected = {"date"} if dtype.is_temporal() else {"number"} if dtype.is_numeric() else {"text", "code"}
                assert kind in expected, f"{name}.{table}.{column}"


def test_codes_in_use_are_codes_of_the_dictionary(council: Council) -> None:
    codes = {(c.folder, c.table, c.column): c.codes for c in dictionary() if c.kind == "code"}
    for name in ("population", "providers", "workforce", "templates", "time_diary"):
        for table, frame in council.view_tables(name).items():
            for column in frame.columns:
                listed = codes.get((name, table, column))
                if listed is not None:
                    for value in frame[column].drop_nulls().unique().to_list():
                        assert any(word == value or word.startswith(value + " ") for word in listed.split("; ")), value


def test_every_row_has_a_source_and_the_page_a_heading_for_each_return() -> None:
    assert all(column.source and column.kind in {"text", "code", "date", "number"} for column in dictionary())
    page = as_markdown(dictionary())
    assert all(f"(`{folder}/`)" in page for folder in {column.folder for column in dictionary()})


def test_card_and_dictionary_go_beside_the_data_for_the_returns_written(tmp_path: Path) -> None:
    write_beside(tmp_path, ["workforce"])
    assert "must not be used" in (tmp_path / CARD_NAME).read_text(encoding="utf-8")
    with (tmp_path / DICTIONARY_NAME).open(encoding="utf-8", newline="") as file:
        assert {row["folder"] for row in csv.DictReader(file)} == {"workforce"}
