"""What a council decides about its hub: one TOML file, read and checked here; everything else follows from it.

`choices.toml` beside this file holds the defaults and says what each key means.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from grading.capture import write_whole
from synthetic_data.council import LEARNER_ID
from synthetic_data.errors import PlainError

DEFAULTS = Path(__file__).with_name("choices.toml")
COURSE_ID = re.compile(r"[a-z][a-z0-9-]{0,30}")
SIZE = re.compile(r"[0-9]+(\.[0-9]+)?[KMGT]")
TENANT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Folders:
    """Where things lie: hub state, the exchange, the coach's course folder, learners' homes, backups."""

    state: Path
    exchange: Path
    course: Path
    homes: Path
    backups: Path


@dataclass(frozen=True)
class Environments:
    """The Python environment of the hub and its learners, and the one that marks and holds the references."""

    learners: Path
    marking: Path


@dataclass(frozen=True)
class People:
    """The roster file (may be none, under single sign-on), the coaches' and the hub administrators' ids."""

    roster: Path | None
    coaches: tuple[str, ...]
    admins: tuple[str, ...]


@dataclass(frozen=True)
class SignIn:
    """How people sign in: `entra` (Microsoft Entra ID), `local` (passwords kept by the hub) or `demo`."""

    method: str
    tenant: str
    client: str
    learner_role: str
    coach_role: str
    identity_server: str


@dataclass(frozen=True)
class Servers:
    """Learners' servers: what starts them and their limits; `at_once` is how many may be starting together."""

    spawner: str
    memory: str
    cpu: float
    processes: int
    at_once: int
    idle_minutes: int
    start_seconds: int


@dataclass(frozen=True)
class Database:
    """The hub's: `sqlite`, or `postgresql` at host, port, name and user; its password is in secrets.env.

    `gradebook` is the name of the gradebook's database on that server, `gradebook_user` its own user; without a name
    the gradebook is SQLite in the course folder, whatever the hub's is.
    """

    kind: str
    host: str
    port: int
    name: str
    user: str
    gradebook: str
    gradebook_user: str


@dataclass(frozen=True)
class Network:
    """Loopback ports, and the council's certificate and key (both empty: something in front ends TLS)."""

    public: int
    hub: int
    proxy_api: int
    formgrader: int
    certificate: str
    key: str


@dataclass(frozen=True)
class Choices:
    """All choices of one hub. `source` is the file they came from; generated files and secrets lie beside it."""

    source: Path
    course: str
    council: str
    address: str
    folders: Folders
    environments: Environments
    people: People
    sign_in: SignIn
    servers: Servers
    database: Database
    network: Network
    graders: str = "cda-grader"

    @property
    def etc(self) -> Path:
        """The folder of this hub's configuration."""
        return self.source.parent

    @property
    def learner_group(self) -> str:
        return f"nbgrader-{self.course}"

    @property
    def coach_group(self) -> str:
        return f"formgrade-{self.course}"

    @property
    def secure(self) -> bool:
        """Whether the public address is https."""
        return urlsplit(self.address).scheme == "https"


TABLES: dict[str, type] = {
    "folders": Folders,
    "environments": Environments,
    "people": People,
    "sign_in": SignIn,
    "servers": Servers,
    "database": Database,
    "network": Network,
}
ONE_OF = {
    ("sign_in", "method"): ("entra", "local", "demo"),
    ("servers", "spawner"): ("systemd", "demo"),
    ("database", "kind"): ("sqlite", "postgresql"),
}


def read_choices(path: Path) -> Choices:
    """Read a hub's choices; what the file leaves out is as in the defaults.

    Relative paths are taken from the file's own folder. Raises PlainError naming the key at fault.
    """
    path = path.absolute()
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise PlainError(
            f"{path} cannot be read ({problem.strerror}): write one with academy hub configure --new {path}"
        ) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise PlainError(f"{path} is not TOML: {problem}") from problem
    defaults = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    _refuse_unknown(path, given, defaults)
    parts: dict[str, Any] = {
        name: _table(path, name, kind, defaults[name] | given.get(name, {})) for name, kind in TABLES.items()
    }
    top = {name: given.get(name, value) for name, value in defaults.items() if name not in TABLES}
    choices = Choices(source=path, **top, **parts)
    _check(choices)
    return choices


