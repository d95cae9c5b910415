"""A real PostgreSQL server for tests, on a loopback port, with databases and users of ours."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import psycopg.sql

from hub import demo

PASSWORD = "p@ss:w/rd %"


def program(name: str) -> str:
    """A server program of PostgreSQL: on the PATH, or where Debian keeps it."""
    found = shutil.which(name) or next(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None)
    assert found, f"{name} is not installed: install the package postgresql"
    return found


@contextlib.contextmanager
def running_server() -> Iterator[int]:
    """A PostgreSQL server with our two users and a database for each; gives its port."""
    folder = Path(tempfile.mkdtemp(prefix="cda-pg-"))
    [port] = demo.free_ports(0, 1)
    # The server refuses to run as root.
    as_other: dict[str, Any] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        as_other = {"user": "nobody", "group": nobody.pw_gid, "extra_groups": []}
    (folder / "pw").write_text(PASSWORD)
    if as_other:
        os.chown(folder / "pw", nobody.pw_uid, nobody.pw_gid)

    def run(*command: str) -> None:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, **as_other)

    data, options = str(folder / "data"), f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
    run(program("initdb"), "-D", data, "-U", "academy_hub", "-A", "scram-sha-256", f"--pwfile={folder / 'pw'}", "-N")
    run(program("pg_ctl"), "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        with psycopg.connect(where(port, "postgres"), autocommit=True) as server:
            server.execute("CREATE DATABASE academy_hub")
            server.execute(psycopg.sql.SQL("CREATE ROLE academy_gradebook LOGIN PASSWORD {}").format(PASSWORD))
            server.execute("CREATE DATABASE academy_gradebook OWNER academy_gradebook")
        yield port
    finally:
        run(program("pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def where(port: int, name: str = "academy_hub") -> str:
    """How psycopg connects to one of the server's databases, as their owner."""
    return psycopg.conninfo.make_conninfo(
        host="127.0.0.1", port=port, user="academy_hub", password=PASSWORD, dbname=name
    )
