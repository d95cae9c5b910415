"""The coach's side of one warm server: start it behind a wall, give it notebooks one at a time, end it."""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import os
import select
import signal
import socket
import subprocess
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from grading.runner import landlock, temporary, walls
from grading.runner.frames import Frame, FrameReader
from grading.runner.limits import Limits
from grading.runner.walls import BUBBLEWRAP
from synthetic_data.errors import PlainError

START_SECONDS = 120
PATIENCE = 15.0
"""Seconds beyond its own limits that a server is given to report before it is ended with all it started."""


IDLE_SECONDS_TO_END = 2.0
"""Seconds an idle server is given to end by itself when its socket is closed, before it is killed."""


class ServerLostError(Exception):
    """The server ended, or did not answer in time; its notebook is not to blame until it has happened twice."""


@dataclass(frozen=True)
class Report:
    """How a notebook's process ended: exit status (negative: a signal), which limit it went beyond, what it used."""

    status: int
    killed: str | None
    cpu_seconds: float
    peak_memory: int


class Worker:
    """One warm server behind one wall."""

    def __init__(self, wall: str, limits: Limits) -> None:
        """Start the server. Raises PlainError when it does not come up."""
        self.wall = wall
        self.home = None if wall == BUBBLEWRAP else temporary.make()
        around = walls.surroundings(self.home, ["-m", "grading.runner.server", wall], limits.scratch * 2)
        self.control, theirs = socket.socketpair()
        self._log: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - read when something went wrong
        with theirs:
            self._process = _starter.start(
                args=around.command,
                env=around.environment,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                cwd=around.folder,
                start_new_session=True,
            )
        try:
            self._receive(time.monotonic() + START_SECONDS)
        except ServerLostError as error:
            words = self._last_words()
            self.close()
            raise PlainError(f"The sandbox ({wall}) did not start: {words}. Try academy doctor.") from error
        except BaseException:
            self.close()
            raise

    def run(self, run_folder: Path, job: dict[str, Any], most: int, take: Callable[[Frame], None]) -> Report:
        """Run the notebook of `run_folder`; `take` is given each message as it arrives, at most `most` bytes in all.

        Raises:
            ServerLostError: the server is gone; this worker is of no more use.
        """
        ends = time.monotonic() + job["seconds"] + PATIENCE
        results, theirs = os.pipe()
        reader = FrameReader(most)
        try:
            with packed(run_folder) as payload:
                try:
                    socket.send_fds(self.control, [json.dumps(job).encode()], [payload.fileno(), theirs])
                except OSError as error:
                    raise ServerLostError("it was gone already") from error
                finally:
                    os.close(theirs)
            watched = {results, self.control.fileno()}
            while True:
                ready, _, _ = select.select(watched, [], [], max(ends - time.monotonic(), 0))
                if not ready:
                    raise ServerLostError("it did not answer")
                if results not in ready:
                    break
                if not _pass_on(results, reader, take):
                    watched.discard(results)
            report = self._receive(ends)
            _drain(results, reader, take)
        finally:
            os.close(results)
        return Report(report["status"], report["killed"], report["cpu_seconds"], report["peak_memory"])

    def close(self) -> None:
        """End the server and everything behind the wall with it."""
        self.control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(IDLE_SECONDS_TO_END)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._log.close()
        if self.home is not None:
            temporary.clear(self.home)

    def _receive(self, until: float) -> dict[str, Any]:
        """One line from the server. What it says of a notebook is the server's own knowledge, not the notebook's."""
        line = b""
        while not line.endswith(b"\n"):
            if not select.select([self.control], [], [], max(until - time.monotonic(), 0))[0]:
                raise ServerLostError("it did not answer")
            piece = self.control.recv(65536)
            if not piece:
                raise ServerLostError("it ended")
            line += piece
        report: dict[str, Any] = json.loads(line)
        return report

    def _last_words(self) -> str:
        self._log.seek(0)
        lines = self._log.read(20_000).decode("utf-8", "replace").split("\n")
        return next((line.strip()[:200] for line in reversed(lines) if line.strip()), "it said nothing")


def _pass_on(results: int, reader: FrameReader, take: Callable[[Frame], None]) -> bool:
    """Hand on what has arrived; False when there will be no more."""
    piece = os.read(results, 1 << 18)
    for frame in reader.feed(piece):
        take(frame)
    return bool(piece)


