"""Hand-ins taken out of the exchange: only what its named learner really wrote, read without trusting a byte of it.

A learner may put anything into the inbound folder, under any name, and may change it while we look. So each folder and
file is opened first, without following links, and its owner is read from what was opened; what we then keep is what we
read. What fails is set aside with one sentence, and the newest genuine hand-in of that learner is taken instead.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from grading.arrow_tables import printable
from grading.capture import write_whole
from synthetic_data.council import LEARNER_ID

MOST_FILES = 200
MOST_BYTES = 100_000_000
DEEPEST = 3
SLACK = dt.timedelta(minutes=10)
"""A clock may differ this much between the time a hand-in's name says and the time the system saw it arrive."""
STAMP = "%Y-%m-%d %H:%M:%S.%f %Z"

OwnerOf = Callable[[str], "int | None"]
"""Learner id to the number of the account that must own their hand-in; none when they have no account."""


class RefusedError(Exception):
    """A hand-in is not what it says it is; the message is one plain sentence."""


@dataclass(frozen=True)
class HandIn:
    """One folder in the inbound folder: whose it says it is, for which assignment, and when it says it was sent."""

    path: Path
    learner: str
    assignment: str
    sent: dt.datetime


@dataclass
class Taken:
    """What one round of collecting did.

    taken    learners whose hand-in was put under submitted/
    kept     learners whose newest hand-in was there already
    refused  (name of the folder, one sentence why)
    notes    one sentence each, for the coach
    """

    taken: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def take(
    inbound: Path,
    assignment: str,
    place: Callable[[str], Path],
    owner_of: OwnerOf,
    people: Collection[str] | None = None,
) -> Taken:
    """Put each learner's newest genuine hand-in for `assignment` into `place(learner)`, whole or not at all.

    Args:
        inbound: the exchange's inbound folder.
        place: learner id to the folder to make, `submitted/<learner>/<assignment>`.
        owner_of: the account that must own a learner's hand-in.
        people: ids on the roster; None takes everybody who has an account.
    """
    outcome = Taken()
    hand_ins: dict[str, list[HandIn]] = {}
    for entry in sorted(inbound.iterdir()):
        try:
            hand_in = read_name(entry)
            if hand_in.assignment != assignment:
                continue
            if people is not None and hand_in.learner not in people:
                raise RefusedError("its learner is not on the roster")
        except RefusedError as why:
            outcome.refused.append((printable(entry.name), str(why)))
            continue
        hand_ins.setdefault(hand_in.learner, []).append(hand_in)
    for learner, sent in sorted(hand_ins.items()):
        _take_newest(sorted(sent, key=lambda each: each.sent, reverse=True), place(learner), owner_of, outcome)
    return outcome


def read_name(entry: Path) -> HandIn:
    """What a folder's name says: `<learner>+<assignment>+<time UTC>+<suffix>`. Raises RefusedError if not so."""
    parts = entry.name.split("+")
    if len(parts) != 4 or not LEARNER_ID.fullmatch(parts[0]):
        raise RefusedError("its name is not learner+assignment+time+suffix")
    try:
        sent = dt.datetime.strptime(parts[2], STAMP).replace(tzinfo=dt.UTC)
    except ValueError:
        raise RefusedError("the time in its name cannot be read") from None
    return HandIn(entry, parts[0], parts[1], sent)


def _take_newest(newest_first: list[HandIn], home: Path, owner_of: OwnerOf, outcome: Taken) -> None:
    for hand_in in newest_first:
        learner, name = hand_in.learner, printable(hand_in.path.name)
        if (home / "timestamp.txt").is_file() and _sent_of(home) == _stamp(hand_in.sent):
            outcome.kept.append(learner)
            return
        try:
            content, arrived = read_folder(hand_in.path, owner_of(learner))
        except RefusedError as why:
            outcome.refused.append((name, str(why)))
            continue
        if abs(arrived - hand_in.sent) > SLACK:
            outcome.notes.append(
                f"{learner}'s hand-in says it was sent at {hand_in.sent:%d %B %H:%M} and arrived at "
                f"{arrived:%d %B %H:%M} (UTC)."
            )
        content["timestamp.txt"] = _stamp(hand_in.sent).encode()
        _place(home, content)
        outcome.taken.append(learner)
        return


