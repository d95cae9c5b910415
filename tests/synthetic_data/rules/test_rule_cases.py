"""Every rule, tried on rows that break it and rows that do not.

A case is one `[[case]]` of cases/<return>/*.toml: `rule`, an optional `year`, `written` ("xml" unless said), and its
tables, each a list of rows (only the columns that matter; the rest are blank). A row with `bad = true` must be
reported, and no other row; a rule therefore needs rows of both kinds, in one case or in several.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pyarrow as pa
import pytest

from synthetic_data.rules.engine import Checker
from synthetic_data.rules.known_lists import POSTCODES, PROVIDERS, Lists
from synthetic_data.rules.layouts import layouts
from synthetic_data.rules.rule_table import Rule, load_rules, year_before
from synthetic_data.rules.submissions import Submission

CASES = Path(__file__).parent / "cases"
DEFAULT_YEAR = "2025-26"
NOT_TABLES = {"rule", "year", "why", "la_code", "written"}


def read_cases() -> list[tuple[str, dict]]:
    found = []
    for path in sorted(CASES.glob("*/*.toml")):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        found += [(path.parent.name, case) for case in raw["case"]]
    return found


ALL_CASES = read_cases()


def label(case: tuple[str, dict]) -> str:
    return f"{case[0]}-{case[1]['rule']}-{case[1].get('year', DEFAULT_YEAR)}-{case[1].get('why', '')}"


def the_rule(return_: str, code: str, year: str) -> Rule:
    rules = [rule for rule in load_rules(return_, year) if rule.code == code]
    assert len(rules) == 1, f"{len(rules)} rules {code} are in force in {year}"
    return rules[0]


def as_arrow(rows: list[dict], columns: tuple[str, ...]) -> pa.Table:
    unknown = {key for row in rows for key in row} - set(columns) - {"bad"}
    assert not unknown, f"no such column: {unknown}"
    return pa.table(
        {c: pa.array([str(row[c]) if row.get(c, "") != "" else None for row in rows], pa.string()) for c in columns}
    )


@pytest.fixture(scope="module", autouse=True)
def one_duckdb() -> Iterator[None]:
    """A database for each case, all of them in one DuckDB: starting one takes longer than most rules."""
    started, numbers = duckdb.connect(config={"threads": 1}), count()

    def fresh(**_: object) -> duckdb.DuckDBPyConnection:
        number = next(numbers)
        database = started.cursor()
        database.execute(f"ATTACH ':memory:' AS case_{number}; USE case_{number}")
        if number:
            database.execute(f"DETACH case_{number - 1}")
        return database

    with pytest.MonkeyPatch.context() as changed:
        changed.setattr("synthetic_data.rules.engine.duckdb", SimpleNamespace(connect=fresh))
        yield
    started.close()


@pytest.mark.parametrize("case", ALL_CASES, ids=label)
def test_a_rule_reports_the_rows_that_break_it_and_no_others(case: tuple[str, dict]) -> None:
    return_, spec = case
    layout = layouts()[return_]
    year = spec.get("year", DEFAULT_YEAR)
    rule = the_rule(return_, spec["rule"], year)
    given = {name: rows for name, rows in spec.items() if name not in NOT_TABLES}
    providers, postcodes = given.pop("Providers", []), given.pop("Postcodes", [])
    assert set(given) <= set(layout.tables) | {f"{name}_last" for name in layout.tables}
    tables = {
        name: as_arrow(given.get(name, []), (*table.columns, *table.xml_only)) for name, table in layout.tables.items()
    }
    last = {name: as_arrow(given.get(f"{name}_last", []), table.columns) for name, table in layout.tables.items()}
    lists = Lists(
        spec.get("la_code", "501"),
        as_arrow(providers, tuple(PROVIDERS.names)),
        as_arrow(postcodes, tuple(POSTCODES.names)).cast(POSTCODES),
    )
    written = spec.get("written", "xml")
    now, before = Submission(layout, year, written, tables), Submission(layout, year_before(year), "xml", last)
    with Checker(now, before, lists) as checker:
        failing = checker.failing_rows(rule)
        findings = checker.run([rule])
    expected = {
        (name, number)
        for name, rows in given.items()
        for number, row in enumerate(rows, now.first_row)
        if row.get("bad")
    }
    assert failing == expected
    assert set(zip(findings["table"], findings["row"], strict=True)) == expected
    assert set(findings["message"]) <= {rule.message}


@pytest.mark.parametrize("return_", sorted(layouts()))
def test_every_rule_has_a_row_that_breaks_it_and_a_row_that_does_not(return_: str) -> None:
    broken: dict[Rule, int] = defaultdict(int)
    kept: dict[Rule, int] = defaultdict(int)
    for case_return, spec in ALL_CASES:
        if case_return != return_:
            continue
        rule = the_rule(return_, spec["rule"], spec.get("year", DEFAULT_YEAR))
        rows = [row for name, rows in spec.items() if name not in NOT_TABLES for row in rows]
        broken[rule] += sum(1 for row in rows if row.get("bad"))
        kept[rule] += sum(1 for row in rows if not row.get("bad"))
    lacking = [(r.code, r.first_year) for r in load_rules(return_) if not (broken[r] and kept[r])]
    assert lacking == []
