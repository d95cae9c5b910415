"""The databases of one hub that are on a PostgreSQL server: the hub's own, and the gradebook."""

from __future__ import annotations

from grading.postgresql import Server
from hub.choices import Choices


def hub_server(choices: Choices, keys: dict[str, str]) -> Server | None:
    """The hub's database; none when it is SQLite in the state folder."""
    database = choices.database
    if database.kind != "postgresql":
        return None
    return Server(database.host, database.port, database.name, database.user, keys["DATABASE_PASSWORD"])


def gradebook_server(choices: Choices, keys: dict[str, str]) -> Server | None:
    """The gradebook's database; none when it is SQLite in the course folder."""
    database = choices.database
    if not database.gradebook:
        return None
    password = keys["GRADEBOOK_PASSWORD"]
    return Server(database.host, database.port, database.gradebook, database.gradebook_user, password)


def database_url(choices: Choices, keys: dict[str, str]) -> str:
    """The hub's database, for SQLAlchemy."""
    server = hub_server(choices, keys)
    return server.url if server else f"sqlite:///{choices.folders.state / 'jupyterhub.sqlite'}"
