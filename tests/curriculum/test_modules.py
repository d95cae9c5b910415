"""What a written module must have before it is called written, and what its notebooks must hold to."""

from __future__ import annotations

import pytest
from stage import course

from curriculum.builder.cells import exercise_id
from curriculum.builder.source import read_cells
from curriculum.lint import lint_course
from curriculum.model import Module
from synthetic_data.errors import PlainError

try:
    WRITTEN: tuple[Module, ...] = course().written
    PARTS = tuple(course().parts)
except PlainError:  # test_exercises says so
    WRITTEN, PARTS = (), ()

each = pytest.mark.parametrize("module", WRITTEN, ids=[module.id for module in WRITTEN])


@each
def test_a_written_module_has_every_lesson_of_its_plan(module: Module) -> None:
    assert tuple(lesson.folder for lesson in module.lessons) == module.outline


@each
def test_a_written_module_has_assignment_rubric_quiz_and_coach_guide(module: Module) -> None:
    assert module.assignment is not None, f"{module.id} has no assignment"
    assert module.assignment.source.is_file(), f"{module.id} has no assignment.py"
    assert module.quiz is not None, f"{module.id} has no quiz"
    assert 8 <= len(module.quiz.items) <= 12, f"{module.id} has {len(module.quiz.items)} quiz items; write 8 to 12"
    assert (module.path / "coach.md").is_file(), f"{module.id} has no coach.md"
    assert module.assignment.rubric.tasks, f"{module.id} has no task for a coach"
    assert module.assignment.rubric.comments, f"{module.id} has no comment bank"


@each
def test_marks_are_sixty_for_the_machine_and_forty_for_the_coach(module: Module) -> None:
    assert module.assignment is not None
    by_coach = sum(task.points for task in module.assignment.rubric.tasks)
    share = by_coach / module.assignment.points
    assert share == pytest.approx(0.4, abs=0.02), f"{module.id}: the coach gives {share:.0%} of the points, not 40%"


@each
def test_every_coach_task_has_marked_exemplars_and_an_ethics_line(module: Module) -> None:
    assert module.assignment is not None
    rubric = module.assignment.rubric
    assert "ethics" in rubric.lines, f"{module.id}: a task is judged on the ethics line, which gates the pass"
    for task in rubric.tasks:
        levels = {exemplar.level for exemplar in task.exemplars}
        assert len(levels) >= 3, f"{module.id}, task {task.key}: mark exemplars at three levels or more"


@each
def test_every_lesson_has_its_closing_lines(module: Module) -> None:
    for lesson in module.lessons:
        for name in ("ethics", "monday", "excel", "out_of_scope"):
            assert getattr(lesson, name).strip(), f"{lesson.id}: {name} is empty"
        assert lesson.aims, f"{lesson.id} has no aims"
        assert lesson.card is not None, f"{lesson.id} has no take-away card"


@each
def test_lessons_need_only_lessons_that_come_before(module: Module) -> None:
    known = list(PARTS)
    for lesson in module.lessons:
        for need in lesson.needs:
            assert need in known, f"{lesson.id} needs {need}, which is not there"
            assert known.index(need) < known.index(lesson.id), f"{lesson.id} needs {need}, which comes later"


@pytest.mark.parametrize("part", PARTS)
def test_a_part_keeps_its_budgets_and_can_be_read_by_everybody(part: str) -> None:
    found = [str(finding) for finding in lint_course(course(), part) if not finding.advice]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("part", PARTS)
def test_exercises_are_listed_in_the_order_of_the_lesson(part: str) -> None:
    known = course().part(part)
    found = [exercise_id(known, cell) for cell in read_cells(known.source) if cell.role == "exercise"]
    assert tuple(name for name in found if name in known.exercise_ids) == known.exercise_ids
