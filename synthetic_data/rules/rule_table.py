"""DfE's validation rules as read from the TOML tables beside this file.

A rule is one `[[rule]]` entry:

    code        DfE's code, e.g. "142"
    severity    "error" (must be put right) or "query" (look, and put right or explain); "error" unless said
    first_year, last_year   collection years in force, e.g. "2024-25"; left out: no limit
    tables      tables that must be there; the first is the one whose rows the rule points at
    columns     columns of that table to look at
    title       the fault in a few words
    message     what is wrong, in plain words
    fix         what to do about it
    where       the condition that makes a row of `from` (a table or helper view; the first table unless said) fail
    show        more to show with each failing row, as SQL expressions with an alias
    sql         instead of `where`, a whole query giving row_no of the failing rows, in_table where they are in several
                tables, and further columns to show
    note        how our reading differs from a published implementation, where it does

and `[[view]]` entries (name, sql) are helper views that the rules of a return share. In SQL a date column is a DATE
(NULL when blank or not a date) and `<column>_text` is what the file says; year_start() and year_end() are the
collection year's first and last day; a table named `<table>_last` is the year before.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

YEARS = "{}-{:02d}"
SEVERITIES = ("error", "query")


@dataclass(frozen=True)
class Rule:
    """One validation rule, as described at the head of this file.

    `query` is the whole query; a rule given by a condition keeps it as `where`, on the rows of `rows_of`.
    """

    return_: str
    code: str
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    title: str
    message: str
    fix: str
    query: str
    rows_of: str | None = None
    where: str | None = None
    severity: str = "error"
    first_year: str | None = None
    last_year: str | None = None
    note: str | None = None
    source: str = ""

    @property
    def table(self) -> str:
        """The table whose rows the rule points at."""
        return self.tables[0]

    @property
    def needs_last_year(self) -> bool:
        """Whether the rule compares with the year before's return."""
        return any(table.endswith("_last") for table in self.tables)

    def in_force(self, year: str) -> bool:
        """Whether the rule applies to a collection year such as "2025-26"."""
        return (self.first_year is None or self.first_year <= year) and (
            self.last_year is None or year <= self.last_year
        )


@dataclass(frozen=True)
class View:
    """A helper view that several rules of a return share."""

    name: str
    sql: str


def load_rules(return_: str, year: str | None = None) -> tuple[Rule, ...]:
    """The rules of a return, all of them or those in force in one collection year, in the order of their files."""
    rules, _ = _read(return_)
    return tuple(rule for rule in rules if year is None or rule.in_force(year))


def load_views(return_: str) -> tuple[View, ...]:
    """The helper views of a return, in the order they must be made."""
    return _read(return_)[1]


def year_before(year: str) -> str:
    """The collection year before one such as "2025-26"."""
    start = int(year[:4]) - 1
    return YEARS.format(start, (start + 1) % 100)


@cache
def _read(return_: str) -> tuple[tuple[Rule, ...], tuple[View, ...]]:
    rules: list[Rule] = []
    views: list[View] = []
    folder = files(__package__).joinpath(return_)
    for path in sorted((p for p in folder.iterdir() if p.name.endswith(".toml")), key=lambda p: p.name):
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        views += [View(view["name"], view["sql"]) for view in raw.get("view", [])]
        rules += [_rule(return_, entry, path.name) for entry in raw.get("rule", [])]
    return tuple(rules), tuple(views)


def _rule(return_: str, entry: dict, source: str) -> Rule:
    tables = tuple(entry["tables"])
    show = "".join(f", {expression}" for expression in entry.get("show", ()))
    rows_of, where = entry.get("from", tables[0]), entry.get("where")
    query = entry.get("sql") or f"SELECT row_no{show} FROM {rows_of} WHERE {where}"
    optional = {key: entry[key] for key in ("severity", "first_year", "last_year", "note") if key in entry}
    return Rule(
        return_=return_,
        code=entry["code"],
        tables=tables,
        columns=tuple(entry["columns"]),
        title=entry["title"],
        message=entry["message"],
        fix=entry["fix"],
        query=query,
        rows_of=None if where is None else rows_of,
        where=where,
        source=source,
        **optional,
    )
