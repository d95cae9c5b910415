"""Children in care look like England's: pooled councils against the figures DfE published for 2025."""

from datetime import date
from functools import cache

import numpy as np
import polars as pl
import pytest

from synthetic_data.council import Council, CouncilSpec
from synthetic_data.places.scale import ETHNICITIES, england_mix, local_mix

DAY, OPENING = date(2025, 3, 31), date(2024, 4, 1)
SIZE, COUNCILS = 1000, 8
SPECS = [CouncilSpec.named(seed=500 + number, size=SIZE, year_end=2025, years=1) for number in range(COUNCILS)]
# Published counts on 31 March 2025, or in the year to it.
STOCK_BY_AGE = {"under 1": 3630, "1 to 4": 10030, "5 to 9": 15110, "10 to 15": 30930, "16 and over": 22060}
STARTS_BY_AGE = {"under 1": 5140, "1 to 4": 4430, "5 to 9": 4920, "10 to 15": 8660, "16 and over": 9110}
STOCK_BY_SEX = {"M": 46040, "F": 35740}
STOCK_BY_NEED = dict(
    zip(["N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8"], (55020, 1890, 1940, 5910, 9630, 810, 70, 6510), strict=True)
)
STOCK_BY_ETHNIC_GROUP = {"W": 58220, "M": 8730, "A": 4300, "B": 6430, "O": 3420, "unknown": 670}
STOCK_BY_STATUS = {"C2": 48090, "C1": 13180, "E1": 4740, "V2": 15540, "other": 230}
STOCK_BY_PLACEMENT = {"U": 54820, "A": 1660, "P": 4970, "K2": 9380, "K3": 7520, "other": 3380}
STARTS_BY_STATUS = {"V2": 18240, "C1": 10030, "L1": 2920, "other": 1080}
ENDS_BY_REASON = {
    "adopted": 3040,
    "guardianship": 4110,
    "home": 6610,
    "E17": 6000,
    "E5": 4220,
    "E3": 2640,
    "E8": 2520,
    "other": 5270,
}
BANDS = [0, 1, 5, 10, 16]


@cache
def pooled() -> dict[str, pl.DataFrame]:
    """Periods (with the child), episodes and endings of several councils, told apart by a number."""
    tables: dict[str, list[pl.DataFrame]] = {"periods": [], "episodes": []}
    for number, spec in enumerate(SPECS):
        journeys = Council(spec).journeys
        children = journeys["entrants"].with_columns(pl.col("ethnicity", "sex").cast(pl.String))
        periods = (
            journeys["care_periods"]
            .filter(~pl.col("short_breaks"))
            .drop("uasc")
            .join(children, on="person")
            .join(journeys["care_endings"], on="period")
        )
        tables["periods"].append(periods.with_columns(council=number))
        tables["episodes"].append(journeys["care_episodes"].with_columns(council=number))
    return {name: pl.concat(frames, how="vertical_relaxed") for name, frames in tables.items()}


def open_on(table: pl.DataFrame, day: date) -> pl.DataFrame:
    return table.filter((pl.col("start") <= day) & (pl.col("end").is_null() | (pl.col("end") > day)))


def in_year(column: str) -> pl.DataFrame:
    return pooled()["periods"].filter(pl.col(column).is_between(OPENING, DAY))


def shares(values: list[str]) -> dict[str, float]:
    kinds, counts = np.unique(values, return_counts=True)
    return dict(zip(kinds.tolist(), (counts / counts.sum()).tolist(), strict=True))


def ages(born: pl.Series, on: pl.Series) -> list[str]:
    years = (on - born).dt.total_days().to_numpy() / 365.25
    return [list(STOCK_BY_AGE)[band - 1] for band in np.searchsorted(BANDS, years, side="right")]


