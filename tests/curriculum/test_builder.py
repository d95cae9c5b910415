from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator

from curriculum.builder.course import derived_files, drift, write_notebooks, write_solved
from curriculum.builder.notebook import part_notebook
from curriculum.model import load_course
from synthetic_data.errors import PlainError

Edit = Callable[[str, str, str], None]
LESSON = "l01_counting/lesson.py"


def lesson(root: Path, solved: bool = False) -> dict[str, Any]:
    course = load_course(root)
    return dict(json.loads(part_notebook(course, course.part("m01-l01"), solved)))


def ids(notebook: dict[str, Any]) -> list[str]:
    return [cell["id"] for cell in notebook["cells"]]


def texts(notebook: dict[str, Any]) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"]]


def test_the_same_source_gives_the_same_bytes(sample: Path) -> None:
    first = derived_files(load_course(sample))
    load_course.cache_clear()
    assert derived_files(load_course(sample)) == first


def test_notebooks_are_valid_and_carry_id_version_and_kernel(sample: Path) -> None:
    for name, text in derived_files(load_course(sample)).items():
        if name.endswith(".ipynb"):
            notebook = nbformat.reads(text, as_version=4)
            nbformat.validate(notebook)
            assert set(notebook.metadata.academy) == {"id", "version", "language"}
            assert notebook.metadata.kernelspec.name == "python3"


def test_the_learner_gets_stubs_and_checks_and_no_solution(sample: Path) -> None:
    cells = texts(lesson(sample))
    stub = next(place for place, text in enumerate(cells) if text.startswith("def children_in_care"))
    assert cells[stub].endswith("...")
    assert cells[stub + 1] == 'check("m01-l01-children-in-care")'
    assert not any("not_ended" in text or "assert n_rows" in text for text in cells)


def test_the_solved_notebook_has_exemplars_in_the_same_cells(sample: Path) -> None:
    learner, solved = lesson(sample), lesson(sample, solved=True)
    assert any("not_ended" in text for text in texts(solved))
    assert set(ids(learner)) < set(ids(solved))
    stub = next(place for place, text in enumerate(texts(learner)) if text.startswith("def children_in_care"))
    exemplar = next(place for place, text in enumerate(texts(solved)) if text.startswith("def children_in_care"))
    assert ids(learner)[stub] == ids(solved)[exemplar]


def test_inserting_a_cell_moves_only_plain_cells_under_its_heading(sample: Path, edit: Edit) -> None:
    before = lesson(sample)
    edit(
        LESSON,
        '# %% tags=["stub"] key="how-many-rows"',
        '# %%\nepisodes.shape\n\n# %% tags=["stub"] key="how-many-rows"',
    )
    load_course.cache_clear()
    after = lesson(sample)
    assert len(after["cells"]) == len(before["cells"]) + 1
    assert set(ids(before)) < set(ids(after))


def test_lesson_cells_carry_no_nbgrader_metadata(sample: Path) -> None:
    assert not any("nbgrader" in cell["metadata"] for cell in lesson(sample)["cells"])


def test_assignment_cells_follow_nbgraders_own_rules(sample: Path) -> None:
    course = load_course(sample)
    notebook = nbformat.reads(part_notebook(course, course.part("m01-a01")), as_version=4)
    MetadataValidator().validate_nb(notebook)
    found = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    }
    answer, check = found["m01-a01-children-in-care-answer"], found["m01-a01-children-in-care"]
    coach = found["m01-a01-note-to-the-manager"]
    assert (answer.grade, answer.solution, answer.locked, "points" in answer) == (False, True, False, False)
    assert (check.grade, check.solution, check.locked, check.points) == (True, False, True, 3)
    assert (coach.grade, coach.solution, coach.locked, coach.points) == (True, True, False, 8)
    assert coach.cell_type == "markdown"


def test_a_coach_cell_shows_its_stub_to_the_learner(sample: Path) -> None:
    course = load_course(sample)
    assert "exemplary note" not in part_notebook(course, course.part("m01-a01"))
    assert "exemplary note" in part_notebook(course, course.part("m01-a01"), solved=True)


def test_cards_hold_assignment_facts_only(sample: Path) -> None:
    cards = json.loads(derived_files(load_course(sample))["cards.json"])
    assert [card["id"] for card in cards] == ["m01-a01-children-in-care"]


def test_facts_of_lesson_toml_are_filled_into_prose(sample: Path) -> None:
    cells = texts(lesson(sample))
    assert "A pivot with a distinct count" in cells[0]
    assert "Count children, not rows" in cells[1]
    assert "about 30 minutes (an estimate" in cells[1]
    assert any("*your own figure* in the table" in text for text in cells)
    assert "## On Monday" in cells[-1]
    assert "not run here" in cells[-1]


