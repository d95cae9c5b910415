"""Live probes of the wall: what a hostile notebook would try first, tried, with a look at the outside afterwards."""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading.capture import HostileError, read_captured
from grading.runner.limits import MIB, Limits
from grading.runner.run import run
from grading.runner.temporary import temporary_folder
from grading.runner.walls import IN_WORDS, NONE, best_wall
from synthetic_data.errors import PlainError

LIMITS = Limits(cell_seconds=10, notebook_seconds=60, memory=512 * MIB)
MEND = (
    "do not mark submissions on this machine before this is understood: report it with the kernel's version (uname -a)"
)

# What is tried, each as a learner's cell: it raises when the wall holds.
PROBES: dict[str, str] = {
    "reads a file outside": "open(SECRET).read()",
    "writes a file outside": "open(VICTIM, 'a').write('reached')",
    "changes a file's mode": "import os; os.chmod(VICTIM, 0o777); assert os.stat(VICTIM).st_mode & 0o777 == 0o777",
    "lists a folder outside": "import os; assert os.path.basename(SECRET) in os.listdir(os.path.dirname(SECRET))",
    "sees another process's environment": "open(f'/proc/{COACH}/environ').read()",
    "signals another process": "import os; os.kill(os.getppid(), 0)",
    # 0x4206 is PTRACE_SEIZE, which does not stop the process where there is no wall.
    "traces another process": (
        "import ctypes, os; assert ctypes.CDLL(None).ptrace(0x4206, os.getppid(), None, None) == 0"
    ),
    "starts a process": "import os; os._exit(0) if (pid := os.fork()) == 0 else os.waitpid(pid, 0)",
    "runs a program": "import subprocess; subprocess.run(['/bin/sh', '-c', 'true'], check=True)",
    "uses the network": "import socket; socket.create_connection(('127.0.0.1', PORT), timeout=2)",
    "takes more memory than it may": "bytearray(1_500_000_000)",
    "writes a file larger than it may": "open('large', 'wb').write(bytes(80_000_000))",
}


@dataclass(frozen=True)
class Probe:
    """One thing tried: what a notebook did (`name`), whether the wall held, and what to do if it did not."""

    name: str
    held: bool
    mend: str = MEND


@dataclass(frozen=True)
class ProbeReport:
    """The wall in force, in a word and in a sentence, and what became of each probe (none when there is no wall)."""

    wall: str
    in_words: str
    probes: tuple[Probe, ...]


def probe(wall: str | None = None) -> ProbeReport:
    """Raise the wall (the best there is, unless one is named), try everything in `PROBES` behind it, and look outside.

    Never raises: where no wall can be had, the report's wall is "none" and its sentence says why and what to do.
    """
    try:
        wall = wall or best_wall()
        if wall == NONE:
            return ProbeReport(NONE, IN_WORDS[NONE], ())
        with temporary_folder() as folder:
            return ProbeReport(wall, IN_WORDS[wall], _tried(folder, wall))
    except PlainError as error:
        return ProbeReport(NONE, str(error), ())


def _tried(folder: Path, wall: str) -> tuple[Probe, ...]:
    secret, victim = folder / "secret", folder / "victim"
    content = secrets.token_hex(16)
    secret.write_text(content)
    victim.write_text("")
    victim.chmod(0o600)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        names = {"SECRET": str(secret), "VICTIM": str(victim), "PORT": listener.getsockname()[1], "COACH": os.getpid()}
        out = folder / "out"
        run(_run_folder(folder / "run", names), out, LIMITS, wall)
    held = {name: _held(out, number) for number, name in enumerate(PROBES)}
    # The notebook's word is not enough where the outside can be looked at.
    held["writes a file outside"] &= victim.read_text() == ""
    held["changes a file's mode"] &= victim.stat().st_mode & 0o777 == 0o600
    held["reads a file outside"] &= not any(content.encode() in path.read_bytes() for path in out.iterdir())
    return tuple(Probe(f"a notebook that {name}", stood) for name, stood in held.items())


def _held(out: Path, number: int) -> bool:
    """Whether a probe was stopped: it says so itself, and one that says nothing has not shown that the wall holds."""
    try:
        captured = read_captured(out, _exercise(number))
    except HostileError:
        return False
    return captured is not None and captured.outputs == ["held"]


def _exercise(number: int) -> str:
    return f"m00-a00-probe{number}"


def _run_folder(folder: Path, names: Mapping[str, Any]) -> Path:
    folder.mkdir()
    cells = [_cell("\n".join(f"{name} = {value!r}" for name, value in names.items()), {})]
    cards = []
    for number, attempt in enumerate(PROBES.values()):
        answer = f"probe{number}"
        lines = [
            "try:",
            f"    {attempt}",
            f"    {answer} = 'reached'",
            "except BaseException:",
            f"    {answer} = 'held'",
        ]
        cells.append(_cell("\n".join(lines), {}))
        cells.append(_cell("", {"nbgrader": {"grade_id": _exercise(number), "grade": True, "solution": False}}))
        cards.append({"id": _exercise(number), "answer": answer, "kind": "scalar", "inputs": []})
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "notebook.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (folder / "cards.json").write_text(json.dumps(cards), encoding="utf-8")
    return folder


def _cell(source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": [], "execution_count": None}
