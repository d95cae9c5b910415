"""The scorecard: it counts what it says, passes what is close, and fails what is not."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from synthetic_data.council import CouncilSpec, simulate
from synthetic_data.errors import PlainError
from synthetic_data.scorecard.compare import (
    COLUMNS,
    FAMILIES,
    TOLERATED,
    TOLERATED_MEAN,
    TOLERATED_SPREAD,
    chance_of,
    expected_within,
    passes,
    scorecard,
    strict_limit,
    summary,
    value_of,
)
from synthetic_data.scorecard.picture import write_picture
from synthetic_data.scorecard.published import figures, number, seeds_fitted, tables
from synthetic_data.scorecard.report import write_report
from synthetic_data.scorecard.returns import NEEDED
from synthetic_data.write import write

MANY = 8
SPEC = CouncilSpec.from_seed("scorecard", size="medium", years=3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("scorecard") / "data"
    write(simulate(SPEC), out, NEEDED, ("csv",))
    return out


@pytest.fixture(scope="module")
def card(folder: Path) -> pd.DataFrame:
    return scorecard(folder)


def test_every_comparison_has_published_figures_with_their_source() -> None:
    for table in tables():
        assert table.expected, table.id
        assert table.source, table.id
    assert all(row["publication"] and row["provenance"] for row in figures())


def test_published_shares_add_up_to_one() -> None:
    for table in tables():
        if table.kind == "shares":
            assert sum(table.expected.values()) == pytest.approx(1)


def test_every_published_category_is_one_that_our_queries_can_give(card: pd.DataFrame) -> None:
    """A category nobody counts would always show nothing: no category that should have many children is empty."""
    shares = card[card["kind"] == "shares"]
    expected = shares["published"] * shares.groupby("table")["count"].transform("sum")
    assert shares[(shares["count"] == 0) & (expected > MANY)][["table", "category"]].to_numpy().tolist() == []


def test_stock_is_counted_as_the_truth_counts_it(card: pd.DataFrame) -> None:
    truth = simulate(SPEC).spells_of_care().covering("2025-03-31")
    counted = card[card["table"] == "stock_sex"]["count"].sum()
    assert counted == truth["child"].nunique()


def test_the_columns_are_those_promised(card: pd.DataFrame) -> None:
    assert tuple(card.columns) == COLUMNS
    assert set(summary(card)["table"]) == set(card["table"])


def test_a_council_of_the_simulation_passes(card: pd.DataFrame) -> None:
    assert card["within"].mean() > 0.95


def test_a_council_where_everybody_is_on_remand_does_not(folder: Path, tmp_path: Path) -> None:
    import shutil

    other = tmp_path / "other"
    shutil.copytree(folder, other)
    path = other / "ssda903" / "2024-25" / "episodes.csv"
    table = pd.read_csv(path, dtype=str)
    table["LS"] = "J1"
    table["PLACE"] = "R5"
    table.to_csv(path, index=False)
    assert not passes(scorecard(other))


def test_the_picture_is_written(card: pd.DataFrame, tmp_path: Path) -> None:
    write_picture(card, tmp_path / "card.png", "One council")
    assert (tmp_path / "card.png").read_bytes().startswith(b"\x89PNG")


def test_a_folder_without_the_returns_is_refused_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(PlainError, match="has no ssda903"):
        scorecard(tmp_path)
    with pytest.raises(PlainError, match="There is no folder"):
        scorecard(tmp_path / "missing")


def test_the_report_names_every_figure_that_is_off(card: pd.DataFrame, tmp_path: Path) -> None:
    write_report(card, tmp_path / "scorecard.md", "one council")
    page = (tmp_path / "scorecard.md").read_text(encoding="utf-8")
    assert f"{card['within'].sum()} of {len(card)} published figures" in page
    for row in card[~card["within"]].to_dict("records"):
        assert f"{row['title']}: {row['category']}" in page


def test_each_seed_is_said_to_be_fitted_on_or_not(card: pd.DataFrame, tmp_path: Path) -> None:
    other = max(seeds_fitted()) + 1
    runs = {(seeds_fitted()[0], 3): card.copy(), (other, 3): card, (other, 10): card.copy()}
    write_report(card, tmp_path / "scorecard.md", "one council", runs)
    page = (tmp_path / "scorecard.md").read_text(encoding="utf-8")
    assert f"| {seeds_fitted()[0]} | 3 | fitted on | {card['within'].sum()} of {len(card)}" in page
    assert f"{card['explained'].sum()} of {len(card)} ({card['explained'].mean():.1%})" in page
    assert f"| {other} | 3 | not fitted on |" in page
    assert f"| {other} | 10 | not fitted on |" in page
    assert f"Tables below are those of seed {other}, 3 years." in page


def test_times_in_years_and_months_are_read_as_months() -> None:
    assert number("02:03") == 27
    assert number("6.5") == 6.5


def test_means_and_spreads_have_gates_of_their_own() -> None:
    mean = next(table for table in tables() if table.kind == "mean")
    spread = next(table for table in tables() if table.kind == "spread")
    assert strict_limit(mean, 10.0, 1) == pytest.approx(10 * TOLERATED_MEAN + mean.rounding)
    assert strict_limit(spread, 10.0, 1) == pytest.approx(10 * TOLERATED_SPREAD + spread.rounding)
    assert value_of(mean, (30, 4), 0, 0) == 7.5
    assert value_of(spread, (30,), 0, 0) == 30


def test_all_england_is_held_to_the_strict_gate() -> None:
    shares = next(table for table in tables() if table.id == "starts_sex")
    rate = next(table for table in tables() if table.id == "activity_rates")
    assert strict_limit(shares, 0.5, 10) == pytest.approx(TOLERATED + shares.rounding)
    assert strict_limit(rate, 500.0, 10**6) == pytest.approx(5.0 + rate.rounding)
    assert strict_limit(rate, 500.0, 900) == pytest.approx(50.0 + rate.rounding)


def test_chance_is_three_standard_errors_of_the_children_that_a_figure_rests_on() -> None:
    by_kind = {table.kind: table for table in tables()}
    share = chance_of(by_kind["shares"], 0.5, (10,), 4000)
    assert share == pytest.approx(3 * (FAMILIES * 0.25 / 4000) ** 0.5)
    assert chance_of(by_kind["percent"], 50.0, (10, 4000), 0) == pytest.approx(100 * share)
    assert chance_of(by_kind["rate"], 20.0, (1600,), 0) == pytest.approx(3 * 20 * (FAMILIES / 1600) ** 0.5)
    assert chance_of(by_kind["mean"], 20.0, (5, 1600), 0) == pytest.approx(3 * 20 * (FAMILIES / 1600) ** 0.5)
    assert chance_of(by_kind["shares"], 0.5, (10,), 4000, between=0.1) > share


def test_of_figures_off_by_chance_alone_as_many_are_expected_within_as_their_limits_let_pass() -> None:
    card = pd.DataFrame({"limit": [1.0, 1.0, 1.0], "chance": [3.0, 1e-9, float("nan")], "within": [True, False, True]})
    assert expected_within(card) == pytest.approx(0.6827 + 1 + 1, abs=1e-4)


def test_what_is_within_its_limit_or_off_by_chance_is_explained(card: pd.DataFrame) -> None:
    assert card["explained"].eq(card["within"] | (card["difference"].abs() <= card["chance"])).all()
