"""Backing up a hub and putting it back: both databases as they stood at one moment, the course folder, learners' work.

BACKUPS/2026-11-22T023000/        closed to everybody but its owner; it holds names, marks and secrets
    manifest.json                 versions, and the sha256 of each file
    hub.sqlite or hub.dump        the hub's database (sqlite3's own copy, or pg_dump)
    gradebook.dump                the gradebook, where it is on a PostgreSQL server
    course.tar.gz                 the course folder; a gradebook in it is copied by sqlite3 itself
    homes.tar.gz, exchange.tar.gz, etc.tar.gz
"""

from __future__ import annotations

import copy
import datetime as dt
import errno
import hashlib
import json
import os
import shutil
import socket
import sqlite3
import tarfile
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from grading.postgresql import Server
from hub.choices import Choices
from hub.databases import gradebook_server, hub_server
from hub.keys import read_keys
from synthetic_data.errors import PlainError

KEPT = 14
"""Backups kept; older ones go when a new one is whole."""
SERVERS: dict[str, Callable[[Choices, dict[str, str]], Server | None]] = {
    "hub.dump": hub_server,
    "gradebook.dump": gradebook_server,
}
FORMAT = 1
STAMP = "%Y-%m-%dT%H%M%S"
LEFT_OUT = {".cache", ".ipynb_checkpoints", "__pycache__"}
"""Folders in homes that come back by themselves."""


def back_up(choices: Choices, now: dt.datetime | None = None) -> Path:
    """Write a backup, whole or not at all, and return its folder. The hub may go on running.

    Raises PlainError when a database cannot be read or the folder cannot be written.
    """
    stamp = (now or dt.datetime.now(dt.UTC)).strftime(STAMP)
    done, staged = choices.folders.backups / stamp, choices.folders.backups / f".{stamp}.part"
    before = os.umask(0o077)
    try:
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir(parents=True, mode=0o700)
        _database(choices, staged)
        for name, folder in _folders(choices).items():
            _pack(folder, staged / f"{name}.tar.gz")
        digests = {path.name: _digest(path) for path in sorted(staged.iterdir())}
        facts = {"format": FORMAT, "made": stamp, "jupyterhub": version("jupyterhub"), "files": digests}
        (staged / "manifest.json").write_text(json.dumps(facts, indent=2), encoding="utf-8")
        staged.rename(done)
    except OSError as problem:
        raise PlainError(
            f"The backup could not be written to {choices.folders.backups} ({problem.strerror or problem}): make room "
            "there, or name another folder under folders.backups in hub.toml."
        ) from problem
    finally:
        os.umask(before)
        shutil.rmtree(staged, ignore_errors=True)
    for old in backups(choices)[:-KEPT]:
        shutil.rmtree(old)
    return done


def backups(choices: Choices) -> list[Path]:
    """Every whole backup, oldest first."""
    found = choices.folders.backups.glob("*/manifest.json")
    return sorted(path.parent for path in found if not path.parent.name.startswith("."))


def restore(choices: Choices, backup: Path) -> list[Path]:
    """Put a backup back. What stood there is moved aside, not deleted; return where it is now.

    Raises PlainError when the hub is running, the backup is not whole, or the database refuses.
    """
    refuse_while_running(choices)
    facts = _checked(backup)
    stamp = dt.datetime.now(dt.UTC).strftime(STAMP)
    aside = list(_restore_servers(choices, backup, stamp))
    folders = {name: folder for name, folder in _folders(choices).items() if name != "etc"}  # choices may have moved on
    try:
        for name, folder in folders.items():  # all are unpacked beside their places before anything is moved
            _unpack(backup / f"{name}.tar.gz", folder.with_name(f".{folder.name}.part"))
    except BaseException:
        for folder in folders.values():  # a disk that is full has no room for what was unpacked in vain
            shutil.rmtree(folder.with_name(f".{folder.name}.part"), ignore_errors=True)
        raise
    for folder in folders.values():
        if folder.exists():
            aside.append(folder.rename(folder.with_name(f"{folder.name}.before-{stamp}")))
        folder.with_name(f".{folder.name}.part").rename(folder)
    if "hub.sqlite" in facts["files"]:
        database = choices.folders.state / "jupyterhub.sqlite"
        database.parent.mkdir(parents=True, exist_ok=True)
        if database.exists():
            aside.append(database.rename(database.with_name(f"jupyterhub.before-{stamp}.sqlite")))
        for journal in database.parent.glob("jupyterhub.sqlite-*"):
            journal.unlink()
        shutil.copyfile(backup / "hub.sqlite", database)
        database.chmod(0o600)
    return aside


def _restore_servers(choices: Choices, backup: Path, stamp: str) -> Iterator[Path]:
    """Put dumped databases back, each as a whole, and yield dumps of how they were. It comes first: it may refuse."""
    servers = _servers(choices)
    for dump in SERVERS:
        if not (backup / dump).is_file():
            continue
        server = servers.get(dump)
        if server is None:
            raise PlainError(
                f"{backup / dump} is of a PostgreSQL server, and hub.toml names none for it: name it first."
            )
        before = choices.folders.backups / f"before-{stamp}.{dump}"
        server.dump(before)
        before.chmod(0o600)
        yield before
        server.restore(backup / dump)


def _servers(choices: Choices) -> dict[str, Server]:
    """The databases on a PostgreSQL server, by the names of their dumps."""
    keys = read_keys(choices.etc)
    return {dump: server for dump, find in SERVERS.items() if (server := find(choices, keys))}


