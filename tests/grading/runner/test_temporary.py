"""Temporary folders: gone when their process ends in whatever way, and never another running process's."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grading.runner import temporary

OWNER = """
import sys
from grading.runner import temporary
folder = temporary.make()
(folder / "deep" / "down").mkdir(parents=True)
(folder / "deep" / "answer.csv").write_text("1")
print(folder, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of the machine that is this test's alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@contextmanager
def owner(temp: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another process with a temporary folder, which lives until its standard input is closed."""
    command, environment = [sys.executable, "-c", OWNER], {**os.environ, "TMPDIR": str(temp)}
    with subprocess.Popen(
        command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().strip())


def test_a_folder_is_closed_to_others_and_goes_with_all_that_is_in_it(temp: Path) -> None:
    with temporary.temporary_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "sealed").mkdir()
        (folder / "sealed" / "file").write_text("x")
        (folder / "sealed").chmod(0)
        (folder / "away").symlink_to(Path.home())
    assert list(temp.iterdir()) == []


def test_a_folder_that_nobody_cleared_goes_at_the_end_of_the_program(temp: Path) -> None:
    with owner(temp) as (process, folder):
        assert (folder / "deep" / "answer.csv").is_file()
        process.communicate()
    assert list(temp.iterdir()) == []


def test_what_a_killed_process_left_goes_when_the_next_folder_is_made_and_a_running_ones_stays(temp: Path) -> None:
    with owner(temp) as (killed, left), owner(temp) as (running, in_use):
        killed.kill()
        killed.wait()
        assert left.is_dir()
        with temporary.temporary_folder() as mine:
            assert sorted(temp.iterdir()) == sorted([in_use, mine])
        temporary.clear_abandoned()
        assert (in_use / "deep" / "answer.csv").is_file()
        running.communicate()
    assert list(temp.iterdir()) == []


def test_nothing_else_in_the_temporary_folder_is_touched(temp: Path) -> None:
    (temp / "academy-course").mkdir()
    (temp / f"{temporary.PREFIX}file").write_text("not a folder")
    elsewhere = temp / "elsewhere"
    (elsewhere / "kept").mkdir(parents=True)
    (temp / f"{temporary.PREFIX}link").symlink_to(elsewhere)
    before = sorted(temp.rglob("*"))
    temporary.clear_abandoned()
    assert sorted(temp.rglob("*")) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="giving a folder to somebody else needs root")
def test_another_persons_folder_is_left_alone(temp: Path) -> None:
    theirs = temp / f"{temporary.PREFIX}theirs"
    theirs.mkdir()
    os.chown(theirs, 64001, 64001)
    temporary.clear_abandoned()
    assert theirs.is_dir()


def test_a_forked_copy_does_not_clear_the_originals_folder(temp: Path) -> None:
    with temporary.temporary_folder() as folder:
        fork = multiprocessing.get_context("fork").Process(target=temporary._clear_all)
        fork.start()
        fork.join()
        assert fork.exitcode == 0
        assert folder.is_dir()