def new_choices(path: Path) -> None:
    """Write the defaults, with what each means, to be filled in. Raises PlainError when the file is there already."""
    if path.exists():
        raise PlainError(f"{path} is there already: edit it, or choose another name.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, DEFAULTS.read_bytes())
    except OSError as problem:
        raise PlainError(f"{path} cannot be written ({problem.strerror}): choose a folder of your own.") from problem


def _refuse_unknown(path: Path, given: dict[str, Any], defaults: dict[str, Any], where: str = "") -> None:
    """A misspelt key would otherwise quietly leave a default in force."""
    for key, value in given.items():
        if key not in defaults:
            known = ", ".join(defaults)
            raise PlainError(f"{path.name} has a key {where}{key} that nothing reads; the keys there are: {known}.")
        if isinstance(defaults[key], dict):
            if not isinstance(value, dict):
                raise PlainError(f"{path.name}: {key} is a table: write [{key}] on a line of its own.")
            _refuse_unknown(path, value, defaults[key], f"{key}.")


def _table(path: Path, name: str, kind: type, values: dict[str, Any]) -> Any:
    made: dict[str, Any] = {}
    for each in fields(kind):
        value = values[each.name]
        label = f"{path.name}: {name}.{each.name}"
        allowed = ONE_OF.get((name, each.name))
        if allowed and value not in allowed:
            raise PlainError(f"{label} is {value!r}: choose one of {', '.join(allowed)}.")
        made[each.name] = _typed(label, str(each.type), value, path.parent)
    return kind(**made)


def _typed(label: str, wanted: str, value: Any, home: Path) -> Any:
    if wanted.startswith("Path"):
        if not isinstance(value, str) or (not value and wanted == "Path"):
            raise PlainError(f"{label} is {value!r}: give a folder or file name in quotation marks.")
        return home / value if value else None
    if wanted.startswith("tuple"):
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise PlainError(f'{label} is {value!r}: give a list of ids, such as ["mary.okoye"].')
        return tuple(value)
    if wanted == "float" and type(value) in (int, float):
        return float(value)
    if wanted == "int" and type(value) is int:
        return value
    if wanted == "str" and isinstance(value, str):
        return value
    raise PlainError(f"{label} is {value!r}: give {'text in quotation marks' if wanted == 'str' else 'a number'}.")


def _check(choices: Choices) -> None:
    """Raise PlainError for what no table can say on its own."""
    name, network, sign_in = choices.source.name, choices.network, choices.sign_in
    for key in ("course", "council", "address", "graders"):
        if not isinstance(getattr(choices, key), str):
            raise PlainError(f"{name}: {key} is {getattr(choices, key)!r}: give text in quotation marks.")
    if not COURSE_ID.fullmatch(choices.course):
        raise PlainError(f"{name}: course is {choices.course!r}: use small letters, digits and hyphens.")
    address = urlsplit(choices.address)
    if address.scheme not in ("http", "https") or not address.hostname or address.path not in ("", "/"):
        raise PlainError(f"{name}: address is {choices.address!r}: write it as https://academy.council.gov.uk")
    if address.scheme == "http" and sign_in.method != "demo":
        raise PlainError(f"{name}: address begins with http: people's sign-ins need https.")
    for person in (*choices.people.coaches, *choices.people.admins):
        if not LEARNER_ID.fullmatch(person):
            raise PlainError(f"{name}: {person!r} in people is not an id: small letters, digits and . _ @ - only.")
    if not SIZE.fullmatch(choices.servers.memory):
        raise PlainError(f"{name}: servers.memory is {choices.servers.memory!r}: write it as 1.5G or 800M.")
    for each in fields(Servers):
        value = getattr(choices.servers, each.name)
        if isinstance(value, int | float) and value <= 0:
            raise PlainError(f"{name}: servers.{each.name} is {value}: it must be more than nothing.")
    database = choices.database
    if database.gradebook and database.gradebook == database.name:
        raise PlainError(f"{name}: the gradebook and the hub need a database each: change database.gradebook.")
    if database.gradebook and database.gradebook_user == database.user:
        raise PlainError(f"{name}: database.gradebook_user is the hub's: graders must not read who signed in.")
    ports = [network.public, network.hub, network.proxy_api, network.formgrader]
    if len(set(ports)) < len(ports) or not all(0 < port < 65536 for port in ports):
        raise PlainError(f"{name}: the four ports under network must differ and lie between 1 and 65535.")
    if bool(network.certificate) != bool(network.key):
        raise PlainError(f"{name}: network.certificate and network.key belong together: give both or neither.")
    _check_sign_in(choices)


def _check_sign_in(choices: Choices) -> None:
    name, sign_in = choices.source.name, choices.sign_in
    if sign_in.method == "entra":
        if not TENANT.fullmatch(sign_in.tenant):
            raise PlainError(f"{name}: sign_in.tenant is {sign_in.tenant!r}: give the app's Directory (tenant) ID.")
        if not TENANT.fullmatch(sign_in.client):
            raise PlainError(f"{name}: sign_in.client is {sign_in.client!r}: give the app's Application (client) ID.")
    elif choices.people.roster is None:
        raise PlainError(f"{name}: people.roster is empty: without single sign-on the hub admits only who is listed.")
