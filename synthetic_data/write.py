"""Write a council's returns to a folder: complete or not at all, the same bytes for the same arguments, and a manifest.

Files are written to a temporary folder beside the target and moved into place at the end. A folder that is not ours is
never touched; our own folder made with the same arguments is checked and left as it is, or made again if it is damaged;
with other arguments it is replaced only when asked.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthetic_data.csv_files import Noted, noting
from synthetic_data.dictionary import write_beside
from synthetic_data.digests import digest_of
from synthetic_data.errors import PlainError
from synthetic_data.memory import give_back
from synthetic_data.views import VIEWS, View, view_named

if TYPE_CHECKING:
    from synthetic_data.council import Council

MANIFEST = "manifest.json"
EARLIER = "earlier"  # the folder set aside while the new one takes its place
LABEL = "SYNTHETIC.txt"
NOTICE = (
    "Synthetic data. No child, family, worker, provider or council in this folder exists. Made by Children's Data "
    "Academy for learning and testing; not for submission, and not evidence about any real place or person.\n"
)
ABANDONED = 3600  # seconds after which a temporary folder that nobody writes to was left by a killed run
IN_USE = "it is in use, or the root of a disk; name a folder inside it"
TOO_LARGE = "a file would be larger than this system allows"
FULL_DISK = ("no space left on device", "disk is full", "disk quota exceeded")  # DuckDB, Polars and SQLite in words
EARLIER_LAYOUT = "2023-24"  # collection years before this one are written in its layout and codes

Report = Callable[[str], None]


def write(
    council: Council,
    out: str | Path,
    returns: Iterable[str] = ("ssda903",),
    formats: Iterable[str] | None = None,
    replace: bool = False,
    report: Report | None = None,
    faults: str = "none",
    answers: bool = True,
) -> Path:
    """Write `returns` for every collection year the council keeps into folder `out`; returns the manifest's path.

    returns: names in `views.VIEWS`, or ("all",). formats: such as ("csv", "xml"); None means each return's usual ones.
    report: called with a short line for each return and year as it is written. faults: none, light or heavy errors
    planted in the
    extracts. answers: write the answer keys too, which a learner must not have.
    Raises PlainError for an unknown return or format, a folder that is not ours or was made with other arguments
    (unless `replace`), and for a disk that is full or cannot be written; nothing half-written is left.
    """
    folder = Path(out)
    _clear_up(folder)
    named = [view_named(name) for name in (sorted(VIEWS) if list(returns) == ["all"] else returns)]
    views = [view.with_faults(faults, answers) if view.with_faults else view for view in named]
    if faults != "none" and not any(view.with_faults for view in named):
        raise PlainError("--faults plants errors in the extracts, which are not among --returns; add extracts there.")
    wanted = {view.name: _formats_of(view, formats) for view in views}
    known = sorted({name for view in views for name in view.writers})
    if unknown := [name for name in formats or () if name not in known]:
        raise PlainError(
            f"None of these returns can be written as {', '.join(unknown)}; choose from: {', '.join(known)}."
        )
    arguments = _arguments(council, wanted) | ({} if faults == "none" else {"faults": faults, "answers": answers})
    if not _may_write(folder, arguments, replace):
        return folder / MANIFEST
    if folder.exists() and folder.resolve() == Path.cwd():
        raise PlainError("That is the folder you are working in; name a folder inside it, such as my-council.")
    return _staged(folder, lambda stage: _write_all(council, views, wanted, arguments, stage, report))


def _formats_of(view: View, formats: Iterable[str] | None) -> list[str]:
    if formats is None:
        return list(view.usual_formats or view.writers)
    return [name for name in formats if name in view.writers]


def _arguments(council: Council, wanted: dict[str, list[str]]) -> dict[str, Any]:
    """What decides the bytes of the folder."""
    spec = council.spec
    return {
        "council": {"name": spec.name, "la_code": spec.la_code, "size": spec.size},
        "seed": spec.seed,
        "years": list(spec.collection_years),
        "returns": wanted,
        "data_version": council.version,
    }


def _may_write(folder: Path, arguments: dict[str, Any], replace: bool) -> bool:
    """Whether to write: False when the folder holds exactly this already. Raises PlainError if it holds other data."""
    if folder.exists() and not folder.is_dir():
        raise PlainError(f"{folder} is a file, not a folder; name another folder.")
    if not folder.exists() or not any(folder.iterdir()):
        return True
    manifest = read_manifest(folder)
    if manifest is None:
        raise PlainError(f"{folder} is not empty and was not made by academy data; name another folder.")
    if manifest.get("arguments") == arguments:
        return not _is_whole(folder, manifest)
    if not replace:
        raise PlainError(
            f"{folder} holds data made with other options; add --replace to make it again, or name another."
        )
    return True


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a folder we made, or None when the folder has none that can be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and manifest.get("synthetic") is True else None


def _is_whole(folder: Path, manifest: dict[str, Any]) -> bool:
    """True when every file of the manifest is there with the same digest."""
    try:
        return all(digest_of(folder / item["path"])["sha256"] == item["sha256"] for item in manifest["files"])
    except OSError:
        return False


def _write_all(
    council: Council,
    views: list[View],
    wanted: dict[str, list[str]],
    arguments: dict[str, Any],
    stage: Path,
    report: Report | None,
) -> None:
    with noting() as noted:
        _write_views(council, views, wanted, stage, report)
    write_beside(stage, [view.name for view in views])
    write_manifest(stage, council, arguments, noted)


def _write_views(
    council: Council, views: list[View], wanted: dict[str, list[str]], stage: Path, report: Report | None
) -> None:
    for view in views:
        for year in council.spec.collection_years if view.yearly else council.spec.collection_years[-1:]:
            if not wanted[view.name]:
                continue
            folder = stage / view.name / year if view.yearly else stage / view.name
            folder.mkdir(parents=True)
            if view.together:
                view.together(council, year, folder, wanted[view.name])
            else:
                for name in wanted[view.name]:
                    give_back()
                    view.writers[name](council, year, folder)
            council.forget_view(view.name, year)
            if report:
                report(f"{view.name} {year if view.yearly else ''}".strip())


def write_manifest(folder: Path, council: Council, arguments: dict[str, Any], noted: Mapping[Path, Noted]) -> None:
    """Label every folder as synthetic and list every file with its rows (CSV) and digest.

    noted: CSV files whose rows and digest are known already; the others are read.
    """
    files: list[Path] = []
    for place, _, names in os.walk(folder):
        files += (Path(place, name) for name in names if name != LABEL)
        write_label(Path(place))
    spec = council.spec
    earlier = [year for year in spec.collection_years if year < EARLIER_LAYOUT]
    manifest = {
        "synthetic": True,
        "notice": NOTICE.strip(),
        "version": council.version,
        "seed": spec.seed,
        "council": {"name": spec.name, "la_code": spec.la_code},
        "years": list(spec.collection_years),
        "layout": {year: EARLIER_LAYOUT if year in earlier else year for year in spec.collection_years},
        "arguments": arguments,
        "files": [{"path": path.relative_to(folder).as_posix(), **_described(path, noted)} for path in sorted(files)],
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def write_label(folder: Path) -> None:
    """Say in a file of the folder that everything in it is invented."""
    (folder / LABEL).write_text(NOTICE, encoding="utf-8", newline="\n")


def _described(path: Path, noted: Mapping[Path, Noted]) -> dict[str, int | str | None]:
    """Data rows of a CSV file (our values hold no line breaks; None for other kinds of file) and its digest."""
    if path in noted:
        return asdict(noted[path])
    if path.suffix != ".csv":
        return {"rows": None, **digest_of(path)}
    content = path.read_bytes()
    return {"rows": content.count(b"\n") - 1, "sha256": hashlib.sha256(content).hexdigest()}


def _staged(folder: Path, fill: Callable[[Path], None]) -> Path:
    """Fill a temporary folder beside `folder`, then put it in place; on any failure leave what was there before."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".tmp", dir=folder.parent))
    except OSError as problem:
        raise PlainError(
            f"{folder} cannot be written ({problem.strerror}); name a folder you may write to."
        ) from problem
    try:
        stage.chmod(0o755)
        fill(stage)
        _put_in_place(stage, folder)
    except Exception as problem:
        reason = _reason(problem)
        if reason is None:
            raise
        raise PlainError(f"{folder} could not be written: {reason}; what was there before is unchanged.") from problem
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return folder / MANIFEST


