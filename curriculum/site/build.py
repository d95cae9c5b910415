"""Sphinx over the gathered pages, and the finished site put in place whole."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import nbformat

from curriculum.model import Course
from curriculum.site.links import pages_of
from curriculum.site.pages import gather
from synthetic_data.errors import PlainError, cannot_write

MARK = ".academy-site"  # stands in a site that we made, so that nobody else's folder is ever replaced


def refuse_other_folders(out: Path) -> None:
    """Raise PlainError when `out` holds anything but a site made here."""
    if out.is_file():
        raise PlainError(f"{out} is a file: give the name of a folder for the site.")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise PlainError(f"{out} already holds other files: choose an empty or a new folder for the site.")


def build_site(
    course: Course,
    root: Path,
    out: Path,
    worked: Mapping[str, nbformat.NotebookNode],
    work: Path,
    hub: str = "",
) -> int:
    """Write the site into `out`, replacing an earlier one only when the new one is whole; return the number of pages.

    `root` is the checkout, `work` an empty folder for what is made on the way. A warning of Sphinx is an error: a page
    that nothing links to, a link to nowhere, a heading out of order. Raises PlainError with what Sphinx said.
    """
    refuse_other_folders(out)
    pages, made = work / "pages", work / "site"
    pages.mkdir(parents=True)
    gather(course, root, pages, worked, hub)
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going", "-j", "auto"]
    command += ["-c", str(root / "docs" / "site"), "-d", str(work / "doctrees"), str(pages), str(made)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise PlainError(f"The site was not built. Sphinx says:\n{ended.stderr.strip()}")
    (made / MARK).write_text("Made by academy site; made anew each time.\n", encoding="utf-8")
    _put_in_place(made, out)
    return len(pages_of(out))


def _put_in_place(made: Path, out: Path) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    beside, old = out.with_name(f".{out.name}.new"), out.with_name(f".{out.name}.old")
    for left in (beside, old):
        shutil.rmtree(left, ignore_errors=True)
    try:
        shutil.copytree(made, beside)
        if out.exists():
            out.replace(old)
        beside.replace(out)
    except OSError as problem:
        if isinstance(problem, shutil.Error):  # copytree gathers what it met, as (from, to, why)
            problem = OSError(str(problem.args[0][0][2]))
        raise cannot_write(out, problem) from problem
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
