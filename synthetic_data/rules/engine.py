"""Run rules over one submission in DuckDB: every table as text and dates, last year's beside this year's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from synthetic_data.rules.known_lists import (
    POSTCODES,
    PROVIDERS,
    Lists,
    bank_holidays,
    council_codes,
    invented_codes,
)
from synthetic_data.rules.layouts import TableLayout
from synthetic_data.rules.rule_table import Rule, View, load_views
from synthetic_data.rules.submissions import Submission

FINDING_COLUMNS = ("rule", "severity", "title", "table", "row", "child", "columns", "values", "message", "what_to_do")

# What every query may use. The collection year runs from 1 April to 31 March, both included.
MACROS = """
CREATE MACRO year_start() AS DATE '{start}-04-01';
CREATE MACRO year_end() AS DATE '{end}-03-31';
CREATE MACRO la_code() AS {la_code};
CREATE MACRO birthday(born, years) AS CAST(born + to_years(years) AS DATE);
CREATE MACRO in_year(day) AS day BETWEEN DATE '{start}-04-01' AND DATE '{end}-03-31';
CREATE MACRO respite(legal_status) AS legal_status IN ('V3', 'V4');
CREATE MACRO temporary_place(place) AS place IN ('T0', 'T1', 'T2', 'T3', 'T4');
CREATE MACRO for_adoption(place) AS place IN ('A3', 'A4', 'A5', 'A6');
CREATE MACRO written_in() AS '{written}';
CREATE MACRO male() AS '{male}';
CREATE MACRO female() AS '{female}';
CREATE MACRO sex_letter(sex) AS CASE sex WHEN '1' THEN 'M' WHEN '2' THEN 'F' ELSE sex END;
"""

# How each style of date looks and is read. DuckDB alone would read a two-digit year as the first century.
DATE_FORMATS = {
    "dd/mm/yyyy": (r"\d{1,2}/\d{1,2}/\d{4}", "%d/%m/%Y"),
    "yyyy-mm-dd": (r"\d{4}-\d{2}-\d{2}", "%Y-%m-%d"),
}


class Checker:
    """One submission loaded into DuckDB, and the year before's beside it, ready for any of its return's rules.

    A table that was not given is made empty, so that a query may always name it; `missing` says which those are, so
    that rules which need them can be left out.
    """

    def __init__(self, submission: Submission, last: Submission | None = None, lists: Lists | None = None) -> None:
        self.layout, self.year = submission.layout, submission.year
        lists = lists or Lists()
        before = last or Submission(self.layout, submission.year, submission.written)
        self.missing = {name for name in self.layout.tables if name not in submission.tables}
        self.missing |= {f"{name}_last" for name in self.layout.tables if name not in before.tables}
        self.missing |= {"Providers"} if lists.providers is None else set()
        self.missing |= {"Postcodes"} if lists.postcodes is None else set()
        self.missing |= {"la_code"} if lists.la_code is None else set()
        self._views: dict[str, View] = {view.name: view for view in load_views(self.layout.name)}
        self._made: set[str] = set()
        self._db = duckdb.connect(config={"threads": 1})
        self._db.execute(_macros(submission, lists.la_code))
        self._db.execute("CREATE SCHEMA written")
        self._given = {name: (table, submission) for name, table in self.layout.tables.items()}
        self._given |= {f"{name}_last": (table, before) for name, table in self.layout.tables.items()}
        self._lists = self._known(lists)

    def close(self) -> None:
        """Free the database."""
        self._db.close()

    def __enter__(self) -> Checker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def can_run(self, rule: Rule) -> bool:
        """Whether every table the rule needs was given."""
        return not self.missing & set(rule.tables)

    def run(self, rules: Iterable[Rule]) -> pd.DataFrame:
        """The findings of these rules (FINDING_COLUMNS), a row for each rule and failing row; others are skipped."""
        able = [rule for rule in rules if self.can_run(rule)]
        found = [frame for rule in self._worth_asking(able) for frame in self._findings(rule)]
        if not found:
            return pd.DataFrame({column: pd.Series(dtype="object") for column in FINDING_COLUMNS})
        return pd.concat(found, ignore_index=True)[list(FINDING_COLUMNS)]

    def failing_rows(self, rule: Rule) -> set[tuple[str, int]]:
        """The table and row number of each row that fails one rule."""
        return {(row.get("in_table", rule.table), row["row_no"]) for row in self._failing(rule)}

    def _worth_asking(self, rules: Sequence[Rule]) -> list[Rule]:
        """Leave out the rules whose condition no row meets, found in one scan of each table instead of one a rule."""
        groups: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            if rule.rows_of is not None:
                groups[rule.rows_of].append(rule)
        kept = set()
        for rows_of, group in groups.items():
            self._prepare(" ".join(rule.query for rule in group))
            met = ", ".join(f"bool_or({rule.where})" for rule in group)
            answers = self._db.execute(f"SELECT {met} FROM {rows_of}").fetchall()[0]
            kept |= {rule for rule, answer in zip(group, answers, strict=True) if answer}
        return [rule for rule in rules if rule.rows_of is None or rule in kept]

    def _failing(self, rule: Rule) -> list[dict[str, Any]]:
        """What a rule's query gives: mostly nothing, so plain rows are the cheapest way to ask."""
        self._prepare(rule.query)
        answer = self._db.execute(rule.query)
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def _findings(self, rule: Rule) -> Iterator[pd.DataFrame]:
        failing = self._failing(rule)
        if not failing:
            return
        self._db.register("failing", pa.Table.from_pylist(failing))
        for table in sorted({row.get("in_table", rule.table) for row in failing}):
            yield self._shown(rule, table, list(failing[0]))

    def _shown(self, rule: Rule, table: str, given: list[str]) -> pd.DataFrame:
        """One rule's findings in one table: the failing rows as written, and what the query gives beside them."""
        layout = self.layout.tables[table.removesuffix("_last")]
        columns = layout.columns
        called = {column: layout.called(column, self.year) for column in rule.columns if column in columns}
        shown = [_named(f't."{column}"', name) for column, name in called.items()]
        shown += [_named(f'CAST(f."{name}" AS VARCHAR)', name) for name in given if name not in ("row_no", "in_table")]
        child = f't."{self.layout.child}"' if self.layout.child in columns else "NULL"
        only = f"f.in_table = '{table}' AND" if "in_table" in given else ""
        frame = self._db.execute(
            f"""SELECT t.row_no AS "row", {child} AS child, concat_ws('; ', {", ".join(shown) or "NULL"}) AS "values"
            FROM failing f JOIN written."{table}" t ON {only} t.row_no = f.row_no
            QUALIFY row_number() OVER (PARTITION BY t.row_no) = 1 ORDER BY t.row_no"""
        ).df()
        return frame.assign(
            rule=rule.code,
            severity=rule.severity,
            title=rule.title,
            table=table,
            columns=", ".join(called.values()),
            message=rule.message,
            what_to_do=rule.fix,
        )

    def _prepare(self, query: str) -> None:
        """Load the tables and make the helper views that a query names, once each, and those which the views name."""
        for name, (table, submission) in self._given.items():
            if name not in self._made and name in query:
                self._made.add(name)
                self._load(table, name, submission)
        for name, rows in self._lists.items():
            if name not in self._made and name in query:
                self._made.add(name)
                self._db.register("incoming", rows())
                self._db.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')
                self._db.unregister("incoming")
        for name, view in self._views.items():
            if name not in self._made and name in query:
                self._made.add(name)
                self._prepare(view.sql)
                self._db.execute(f'CREATE TABLE "{name}" AS {view.sql}')

    def _load(self, table: TableLayout, name: str, submission: Submission) -> None:
        rows = submission.tables.get(table.name)
        if rows is None:
            rows = pa.table({column: pa.array([], pa.string()) for column in table.columns})
        for column in set(table.xml_only) - set(rows.column_names):
            rows = rows.append_column(column, pa.nulls(rows.num_rows, pa.string()))
        first = submission.first_row
        rows = rows.append_column("row_no", pa.array(range(first, first + rows.num_rows), pa.int64()))
        self._db.register("incoming", rows)
        self._db.execute(f'CREATE TABLE written."{name}" AS SELECT * FROM incoming')
        self._db.unregister("incoming")
        columns = ", ".join(self._typed(table, submission.written))
        self._db.execute(f'CREATE TABLE "{name}" AS SELECT row_no, {columns} FROM written."{name}"')

    def _typed(self, table: TableLayout, written: str) -> list[str]:
        expressions = []
        pattern, date_format = DATE_FORMATS[self.layout.dates_in[written]]
        for column in (*table.columns, *table.xml_only):
            text = f'upper("{column}")' if self.layout.upper_case else f'"{column}"'
            if column in table.dates:
                expressions.append(f'{text} AS "{column}_text"')
                text = (
                    f"""CASE WHEN regexp_full_match("{column}", '{pattern}') """
                    f"""THEN CAST(try_strptime("{column}", '{date_format}') AS DATE) END"""
                )
            expressions.append(f'{text} AS "{column}"')
        return expressions

    def _known(self, lists: Lists) -> dict[str, Callable[[], pa.Table]]:
        """The lists a query may name beside the return's tables; one that is not known is empty."""
        return {
            "Providers": lambda: lists.providers if lists.providers is not None else PROVIDERS.empty_table(),
            "Postcodes": lambda: lists.postcodes if lists.postcodes is not None else POSTCODES.empty_table(),
            "BankHolidays": bank_holidays,
            "KnownCodes": council_codes,
            "InventedCodes": invented_codes,
        }


def _macros(submission: Submission, la_code: str | None) -> str:
    year = submission.year
    # Until 2023-24 sex was coded 1 and 2; the letters came with the 2024-25 collection.
    male, female = ("M", "F") if year >= "2024-25" else ("1", "2")
    code = "NULL" if la_code is None else "'" + la_code.replace("'", "''") + "'"
    return MACROS.format(
        start=int(year[:4]), end=int(year[:4]) + 1, la_code=code, male=male, female=female, written=submission.written
    )


def _named(expression: str, name: str) -> str:
    return f"""'{name} = ' || coalesce({expression}, 'blank')"""
