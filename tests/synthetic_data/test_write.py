"""Folders of returns: whole or not at all, the same bytes again, and never over somebody else's files."""

import errno
import json
import os
import sqlite3
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner

from academy.data import data
from synthetic_data.council import Council, CouncilSpec
from synthetic_data.digests import digest_of, sha256_of
from synthetic_data.errors import PlainError
from synthetic_data.write import LABEL, MANIFEST, read_manifest, write

SPEC = CouncilSpec.named("Larkmere", size=30, years=2)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_council_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(Council(SPEC), tmp_path / name)
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


def test_the_manifest_names_every_file_with_its_rows_and_hash(tmp_path: Path) -> None:
    write(Council(SPEC), tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / MANIFEST).read_text(encoding="utf-8"))
    listed = {item["path"] for item in manifest["files"]}
    assert listed == {name for name in files_of(tmp_path / "out") if not name.endswith((MANIFEST, LABEL))}
    for item in manifest["files"]:
        path = tmp_path / "out" / item["path"]
        assert sha256_of(path) == item["sha256"]
        rows = len(path.read_text(encoding="utf-8").splitlines()) - 1
        assert item["rows"] == (rows if path.suffix == ".csv" else None)
    assert manifest["council"] == {"name": "Larkmere", "la_code": SPEC.la_code}


@pytest.mark.parametrize("name", ["council.duckdb", "council.sqlite"])
def test_a_database_counts_as_whole_by_its_values(tmp_path: Path, name: str) -> None:
    manifests = [
        write(Council(SPEC), tmp_path / folder, ["warehouse"], ["duckdb", "sqlite"]).read_bytes()
        for folder in ("one", "two")
    ]
    assert manifests[0] == manifests[1]
    database = tmp_path / "one" / "warehouse" / name
    other = tmp_path / "other" / "warehouse" / name
    write(Council(CouncilSpec.named("Larkmere", size=30, years=2, seed=2)), tmp_path / "other", ["warehouse"])
    database.write_bytes(other.read_bytes())
    assert digest_of(database) == digest_of(other) != digest_of(tmp_path / "two" / "warehouse" / name)
    write(Council(SPEC), tmp_path / "one", ["warehouse"], ["duckdb", "sqlite"])
    assert digest_of(database) == digest_of(tmp_path / "two" / "warehouse" / name)


def test_a_database_that_cannot_be_read_is_made_again(tmp_path: Path) -> None:
    write(Council(SPEC), tmp_path / "out", ["warehouse"], ["duckdb"])
    database = tmp_path / "out" / "warehouse" / "council.duckdb"
    before = digest_of(database)
    database.write_bytes(b"damaged")
    write(Council(SPEC), tmp_path / "out", ["warehouse"], ["duckdb"])
    assert digest_of(database) == before


def test_every_folder_says_that_it_is_synthetic(tmp_path: Path) -> None:
    write(Council(SPEC), tmp_path / "out")
    folders = [tmp_path / "out", *(path for path in (tmp_path / "out").rglob("*") if path.is_dir())]
    assert all("Synthetic data" in (folder / LABEL).read_text(encoding="utf-8") for folder in folders)


def test_years_before_2023_24_use_its_layout_and_the_manifest_says_so(tmp_path: Path) -> None:
    write(Council(CouncilSpec.named("Larkmere", size=20, year_end=2024, years=2)), tmp_path / "out")
    manifest = read_manifest(tmp_path / "out")
    assert manifest is not None
    assert manifest["layout"] == {"2022-23": "2023-24", "2023-24": "2023-24"}


