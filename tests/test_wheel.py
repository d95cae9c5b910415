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


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked."""
    where = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(where)
    return where


def run(installed: Path, program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A program that uses what is installed in place of the checkout."""
    environment = {"PYTHONPATH": str(installed), "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_a_learner_can_start_from_it(installed: Path, tmp_path: Path) -> None:
    """It makes a workspace and knows its lessons."""
    program = (
        "from pathlib import Path; from curriculum.start import built_notebooks, make_workspace; import curriculum; "
        "assert 'installed' in curriculum.__file__; "
        "print(make_workspace(Path('mine'), 'amina.khan', built_notebooks()).council)"
    )
    made = run(installed, program, tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "mine" / "start_here.ipynb").is_file()


def test_a_demo_is_refused_before_anything_is_made(installed: Path, tmp_path: Path) -> None:
    program = "import sys; from academy.main import main; sys.argv = ['academy', 'demo']; main()"
    answer = run(installed, program, tmp_path)
    assert answer.returncode == 2
    assert "This installation is for learners" in answer.stderr
    assert list(tmp_path.iterdir()) == []
