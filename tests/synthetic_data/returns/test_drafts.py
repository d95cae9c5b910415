"""The faulted draft of the return: what a learner reads, what references see and what the key says are one thing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthetic_data.council import Council, CouncilSpec, simulate
from synthetic_data.returns.drafts import planted_in
from synthetic_data.write import write


@pytest.fixture(scope="module")
def council() -> Council:
    return simulate(CouncilSpec.for_learner("draft.reader"))


def test_the_files_read_as_text_are_the_tables_that_references_see(council: Council, tmp_path: Path) -> None:
    write(council, tmp_path / "data", returns=("drafts",), formats=("csv",))
    for name in council.view_tables("drafts"):
        read = pd.read_csv(tmp_path / "data" / "drafts" / f"{name}.csv", dtype=str)
        pd.testing.assert_frame_equal(read, council.table(f"drafts.{name}"), check_dtype=False)


def test_every_draft_of_a_council_is_the_same(council: Council) -> None:
    again = simulate(council.spec)
    for name in council.view_tables("drafts"):
        pd.testing.assert_frame_equal(again.table(f"drafts.{name}"), council.table(f"drafts.{name}"))


def test_line_is_the_line_a_spreadsheet_shows(council: Council, tmp_path: Path) -> None:
    write(council, tmp_path / "data", returns=("drafts",), formats=("csv",))
    lines = (tmp_path / "data" / "drafts" / "episodes.csv").read_text(encoding="utf-8").splitlines()
    assert lines[6].startswith("7,")


def test_the_key_names_cells_of_the_draft_and_every_fault_of_the_episodes(council: Council) -> None:
    key = planted_in(council)
    for row in key:
        draft = council.table(f"drafts.{row['table']}")
        assert not row["LINE"] or (draft["LINE"] == row["LINE"]).sum() == 1
    ends_early = [row for row in key if row["fault"] == "end_before_start"]
    assert ends_early
    episodes = council.table("drafts.episodes").set_index("LINE")
    for row in ends_early:
        start, end = pd.to_datetime(episodes.loc[row["LINE"], ["DECOM", "DEC"]], format="%d/%m/%Y")
        assert end < start


def test_no_file_of_the_view_holds_the_key(council: Council, tmp_path: Path) -> None:
    write(council, tmp_path / "data", returns=("drafts",), formats=("csv",))
    assert not [path for path in (tmp_path / "data").rglob("*") if path.stem in ("faults", "rows")]