def test_our_own_folder_is_left_as_it_is_or_mended(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(Council(SPEC), out)
    before = files_of(out)
    header = out / "ssda903" / "2025-26" / "header.csv"
    time = header.stat().st_mtime_ns
    write(Council(SPEC), out)
    assert header.stat().st_mtime_ns == time
    header.write_text("damaged", encoding="utf-8")
    write(Council(SPEC), out)
    assert files_of(out) == before


def test_other_options_need_replace(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(Council(SPEC), out)
    other = Council(CouncilSpec.named("Larkmere", size=30, years=2, seed=2))
    with pytest.raises(PlainError, match="--replace"):
        write(other, out)
    write(other, out, replace=True)
    manifest = read_manifest(out)
    assert manifest is not None
    assert manifest["seed"] == 2


def test_a_folder_that_is_not_ours_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(PlainError, match="not made by academy data"):
        write(Council(SPEC), tmp_path, replace=True)
    assert files_of(tmp_path) == {"mine.txt": b"keep"}


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    write(Council(SPEC), out)
    before = files_of(out)

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("synthetic_data.write.write_manifest", full_disk)
    with pytest.raises(PlainError, match="disk is full"):
        write(Council(CouncilSpec.named("Larkmere", size=30, years=2, seed=2)), out, replace=True)
    assert files_of(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    "said",
    [
        pl.exceptions.ComputeError("No space left on device (os error 28)"),
        duckdb.TransactionException("Failed to commit: Could not write file: No space left on device"),
        sqlite3.OperationalError("database or disk is full"),
        OSError("No space left on device (os error 28)"),
    ],
)
def test_a_full_disk_is_told_in_plain_words_whoever_met_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: Exception
) -> None:
    def full_disk(*_: object) -> None:
        raise said

    monkeypatch.setattr("synthetic_data.write.write_manifest", full_disk)
    with pytest.raises(PlainError, match=r"the disk is full \(make room, .*\); what was there before is unchanged"):
        write(Council(SPEC), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_file_too_large_for_the_system_is_told_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_large(*_: object) -> None:
        raise duckdb.TransactionException("Failed to commit: Could not write file: File too large")

    monkeypatch.setattr("synthetic_data.write.write_manifest", too_large)
    with pytest.raises(PlainError, match="larger than this system allows; what was there before is unchanged"):
        write(Council(SPEC), tmp_path / "out")


def test_a_fault_of_ours_is_not_taken_for_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object) -> None:
        raise KeyError("episode")

    monkeypatch.setattr("synthetic_data.write.write_manifest", fault)
    with pytest.raises(KeyError):
        write(Council(SPEC), tmp_path / "out")


def test_a_path_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(PlainError, match="is a file"):
        write(Council(SPEC), tmp_path / "out")


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlainError, match="docx"):
        write(Council(SPEC), tmp_path / "out", formats=["csv", "docx"])


@pytest.mark.parametrize(("option", "said"), [(["--size", "0"], "10 to 5000"), (["--size", "4000000"], "10 to 5000"),
                                              (["--size", "9" * 5000], "10 to 5000"),
                                              (["--size", "tiny"], "small, medium, large"),
                                              (["--england", "--years", "0"], "1 to 10")])  # fmt: skip
def test_sizes_and_years_out_of_reach_are_refused(tmp_path: Path, option: list[str], said: str) -> None:
    result = CliRunner().invoke(data, [str(tmp_path / "out"), *option])
    assert isinstance(result.exception, PlainError) and said in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_the_command_writes_a_learners_council(tmp_path: Path) -> None:
    result = CliRunner().invoke(data, [str(tmp_path / "out"), "--learner", "amina.khan", "--years", "1"])
    assert result.exit_code == 0, result.output
    manifest = read_manifest(tmp_path / "out")
    assert manifest is not None
    assert manifest["seed"] == CouncilSpec.for_learner("amina.khan").seed


def test_the_command_refuses_a_learner_and_a_council_together(tmp_path: Path) -> None:
    result = CliRunner().invoke(data, [str(tmp_path / "out"), "--learner", "amina.khan", "--council", "Larkmere"])
    assert isinstance(result.exception, PlainError)


def test_a_folder_set_aside_by_a_run_that_was_killed_comes_back(tmp_path: Path) -> None:
    write(Council(SPEC), tmp_path / "out")
    before = files_of(tmp_path / "out")
    (tmp_path / ".out.x.old.tmp").mkdir()
    (tmp_path / "out").rename(tmp_path / ".out.x.old.tmp" / "earlier")
    with pytest.raises(PlainError, match="other options"):
        write(Council(CouncilSpec.named("Larkmere", size=20, years=1)), tmp_path / "out")
    assert files_of(tmp_path / "out") == before


def test_what_a_killed_run_left_behind_goes_and_a_run_at_work_is_let_be(tmp_path: Path) -> None:
    old, at_work = tmp_path / ".out.a.tmp", tmp_path / ".out.b.tmp"
    for place in (old, at_work):
        place.mkdir()
        (place / "half.csv").write_text("CHILD", encoding="utf-8")
    for path in (old / "half.csv", old):
        os.utime(path, (0, 0))
    write(Council(CouncilSpec.named("Larkmere", size=20, years=1)), tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == [at_work.name, "out"]


def test_the_folder_one_works_in_is_refused_and_nothing_is_left_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for out in (".", "", tmp_path):
        with pytest.raises(PlainError, match="folder inside it"):
            write(Council(SPEC), out)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_moved_is_named_and_nothing_is_left_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()

    def busy(self: Path, _: Path) -> Path:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(Path, "rename", busy)
    with pytest.raises(PlainError, match="root of a disk"):
        write(Council(CouncilSpec.named("Larkmere", size=20, years=1)), tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
