"""How much one notebook may use before it is stopped."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """Limits on one notebook. Seconds are wall-clock, sizes are bytes.

    cell_seconds      one cell, then it is interrupted; a cell that will not be interrupted is killed soon after
    call_seconds      one call of a learner's function
    notebook_seconds  the whole notebook, reruns after a crash included
    memory            what the notebook may use beyond the libraries that are loaded for everybody
    file, scratch     one file, and all files together; `files` is how many
    threads, open_files
    stream            text printed by one cell; the rest is left out
    outputs           everything one notebook shows
    answers           all answers of one notebook together
    crashes           how often a notebook is run again without the cell that crashed it
    """

    cell_seconds: float = 30
    call_seconds: float = 10
    notebook_seconds: float = 180
    memory: int = 2048 * MIB
    file: int = 64 * MIB
    scratch: int = 256 * MIB
    files: int = 5_000
    threads: int = 160
    open_files: int = 256
    stream: int = 100_000
    outputs: int = 8_000_000
    answers: int = 60_000_000
    crashes: int = 3

    def as_json(self) -> dict[str, Any]:
        """The limits as a JSON object, for the other side of the wall."""
        return asdict(self)
