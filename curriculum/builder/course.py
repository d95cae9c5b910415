"""Everything the course derives, by path; written into notebooks/, or compared with what is there."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from curriculum.builder.notebook import part_notebook, quiz_notebook
from curriculum.builder.pages import card_page, data_files_page, module_page
from curriculum.model import Course, Module
from synthetic_data.errors import PlainError

MARK = ".built-by-academy"  # stands in a folder of solved notebooks, so that nobody else's folder is ever written to


@dataclass(frozen=True)
class Drift:
    """A derived file that is not what its source says: "missing", "out of date" or "left over"."""

    path: str
    state: str


def derived_files(course: Course, solved: bool = False) -> dict[str, str]:
    """Relative path -> text of every file derived from the course's written modules.

    With `solved` only the notebooks, solution version: those hold assignment solutions and are for coaches and tests.
    """
    files: dict[str, str] = {}
    if course.diagnostic:
        files["ten_tasks.ipynb"] = part_notebook(course, course.diagnostic, solved)
    for module in course.written:
        files |= dict(_of_module(course, module, solved))
    if not solved:
        files["cards.json"] = cards(course)
        files["data_files.md"] = data_files_page(course)
    return files


def _of_module(course: Course, module: Module, solved: bool) -> Iterator[tuple[str, str]]:
    for part in module.parts:
        if part == module.assignment and not part.source.is_file():
            continue  # not written yet; a test refuses a written module with gaps
        yield f"{module.folder}/{part.folder}.ipynb", part_notebook(course, part, solved)
    if solved:
        return
    yield f"{module.folder}/index.md", module_page(module)
    for lesson in module.lessons:
        if lesson.card:
            yield f"{module.folder}/{lesson.folder}_card.md", card_page(lesson)
    if module.quiz:
        yield f"{module.folder}/quiz.ipynb", quiz_notebook(module.quiz, module.title)


def cards(course: Course) -> str:
    """cards.json: the public facts of each assignment exercise, in course order."""
    listed = [assignment.load(name).card() for assignment in course.assignments for name in assignment.exercise_ids]
    return json.dumps(listed, indent=1, ensure_ascii=False) + "\n"


def drift(course: Course, folder: Path) -> list[Drift]:
    """How `folder` differs from what the course derives; empty when it is exactly that."""
    wanted = derived_files(course)
    there = {path.relative_to(folder).as_posix() for path in _files(folder)}
    found = [Drift(path, "missing") for path in wanted if path not in there]
    found += [Drift(path, "left over") for path in there if path not in wanted]
    kept = [path for path in wanted if path in there]
    found += [Drift(path, "out of date") for path in kept if (folder / path).read_bytes() != wanted[path].encode()]
    return sorted(found, key=lambda each: each.path)


def write_page(path: Path, text: str) -> bool:
    """Write one derived page that stands outside notebooks/; True when it changed."""
    return _write(path, text)


def write_notebooks(course: Course, folder: Path, only: str = "") -> list[str]:
    """Write what the course derives into `folder`, remove what it no longer derives, and return the paths that changed.

    With `only` (a module id) just that module's folder is touched.
    """
    if only:
        module = course.module_of(only)
        wanted, own = dict(_of_module(course, module, solved=False)), folder / module.folder
    else:
        wanted, own = derived_files(course), folder
    changed = [path for path, text in wanted.items() if _write(folder / path, text)]
    for path in _files(own):
        if path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
            changed.append(path.relative_to(folder).as_posix())
    return sorted(changed)


def write_solved(course: Course, folder: Path) -> list[str]:
    """Write the solved notebooks into `folder`. Raises PlainError when it holds files that we did not make."""
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_file())):
        raise PlainError(
            f"{folder} is a file or already holds other files: choose an empty or a new folder for solved notebooks."
        )
    wanted = derived_files(course, solved=True)
    _write(
        folder / MARK,
        "Solved notebooks, made by academy build --solved. For coaches: they hold assignment solutions.\n",
    )
    for path, text in wanted.items():
        _write(folder / path, text)
    return sorted(wanted)


def _files(folder: Path) -> list[Path]:
    """Files that the builder could have made: hidden ones (checkpoints, markers) are somebody else's."""
    if not folder.is_dir():
        return []
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _write(path: Path, text: str) -> bool:
    """Write a file whole or not at all; True when its contents changed."""
    data = text.encode("utf-8")
    try:
        if path.is_file() and path.read_bytes() == data:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".", suffix=".tmp", delete=False) as partial:
            partial.write(data)
        Path(partial.name).chmod(0o644)
        Path(partial.name).replace(path)
    except OSError as problem:
        raise PlainError(f"{path} cannot be written ({problem.strerror}): choose a folder of your own.") from problem
    return True