def _reason(problem: Exception) -> str | None:
    """Why the system would not write, in plain words; None when the fault is ours.

    The libraries that write for us (DuckDB, Polars, SQLite) say so in errors of their own.
    """
    number, words = getattr(problem, "errno", None), str(problem).lower()
    if number in (errno.ENOSPC, errno.EDQUOT) or any(text in words for text in FULL_DISK):
        return "the disk is full (make room, then run this again)"
    if number == errno.EFBIG or "file too large" in words:
        return TOO_LARGE
    if number == errno.EBUSY:
        return IN_USE
    return (problem.strerror or str(problem)) if isinstance(problem, OSError) else None


def _clear_up(folder: Path) -> None:
    """After a run that was killed: put back an earlier folder that it had set aside, and remove what it left behind.

    A temporary folder written to within the hour may be another run's at work, and stays.
    """
    with contextlib.suppress(OSError):
        for left in folder.parent.glob(f".{glob.escape(folder.name)}.*.tmp"):
            earlier = left / EARLIER
            if earlier.is_dir() and not folder.exists():
                earlier.rename(folder)
            latest = max(path.stat().st_mtime for path in (left, *left.rglob("*")))
            if time.time() - latest > ABANDONED:
                shutil.rmtree(left, ignore_errors=True)


def _put_in_place(stage: Path, folder: Path) -> None:
    """Move `stage` to `folder`; an earlier folder is set aside first and put back if the move fails."""
    if not folder.exists():
        stage.rename(folder)
        return
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".old.tmp", dir=folder.parent)) / EARLIER
    try:
        folder.rename(aside)
        try:
            stage.rename(folder)
        except OSError:
            aside.rename(folder)
            raise
    finally:
        shutil.rmtree(aside.parent, ignore_errors=True)
