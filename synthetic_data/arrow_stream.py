"""Tables between Polars and DuckDB as a bare Arrow stream.

Handed the frame or the relation itself, either library looks at its kind: DuckDB loads all of pyarrow for a Polars
frame (40 MiB and a tenth of a second), and Polars keeps hold of a DuckDB relation, which DuckDB complains of at exit.
"""

from __future__ import annotations

from typing import Any

FRUGAL: dict[str, str | bool | int | float | list[str]] = {"threads": 1, "memory_limit": "16MB"}
"""How DuckDB is opened to write or read one council's tables: what it holds stands on top of the council itself."""


class ArrowStream:
    """Only the stream of a Polars frame or a DuckDB relation (the Arrow PyCapsule interface)."""

    def __init__(self, source: Any) -> None:
        self._source = source

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._source.__arrow_c_stream__(requested_schema)
