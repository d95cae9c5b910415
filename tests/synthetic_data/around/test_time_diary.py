"""Time diary: whole working days, about two thirds of them churn, and one task that does not pay to automate."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from synthetic_data.around.tables import around_figure
from synthetic_data.council import Council, CouncilSpec, simulate
from synthetic_data.dates import bank_holidays


@pytest.fixture(scope="module")
def council() -> Council:
    return simulate(CouncilSpec.named("Camelholt", size="small", seed=4))


def churn_share(council: Council) -> float:
    view = council.view_tables("time_diary")
    both = view["time_diary"].join(view["tasks"], on="TASK")
    return float(both.filter(pl.col("KIND") == "churn")["MINUTES"].sum() / both["MINUTES"].sum())


def test_every_analyst_accounts_for_about_a_working_day_on_working_days_only(council: Council) -> None:
    diary = council.view_tables("time_diary")["time_diary"]
    days = diary.group_by("DATE", "ANALYST").agg(pl.col("MINUTES").sum())
    assert (days["MINUTES"] - 444).abs().max() <= 20
    assert np.is_busday(diary["DATE"].unique().to_numpy().astype("datetime64[D]"), holidays=bank_holidays()).all()
    assert days["DATE"].max() <= council.spec.horizon
    assert (diary["MINUTES"] % 5 == 0).all() and diary["MINUTES"].min() > 0


def test_churn_lies_about_two_thirds_and_differs_between_councils() -> None:
    shares = [churn_share(simulate(CouncilSpec.named("Camelholt", size="small", seed=seed))) for seed in range(12)]
    assert np.mean(shares) == pytest.approx(2 / 3, abs=0.03)
    assert all(0.57 < share < 0.76 for share in shares)
    assert np.std(shares) > 0.015


def test_one_timed_task_does_not_repay_its_making_within_a_year_and_the_rest_do(council: Council) -> None:
    view = council.view_tables("time_diary")
    means = (
        view["paired_timings"]
        .group_by("TASK")
        .agg((pl.col("BY_HAND_MINUTES") - pl.col("BY_SCRIPT_MINUTES")).mean().alias("saved"))
    )
    ledger = means.join(view["timed_tasks"], on="TASK").with_columns(
        net=(pl.col("saved") - pl.col("UPKEEP_MINUTES_A_RUN")) * pl.col("RUNS_A_YEAR") - 60 * pl.col("BUILD_HOURS")
    )
    assert ledger.filter(pl.col("net") <= 0)["TASK"].to_list() == ["Reformat tables for committee"]
    counts = view["paired_timings"].group_by("TASK").len()["len"]
    assert set(counts) == {int(around_figure("timed_runs"))}


def test_every_task_in_the_diary_is_explained(council: Council) -> None:
    view = council.view_tables("time_diary")
    assert set(view["time_diary"]["TASK"]) <= set(view["tasks"]["TASK"])
    assert set(view["timed_tasks"]["TASK"]) <= set(view["tasks"]["TASK"])
