"""The wheel a learner installs: it works, and holds nothing that gives an assignment's answers away."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from curriculum.builder.source import read_cells
from curriculum.model import load_course

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what git tracks, so that nothing is left behind here."""
    where = tmp_path_factory.mktemp("wheel")
    source = where / "source"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, tracked.split("\0")):
        if (ROOT / name).is_file() and not name.startswith(("tests/", "docs/", "benchmarks/")):
            target = source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    built = subprocess.run([*command, str(where), str(source)], capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return next(where.glob("*.whl"))


def texts(wheel: Path) -> dict[str, str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist()}


def test_it_holds_lessons_notebooks_and_data_tables(wheel: Path) -> None:
    names = set(texts(wheel))
    for lesson in load_course().lessons:
        assert any(name.endswith(lesson.source.relative_to(ROOT).as_posix()) for name in names), lesson.id
    assert any(name.startswith("curriculum/notebooks/") and name.endswith("assignment.ipynb") for name in names)
    assert "synthetic_data/places/councils.csv" in names
    assert "curriculum/course.toml" in names


def test_no_reference_rubric_or_coach_guide_is_in_it(wheel: Path) -> None:
    held = texts(wheel)
    assert not [
        name for name in held if "/assignment/exercises/" in name or name.endswith(("coach.md", "/assignment.py"))
    ]
    assert not [name for name in held if name.startswith("curriculum/modules/") and name.endswith("rubric.toml")]
    for assignment in load_course().assignments:
        for exercise in assignment.exercise_ids:
            canary = load_course().exercise(exercise).canary
            assert not [name for name, text in held.items() if canary in text]


def test_no_line_of_an_assignments_solution_is_in_it(wheel: Path) -> None:
    held = texts(wheel)
    taught = [path for lesson in load_course().lessons for path in lesson.path.rglob("*.py")]  # learners have these
    lessons = {line.strip() for path in taught for line in path.read_text("utf-8").splitlines()}
    for assignment in load_course().assignments:
        secret = {
            line.strip()
            for cell in read_cells(assignment.source)
            if cell.role == "exercise"
            for line in cell.text.splitlines()
            if len(line.strip()) > 40 and line.strip() not in lessons
        }
        assert secret
        for name, text in held.items():
            assert not secret & {line.strip() for line in text.splitlines()}, name


def test_a_learner_can_start_from_it(wheel: Path, tmp_path: Path) -> None:
    """Unpacked and used in place of the checkout, it makes a workspace and knows its lessons."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    program = (
        "from pathlib import Path; from curriculum.start import built_notebooks, make_workspace; import curriculum; "
        "assert 'installed' in curriculum.__file__; "
        "print(make_workspace(Path('mine'), 'amina.khan', built_notebooks()).council)"
    )
    environment = {"PYTHONPATH": str(tmp_path / "installed"), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    made = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "mine" / "start_here.ipynb").is_file()
