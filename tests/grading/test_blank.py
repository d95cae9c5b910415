"""Has an answer been attempted?"""

from __future__ import annotations

import pytest

from grading.blank import is_blank


@pytest.mark.parametrize(
    "source",
    ["answer = ...", "answer = [1, ...]", "def answer(x):\n    ...", 'def answer(x):\n    "Words."\n    ...',
     "def answer(x):\n    y = ...\n    return y + 1"],
)  # fmt: skip
def test_a_stub_is_blank(source: str) -> None:
    names: dict[str, object] = {}
    exec(source, names)
    assert is_blank(names["answer"])


@pytest.mark.parametrize(
    "source",
    ["answer = 0", "answer = None", "def answer(x):\n    return 7", "def answer(x):\n    'Words.'\n    return 7",
     "def answer(x):\n    return 'C2'", "def answer(x):\n    return x", "answer = len"],
)  # fmt: skip
def test_anything_written_is_not_blank_however_short(source: str) -> None:
    names: dict[str, object] = {}
    exec(source, names)
    assert not is_blank(names["answer"])
