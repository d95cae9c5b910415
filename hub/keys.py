"""The hub's secrets: NAME=value lines in one file beside the choices, readable by its owner alone.

CONFIGPROXY_AUTH_TOKEN   fixed, so that a restarted hub still commands the proxy it left running
CLASS_START_TOKEN        lets `academy hub class-start` start learners' servers, and nothing else
FORMGRADER_TOKEN         lets the formgrader ask the hub who is signed in
ENTRA_CLIENT_SECRET, DATABASE_PASSWORD, GRADEBOOK_PASSWORD   the council's own, empty until somebody fills them in
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from pathlib import Path

from grading.capture import write_whole
from synthetic_data.errors import PlainError

NAME = "secrets.env"
MADE = ("CONFIGPROXY_AUTH_TOKEN", "CLASS_START_TOKEN", "FORMGRADER_TOKEN")
GIVEN = ("ENTRA_CLIENT_SECRET", "DATABASE_PASSWORD", "GRADEBOOK_PASSWORD")
_LINE = re.compile(r"([A-Z_]+)=(.*)")


def ensure_keys(folder: Path) -> Path:
    """Make the file, or add the names it lacks; what is there already is kept."""
    path = folder / NAME
    held = read_keys(folder) if path.exists() else {}
    wanted = {name: secrets.token_hex(32) for name in MADE} | dict.fromkeys(GIVEN, "")
    if missing := [name for name in wanted if name not in held]:
        lines = [f"{name}={value}\n" for name, value in (held | {name: wanted[name] for name in missing}).items()]
        mask = os.umask(0o077)
        try:
            write_whole(path, "".join(lines).encode("ascii"))
        finally:
            os.umask(mask)
        path.chmod(0o600)
    return path


def read_keys(folder: Path) -> dict[str, str]:
    """Every name and value. Raises PlainError when others may read the file, or a line is not NAME=value."""
    path = folder / NAME
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise PlainError(f"{path} cannot be read: run academy hub configure as the hub's owner.") from problem
    if mode & 0o077:
        raise PlainError(f"{path} can be read by others (mode {mode:o}): chmod 600 {path}, and change what it holds.")
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise PlainError(f"Line {number} of {path} is not NAME=value.")
        found[match[1]] = match[2].strip().strip('"')
    return found
