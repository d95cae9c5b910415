"""Hours saved and churn: known answers, losses shown, nothing confirmed that was not, and no interval from one pair."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from academy.main import academy
from grading.hours import add_line, ledger_of, mean_of
from synthetic_data.errors import PlainError


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / ".academy").mkdir()
    (tmp_path / ".academy" / "workspace.json").write_text(json.dumps({"learner": "amina.khan"}))
    return tmp_path


def test_net_hours_are_frequency_times_saving_less_upkeep(workspace: Path) -> None:
    add_line(workspace, "tasks", "Error list", "12", "60")
    for before, after in ((180, 40), (200, 40), (160, 40)):
        add_line(workspace, "runs", "Error list", "2027-01-11", str(before), str(after), "Alan Rees")
    saving = ledger_of(workspace).savings[0]
    assert saving.confirmed and saving.pairs == 3
    assert saving.minutes.value == 140
    assert saving.hours is not None and saving.hours.value == pytest.approx((12 * 140 - 60) / 60)
    low, high = stats.t.interval(0.95, 2, loc=140, scale=stats.sem([140, 160, 120]))
    assert (saving.minutes.low, saving.minutes.high) == pytest.approx((low, high))
    assert saving.hours.low == pytest.approx((12 * low - 60) / 60)


def test_a_loss_is_shown_as_a_loss(workspace: Path) -> None:
    add_line(workspace, "tasks", "Dashboard", "4", "600")
    add_line(workspace, "runs", "Dashboard", "2027-01-11", "30", "25", "Alan Rees")
    ledger = ledger_of(workspace)
    assert ledger.total(confirmed=True) == pytest.approx((4 * 5 - 600) / 60)
    shown = CliRunner().invoke(academy, ["hours", str(workspace)])
    assert "-9.7 (no" in shown.output  # interval can be given: the table folds its lines


def test_what_nobody_confirmed_stands_apart(workspace: Path) -> None:
    add_line(workspace, "tasks", "Error list", "12", "0")
    add_line(workspace, "runs", "Error list", "2027-01-11", "100", "40", "Alan Rees")
    add_line(workspace, "runs", "Error list", "2027-01-12", "500", "40", "")
    ledger = ledger_of(workspace)
    assert [(each.confirmed, each.minutes.value) for each in ledger.savings] == [(True, 60), (False, 460)]
    assert (ledger.total(True), ledger.total(False)) == (12, 92)


def test_two_hundred_of_three_hundred_hours_are_two_thirds(workspace: Path) -> None:
    for day in range(10):
        add_line(workspace, "diary", f"2027-01-{day + 11}", "start", "churn", str(20 * 60))
        add_line(workspace, "diary", f"2027-01-{day + 11}", "start", "analysis", str(10 * 60))
    found = ledger_of(workspace).churn[0]
    assert round(found.share.value, 1) == 66.7
    assert found.share.low == pytest.approx(found.share.value)  # every day was alike


def test_a_change_has_an_interval_that_holds_both_phases_spread(workspace: Path) -> None:
    for phase, shares in (("start", (60, 70, 80)), ("end", (30, 40, 50))):
        for number, share in enumerate(shares):
            day = f"2027-0{1 if phase == 'start' else 6}-{number + 11}"
            add_line(workspace, "diary", day, phase, "churn", str(share))
            add_line(workspace, "diary", day, phase, "other", str(100 - share))
    ledger = ledger_of(workspace)
    assert ledger.change is not None and ledger.change.value == pytest.approx(-30)
    error = (2 * (10 / 3**0.5) ** 2) ** 0.5
    assert ledger.change.high == pytest.approx(-30 + stats.t.ppf(0.975, 2) * error)


def test_a_new_line_for_a_task_replaces_the_old_one(workspace: Path) -> None:
    add_line(workspace, "runs", "Error list", "2027-01-11", "100", "40", "")
    assert ledger_of(workspace).savings[0].hours is None
    add_line(workspace, "tasks", "Error list", "12", "0")
    add_line(workspace, "tasks", "Error list", "6", "0")
    hours = ledger_of(workspace).savings[0].hours
    assert hours is not None and hours.value == 6


@given(st.lists(st.floats(-500, 500), min_size=1, max_size=12))
def test_the_mean_lies_in_its_interval(values: list[float]) -> None:
    found = mean_of(values)
    assert (found.low is None) == (len(values) == 1)
    if found.low is not None and found.high is not None:
        assert found.low <= found.value <= found.high


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("runs", ("", "2027-01-11", "1", "1", "")),
        ("runs", ("x", "yesterday", "1", "1", "")),
        ("runs", ("x", "2027-01-11", "-1", "1", "")),
        ("runs", ("x", "2027-01-11", "nan", "1", "")),
        ("tasks", ("x", "often", "0")),
        ("diary", ("2027-01-11", "start", "meetings", "10")),
        ("diary", ("2027-01-11", "june", "churn", "10")),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(workspace: Path, name: str, values: tuple[str, ...]) -> None:
    with pytest.raises(PlainError):
        add_line(workspace, name, *values)
    assert not (workspace / ".academy" / f"{name}.csv").exists()


def test_a_line_spoilt_by_hand_is_named(workspace: Path) -> None:
    add_line(workspace, "runs", "x", "2027-01-11", "10", "5", "")
    with (workspace / ".academy" / "runs.csv").open("a") as file:
        file.write("x,2027-01-12,ten,5,\n")
    with pytest.raises(PlainError, match=r"runs\.csv, line 3"):
        ledger_of(workspace)


@pytest.mark.needs_browser
def test_the_ledger_breaks_no_rule_of_wcag(workspace: Path, browser: Any) -> None:
    add_line(workspace, "tasks", "Error <list>", "12", "60")
    add_line(workspace, "runs", "Error <list>", "2027-01-11", "100", "40", "Alan Rees")
    add_line(workspace, "diary", "2027-01-11", "start", "churn", "300")
    out = workspace / "hours.html"
    ended = CliRunner().invoke(academy, ["hours", str(workspace), "--out", str(out)])
    assert ended.exit_code == 0, ended.output
    assert "Error &lt;list&gt;" in out.read_text(encoding="utf-8")
    assert browser.breaches(out) == []
