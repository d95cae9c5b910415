"""Where a course's gradebook is kept: SQLite in the course folder, or a database of its own on a PostgreSQL server.

A course folder whose gradebook is on a server says so in two files, which `academy hub configure` writes:

.academy/gradebook.json      host, port, name and user of the database
.academy/gradebook.pgpass    its password, as PostgreSQL's own programs read it; closed to everybody but the graders
"""

from __future__ import annotations

import contextlib
import inspect
import json
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading.capture import write_whole
from grading.course_folder import CourseFolder
from grading.nbgrader_api import Base, Gradebook
from grading.postgresql import Server, listing
from synthetic_data.errors import PlainError

PATIENCE = 10.0
"""Seconds to wait for another program, such as formgrader, to finish writing."""


def kept_in(course: CourseFolder) -> Store:
    """The store of a course's gradebook. Raises PlainError when gradebook.json is damaged."""
    path = _facts(course)
    if not path.is_file():
        return InFolder(course.gradebook)
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        return OnServer(Server(**facts, password_file=_password(course)))
    except (ValueError, TypeError) as problem:
        raise PlainError(f"{path} is damaged ({problem}): run academy hub configure again.") from problem


def keep_on_server(course: CourseFolder, server: Server) -> None:
    """From now on the course's gradebook is on this server.

    Raises PlainError while the folder holds a gradebook of its own that would be left behind.
    """
    if course.gradebook.is_file() and not _facts(course).is_file():
        raise PlainError(
            f"{course.gradebook} holds marks already, and a gradebook does not move to PostgreSQL by itself: keep "
            "database.gradebook empty for this course, or move the file aside and grade again."
        )
    facts = {name: getattr(server, name) for name in ("host", "port", "name", "user")}
    before = os.umask(0o077)
    try:
        escaped = server.password.replace("\\", "\\\\").replace(":", "\\:")
        write_whole(_password(course), f"*:*:*:{server.user}:{escaped}\n".encode())
        write_whole(_facts(course), json.dumps(facts, indent=1).encode())
    finally:
        os.umask(before)
    _password(course).chmod(0o600)


def is_on_server(course: CourseFolder) -> bool:
    """Whether the course's gradebook is on a PostgreSQL server."""
    return _facts(course).is_file()


def _facts(course: CourseFolder) -> Path:
    return course.records / "gradebook.json"


def _password(course: CourseFolder) -> Path:
    return course.records / "gradebook.pgpass"


@dataclass(frozen=True)
class InFolder:
    """A SQLite file, as nbgrader has it."""

    path: Path
    suffix = ".db"
    mend = "put a backup back with academy grade --restore, or move it aside and grade again"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def __str__(self) -> str:
        return str(self.path)

    def exists(self) -> bool:
        return self.path.is_file()

    def make(self) -> None:
        """Make an empty gradebook: whole, or not at all."""
        partial = self.path.with_name(f".{self.path.name}.part")
        partial.unlink(missing_ok=True)
        _make_tables(f"sqlite:///{partial}")
        partial.replace(self.path)

    def copy_to(self, target: Path) -> None:
        """A copy as the gradebook stands at one moment, even while somebody marks in formgrader."""
        _copy_sqlite(self.path, target)

    def check(self, backup: Path) -> None:
        """Raise PlainError unless `backup` is a whole gradebook."""
        partial = self.path.with_name(f".{self.path.name}.check")
        try:
            _copy_sqlite(backup, partial)
            with contextlib.closing(sqlite3.connect(partial)) as database:
                sound = database.execute("PRAGMA integrity_check").fetchone()[0]
                database.execute("SELECT count(*) FROM grade").fetchone()
        except sqlite3.DatabaseError as problem:
            raise PlainError(f"{backup} is not a gradebook that can be restored ({problem}).") from problem
        finally:
            partial.unlink(missing_ok=True)
        if sound != "ok":
            raise PlainError(f"{backup} is damaged and was not restored: choose another backup.")

    def replace_by(self, backup: Path) -> None:
        """Put a checked backup in the gradebook's place."""
        partial = self.path.with_name(f".{self.path.name}.part")
        _copy_sqlite(backup, partial)
        partial.replace(self.path)


@dataclass(frozen=True)
class OnServer:
    """A database on a PostgreSQL server."""

    server: Server
    suffix = ".dump"
    mend = "see that its server runs and lets the graders' account in (academy hub doctor)"

    @property
    def url(self) -> str:
        return self.server.url

    def __str__(self) -> str:
        return str(self.server)

    def exists(self) -> bool:
        return self.server.has_table("alembic_version")

    def make(self) -> None:
        """Make an empty gradebook, in one transaction."""
        _make_tables(self.url)

    def copy_to(self, target: Path) -> None:
        """A dump of the gradebook as it stands at one moment."""
        self.server.dump(target)

    def check(self, backup: Path) -> None:
        """Raise PlainError unless `backup` is a gradebook's dump."""
        if " TABLE DATA public grade " not in listing(backup):
            raise PlainError(f"{backup} is not a gradebook that can be restored: choose another backup.")

    def replace_by(self, backup: Path) -> None:
        """Put a checked dump in the gradebook's place: all of it, or nothing is changed."""
        self.server.restore(backup)


Store = InFolder | OnServer
"""Both can do the same: say whether they are there, be made, copied, checked and put back."""


def _make_tables(url: str) -> None:
    """nbgrader's tables. It would run the program `alembic` for this, which may not be on the path."""
    import alembic.config
    import alembic.script
    import sqlalchemy

    home = Path(inspect.getfile(Gradebook)).parent
    config = alembic.config.Config()
    config.set_main_option("script_location", str(home / "alembic"))
    version: Any = alembic.script.ScriptDirectory.from_config(config).get_current_head()
    engine = sqlalchemy.create_engine(url)
    with engine.begin() as connection:
        Base.metadata.create_all(bind=connection)
        connection.execute(sqlalchemy.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(sqlalchemy.text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})
    engine.dispose()


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy a whole database. Raises `sqlite3.DatabaseError` when it is damaged, or locked for longer than PATIENCE."""
    with (
        contextlib.closing(sqlite3.connect(source, timeout=PATIENCE)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        # Reading first, which gives up in the end: a backup of a database that is locked would wait for ever.
        old.execute("BEGIN")
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()
        old.backup(new)
