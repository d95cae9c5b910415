"""All England: 153 invented councils, one folder each, on as many processes or machines as there are.

    OUT/la=501/...            each council as `write` writes it, with a manifest of its own
    OUT/manifest.json         which councils there are, and a digest of each; written last, when all are there

One council is one task that depends on nothing but its spec, so the bytes are the same for any number of workers, local
or on a dask cluster, whatever the order and whoever was killed on the way. Memory is bounded by the largest council.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from synthetic_data.council import DATA_VERSION, Council, CouncilSpec
from synthetic_data.digests import sha256_of
from synthetic_data.errors import PlainError
from synthetic_data.places.councils import InventedCouncil, all_councils
from synthetic_data.write import MANIFEST, NOTICE, read_manifest, write, write_label

PLAN = "england.json"
SMALLEST = 10
"""Children in care in the smallest council that can be simulated (`CouncilSpec`)."""
TRIES = 3
"""How often a council is begun again after its worker process died, before giving up."""
CHILDREN_A_PROCESS = 30_000
"""Children in care whose councils one worker process writes before a fresh one takes over."""
WORKER_SETTINGS = {
    **dict.fromkeys(("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:100",
}
"""One thread each, as many workers as cores; and Polars' allocator hands back what was freed after a tenth of a second
instead of ten, which takes 30 MiB off a large council's peak."""


@dataclass(frozen=True)
class Task:
    """One council to be written: everything a worker needs, and nothing that depends on which worker it is."""

    spec: CouncilSpec
    folder: Path
    returns: tuple[str, ...]
    formats: tuple[str, ...] | None
    faults: str
    replace: bool


@dataclass(frozen=True)
class Written:
    """One council that is there: its code and name, the digest of its manifest, and its rows in CSV files."""

    la_code: str
    name: str
    digest: str
    rows: int


def england_specs(seed: int = 1, year_end: int = 2026, years: int = 10) -> list[CouncilSpec]:
    """A spec for each of the 153 invented councils, each of the size its own population and rate of care give."""
    return [
        CouncilSpec(council.name, council.la_code, _size(council), seed, year_end, years) for council in all_councils()
    ]


def _size(council: InventedCouncil) -> int:
    return max(SMALLEST, round(council.children_0_17 * council.care_rate_per_10000 / 10_000))


def write_england(
    out: Path,
    specs: Sequence[CouncilSpec],
    returns: Sequence[str] = ("all",),
    formats: Sequence[str] | None = None,
    faults: str = "none",
    replace: bool = False,
    workers: int = 1,
    executor: Executor | None = None,
) -> Iterator[Written]:
    """Write every council of `specs` under `out`, yielding each as it is there; those already whole are left alone.

    Interrupted at any moment and run again with the same arguments, it goes on where it was. `executor`: where to run
    instead of `workers` processes here (dask's `client.get_executor()`); the workers must see the same folder.
    Raises PlainError if `out` is not ours, or was made with other arguments and `replace` is not given.
    """
    asked = None if formats is None else tuple(formats)
    arguments = {
        "councils": [[spec.la_code, spec.size] for spec in specs],
        "seed": specs[0].seed,
        "years": list(specs[0].collection_years),
        "returns": sorted(returns),
        "formats": asked,
        "faults": faults,
        "data_version": DATA_VERSION,
    }
    _claim(out, arguments, replace)
    tasks = [
        Task(spec, out / f"la={spec.la_code}", tuple(returns), asked, faults, replace) for spec in largest_first(specs)
    ]
    done: list[Written] = []
    for written in _on_executor(tasks, executor) if executor else _in_processes(tasks, workers):
        done.append(written)
        yield written
    _finish(out, arguments, specs, done)


def largest_first(specs: Iterable[CouncilSpec]) -> list[CouncilSpec]:
    """The order that keeps every worker busy to the end."""
    return sorted(specs, key=lambda spec: (-spec.children_in_care, spec.la_code))


def write_one(task: Task) -> Written:
    """Write one council, or find it whole already. What a worker, here or on a cluster, is asked to do."""
    manifest = write(
        Council(task.spec), task.folder, task.returns, task.formats, task.replace, faults=task.faults, answers=True
    )
    kept = json.loads(manifest.read_text(encoding="utf-8"))
    rows = sum(item["rows"] or 0 for item in kept["files"])
    return Written(task.spec.la_code, task.spec.name, sha256_of(manifest), rows)


