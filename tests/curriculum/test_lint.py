from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from curriculum.lint import lint_course, reading_age
from curriculum.model import load_course

Edit = Callable[[str, str, str], None]
LESSON = "l01_counting/lesson.py"
LAST = "# Two sentences to the service manager."


def found(root: Path) -> str:
    return "\n".join(str(finding) for finding in lint_course(load_course(root)))


def test_a_lesson_too_short_is_said_to_be(sample: Path) -> None:
    assert "9 cells; keep between 20 and 35" in found(sample)
    assert "2 checked exercises" in found(sample)


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("#### Deep", 'the heading "Deep" skips a level; use ###.'),
        ("# Second title", "2 headings of level one"),
        ("### Count rows", 'the heading "Count rows" stands twice'),
        ("![](chart.png)", "the picture chart.png needs words"),
        ("See [here](index.md).", 'the link "here" does not say where'),
        ("| a |  |\n# | --- | --- |\n# | 1 | 2 |", "a table has a column without a heading"),
        ("Look in /home/amina/data first.", "a path of one machine"),
        ("word " * 1300, "words of text; keep to 1200"),
    ],
)
def test_each_rule_finds_its_fault(sample: Path, edit: Edit, new: str, sentence: str) -> None:
    assert sentence not in found(sample)
    load_course.cache_clear()
    edit(LESSON, LAST, f"{LAST}\n#\n# {new}")
    assert sentence in found(sample)


def test_code_longer_than_a_screen_is_found(sample: Path, edit: Edit) -> None:
    edit(LESSON, "day = pd.Timestamp", "\n".join(f"x{n} = {n}" for n in range(12)) + "\nday = pd.Timestamp")
    assert "lines of code; keep to 12" in found(sample)


def test_a_lesson_longer_than_it_says_is_found(sample: Path, edit: Edit) -> None:
    edit("l01_counting/lesson.toml", "estimate = 30", "estimate = 10")
    assert "10 minutes; keep between 30 and 75" in found(sample)
    assert "its exercises take 11 minutes, and the whole only 10" in found(sample)


def test_headings_in_code_blocks_are_no_headings(sample: Path, edit: Edit) -> None:
    edit(LESSON, LAST, f"{LAST}\n#\n# ```python\n# # Count rows\n# ```")
    assert "stands twice" not in found(sample)


def test_plain_words_have_a_lower_reading_age_than_council_ones() -> None:
    plain = "The dog ran. The cat sat. We all saw it."
    heavy = (
        "Notwithstanding multidisciplinary accountability arrangements, organisational reconfiguration necessitates."
    )
    assert reading_age(plain) < 10 < reading_age(heavy)
