"""The rule tables as a whole: complete against the published lists, and written so that a person can act on them."""

from __future__ import annotations

from collections import defaultdict

import pytest

from synthetic_data.rules.layouts import layouts
from synthetic_data.rules.reference import not_expressed, published_rules
from synthetic_data.rules.rule_table import SEVERITIES, Rule, load_rules, year_before

YEARS = ("2023-24", "2024-25", "2025-26", "2026-27")
RULES = [rule for return_ in layouts() for rule in load_rules(return_)]


@pytest.mark.parametrize("return_", sorted(layouts()))
def test_every_published_rule_is_expressed_or_listed_with_the_reason(return_: str) -> None:
    published = {row["code"] for row in published_rules(return_)}
    expressed = {rule.code for rule in load_rules(return_)}
    assert published - expressed - set(not_expressed(return_)) == set()
    assert expressed & set(not_expressed(return_)) == set()
    assert expressed - published == set()
    assert all(len(why) > 20 for why in not_expressed(return_).values())


def test_every_active_903_rule_is_in_force_for_2025_26() -> None:
    active = {row["code"] for row in published_rules("ssda903") if row["status"] == "active"}
    in_force = {rule.code for rule in load_rules("ssda903", "2025-26")}
    assert active - in_force == set(not_expressed("ssda903")) & active
    only_later = {row["code"] for row in published_rules("ssda903") if row["status"] == "2026-27 only"}
    assert only_later & in_force == set()
    assert only_later <= {rule.code for rule in load_rules("ssda903", "2026-27")}


@pytest.mark.parametrize("return_", sorted(layouts()))
@pytest.mark.parametrize("year", YEARS)
def test_no_two_rules_of_one_code_are_in_force_in_a_year(return_: str, year: str) -> None:
    seen: dict[str, list[str]] = defaultdict(list)
    for rule in load_rules(return_, year):
        seen[rule.code].append(rule.source)
    assert {code: sources for code, sources in seen.items() if len(sources) > 1} == {}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.return_}-{rule.code}-{rule.first_year or ''}")
def test_a_rule_is_written_for_a_person_and_names_what_exists(rule: Rule) -> None:
    tables = layouts()[rule.return_].tables
    known = set(tables) | {f"{name}_last" for name in tables} | {"Providers", "Postcodes", "la_code"}
    assert set(rule.tables) <= known
    assert rule.table in tables
    shown = {
        column
        for name in rule.tables
        if name in known - {"Providers", "Postcodes", "la_code"}
        for column in tables[name.removesuffix("_last")].columns
    }
    assert set(rule.columns) <= shown
    assert rule.columns
    assert rule.severity in SEVERITIES
    assert rule.message.endswith(".")
    assert rule.fix.endswith(".")
    assert not rule.title.endswith(".")
    assert len(rule.title) <= 90
    assert "cases" not in f" {rule.title} {rule.message} {rule.fix} ".lower().split()


def test_the_year_before_a_collection_year_is_named_as_collections_are() -> None:
    assert year_before("2025-26") == "2024-25"
    assert year_before("2000-01") == "1999-00"
