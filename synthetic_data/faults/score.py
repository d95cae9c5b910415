"""Mark somebody's findings against the key: what was found, what was flagged for nothing, what was put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from synthetic_data.faults.draft import WHOLE_ROW

if TYPE_CHECKING:
    import pandas as pd

ALL_TYPES = "all"


def score(key: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Detection and repair by type of error, and over all.

    key: as `extracts/faults.csv`. findings: columns table, row_key, column and, for repairs, value (blank: flagged
    only). A
    finding on any cell of a fault finds the fault; one of column "*" finds whatever is in the row.
    Returns a row for each error_type and one for "all": planted, found, recall, flagged, false_alarms, precision
    (both only for "all":
    a false alarm has no type), f1, repairable, repaired, repair_accuracy (of those repaired, the share put right),
    harmed (clean cells given another value; only for "all").
    """
    import pandas as pd

    cells = ["table", "row_key", "column"]
    findings = findings.drop_duplicates(cells)
    hits = _hits(key, findings)
    found = key["error_id"].isin(hits["error_id"])
    faults = key.assign(found=found).groupby("error_type").agg(planted=("error_id", "nunique"))
    faults["found"] = key[found].groupby("error_type")["error_id"].nunique()
    repairs = _repairs(key, findings)
    faults["repairable"] = key[key["repairable"]].groupby("error_type")["error_id"].nunique()
    faults["repaired"] = repairs.groupby("error_type")["right"].sum()
    faults["tried"] = repairs.groupby("error_type")["right"].count()
    faults = faults.fillna(0).astype(int).reset_index()
    total = {column: int(faults[column].sum()) for column in faults.columns if column != "error_type"}
    flagged = len(findings)
    false_alarms = flagged - len(hits.drop_duplicates(cells))
    altered = key[cells].merge(findings, on=cells)
    harmed = int(findings["value"].notna().sum() - altered["value"].notna().sum()) if "value" in findings else 0
    whole = {"error_type": ALL_TYPES, **total, "flagged": flagged, "false_alarms": false_alarms, "harmed": harmed}
    result = pd.concat([faults, pd.DataFrame([whole])], ignore_index=True)
    result["recall"] = result["found"] / result["planted"]
    result["precision"] = (result["flagged"] - result["false_alarms"]) / result["flagged"]
    result["f1"] = 2 * result["precision"] * result["recall"] / (result["precision"] + result["recall"])
    result["repair_accuracy"] = result["repaired"] / result["tried"]
    return result


def _hits(key: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """The findings that are on a fault: on a cell it altered, anywhere in a row added or lost, or on a whole row that
    holds one.
    """
    import pandas as pd

    cells = ["table", "row_key", "column"]
    exact = findings.merge(key[[*cells, "error_id"]], on=cells)
    rows = key.loc[
        (key["column"] == WHOLE_ROW) | key["clean"].isna(), ["table", "row_key", "error_id"]
    ].drop_duplicates()
    in_row = findings.merge(rows, on=["table", "row_key"])
    whole = findings[findings["column"] == WHOLE_ROW].merge(
        key[["table", "row_key", "error_id"]].drop_duplicates(), on=["table", "row_key"]
    )
    return pd.concat([exact, in_row, whole]).drop_duplicates([*cells, "error_id"])


def _repairs(key: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Each altered cell that was given a value: error_type, right (the clean value, stray spaces and case apart)."""
    import pandas as pd

    if "value" not in findings:
        return pd.DataFrame({"error_type": pd.Series(dtype="str"), "right": pd.Series(dtype="bool")})
    tried = findings[findings["value"].notna()].merge(key[key["clean"].notna()], on=["table", "row_key", "column"])
    right = (
        tried["value"].astype(str).str.strip().str.casefold() == tried["clean"].astype(str).str.strip().str.casefold()
    )
    return tried.assign(right=right)[["error_type", "right"]]
