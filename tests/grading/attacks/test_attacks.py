"""The collection of attacks: each `.txt` here is a learner's cell, run behind each wall before the learner's answers.

Whatever the cell does, the machine is as it was, nothing secret comes out, no process stays, the next notebook is not
touched, and the learner's other answers come out as they are.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grading.capture import read_captured
from grading.runner import landlock, seccomp
from grading.runner.limits import MIB, Limits
from grading.runner.run import RunResult, close_all, run
from grading.runner.walls import BUBBLEWRAP, LANDLOCK
from tests.grading.small_assignment import CARDS, answered, code, run_folder

HERE = Path(__file__).parent
ATTACKS = sorted(path.stem for path in HERE.glob("*.txt"))
LIMITS = Limits(
    cell_seconds=1.5,
    call_seconds=1.5,
    notebook_seconds=30,
    memory=700 * MIB,
    file=8 * MIB,
    scratch=24 * MIB,
    threads=64,
)

# Attacks on the learner's own interpreter: they may cost the learner who makes them answers, and nobody else anything.
MAY_COST_OWN_ANSWERS = {
    "audit_everything",
    "replace_the_question",
    "break_builtins",
    "trace_everything",
    "hook_the_shell",
}

WALLS = [
    pytest.param(
        LANDLOCK,
        marks=pytest.mark.skipif(
            not (landlock.version() and seccomp.supported()), reason="this kernel has no Landlock to test"
        ),
    ),
    pytest.param(BUBBLEWRAP, marks=pytest.mark.needs_bubblewrap),
]
LEAK = {"id": "m01-a01-leak", "assignment": "m01-a01", "answer": "leak", "kind": "scalar", "points": 0, "inputs": []}
LEAK_CELL = "leak = {name: globals().get(name) for name in ('stolen', 'reached', 'started', 'sent')}\n" + (
    "leak['stolen'] = leak['stolen'] and leak['stolen'][:90_000]"
)


class Target:
    """What attacks aim at: a secret to read, a file to change, a listener to reach, and this process."""

    def __init__(self, folder: Path) -> None:
        self.content = secrets.token_hex(20)
        self.secret = folder / "coach" / "gradebook.secret"
        self.victim = folder / "other" / "victim.txt"
        for path, content in ((self.secret, self.content), (self.victim, "as it was")):
            path.parent.mkdir()
            path.write_text(content)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.before = self.facts()

    def prelude(self) -> str:
        port = self.listener.getsockname()[1]
        return (
            f"SECRET = {str(self.secret)!r}\nVICTIM = {str(self.victim)!r}\nPORT = {port}\nCOACH = {os.getpid()}\n"
            f"SERVER = {os.getppid()}"
        )

    def facts(self) -> Any:
        """Everything about the machine that an attack may have changed."""
        folder = self.victim.parent
        files = {
            path.name: (path.read_bytes(), facts.st_mode, facts.st_uid, facts.st_mtime_ns, facts.st_nlink, flags(path))
            for path in sorted([*folder.iterdir(), self.secret])
            for facts in [path.lstat()]
        }
        return (
            files,
            folder.stat().st_mode,
            os.getpriority(os.PRIO_PROCESS, 0),
            os.sched_getaffinity(0),
            os.sched_getscheduler(0),
        )

    def was_reached(self) -> bool:
        try:
            self.listener.accept()
        except BlockingIOError:
            return False
        return True


def flags(path: Path) -> bytes | None:
    """A file's attributes, such as chattr sets them; None on a file system that has none."""
    with path.open("rb") as stream:
        try:
            return fcntl.ioctl(stream, 0x80086601, bytes(8))  # FS_IOC_GETFLAGS
        except OSError:
            return None


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Target]:
    made = Target(tmp_path)
    yield made
    made.listener.close()


@pytest.fixture(scope="module", autouse=True)
def no_server_left() -> Iterator[None]:
    yield
    close_all()


