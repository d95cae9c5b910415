"""What a learner has tried in this kernel, and, only if they ask for it, a log of it on their own machine.

The log is `.academy/attempts.jsonl` in the workspace: one line a check, hint or solution. It is kept when the file is
there and never made unasked: `keep_attempts()` makes it, deleting it stops it. Nothing sends it anywhere.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from pathlib import Path

from curriculum.workspace import data_folder
from synthetic_data.errors import PlainError

LOG = Path(".academy") / "attempts.jsonl"

hints_seen: dict[str, int] = {}
passed: set[str] = set()


def keep_attempts() -> Path:
    """Begin a log of attempts in this workspace and return where it is. Raises PlainError outside a workspace."""
    log = data_folder().parent / LOG
    log.parent.mkdir(exist_ok=True)
    log.touch()
    return log


def record(exercise_id: str, what: str, result: str = "", matched: str | None = None) -> None:
    """Add one line to the log, if the learner keeps one. A log that cannot be written never stops a check."""
    with contextlib.suppress(PlainError, OSError):
        log = data_folder().parent / LOG
        if not log.is_file():
            return
        line = {
            "when": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "exercise": exercise_id,
            "what": what,
            "result": result,
            "matched": matched,
        }
        with log.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line) + "\n")
