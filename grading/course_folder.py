"""The coach's course folder: nbgrader's layout, with our own records in `.academy/` beside it.

OUT/nbgrader_config.py       makes nbgrader's own tools, formgrader included, work here and call our marker
OUT/source, release, submitted, autograded, feedback   nbgrader's folders
OUT/gradebook.db, marks.csv, history.csv, report.html, reports/<assignment>/
OUT/backups/                 the gradebook before each batch
OUT/agendas, coaching, shared/hours     one-to-ones; the hours that learners chose to share
OUT/.academy/course.json     that this folder is ours
OUT/.academy/marking.seed    the private seed of second councils; readable by its owner alone
OUT/.academy/gradebook.json  only where the gradebook is on a PostgreSQL server (grading.gradebook_store)
OUT/.academy/results/        one file a submission: what it earned and why
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from grading.capture import write_whole
from grading.roster import Person, read_roster
from synthetic_data.errors import PlainError

OURS = Path(".academy") / "course.json"
FORMAT = 1
SIMULATED = "simulated"


@dataclass(frozen=True)
class CourseFolder:
    """Where everything of one course is, on the coach's machine."""

    root: Path

    @classmethod
    def at(cls, root: Path, make: bool = True) -> CourseFolder:
        """The course folder at `root`; made when it is not there or empty.

        Raises PlainError when `root` holds something else, cannot be written, or (with `make` false) is not there.
        """
        course = cls.to_be_at(root)
        if not make and not (course.root / OURS).is_file():
            raise PlainError(
                f"{course.root} is not a course folder yet: run academy grade with --out {course.root} first."
            )
        course.make()
        return course

    @classmethod
    def to_be_at(cls, root: Path) -> CourseFolder:
        """The course folder at `root`, which may not be there yet: `make` makes it once all else is known to be well.

        Raises PlainError when `root` holds something else.
        """
        root = root.absolute()
        if root.exists() and not root.is_dir():
            raise PlainError(f"{root} is a file, not a folder: choose another name with --out.")
        if not (root / OURS).is_file() and root.exists() and any(root.iterdir()):
            raise PlainError(f"{root} already holds other files: choose an empty or a new folder with --out.")
        return cls(root)

    def people(self, given: Path | None = None) -> list[Person]:
        """Those on the roster `given`, or else on the one kept here; nobody where there is none.

        Raises PlainError when a roster is faulty.
        """
        return read_roster(given or self.roster) if given or self.roster.is_file() else []

    def make(self) -> None:
        """Make the folder, or bring what is ours in it up to date. Raises PlainError when it cannot be written."""
        try:
            self._make()
        except OSError as problem:
            reason = problem.strerror or "unknown reason"
            raise PlainError(f"{self.root} cannot be written ({reason}): choose a folder of your own.") from problem

    def _make(self) -> None:
        self.records.mkdir(parents=True, exist_ok=True)
        self.records.chmod(0o700)
        if not (self.root / OURS).is_file():
            write_whole(self.root / OURS, json.dumps({"made_by": "academy", "format": FORMAT}).encode())
        config = self.root / "nbgrader_config.py"
        text = files("grading").joinpath("templates", "nbgrader_config.py.txt").read_bytes()
        if not config.is_file() or config.read_bytes() != text:
            write_whole(config, text)

    @property
    def records(self) -> Path:
        return self.root / ".academy"

    @property
    def scratch(self) -> Path:
        """Where submissions are unpacked while they are marked; emptied at the start of each batch."""
        return self.records / "scratch"

    @property
    def simulated(self) -> bool:
        """Whether its learners are simulated ones, as the demo's are: pages for others then say so."""
        return (self.records / SIMULATED).is_file()

    @property
    def gradebook(self) -> Path:
        return self.root / "gradebook.db"

    @property
    def marks(self) -> Path:
        return self.root / "marks.csv"

    @property
    def roster(self) -> Path:
        return self.root / "roster.csv"

    def results(self, assignment: str) -> Path:
        """The folder of an assignment's results, one file a learner."""
        return self.records / "results" / assignment

    def release(self, assignment: str) -> Path:
        return self.root / "release" / assignment

    def source(self, assignment: str) -> Path:
        return self.root / "source" / assignment

    def submitted(self, learner: str, assignment: str) -> Path:
        return self.root / "submitted" / learner / assignment

    def autograded(self, learner: str, assignment: str) -> Path:
        return self.root / "autograded" / learner / assignment

    def feedback(self, learner: str) -> Path:
        return self.root / "feedback" / learner

    def marking_seed(self) -> str:
        """The private seed of second councils: made once, never shown, readable by its owner alone."""
        path = self.records / "marking.seed"
        if not path.is_file():
            partial = path.with_suffix(f".{os.getpid()}.part")
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as stream:
                stream.write(secrets.token_hex(32))
            try:
                os.link(partial, path)  # whoever comes first wins, should two batches begin at once
            except FileExistsError:
                pass
            except OSError:
                partial.replace(path)
            partial.unlink(missing_ok=True)
        seed = path.read_text(encoding="ascii").strip()
        if len(seed) < 32:
            raise PlainError(
                f"{path} is damaged: restore it from a backup, or delete it and grade again with --regrade."
            )
        return seed

    @contextlib.contextmanager
    def batch(self) -> Iterator[None]:
        """Hold the folder for one batch. Raises PlainError when another is at work; a killed one holds nothing."""
        with self._alone():
            shutil.rmtree(self.scratch, ignore_errors=True)  # what a killed batch left lying
            self.scratch.mkdir(mode=0o700)
            yield

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            import fcntl
        except ImportError:  # Windows has no such lock
            yield
            return
        with (self.records / "batch.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as held:
                raise PlainError(
                    f"Another batch is marking in {self.root}: wait for it to end, then run this again."
                ) from held
            yield
