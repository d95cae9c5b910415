"""Notebooks changed at random, many times over: each is read, put right and made safe to show, or refused in words."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grading.marker import claimed_councils
from grading.sanitise import sanitise
from grading.submission import read_submission
from tests.grading.small_assignment import CARDS, answered, hand_in, released

FACTS = {card["id"]: {"seed": "1", "table": "x"} for card in CARDS}
PIECES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
PIECES |= st.sampled_from(
    ["\ud800", "\udce9", "\x00", "\u202e", "e\u0301", "🙂\n", "code", "raw", CARDS[0]["id"], 10**30]
)
ODD = st.recursive(
    PIECES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252")


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) within a JSON value."""
    found = []
    for key, held in list(value.items()) if isinstance(value, dict) else list(enumerate(value)):
        found.append((value, key))
        if isinstance(held, dict | list):
            found += places(held)
    return found


@st.composite
def hand_ins(draw: st.DrawFn) -> bytes:
    """The bytes of a good notebook after one to six changes of its JSON, and perhaps one of how it is written."""
    notebook = answered()
    notebook["cells"][1]["outputs"] = [
        {
            "output_type": "display_data",
            "data": {"text/plain": "x"},
            "metadata": {"academy": {"exercise": CARDS[0]["id"]}},
        }
    ]
    for _ in range(draw(st.integers(1, 6))):
        found = places(notebook)
        if not found:
            break
        container, key = found[draw(st.integers(0, len(found) - 1))]
        change = draw(st.sampled_from(("replace", "delete", "copy", "rename", "nest", "lines")))
        if change == "replace":
            container[key] = draw(ODD)
        elif change == "delete":
            del container[key]
        elif change == "copy" and isinstance(container, list):
            container.insert(draw(st.integers(0, len(container))), copy.deepcopy(container[key]))
        elif change == "rename" and isinstance(container, dict):
            container[draw(st.text(max_size=8))] = container.pop(key)
        elif change == "nest":
            for _ in range(draw(st.sampled_from((1, 50, 400)))):
                container[key] = [container[key]]
        elif change == "lines" and isinstance(container[key], str):
            container[key] = [*container[key].splitlines(keepends=True), draw(PIECES)]
    text = json.dumps(notebook, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from((None, 1))))
    content = text.encode(draw(st.sampled_from(ENCODINGS)), draw(st.sampled_from(("replace", "backslashreplace"))))
    if draw(st.booleans()):
        content = content.replace(b"\n", b"\r\n")
    if draw(st.integers(0, 4)) == 0:
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(content))] * 2)))
        content = content[:start] + draw(st.binary(max_size=4)) + content[end:]
    return content


def survives(folder: Path, content: bytes) -> None:
    submission = read_submission(hand_in(folder, content), released(), CARDS)
    claimed_councils(content, FACTS)
    if submission.state != "ok":
        assert submission.state == "unreadable"
        assert submission.why is not None
        assert submission.why.endswith(".")
        assert submission.why.isprintable()
        return
    assert submission.notebook is not None
    checks = sorted(cell["source"] for cell in submission.notebook["cells"] if cell["source"].startswith("check("))
    assert [check for check in checks if "m01-a01" in check] == sorted(f'check("{card["id"]}")' for card in CARDS)
    for made in (submission.notebook, sanitise(submission.notebook)):
        nbformat.validate(nbformat.from_dict(made))
        json.dumps(made, ensure_ascii=False).encode("utf-8")
    assert all(note.isprintable() for note in submission.notes)


HOW = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@given(content=hand_ins())
@settings(max_examples=60, **HOW)
def test_any_notebook_gets_a_verdict(tmp_path: Path, content: bytes) -> None:
    survives(tmp_path, content)


@pytest.mark.prove
@given(content=hand_ins())
@settings(max_examples=3_000, **HOW)
def test_very_many_notebooks_get_a_verdict(tmp_path: Path, content: bytes) -> None:
    survives(tmp_path, content)
