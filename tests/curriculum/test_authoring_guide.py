"""The examples in docs/authoring.md work: five authors copy from them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from curriculum.exercise import Exercise
from grading.judge import judge, outputs_of

GUIDE = (Path(__file__).parents[2] / "docs/authoring.md").read_text(encoding="utf-8")
TOML = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
EXAMPLE = GUIDE.split("### A full example")[1].split("```python\n")[1].split("```")[0]


@pytest.mark.parametrize("text", TOML)
def test_toml_in_the_guide_is_toml(text: str) -> None:
    assert tomllib.loads(text)


def test_the_full_example_is_an_exercise_that_judges() -> None:
    names: dict[str, Exercise] = {}
    exec(EXAMPLE, names)
    exercise = names["exercise"]
    cases = exercise.cases()
    for right in exercise.rights:
        assert judge(exercise, outputs_of(right.fn, cases), cases).passed, right.name
    for wrong in exercise.wrongs:
        assert judge(exercise, outputs_of(wrong.fn, cases), cases).matched == wrong.name
