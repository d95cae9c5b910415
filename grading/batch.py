"""Marking a cohort: many submissions at once, results as they come, everything stored at the end.

Stopped at any moment and run again, it goes on where it was: a result is written whole before it counts as finished.
Memory does not grow with the cohort: only a few submissions are under way at a time.
"""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for_any
from pathlib import Path
from threading import Thread

from grading import backups, gradebook, marks
from grading.arrow_tables import printable
from grading.course_folder import CourseFolder
from grading.grade_one import Marked, Task, grade_one, lost, paper_of
from grading.results import Result, history_rows, read_results
from grading.roster import Person, write_roster
from grading.runner.run import close_all, get_ready
from grading.runner.walls import best_wall
from synthetic_data.council import LEARNER_ID
from synthetic_data.errors import PlainError

THREADS_AT_MOST = 2
"""Up to so many workers share this process: nothing is loaded twice, and the cores are busy with sandboxes."""

UNDER_WAY = 3
"""Submissions handed out per worker: enough to keep all busy, few enough for a thousand learners in little memory."""


@dataclass
class Batch:
    """A marking round of one assignment: who is marked, from where, into which course folder."""

    course: CourseFolder
    assignment: str
    submissions: Path
    people: Sequence[Person]
    ignored: Sequence[str] = ()
    held: list[str] = field(default_factory=list)
    backup: Path | None = None

    def tasks(self, wall: str | None = None, regrade: str = "") -> list[Task]:
        """One task a learner, in the order of the roster."""
        return [
            Task(
                person.id,
                self.assignment,
                self.submissions / person.id / self.assignment,
                self.course.root,
                wall,
                regrade,
            )
            for person in self.people
        ]


def open_batch(course: CourseFolder, assignment: str, submissions: Path, roster: Path | None = None) -> Batch:
    """Find out who is to be marked: everybody on the roster, and everybody who handed something in.

    The course folder is made when all is well, and keeps the roster given for later commands. Raises PlainError when
    the assignment or the submissions folder does not exist, or the roster is faulty.
    """
    if not submissions.is_dir():
        raise PlainError(
            f"There is no folder {submissions}: run academy collect {assignment} first, or name with --submissions the "
            "folder that holds a folder for each learner."
        )
    listed = course.people(roster)
    people = {person.id: person for person in listed}
    ignored = []
    for name in sorted(path.name for path in submissions.iterdir()):
        if name.startswith(".") or not (submissions / name).is_dir():
            continue
        if LEARNER_ID.fullmatch(name):
            people.setdefault(name, Person(name))
        else:
            ignored.append(printable(name))
    if not people:
        raise PlainError(f"{submissions} holds no learner's folder, and there is no roster: nobody can be marked.")
    course.make()
    paper_of(assignment, str(course.root))
    if roster:
        write_roster(course.roster, listed)
    return Batch(course, assignment, submissions.absolute(), list(people.values()), ignored)


def grade_all(tasks: Iterable[Task], executor: Executor, workers: int) -> Iterator[Marked]:
    """Mark tasks on an executor (threads, processes, or dask's `client.get_executor()`), yielding each when it is done.

    A worker process that dies takes nobody else with it: what it had under way is marked again, alone, and a submission
    that kills its worker twice is left to a coach. Stopped, it begins no other submission.
    """
    waiting, running = iter(tasks), {}
    try:
        for task in itertools.islice(waiting, workers * UNDER_WAY):
            running[executor.submit(grade_one, task)] = task
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                task = running.pop(future)
                yield _marked(future, task)
                for following in itertools.islice(waiting, 1):
                    running[executor.submit(grade_one, following)] = following
    finally:
        for future in running:
            future.cancel()


def _marked(future: Future[Marked], task: Task) -> Marked:
    """What a task came to. dask tries a task again when its worker dies, and gives up on one that kills them all."""
    try:
        return future.result()
    except Exception as problem:
        if type(problem).__name__ != "KilledWorker":  # dask's own; it is not loaded where it is not used
            raise
        return lost(task)


def mark_in_processes(tasks: Sequence[Task], workers: int) -> Iterator[Marked]:
    """As `grade_all`, on a pool of processes of its own that is mended when one of them dies."""
    queue, suspects = deque(tasks), deque[Task]()
    while queue or suspects:
        alone = not queue
        size = 1 if alone else workers
        with ProcessPoolExecutor(size, mp_context=get_context("spawn"), initializer=end_with_parent) as pool:
            running: dict[Future[Marked], Task] = {}
            try:
                source = suspects if alone else queue
                while source or running:
                    while source and len(running) < (1 if alone else workers * UNDER_WAY):
                        running[pool.submit(grade_one, source[0])] = source[0]
                        source.popleft()  # only now: a broken pool refuses, and the task must not be lost
                    done, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        result = future.result()
                        del running[future]
                        yield result
            except BrokenProcessPool:
                if alone:
                    yield from (lost(task) for task in running.values())
                else:
                    suspects.extend(running.values())
            finally:
                # Not each future by itself: a pool that breaks at that moment would stumble over it.
                pool.shutdown(cancel_futures=True)


def end_with_parent() -> None:
    """In a worker process: end at once when the process that started it is gone, even if that was killed."""

    def watch() -> None:
        parent = parent_process()
        if parent is not None:
            wait_for_any([parent.sentinel])
            os._exit(1)

    Thread(target=watch, daemon=True, name="end with parent").start()


def run_batch(batch: Batch, tasks: Sequence[Task], workers: int, executor: Executor | None = None) -> Iterator[Marked]:
    """Mark everything, yielding each as it is done, then store marks, names, messages and history.

    The gradebook is backed up first. Raises PlainError when another batch is at work here, or no sandbox can be had.
    """
    with batch.course.batch():
        try:
            if executor is None and not in_processes(len(tasks), workers):
                _get_ready(batch, tasks, workers)
            batch.backup = backups.back_up(batch.course)
            paper = paper_of(batch.assignment, str(batch.course.root))
            gradebook.register(batch.course, batch.assignment, paper.release)
            if executor is not None:
                yield from grade_all(tasks, executor, workers)
            elif in_processes(len(tasks), workers):
                yield from mark_in_processes(tasks, workers)
            else:
                with ThreadPoolExecutor(workers) as threads:
                    yield from grade_all(tasks, threads, workers)
        finally:
            close_all()
        store(batch, lower=True)


def in_processes(tasks: int, workers: int) -> bool:
    """Whether so many workers have processes of their own; otherwise they are threads of this one."""
    return workers > THREADS_AT_MOST and tasks > workers


def _get_ready(batch: Batch, tasks: Sequence[Task], workers: int) -> None:
    """Let the sandboxes come up while the gradebook is prepared: none for those whose marks are likely to stand."""
    folder = batch.course.results(batch.assignment)
    new = [task for task in tasks if task.regrade or not (folder / f"{task.learner}.json").is_file()]
    if handed_in := [task for task in new if task.folder.is_dir()]:
        get_ready(handed_in[0].wall or best_wall(), min(workers, len(handed_in)))


def store(batch: Batch, lower: bool, only: Callable[[Result], bool] = lambda _: True) -> None:
    """Bring gradebook.db, marks.csv and history.csv up to date with the stored results."""
    results = read_results(batch.course.results(batch.assignment))
    chosen = [each for each in results if only(each)]
    batch.held = gradebook.store(batch.course, chosen, batch.people, lower=lower)
    marks.write_marks(batch.course.marks, batch.assignment, results)
    marks.write_history(batch.course.root / "history.csv", batch.assignment, history_rows(results))


def default_workers() -> int:
    """One worker a core."""
    return max(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 1)
