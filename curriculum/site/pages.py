"""The pages of the site before Sphinx turns them into HTML: guides, lessons and tables, gathered into one folder.

index.md, course/index.md, data-year.md, accessibility.md ...   from docs/site/
course/m01_first_notebook/{index.md, l01_first_run.ipynb, l01_first_run_card.md, assignment.ipynb, quiz.ipynb}
guides/*.md, guides/decisions/*.md                              from docs/, CONTRIBUTING.md, CHANGELOG.md
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import nbformat

from curriculum.builder.course import derived_files
from curriculum.model import Course, Lesson, Module
from curriculum.paths import Persona, personas

DATA_YEAR = Path(__file__).parents[1] / "data_year.csv"
ANSWER_SHOWN = "hide-input"  # myst-nb folds these cells; conf.py says "Show one good answer"
LINK = re.compile(r"(\]\()([^)#\s]+)(#[^)\s]*)?(\))")
# What a guide links to in the repository, and where it is on the site. Other files of the repository lose their link.
MOVED = {"README.md": "../index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}


def gather(
    course: Course, root: Path, folder: Path, worked: Mapping[str, nbformat.NotebookNode], hub: str = ""
) -> None:
    """Write every page of the site into the empty `folder`.

    `root` is the checkout. `worked` holds lessons with their outputs, by id; a lesson that is not there is shown as a
    learner first meets it. `hub` is the address of a hub in which a reader may open a lesson, or "".
    """
    _own_pages(course, root / "docs" / "site", folder)
    _guides(root, folder / "guides")
    shutil.copytree(root / "docs" / "pictures", folder / "pictures")
    for path, text in derived_files(course).items():
        target = folder / "course" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if path != "cards.json":
            target.write_text(text, encoding="utf-8")
    for module in course.written:
        place = folder / "course" / module.folder
        _contents(module, place / "index.md")
        for lesson in module.lessons:
            notebook = worked.get(lesson.id)
            if notebook is not None:
                nbformat.write(_for_readers(notebook), place / f"{lesson.folder}.ipynb")
        for notebook_file in sorted(place.glob("*.ipynb")):
            _open_here(notebook_file, f"{module.folder}/{notebook_file.name}", hub)


def _own_pages(course: Course, source: Path, folder: Path) -> None:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(source),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # Markdown, from our own tables
    )
    with DATA_YEAR.open(encoding="utf-8", newline="") as file:
        data_year = list(csv.DictReader(file))
    facts = {"course": course, "data_year": data_year, "roles": [_role(course, each) for each in personas()]}
    for page in sorted(source.rglob("*.md.j2")):
        target = folder / page.relative_to(source).with_suffix("")
        target.parent.mkdir(parents=True, exist_ok=True)
        name = page.relative_to(source).as_posix()
        target.write_text(environment.get_template(name).render(facts), encoding="utf-8")
    shutil.copytree(source / "static", folder / "_static")


def _role(course: Course, role: Persona) -> dict[str, Any]:
    """A role as a page shows it: its parts by title, each with the page that holds it, and the titles still to come."""
    pages, later = {}, []
    planned = {module.id: module.title for module in course.planned}
    written = {module.id: module for module in course.written}
    for each in role.path:
        if each in written:
            pages[written[each].title] = f"{written[each].folder}/index.md"
        elif each in course.parts:
            pages[course.parts[each].title] = f"{course.module_of(each).folder}/{course.parts[each].folder}.ipynb"
        else:
            later.append(planned[each[:3]])
    everything = set(written) <= set(role.path)
    return {"role": role, "pages": pages, "later": list(dict.fromkeys(later)), "everything": everything}


def _guides(root: Path, folder: Path) -> None:
    (folder / "decisions").mkdir(parents=True)
    found = {path.name: path for path in sorted((root / "docs").glob("*.md"))}
    found |= {MOVED[name]: root / name for name in ("CONTRIBUTING.md", "CHANGELOG.md")}
    found |= {f"decisions/{path.name}": path for path in sorted((root / "docs" / "decisions").glob("*.md"))}
    for name, path in found.items():
        text = LINK.sub(partial(_link, here=path, root=root), path.read_text(encoding="utf-8"))
        (folder / name).write_text(text, encoding="utf-8")
    shutil.copyfile(root / "docs" / "data-dictionary.csv", folder / "data-dictionary.csv")
    decisions = "\n".join(path.stem for path in sorted((folder / "decisions").glob("*.md")))
    opening = "# Decisions\n\nWhat was decided, what else was thought of, and what would change our minds.\n"
    contents = f"\n```{{toctree}}\n:maxdepth: 1\n\n{decisions}\n```\n"
    (folder / "decisions" / "index.md").write_text(opening + contents, encoding="utf-8")


def _link(match: re.Match[str], here: Path, root: Path) -> str:
    """A guide's link as it must read on the site."""
    opening, target, part, closing = match[1], match[2], match[3] or "", match[4]
    if "://" in target or target.startswith("mailto:"):
        return match[0]
    full = (here.parent / target).resolve()
    docs = (root / "docs").resolve()
    up = "../" if here.parent.name == "decisions" else ""
    if full.parent == root.resolve() and full.name in MOVED:
        return f"{opening}{up}{MOVED[full.name]}{part}{closing}"
    if full.is_relative_to(docs) and full.is_file():
        return f"{opening}{up}{full.relative_to(docs).as_posix()}{part}{closing}"
    return f"{opening}#{closing}" if not full.exists() else f"{opening}{up}../index.md{closing}"


def _contents(module: Module, index: Path) -> None:
    """Say in a module's page which pages belong to it, so that the site's menu holds them in order."""
    names = [name for lesson in module.lessons for name in _pages_of(lesson)]
    names += ["assignment"] if module.assignment else []
    names += ["quiz"] if module.quiz else []
    listed = "\n".join(names)
    with index.open("a", encoding="utf-8") as file:
        file.write(f"\n```{{toctree}}\n:hidden:\n\n{listed}\n```\n")


def _pages_of(lesson: Lesson) -> list[str]:
    return [lesson.folder, f"{lesson.folder}_card"] if lesson.card else [lesson.folder]


def _for_readers(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook with each answer folded away, so that a reader may think first."""
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "code" and "exercise" in tags:
            cell.metadata["tags"] = [*tags, ANSWER_SHOWN]
    return notebook


def _open_here(path: Path, name: str, hub: str) -> None:
    """Say below the title where this page can be worked on."""
    notebook = nbformat.read(path, as_version=4)
    if hub:  # where the root of a learner's server is the workspace: see hub/servers.py
        where = f"[Open this page in your hub]({hub}/hub/user-redirect/lab/tree/{name})."
    else:
        where = f"To work on this page, open `{name}` in your own workspace (`academy start` makes one)."
    first = notebook.cells[0]
    title, _, rest = first.source.partition("\n")
    first.source = f"{title}\n\n*{where}*\n{rest}"
    nbformat.write(notebook, path)
