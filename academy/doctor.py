"""`academy doctor`: what is missing or misconfigured on this machine, and how to mend it."""

from __future__ import annotations

import importlib.metadata as installed
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

PROJECT = "childrens-data-academy"
NEEDED_DISK = 2 * 2**30
"""Bytes free below which a cohort's marking may run out: thirty small councils and their notebooks take about one
GiB.
"""


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report: what was looked at, whether it is well, what was seen, and the mend where it
    is not.
    """

    subject: str
    well: bool
    seen: str
    mend: str = ""


@click.command(epilog="Example:  academy doctor")
def doctor() -> None:
    """Say what is missing or misconfigured on this machine, and how to mend it.

    Exit status 0 when all is well, 1 when something wants mending.
    """
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    findings: list[Finding] = []
    with console.status("Looking at this machine ..."):
        for check in CHECKS:
            findings.extend(check())
    table = Table("", "What", "Seen", box=None, pad_edge=False)
    for finding in findings:
        table.add_row("ok" if finding.well else "MEND", finding.subject, finding.seen)
    console.print(table)
    unwell = [finding for finding in findings if not finding.well]
    for finding in unwell:
        console.print(f"\n{finding.subject}: {finding.mend}")
    console.print("\nAll is well." if not unwell else f"\n{len(unwell)} to mend.")
    sys.exit(1 if unwell else 0)


def python() -> Iterator[Finding]:
    """The interpreter is one that the course is tested on."""
    version = sys.version_info
    yield Finding(
        "Python",
        (3, 11) <= version[:2] <= (3, 13),
        f"{version.major}.{version.minor}.{version.micro}",
        "the course is tested on Python 3.11, 3.12 and 3.13: make the environment again with one of these",
    )


def libraries() -> Iterator[Finding]:
    """Each library the project asks for is installed in a version it accepts."""
    from packaging.requirements import Requirement

    wanted = [Requirement(line) for line in installed.requires(PROJECT) or [] if "extra ==" not in line]
    missing: list[str] = []
    for requirement in wanted:
        try:
            if not requirement.specifier.contains(installed.version(requirement.name), prereleases=True):
                missing.append(f"{requirement} (found {installed.version(requirement.name)})")
        except installed.PackageNotFoundError:
            missing.append(str(requirement))
    yield Finding(
        "Libraries",
        not missing,
        f"{len(wanted) - len(missing)} of {len(wanted)} as wanted" + (f"; not {', '.join(missing)}" if missing else ""),
        "run `make setup` again, or `uv pip sync --require-hashes requirements.lock`",
    )


def disk() -> Iterator[Finding]:
    """There is room to work here and in the temporary folder, and both can be written."""
    for name, folder in (("This folder", Path.cwd()), ("Temporary folder", Path(tempfile.gettempdir()))):
        free = shutil.disk_usage(folder).free
        try:
            with tempfile.TemporaryFile(dir=folder):
                can_write = True
        except OSError:
            can_write = False
        yield Finding(
            name,
            can_write and free >= NEEDED_DISK,
            f"{free / 2**30:.1f} GiB free" + ("" if can_write else ", cannot be written"),
            f"make room (at least {NEEDED_DISK / 2**30:.0f} GiB) or work in another folder that you may write to",
        )


def notebooks() -> Iterator[Finding]:
    """JupyterLab can start and has a Python kernel."""
    from jupyter_client.kernelspec import KernelSpecManager

    kernels = KernelSpecManager().find_kernel_specs()
    yield Finding(
        "Notebook kernel",
        "python3" in kernels,
        ", ".join(sorted(kernels)) or "none",
        "run `python -m ipykernel install --sys-prefix` in the course's environment",
    )


def sandbox() -> Iterator[Finding]:
    """Which wall stands between learner code and this machine when submissions are marked, tried with live probes."""
    from grading.runner.probes import probe

    report = probe()
    yield Finding(
        "Sandbox",
        report.wall != "none",
        report.wall if report.wall != "none" else "none here",
        "install bubblewrap (package `bubblewrap`), or mark on a Linux machine; "
        "`academy grade --unsafe` marks without a wall and should see only submissions you wrote yourself",
    )
    for result in report.probes:
        yield Finding(f"  {result.name}", result.held, "held" if result.held else "NOT HELD", result.mend)


CHECKS: list[Callable[[], Iterator[Finding]]] = [python, libraries, disk, notebooks, sandbox]
