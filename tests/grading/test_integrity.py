"""Figures that belong to another learner's council: shown with evidence, never on one small number."""

import pandas as pd

from grading.integrity import fingerprint, likenesses, same_files
from grading.results import Result, Row


def result(learner, **answers):
    """`answers` maps an exercise to (what was given, what is right for this learner)."""
    rows = tuple(
        Row(name, "marked", 2.0 if given == own else 0.0, 2.0, "", shown=given, print=given, own=own)
        for name, (given, own) in answers.items()
    )
    return Result(learner, "m01-a01", "k", "", rows)


def test_a_telling_figure_of_one_other_council_is_pointed_out_with_the_evidence():
    found = likenesses([result("amina", total=("417", "388")), result("ben", total=("417", "417"))])
    assert [(each.learner, each.other) for each in found] == [("amina", "ben")]
    assert found[0].evidence == ("total: 417 is right for ben's council (no other council has it).",)


def test_one_small_number_proves_nothing_and_two_do():
    ben = result("ben", a=("12", "12"), b=("7", "7"))
    assert likenesses([result("amina", a=("12", "11"), b=("9", "8")), ben]) == []
    (found,) = likenesses([result("amina", a=("12", "11"), b=("7", "8")), ben])
    assert found.exercises == ("a", "b")


def test_figures_that_several_councils_share_are_no_sign_on_their_own():
    others = [result(name, total=("417", "417")) for name in ("ben", "cerys")]
    assert likenesses([result("amina", total=("417", "388")), *others]) == []


def test_a_right_answer_is_never_pointed_out():
    assert likenesses([result("amina", total=("417", "417")), result("ben", total=("417", "417"))]) == []


def test_equal_tables_share_a_fingerprint_however_they_are_shaped():
    table = pd.DataFrame({"LS": ["C2", "V2"], "children": [3, 4]})
    assert fingerprint(table) == fingerprint(table.iloc[::-1][["children", "LS"]].astype({"children": float}))
    assert fingerprint(table) != fingerprint(table.assign(children=[3, 5]))
    assert fingerprint(4) == fingerprint(4.0) == "4"


def test_the_same_file_from_two_people_is_pointed_out_unless_it_is_empty():
    def handed_in(learner, work, status="marked", state="ok"):
        row = Row("m01-a01-x", status, 4.0 if status == "marked" else None, 4.0, "Asked.")
        return Result(learner, "m01-a01", f"{work}/key", "", (row,), state)

    same = [handed_in("b", "same"), handed_in("a", "same"), handed_in("c", "other")]
    empty = [handed_in("d", "blank", "blank"), handed_in("e", "blank", "blank")]
    lost = [handed_in("f", "lost", "unreadable", "unreadable"), handed_in("g", "lost", "unreadable", "unreadable")]
    assert same_files([*same, *empty, *lost]) == [("a", "b")]