def test_a_site_says_the_figures_of_its_own_council(sample: Path) -> None:
    course = load_course(sample)
    text = part_notebook(course, course.part("m01-l01"), solved=True, figures={"n_rows": "322"})
    assert "There are 322 in the table" in text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('tags=["figure"]', 'tags=["picture"]', r'lesson\.py, line \d+: the tag "picture"'),
        ('tags=["figure"]', 'tags=["figure"] colour="red"', 'option "colour"'),
        ('tags=["solution"]', 'tags=["check"]', "writes check cells itself"),
        ('tags=["solution"]', 'tags=["solution", "worked"]', "cannot stand on one cell"),
        ('tags=["exercise"] key="how-many-rows"', 'tags=["exercise"]', "needs a key"),
        ('key="how-many-rows"\nn_rows = ...', 'key="how-many-lines"\nn_rows = ...', "stub"),
        ("n_rows = len(episodes)", "n_rows = len(episodes", "is not Python"),
        ('# %% tags=["figure"]', '# %% tags=["figure"] key="how-many-rows"', "Two cells have the same id"),
        ("figure(fig, alt=f", "print(fig, f", "shows a chart with figure"),
        ("n_rows = len(episodes)", "n_rows = len(episodes); plt.show()", "show charts with figure"),
        ("{{ n_rows }}", "{{ n_children }}", "nothing called n_children"),
        ("from academy import check, data_folder, figure", "from academy import data_folder, figure", "import check"),
        ("# %% [markdown]\n# # Counting", "words\n# %% [markdown]\n# # Counting", "must begin with a cell marker"),
    ],
)
def test_a_fault_in_a_lesson_stops_the_build_with_its_cell(
    sample: Path, edit: Edit, old: str, new: str, message: str
) -> None:
    edit(LESSON, old, new)
    with pytest.raises(PlainError, match=message):
        lesson(sample)


@pytest.mark.parametrize("alt", ['""', '"chart of episodes"', '"episodes.png"', '"Episodes"'])
def test_a_chart_whose_words_say_nothing_stops_the_build(sample: Path, edit: Edit, alt: str) -> None:
    edit(LESSON, 'alt=f"Bar chart of {len(episodes)} episodes by legal status, the commonest first."', f"alt={alt}")
    with pytest.raises(PlainError, match=r"lesson\.py, line \d+"):
        lesson(sample)


def test_an_exercise_that_is_listed_must_stand_in_the_lesson(sample: Path, edit: Edit) -> None:
    edit("l01_counting/lesson.toml", '"how_many_rows"]', '"how_many_rows", "third"]')
    with pytest.raises(PlainError, match="m01-l01-third is listed"):
        lesson(sample)


def test_check_names_files_that_drifted(sample: Path, tmp_path: Path) -> None:
    course, folder = load_course(sample), tmp_path / "notebooks"
    write_notebooks(course, folder)
    assert drift(course, folder) == []
    (folder / "m01_sample/l01_counting.ipynb").write_text("{}", encoding="utf-8")
    (folder / "m01_sample/quiz.ipynb").unlink()
    (folder / "m01_sample/old.ipynb").write_text("{}", encoding="utf-8")
    assert [(each.path, each.state) for each in drift(course, folder)] == [
        ("m01_sample/l01_counting.ipynb", "out of date"),
        ("m01_sample/old.ipynb", "left over"),
        ("m01_sample/quiz.ipynb", "missing"),
    ]


def test_building_again_mends_drift_and_leaves_the_rest_alone(sample: Path, tmp_path: Path) -> None:
    course, folder = load_course(sample), tmp_path / "notebooks"
    write_notebooks(course, folder)
    (folder / "m01_sample/old.ipynb").write_text("{}", encoding="utf-8")
    assert write_notebooks(course, folder) == ["m01_sample/old.ipynb"]
    assert write_notebooks(course, folder) == []


def test_one_module_is_built_without_touching_another(sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    (folder / "m02_later").mkdir(parents=True)
    (folder / "m02_later/mine.ipynb").write_text("{}", encoding="utf-8")
    write_notebooks(load_course(sample), folder, only="m01")
    assert (folder / "m02_later/mine.ipynb").is_file()
    assert not (folder / "cards.json").exists()


def test_solved_notebooks_are_not_written_among_somebody_elses_files(sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "diary.txt").write_text("private", encoding="utf-8")
    with pytest.raises(PlainError, match="already holds other files"):
        write_solved(load_course(sample), folder)
    assert [path.name for path in folder.iterdir()] == ["diary.txt"]


def test_solved_notebooks_can_be_written_twice(sample: Path, tmp_path: Path) -> None:
    course, folder = load_course(sample), tmp_path / "solved"
    assert write_solved(course, folder) == write_solved(course, folder)
