"""The warm server: loads the libraries once, then forks one process for each notebook, one at a time.

Started behind the outer wall as `python -I -m grading.runner.server WALL`, with a socket for its standard input. On it
come jobs (a line of JSON and two descriptors: the packed run folder to read, and a pipe for results, which the server
only hands on) and go reports (a line of JSON). Nothing of any learner's ever enters this process, so no later notebook
can find it here.
"""

from __future__ import annotations

import gc
import json
import mmap
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from grading.runner import confine, readable, seccomp
from grading.runner.limits import Limits
from grading.runner.notebook_process import HEARTBEAT, NotebookProcess
from grading.runner.scratch import empty, over_limit
from grading.runner.shell import MarkingShell
from grading.runner.walls import NONE

LOOK_EVERY = 0.25
"""Seconds between looks at a notebook's threads and files."""


def main() -> None:
    """Serve until the other end of the socket is closed."""
    wall = sys.argv[1]
    home = Path(os.environ["HOME"])
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    runtime = readable.runtime()
    shell = _warm(home)
    confine.confine_server(wall, runtime, home)
    gc.collect()
    gc.freeze()
    _tell(control, {"ready": True})
    while True:
        line, descriptors, _, _ = socket.recv_fds(control, 1_000_000, 2)
        if not line:
            return
        _tell(control, _serve(json.loads(line), descriptors, control, shell, wall, home, runtime))


def _warm(home: Path) -> MarkingShell:
    """Load what notebooks use and do each thing once, so that nobody waits for it twice."""
    import matplotlib.pyplot as plt
    import pandas as pd
    import pyarrow as pa

    from grading.runner import stand_in

    pa.set_cpu_count(1)
    with plt.rc_context():
        import curriculum.figures  # noqa: F401 - loads the chart style
    seccomp.load()
    stand_in.install()
    shell = MarkingShell.make(Limits())
    shell.run(
        "import pandas as pd, matplotlib.pyplot as plt\n"
        "table = pd.DataFrame({'a': [1, 2], 'b': ['x', 'y'], 'c': pd.to_datetime(['2026-03-31', None])})\n"
        "plt.figure(); plt.plot([1, 2]); table.groupby('b')['a'].sum().plot(kind='bar'); table.merge(table, on='a')",
        60,
        render=True,
    )
    shell.run("table.describe()", 60, render=True)
    shell.run("1 / 0", 60, render=True)
    pd.DataFrame({"a": [1]}).to_csv(os.devnull)
    shell.reset(new_session=True)
    plt.close("all")
    return shell


def _serve(
    job: dict[str, Any],
    descriptors: list[int],
    control: socket.socket,
    shell: MarkingShell,
    wall: str,
    home: Path,
    runtime: list[Path],
) -> dict[str, Any]:
    """Fork a process for one notebook, watch over it, clear up after it and report how it ended."""
    payload, result = descriptors
    scratch = home / "run"
    scratch.mkdir(mode=0o700)
    heartbeat = mmap.mmap(-1, HEARTBEAT.size)
    heartbeat[:] = HEARTBEAT.pack(time.monotonic(), 60)
    child = os.fork()
    if child == 0:
        _become_notebook(job, payload, result, control, shell, wall, scratch, runtime, heartbeat)
    for descriptor in descriptors:
        os.close(descriptor)
    report = _watch(child, job, control, wall, scratch, heartbeat)
    heartbeat.close()
    empty(scratch)
    return report


def _become_notebook(
    job: dict[str, Any],
    payload: int,
    result: int,
    control: socket.socket,
    shell: MarkingShell,
    wall: str,
    scratch: Path,
    runtime: list[Path],
    heartbeat: mmap.mmap,
) -> None:
    """Be the notebook's process, which never returns from here."""
    status = 1
    try:
        control.close()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if wall == NONE:
            os.setsid()  # behind a wall it stays in the server's group, which is ended as a whole
        NotebookProcess(shell, job, scratch, result, heartbeat).live(payload, wall, runtime)
        status = 0
    except BaseException as error:  # noqa: BLE001 - whatever happens, this process must end here
        os.write(2, f"{type(error).__name__}: {error}\n".encode(errors="replace")[:2000])
    finally:
        os._exit(status)


def _watch(
    child: int, job: dict[str, Any], control: socket.socket, wall: str, scratch: Path, heartbeat: mmap.mmap
) -> dict[str, Any]:
    """Wait for the notebook's process to end; end it when it goes beyond a limit or nobody waits for it any more."""
    limits = Limits(**job["limits"])
    ends = time.monotonic() + job["seconds"] + 5
    next_look = 0.0
    killed = None
    while True:
        pid, status, usage = os.wait4(child, os.WNOHANG)
        if pid:
            break
        now = time.monotonic()
        began, seconds = HEARTBEAT.unpack(heartbeat[: HEARTBEAT.size])
        if killed is None and (now > ends or not now <= began + seconds):
            killed = "timeout"
        if killed is None and now > next_look:
            killed = over_limit(child, scratch, limits)
            next_look = now + LOOK_EVERY
        if select.select([control], [], [], 0.01)[0]:  # a job is never sent while one is running: the other end is gone
            killed = "abandoned"
        if killed:
            _kill(child, wall)
    if wall == NONE:
        _kill(child, wall)
    return {
        "status": os.waitstatus_to_exitcode(status),
        "killed": killed,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_memory": usage.ru_maxrss * 1024,
    }


def _kill(child: int, wall: str) -> None:
    """End the notebook's process, and without a wall whatever it started in its group."""
    try:
        if wall == NONE:
            os.killpg(child, signal.SIGKILL)
        else:
            os.kill(child, signal.SIGKILL)
    except ProcessLookupError:
        return


def _tell(control: socket.socket, report: dict[str, Any]) -> None:
    control.sendall(json.dumps(report).encode() + b"\n")


if __name__ == "__main__":
    main()
