"""Stored results: written whole, kept when nothing better is known, and never changed without a line of history."""

import dataclasses
import json

import pytest

from grading.results import (
    STOOD_THROUGH_FAULT,
    Result,
    Row,
    history_rows,
    read_result,
    read_results,
    supersede,
    write_result,
)


def result(learner="amina.khan", key="hand-in/reference", state="ok", **statuses):
    rows = tuple(
        Row(f"m01-a01-{name}", status, score, 3.0, "Said.")
        for name, (status, score) in (statuses or {"count": ("marked", 3.0)}).items()
    )
    return Result(learner, "m01-a01", key, "2026-11-02T17:00:00+00:00", rows, state)


def test_a_result_comes_back_as_it_was_written(tmp_path):
    written = dataclasses.replace(result(), tasks={"m01-a01-brief": True}, notes=("A note.",))
    write_result(tmp_path, written)
    assert read_result(tmp_path, "amina.khan") == written
    assert read_results(tmp_path) == [written]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"rows": 3}', '{"learner": "amina.khan"}'])
def test_a_damaged_result_is_as_good_as_none(tmp_path, content):
    (tmp_path / "amina.khan.json").write_text(content)
    assert read_result(tmp_path, "amina.khan") is None


def test_a_changed_mark_is_kept_in_the_history_with_who_when_from_and_to():
    old = result(count=("marked", 0.0), age=("marked", 3.0))
    new = result(key="hand-in/reference mended", count=("marked", 3.0), age=("marked", 3.0))
    (row,) = history_rows([supersede(old, new, "the reference was mended")])
    assert (row["exercise"], row["from_score"], row["to_score"]) == ("m01-a01-count", 0.0, 3.0)
    assert row["why"] == "the reference was mended"
    assert row["who"]
    assert row["when"]
    again = supersede(supersede(old, new, "mended"), new, "mended")
    assert len(again.history) == 1


@pytest.mark.parametrize("status", ["timeout", "unreadable", "needs_coach"])
def test_a_mark_stands_when_the_same_work_now_ends_undecided(status):
    old = result(count=("marked", 3.0))
    assert supersede(old, result(count=(status, None)), "again").rows == old.rows
    other_work = result(key="other hand-in/reference", count=(status, None))
    assert supersede(old, other_work, "again").rows == other_work.rows


@pytest.mark.parametrize("state", ["missing", "unreadable"])
def test_marks_of_an_earlier_hand_in_stand_when_a_later_one_cannot_be_read(state):
    old = result(count=("marked", 3.0))
    new = result(key="nothing/reference", state=state, count=("blank", None))
    kept = supersede(old, new, "again")
    assert kept.rows == old.rows
    assert len(kept.notes) == 1
    assert supersede(kept, new, "again").notes == kept.notes


def test_a_wrong_mark_after_new_work_replaces_the_old_one():
    new = result(key="other hand-in/reference", count=("marked", 0.0))
    assert supersede(result(count=("marked", 3.0)), new, "handed in again").rows == new.rows


def test_results_are_plain_json(tmp_path):
    write_result(tmp_path, result())
    assert json.loads((tmp_path / "amina.khan.json").read_text())["rows"][0]["score"] == 3.0


def test_a_fault_of_ours_takes_no_mark_away_and_says_so_once():
    old = result(count=("marked", 3.0))
    fault = dataclasses.replace(result(key="fault", state="fault", count=("needs_coach", None)), facts={"fault": "how"})
    kept = supersede(supersede(old, fault, "regrade"), fault, "regrade")
    assert (kept.rows, kept.key, kept.state) == (old.rows, old.key, "ok")
    assert kept.notes == (STOOD_THROUGH_FAULT,)
    assert kept.facts == {"fault": "how"}
    assert supersede(fault, fault, "").state == "fault"


def test_a_file_name_in_no_encoding_is_written_all_the_same(tmp_path):
    write_result(tmp_path, dataclasses.replace(result(), file="r\udce9sum\udce9.ipynb"))
    assert read_result(tmp_path, "amina.khan").file == "r?sum?.ipynb"
