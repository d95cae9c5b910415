"""What the doctor says of one thing it looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What was looked at, whether it is well, what was seen, and the mend where it is not."""

    subject: str
    well: bool
    seen: str
    mend: str = ""
