"""Which wall stands between a learner's notebook and this machine, and how to raise one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grading.runner import landlock, readable, seccomp
from grading.runner.limits import MIB
from synthetic_data.errors import PlainError

BUBBLEWRAP, LANDLOCK, NONE = "bubblewrap", "landlock", "none"
WALLS = (BUBBLEWRAP, LANDLOCK, NONE)
INSIDE = Path("/tmp")
"""Where, behind bubblewrap, the one writable folder is."""

IN_WORDS = {
    BUBBLEWRAP: "bubblewrap: its own network, processes and files, and inside that Landlock, a system call filter and "
    "limits",
    LANDLOCK: "Landlock, a system call filter and limits: no network, no other process, only its own files",
    NONE: "no wall: learners' code runs with your own rights",
}

_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "MPLBACKEND": "module://grading.runner.plots",
    # One thread a notebook: two notebooks on two cores are faster side by side than each on both.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "1",
    "ARROW_NUM_THREADS": "1",
}


@dataclass(frozen=True)
class Surroundings:
    """How a sandboxed process is started: its command line, its environment and where it begins."""

    command: list[str]
    environment: dict[str, str]
    folder: Path


def best_wall(unsafe: bool = False) -> str:
    """The strongest wall this machine can raise: "bubblewrap", else "landlock", else (only if `unsafe`) "none".

    Raises:
        PlainError: when there is no wall and `unsafe` is False.
    """
    if unsafe:
        return NONE
    if _bubblewrap_works():
        return BUBBLEWRAP
    if landlock.version() and seccomp.supported():
        return LANDLOCK
    raise PlainError(f"Learners' notebooks cannot be run safely here ({why_no_wall()}). {WAY_OUT}")


WAY_OUT = (
    "On Linux install the package bubblewrap, or use a kernel with Landlock (5.13 or later); elsewhere use a Linux "
    "machine or container; --unsafe runs them with your own rights, for notebooks you wrote yourself."
)


def why_no_wall() -> str:
    """Why neither wall can be raised, in a few words."""
    if sys.platform != "linux":
        return "this is not Linux"
    if not seccomp.supported():
        return "this processor's system calls are not known here"
    missing = "does not work" if shutil.which("bwrap") else "is not installed"
    return f"bubblewrap {missing} and the kernel has no Landlock"


@cache
def _bubblewrap_works() -> bool:
    """Whether bubblewrap is there and may make namespaces, tried once with the very options that are used later."""
    if not seccomp.supported() or shutil.which("bwrap") is None:
        return False
    try:
        trial = subprocess.run(
            bubblewrap([sys.executable, "-I", "-S", "-c", ""], 16 * MIB),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=20,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return trial.returncode == 0


def surroundings(home: Path | None, arguments: list[str], scratch: int) -> Surroundings:
    """How to start `python <arguments>` with the private folder `home`, or (None) behind bubblewrap, in memory only."""
    python = [sys.executable, "-I", "-B", *arguments]
    if home is None:
        return Surroundings(bubblewrap(python, scratch), {"PATH": os.environ.get("PATH", "/usr/bin:/bin")}, Path("/"))
    return Surroundings(python, environment(home), home)


def environment(home: Path) -> dict[str, str]:
    """All that a sandboxed process finds in its environment."""
    places = {"HOME": str(home), "TMPDIR": str(home), "IPYTHONDIR": str(home), "MPLCONFIGDIR": str(home / "matplotlib")}
    return _ENVIRONMENT | places


def bubblewrap(command: list[str], scratch: int) -> list[str]:
    """The command line that runs `command` in namespaces of its own, with `scratch` bytes of writable memory at /tmp.

    Nothing of the machine can be written, and of it only the runtime can be seen.
    """
    line = ["bwrap", "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    line += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    line += ["--uid", "1000", "--gid", "1000", "--hostname", "academy", "--clearenv"]
    for name, value in environment(INSIDE).items():
        line += ["--setenv", name, value]
    # The scratch first: what is bound after it may lie below it, as when the whole course is in a temporary folder.
    line += ["--size", str(scratch), "--tmpfs", str(INSIDE)]
    for path in readable.runtime():
        line += ["--ro-bind", str(path), str(path)]
    for device in _DEVICES:
        line += ["--dev-bind", device, device]
    line += ["--proc", "/proc", "--remount-ro", "/"]
    return [*line, "--chdir", str(INSIDE), "--", *command]


def as_root() -> bool:
    """Whether this process has all rights: then the private folders keep nobody out, and the wall alone does."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
