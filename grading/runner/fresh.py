"""One notebook in a new Python process, where processes cannot be forked (Windows): no wall, only with --unsafe.

`python -I -m grading.runner.fresh FOLDER` reads `job.json` and `run.tar` there and leaves its messages in `results`.
"""

from __future__ import annotations

import json
import mmap
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grading.runner import walls
from grading.runner.frames import Frame, FrameReader
from grading.runner.temporary import temporary_folder
from grading.runner.worker import PATIENCE, Report, packed

_BINARY = getattr(os, "O_BINARY", 0)


class FreshProcess:
    """Stands in for a `Worker` where there is no warm server: slower, and with the same answers."""

    def run(self, run_folder: Path, job: dict[str, Any], most: int, take: Callable[[Frame], None]) -> Report:
        """Run the notebook of `run_folder`; `take` is given its messages when it has ended."""
        with temporary_folder() as folder:
            (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")
            with packed(run_folder) as payload:
                (folder / "run.tar").write_bytes(payload.read())
            killed = None
            try:
                ended = subprocess.run(
                    [sys.executable, "-I", "-B", "-m", "grading.runner.fresh", str(folder)],
                    env=os.environ | walls.environment(folder),
                    cwd=folder,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    timeout=job["seconds"] + PATIENCE,
                    check=False,
                )
                status = ended.returncode
            except subprocess.TimeoutExpired:
                status, killed = -1, "timeout"
            results = folder / "results"
            if results.exists() and not results.is_symlink():
                for frame in FrameReader(most).feed(results.read_bytes()[: most + 1]):
                    take(frame)
        return Report(status, killed, 0.0, 0)


def main() -> None:
    """Be the notebook's process."""
    from grading.runner import stand_in
    from grading.runner.limits import Limits
    from grading.runner.notebook_process import HEARTBEAT, NotebookProcess
    from grading.runner.shell import MarkingShell

    folder = Path(sys.argv[1])
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    results = os.open(folder / "results", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY)
    payload = os.open(folder / "run.tar", os.O_RDONLY | _BINARY)
    (folder / "run").mkdir()
    stand_in.install()
    shell = MarkingShell.make(Limits())
    process = NotebookProcess(shell, job, folder / "run", results, mmap.mmap(-1, HEARTBEAT.size))
    process.live(payload, walls.NONE, [])
    os._exit(0)


if __name__ == "__main__":
    main()
