"""The kinds of answer that an exercise can ask for."""

from __future__ import annotations

from typing import Literal

Kind = Literal["scalar", "table", "function", "pipeline", "sql", "file", "choice"]
FUNCTIONS = frozenset({"function", "pipeline"})
"""Answers that are Python functions."""
CALLED = FUNCTIONS | {"sql"}
"""Answers that can be put to any table: functions, and queries."""
