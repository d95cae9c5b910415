"""The learner's own council, simulated again from what their workspace's manifest says, once a kernel."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from curriculum.practice import as_in_the_file
from curriculum.workspace import data_folder
from synthetic_data.council import DATA_VERSION, Council, CouncilSpec, simulate
from synthetic_data.dates import year_end_of
from synthetic_data.errors import PlainError


@dataclass(frozen=True)
class OwnCouncil:
    """The council behind a data folder. `council` is None when it cannot be had, and `trouble` says why and what to do.

    `manifest` is what the data folder says of itself; empty when it cannot be read.
    """

    council: Council | None
    trouble: str
    manifest: Mapping[str, Any]
    folder: Path | None = None

    def tables(self, inputs: Sequence[str], raw: bool = False) -> Callable[[], list[pd.DataFrame]] | None:
        """A way to get the tables called `inputs` when they are wanted, `raw` all text; None without a council."""
        council = self.council
        if council is None:
            return None
        as_given = as_in_the_file if raw else pd.DataFrame.copy
        return lambda: [as_given(council.table(*name.split("@"))) for name in inputs]


def own_council() -> OwnCouncil:
    """The council of the workspace that the notebook is in."""
    try:
        folder = data_folder()
        return _of_manifest(folder, (folder / "manifest.json").read_text(encoding="utf-8"))
    except PlainError as missing:
        return OwnCouncil(None, str(missing), {})
    except (OSError, UnicodeDecodeError):
        return OwnCouncil(
            None, "Your data folder's manifest.json cannot be read: make the data again with academy start.", {}
        )


@lru_cache(maxsize=2)
def _of_manifest(folder: Path, manifest: str) -> OwnCouncil:
    try:
        values = json.loads(manifest)
        spec, facts = spec_of(values), facts_of(values, ())
    except (ValueError, KeyError, TypeError, PlainError):
        return OwnCouncil(
            None, "Your data folder's manifest.json is damaged: make the data again with academy start.", {}, folder
        )
    if facts["data_version"] != DATA_VERSION:
        trouble = "Your data was made by another version of the course: run academy start again to bring it up to date."
        return OwnCouncil(None, trouble, values, folder)
    return OwnCouncil(simulate(spec), "", values, folder)


def spec_of(manifest: Mapping[str, Any]) -> CouncilSpec:
    """What a manifest's council was simulated from. Raises KeyError, TypeError or PlainError for a damaged one."""
    council, years = manifest["council"], list(manifest["years"])
    return CouncilSpec(
        name=str(council["name"]),
        la_code=str(council["la_code"]),
        size=manifest["arguments"]["council"]["size"],
        seed=int(manifest["seed"]),
        year_end=year_end_of(years[-1]),
        years=len(years),
    )


def facts_of(manifest: Mapping[str, Any], inputs: Sequence[str]) -> dict[str, str]:
    """What an assignment's check records beside an answer: the council, the data version, a digest of files.

    Only files behind `inputs` count, so that a workspace that holds more returns is still the same data. Raises
    KeyError or TypeError for a damaged manifest.
    """
    council = manifest["council"]
    asked = [entry for entry in manifest["files"] if any(_may_hold(str(entry["path"]), dotted) for dotted in inputs)]
    files = sorted(f"{entry['path']} {entry['sha256']}" for entry in asked)
    return {
        "council": f"{council['name']} ({council['la_code']})",
        "data_version": str(manifest["version"]),
        "digest": hashlib.sha256("\n".join(files).encode()).hexdigest()[:16] if files else "",
    }


def changed_file(folder: Path, inputs: tuple[str, ...]) -> str | None:
    """The first data file behind `inputs` that is no longer as it was made (saved again in Excel, say), or None."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        for entry in manifest["files"]:
            name = str(entry["path"])
            if not any(_may_hold(name, dotted) for dotted in inputs):
                continue
            content = (folder / name).read_bytes() if (folder / name).is_file() else b""
            if hashlib.sha256(content).hexdigest() != entry["sha256"]:
                return name
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return None


def _may_hold(path: str, dotted: str) -> bool:
    view, _, table = dotted.partition("@")[0].partition(".")
    parts = Path(path)
    return parts.parts[0] == view and parts.stem == table