def refuse_while_running(choices: Choices) -> None:
    """Raise PlainError when the hub is running: what it holds would change under what is being done to it."""
    if not is_running(choices):
        return
    way = "systemctl stop academy-hub academy-hub-formgrader"
    if choices.servers.spawner == "demo":
        way = "a demo ends with all that is in it: try this on a hub that was installed, see docs/host.md"
    raise PlainError(f"The hub is running: stop it first ({way}).")


def is_running(choices: Choices) -> bool:
    """Whether something answers at the hub's port."""
    with socket.socket() as knock:
        knock.settimeout(2)
        return knock.connect_ex(("127.0.0.1", choices.network.hub)) == 0


def _folders(choices: Choices) -> dict[str, Path]:
    folders = choices.folders
    return {"course": folders.course, "homes": folders.homes, "exchange": folders.exchange, "etc": choices.etc}


def _database(choices: Choices, into: Path) -> None:
    """The hub's database, and the gradebook where it is not in the course folder."""
    servers = _servers(choices)
    for dump, server in servers.items():
        server.dump(into / dump)
    if "hub.dump" not in servers:
        _copy_sqlite(choices.folders.state / "jupyterhub.sqlite", into / "hub.sqlite")


def _copy_sqlite(source: Path, target: Path) -> None:
    """A copy as the database stands at one moment, whoever is writing to it meanwhile."""
    if not source.is_file():
        raise PlainError(f"{source} is not there: has the hub ever been started?")
    try:
        with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as reading, sqlite3.connect(target) as writing:
            reading.backup(writing)
        with sqlite3.connect(target) as copy:
            [[said]] = copy.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.Error as problem:
        if "disk is full" in str(problem):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from problem
        raise PlainError(f"{source} cannot be copied ({problem}): see academy hub doctor.") from problem
    if said != "ok":
        raise PlainError(f"{source} is damaged ({said}): restore the last backup.")


def _pack(folder: Path, archive: Path) -> None:
    """Pack a folder; databases in it are copied by sqlite3, so that one being written to comes out whole."""
    with tarfile.open(archive, "w:gz", compresslevel=3) as packed:
        if not folder.exists():
            return
        for here, folders, files in os.walk(folder):
            folders[:] = sorted(set(folders) - LEFT_OUT)
            inside = Path(folder.name) / Path(here).relative_to(folder)
            packed.add(here, str(inside), recursive=False)
            links = [name for name in folders if Path(here, name).is_symlink()]
            for name in sorted([*files, *links]):
                path = Path(here, name)
                if name == "gradebook.db":
                    _copy_sqlite(path, archive.with_name("gradebook.part"))
                    facts = packed.gettarinfo(str(path), str(inside / name))
                    facts.size = archive.with_name("gradebook.part").stat().st_size
                    with archive.with_name("gradebook.part").open("rb") as copy:
                        packed.addfile(facts, copy)
                    archive.with_name("gradebook.part").unlink()
                elif path.is_symlink():
                    packed.add(str(path), str(inside / name), recursive=False)
                elif path.is_file():
                    _add_file(packed, path, str(inside / name))


def _add_file(packed: tarfile.TarFile, path: Path, name: str) -> None:
    """Add what is opened without following a link: a learner may change a file for one at any moment."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return  # gone, or no longer a file
    with os.fdopen(descriptor, "rb") as stream:
        packed.addfile(packed.gettarinfo(arcname=name, fileobj=stream), stream)


class _Archive(tarfile.TarFile):
    """Members as they were packed. Python 3.11.2, which Debian 12 has, knows neither filters nor this attribute."""

    extraction_filter = staticmethod(lambda member, _: member)


def _unpack(archive: Path, target: Path) -> None:
    """Unpack an archive as the folder `target`: owners and modes as they were, nothing written outside it.

    Raises PlainError when the archive would write elsewhere; then nothing is left.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.mkdir(mode=0o700)
    try:
        with _Archive.open(archive) as packed:
            packed.extractall(target.parent, members=_renamed(packed, target))
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise


def _renamed(packed: Iterable[tarfile.TarInfo], target: Path) -> Iterator[tarfile.TarInfo]:
    """Each member under the target's name, looked at when its turn comes: by then links before it are there."""
    home = os.path.realpath(target)
    for member in packed:
        moved = copy.copy(member)
        moved.name = str(Path(target.name, *Path(member.name).parts[1:]))
        if member.islnk():
            moved.linkname = str(Path(target.name, *Path(member.linkname).parts[1:]))
        where = os.path.realpath(target.parent / Path(moved.name).parent if moved.name != target.name else target)
        if os.path.commonpath([home, where]) != home or ".." in Path(moved.name).parts:
            raise PlainError(f"{member.name} in the backup would be written outside {target.name}: choose another.")
        yield moved


def _checked(backup: Path) -> dict[str, dict[str, str]]:
    """The backup's facts, when every file is there and as it was written."""
    try:
        facts: dict[str, dict[str, str]] = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
        wrong = [name for name, digest in facts["files"].items() if _digest(backup / name) != digest]
    except (OSError, ValueError, KeyError) as problem:
        raise PlainError(f"{backup} is not a whole backup ({problem}): choose another.") from problem
    if wrong:
        raise PlainError(f"{backup / wrong[0]} is not as it was written: choose another backup.")
    return facts


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
