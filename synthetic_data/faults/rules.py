"""Which of the DfE's rules each planted fault sets off: the rules run before and after, and what is new for each
child.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from synthetic_data.faults.draft import Draft, group_of, is_return

if TYPE_CHECKING:
    import pandas as pd

RETURN = "ssda903"


def rules_tripped(clean: Draft, dirty: Draft, year: str) -> dict[tuple[str, str], set[str]]:
    """(draft return, child) -> codes of the rules that fire on the dirty tables for rows of this child, and not on
    the clean ones.
    """
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for group in sorted({group_of(name) for name in clean.tables if is_return(name)}):
        before, after = _findings(clean, group, year), _findings(dirty, group, year)
        for child, rule in after - before:
            found[group, child].add(rule)
    return found


def _findings(draft: Draft, group: str, year: str) -> set[tuple[str, str]]:
    """(child, rule) of everything the rules say about one draft return; last year's return is not compared."""
    import pyarrow as pa

    from synthetic_data.rules.engine import Checker
    from synthetic_data.rules.layouts import layouts
    from synthetic_data.rules.rule_table import load_rules
    from synthetic_data.rules.submissions import Submission

    layout = layouts()[RETURN]
    by_file = {table.file.removesuffix(".csv"): table for table in layout.tables.values()}
    tables = {}
    for name, table in draft.tables.items():
        if group_of(name) == group and (kind := by_file.get(name.rpartition("/")[2])):
            tables[kind.name] = pa.table(
                {column: pa.array(values, pa.string()) for column, values in table.columns.items()}
            )
    with Checker(Submission(layout, year, "csv", tables)) as checker:
        findings: pd.DataFrame = checker.run(load_rules(RETURN, year))
    return {(str(child), rule) for child, rule in zip(findings["child"], findings["rule"], strict=True) if child}
