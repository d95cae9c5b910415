"""One function over many submissions: in processes on this machine, or on a dask.distributed cluster's.

Both are reached through the standard `concurrent.futures` interface. Items are taken from their source only as there is
room for them, so that a thousand submissions need no more memory than a few.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from synthetic_data.errors import PlainError

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Done(Generic[Item, Result]):
    """One item that is finished: its result, or the error that its function raised."""

    item: Item
    result: Result | None
    error: BaseException | None = None


def in_parallel(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    workers: int | None = None,
    scheduler: str | None = None,
) -> Iterator[Done[Item, Result]]:
    """Call `function` on each item, `workers` at a time, and yield what is done as it is done, in no fixed order.

    Args:
        function: importable, and its items and results can be pickled (our own objects, never a learner's).
        workers: processes on this machine; by default one for each core.
        scheduler: address of a dask.distributed scheduler, "tcp://host:8786", whose workers see the same folders.

    Raises:
        PlainError: the scheduler cannot be reached, or distributed is not installed.
    """
    ahead = 2 * (workers or cores())
    source = iter(items)
    executor, close = _executor(workers, scheduler)
    running: dict[Future[Result], Item] = {}
    suspects: list[Item] = []  # what was under way when a process died: each is tried again alone
    try:
        while True:
            room = 1 if suspects else ahead
            while len(running) < room and (item := suspects.pop() if suspects else next(source, _END)) is not _END:
                running[executor.submit(function, item)] = item
            if not running:
                return
            alone = len(running) == 1
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            broken: list[Item] = []
            for future in finished:
                item = running.pop(future)
                error = future.exception()
                if isinstance(error, BrokenExecutor):
                    broken.append(item)
                else:
                    yield Done(item, None if error else future.result(), error)
            if not broken:
                continue
            close()
            executor, close = _executor(workers, scheduler)
            if alone:
                yield Done(broken[0], None, RuntimeError("the process that had this died"))
            else:
                suspects += [*broken, *running.values()]
                running.clear()
    finally:
        close()


_END: Any = object()


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _executor(workers: int | None, scheduler: str | None) -> tuple[Executor, Callable[[], None]]:
    """Something that takes work, and how to close it."""
    if scheduler:
        return _on_cluster(scheduler)
    # A fork server loads the libraries once for all workers; forking this process would copy its threads' locks.
    method = "forkserver" if sys.platform == "linux" else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["grading.grade_one"])
    pool = ProcessPoolExecutor(workers or cores(), mp_context=context, initializer=_end_with_parent)
    return pool, partial(pool.shutdown, wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """End this process, and with it its sandboxes, when the process that started it is killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="academy-parent-watch").start()


def _on_cluster(scheduler: str) -> tuple[Executor, Callable[[], None]]:
    try:
        from distributed import Client
    except ImportError as error:
        raise PlainError(
            'The option --scheduler needs dask.distributed: pip install "childrens-data-academy[dask]".'
        ) from error
    try:
        client = Client(scheduler, timeout=10, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise PlainError(
            f"No dask scheduler answers at {scheduler}: check the address, or leave out --scheduler."
        ) from error
    return client.get_executor(pure=False), client.close
