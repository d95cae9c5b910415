"""The SSDA903 is cut for all years at once, and each year's return is what it would be alone."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from xml.etree import ElementTree

import polars as pl

from synthetic_data.council import Council, CouncilSpec
from synthetic_data.returns.ssda903_cut import YearsCut
from synthetic_data.returns.ssda903_tables import MAKERS
from synthetic_data.returns.ssda903_xml import write_xml

NOBODY = pl.DataFrame(schema=["person", "child_id", "sex", "dob", "ethnicity", "uasc"])


def test_a_row_belongs_to_each_year_on_some_day_of_which_it_stood() -> None:
    cut = YearsCut(cast(Any, SimpleNamespace(journeys={"entrants": NOBODY})), ("2023-24", "2024-25", "2025-26"))
    spells = {
        "begun and ended before": (date(2020, 1, 1), date(2023, 3, 31)),
        "ended on the first day": (date(2020, 1, 1), date(2023, 4, 1)),
        "over one year's end": (date(2024, 3, 31), date(2024, 4, 1)),
        "not ended": (date(2025, 3, 31), None),
        "begun after the last": (date(2026, 4, 1), None),
        "never begun": (None, None),
    }
    table = pl.DataFrame(
        [(name, *days) for name, days in spells.items()],
        schema={"name": pl.String, "start": pl.Date, "end": pl.Date},
        orient="row",
    )
    found = cut.in_each_year(table, "start", "end")
    assert found.select("year", "name").rows() == [
        (0, "ended on the first day"),
        (0, "over one year's end"),
        (1, "over one year's end"),
        (1, "not ended"),
        (2, "not ended"),
    ]
    assert found["last"].to_list() == [date(2024 + year, 3, 31) for year in found["year"]]
    assert [rows["name"].to_list() for rows in cut.of_each_year(found)][2] == ["not ended"]


def test_each_years_tables_are_those_that_the_year_alone_would_give() -> None:
    council = Council(CouncilSpec.named(size=40, year_end=2027, years=5))
    for year in council.spec.collection_years:
        alone = YearsCut(council, (year,))
        for name, table in council.view_tables("ssda903", year).items():
            assert table.equals(MAKERS[name](alone).select(table.columns)), (year, name)


def test_supported_accommodation_has_a_urn_from_the_day_it_had_to_be_registered() -> None:
    episodes = Council(CouncilSpec.named(size=300, seed=12, year_end=2024, years=2)).view_tables("ssda903", "2023-24")[
        "episodes"
    ]
    before = episodes.filter(pl.col("PLACE").is_in(["H5", "P2"]))
    after = episodes.filter(pl.col("PLACE") == "K3")
    assert before.height > 10 and before["URN"].null_count() == before.height
    assert after.height > 10 and after["URN"].null_count() == 0


def test_every_episode_in_the_xml_has_every_element_so_that_none_is_read_from_another(tmp_path: Path) -> None:
    council = Council(CouncilSpec.named(size=60, seed=3, year_end=2026, years=1))
    write_xml(council, "2025-26", tmp_path)
    root = ElementTree.parse(tmp_path / "ssda903.xml").getroot()
    rows = council.view_tables("ssda903", "2025-26")["episodes"]
    names = ["PL" if name == "PLACE" else name for name in rows.columns if name != "CHILD"]
    found = list(root.iter("EPISODE"))
    assert len(found) == rows.height
    assert all([part.tag for part in episode] == names for episode in found)
    assert sum(episode.findtext("DEC") == "" for episode in found) == rows["DEC"].null_count() > 0
