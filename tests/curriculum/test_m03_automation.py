"""What holds in module 3 beyond the gates: every month of the year, whole workbooks, answers as handed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from stage import council, council_cases, course, data_of, exercise, rehearsal

import synthetic_data.codes
from curriculum.case import Given, Refusal
from grading.answer_source import answer_source
from grading.judge import judge, outputs_of
from synthetic_data.around.templates import layout
from synthetic_data.codes import valid_codes

YEAR = "2025-26"
COUNCIL = 0
TASKS = ("front-door", "children-now", "five-returns", "change-report")
pytestmark = pytest.mark.skipif(
    "m03-a01" not in course().parts, reason="module 3 is not called written yet, so it has no parts"
)
MONTH_ENDS = pd.date_range("2025-06-30", "2026-03-31", freq="ME")


def exemplar(task: str) -> Callable[..., Any]:
    answer: Callable[..., Any] = rehearsal("m03-a01", COUNCIL).answers[f"m03-a01-{task}"]
    return answer


def names() -> dict[str, Any]:
    return rehearsal("m03-a01", COUNCIL).names


def test_the_notebook_and_the_marking_use_the_same_lists() -> None:
    groups = names()["GROUPS"]
    listed = [code for codes in groups.values() for code in codes]
    codes = pd.read_csv(Path(synthetic_data.codes.__file__).with_name("cin_census.csv"), dtype=str)
    assert sorted(listed) == sorted(codes.loc[codes["code_set"] == "REFERRAL_SOURCE", "code"])
    legal = valid_codes("LS", YEAR)
    assert names()["SHORT_BREAKS"] == [legal["V3"], legal["V4"]]
    cells = layout(council(COUNCIL).spec.la_code)
    assert {*groups, *names()["AGE_GROUPS"], "door_nfa", "door_children"} <= set(cells["name"])
    assert set(names()["QUARTERLY"]) <= set(cells["template"])


@pytest.mark.parametrize("task", ["front-door", "children-now"])
def test_figures_are_right_in_every_month_of_the_year(task: str) -> None:
    from importlib import import_module

    known = exercise(f"m03-a01-{task}")
    as_known = import_module(known.reference_fn.__module__).as_known  # type: ignore[union-attr]
    for day in MONTH_ENDS:
        given: Given = as_known(day)
        tables = given.tables(known.tables_of(council(COUNCIL)))
        assert exemplar(task)(*tables, day) == known.reference_fn(council(COUNCIL), day), f"{day:%B %Y}"  # type: ignore[misc]


def filled(template: Path, target: Path, cells: pd.DataFrame) -> None:
    """As the lesson fills a workbook."""
    rehearsal("m03-l04", COUNCIL).names["fill"](template, cells, target)


def test_five_filled_workbooks_differ_from_their_templates_in_mapped_cells_alone(tmp_path: Path) -> None:
    lesson, work = rehearsal("m03-l04", COUNCIL).names, names()
    to_write = work["to_write"]
    assert set(to_write["TEMPLATE"]) == set(work["cell_map"]["TEMPLATE"])
    for template, cells in to_write.groupby("TEMPLATE"):
        source, target = data_of(COUNCIL) / "templates" / f"{template}.xlsx", tmp_path / f"{template}.xlsx"
        filled(source, target, cells)
        before, after = lesson["cells_of"](source), lesson["cells_of"](target)
        mapped = work["cell_map"][work["cell_map"]["TEMPLATE"] == template]
        assert not len(lesson["outside_the_map"](before, after, mapped)), template
        assert len(after) == len(before) + len(cells), "every cell to write was empty, and nothing else was filled"
        sheet = openpyxl.load_workbook(target)[cells["SHEET"].iloc[0]]
        assert sheet.protection.sheet, f"{template} has lost its protection"


def test_the_totals_of_the_templates_agree_with_the_figures_sent() -> None:
    values = names()["to_write"].merge(names()["cell_map"], on=["TEMPLATE", "SHEET", "CELL"]).set_index("NAME")["VALUE"]
    groups = sum(int(values[name]) for name in names()["GROUPS"])
    assert groups == int(values["board_referrals"])
    assert sum(int(values[name]) for name in names()["AGE_GROUPS"]) == int(values["scrutiny_in_care"])
    assert values["board_plans"] == values["scrutiny_plans"]


@pytest.mark.parametrize("task", TASKS)
def test_known_answers_written_out_as_a_hand_in_are_judged_as_they_are_here(task: str) -> None:
    known = exercise(f"m03-a01-{task}")
    cases = (*known.cases(), *council_cases(known.id, COUNCIL))

    def handed_in(answer: str) -> Callable[..., Any]:
        written = {"pd": pd}
        exec(answer_source(known, answer), written)
        function: Callable[..., Any] = written[known.answer]
        return function

    for right in known.rights:
        verdict = judge(known, outputs_of(handed_in(f"right:{right.name}"), cases), cases)
        assert verdict.passed, f"{right.name}: {verdict.message}"
    first = known.wrongs[0]
    assert judge(known, outputs_of(handed_in(f"wrong:{first.name}"), cases), cases).matched == first.name


@pytest.mark.parametrize("task", TASKS)
def test_bad_input_is_asked_of_the_learners_own_council_and_the_second_one(task: str) -> None:
    own = council_cases(f"m03-a01-{task}", COUNCIL)
    refused = [case for case in own if isinstance(case.expected, Refusal)]
    assert refused
    assert all(case.careful for case in own)
    assert any(not isinstance(case.expected, Refusal) for case in own)


def test_the_earlier_extract_of_the_notebook_is_the_one_the_marker_makes() -> None:
    cases = council_cases("m03-a01-front-door", COUNCIL)
    february = next(case for case in cases if case.extra == (pd.Timestamp(date(2026, 2, 28)),))
    pd.testing.assert_frame_equal(names()["february"], february.tables[0], check_dtype=False)
