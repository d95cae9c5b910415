"""Removing a person's data on request: everything this hub holds on one learner, and a list of what was removed."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import sqlalchemy
from nbgrader.utils import notebook_hash

from grading.capture import write_whole
from grading.course_folder import CourseFolder
from grading.gradebook import COURSE_ID, NOTEBOOK, open_gradebook
from grading.gradebook_store import kept_in
from grading.nbgrader_api import Gradebook
from grading.plain import count
from hub.accounts import account_of, uid_of
from hub.backup import refuse_while_running
from hub.choices import Choices
from hub.databases import database_url
from hub.keys import read_keys
from synthetic_data.council import LEARNER_ID
from synthetic_data.errors import PlainError

TABLES = {"roster.csv": "id", "marks.csv": "learner", "history.csv": "learner", "double_marking.csv": "learner"}
"""Tables of a course folder that name learners, and the column that does."""


def remove(choices: Choices, person: str) -> Iterator[str]:
    """Remove a learner: home and account, hand-ins, marks, feedback, hub user; one sentence for each kind of thing.

    Backups made earlier still hold them, until they age out. Raises PlainError for a malformed id, or while the hub
    runs.
    """
    if not LEARNER_ID.fullmatch(person):
        raise PlainError(f"{person!r} is not a learner's id.")
    refuse_while_running(choices)
    yield from _exchange(choices, person)
    yield from _course(choices.folders.course, person)
    yield from _rosters(choices, person)
    yield from _home(choices, person)
    yield from _hub_user(choices, person)


def _exchange(choices: Choices, person: str) -> Iterator[str]:
    exchange, submitted = choices.folders.exchange / choices.course, choices.folders.course / "submitted" / person
    gone = 0
    for secret in submitted.glob("*/submission_secret.txt"):
        name = notebook_hash(secret=secret.read_text(encoding="utf-8", errors="replace"), notebook_id=NOTEBOOK)
        page = exchange / "feedback" / f"{name}.html"
        gone += page.is_file()
        page.unlink(missing_ok=True)
    for folder in (exchange / "inbound", choices.folders.course / "quarantine"):
        for entry in folder.glob(f"*{person}+*") if folder.is_dir() else []:
            if entry.name.partition("+")[0].rpartition("-")[2] in (person, person.rpartition("-")[2]):
                shutil.rmtree(entry, ignore_errors=True)
                gone += 1
    if gone:
        yield f"{gone} hand-ins and feedback pages in the exchange"


def _course(course: Path, person: str) -> Iterator[str]:
    places = [course / name / person for name in ("submitted", "autograded", "feedback")]
    places += list((course / ".academy" / "results").glob(f"*/{person}.json"))
    places += [course / "coaching" / f"{person}.csv", course / "agendas" / f"{person}.html"]
    places.append(course / "shared" / "hours" / f"{person}.csv")
    found = [place for place in places if place.exists()]
    for place in found:
        shutil.rmtree(place) if place.is_dir() else place.unlink()
    if found:
        yield f"{len(found)} folders and results in {course}"
    if kept_in(CourseFolder(course)).exists():
        with open_gradebook(CourseFolder(course)) as gradebook:
            if person in {student.id for student in gradebook.students}:
                gradebook.remove_student(person)
                yield "their marks in the gradebook"
    yield from _kept_gradebooks(course, person)
    yield from _pages(course, person)


def _kept_gradebooks(course: Path, person: str) -> Iterator[str]:
    """Their marks in the copies that each batch makes of a gradebook: those do not age out by the night."""
    cleaned = 0
    for copy in sorted((course / "backups").glob("gradebook-*.db")):
        with contextlib.closing(sqlite3.connect(copy)) as database:
            held = _holds(database, person)
        if held:
            with Gradebook(f"sqlite:///{copy}", COURSE_ID) as gradebook:
                gradebook.remove_student(person)
                gradebook.engine.dispose()
            cleaned += 1
    if cleaned:
        yield f"their marks in {count(cleaned, 'earlier gradebook')}"


def _holds(database: sqlite3.Connection, person: str) -> bool:
    """Whether a gradebook has them; one that cannot be read, or has no such table, has nobody."""
    try:
        return bool(database.execute("SELECT 1 FROM student WHERE id = ?", (person,)).fetchall())
    except sqlite3.DatabaseError:
        return False


def _pages(course: Path, person: str) -> Iterator[str]:
    """The coach's pages that name them: academy report writes each anew, without them."""
    pages = [path for name in ("report.html", "marking_queue.html") for path in course.glob(f"**/{name}")]
    name = re.compile(rf"(?<![\w.@-]){re.escape(person)}(?![\w@-]|\.\w)")
    naming = [path for path in pages if name.search(unquote(path.read_text(encoding="utf-8")))]
    for path in naming:
        path.unlink()
    if naming:
        yield f"{count(len(naming), 'page')} of the coach's that named them (academy report writes them anew)"


def _rosters(choices: Choices, person: str) -> Iterator[str]:
    tables = {choices.folders.course / name: column for name, column in TABLES.items()}
    if choices.people.roster is not None:
        tables[choices.people.roster] = "id"
    for path, column in tables.items():
        if not path.is_file():
            continue
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            rows, columns = list(reader), list(reader.fieldnames or [])
        kept = [row for row in rows if row.get(column) != person]
        if len(kept) == len(rows):
            continue
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
        write_whole(path, text.getvalue().encode("utf-8"))
        yield f"{len(rows) - len(kept)} rows of {path.name}"


def _home(choices: Choices, person: str) -> Iterator[str]:
    demo = choices.servers.spawner == "demo"
    home = choices.folders.homes / (person if demo else account_of(person))
    if not demo and uid_of(person) is not None:
        done = subprocess.run(["userdel", account_of(person)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise PlainError(f"userdel refused: {done.stderr.strip()}. It needs root, and none of their processes.")
        yield f"the account {account_of(person)}"
    if home.is_dir() and not home.is_symlink():
        shutil.rmtree(home)
        yield f"their own folder, {home}"


def _hub_user(choices: Choices, person: str) -> Iterator[str]:
    from jupyterhub import orm

    sqlite = choices.folders.state / "jupyterhub.sqlite"
    if choices.database.kind == "sqlite" and not sqlite.is_file():
        return
    engine = sqlalchemy.create_engine(database_url(choices, read_keys(choices.etc)))
    if choices.database.kind == "sqlite":
        sqlalchemy.event.listen(engine, "connect", lambda one, _: one.execute("PRAGMA foreign_keys = ON"))
    with sqlalchemy.orm.Session(engine) as session:
        user = session.scalars(sqlalchemy.select(orm.User).where(orm.User.name == person)).one_or_none()
        if user is not None:
            session.delete(user)
            yield "their user in the hub's database"
        if sqlalchemy.inspect(engine).has_table("users_info"):
            own = sqlalchemy.text("DELETE FROM users_info WHERE username = :person")
            session.execute(own, {"person": person})
        session.commit()
    engine.dispose()
