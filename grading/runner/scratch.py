"""The folder a notebook may write to: how full it is, and emptying it whatever was left there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from grading.runner.limits import Limits


def over_limit(process: int, scratch: Path, limits: Limits) -> str | None:
    """Which limit a running notebook has gone beyond: "threads", "files", or None."""
    try:
        facts = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
        if int(facts.rpartition(")")[2].split()[17]) > limits.threads:
            return "threads"
    except (OSError, ValueError, IndexError):
        pass  # no /proc here, or the process has just ended
    count, size = 0, 0
    waiting = [str(scratch)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    count += 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if count > limits.files or size > limits.scratch:
                        return "files"
        except FileNotFoundError:
            continue  # gone between two looks
        except OSError:
            return "files"  # so deep that its path is too long
    return None


def empty(folder: Path) -> None:
    """Remove `folder` and everything in it, however deep it goes and whatever it is called.

    Folders within folders are first moved up into one folder at its top: no path ever becomes too long to name, and
    what is stopped half-way leaves nothing beside `folder`.
    """
    top = os.fsencode(folder.absolute())  # bytes: names may be in no encoding
    os.chmod(top, 0o700)  # noqa: PTH101
    aside, moved, waiting = tempfile.mkdtemp(dir=top), 0, [top]
    while waiting:
        here = waiting.pop()
        with os.scandir(here) as entries:
            found = [(each.path, each.is_dir(follow_symlinks=False)) for each in entries if each.path != aside]
        for path, is_folder in found:
            if is_folder:
                os.chmod(path, 0o700)  # noqa: PTH101
                moved += 1
                moved_to = aside + b"/%d" % moved
                os.rename(path, moved_to)  # noqa: PTH104
                waiting.append(moved_to)
            else:
                os.unlink(path)  # noqa: PTH108
        if here != top:
            os.rmdir(here)  # noqa: PTH106
    os.rmdir(aside)  # noqa: PTH106
    os.rmdir(top)  # noqa: PTH106