def read_folder(path: Path, owner: int | None) -> tuple[dict[str, bytes], dt.datetime]:
    """Every file of a hand-in by its relative name, and when the system saw the last change.

    Raises RefusedError when anything in it is not a plain file or folder of `owner`, or there is too much of it.
    """
    if owner is None:
        raise RefusedError("its learner has no account here")
    content: dict[str, bytes] = {}
    seen = [0.0]
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            _read_into(descriptor, "", owner, content, seen)
        finally:
            os.close(descriptor)
    except OSError as problem:
        raise RefusedError(f"it cannot be read as a folder ({problem.strerror})") from problem
    if not content:
        raise RefusedError("it is empty")
    return content, dt.datetime.fromtimestamp(seen[0], dt.UTC)


def _read_into(folder: int, within: str, owner: int, content: dict[str, bytes], seen: list[float]) -> None:
    _owned(os.fstat(folder), owner, within or "the folder")
    seen[0] = max(seen[0], os.fstat(folder).st_ctime)
    for name in sorted(os.listdir(folder)):
        label = within + name
        kind = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
        if stat.S_ISDIR(kind):
            if label.count("/") >= DEEPEST:
                raise RefusedError(f"it is more than {DEEPEST} folders deep")
            inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            try:
                _read_into(inner, f"{label}/", owner, content, seen)
            finally:
                os.close(inner)
            continue
        if not stat.S_ISREG(kind):
            raise RefusedError(f"{printable(label)} is not a plain file")
        if len(content) >= MOST_FILES:
            raise RefusedError(f"it has more than {MOST_FILES} files")
        # Between looking and opening it may have become a link or a pipe: refuse the one, do not wait for the other.
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        with os.fdopen(opened, "rb") as stream:
            facts = os.fstat(opened)
            if not stat.S_ISREG(facts.st_mode):
                raise RefusedError(f"{printable(label)} is not a plain file")
            _owned(facts, owner, label)
            room = MOST_BYTES - sum(map(len, content.values()))
            body = stream.read(room + 1)
        if len(body) > room:
            raise RefusedError(f"it is larger than {MOST_BYTES // 1_000_000} MB")
        content[label] = body
        seen[0] = max(seen[0], facts.st_ctime)


def _owned(facts: os.stat_result, owner: int, label: str) -> None:
    if facts.st_uid != owner:
        raise RefusedError(f"{printable(label)} was written by another account than its learner's")


def _place(home: Path, content: dict[str, bytes]) -> None:
    """Write beside, then change places: a plug pulled at any moment leaves the old hand-in or the new one."""
    staged, old = (home.with_name(f".{home.name}.{part}") for part in ("new", "old"))
    for leftover in (staged, old):
        shutil.rmtree(leftover, ignore_errors=True)
    for name, body in content.items():
        path = staged / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    if home.exists():
        home.rename(old)
    staged.rename(home)
    shutil.rmtree(old, ignore_errors=True)


def _stamp(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def _sent_of(home: Path) -> str:
    return (home / "timestamp.txt").read_text(encoding="utf-8", errors="replace").strip()


def set_aside(inbound: Path, quarantine: Path, outcome: Taken) -> None:
    """Move what was refused out of the way where the system lets us, and keep a line on each in `refused.csv`.

    A learner can make their own folder immovable; then it stays where it is and is refused again each time.
    """
    quarantine.mkdir(mode=0o700, parents=True, exist_ok=True)
    record = quarantine / "refused.csv"
    lines = record.read_text(encoding="utf-8").splitlines() if record.is_file() else ["seen,folder,owner,why"]
    known = {line.split(",")[1] for line in lines}
    for entry in list(inbound.iterdir()):
        why = dict(outcome.refused).get(printable(entry.name))
        if why is None:
            continue
        name = printable(entry.name).replace(",", ";")
        if name not in known:
            lines.append(f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M},{name},{entry.lstat().st_uid},{why}")
        try:
            entry.rename(quarantine / f"{len(lines)}-{entry.name}")
        except OSError:
            continue
    write_whole(record, ("\n".join(lines) + "\n").encode("utf-8"))