def _in_processes(tasks: Sequence[Task], workers: int) -> Iterator[Written]:
    """On processes of our own, a council at a time each; one whose process was killed is begun again in a fresh one."""
    for name, value in WORKER_SETTINGS.items():
        os.environ.setdefault(name, value)  # inherited by the workers
    left, tries = deque(tasks), Counter[str]()
    free = [_Worker() for _ in range(min(workers, len(tasks)))]
    running: dict[Future[Written], tuple[_Worker, Task]] = {}
    try:
        while left or running:
            while left and free:
                worker, task = free.pop(), left.popleft()
                running[worker.begin(task)] = worker, task
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                worker, task = running.pop(future)
                free.append(worker)
                try:
                    yield future.result()
                except BrokenProcessPool as dead:
                    worker.end()
                    left.appendleft(task)
                    tries[task.spec.la_code] += 1
                    if tries[task.spec.la_code] >= TRIES:
                        raise PlainError(
                            f"The process that writes council {task.spec.la_code} was killed {TRIES} times, most "
                            "likely for want of memory: use fewer --workers, and run the command again to go on."
                        ) from dead
    finally:
        for worker in [*free, *(worker for worker, _ in running.values())]:
            worker.end()


class _Worker:
    """One process at a time, a fresh one after so many children: what one large council leaves behind would otherwise
    stand under the next."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._children = 0

    def begin(self, task: Task) -> Future[Written]:
        if self._children + task.spec.children_in_care > CHILDREN_A_PROCESS:
            self.end()
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        self._children += task.spec.children_in_care
        return self._pool.submit(write_one, task)

    def end(self) -> None:
        """Let the process finish what it has under way, and go."""
        if self._pool is not None:
            self._pool.shutdown()
        self._pool, self._children = None, 0


def _as_done(running: Iterable[Future[Written]]) -> Iterator[Future[Written]]:
    waiting = set(running)
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        yield from done


def _on_executor(tasks: Sequence[Task], executor: Executor) -> Iterator[Written]:
    """On somebody else's workers, who see to their own deaths (dask runs a lost task again elsewhere)."""
    for future in _as_done([executor.submit(write_one, task) for task in tasks]):
        yield future.result()


def _claim(out: Path, arguments: dict[str, Any], replace: bool) -> None:
    """Write down what this folder is to hold, or make sure that it says so already."""
    if out.exists() and not out.is_dir():
        raise PlainError(f"{out} is a file, not a folder; name another folder.")
    plan = out / PLAN
    if out.exists() and any(out.iterdir()):
        try:
            earlier = json.loads(plan.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise PlainError(f"{out} is not empty and was not made by academy data; name another folder.") from None
        if earlier != json.loads(json.dumps(arguments)) and not replace:
            raise PlainError(
                f"{out} holds data made with other options; add --replace to make it again, or name another."
            )
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / MANIFEST).unlink(missing_ok=True)
        for stale in out.glob(".la=*.tmp"):
            shutil.rmtree(stale, ignore_errors=True)  # what a killed worker had under way
        write_label(out)
        _write_whole(plan, arguments)
    except OSError as problem:
        raise PlainError(f"{out} cannot be written ({problem.strerror}); name a folder you may write to.") from problem


def _finish(out: Path, arguments: dict[str, Any], specs: Sequence[CouncilSpec], done: Sequence[Written]) -> None:
    by_code = {written.la_code: written for written in done}
    councils = [by_code[spec.la_code] for spec in sorted(specs, key=lambda spec: spec.la_code)]
    manifest = {
        "synthetic": True,
        "notice": NOTICE.strip(),
        "version": DATA_VERSION,
        "arguments": arguments,
        "councils": [
            {
                "la_code": one.la_code,
                "name": one.name,
                "folder": f"la={one.la_code}",
                "rows": one.rows,
                "sha256": one.digest,
            }
            for one in councils
        ],
    }
    _write_whole(out / MANIFEST, manifest)


def _write_whole(path: Path, value: Any) -> None:
    partial = path.with_name(f".{path.name}.tmp")
    partial.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    partial.replace(path)


def council_folders(out: Path) -> list[Path]:
    """The councils' folders of a finished England build, in order of code; raises PlainError when it is unfinished."""
    manifest = read_manifest(out)
    if manifest is None or "councils" not in manifest:
        raise PlainError(f"{out} is not a finished England build: run academy data {out} --england to its end.")
    return [out / one["folder"] for one in manifest["councils"]]
