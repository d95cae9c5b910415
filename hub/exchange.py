"""nbgrader's exchange with its holes closed. nbgrader loads these classes by name (`ExchangeFactory` in its config).

Stock nbgrader wants a root that everybody may write to, leaves hand-ins readable to whoever knows their name, and
collects a forged one with a warning. Here the root belongs to the host and nobody else may write to it; a hand-in is
open to its learner and the graders only; and collecting goes through `hub.inbox`.

EXCHANGE/                 0755  the host's: no learner can rename a course or make one
EXCHANGE/<course>/        0755  the graders'
    outbound/             0755
    inbound/              3733  anyone may add, nobody may list, rename or remove what is another's; group: the graders
    feedback/             0711  each page under a name that follows from a secret in its learner's own hand-in
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.exchange import default
from nbgrader.utils import notebook_hash
from traitlets import Bool

from grading.capture import write_whole
from grading.roster import read_roster
from hub.accounts import uid_of
from hub.inbox import Taken, set_aside, take

MODES = {"": 0o755, "outbound": 0o755, "inbound": 0o3733, "feedback": 0o711}
"""Folders of a course in the exchange, and their modes."""


def make_exchange(root: Path, course: str, owner: int, group: int) -> None:
    """Make the exchange, or put its owners and modes right. `owner` and `group` are the graders' (numbers).

    As root the exchange itself becomes root's; otherwise everything stays with whoever runs this.
    """
    root.mkdir(parents=True, exist_ok=True)
    root.chmod(0o755)
    for name, mode in MODES.items():
        path = root / course / name
        path.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(path, owner, group)
        path.chmod(mode)


@dataclass(frozen=True)
class Hole:
    """Something in the exchange that a learner could use: where, what is wrong, and the mend."""

    path: Path
    seen: str
    mend: str


def holes(root: Path, course: str, owner: int) -> Iterator[Hole]:
    """Every departure from the modes and owners above, and every folder that is no course of ours."""
    mend = "run academy hub configure again, as root"
    if not root.is_dir():
        yield Hole(root, "is not there", mend)
        return
    facts = root.stat()
    if facts.st_mode & 0o022:
        yield Hole(root, f"others may write to it (mode {stat.S_IMODE(facts.st_mode):o})", mend)
    for entry in sorted(root.iterdir()):
        if entry.name != course:
            yield Hole(entry, "is not a course of this hub", "look who made it (ls -l), and remove it")
    for name, mode in MODES.items():
        path = root / course / name
        if path.is_symlink() or not path.is_dir():
            yield Hole(path, "is not there", mend)
            continue
        facts = path.stat()
        if stat.S_IMODE(facts.st_mode) != mode:
            yield Hole(path, f"has mode {stat.S_IMODE(facts.st_mode):o} instead of {mode:o}", mend)
        if facts.st_uid != owner:
            yield Hole(path, f"belongs to account {facts.st_uid} instead of {owner}", mend)


class _Guarded:
    """The root is made by the host: a learner needs to read it, nobody to write to it or change its mode."""

    root: str

    def ensure_root(self) -> None:
        if not os.access(self.root, os.R_OK | os.X_OK):
            self.fail(f"The exchange {self.root} cannot be read: please tell your coach.")  # type: ignore[attr-defined]


class FetchAssignment(_Guarded, default.ExchangeFetchAssignment):
    """As nbgrader's."""


class FetchFeedback(_Guarded, default.ExchangeFetchFeedback):
    """As nbgrader's."""


class List(_Guarded, default.ExchangeList):
    """As nbgrader's."""


class ReleaseAssignment(_Guarded, default.ExchangeReleaseAssignment):
    """As nbgrader's."""


class Submit(_Guarded, default.ExchangeSubmit):
    """A hand-in is from its first moment open to its learner and the graders, and to nobody else."""

    def copy_files(self) -> None:
        self.init_release()
        self.check_filename_diff()
        name = self.assignment_filename
        own = Path(self.cache_path) / (name.rsplit("+", 1)[0] if self.add_random_string else name)
        own.parent.mkdir(parents=True, exist_ok=True)
        self.do_copy(self.src_path, str(own))
        (own / "timestamp.txt").write_text(self.timestamp, encoding="utf-8")
        (own / "submission_secret.txt").write_text(secrets.token_hex(64), encoding="utf-8")
        before = os.umask(0o007)
        try:
            _copy_contents(own, Path(self.inbound_path) / name)
        finally:
            os.umask(before)
        self.log.info("Submitted as: %s %s %s", self.coursedir.course_id, self.coursedir.assignment_id, self.timestamp)


def _copy_contents(source: Path, target: Path) -> None:
    """Copy files and folders, not their modes: what is made in the inbound folder takes the graders' group from it,
    and a learner who is not of that group could not give it back once it is lost.
    """
    target.mkdir(0o770)
    for each in sorted(source.iterdir()):
        if each.is_dir():
            _copy_contents(each, target / each.name)
        else:
            shutil.copyfile(each, target / each.name)


class Collect(_Guarded, default.ExchangeCollect):
    """Only hand-ins that their named learner wrote; everything else is set aside and named."""

    separate_accounts = Bool(True, help="Each learner has an account of their own (not so in the demo).").tag(
        config=True
    )

    def init_src(self) -> None:
        self.inbound_path = str(Path(self.root) / self.coursedir.course_id / "inbound")
        if not Path(self.inbound_path).is_dir():
            self.fail(f"There is no {self.inbound_path}: release an assignment first.")

    def copy_files(self) -> None:
        course = Path(self.coursedir.root)
        roster = course / "roster.csv"
        people = {person.id for person in read_roster(roster)} if roster.is_file() else None
        owner_of = uid_of if self.separate_accounts else lambda _: os.getuid()
        assignment = self.coursedir.assignment_id

        def place(learner: str) -> Path:
            return course / "submitted" / learner / assignment

        self.outcome: Taken = take(Path(self.inbound_path), assignment, place, owner_of, people)
        set_aside(Path(self.inbound_path), course / "quarantine", self.outcome)
        for name, why in self.outcome.refused:
            self.log.error("Not collected: %s, as %s.", name, why)
        for note in self.outcome.notes:
            self.log.warning(note)
        for learner in self.outcome.taken:
            self.log.info("Collected from %s", learner)


class ReleaseFeedback(_Guarded, default.ExchangeReleaseFeedback):
    """The pages that `academy feedback` writes, each under the name that its learner's own hand-in leads to."""

    def copy_files(self) -> None:
        course, assignment = Path(self.coursedir.root), self.coursedir.assignment_id
        for page in sorted(course.glob(f"feedback/*/{assignment}/*.html")):
            learner = page.parent.parent.name
            if self.coursedir.student_id not in ("*", "", learner):
                continue
            secret = course / "submitted" / learner / assignment / "submission_secret.txt"
            if not secret.is_file():
                continue  # handed in otherwise, or not at all: the coach sends it
            name = notebook_hash(secret=secret.read_text(encoding="utf-8", errors="replace"), notebook_id=page.stem)
            released = Path(self.dest_path) / f"{name}.html"
            write_whole(released, page.read_bytes())
            released.chmod(0o644)
            self.log.info("Feedback for %s is out", learner)


__all__ = ["Collect", "FetchAssignment", "FetchFeedback", "List", "ReleaseAssignment", "ReleaseFeedback", "Submit"]
