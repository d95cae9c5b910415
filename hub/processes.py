"""The processes of one demo, found by a mark in their environment: a killed hub's orphans are found as well."""

from __future__ import annotations

import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]

MARK = "ACADEMY_HUB_OF"
"""Environment variable, on everything a demo starts: the demo's folder."""


def processes_of(folder: Path, only: str = "") -> list[psutil.Process]:
    """Every process that was started by the demo in `folder`, directly or not; `only` those of one program."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) != str(folder) or process.status() == psutil.STATUS_ZOMBIE:
                continue
            if not only or only in process.cmdline():
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def end_processes(folder: Path, patience: float = 4.0, only: str = "") -> int:
    """End them all, politely first; return how many there were."""
    begun = processes_of(folder, only)
    for process in begun:
        _signal(process.terminate)
    until = time.monotonic() + patience
    while processes_of(folder, only) and time.monotonic() < until:
        time.sleep(0.1)
    while left := processes_of(folder, only):  # one that was being started meanwhile is met in the next turn
        for process in left:
            _signal(process.kill)
        psutil.wait_procs(left, timeout=2)
    return len(begun)


def _signal(send: object) -> None:
    try:
        send()  # type: ignore[operator]
    except psutil.Error:
        return
