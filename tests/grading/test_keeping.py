"""A learner's record leaves as one file and comes back whole: nothing twice, nothing lost, nobody else's."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from academy.main import academy
from grading.hours import add_line, ledger_of
from grading.keeping import NAMES, _together, bring_record, export_record
from grading.progress import DONE, done_on
from synthetic_data.errors import PlainError


def workspace(folder: Path, learner: str = "amina.khan") -> Path:
    (folder / ".academy").mkdir(parents=True)
    (folder / ".academy" / "workspace.json").write_text(json.dumps({"learner": learner}))
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = workspace(tmp_path / "old")
    (folder / DONE).write_text("when,exercise\n2027-01-11,m01-l01-first\n2027-01-12,m01-l01-second\n")
    for _ in range(2):
        add_line(folder, "runs", 'Error "list", weekly', "2027-01-11", "100", "40", "Alan Rees")
    return folder


def test_a_record_survives_a_new_installation(old: Path, tmp_path: Path) -> None:
    new, packed = workspace(tmp_path / "new"), tmp_path / "record.zip"
    for options in ((str(old), "--export", str(packed)), (str(new), "--bring", str(packed))):
        ended = CliRunner().invoke(academy, ["progress", *options])
        assert ended.exit_code == 0, ended.output
    assert "4 lines were new here" in ended.output
    assert done_on(new / DONE) == done_on(old / DONE)
    assert ledger_of(new) == ledger_of(old)
    assert bring_record(new, packed) == bring_record(new, old) == 0
    assert ledger_of(new) == ledger_of(old)


def test_an_exercise_keeps_its_first_day_and_a_task_its_newest_frequency(old: Path, tmp_path: Path) -> None:
    new = workspace(tmp_path / "new")
    (new / DONE).write_text("when,exercise\n2027-02-01,m01-l01-first\n2027-02-02,m01-l02-third\n")
    assert bring_record(new, old) == 4
    assert list(done_on(new / DONE)) == ["m01-l01-first", "m01-l01-second", "m01-l02-third"]
    assert done_on(new / DONE)["m01-l01-first"].month == 1
    add_line(old, "tasks", "Board pack", "12", "0")
    add_line(new, "tasks", "Board pack", "4", "0")
    add_line(new, "runs", "Board pack", "2027-02-01", "90", "30", "")
    assert bring_record(new, old) == 1
    hours = {each.task: each.hours for each in ledger_of(new).savings}["Board pack"]
    assert hours is not None and hours.value == 4


@given(st.lists(st.tuples(st.sampled_from("abc"))), st.lists(st.tuples(st.sampled_from("abc"))))
def test_each_line_stands_as_often_as_on_the_fuller_side(own: list[tuple[str]], brought: list[tuple[str]]) -> None:
    rows = _together(own, brought)
    assert rows[len(rows) - len(own) :] == own
    assert Counter(rows) == Counter(own) | Counter(brought)


def test_another_learners_record_and_what_is_no_record_change_nothing(old: Path, tmp_path: Path) -> None:
    new, packed = workspace(tmp_path / "new", "bo.li"), tmp_path / "record.zip"
    export_record(old, packed)
    with pytest.raises(PlainError, match=r"record of amina\.khan"):
        bring_record(new, packed)
    packed.write_bytes(b"PK and no more")
    with pytest.raises(PlainError, match="--export"):
        bring_record(new, packed)
    with pytest.raises(PlainError, match="not a workspace"):
        bring_record(new, tmp_path)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("workspace.json", '{"learner": "bo.li"}')
        archive.writestr("../../escape.csv", "no")
        archive.writestr("progress.csv", "exercise\nm01-l01-first\n")
    (new / DONE).write_text("when,exercise\n2027-01-11,m01-l01-other\n")
    with pytest.raises(PlainError, match="other columns"):
        bring_record(new, packed)
    assert sorted(path.name for path in (new / ".academy").iterdir()) == ["progress.csv", "workspace.json"]
    assert set(NAMES) == {"progress.csv", "time.csv", "runs.csv", "tasks.csv", "diary.csv"}
