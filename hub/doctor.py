"""`academy hub doctor`: everything about a hub that can be looked at from its own machine, each fault with its mend."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy

from grading.roster import read_roster
from hub.backup import backups
from hub.choices import Choices
from hub.exchange import holes
from hub.finding import Finding
from hub.keys import read_keys
from hub.layout import generated
from hub.listening import ports
from synthetic_data.errors import PlainError

LEAST_DISK = 5 * 2**30
"""Bytes free below which a class that works for a morning may fill the disk."""
FIRST_WITHOUT_LOCAL = 6
"""JupyterHub from whose major version on the passwords that the hub keeps do not work."""
SOON = dt.timedelta(days=30)
OLD_BACKUP = dt.timedelta(days=2)


def examine(choices: Choices) -> Iterator[Finding]:
    """Every finding on one hub. What keeps several things from being looked at is told once."""
    told: set[str] = set()
    for check in CHECKS:
        try:
            yield from check(choices)
        except PlainError as problem:
            if str(problem) not in told:
                yield Finding(check.__name__.replace("_", " "), False, "could not be looked at", str(problem))
            told.add(str(problem))


def files(choices: Choices) -> Iterator[Finding]:
    """The generated files are what the choices give, and nobody has edited them by hand."""
    differ = [path.name for path, text in generated(choices) if not path.is_file() or path.read_text() != text]
    yield Finding(
        "Generated files",
        not differ,
        f"{len(differ)} differ: {', '.join(differ[:3])}" if differ else "as the choices give them",
        "run academy hub configure, then restart the hub",
    )
    if choices.people.roster is not None:
        people = len(read_roster(choices.people.roster))
        mode = stat.S_IMODE(choices.people.roster.stat().st_mode)
        closed = choices.servers.spawner == "demo" or not mode & 0o077
        seen = f"{people} people" if closed else f"others can read it (mode {mode:o}), and it holds names"
        yield Finding("Roster", closed, seen, f"chmod 600 {choices.people.roster}")


def versions(choices: Choices) -> Iterator[Finding]:
    """JupyterHub is one that this way of signing in works with: NativeAuthenticator 1.3 asks 6 for what it left out."""
    version = importlib.metadata.version("jupyterhub")
    works = choices.sign_in.method != "local" or int(version.split(".")[0]) < FIRST_WITHOUT_LOCAL
    seen = version if works else f"{version}: signing in with local passwords ends in an error page"
    yield Finding("JupyterHub", works, seen, "install JupyterHub 5.5, or sign people in with Entra")


def secrets(choices: Choices) -> Iterator[Finding]:
    """Secrets are closed to others, and what the council must give is there."""
    keys = read_keys(choices.etc)
    wanted = {"ENTRA_CLIENT_SECRET": choices.sign_in.method == "entra"}
    wanted["DATABASE_PASSWORD"] = choices.database.kind == "postgresql"
    wanted["GRADEBOOK_PASSWORD"] = bool(choices.database.gradebook)
    missing = [name for name, needed in wanted.items() if needed and not keys.get(name)]
    yield Finding(
        "Secrets",
        not missing,
        f"{', '.join(missing)} is empty" if missing else "there, and closed to others",
        f"fill it in, in {choices.etc / 'secrets.env'}",
    )


def folders(choices: Choices) -> Iterator[Finding]:
    """Folders that learners must not enter are closed, to them and to one another."""
    for path, name in ((choices.folders.state, "State folder"), (choices.folders.course, "Course folder")):
        mode = stat.S_IMODE(path.stat().st_mode) if path.is_dir() else None
        yield Finding(
            name,
            mode is not None and not mode & 0o077,
            "is not there" if mode is None else f"mode {mode:o}",
            f"run academy hub configure as root, or chmod 700 {path}",
        )
    cookie = choices.folders.state / "cookie_secret"
    if cookie.exists():
        mode = stat.S_IMODE(cookie.stat().st_mode)
        yield Finding("Cookie secret", not mode & 0o077, f"mode {mode:o}", f"chmod 600 {cookie}, and delete it once")
    if choices.servers.spawner == "systemd" and choices.folders.homes.is_dir():
        homes = sorted(path for path in choices.folders.homes.iterdir() if path.is_dir() and not path.is_symlink())
        opened = [path.name for path in homes if path.stat().st_mode & 0o077]
        seen = f"open to others: {', '.join(opened[:3])}" if opened else f"{len(homes)}, each closed to others"
        yield Finding("Learners' folders", not opened, seen, f"chmod 700 {choices.folders.homes}/*")


def disks(choices: Choices) -> Iterator[Finding]:
    """Each disk that something of the hub lies on has room."""
    places: dict[int, dict[str, Path]] = {}
    for each in fields(choices.folders):
        folder: Path = getattr(choices.folders, each.name)
        there = next(path for path in (folder, *folder.parents) if path.exists())
        places.setdefault(there.stat().st_dev, {})[each.name] = there
    for held in places.values():
        free, names = shutil.disk_usage(next(iter(held.values()))).free, ", ".join(held)
        mend = "make room: learners cannot save on a full disk; what is saved already is safe"
        yield Finding("Disk", free >= LEAST_DISK, f"{free / 2**30:.1f} GiB free for {names}", mend)


def exchange(choices: Choices) -> Iterator[Finding]:
    """The exchange has the owners and modes that keep learners apart, and no course of anybody else's."""
    course = choices.folders.course
    owner = course.stat().st_uid if course.exists() else os.getuid()
    found = list(holes(choices.folders.exchange, choices.course, owner))
    for hole in found:
        yield Finding("Exchange", False, f"{hole.path} {hole.seen}", hole.mend)
    if not found:
        yield Finding("Exchange", True, "closed as it should be")