def expected_ethnic_groups() -> dict[str, int]:
    """The published shares leaned towards the children of the pooled councils, in parts of a million."""
    total = dict.fromkeys(STOCK_BY_ETHNIC_GROUP, 0.0)
    for spec in SPECS:
        local, england = dict.fromkeys(total, 0.0), dict.fromkeys(total, 0.0)
        for code, here, share in zip(ETHNICITIES, local_mix(spec), england_mix(), strict=True):
            name = group(code, {"W": "W", "M": "M", "A": "A", "B": "B"}, "O")
            local[name] += here
            england[name] += share
        leaned = {
            name: count * (local[name] / england[name] if england[name] else 1.0)
            for name, count in STOCK_BY_ETHNIC_GROUP.items()
        }
        for name, count in leaned.items():
            total[name] += count / sum(leaned.values())
    return {name: round(1e6 * share / len(SPECS)) for name, share in total.items()}


def group(code: str, groups: dict[str, str], other: str = "other") -> str:
    return next((name for prefix, name in groups.items() if code.startswith(prefix)), other)


def near(values: list[str], published: dict[str, int], allowed: float = 0.015) -> None:
    """Every share within `allowed` of the published one, and three standard errors of a sample of this size."""
    found, total = shares(values), sum(published.values())
    for name, count in published.items():
        share = count / total
        noise = 3 * np.sqrt(share * (1 - share) / len(values))
        assert found.get(name, 0.0) == pytest.approx(share, abs=allowed + noise), name


def test_as_many_children_are_in_care_and_come_and_go() -> None:
    periods = pooled()["periods"]
    scale = 81770 / (SIZE * COUNCILS)
    assert open_on(periods, DAY).height * scale == pytest.approx(81770, rel=0.05)
    assert in_year("start").height * scale == pytest.approx(32270, rel=0.08)
    assert in_year("end").height * scale == pytest.approx(34450, rel=0.10)


def test_ages_of_children_in_care_and_of_those_who_start() -> None:
    stock, starts = open_on(pooled()["periods"], DAY), in_year("start")
    near(ages(stock["dob"], pl.Series([DAY] * stock.height)), STOCK_BY_AGE)
    near(ages(starts["dob"], starts["start"]), STARTS_BY_AGE)


def test_sex_need_and_ethnicity_of_children_in_care() -> None:
    stock = open_on(pooled()["periods"], DAY)
    near(stock["sex"].to_list(), STOCK_BY_SEX)
    near(stock["need"].cast(pl.String).to_list(), STOCK_BY_NEED)
    groups = {"REFU": "unknown", "NOBT": "unknown", "W": "W", "M": "M", "A": "A", "B": "B"}
    near([group(code, groups, "O") for code in stock["ethnicity"]], expected_ethnic_groups())


def test_legal_status_of_children_in_care_and_of_those_who_start() -> None:
    periods = pooled()["periods"].select("council", "period")
    episodes = pooled()["episodes"].join(periods, on=["council", "period"])
    near(
        [group(s, {c: c for c in ("C2", "C1", "E1", "V2")}) for s in open_on(episodes, DAY)["legal_status"]],
        STOCK_BY_STATUS,
    )
    first = episodes.filter((pl.col("reason_new") == "S") & pl.col("start").is_between(OPENING, DAY))
    near([group(s, {c: c for c in ("V2", "C1", "L1")}) for s in first["legal_status"]], STARTS_BY_STATUS)


def test_placements_of_children_in_care() -> None:
    periods = pooled()["periods"].select("council", "period")
    episodes = open_on(pooled()["episodes"].join(periods, on=["council", "period"]), DAY)
    groups = {"U": "U", "A": "A", "P": "P", "K2": "K2", "K3": "K3"}
    near([group(place, groups) for place in episodes["placement"]], STOCK_BY_PLACEMENT)


def test_reasons_for_leaving_care() -> None:
    groups = {"E11": "adopted", "E12": "adopted", "E45": "guardianship", "E46": "guardianship", "E47": "guardianship"}
    groups |= {"E48": "guardianship", "E4A": "home", "E4B": "home", "E17": "E17", "E5": "E5", "E3": "E3", "E8": "E8"}
    near([group(reason, groups) for reason in in_year("end")["reason_end"]], ENDS_BY_REASON)
