"""The collection of broken hand-ins: each ends as a notebook to mark or as one plain sentence, never as a traceback."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grading import submission as submission_module
from grading.submission import Submission, read_submission
from tests.grading.small_assignment import ASSIGNMENT, CARDS, RIGHT, answered, cell_of, code, hand_in, released

SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
RIGHT_TOTAL = RIGHT["m01-a01-total"]


def read(home: Path) -> Submission:
    return read_submission(home, released(), CARDS)


def sources(submission: Submission) -> list[str]:
    assert submission.notebook is not None
    return [cell["source"] for cell in submission.notebook["cells"]]


def checks_in_order(submission: Submission) -> list[str]:
    return [source for source in sources(submission) if source.startswith("check(")]


CHECKS = [f'check("{card["id"]}")' for card in CARDS]

# Files that hold no notebook of ours: what is handed in, and what is said.
UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty file": (b"", "is empty"),
    "spaces only": (b" \n\n", "is empty"),
    "cut off": (json.dumps(answered()).encode()[:900], "breaks off in the middle"),
    "sign-in page": (b"<!DOCTYPE html><html><title>Sign in</title></html>", "is a web page"),
    "word document": (b"PK\x03\x04rest", "is a zip file or an Office document"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d", "is not text"),
    "plain text": (b"total = 4", "is not a notebook"),
    "a list": (b"[1, 2]", "is not a notebook"),
    "json of something else": (b'{"name": "amina"}', "it has no cells"),
    "no cells": (b'{"cells": [], "nbformat": 4}', "it has no cells"),
    "cells of nonsense": (b'{"cells": [1, null, "x"], "nbformat": 4}', "it has no cells"),
    "cells a number": (b'{"cells": 5}', "it has no cells"),
    "nested without end": (b'{"cells":' + b"[" * 200_000, "nested too deeply"),
    "two versions unmerged": (b'{"cells": [\n<<<<<<< HEAD\n=======\n>>>>>>> main\n]}', "not merged"),
    "a comma lost": (b'{"cells": [} "nbformat": 4}' + b" " * 50 + b"}", "is damaged"),
    "another notebook": (json.dumps({"cells": [code("x = 1", "a")], "nbformat": 4}).encode(), "none of the exercises"),
    "a number of ten thousand digits": (b'{"cells": ' + b"9" * 10_000 + b"}", "is damaged"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_is_no_notebook_of_ours_is_said_to_be_so_in_one_sentence(tmp_path: Path, name: str) -> None:
    content, said = UNREADABLE[name]
    submission = read(hand_in(tmp_path, content))
    assert submission.state == "unreadable"
    assert submission.why is not None
    assert said in submission.why
    assert "assignment.ipynb" in submission.why
    assert submission.why.endswith(".")
    assert len(submission.why) < 200
    assert "Traceback" not in submission.why


# Hand-ins that are put right: what is done to the notebook, and how it is written down.
def _with_mark(notebook: dict[str, Any]) -> bytes:
    return b"\xef\xbb\xbf" + json.dumps(notebook).encode()


def _as_version_3(notebook: dict[str, Any]) -> dict[str, Any]:
    cells = [
        {"cell_type": cell["cell_type"], "input": [cell["source"]], "metadata": cell["metadata"]}
        for cell in notebook["cells"]
    ]
    return {"worksheets": [{"cells": cells}], "nbformat": 3, "metadata": {"name": ""}}


def _strip(notebook: dict[str, Any], ids: bool) -> dict[str, Any]:
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        if ids:
            del cell["id"]
    return notebook


def _edit_checks(notebook: dict[str, Any]) -> dict[str, Any]:
    for card in CARDS:
        cell_of(notebook, card["id"])["source"] = "print('Yes.')"
    return notebook


def _drop(notebook: dict[str, Any], ending: str) -> dict[str, Any]:
    notebook["cells"] = [
        cell
        for cell in notebook["cells"]
        if not cell["metadata"].get("nbgrader", {}).get("grade_id", "").endswith(ending)
    ]
    return notebook


def _drop_checks(notebook: dict[str, Any]) -> dict[str, Any]:
    notebook["cells"] = [cell for cell in notebook["cells"] if not cell["source"].startswith("check(")]
    return notebook


def _retype(notebook: dict[str, Any]) -> dict[str, Any]:
    for cell in notebook["cells"][1:]:
        cell["cell_type"] = "markdown" if cell["cell_type"] == "code" else "code"
    return notebook


def _points(notebook: dict[str, Any]) -> dict[str, Any]:
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] |= {"points": 1000, "schema_version": 99, "locked": False}
    return notebook


def _odd_shapes(notebook: dict[str, Any]) -> dict[str, Any]:
    notebook["metadata"] = {"kernelspec": {"name": "julia-1.9"}, "academy": [1]}
    notebook["cells"][0]["outputs"] = [{"output_type": "stream", "text": "x" * 100_000}]
    notebook["cells"].append({"cell_type": ["code"], "source": {"a": 1}, "metadata": "none"})
    notebook["cells"].append({"cell_type": "code", "source": [1, "pass"], "id": ["x"], "metadata": {"nbgrader": 3}})
    notebook["cells"].append({"cell_type": "code", "source": "1", "metadata": {"nbgrader": {"grade_id": ["x"]}}})
    return notebook


PUT_RIGHT: dict[str, Callable[[dict[str, Any]], Any]] = {
    "as it should be": lambda notebook: notebook,
    "byte order mark": _with_mark,
    "utf-16": lambda notebook: json.dumps(notebook).encode("utf-16"),
    "not utf-8": lambda notebook: json.dumps(notebook | {"author": "Zoë"}, ensure_ascii=False).encode("cp1252"),
    "old format": _as_version_3,
    "format from the future": lambda notebook: notebook | {"nbformat": 7, "nbformat_minor": 1},
    "metadata stripped": lambda notebook: _strip(notebook, ids=False),
    "metadata and ids stripped": lambda notebook: _strip(notebook, ids=True),
    "checks edited": _edit_checks,
    "checks deleted": _drop_checks,
    "cells retyped": _retype,
    "points and schema edited": _points,
    "odd shapes everywhere": _odd_shapes,
    "source as lines": lambda notebook: json.loads(
        re.sub(r'"source": ("total = len\(episodes\)")', r'"source": [\1]', json.dumps(notebook))
    ),
}


@pytest.mark.parametrize("name", PUT_RIGHT)
def test_a_damaged_notebook_keeps_every_answer_and_gets_every_check_back_in_its_place(
    tmp_path: Path, name: str
) -> None:
    submission = read(hand_in(tmp_path, PUT_RIGHT[name](answered())))
    assert submission.state == "ok", submission.why
    found = sources(submission)
    for answer, check in zip(RIGHT.values(), CHECKS, strict=True):
        assert found.count(check) == 1
        assert found.index(answer) < found.index(check)
        if check is not CHECKS[-1]:
            following = list(RIGHT.values())[CHECKS.index(check) + 1]
            assert found.index(check) < found.index(following)
    assert submission.notebook is not None
    marked = {cell["metadata"]["nbgrader"]["grade_id"] for cell in submission.notebook["cells"] if cell["metadata"]}
    assert marked == {cell["metadata"]["nbgrader"]["grade_id"] for cell in released()["cells"] if cell["metadata"]}
    assert cell_of(submission.notebook, "m01-a01-total")["metadata"] == cell_of(released(), "m01-a01-total")["metadata"]
    assert submission.notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert all(not cell.get("outputs") for cell in submission.notebook["cells"])
    ids = [cell["id"] for cell in submission.notebook["cells"]]
    assert len(set(ids)) == len(ids)


class TestCopiedDeletedAndMovedCells:
    def test_of_two_filled_answers_both_run_and_the_last_is_checked(self, tmp_path: Path) -> None:
        notebook = answered()
        copied = [dict(cell) for cell in notebook["cells"][1:3]]
        copied[0] = {**copied[0], "source": "total = 99", "id": "copy1"}
        copied[1] = {**copied[1], "id": "copy2"}
        notebook["cells"][3:3] = copied
        submission = read(hand_in(tmp_path, notebook))
        found = sources(submission)
        assert found.index(RIGHT_TOTAL) < found.index("total = 99") < found.index(CHECKS[0])
        assert any("the last one counts" in note for note in submission.notes)

    def test_an_untouched_copy_after_the_answer_does_not_wipe_it_out(self, tmp_path: Path) -> None:
        notebook = answered()
        blank = cell_of(released(), "m01-a01-total-answer") | {"id": "copy"}
        notebook["cells"].insert(2, blank)
        found = sources(read(hand_in(tmp_path, notebook)))
        assert "total = ..." not in found
        assert found.index(RIGHT_TOTAL) < found.index(CHECKS[0])

    def test_a_deleted_answer_cell_does_not_bring_its_blank_back(self, tmp_path: Path) -> None:
        notebook = _drop(answered(), "total-answer")
        notebook["cells"].insert(1, code(RIGHT_TOTAL, "own"))
        found = sources(read(hand_in(tmp_path, notebook)))
        assert "total = ..." not in found
        assert found.index(RIGHT_TOTAL) < found.index(CHECKS[0])

    def test_a_check_moved_to_the_top_stays_once(self, tmp_path: Path) -> None:
        notebook = answered()
        notebook["cells"].insert(0, notebook["cells"].pop(2))
        assert sorted(checks_in_order(read(hand_in(tmp_path, notebook)))) == sorted(CHECKS)

    def test_a_written_part_that_was_deleted_is_there_again_empty(self, tmp_path: Path) -> None:
        submission = read(hand_in(tmp_path, _drop(answered(), "words")))
        assert submission.notebook is not None
        assert cell_of(submission.notebook, "m01-a01-words")["source"] == ""

    def test_of_two_written_parts_the_last_filled_in_counts(self, tmp_path: Path) -> None:
        notebook = answered()
        first = cell_of(notebook, "m01-a01-words")
        first["source"] = "First thoughts."
        notebook["cells"].append({**first, "source": "Second thoughts.", "id": "w2"})
        notebook["cells"].append({**first, "source": "*Write here.*", "id": "w3"})
        submission = read(hand_in(tmp_path, notebook))
        assert submission.notebook is not None
        assert cell_of(submission.notebook, "m01-a01-words")["source"] == "Second thoughts."


class TestFoldersAndNames:
    def test_no_folder_is_missing(self, tmp_path: Path) -> None:
        submission = read(tmp_path / "amina.khan" / ASSIGNMENT)
        assert (submission.learner, submission.state) == ("amina.khan", "missing")

    def test_an_empty_folder_is_missing(self, tmp_path: Path) -> None:
        (tmp_path / "amina.khan" / ASSIGNMENT / ".ipynb_checkpoints").mkdir(parents=True)
        submission = read(tmp_path / "amina.khan" / ASSIGNMENT)
        assert (submission.state, submission.why) == ("missing", "Nothing was handed in: the folder is empty.")

    def test_only_a_script_names_what_was_found(self, tmp_path: Path) -> None:
        submission = read(hand_in(tmp_path, b"total = 4", name="answers.py"))
        assert submission.state == "unreadable"
        assert submission.why is not None
        assert "answers.py" in submission.why

    @pytest.mark.parametrize(
        "name", ["assignment-Copy1.ipynb", "amina final (2).IPYNB", "assignment.ipynb.txt", "x.json"]
    )
    def test_a_renamed_notebook_is_found_by_what_it_holds(self, tmp_path: Path, name: str) -> None:
        submission = read(hand_in(tmp_path, name=name))
        assert (submission.state, submission.file) == ("ok", name)

    def test_a_notebook_in_a_folder_within_is_found(self, tmp_path: Path) -> None:
        home = hand_in(tmp_path)
        (home / "work").mkdir()
        (home / "assignment.ipynb").rename(home / "work" / "assignment.ipynb")
        assert read(home).state == "ok"

    def test_the_fullest_of_several_notebooks_is_marked_and_the_others_are_named(self, tmp_path: Path) -> None:
        partial = answered()
        partial["cells"] = partial["cells"][:3]
        hand_in(tmp_path, partial, name="a.ipynb")
        submission = read(hand_in(tmp_path, name="b.ipynb"))
        assert submission.file == "b.ipynb"
        assert any("a.ipynb" in note for note in submission.notes)

    def test_a_notebook_among_thousands_of_files_is_found(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(submission_module, "MOST_ENTRIES", 3)
        home = hand_in(tmp_path)
        for number in range(10):
            (home / f"a{number}.csv").write_bytes(b"")
        assert read(home).state == "ok"

    def test_many_large_notebooks_are_not_all_opened(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(submission_module, "MOST_READ", 10_000)
        home = hand_in(tmp_path)
        for number in range(5):
            (home / f"b{number}.ipynb").write_bytes((home / "assignment.ipynb").read_bytes() + b" " * 20_000)
        submission = read(home)
        assert submission.file == "b0.ipynb"
        assert not any("b2.ipynb" in note for note in submission.notes)

    def test_a_damaged_second_notebook_does_not_spoil_the_first(self, tmp_path: Path) -> None:
        hand_in(tmp_path, b"{", name="a.ipynb")
        assert read(hand_in(tmp_path)).state == "ok"

    def test_a_name_that_is_not_utf_8_is_said_in_letters_that_can_be_shown(self, tmp_path: Path) -> None:
        home = hand_in(tmp_path, b"{}")
        (home / "assignment.ipynb").rename(os.fsdecode(os.fsencode(home) + b"/r\xe9sum\xe9.ipynb"))
        submission = read(home)
        assert submission.state == "unreadable"
        assert submission.why is not None
        submission.why.encode()


class TestFilesThatMustNotBeOpened:
    def refusal(self, home: Path) -> str:
        submission = read(home)
        assert submission.state == "unreadable"
        assert submission.why is not None
        return submission.why

    def test_a_link_to_somebody_elses_notebook(self, tmp_path: Path) -> None:
        other = hand_in(tmp_path / "others")
        home = hand_in(tmp_path)
        (home / "assignment.ipynb").unlink()
        (home / "assignment.ipynb").symlink_to(other / "assignment.ipynb")
        assert "it is a link" in self.refusal(home)

    def test_a_hard_link_to_somebody_elses_notebook(self, tmp_path: Path) -> None:
        other = hand_in(tmp_path / "others")
        home = hand_in(tmp_path)
        (home / "assignment.ipynb").unlink()
        (home / "assignment.ipynb").hardlink_to(other / "assignment.ipynb")
        assert "second name" in self.refusal(home)

    def test_a_pipe_is_refused_without_waiting_on_it(self, tmp_path: Path) -> None:
        home = hand_in(tmp_path)
        (home / "assignment.ipynb").unlink()
        os.mkfifo(home / "assignment.ipynb")
        assert "a device or a pipe" in self.refusal(home)

    def test_a_folder_named_like_a_notebook_is_looked_into_not_opened(self, tmp_path: Path) -> None:
        home = hand_in(tmp_path)
        (home / "assignment.ipynb").unlink()
        (home / "assignment.ipynb").mkdir()
        assert read(home).state == "missing"

    def test_a_huge_file_is_not_read(self, tmp_path: Path) -> None:
        home = hand_in(tmp_path)
        with (home / "assignment.ipynb").open("r+b") as stream:
            stream.truncate(60_000_000_000)
        assert "larger than 50 MB" in self.refusal(home)

    def test_a_folder_that_is_a_link_is_not_entered(self, tmp_path: Path) -> None:
        other = hand_in(tmp_path / "others")
        home = tmp_path / "amina.khan" / ASSIGNMENT
        home.parent.mkdir(parents=True)
        home.symlink_to(other)
        assert "link" in self.refusal(home)

    def test_a_learners_folder_that_is_a_link_is_not_entered(self, tmp_path: Path) -> None:
        hand_in(tmp_path / "others")
        (tmp_path / "amina.khan").symlink_to(tmp_path / "others" / "amina.khan")
        assert "link" in self.refusal(tmp_path / "amina.khan" / ASSIGNMENT)

    def test_a_folder_within_that_is_a_link_is_not_entered(self, tmp_path: Path) -> None:
        hand_in(tmp_path / "others")
        home = tmp_path / "amina.khan" / ASSIGNMENT
        home.mkdir(parents=True)
        (home / "work").symlink_to(tmp_path / "others", target_is_directory=True)
        assert "only work" in self.refusal(home)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@settings(suppress_health_check=SLOW, max_examples=200, deadline=None)
def test_any_bytes_at_all_get_a_verdict(tmp_path: Path, content: bytes) -> None:
    submission = read(hand_in(tmp_path, content))
    assert submission.state == "unreadable"
    assert submission.why


@given(data=st.data())
@settings(suppress_health_check=SLOW, max_examples=100, deadline=None)
def test_any_change_of_one_part_of_the_json_gets_a_verdict(tmp_path: Path, data: st.DataObject) -> None:
    notebook = answered()
    odd = st.none() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2) | st.just({"a": 1})
    where: Any = notebook
    for _ in range(data.draw(st.integers(0, 4))):
        inner = [key for key, held in _items(where) if isinstance(held, dict | list) and held]
        if not inner:
            break
        where = where[data.draw(st.sampled_from(inner))]
    where[data.draw(st.sampled_from([key for key, _ in _items(where)]))] = data.draw(odd)
    submission = read(hand_in(tmp_path, notebook))
    assert submission.state in ("ok", "unreadable")
    if submission.state == "ok":
        assert sorted(checks_in_order(submission)) == sorted(CHECKS)


def _items(value: Any) -> list[tuple[Any, Any]]:
    return list(value.items()) if isinstance(value, dict) else list(enumerate(value))
