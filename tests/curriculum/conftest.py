"""The small course the builder's own tests are about, which a test may change; and where the gates' helpers are."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SAMPLE = HERE / "sample_course"
sys.path.insert(0, str(HERE))  # stage.py and mutations.py are shared by several test files


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A fresh copy of the sample course; its lesson, assignment and TOML files may be edited."""
    root = tmp_path / "sample_course"
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns("__pycache__"))
    return root


@pytest.fixture
def edit(sample: Path) -> Callable[[str, str, str], None]:
    """`edit(file, old, new)` changes one text of one file of the sample, which must be there."""

    def change(name: str, old: str, new: str) -> None:
        path = sample / "modules/m01_sample" / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} does not contain {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change
