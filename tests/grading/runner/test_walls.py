"""The walls: what they let in, what they keep out, and that probes would notice if they did not stand."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grading.runner import landlock, probes, readable, scratch, seccomp, temporary, walls
from grading.runner.frames import Frame, FrameReader, send
from grading.runner.limits import Limits
from grading.runner.run import close_all
from grading.runner.worker import packed

UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
NEEDS_LANDLOCK = pytest.mark.skipif(
    not (landlock.version() and seccomp.supported()), reason="this kernel has no Landlock to test"
)


@pytest.fixture(scope="module", autouse=True)
def no_server_left() -> Iterator[None]:
    yield
    close_all()


class TestProbes:
    @NEEDS_LANDLOCK
    def test_all_hold_behind_landlock(self) -> None:
        report = probes.probe(walls.LANDLOCK)
        assert report.wall == walls.LANDLOCK
        assert [probe.name for probe in report.probes if not probe.held] == []
        assert len(report.probes) == len(probes.PROBES)

    @pytest.mark.needs_bubblewrap
    def test_all_hold_behind_bubblewrap(self) -> None:
        report = probes.probe(walls.BUBBLEWRAP)
        assert report.wall == walls.BUBBLEWRAP
        assert [probe.name for probe in report.probes if not probe.held] == []

    def test_they_notice_when_there_is_no_wall(self, tmp_path: Path) -> None:
        held = {probe.name: probe.held for probe in probes._tried(tmp_path, walls.NONE)}
        reached = {name.removeprefix("a notebook that ") for name, stood in held.items() if not stood}
        assert reached >= {
            "reads a file outside",
            "writes a file outside",
            "changes a file's mode",
            "lists a folder outside",
            "signals another process",
            "starts a process",
            "runs a program",
            "uses the network",
        }

    def test_where_no_wall_can_be_had_the_report_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(walls, "_bubblewrap_works", lambda: False)
        monkeypatch.setattr(landlock, "version", lambda: 0)
        report = probes.probe()
        assert (report.wall, report.probes) == (walls.NONE, ())
        assert "cannot be run safely here" in report.in_words


class TestWhatMayBeRead:
    def test_the_interpreter_and_the_learners_side_of_the_course_are_in(self) -> None:
        runtime = readable.runtime()
        for needed in (Path(os.__file__), Path(sys.executable).resolve(), Path(readable.__file__)):
            assert any(path == needed or path in needed.parents for path in runtime), needed

    def test_the_references_of_the_course_are_out(self) -> None:
        home = next(folder for folder in readable.packages() if folder.name == "curriculum")
        hidden = home / "modules"
        assert hidden.exists()
        for path in readable.runtime():
            assert path != hidden
            assert path not in hidden.parents
            assert hidden not in path.parents

    def test_what_is_hidden_in_a_folder_is_left_out_and_its_neighbours_stay(self, tmp_path: Path) -> None:
        for name in ("a/hidden", "a/beside", "b"):
            (tmp_path / name).mkdir(parents=True)
        found = list(readable._around(tmp_path, [tmp_path / "a" / "hidden"]))
        assert found == [tmp_path / "a" / "beside", tmp_path / "b"]


class TestLandlock:
    @NEEDS_LANDLOCK
    def test_a_fenced_process_reads_and_writes_only_where_it_may(self, tmp_path: Path) -> None:
        for name in ("read", "write", "out"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "file").write_text("x")
        program = (
            "import sys, os; from pathlib import Path; from grading.runner import landlock\n"
            f"root = Path({str(tmp_path)!r})\n"
            "landlock.restrict([Path(sys.prefix), Path(sys.base_prefix), root / 'read'], [root / 'write'])\n"
            "def able(act):\n"
            "    try:\n        act()\n        return True\n    except OSError:\n        return False\n"
            "got = [able(lambda: (root / n / 'file').read_text()) for n in ('read', 'write', 'out')]\n"
            "got += [able(lambda: (root / n / 'new').write_text('x')) for n in ('read', 'write', 'out')]\n"
            "os.write(1, repr(got).encode())"
        )
        ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
        assert ended.stdout == b"[True, True, False, False, True, False]"


class TestScratch:
    def test_a_tree_too_deep_to_name_is_cleared_away(self, tmp_path: Path) -> None:
        top = tmp_path / "run"
        top.mkdir()
        here = os.open(top, os.O_RDONLY)
        for _ in range(3000):
            os.mkdir("d", dir_fd=here)
            deeper = os.open("d", os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = deeper
        os.close(here)
        (top / "link").symlink_to("/etc")
        (top / os.fsdecode(b"\xff\xfe")).write_text("odd name")
        (top / "sealed").mkdir(mode=0)
        os.mkfifo(top / "pipe")
        scratch.empty(top)
        assert list(tmp_path.iterdir()) == []

    def test_too_many_files_and_too_much_in_them_are_noticed(self, tmp_path: Path) -> None:
        assert scratch.over_limit(os.getpid(), tmp_path, Limits(threads=10_000)) is None
        (tmp_path / "big").write_bytes(b"x" * 200_000)
        assert scratch.over_limit(os.getpid(), tmp_path, Limits(threads=10_000, scratch=100_000)) == "files"
        assert scratch.over_limit(os.getpid(), tmp_path, Limits(threads=10_000, files=0)) == "files"
        assert scratch.over_limit(os.getpid(), tmp_path, Limits(threads=0)) == "threads"


class TestMessages:
    @given(st.lists(st.tuples(st.dictionaries(st.text(), st.text()), st.binary(max_size=300))), st.integers(1, 64))
    @UNTIMED
    def test_messages_arrive_whole_however_they_are_cut(
        self, sent: list[tuple[dict[str, str], bytes]], piece: int
    ) -> None:
        reading, writing = os.pipe()
        try:
            for about, content in sent:
                send(writing, about, content)
        finally:
            os.close(writing)
        with os.fdopen(reading, "rb") as stream:
            raw = stream.read()
        reader = FrameReader(10_000_000)
        got = [frame for start in range(0, len(raw), piece) for frame in reader.feed(raw[start : start + piece])]
        assert got == [Frame(about, content) for about, content in sent]

    @given(st.lists(st.binary(max_size=50)))
    @UNTIMED
    def test_any_bytes_at_all_are_messages_or_are_no_longer_listened_to(self, pieces: list[bytes]) -> None:
        reader = FrameReader(1000)
        for piece in pieces:
            assert all(isinstance(frame.about, dict) for frame in reader.feed(piece))

    def test_more_than_may_be_sent_is_not_listened_to(self) -> None:
        reader = FrameReader(100)
        reader.feed(b"\x00\x00\x00\x02\x7f\xff\xff\xff")
        assert reader.broken == "it announced more than it may send"
        reader = FrameReader(5)
        assert reader.feed(b"123456") == []
        assert reader.broken == "it sent too much"


def test_a_run_folder_is_packed_without_its_links(tmp_path: Path) -> None:
    import tarfile

    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("1")
    (tmp_path / "link").symlink_to("/etc/passwd")
    with packed(tmp_path) as stream, tarfile.open(fileobj=stream) as archive:
        assert archive.getnames() == ["data/a.csv"]


def test_a_forked_copy_of_the_coachs_process_forgets_its_workers() -> None:
    from grading.runner import worker

    key = ("kept", Limits())
    worker._idle[key] = []
    try:
        process = multiprocessing.get_context("fork").Process(target=lambda: os._exit(len(worker._idle)))
        process.start()
        process.join()
        assert process.exitcode == 0
    finally:
        del worker._idle[key]


HANGING = """
import json, sys
from pathlib import Path
from grading.runner.run import run
from grading.runner.limits import Limits
home, wall = Path(sys.argv[1]), sys.argv[2]
home.mkdir()
source = "while True:\\n    try:\\n        while True: pass\\n    except BaseException: pass"
cell = {"cell_type": "code", "metadata": {}, "source": source}
(home / "notebook.ipynb").write_text(json.dumps({"cells": [cell]}))
(home / "cards.json").write_text("[]")
print("begun", flush=True)
run(home, home / "out", Limits(cell_seconds=600, notebook_seconds=600), wall)
"""


@pytest.mark.parametrize(
    "wall",
    [
        pytest.param(walls.LANDLOCK, marks=NEEDS_LANDLOCK),
        pytest.param(walls.BUBBLEWRAP, marks=pytest.mark.needs_bubblewrap),
    ],
)
def test_nothing_outlives_a_coachs_process_that_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wall: str
) -> None:
    """The coach's process is killed while a notebook that swallows every interruption is running."""
    coach = subprocess.Popen(
        [sys.executable, "-c", HANGING, str(tmp_path / "run"), wall],
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert coach.stdout is not None
    assert coach.stdout.readline() == b"begun\n"
    family: set[int] = set()
    for _ in range(200):
        family |= _descendants(coach.pid)
        if _is_spinning(family):
            break
        time.sleep(0.1)
    assert _is_spinning(family), "the notebook never began"
    coach.kill()
    coach.wait()
    for _ in range(100):
        left = {pid for pid in family if _is_alive(pid)}
        if not left:
            break
        time.sleep(0.1)
    assert left == set()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    temporary.clear_abandoned()  # as the next run does
    assert list(tmp_path.iterdir()) == [tmp_path / "run"]


def _descendants(top: int) -> set[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {top}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {top}


def _is_spinning(family: set[int]) -> bool:
    """Whether server and notebook are both there: behind any wall at least two Python processes below the coach."""
    names = []
    for pid in family:
        with contextlib.suppress(OSError):
            names.append(Path(f"/proc/{pid}/comm").read_text().strip())
    return sum(name.startswith("python") for name in names) >= 2


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_what_is_bound_below_the_scratch_folder_is_not_hidden_by_it() -> None:
    """A checkout in a temporary folder once lost its own interpreter: the scratch was laid over it."""
    line = walls.bubblewrap(["true"], 2**20)
    assert line.index("--tmpfs") < line.index("--ro-bind")
