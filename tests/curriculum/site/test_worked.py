"""Lessons worked through for the site: what their cells show, and what is said when one stops."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from curriculum.model import load_course
from curriculum.site.worked import worked_lessons
from synthetic_data.errors import PlainError


def test_a_lesson_is_worked_through_on_the_readers_council(tmp_path: Path) -> None:
    course, told = load_course(), list[str]()
    lesson = course.written[0].lessons[0]
    found = worked_lessons(course, [lesson], tmp_path / "workspace", told=lambda each: told.append(each.id))
    assert told == [lesson.id]
    cells = [cell for cell in found[lesson.id].cells if cell.cell_type == "code"]
    assert any("Yes." in str(cell.outputs) for cell in cells if cell.source.startswith("check("))
    assert not any("execution" in cell.metadata for cell in cells), "when it ran would differ each time"


def test_a_lesson_that_stops_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [nbformat.v4.new_code_cell("1 / 0")]
    broken = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    monkeypatch.setattr("curriculum.site.worked.part_notebook", lambda *_, **__: broken)
    monkeypatch.setattr("curriculum.site.worked.make_workspace", lambda folder, *_: folder.mkdir())
    course = load_course()
    lesson = course.written[0].lessons[0]
    with pytest.raises(PlainError, match=f"{lesson.id} stops with ZeroDivisionError"):
        worked_lessons(course, [lesson], tmp_path / "workspace")


ENDLESS = """
import sys
from pathlib import Path
from types import SimpleNamespace
import click, nbformat
from academy import main
from curriculum.site import worked

async def work(*_):
    cell = nbformat.v4.new_code_cell("from pathlib import Path; Path('begun').touch(); import time; time.sleep(600)")
    await worked._run(nbformat.v4.new_notebook(cells=[cell]), Path.cwd(), SimpleNamespace(id="m00-l00"))

@click.command()
def site():
    worked.worked_lessons(None, [], Path("workspace"))

worked._run_all, worked.make_workspace = work, lambda *_: None
main.academy = site
sys.argv = ["academy"]
main.main()
"""


@pytest.mark.parametrize(("request_to_end", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 2)])
def test_a_request_to_end_ends_the_site_without_a_traceback(
    tmp_path: Path, request_to_end: signal.Signals, status: int
) -> None:
    """nbclient once answered it by killing a kernel, and the command broke down over that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is deaf to it
    try:
        command = subprocess.Popen([sys.executable, "-c", ENDLESS], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, before)
    with command:
        while not (tmp_path / "begun").exists() and command.poll() is None:
            time.sleep(0.05)
        command.send_signal(request_to_end)
        said = command.communicate()[1]
    assert command.returncode == status, said
    assert "Traceback" not in said
