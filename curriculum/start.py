"""A learner's workspace: their notebooks, their own council's data, and a page that says where to begin.

    WORKSPACE/start_here.ipynb
    WORKSPACE/m01_first_notebook/l01_first_run.ipynb ...
    WORKSPACE/data/ssda903/2025-26/episodes.csv ...     their own invented council; manifest.json
    WORKSPACE/.academy/workspace.json                   whose it is and which data version it holds

Made again over an old one, it adds what is new and touches no notebook that the learner has: nobody loses work.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jinja2
import nbformat

from curriculum.model import Course, load_course
from synthetic_data.council import LEARNER_ID
from synthetic_data.errors import PlainError

RECORD = Path(".academy") / "workspace.json"
TEMPLATE = Path(__file__).with_name("start_here.md.j2")


def built_notebooks() -> Path:
    """Where the built notebooks are: inside the package when it was installed, beside it in a checkout."""
    packaged = Path(__file__).parent / "notebooks"
    return packaged if packaged.is_dir() else Path(__file__).parents[1] / "notebooks"


@dataclass(frozen=True)
class Workspace:
    """A learner's folder: where it is, whose it is, and the name of their invented council."""

    folder: Path
    learner: str
    council: str
    added: tuple[str, ...]
    kept: tuple[str, ...]


def valid_learner_id(text: str) -> str:
    """The id itself, when it is one that every part of the course can use as a folder name and a seed.

    Raises PlainError otherwise, saying what an id looks like.
    """
    if not LEARNER_ID.fullmatch(text):
        raise PlainError(
            f"--learner {text!r} is not a learner id: use 1 to 64 small letters, digits, full stops, hyphens, "
            "underscores or @, beginning with a letter or digit, for example amina.khan"
        )
    return text


def make_workspace(folder: Path, learner: str, notebooks: Path) -> Workspace:
    """Make, or bring up to date, the workspace of `learner` in `folder` from the built `notebooks`.

    Raises PlainError if the folder holds something that is not this learner's workspace, or cannot be written.
    """
    learner = valid_learner_id(learner)
    refuse_other_folders(folder, learner)
    course = load_course()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        council_name = _data(folder, learner, course)
        added, kept = _notebooks(folder, notebooks)
        _start_here(folder, learner, council_name, course)
        _record(folder, learner, notebooks)
    except OSError as problem:
        raise PlainError(
            f"{folder} could not be written ({problem.strerror}): choose a folder of your own that has room"
        ) from problem
    return Workspace(folder, learner, council_name, tuple(added), tuple(kept))


def refuse_other_folders(folder: Path, learner: str) -> None:
    """Raise PlainError if `folder` holds anything but this learner's workspace."""
    if folder.exists() and not folder.is_dir():
        raise PlainError(f"{folder} is a file, not a folder: choose another name for the workspace")
    if not folder.exists() or not any(folder.iterdir()):
        return
    record = folder / RECORD
    if not record.is_file():
        raise PlainError(
            f"{folder} already holds other files: choose an empty or a new folder, so that nothing of yours is mixed up"
        )
    try:
        owner = json.loads(record.read_text(encoding="utf-8"))["learner"]
    except (ValueError, KeyError) as problem:
        raise PlainError(
            f"{record} is damaged: move {folder} aside and run the command again in a new folder"
        ) from problem
    if owner != learner:
        raise PlainError(f"{folder} is the workspace of {owner}: choose another folder for {learner}")


def _data(folder: Path, learner: str, course: Course) -> str:
    """Write the learner's own council, with what new modules need when it is there already; return its name.

    Raises PlainError when the data there is of another version: answers worked out from it could not be marked here.
    """
    from synthetic_data.council import DATA_VERSION, CouncilSpec, simulate
    from synthetic_data.write import read_manifest, write

    there = read_manifest(folder / "data")
    if there is not None and there["version"] != DATA_VERSION:
        raise PlainError(
            f"{folder} holds data version {there['version']} and this course has version {DATA_VERSION}: "
            "make a new workspace in another folder, and keep this one for the work you have begun"
        )
    spec = CouncilSpec.for_learner(learner, size="small")
    write(simulate(spec), folder / "data", course.learner_returns(), course.learner_formats(), replace=True)
    return spec.name


def _notebooks(folder: Path, notebooks: Path) -> tuple[list[str], list[str]]:
    """Copy each built notebook that the learner does not have yet; return the names added and the names kept."""
    added, kept = [], []
    for source in sorted(notebooks.rglob("*.ipynb")):
        name = source.relative_to(notebooks)
        target = folder / name
        if target.exists():
            kept.append(name.as_posix())
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".tmp")
        shutil.copyfile(source, partial)
        partial.replace(target)
        added.append(name.as_posix())
    return added, kept


def _start_here(folder: Path, learner: str, council: str, course: Course) -> None:
    """Write start_here.ipynb afresh each time: it is ours, and lists what is there now."""
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    text = environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        learner=learner, council=council, course=course
    )
    notebook = nbformat.v4.new_notebook(cells=list(_cells(text)))
    notebook.metadata.update(
        {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        }
    )
    partial = folder / "start_here.tmp"
    nbformat.write(notebook, partial)
    partial.replace(folder / "start_here.ipynb")


def _cells(text: str) -> Iterator[nbformat.NotebookNode]:
    """Split at lines of `---`; a part fenced as python becomes a code cell."""
    for number, part in enumerate(re.split(r"^---$\n?", text, flags=re.MULTILINE)):
        code = re.fullmatch(r"\s*```python\n(.*?)```\s*", part, flags=re.DOTALL)
        cell = nbformat.v4.new_code_cell(code[1].rstrip()) if code else nbformat.v4.new_markdown_cell(part.strip())
        cell.id = f"start-here-{number}"
        yield cell


def _record(folder: Path, learner: str, notebooks: Path) -> None:
    """Write whose workspace this is, and the public facts of each exercise that the checks read."""
    manifest = json.loads((folder / "data" / "manifest.json").read_text(encoding="utf-8"))
    record = folder / RECORD
    record.parent.mkdir(exist_ok=True)
    shutil.copyfile(notebooks / "cards.json", record.parent / "cards.json")
    kept = {"learner": learner, "council": manifest["council"], "data_version": manifest["version"]}
    partial = record.with_suffix(".tmp")
    partial.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(record)
