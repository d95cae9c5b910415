"""Faults: what the key says is exactly what was altered, and each altered thing is what it claims to be."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthetic_data.council import CouncilSpec, simulate
from synthetic_data.errors import PlainError
from synthetic_data.faults.draft import as_draft, changed_cells, group_of
from synthetic_data.faults.fault import terms
from synthetic_data.faults.kinds import KINDS
from synthetic_data.faults.plant import KEY_COLUMNS, answer_key, plant
from synthetic_data.faults.rules import rules_tripped
from synthetic_data.faults.score import score
from synthetic_data.returns.extracts import child_columns, with_faults

YEAR = "2025-26"


def planted_in(seed: str, level: str):
    council = simulate(CouncilSpec.from_seed(seed, size="small"))
    tables = council.view_tables("extracts", YEAR)
    columns = child_columns(list(tables))
    dirty, planted = plant(tables, columns, level, council.spec.seed, council.spec.la_code)
    return as_draft(tables, columns), dirty, planted


@pytest.fixture(scope="module")
def heavy():
    clean, dirty, planted = planted_in("a council for faults", "heavy")
    key = pd.DataFrame(answer_key(planted, clean, dirty, YEAR, 1))
    return clean, dirty, planted, key


@settings(max_examples=4, deadline=None)
@given(seed=st.text(min_size=1, max_size=8), level=st.sampled_from(["light", "heavy"]))
def test_the_key_names_every_altered_cell_and_no_other(seed: str, level: str) -> None:
    clean, dirty, planted = planted_in(seed, level)
    named = {
        (c.table, c.row_key, c.column)
        for one in planted
        for c in one.changes
        if c.clean is not None or c.dirty is not None
    }
    assert named == changed_cells(clean, dirty)


def test_no_faults_leave_every_cell_as_it_was() -> None:
    clean, dirty, planted = planted_in("a council for faults", "none")
    assert planted == []
    assert changed_cells(clean, dirty) == set()


def test_the_same_seed_plants_the_same_faults(heavy) -> None:
    again = planted_in("a council for faults", "heavy")[2]
    assert [one.changes for one in again] == [one.changes for one in heavy[2]]


def test_no_cell_has_two_faults(heavy) -> None:
    cells = heavy[3][["table", "row_key", "column"]]
    assert not cells.duplicated().any()


def test_no_child_of_a_draft_return_has_two_faults(heavy) -> None:
    children = [one.child for one in heavy[2] if "/" in one.table]
    assert len(children) == len(set(children))


def test_every_kind_of_fault_has_terms_and_every_terms_a_kind() -> None:
    assert {fault.name for fault in KINDS} == set(terms())


def test_light_plants_less_than_heavy(heavy) -> None:
    assert 0 < len(planted_in("a council for faults", "light")[2]) < len(heavy[2]) / 2


# What a rule must say of a fault that breaks it by its nature; the rest depends on the child's other rows.
@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("end_before_start", "356"),
        ("gap", "388"),
        ("starts_again", "431"),
        ("reason_without_end", "148"),
        ("nothing_follows", "388"),
        ("ethnicity_in_words", "103"),
        ("sex_in_words", "101"),
        ("last_years_code", "101"),
        ("retired_code", "146"),
    ],
)
def test_the_rule_that_forbids_a_fault_is_in_its_rule_set(heavy, fault: str, rule: str) -> None:
    sets = heavy[3].loc[heavy[3]["error_type"] == fault, "rule_codes"].str.split()
    assert len(sets)
    assert all(rule in codes for codes in sets)


def test_no_rule_fires_for_a_child_whom_the_key_does_not_name(heavy) -> None:
    clean, dirty, planted, _ = heavy
    named = {
        (group_of(one.table), child)
        for one in planted
        for child in (one.child, *(change.dirty for change in one.changes if change.column == "CHILD"))
    }
    tripped = {where for where, rules in rules_tripped(clean, dirty, YEAR).items() if rules}
    assert tripped and tripped <= named


def test_the_key_has_the_columns_it_promises(heavy) -> None:
    assert tuple(heavy[3].columns) == KEY_COLUMNS


def test_an_unknown_level_is_refused_in_plain_words() -> None:
    with pytest.raises(PlainError, match="no level of faults 'some'"):
        with_faults("some", True)


def test_flagging_exactly_the_key_scores_full_marks(heavy) -> None:
    key = heavy[3]
    found = score(key, key[["table", "row_key", "column"]].assign(value=key["clean"])).set_index("error_type")
    assert found["recall"].eq(1).all()
    assert found.loc["all", "precision"] == 1
    assert found.loc["all", "harmed"] == 0
    assert found.loc["all", "repair_accuracy"] == 1


def test_flagging_a_clean_cell_is_a_false_alarm_and_changing_it_does_harm(heavy) -> None:
    key = heavy[3]
    wrong = pd.DataFrame(
        {"table": ["people"], "row_key": ["people:no such row"], "column": ["Sex"], "value": ["Female"]}
    )
    found = score(key, wrong).set_index("error_type").loc["all"]
    assert (found["found"], found["false_alarms"], found["harmed"]) == (0, 1, 1)


def test_flagging_nothing_finds_nothing(heavy) -> None:
    nothing = pd.DataFrame({"table": [], "row_key": [], "column": []}, dtype="str")
    found = score(heavy[3], nothing).set_index("error_type").loc["all"]
    assert found["found"] == 0
    assert found["recall"] == 0
