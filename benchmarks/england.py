"""All England, ten years, every table as CSV; the largest council and a medium one with every view and usual format.

    python benchmarks/england.py [--workers 2] [--folder FOLDER] [--write]

Each measurement is a process of its own: processor seconds are those of it and of all its workers, memory is that of
the largest of them, start-up and imports included. Modules are compiled beforehand, as installing leaves them. About
7 GB are written under FOLDER (a temporary folder when none is given), and removed again. `--write` puts the figures
into benchmarks/RESULTS.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

HEADING = "## Data: all England, and one council with everything"
ENGLAND = """
from synthetic_data.england import england_specs, write_england
from pathlib import Path
if __name__ == "__main__":
    done = list(write_england(Path({out!r}), england_specs(), formats=("csv",), workers={workers}))
    print(len(done), sum(one.rows for one in done))
"""
LARGEST = """
from synthetic_data.england import england_specs, write_england
from synthetic_data.places.scale import contact_children
from pathlib import Path
if __name__ == "__main__":
    list(write_england(Path({out!r}), [max(england_specs(), key=contact_children)]))
"""
MEDIUM = """
from synthetic_data.council import Council, CouncilSpec
from synthetic_data.write import write
write(Council(CouncilSpec.named(size="medium")), {out!r}, ("all",))
"""


@dataclass(frozen=True)
class Run:
    """What one process and its workers took: processor and wall seconds, MiB, and the words it printed."""

    processor: float
    wall: float
    mib: float
    printed: list[str]


def run(script: str, folder: Path, workers: int = 1) -> Run:
    """Run a script that writes to a folder of its own. Raises SystemExit when it fails."""
    from processes import environment

    path = folder / "run.py"
    path.write_text(script.format(out=str(folder / "out"), workers=workers), encoding="utf-8")
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, str(path)],
        env=environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    printed = process.stdout.read().split()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"The run ended with {process.returncode}; see above.")
    return Run(used.ru_utime + used.ru_stime, time.monotonic() - began, used.ru_maxrss / 1024, printed)


def measured(script: str, within: Path | None, workers: int = 1) -> tuple[Run, float]:
    """The run of a script, and the MB it wrote."""
    with tempfile.TemporaryDirectory(prefix="academy-england-", dir=within) as folder:
        figures = run(script, Path(folder), workers)
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    return figures, size / 1e6


def as_markdown(england: Run, written: float, largest: Run, medium: Run, workers: int) -> str:
    """The figures as Markdown."""
    councils, rows = (int(word) for word in england.printed)
    return "\n".join(
        [
            HEADING,
            "",
            f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, load "
            f"{os.getloadavg()[0]:.1f} at the end; processor seconds swell with the load, and wall seconds more. "
            "`python benchmarks/england.py --write`",
            "",
            "| | processor s | wall s | MiB of the largest process | aim |",
            "|---|---|---|---|---|",
            f"| England: {councils} councils, ten years, every table as CSV ({rows:,} rows, {written:,.0f} MB), "
            f"{workers} workers | {england.processor:.0f} | {england.wall:.0f} | {england.mib:.0f} | 180 s wall on 2 "
            "cores; 512 MiB |",
            f"| the council with the most referrals, ten years, every view in every usual format, by a worker | "
            f"{largest.processor:.1f} | {largest.wall:.1f} | {largest.mib:.0f} | 512 MiB |",
            f"| a medium council, three years, every view in every usual format, start-up included | "
            f"{medium.processor:.2f} | {medium.wall:.2f} | {medium.mib:.0f} | 3 s |",
        ]
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    measured(MEDIUM, chosen.folder)  # compiles every module
    medium, _ = measured(MEDIUM, chosen.folder)
    largest, _ = measured(LARGEST, chosen.folder)
    england, written = measured(ENGLAND, chosen.folder, chosen.workers)
    section = as_markdown(england, written, largest, medium, chosen.workers)
    sys.stdout.write(section + "\n")
    if chosen.write:
        from results import keep

        keep(section)


if __name__ == "__main__":
    main()
