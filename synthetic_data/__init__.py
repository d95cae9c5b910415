"""A synthetic English children's services department: one simulated truth, many views of it.

Import-light on purpose: the heavy libraries load when a function here is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synthetic_data.council import Council, CouncilSpec, simulate

__all__ = ["Council", "CouncilSpec", "simulate"]


def __getattr__(name: str) -> Any:
    if name in {"Council", "CouncilSpec", "simulate"}:
        from synthetic_data import council

        return getattr(council, name)
    raise AttributeError(f"module 'synthetic_data' has no attribute {name!r}")