def certificate(choices: Choices) -> Iterator[Finding]:
    """The certificate is for this address, and is valid for a while yet."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    network = choices.network
    if not network.certificate:
        seen = "none here: something in front of this machine must end TLS" if choices.secure else "none (a demo)"
        yield Finding("Certificate", True, seen)
        return
    try:
        read = x509.load_pem_x509_certificate(Path(network.certificate).read_bytes())
        key = serialization.load_pem_private_key(Path(network.key).read_bytes(), None)
    except (OSError, ValueError, TypeError) as problem:
        yield Finding("Certificate", False, f"cannot be read ({problem})", "give PEM files without a passphrase")
        return
    host = str(urlsplit(choices.address).hostname)
    left = read.not_valid_after_utc - dt.datetime.now(dt.UTC)
    until = f"{read.not_valid_after_utc:%d %B %Y}"
    new = "ask for a new one, put it in the same place, and restart academy-hub-proxy"
    if left < dt.timedelta(0):
        yield Finding("Certificate", False, f"ended on {until}", new)
    else:
        yield Finding("Certificate", left > SOON, f"valid until {until}", new)
    names = _names(read)
    fits = host in names or f"*.{host.partition('.')[2]}" in names
    yield Finding("Certificate's name", fits, ", ".join(sorted(names)) or "none", f"it must name {host}")
    same = key.public_key() == read.public_key()
    yield Finding("Certificate's key", same, "fits" if same else "is another's", "give the key it was asked for with")


def _names(read: object) -> set[str]:
    from cryptography import x509

    try:
        held = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value  # type: ignore[attr-defined]
    except x509.ExtensionNotFound:
        return set()
    return {str(name) for kind in (x509.DNSName, x509.IPAddress) for name in held.get_values_for_type(kind)}


def database(choices: Choices) -> Iterator[Finding]:
    """The hub's database can be reached and read."""
    from hub.databases import database_url

    path = choices.folders.state / "jupyterhub.sqlite"
    last = backups(choices)
    mend = f"academy hub restore {last[-1]}" if last else "there is no backup: start the hub to make an empty one"
    if choices.database.kind == "sqlite" and not path.is_file():
        yield Finding("Hub's database", not last, "is not there yet" if not last else f"{path} is lost", mend)
        return
    try:
        engine = sqlalchemy.create_engine(database_url(choices, read_keys(choices.etc)))
        with engine.connect() as connection:
            people = connection.execute(sqlalchemy.text("SELECT count(*) FROM users")).scalar_one()
        engine.dispose()
    except sqlalchemy.exc.SQLAlchemyError as problem:
        reason = str(getattr(problem, "orig", problem)).splitlines()[0]
        yield Finding("Hub's database", False, f"cannot be read ({reason})", mend)
        return
    yield Finding("Hub's database", True, f"{people} people")


def gradebook(choices: Choices) -> Iterator[Finding]:
    """The gradebook is where the choices say, and can be read."""
    from grading.course_folder import CourseFolder
    from grading.gradebook import open_gradebook
    from grading.gradebook_store import is_on_server, kept_in

    course = CourseFolder(choices.folders.course)
    if bool(choices.database.gradebook) != is_on_server(course):
        seen = "is not where hub.toml says: one is on a server, the other in the course folder"
        yield Finding("Gradebook", False, seen, "run academy hub configure as root: it says what to do")
        return
    store = kept_in(course)
    try:
        if not store.exists():
            yield Finding("Gradebook", True, "none yet: the first marking makes it")
            return
        with open_gradebook(course) as held:
            yield Finding("Gradebook", True, f"{len(held.students)} people, in {store}")
    except (sqlalchemy.exc.SQLAlchemyError, PlainError) as problem:
        reason = str(getattr(problem, "orig", problem)).strip().splitlines()[0]
        yield Finding("Gradebook", False, f"cannot be read ({reason})", store.mend)


def backed_up(choices: Choices) -> Iterator[Finding]:
    """There is a backup of the last two days."""
    if choices.servers.spawner == "demo":
        return
    last = backups(choices)
    age = dt.datetime.now() - dt.datetime.fromtimestamp(last[-1].stat().st_mtime) if last else None
    yield Finding(
        "Backup",
        age is not None and age < OLD_BACKUP,
        f"the last is {last[-1].name}" if last else "none",
        "academy hub backup, and systemctl enable --now academy-hub-backup.timer",
    )


def clock(choices: Choices) -> Iterator[Finding]:
    """The clock is kept right: sign-ins fail when it is minutes off."""
    if shutil.which("timedatectl") is None:
        yield Finding("Clock", True, "not looked at: this machine has no timedatectl")
        return
    command = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    if said:
        seen = "kept right" if said == "yes" else "not kept right by a time server"
        yield Finding("Clock", said == "yes", seen, "timedatectl set-ntp true, or allow the council's time server")


CHECKS: list[Callable[[Choices], Iterator[Finding]]] = [
    secrets, files, versions, folders, disks, exchange, certificate, ports, database, gradebook, backed_up, clock,
]  # fmt: skip
