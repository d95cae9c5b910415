"""What of WCAG 2.2 A and AA a hub's page breaks: nothing in what we write, in others' no more than is listed.

`not_ours.csv` lists what JupyterLab and nbgrader's formgrader bring and templates cannot mend: where, axe's rule, whose
it is, and why it stays. Anything that is not in it fails.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("not_ours.csv")


def new_breaches(where: str, browser: Any) -> list[str]:
    """What the page that is shown breaks, less what is listed for `where`."""
    with LIST.open(encoding="utf-8") as listed:
        known = {row["rule"] for row in csv.DictReader(listed) if row["where"] == where}
    return [f"{where}: {each}" for each in browser.shown_breaches() if each.split(" ")[0] not in known]
