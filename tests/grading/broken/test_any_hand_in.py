"""A round of hand-ins of every odd kind: `academy grade` ends well, and everybody has a row for every exercise.

The sandbox is left out: what happens behind it has its own collections. All else is as it is for a coach.
"""

from __future__ import annotations

import csv
import json
import os
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner
from nbconvert import HTMLExporter

from academy.marking import grade
from grading import ours
from grading.capture import Captured, write_captured, write_whole
from grading.grade_one import released
from grading.questions import Questions, exercises_of
from grading.runner.walls import NONE
from tests.grading.test_sanitise import ATTACKS

ASSIGNMENT = "m01-a01"
EXERCISES = exercises_of(ASSIGNMENT)


def changed(**facts: Any) -> bytes:
    return json.dumps(released(ASSIGNMENT) | facts).encode()


def with_cells(change: Callable[[dict[str, Any]], None]) -> bytes:
    notebook = released(ASSIGNMENT)
    for cell in notebook["cells"]:
        change(cell)
    return json.dumps(notebook).encode()


GOOD = json.dumps(released(ASSIGNMENT)).encode()
NAMES: dict[str, bytes] = {
    "newline": b"two\nlines.ipynb",
    "emoji": "my work 🙂.ipynb".encode(),
    "decomposed": unicodedata.normalize("NFD", "résumé.ipynb").encode(),
    "no-encoding": b"r\xe9sum\xe9.ipynb",
    "formula": b"=cmd|'calc'!A0.ipynb",
    "markup": b"<img src=x onerror=alert(1)>.ipynb",
    "right-to-left": "\u202egnp.ipynb".encode(),
    "long": b"x" * 249 + b".ipynb",
}
CONTENTS: dict[str, bytes] = {
    "outputs-a-number": with_cells(lambda cell: cell.update(outputs=5)),
    "outputs-claims": with_cells(lambda cell: cell.update(outputs=[{"metadata": {"academy": {"exercise": [1]}}}])),
    "format-2": json.dumps({"nbformat": 2, "worksheets": [{"cells": [{"cell_type": "code", "input": "1"}]}]}).encode(),
    "half-characters": with_cells(lambda cell: cell.update(source="\ud800", id="\ud800")),
    "deep-metadata": changed(metadata=json.loads("[" * 800 + "]" * 800)),
    "huge-metadata": changed(metadata={"x": "y" * 3_000_000}),
    "not-a-number": GOOD.replace(b'"nbformat": 4', b'"nbformat": NaN'),
    "windows-lines": json.dumps(released(ASSIGNMENT), indent=1).replace("\n", "\r\n").encode("utf-8-sig"),
    "utf-32": GOOD.decode().encode("utf-32"),
    "one-id": with_cells(lambda cell: cell.update(id="same")),
    "attachments": with_cells(lambda cell: cell.update(attachments={"x.svg": {"image/svg+xml": "<svg onload=x>"}})),
    "raw": with_cells(lambda cell: cell.update(cell_type="raw")),
    "numbers-for-text": with_cells(lambda cell: cell.update(source=[1, 2])),
}
TIMES: dict[str, str] = {
    "year-1": "0001-01-01 00:00:00 UTC",
    "year-1-east": "0001-01-01 00:00:00+14:00",
    "year-9999-west": "9999-12-31 23:59:59-12:00",
    "no-time": "\x00\x00",
}


def pipe(home: Path) -> None:
    os.mkfifo(home / "assignment.ipynb")


def device(home: Path) -> None:
    (home / "assignment.ipynb").symlink_to("/dev/zero")


def sparse(home: Path) -> None:
    with (home / "assignment.ipynb").open("wb") as stream:
        stream.truncate(10_000_000_000)


def hard_link(home: Path) -> None:
    (home / "assignment.ipynb").write_bytes(GOOD)
    (home / "second.ipynb").hardlink_to(home / "assignment.ipynb")


def link_in_a_ring(home: Path) -> None:
    (home / "ring").symlink_to(home)


def zipped(home: Path) -> None:
    with zipfile.ZipFile(home / "assignment.ipynb", "w") as archive:
        archive.writestr("assignment.ipynb", GOOD)


def no_rights(home: Path) -> None:
    (home / "assignment.ipynb").write_bytes(GOOD)
    (home / "assignment.ipynb").chmod(0)


FILES = {made.__name__.replace("_", "-"): made for made in (pipe, device, sparse, hard_link, link_in_a_ring, zipped)}
FILES["no-rights"] = no_rights


def everything(folder: Path) -> list[str]:
    """A hand-in of each kind; the learners who made them."""
    for learner, name in NAMES.items():
        (home := folder / learner / ASSIGNMENT).mkdir(parents=True)
        Path(os.fsdecode(os.fsencode(home) + b"/" + name)).write_bytes(GOOD)
    for learner, content in CONTENTS.items():
        (home := folder / learner / ASSIGNMENT).mkdir(parents=True)
        (home / "assignment.ipynb").write_bytes(content)
    for learner, text in TIMES.items():
        (home := folder / learner / ASSIGNMENT).mkdir(parents=True)
        (home / "assignment.ipynb").write_bytes(GOOD)
        (home / "timestamp.txt").write_text(text)
    for learner, make in FILES.items():
        (home := folder / learner / ASSIGNMENT).mkdir(parents=True)
        make(home)
    (folder / "a-file").write_bytes(b"x")
    return [*NAMES, *CONTENTS, *TIMES, *FILES, "absent"]


