"""The published lists of rules, and which of them are not expressed here and why."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def published_rules(return_: str) -> tuple[dict[str, str], ...]:
    """Every published rule of a return (code, description, status or severity, source), in the published order."""
    return tuple(_rows(f"reference_{return_}.csv"))


@cache
def not_expressed(return_: str) -> dict[str, str]:
    """The published rules of a return that have no query here, by code, each with the reason."""
    return {row["code"]: row["why"] for row in _rows("not_expressed.csv") if row["return"] == return_}


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()))
