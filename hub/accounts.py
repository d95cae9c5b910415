"""Learners' and coaches' own accounts on the machine: separate users, so that the system keeps their work apart."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from pathlib import Path

from synthetic_data.errors import PlainError

PREFIX = "cda-"
"""Every account we make begins so: a learner id such as `root` or `backup` never meets an account of the system."""
LEARNERS = "cda-people"
"""The group all of them are in."""
_LONGEST = 20


def account_of(person: str) -> str:
    """The account of a learner id: `amina` is cda-amina; ids with other characters, or long ones, end in a digest.

    Two ids never share an account for want of a character: amina.khan and amina-khan differ in their digest.
    """
    plain = re.sub(r"[^a-z0-9-]", "-", person)
    if plain == person and len(plain) <= _LONGEST:
        return PREFIX + plain
    return f"{PREFIX}{plain[:_LONGEST]}-{hashlib.sha256(person.encode()).hexdigest()[:6]}"


def uid_of(person: str) -> int | None:
    """The account's number, or none when the person has no account here."""
    import pwd

    try:
        return pwd.getpwnam(account_of(person)).pw_uid
    except KeyError:
        return None


def ensure_account(person: str, homes: Path) -> str:
    """Make the person's account and home (closed to others) if they are not there; return the account's name.

    No password is set: nobody signs in to the machine with it. Needs root; raises PlainError when the system refuses.
    """
    import grp

    name = account_of(person)
    home = homes / name
    if uid_of(person) is None:
        try:
            grp.getgrnam(LEARNERS)
        except KeyError:
            _run("groupadd", "--system", LEARNERS)
        _run(
            *("useradd", "--create-home", "--home-dir", str(home), "--user-group", "--groups", LEARNERS),
            *("--shell", "/usr/sbin/nologin", "--comment", person, "--key", "HOME_MODE=0700", name),
        )
    home.chmod(0o700)
    return name


def _run(*command: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    except FileNotFoundError as problem:
        raise PlainError(f"{command[0]} is not on this machine: accounts can be made on Linux only.") from problem
    if done.returncode:
        raise PlainError(f"{command[0]} refused: {done.stderr.strip() or done.returncode}. It needs root.")


def ensure_graders(name: str, homes: Path) -> tuple[int, int]:
    """Make the graders' account, closed to sign-in, if it is not there; return its user and group numbers."""
    import pwd

    home = homes / name
    try:
        facts = pwd.getpwnam(name)
    except KeyError:
        homes.mkdir(parents=True, exist_ok=True)
        _run(
            *("useradd", "--system", "--create-home", "--home-dir", str(home), "--user-group"),
            *("--shell", "/usr/sbin/nologin", "--comment", "Children's Data Academy graders", name),
        )
        facts = pwd.getpwnam(name)
        home.chmod(0o700)
    return facts.pw_uid, facts.pw_gid
