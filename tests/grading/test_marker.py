"""Marks from a capture folder: every state a row, and nothing in the folder trusted."""

import json

import pandas as pd
import pytest

from grading import marker
from grading.capture import CallError, Captured, write_captured
from grading.judge import outputs_of
from grading.marker import OTHER_DATA, claimed_councils, mark
from grading.questions import Questions


@pytest.fixture
def asked(children_in_care, status_table, council):
    return [
        Questions(children_in_care, tuple(children_in_care.cases([council]))),
        Questions(status_table, tuple(status_table.cases([council], practice=False))),
    ]


def put(folder, asked, answer):
    """Capture `answer` to the first exercise, as the runner would."""
    captured = Captured(asked[0].exercise.id, "answered", None, outputs_of(answer, asked[0].cases))
    write_captured(captured, folder)


def row_of(folder, asked, place=0, **how):
    return mark(folder, asked, **how)[place]


def test_a_right_answer_is_marked_with_its_points(tmp_path, asked, children_in_care):
    put(tmp_path, asked, children_in_care.rights[0].fn)
    row = row_of(tmp_path, asked)
    assert (row.status, row.score, row.max_score, row.matched) == ("marked", 3.0, 3.0, None)


def test_a_known_mistake_is_marked_nought_and_named(tmp_path, asked, children_in_care):
    for wrong in children_in_care.wrongs:
        put(tmp_path, asked, wrong.fn)
        row = row_of(tmp_path, asked)
        assert (row.status, row.score, row.matched) == ("marked", 0.0, wrong.name)


@pytest.mark.parametrize(
    ("state", "detail", "status"),
    [
        ("not_attempted", None, "blank"),
        ("timeout", None, "timeout"),
        ("raised", "KeyError: 'Child'", "error"),
    ],
)
def test_states_without_an_answer_have_no_score_and_a_sentence(tmp_path, asked, state, detail, status):
    write_captured(Captured(asked[0].exercise.id, state, detail), tmp_path)
    row = row_of(tmp_path, asked)
    assert (row.status, row.score, row.max_score) == (status, None, 3.0)
    assert row.message.endswith(".")


def test_an_answer_that_is_no_data_is_marked_with_the_fault_of_form(tmp_path, asked):
    write_captured(Captured(asked[1].exercise.id, "answered", None, [print]), tmp_path)
    row = row_of(tmp_path, asked, 1)
    assert (row.status, row.score) == ("marked", 0.0)
    assert "a function without its brackets" in row.message


def test_calls_that_all_ran_out_of_time_are_a_timeout(tmp_path, asked):
    outputs = [CallError("TimeoutReached", "time was up")] * len(asked[0].cases)
    write_captured(Captured(asked[0].exercise.id, "answered", None, outputs), tmp_path)
    assert row_of(tmp_path, asked).status == "timeout"


def test_an_answer_that_never_came_out_waits_for_a_coach(tmp_path, asked):
    assert {(row.status, row.score) for row in mark(tmp_path, asked)} == {("needs_coach", None)}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"id": "other", "state": "answered", "outputs": []}',
        b'{"id": "m01-l03-children-in-care", "state": "full marks", "outputs": []}',
        b'{"id": "m01-l03-children-in-care", "state": "answered", "outputs": [{"t": "float", "v": NaN}]}',
        b'{"id": "m01-l03-children-in-care", "state": "answered", "outputs": [{"t": "pickle", "v": "gANj"}]}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_or_forged_answer_file_waits_for_a_coach(tmp_path, asked, content):
    (tmp_path / "m01-l03-children-in-care.json").write_bytes(content)
    row = row_of(tmp_path, asked)
    assert (row.status, row.score) == ("needs_coach", None)


def test_an_answer_file_cannot_claim_a_score(tmp_path, asked):
    body = {"id": "m01-l03-children-in-care", "state": "answered", "outputs": [], "score": 3, "passed": True}
    (tmp_path / "m01-l03-children-in-care.json").write_text(json.dumps(body))
    row = row_of(tmp_path, asked)
    assert (row.status, row.score) == ("error", None)


def test_other_data_spares_a_wrong_mark_and_takes_no_right_one(tmp_path, asked, children_in_care):
    other = {children_in_care.id: "Ambermoor (901)"}
    put(tmp_path, asked, children_in_care.wrongs[0].fn)
    row = row_of(tmp_path, asked, other_data=other)
    assert (row.status, row.score, row.message) == ("needs_coach", None, OTHER_DATA)
    put(tmp_path, asked, children_in_care.rights[0].fn)
    assert row_of(tmp_path, asked, other_data=other).score == 3.0


def test_the_council_recorded_by_a_check_is_read_from_the_notebook():
    def notebook(**claim):
        output = {
            "output_type": "display_data",
            "data": {},
            "metadata": {"academy": {"exercise": "m01-a01-x", **claim}},
        }
        return json.dumps({"cells": [{"outputs": [output]}, {"outputs": None}, 7]}).encode()

    own = {"council": "Ambermoor (901)", "data_version": "1", "digest": "abc"}
    mine = {"m01-a01-x": own}
    assert claimed_councils(notebook(**own), mine) == {}
    assert claimed_councils(notebook(), mine) == {}
    assert claimed_councils(notebook(council="Selby Vale (902)"), mine) == {"m01-a01-x": "Selby Vale (902)"}
    assert claimed_councils(notebook(data_version="0"), mine) == {"m01-a01-x": "0"}
    for odd in (b"", b"[]", b"{}", b'{"cells": 3}', b'{"cells": [{"outputs": [{"metadata": {"academy": []}}]}]}'):
        assert claimed_councils(odd, mine) == {}


def test_values_leave_a_fingerprint_that_equal_answers_share(tmp_path, asked, status_table):
    answer = status_table.cases([asked[1].cases[0].council], practice=False)[0].expected
    write_captured(
        Captured(status_table.id, "answered", None, [answer.iloc[::-1].astype({"children": float})]), tmp_path
    )
    row = row_of(tmp_path, asked, 1)
    assert row.score == 2.0
    assert row.print == row.own
    write_captured(
        Captured(status_table.id, "answered", None, [pd.DataFrame({"LS": ["C2"], "children": [1]})]), tmp_path
    )
    row = row_of(tmp_path, asked, 1)
    assert row.print != row.own


def test_an_answer_that_trips_up_our_own_comparing_costs_the_other_exercises_nothing(
    tmp_path, asked, children_in_care, monkeypatch
):
    put(tmp_path, asked, children_in_care.rights[0].fn)
    right = marker.judge

    def stumbling(exercise, outputs, cases):
        if exercise is children_in_care:
            raise ZeroDivisionError
        return right(exercise, outputs, cases)

    monkeypatch.setattr(marker, "judge", stumbling)
    write_captured(Captured(asked[1].exercise.id, "answered", None, [asked[1].cases[0].expected]), tmp_path)
    first, second = mark(tmp_path, asked)
    assert (first.status, first.score) == ("needs_coach", None)
    assert "ZeroDivisionError" in first.message
    assert (second.status, second.score) == ("marked", 2.0)
