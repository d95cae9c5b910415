"""The exchange against a hostile learner, with real separate accounts: these tests act as other users, so need root."""

from __future__ import annotations

import json
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest
from acting import AMINA, GRADERS, MALLORY, acting_as, as_root
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from hub.exchange import MODES, Submit, holes, make_exchange
from hub.inbox import Taken, set_aside, take

ACCOUNTS = {"amina": AMINA, "mallory": MALLORY}
SENT = "2026-11-02 09:00:00.000000 UTC"
LATER = "2026-11-03 09:00:00.000000 UTC"


@pytest.fixture
def exchange() -> Iterator[Path]:
    """An exchange whose way there is open to all, as on a hub; beside it folders of the graders' and of Amina's own."""
    folder = Path(tempfile.mkdtemp(prefix="cda-exchange-"))
    folder.chmod(0o755)
    make_exchange(folder / "exchange", "cda", GRADERS, GRADERS)
    for name, account in {"graders": GRADERS, "amina": AMINA}.items():
        (folder / name).mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder / name, account, account)
    yield folder / "exchange"
    shutil.rmtree(folder)


def hand_in(inbound: Path, name: str, files: dict[str, str] | None = None) -> Callable[[], None]:
    """Make a hand-in folder of any name, as nbgrader's own submit leaves it."""

    def deed() -> None:
        folder = inbound / name
        folder.mkdir()
        for each, text in (files or {"assignment.ipynb": "work", "submission_secret.txt": "secret"}).items():
            (folder / each).write_text(text)

    return deed