HOSTILE = "\n\n".join([*ATTACKS, "<img src='https://elsewhere.invalid/beacon.png' onerror='alert(1)'>"])
TASK = f"{ASSIGNMENT}-note-to-the-manager"


def hostile(cell: dict[str, Any]) -> None:
    """Everything that might run or call out, wherever a learner can write."""
    facts = cell["metadata"].get("nbgrader", {})
    if cell["cell_type"] == "code":
        cell["source"] = f"x = {HOSTILE!r}  # </script><script>alert(1)</script>"
    elif facts.get("grade_id") == TASK or not facts:
        cell["source"] = HOSTILE
    cell["metadata"] = {**cell["metadata"], "tags": ["<script>alert(1)</script>"], "name": HOSTILE}


CONTENTS["hostile"] = with_cells(hostile)


def without_running(into: Path, out: Path, wall: str | None = None) -> None:
    """In place of the sandbox: one exercise stops with a hostile error, the others give no answer."""
    notebook = json.loads((into / "notebook.ipynb").read_bytes())
    data = dict.fromkeys(
        ("text/html", "text/markdown", "image/svg+xml", "application/javascript", "text/plain"), HOSTILE
    )
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            error = {"output_type": "error", "ename": HOSTILE, "evalue": HOSTILE, "traceback": [HOSTILE]}
            cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}, error]
    out.mkdir(parents=True)
    write_captured(Captured(EXERCISES[0].id, "raised", f"ValueError: {ATTACKS[1]}"), out)
    write_whole(out / "executed.ipynb", json.dumps(notebook).encode())
    write_whole(out / "run.json", json.dumps({"cells": [], "why": ATTACKS[0], "wall": wall}).encode())


def only_a_manifest(council: Any, data: Path, inputs: Any, names: Any) -> None:
    """In place of the learner's data, which nothing reads here."""
    data.mkdir()
    facts = {"council": {"name": "x", "la_code": "x"}, "files": [], "version": 1}
    (data / "manifest.json").write_text(json.dumps(facts))


@dataclass
class Round:
    """A course folder in which everything was marked, who handed in, and what the command said."""

    course: Path
    learners: list[str]
    done: Any


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Round:
    """The round: nothing is run, and nothing is asked of a council."""
    home = tmp_path_factory.mktemp("round")
    learners = everything(home / "hand-ins")
    names = "".join(f'{each},"{each} <svg onload=alert(1)>"\n' for each in learners)
    (home / "roster.csv").write_text(f"id,name\n{names}")
    given = ["--submissions", home / "hand-ins", "--roster", home / "roster.csv", "--out", home / "course"]
    asked = [Questions(exercise, tuple(exercise.cases())) for exercise in EXERCISES]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ours, "learner_council", lambda learner: None)
        patch.setattr(ours, "second_council", lambda assignment, seed: None)
        patch.setattr(ours, "questions_for", lambda exercises, own, unseen: asked)
        patch.setattr(ours, "write_calls", lambda questions, folder: None)
        patch.setattr(ours, "write_learner_data", only_a_manifest)
        patch.setattr(ours, "run", without_running)
        patch.setattr("grading.batch.get_ready", lambda *_: None)
        patch.setattr("grading.runner.walls.best_wall", lambda unsafe=False: NONE)
        done = CliRunner().invoke(grade, [ASSIGNMENT, *map(str, given)])
    return Round(home / "course", learners, done)


def test_everybody_has_a_row_for_every_exercise_whatever_was_handed_in(marked: Round) -> None:
    assert marked.done.exit_code == 0, marked.done.output
    assert "fault of ours" not in marked.done.output
    with (marked.course / "marks.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(marked.learners) * len(EXERCISES)
    assert {row["learner"] for row in rows} == set(marked.learners)
    for row in rows:
        assert row["message"].endswith("."), row
        assert row["message"].isprintable(), row
        assert "Traceback" not in row["message"]
        assert row["status"] in ("blank", "error", "unreadable", "needs_coach"), row
    found = {row["learner"]: row["status"] for row in rows}
    for learner in (*NAMES, *TIMES, "outputs-a-number", "one-id", "windows-lines", "hostile"):
        assert found[learner] == "needs_coach", learner  # it was read; the sandbox that was left out gave no answer


ACTIVE = """
    [...document.querySelectorAll('*')].filter(each => [...each.attributes].some(
        found => /^on/i.test(found.name)
            || (/^(href|src|xlink:href|action)$/i.test(found.name) && /^\\s*(javascript|https?):/i.test(found.value))
    )).map(each => each.outerHTML.slice(0, 200))
"""


@pytest.mark.needs_browser
def test_nothing_that_was_handed_in_runs_or_calls_out_in_a_coachs_browser(
    marked: Round, browser: Any, tmp_path: Path
) -> None:
    dialogs: list[str] = []
    browser.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    as_in_formgrader = tmp_path / "formgrader.html"
    notebook = nbformat.read(marked.course / "autograded" / "hostile" / ASSIGNMENT / "assignment.ipynb", as_version=4)
    as_in_formgrader.write_text(HTMLExporter(template_name="basic").from_notebook_node(notebook)[0], encoding="utf-8")
    pages = [marked.course / name for name in ("report.html", "marking_queue.html")]
    pages += [marked.course / "feedback" / name / ASSIGNMENT / "assignment.html" for name in marked.learners]
    for page in [*pages, as_in_formgrader]:
        browser.open(page)
        assert browser.page.evaluate(ACTIVE) == [], page
    assert dialogs == []
    assert browser.asked == []
