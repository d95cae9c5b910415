"""A week in hospital is no placement: what it breaks is counted once, as long as it lasted."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from synthetic_data.scorecard.simulated import _database
from synthetic_data.scorecard.simulated_tables import EMPTY

YEAR = "2024-25"
BORN = date(2015, 5, 5)
Move = tuple[str, date, date | None, int]


def counted(sql: str, moves: list[Move]) -> list[tuple[object, ...]]:
    """What `sql` finds where one child in care since the first of these moves had them (PLACE, from, to, carer)."""
    episodes = [
        {
            "CHILD": "SYN1", "DECOM": start, "DEC": end, "RNE": "S" if not number else "P", "LS": "C2", "CIN": "N1",
            "REC": None if end is None else "X1", "PLACE": place, "PLACE_PROVIDER": "PR1",
        }
        for number, (place, start, end, _) in enumerate(moves)
    ]  # fmt: skip
    placements = [
        {
            "CHILD": "SYN1",
            "period": 1,
            "PLACE": place,
            "started": start,
            "ended": end,
            "carer": carer,
        }
        for place, start, end, carer in moves
    ]
    rows = {
        "episodes": episodes,
        "placements": placements,
        "header": [{"CHILD": "SYN1", "SEX": "M", "DOB": BORN, "ETHNIC": "WBRI"}],
        "periods": [{"CHILD": "SYN1", "DOB": BORN, "period": 1, "number": 1, "started": moves[0][1]}],
    }
    frames = {name: pl.DataFrame(rows.get(name, []), schema=frame.schema) for name, frame in EMPTY.items()}
    frames["populations"] = pl.DataFrame({"children": [1000]})
    made = {(name, YEAR): frame.with_columns(council=pl.lit("521")) for name, frame in frames.items()}
    with _database([made], YEAR) as db:
        return db.execute(sql).fetchall()


BROKEN: list[Move] = [
    ("U6", date(2024, 5, 1), date(2024, 8, 1), 1),
    ("T1", date(2024, 8, 1), date(2024, 8, 8), 2),
    ("U6", date(2024, 8, 8), date(2024, 12, 1), 1),
    ("U6", date(2024, 12, 1), None, 3),
]
IN_THE_YEAR = "SELECT count(*) FROM placements_of_stock"


def test_a_stay_that_a_hospital_breaks_ends_once_and_lasted_from_its_first_day() -> None:
    found = counted("SELECT PLACE, started, ended, days FROM placements_ceased", BROKEN)
    assert found == [("U6", date(2024, 5, 1), date(2024, 12, 1), 214)]


def test_coming_back_is_no_new_placement() -> None:
    assert counted(IN_THE_YEAR, BROKEN) == [(2,)]
    assert counted("SELECT count(*) FROM care WHERE returned", BROKEN) == [(1,)]


def test_a_child_who_is_away_on_31_march_has_not_left() -> None:
    away = [*BROKEN[:1], ("T1", date(2024, 8, 1), None, 2)]
    assert counted("SELECT * FROM placements_ceased", away) == []


@pytest.mark.parametrize(("start", "places"), [(date(2024, 3, 28), 2), (date(2024, 4, 2), 2)])
def test_a_hospital_at_the_turn_of_the_year_stands_for_the_stay_it_breaks(start: date, places: int) -> None:
    """The return then shows the stay that goes on, the hospital, or both; one placement in any case."""
    end = date(2024, 4, 8)
    moves: list[Move] = [("U6", date(2023, 5, 1), start, 1), ("T1", start, end, 2), ("U6", end, date(2024, 9, 1), 1)]
    shown = [move for move in moves if move[2] is None or move[2] >= date(2024, 4, 1)]
    assert counted(IN_THE_YEAR, [*shown, ("U6", date(2024, 9, 1), None, 3)]) == [(places,)]