def notebook_with(target: Target, attack: str) -> dict[str, Any]:
    notebook = answered()
    check = code('check("m01-a01-leak")', "leak-c", grade_id="m01-a01-leak", grade=True, solution=False, locked=True)
    notebook["cells"][1:1] = [
        code(target.prelude(), "prelude"),
        code((HERE / f"{attack}.txt").read_text(), "attack"),
        code(LEAK_CELL, "leak"),
        check,
    ]
    return notebook


def attacked(folder: Path, target: Target, attack: str, wall: str) -> tuple[RunResult, Path]:
    home = run_folder(folder, notebook_with(target, attack))
    (home / "cards.json").write_text(json.dumps([*CARDS, LEAK]))
    return run(home, folder / "out", LIMITS, wall), folder / "out"


def assert_right_answers(out: Path) -> None:
    total, by_status, older = (read_captured(out, card["id"]) for card in CARDS)
    assert total is not None
    assert total.outputs == [4], total
    assert by_status is not None
    assert by_status.outputs[0].to_dict("list") == {"LS": ["C2", "V2"], "CHILD": [3, 1]}
    assert older is not None
    assert older.outputs == [2, 1]


def descendants() -> set[int]:
    """Processes that descend from this one, by what the kernel says of each process's parent."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {os.getpid()}


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_gains_nothing_and_harms_nobody(tmp_path: Path, target: Target, attack: str, wall: str) -> None:
    result, out = attacked(tmp_path, target, attack, wall)
    if attack == "background_process":
        time.sleep(1.3)  # it tries to act a second later

    assert target.facts() == target.before, "something outside the sandbox was changed"
    assert not target.was_reached(), "the listener outside was reached"
    for path in out.rglob("*"):
        assert not path.is_symlink()
        assert target.content.encode() not in path.read_bytes(), f"the secret came out in {path.name}"
    leak = read_captured(out, "m01-a01-leak")
    assert leak is not None
    if leak.state == "answered":
        assert not any(leak.outputs[0][name] for name in ("reached", "started", "sent")), leak.outputs
        assert "coach-only" not in (leak.outputs[0]["stolen"] or "")

    assert result.wall == wall
    assert len(list(out.iterdir())) < 1000
    assert {path.name.partition(".")[0] for path in out.iterdir()} == {
        *(card["id"] for card in CARDS), "m01-a01-leak", "run", "executed",
    }  # fmt: skip
    if attack not in MAY_COST_OWN_ANSWERS:
        assert_right_answers(out)
    for card in CARDS:
        assert read_captured(out, card["id"]) is not None

    before = descendants()
    (tmp_path / "next").mkdir()
    following = run(run_folder(tmp_path / "next"), tmp_path / "next" / "out", LIMITS, wall)
    assert following.state == "ran"
    assert_right_answers(tmp_path / "next" / "out")
    assert len(descendants()) <= max(len(before), 3), "a process stayed behind"


@pytest.mark.parametrize("wall", WALLS)
def test_an_attack_that_is_the_answer_is_judged_as_the_answer_it_is(tmp_path: Path, target: Target, wall: str) -> None:
    notebook = notebook_with(target, "lie_about_equality")
    notebook["cells"].insert(6, code("total = lie", "own"))
    cell = next(cell for cell in notebook["cells"] if cell["source"] == "total = len(episodes)")
    cell["source"] = "total = lie"
    home = run_folder(tmp_path, notebook)
    run(home, tmp_path / "out", LIMITS, wall)
    captured = read_captured(tmp_path / "out", "m01-a01-total")
    assert captured is not None
    assert type(captured.outputs[0]) is int
    assert captured.outputs == [999]


def test_every_attack_says_what_it_is(subtests: pytest.Subtests) -> None:
    for attack in ATTACKS:
        with subtests.test(attack):
            assert (HERE / f"{attack}.txt").read_text().startswith("# ")