def submit(exchange: Path, learner: str) -> None:
    """Hand in with nbgrader, through our class."""
    home = exchange.parent / learner
    (home / "m01-a01").mkdir()
    (home / "m01-a01" / "assignment.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4}')
    config = Config()
    config.CourseDirectory.course_id, config.CourseDirectory.student_id = "cda", learner
    config.CourseDirectory.assignment_id = "m01-a01"
    config.Exchange.root, config.Exchange.cache = str(exchange), str(home / "cache")
    config.Exchange.assignment_dir = str(home)
    Submit(coursedir=CourseDirectory(config=config), authenticator=Authenticator(config=config), config=config).start()


def collected(exchange: Path, round_: str = "") -> tuple[Taken, Path]:
    """Collect as the graders; return what they say and the folder they put it into."""
    place = exchange.parent / "graders" / round_

    def deed() -> None:
        place.mkdir(exist_ok=True)
        found = take(exchange / "cda" / "inbound", "m01-a01", lambda who: place / who, ACCOUNTS.get)
        set_aside(exchange / "cda" / "inbound", place / "quarantine", found)
        (place / "outcome").write_text(json.dumps(asdict(found)))

    assert acting_as(GRADERS, deed) == "done"
    said = json.loads((place / "outcome").read_text())
    return Taken(**(said | {"refused": [tuple(each) for each in said["refused"]]})), place


@as_root
def test_a_learner_can_neither_rename_nor_make_nor_change_a_course(exchange: Path) -> None:
    course = exchange / "cda"
    deeds = {
        "rename the course": lambda: course.rename(exchange / "mine"),
        "make a course": lambda: (exchange / "rogue").mkdir(),
        "remove a folder": lambda: (course / "outbound").rmdir(),
        "release something": lambda: (course / "outbound" / "m99-a01").mkdir(),
        "open up the root": lambda: exchange.chmod(0o777),
        "write feedback": lambda: (course / "feedback" / "page.html").write_text("well done"),
    }
    for name, deed in deeds.items():
        assert acting_as(MALLORY, deed) == "PermissionError", name


@as_root
def test_nobody_lists_the_hand_ins_or_the_feedback(exchange: Path) -> None:
    for name in ("inbound", "feedback"):
        assert acting_as(MALLORY, lambda name=name: list((exchange / "cda" / name).iterdir())) == "PermissionError"


@as_root
def test_what_a_learner_hands_in_is_collected_as_it_was(exchange: Path) -> None:
    (exchange / "cda" / "outbound" / "m01-a01").mkdir()
    assert acting_as(AMINA, lambda: submit(exchange, "amina")) == "done"
    outcome, place = collected(exchange)
    assert (outcome.taken, outcome.refused, outcome.notes) == (["amina"], [], [])
    mine = exchange.parent / "amina" / "m01-a01" / "assignment.ipynb"
    assert (place / "amina" / "assignment.ipynb").read_bytes() == mine.read_bytes()
    assert len((place / "amina" / "submission_secret.txt").read_text()) == 128


@as_root
def test_who_knows_the_name_of_anothers_hand_in_can_still_not_touch_it(exchange: Path) -> None:
    (exchange / "cda" / "outbound" / "m01-a01").mkdir()
    assert acting_as(AMINA, lambda: submit(exchange, "amina")) == "done"
    [folder] = (exchange / "cda" / "inbound").iterdir()
    deeds = {
        "list it": lambda: list(folder.iterdir()),
        "read it": (folder / "assignment.ipynb").read_text,
        "read its secret": (folder / "submission_secret.txt").read_text,
        "rename it": lambda: folder.rename(folder.with_name("gone")),
        "write into it": lambda: (folder / "assignment.ipynb").write_text("mine"),
    }
    for name, deed in deeds.items():
        assert acting_as(MALLORY, deed) == "PermissionError", name
    assert acting_as(GRADERS, lambda: (folder / "assignment.ipynb").read_text()) == "done"


@as_root
def test_a_forged_hand_in_is_set_aside_and_the_genuine_one_taken(exchange: Path) -> None:
    inbound = exchange / "cda" / "inbound"
    acting_as(AMINA, hand_in(inbound, f"amina+m01-a01+{SENT}+abc", {"assignment.ipynb": "Amina's"}))
    acting_as(MALLORY, hand_in(inbound, f"amina+m01-a01+{LATER}+abc", {"assignment.ipynb": "forged"}))

    outcome, place = collected(exchange)
    assert outcome.taken == ["amina"]
    assert (place / "amina" / "assignment.ipynb").read_text() == "Amina's"
    assert [why for _, why in outcome.refused] == ["the folder was written by another account than its learner's"]
    record = (place / "quarantine" / "refused.csv").read_text()
    assert f",{MALLORY}," in record
    assert collected(exchange)[0].kept == ["amina"]
    assert len((place / "quarantine" / "refused.csv").read_text().splitlines()) == 2


@as_root
@pytest.mark.parametrize(
    ("trick", "why"),
    [
        (lambda folder: (folder / "seed").symlink_to("/etc/hostname"), "seed is not a plain file"),
        (lambda folder: os.mkfifo(folder / "assignment.ipynb"), "assignment.ipynb is not a plain file"),
        (lambda folder: (folder / "more").symlink_to("/etc"), "more is not a plain file"),
        (lambda folder: (folder / "a/b/c/d").mkdir(parents=True), "it is more than 3 folders deep"),
        (lambda folder: [(folder / f"{n}").touch() for n in range(201)], "it has more than 200 files"),
        (lambda folder: folder.chmod(0), "it cannot be read as a folder (Permission denied)"),
        (lambda folder: None, "it is empty"),
    ],
)  # fmt: skip
def test_a_tricky_hand_in_is_refused_in_words(exchange: Path, trick: Callable[[Path], object], why: str) -> None:
    folder = exchange / "cda" / "inbound" / f"mallory+m01-a01+{SENT}+abc"

    def deed() -> None:
        folder.mkdir()
        trick(folder)

    assert acting_as(MALLORY, deed) == "done"
    outcome, _ = collected(exchange)
    assert outcome.taken == []
    assert [each for _, each in outcome.refused] == [why]


@as_root
def test_a_file_changed_for_a_link_while_we_look_is_never_followed(exchange: Path) -> None:
    secret = exchange.parent / "graders" / "marking.seed"
    secret.write_text("the graders' own")
    os.chown(secret, GRADERS, GRADERS)
    secret.chmod(0o600)
    folder = exchange / "cda" / "inbound" / f"mallory+m01-a01+{SENT}+abc"
    acting_as(MALLORY, hand_in(folder.parent, folder.name))
    swapping = os.fork()
    if swapping == 0:
        os.setuid(MALLORY)
        link, plain, path = folder / "link", folder / "plain", folder / "assignment.ipynb"
        link.symlink_to(secret)
        plain.write_text("work")
        while True:
            for source in (link, plain):
                partial = folder / "partial"
                os.link(source, partial, follow_symlinks=False)
                partial.rename(path)
    try:
        for number in range(40):
            _, place = collected(exchange, f"round{number}")
            for copied in place.glob("mallory/*"):
                assert copied.read_text() != "the graders' own"
            for aside in (place / "quarantine").glob("*-mallory*"):
                aside.rename(folder)
            time.sleep(0.002)
    finally:
        os.kill(swapping, 9)
        os.waitpid(swapping, 0)


@as_root
def test_a_folder_that_cannot_be_moved_aside_is_refused_again_and_recorded_once(exchange: Path) -> None:
    inbound = exchange / "cda" / "inbound"

    def deed() -> None:
        hand_in(inbound, f"amina+m01-a01+{SENT}+abc")()
        (inbound / f"amina+m01-a01+{SENT}+abc").chmod(0o555)

    acting_as(MALLORY, deed)
    for _ in range(2):
        outcome, place = collected(exchange)
        assert len(outcome.refused) == 1
    assert len((place / "quarantine" / "refused.csv").read_text().splitlines()) == 2


def test_names_that_are_no_hand_in_stop_nothing(tmp_path: Path) -> None:
    inbound = tmp_path / "inbound"
    inbound.mkdir()
    for name in (
        "nonsense",
        "a+b+c",
        "amina+m01-a01+yesterday+x",
        f"..+m01-a01+{SENT}+x",
        f"ghost+m01-a01+{SENT}+x",
    ):
        hand_in(inbound, name)()
    hand_in(inbound, f"amina+m01-a01+{SENT}+x")()
    outcome = take(inbound, "m01-a01", lambda who: tmp_path / who, lambda _: os.getuid(), {"amina"})
    assert outcome.taken == ["amina"]
    assert len(outcome.refused) == 5
    assert (tmp_path / "amina" / "timestamp.txt").read_text() == SENT


def test_a_hand_in_with_a_false_time_is_taken_and_noted(tmp_path: Path) -> None:
    (tmp_path / "inbound").mkdir()
    hand_in(tmp_path / "inbound", f"amina+m01-a01+{SENT}+x")()
    outcome = take(tmp_path / "inbound", "m01-a01", lambda who: tmp_path / who, lambda _: os.getuid())
    assert outcome.taken == ["amina"]
    assert "says it was sent at 02 November 09:00" in outcome.notes[0]


def test_a_plug_pulled_while_collecting_leaves_the_earlier_hand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbound = tmp_path / "inbound"
    inbound.mkdir()
    hand_in(inbound, f"amina+m01-a01+{SENT}+x", {"assignment.ipynb": "first"})()
    everybody = lambda _: os.getuid()  # noqa: E731
    take(inbound, "m01-a01", lambda who: tmp_path / who, everybody)
    hand_in(inbound, f"amina+m01-a01+{LATER}+x", {"assignment.ipynb": "second"})()

    def pulled(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as plug:
        plug.setattr(Path, "write_bytes", pulled)
        with pytest.raises(KeyboardInterrupt):
            take(inbound, "m01-a01", lambda who: tmp_path / who, everybody)
    assert (tmp_path / "amina" / "assignment.ipynb").read_text() == "first"
    assert take(inbound, "m01-a01", lambda who: tmp_path / who, everybody).taken == ["amina"]
    assert (tmp_path / "amina" / "assignment.ipynb").read_text() == "second"


def test_the_doctor_sees_each_departure_from_the_modes(tmp_path: Path) -> None:
    root = tmp_path / "exchange"
    make_exchange(root, "cda", os.getuid(), os.getgid())
    assert list(holes(root, "cda", os.getuid())) == []
    (root / "rogue").mkdir()
    root.chmod(0o777)
    (root / "cda" / "inbound").chmod(0o733)
    (root / "cda" / "feedback").rmdir()
    seen = {hole.path.name: hole.seen for hole in holes(root, "cda", os.getuid())}
    assert seen == {
        "exchange": "others may write to it (mode 777)",
        "rogue": "is not a course of this hub",
        "inbound": "has mode 733 instead of 3733",
        "feedback": "is not there",
    }
    assert stat.S_IMODE((root / "cda" / "outbound").stat().st_mode) == MODES["outbound"]
