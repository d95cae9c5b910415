"""environment.yml, pyproject.toml and requirements.lock say the same thing."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
# The same library under conda-forge's own name.
CONDA_NAMES = {"python-duckdb": "duckdb", "python-tzdata": "tzdata"}


def requirement(text: str) -> tuple[str, str]:
    """'Pandas>=3,<4' -> ('pandas', '<4,>=3')."""
    name, limits = re.match(r"([A-Za-z0-9._-]+)(.*)", text.replace(" ", "")).groups()  # type: ignore[union-attr]
    name = name.lower()
    return CONDA_NAMES.get(name, name), ",".join(sorted(filter(None, limits.split(","))))


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def conda_requirements() -> dict[str, str]:
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    plain = [line for line in listed if isinstance(line, str) and line != "pip"]
    from_pip = [line for part in listed if isinstance(part, dict) for line in part["pip"] if not line.startswith("--")]
    return dict(requirement(line) for line in plain + from_pip)


def test_conda_and_pip_ask_for_the_same_libraries() -> None:
    wanted = dict(requirement(line) for line in project()["dependencies"])
    wanted["python"] = requirement("python" + project()["requires-python"])[1]
    assert conda_requirements() == wanted


def test_the_lock_names_every_dependency_with_hashes_and_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9._-]+)==", lock, flags=re.MULTILINE))
    assert {requirement(line)[0] for line in project()["dependencies"]} <= locked
    assert "://" not in lock
    for block in re.split(r"\n(?=[a-z0-9._-]+==)", lock)[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]
