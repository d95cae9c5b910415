"""Emptying the folder a notebook wrote to."""

from __future__ import annotations

import threading
from pathlib import Path

from grading.runner import scratch


def test_folders_of_one_parent_are_emptied_at_the_same_time(tmp_path: Path) -> None:
    """Two runs ending together once moved their folders to the same name, and one of them failed."""
    homes = [tmp_path / f"run-{number}" for number in range(4)]
    for home in homes:
        for number in range(200):
            folder = home / f"folder-{number}" / "inner"
            folder.mkdir(parents=True)
            (folder / "left.txt").write_text("left behind", encoding="utf-8")
    failures: list[BaseException] = []

    def empty(home: Path) -> None:
        try:
            scratch.empty(home)
        except OSError as error:
            failures.append(error)

    threads = [threading.Thread(target=empty, args=(home,)) for home in homes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert not list(tmp_path.iterdir())
