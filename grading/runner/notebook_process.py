"""The life of one notebook's process: unpack the hand-in, raise the inner wall, run the cells, hand out answers."""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import struct
import sys
import tarfile
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grading.capture import Captured, write_captured
from grading.runner import answers, confine, frames
from grading.runner.answers import Fault, Question
from grading.runner.limits import MIB, Limits
from grading.runner.scratch import over_limit
from grading.runner.shell import MarkingShell, TimeoutReached, time_limit

HEARTBEAT = struct.Struct("dd")
"""When the present step began (monotonic clock) and how many seconds it may take."""

SPARE = 2.0
ROOM = 128 * MIB


class NotebookProcess:
    """One notebook. `job` is {"limits", "skip": {step: why}, "render", "seconds"}; see `run.py`, which writes it."""

    def __init__(
        self, shell: MarkingShell, job: Mapping[str, Any], home: Path, result: int, heartbeat: mmap.mmap
    ) -> None:
        self.shell = shell
        self.limits = Limits(**job["limits"])
        self.skip: dict[str, str] = job["skip"]
        self.render: str = job["render"]
        self.ends = time.monotonic() + job["seconds"]
        self.home, self.result, self.heartbeat = home, result, heartbeat
        self.captured: dict[str, str] = {}
        self.faults: dict[str, Fault] = {}

    def live(self, payload: int, wall: str, runtime: list[Path]) -> None:
        """Run the notebook to its end. The caller ends the process whatever happens here."""
        with os.fdopen(payload, "rb") as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
            archive.extractall(self.home, filter="data")
        cells = json.loads((self.home / "notebook.ipynb").read_text(encoding="utf-8"))["cells"]
        cards = json.loads((self.home / "cards.json").read_text(encoding="utf-8"))
        questions = {card["id"]: Question.read(card, self.home) for card in cards}
        work = self.home / "work"
        work.mkdir()
        with contextlib.suppress(OSError):  # Windows lets few people make links
            (work / "data").symlink_to("../data", target_is_directory=True)
        os.chdir(work)
        sys.path.insert(0, str(work))
        os.environ.update(ACADEMY_DATA=str(self.home / "data"), HOME=str(work), TMPDIR=str(work))
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - stays open for the notebook's life
        self.shell.begin(self.limits)
        confine.confine_notebook(wall, self.limits, runtime, self.home)
        # Standard error is the server's log until here: a file that every notebook of this server would share.
        os.dup2(sys.stdin.fileno(), 2)
        self._run(cells, questions)
        frames.send(self.result, {"kind": "end"})

    def _run(self, cells: list[dict[str, Any]], questions: Mapping[str, Question]) -> None:
        for number, cell in enumerate(cells):
            facts = cell["metadata"].get("nbgrader", {})
            question = questions.get(facts.get("grade_id"))
            if question is not None and facts.get("grade") and not facts.get("solution"):
                self._capture(question)
            elif cell["cell_type"] == "code" and cell["source"].strip():
                self._run_cell(number, cell["source"], facts)
        # Answers given below their check, or in cells that were moved, are looked for once more.
        for question in questions.values():
            if self.captured.get(question.id, "not_attempted") == "not_attempted":
                self._capture(question)

    def _run_cell(self, number: int, source: str, facts: Mapping[str, Any]) -> None:
        name = str(facts.get("grade_id", ""))
        key = f"cell:{number}"
        if key in self.skip:
            self.faults[name] = Fault(self.skip[key])
            return
        seconds = self._begin(key, self.limits.cell_seconds)
        ran = self.shell.run(source, seconds, self._renders(facts))
        error = ran.error or ("", "")
        self.faults.pop(name, None)
        if ran.state != "ok":
            self.faults[name] = Fault(ran.state, *error)
            if not _has_room():
                os._exit(frames.OUT_OF_MEMORY)  # what the cell holds would starve the cells after it
        # Found out now, it is this cell's doing; found out by the server's watch a little later, it would be another's.
        if over_limit(os.getpid(), self.home, self.limits):
            os._exit(frames.OUT_OF_SCRATCH)
        about = {"kind": "cell", "cell": number, "state": ran.state, "seconds": ran.seconds, "error": ran.error}
        try:
            frames.send(self.result, {**about, "outputs": ran.outputs})
        except (TypeError, ValueError, RecursionError):  # outputs that the notebook has meddled with
            frames.send(self.result, {**about, "outputs": []})

    def _renders(self, facts: Mapping[str, Any]) -> bool:
        """Whether a cell's charts are drawn: "all" of them, "none", or where a "coach" marks the cell."""
        if self.render == "coach":
            return bool(facts.get("grade") and facts.get("solution"))
        return self.render == "all"

    def _capture(self, question: Question) -> None:
        key = f"check:{question.id}"
        fault = self.faults.get(f"{question.id}-answer")
        if key in self.skip:
            self._write(_ended(question.id, self.skip[key]))
            return
        self._begin(key, self.limits.call_seconds * question.calls_at_most + self.limits.cell_seconds)
        try:
            found = answers.find(question, self.shell.user_ns, fault, self.home / "calls", self.limits)
            with time_limit(self.limits.cell_seconds):
                self._write(found)
        except TimeoutReached:
            self._write(_ended(question.id, "timeout"))
        except OSError:
            raise
        except BaseException as error:  # noqa: BLE001 - looking at an answer may run the learner's code
            words = f"an answer that cannot be looked at ({type(error).__name__})"
            self._write(Captured(question.id, "not_data", words))

    def _write(self, captured: Captured) -> None:
        """Hand an answer out: its tables first, so that its description never stands without them."""
        out = Path(tempfile.mkdtemp(dir=self.home))
        write_captured(captured, out)
        self.captured[captured.id] = captured.state
        for path in sorted(out.iterdir(), key=lambda path: (path.suffix == ".json", path.name)):
            frames.send(self.result, {"kind": "file", "name": path.name}, path.read_bytes())
            path.unlink()

    def _begin(self, key: str, seconds: float) -> float:
        """Say which step begins, to the outside and to the server's watch; return the seconds it may take."""
        seconds = min(seconds, max(self.ends - time.monotonic(), 0.1))
        self.heartbeat[: HEARTBEAT.size] = HEARTBEAT.pack(time.monotonic(), seconds + SPARE)
        frames.send(self.result, {"kind": "begin", "step": key})
        return seconds


def _has_room() -> bool:
    """Whether there is memory left for the cells to come."""
    try:
        return len(bytearray(ROOM)) == ROOM
    except MemoryError:
        return False


def _ended(exercise: str, why: str) -> Captured:
    if why == "timeout":
        return Captured(exercise, "timeout", answers.TOO_LONG)
    return Captured(exercise, "raised", "asking for this answer stopped the whole notebook")
