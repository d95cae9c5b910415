from __future__ import annotations

from pathlib import Path

import pytest

from curriculum.workspace import data_folder
from synthetic_data.errors import PlainError


def test_the_nearest_data_folder_above_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACADEMY_DATA", raising=False)
    (tmp_path / "data").mkdir()
    (tmp_path / "data/manifest.json").write_text("{}", encoding="utf-8")
    deep = tmp_path / "notebooks/m01_first_notebook"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert data_folder() == tmp_path / "data"


def test_without_data_the_way_out_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACADEMY_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PlainError, match="academy start"):
        data_folder()


def test_a_named_folder_must_hold_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACADEMY_DATA", str(tmp_path))
    with pytest.raises(PlainError, match="ACADEMY_DATA"):
        data_folder()
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    assert data_folder() == tmp_path
