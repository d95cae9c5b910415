"""`my_path("analyst")`: the ten tasks of this notebook scored on the spot, and a path through the course with reasons.

Nothing is kept or sent: the result is worked out from the answers that stand in the notebook, each time anew.
"""

from __future__ import annotations

import html
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from curriculum.model import Course, load_course
from curriculum.parts import Diagnostic
from curriculum.paths import Route, keys_of, persona, recommend
from grading.blank import is_blank
from grading.check import MISSING, answers_of, lesson_cases
from grading.judge import judge
from grading.own_council import own_council
from grading.showing import Said, notebook_names, show
from synthetic_data.errors import PlainError

RIGHT, NOT_YET, LEFT = "right", "not right yet", "left for later"


def my_path(role: str) -> None:
    """Show how each of the ten tasks went, and the lessons recommended for `role`, each with its reason."""
    names = notebook_names()
    names = names if names is not None else sys._getframe(1).f_globals
    try:
        course = load_course()
        chosen = persona(role)
        if course.diagnostic is None:
            raise PlainError("This course has no ten tasks.")
        results = results_of(course.diagnostic, names)
    except PlainError as problem:
        show(Said("note", "No path yet.", str(problem)))
        return
    right = {key: result == RIGHT for key, result in results.items()}
    tried = any(result != LEFT for result in results.values())
    _show(course, results, recommend(course, chosen, right if tried else {}))


def results_of(diagnostic: Diagnostic, names: Mapping[str, Any]) -> dict[str, str]:
    """Task key -> "right", "not right yet" or "left for later", from the answers among a notebook's names.

    Raises PlainError when there is no council to judge the answers on.
    """
    mine, results = own_council(), {}
    for key, exercise_id in keys_of(diagnostic).items():
        exercise = diagnostic.load(exercise_id)
        answer = names.get(exercise.answer, MISSING)
        if answer is MISSING or is_blank(answer):
            results[key] = LEFT
            continue
        cases = lesson_cases(exercise, mine)
        if not cases:
            raise PlainError(mine.trouble)
        results[key] = RIGHT if judge(exercise, answers_of(exercise, answer, cases), cases).passed else NOT_YET
    return results


def _show(course: Course, results: Mapping[str, str], route: Route) -> None:
    assert course.diagnostic is not None
    titles = {task.key: task.title for task in course.diagnostic.tasks}
    tasks = [(titles[key], result) for key, result in results.items()]
    take = {True: "take", False: "may skip"}
    steps = [(f"{step.part.title} ({step.part.id})", take[step.take], step.why) for step in route.steps]
    score = sum(result == RIGHT for result in results.values())
    hours = f"about {route.minutes / 60:.0f} hours, an estimate"
    role = f"{'an' if route.persona.name[0] in 'aeiou' else 'a'} {route.persona.name}"
    opening = f"{score} of {len(results)} tasks right. Your path as {role}, {hours}:"
    later = f"Not written yet, and on your path: {', '.join(route.not_yet)}." if route.not_yet else ""
    by_result = [f"{name}: {listed}" for name in (RIGHT, NOT_YET) if (listed := _listed(tasks, name))]
    reasons = [f"- {title}: {taken}. {why}" for title, taken, why in steps if '"' in why]
    rest = f"Take everything else on the path of {role}, in order."
    text = "\n".join([*by_result, opening, *reasons, rest, later])
    page = "".join(
        [
            _table("The ten tasks", ("Task", "Result"), tasks),
            f"<p><strong>{html.escape(opening)}</strong></p>",
            _table("Your path", ("Part", "Take it?", "Why"), steps),
            f"<p>{html.escape(later)}</p>" if later else "",
        ]
    )
    _display(text, f'<div lang="en-GB">{page}</div>')


def _listed(tasks: Sequence[tuple[str, str]], wanted: str) -> str:
    return ", ".join(title for title, result in tasks if result == wanted)


def _table(caption: str, headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    top = "".join(f'<th scope="col" style="text-align: left">{heading}</th>' for heading in headings)
    lines = ("".join(f'<td style="text-align: left">{html.escape(cell)}</td>' for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><caption>{caption}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _display(text: str, page: str) -> None:
    if notebook_names() is None:
        print(text)  # noqa: T201 - outside a notebook this is where the learner reads it
        return
    from IPython.display import display

    display({"text/plain": text, "text/html": page}, raw=True)
