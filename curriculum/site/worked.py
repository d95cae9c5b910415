"""Lessons worked through on one invented council, outputs and pictures and all, for people who read and do not run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from curriculum.builder.notebook import part_notebook
from curriculum.model import Course, Lesson
from curriculum.start import built_notebooks, make_workspace
from synthetic_data.errors import PlainError

READER = "site.reader"  # the learner whose council the site shows
SECONDS_PER_CELL = 300  # an end to what hangs, not a measurement


def worked_lessons(
    course: Course,
    lessons: Sequence[Lesson],
    folder: Path,
    at_once: int = 2,
    told: Callable[[Lesson], None] = lambda lesson: None,
) -> dict[str, nbformat.NotebookNode]:
    """Each lesson's solved notebook with what its cells show, by lesson id, run beside the data of `READER`'s council.

    `folder` becomes that reader's workspace; `at_once` lessons run at a time; `told` hears of each when it is done.
    Raises PlainError naming the lesson and the cell that stopped.
    """
    make_workspace(folder, READER, built_notebooks())
    with asyncio.Runner(loop_factory=_Loop) as runner:
        return runner.run(_run_all(course, lessons, folder, at_once, told))


class _Loop(asyncio.SelectorEventLoop):
    """An event loop that leaves Ctrl-C and requests to end to the program.

    nbclient would answer them itself, by killing one kernel and going on without it, to a traceback.
    """

    def add_signal_handler(self, *_: object) -> None:
        raise NotImplementedError


async def _run_all(
    course: Course, lessons: Sequence[Lesson], folder: Path, at_once: int, told: Callable[[Lesson], None]
) -> dict[str, nbformat.NotebookNode]:
    turn = asyncio.Semaphore(at_once)

    async def run(lesson: Lesson) -> tuple[str, nbformat.NotebookNode]:
        notebook = nbformat.reads(part_notebook(course, lesson, solved=True), as_version=4)
        place = folder / course.module_of(lesson.id).folder
        place.mkdir(exist_ok=True)  # a lesson that has not been built yet
        async with turn:
            await _run(notebook, place, lesson)
        told(lesson)
        return lesson.id, notebook

    return dict(await asyncio.gather(*(run(lesson) for lesson in lessons)))


async def _run(notebook: nbformat.NotebookNode, place: Path, lesson: Lesson) -> None:
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        resources={"metadata": {"path": str(place)}},
        extra_arguments=["--log-level=ERROR"],  # a kernel's remarks are for nobody here
        shutdown_kernel="immediate",  # asked politely in the middle of a cell, it would remark on that at length
    )
    try:
        await client.async_execute()
    except CellExecutionError as problem:
        raise PlainError(
            f"{lesson.id} stops with {problem.ename}: {problem.evalue}; run its solved notebook."
        ) from None
    except CellTimeoutError:
        raise PlainError(f"{lesson.id} has a cell that runs for more than {SECONDS_PER_CELL} seconds.") from None
    except DeadKernelError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():  # nbclient's word for that, too
            raise asyncio.CancelledError from None
        raise PlainError(f"{lesson.id} lost its kernel: memory may be short, so try again with --workers 1.") from None
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # when it ran says nothing to a reader, and differs each time
