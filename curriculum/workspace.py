"""Where a learner's data is, wherever their notebook is opened from."""

from __future__ import annotations

import os
from pathlib import Path

from synthetic_data.errors import PlainError

OVERRIDE = "ACADEMY_DATA"  # set by tests and by marking, where the data stands elsewhere


def data_folder() -> Path:
    """The workspace's `data/` folder: the nearest one above this notebook that `academy data` or `academy start` wrote.

    Raises PlainError, with the way out, when there is none.
    """
    named = os.environ.get(OVERRIDE)
    if named:
        if (Path(named) / "manifest.json").is_file():
            return Path(named)
        raise PlainError(
            f"{OVERRIDE} names a folder without a manifest.json: unset it, or make data there with academy data."
        )
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "data" / "manifest.json").is_file():
            return folder / "data"
    raise PlainError(
        "Your council's data is not in this folder or any folder above it: open the notebook from the workspace that "
        "academy start made, or make the data again with academy start."
    )
