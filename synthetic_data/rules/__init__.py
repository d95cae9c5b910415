"""DfE's validation rules as data, and the engine that runs them over any folder of returns.

Import-light on purpose: DuckDB and pandas load when a function here is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synthetic_data.rules.rule_table import Rule, load_rules
    from synthetic_data.rules.validation import Validation, check_folder, validate

__all__ = ["Rule", "Validation", "check_folder", "load_rules", "validate"]


def __getattr__(name: str) -> Any:
    if name in {"Rule", "load_rules"}:
        from synthetic_data.rules import rule_table

        return getattr(rule_table, name)
    if name in {"Validation", "check_folder", "validate"}:
        from synthetic_data.rules import validation

        return getattr(validation, name)
    raise AttributeError(f"module 'synthetic_data.rules' has no attribute {name!r}")