def _drain(results: int, reader: FrameReader, take: Callable[[Frame], None]) -> None:
    """Hand on what is still in the pipe, without waiting for processes that may hold its other end."""
    os.set_blocking(results, False)
    with contextlib.suppress(BlockingIOError):
        while _pass_on(results, reader, take):
            pass


@contextlib.contextmanager
def packed(run_folder: Path) -> Iterator[IO[bytes]]:
    """The run folder as one file without a name, its links left out."""
    with tempfile.TemporaryFile() as stream:
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for path in sorted(run_folder.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    _pack(archive, path, path.relative_to(run_folder).as_posix())
        stream.seek(0)
        yield stream


def _pack(archive: tarfile.TarFile, path: Path, name: str) -> None:
    content = path.read_bytes()
    facts = tarfile.TarInfo(name)
    facts.size, facts.mode = len(content), 0o600
    archive.addfile(facts, io.BytesIO(content))


class _Starter:
    """A thread that starts all servers and outlives them: bubblewrap ends with the thread that started it."""

    def __init__(self) -> None:
        self._wanted: SimpleQueue[tuple[Future[subprocess.Popen[bytes]], dict[str, Any]]] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self, **how: Any) -> subprocess.Popen[bytes]:
        """As `subprocess.Popen(**how)`, in the thread that lives on."""
        if self._thread is None:
            # A daemon, so that it is still there when the servers are ended at the end of the program.
            self._thread = threading.Thread(target=self._serve, daemon=True, name="academy-walls")
            self._thread.start()
        answer: Future[subprocess.Popen[bytes]] = Future()
        self._wanted.put((answer, how))
        return answer.result()

    def _serve(self) -> None:
        while True:
            answer, how = self._wanted.get()
            try:
                answer.set_result(subprocess.Popen(**how))
            except OSError as error:
                answer.set_exception(error)


_starter = _Starter()
_idle: dict[tuple[str, Limits], list[Worker]] = {}
_coming: dict[tuple[str, Limits], list[Future[Worker]]] = {}
_lock = threading.Lock()


def get_ready(wall: str, limits: Limits, number: int) -> None:
    """Begin to start `number` workers and return at once: they come up while their first notebooks are prepared."""
    with _lock:
        coming = _coming.setdefault((wall, limits), [])
        for _ in range(number):
            answer: Future[Worker] = Future()
            coming.append(answer)
            threading.Thread(target=_start, args=(wall, limits, answer), daemon=True).start()


def _start(wall: str, limits: Limits, answer: Future[Worker]) -> None:
    try:
        answer.set_result(Worker(wall, limits))
    except BaseException as error:  # noqa: BLE001 - whoever borrows this worker is told
        answer.set_exception(error)


@contextlib.contextmanager
def borrowed(wall: str, limits: Limits) -> Iterator[Worker]:
    """A warm worker, an idle one when there is one; kept for the next notebook unless something went wrong."""
    with _lock:
        waiting = _idle.setdefault((wall, limits), [])
        worker = waiting.pop() if waiting else None
        coming = _coming.get((wall, limits)) if worker is None else None
        announced = coming.pop(0) if coming else None
    if announced is not None:
        worker = announced.result()
    worker = worker or Worker(wall, limits)
    try:
        yield worker
    except BaseException:
        worker.close()
        raise
    if wall == BUBBLEWRAP and not landlock.version():
        worker.close()  # nothing keeps a notebook from the server's own folder there, so the next one gets a new server
        return
    with _lock:
        _idle[(wall, limits)].append(worker)


def close_all() -> None:
    """End every idle server. Called at the end of a batch, and in any case at the end of the program."""
    with _lock:
        workers = [worker for waiting in _idle.values() for worker in waiting]
        coming = [answer for waiting in _coming.values() for answer in waiting]
        _idle.clear()
        _coming.clear()
    for answer in coming:
        with contextlib.suppress(PlainError, OSError):
            workers.append(answer.result())
    for worker in workers:
        worker.control.close()  # all of them first, so that they end side by side
    for worker in workers:
        worker.close()
    temporary.clear_abandoned()  # of processes that marked with this one and were killed


def _forget() -> None:
    """A forked copy of this process has no workers: those it remembers belong to the original."""
    global _lock, _starter
    for waiting in _idle.values():
        for worker in waiting:
            worker.control.close()  # this copy of it: the original's stays open
    _idle.clear()
    _coming.clear()
    _lock, _starter = threading.Lock(), _Starter()


atexit.register(close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
