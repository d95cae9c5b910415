"""A database on a PostgreSQL server: its address for SQLAlchemy, and copies made by PostgreSQL's own programs."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from synthetic_data.errors import PlainError


@dataclass(frozen=True)
class Server:
    """Where a database is, who connects, and how they prove it: a password, or the name of libpq's password file."""

    host: str
    port: int
    name: str
    user: str
    password: str = ""
    password_file: Path | None = None

    def __str__(self) -> str:
        return f"the database {self.name} at {self.host}:{self.port}"

    @property
    def url(self) -> str:
        """For SQLAlchemy. With a password file it holds no secret: libpq reads the file."""
        from sqlalchemy import URL

        made = URL.create(
            "postgresql+psycopg",
            username=self.user,
            password=self.password or None,
            host=self.host,
            port=self.port,
            database=self.name,
            query={} if self.password_file is None else {"passfile": str(self.password_file)},
        )
        return made.render_as_string(hide_password=False)

    def has_table(self, name: str) -> bool:
        """Whether the database has a table. Raises SQLAlchemy's errors when it cannot be reached."""
        import sqlalchemy

        engine = sqlalchemy.create_engine(self.url)
        try:
            return sqlalchemy.inspect(engine).has_table(name)
        finally:
            engine.dispose()

    def dump(self, target: Path) -> None:
        """Copy the database as it stands at one moment. Raises PlainError when pg_dump does not succeed."""
        self._run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={target}")

    def restore(self, dump: Path) -> None:
        """Put a dump in the database's place: all of it, or nothing is changed and PlainError is raised."""
        self._run("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-acl", "--single-transaction", str(dump))

    def _run(self, program: str, *options: str) -> None:
        where = ["--host", self.host, "--port", str(self.port), "--username", self.user, "--no-password"]
        secret = {"PGPASSWORD": self.password} if self.password else {}
        secret |= {"PGPASSFILE": str(self.password_file)} if self.password_file else {}
        done = _program([program, *where, "--dbname", self.name, *options], secret)
        if done.returncode:
            said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
            raise PlainError(f"{program} did not succeed on {self}: {said[-1]}")


def listing(dump: Path) -> str:
    """What a dump holds, a line for each thing; empty when the file is no dump."""
    return _program(["pg_restore", "--list", str(dump)], {}).stdout


def _program(command: list[str], secret: dict[str, str]) -> subprocess.CompletedProcess[str]:
    try:
        environment = {**os.environ, **secret, "LC_ALL": "C"}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError as problem:
        raise PlainError(f"{command[0]} is not on this machine: install the package postgresql-client.") from problem
