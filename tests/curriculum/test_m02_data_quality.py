"""What holds in module 2 beyond the gates: its fifteen rules against the key of the faults, and a clean return."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pandas as pd
import pytest
from stage import council, course, rehearsal

from curriculum.practice import as_in_the_file
from synthetic_data.returns.drafts import FIRST_LINE, planted_in

YEAR = "2025-26"
COUNCIL = 0
pytestmark = pytest.mark.skipif(
    "m02-a01" not in course().parts, reason="module 2 is not called written yet, so it has no parts"
)

# Each kind of fault that a rule of the assignment is there to find, and the column it is in where that matters.
FOUND_BY = {
    "end_before_start": "E4",
    "reason_without_end": "E5",
    "nothing_follows": "L3",
    "wrong_key": "L2",
    "retired_code": "D2",
    "last_years_code": "D1",
    "sex_in_words": "D1",
    "ethnicity_in_words": "H1",
    "look_alike_digit": "H4",
    "missing_upn": "H4",
}


def run(name: str, *given: Any) -> pd.DataFrame:
    answer = rehearsal("m02-a01", COUNCIL).answers[f"m02-a01-{name}"]
    found: pd.DataFrame = answer(*given)
    return found


def all_rules(header: Any, episodes: Any, reviews: Any, last_year: Any) -> pd.DataFrame:
    return pd.concat(
        [
            run("header-rules", header),
            run("episode-rules", episodes),
            run("linked-rules", episodes, header, reviews),
            run("dated-rules", header, episodes, last_year, YEAR),
        ]
    )


@cache
def findings() -> pd.DataFrame:
    names = ("drafts.header", "drafts.episodes", "drafts.reviews")
    tables = [council(COUNCIL).table(name) for name in names]
    return all_rules(*tables, council(COUNCIL).table("ssda903.episodes", "2024-25"))


@pytest.mark.parametrize("fault", FOUND_BY)
def test_every_planted_fault_of_a_kind_is_found_by_its_rule(fault: str) -> None:
    found, rule = findings(), FOUND_BY[fault]
    key = [row for row in planted_in(council(COUNCIL)) if row["fault"] == fault and row["table"] != "people"]
    by_rule = found[found["rule"] == rule]
    for row in key:
        named = by_rule["CHILD"] == row["child"] if rule.startswith("D") else by_rule["LINE"] == row["LINE"]
        assert named.any(), f"{rule} does not name the {fault} in line {row['LINE']} of {row['table']}"


def test_a_lost_header_row_sets_off_the_rule_for_each_of_the_childs_episodes() -> None:
    episodes = council(COUNCIL).table("drafts.episodes")
    lost = [row["child"] for row in planted_in(council(COUNCIL)) if row["fault"] == "header_lost"]
    assert lost
    by_rule = findings()[findings()["rule"] == "L1"]
    assert set(episodes[episodes["CHILD"].isin(lost)]["LINE"]) <= set(by_rule["LINE"])


def test_the_rules_name_nothing_in_a_return_without_faults() -> None:
    def as_draft(name: str) -> pd.DataFrame:
        clean = as_in_the_file(council(COUNCIL).table(f"ssda903.{name}"))
        clean.insert(0, "LINE", [str(line) for line in range(FIRST_LINE, FIRST_LINE + len(clean))])
        return clean

    tables = [as_draft(name) for name in ("header", "episodes", "reviews")]
    found = all_rules(*tables, council(COUNCIL).table("ssda903.episodes", "2024-25"))
    assert not len(found), found.to_string()


def test_every_finding_is_about_a_child_with_a_planted_fault() -> None:
    touched = {row["child"] for row in planted_in(council(COUNCIL))}
    tables = {name: council(COUNCIL).table(f"drafts.{name}") for name in ("header", "episodes", "reviews")}
    for rule, line, child in findings()[["rule", "LINE", "CHILD"]].itertuples(index=False, name=None):
        table = tables["header" if rule[0] == "H" else "reviews" if rule == "L2" else "episodes"]
        about = child if isinstance(child, str) else table.loc[table["LINE"] == line, "CHILD"].item()
        known = about in touched or rule == "L2"  # a review under a slipped id belongs to nobody
        assert known, f"{rule} names line {line}, where nothing was planted"


def test_the_rules_are_fifteen() -> None:
    text = course().part("m02-a01").source.read_text(encoding="utf-8")
    assert len(set(re.findall(r"- \*\*([HELD]\d)\*\*", text))) == 15


def test_lessons_and_rules_name_the_codes_of_the_data() -> None:
    from synthetic_data.codes import valid_codes

    names = rehearsal("m02-a01", COUNCIL).names
    assert set(names["ETHNIC_CODES"]) == set(valid_codes("ETHNIC", YEAR))
    assert set(names["LEGAL_STATUS"]) == set(valid_codes("LS", YEAR))
    for code, first in names["RETIRED"].itertuples(index=False, name=None):
        assert code not in valid_codes("PLACE", first)
    assert set(names["RETIRED"]["code"]) == set(valid_codes("PLACE", "2023-24")) - set(valid_codes("PLACE", YEAR))


def test_the_rules_that_the_dfe_also_has_find_the_same_rows_as_its_engine() -> None:
    import pyarrow as pa

    from synthetic_data.codes import valid_codes
    from synthetic_data.rules.engine import Checker
    from synthetic_data.rules.layouts import layouts
    from synthetic_data.rules.rule_table import load_rules
    from synthetic_data.rules.submissions import Submission

    layout = layouts()["ssda903"]
    tables = {}
    for kind in layout.tables.values():
        name = kind.file.removesuffix(".csv")
        if name in council(COUNCIL).view_tables("drafts"):
            given = council(COUNCIL).view_tables("drafts")[name].drop("LINE")
            tables[kind.name] = pa.table({c: pa.array(given[c].to_list(), pa.string()) for c in given.columns})
    with Checker(Submission(layout, YEAR, "csv", tables)) as checker:
        theirs = checker.run([rule for rule in load_rules("ssda903", YEAR) if rule.code == "103"])
    ours = findings()[findings()["rule"] == "H1"]
    # The DfE's rule reads "woth" as WOTH; ours asks for the code exactly as it is written on the list.
    header = council(COUNCIL).table("drafts.header")
    codes = valid_codes("ETHNIC", YEAR)
    capitals = header[~header["ETHNIC"].isin(codes) & header["ETHNIC"].str.upper().isin(codes)]
    only_ours = set(capitals["LINE"].astype(int))
    assert set(theirs["row"].astype(int)) == set(ours["LINE"].astype(int)) - only_ours
