"""The command line: plain words, the right exit status, never a traceback."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from academy.main import COMMANDS


def academy(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from academy.main import main; main()"]
    return subprocess.run([*program, *arguments], capture_output=True, text=True, cwd=cwd, check=False)


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    shown = academy(command, "--help")
    assert shown.returncode == 0, shown.stderr
    assert f"academy {command}" in shown.stdout
    assert "Example" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("nonsense",), "nonsense"),
        (("data",), "OUT"),
        (("data", "out", "--size", "tiny"), "tiny"),
        (("data", "out", "--years", "0"), "0"),
        (("data", "out", "--years", "many"), "many"),
        (("data", "out", "--year-end", "1999"), "1999"),
        (("data", "out", "--returns", "p45"), "p45"),
        (("data", "out", "--formats", "docx"), "docx"),
        (("data", "out", "--faults", "some"), "some"),
        (("data", "out", "--council", "Atlantis"), "Atlantis"),
        (("data", "out", "--learner", "Not An Id"), "Not An Id"),
        (("start", "out", "--learner", "Not An Id"), "Not An Id"),
        (("start", "out"), "--learner"),
        (("validate", "no-such-folder"), "no-such-folder"),
        (("grade", "m99-a01", "--submissions", ".", "--out", "out"), "m99-a01"),
        (("grade", "m01-a01", "--out", "mistyped"), "mistyped"),
        (("grade", "m01-a01", "--submissions", ".", "--roster", "nobody.csv", "--out", "out"), "nobody.csv"),
        (("grade", "m01-a01", "--restore", "backup.db", "--out", "mistyped"), "mistyped"),
        (("collect", "m01-a01", "--from", "nowhere", "--out", "mistyped"), "nowhere"),
    ],
)
def test_bad_input_is_one_plain_sentence_and_exit_status_2(
    tmp_path: Path, arguments: tuple[str, ...], names: str
) -> None:
    answer = academy(*arguments, cwd=tmp_path)
    assert answer.returncode == 2
    assert names in answer.stderr
    assert "Traceback" not in answer.stderr + answer.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_ours_says_sorry_and_keeps_the_details(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import academy.main

    monkeypatch.setitem(academy.main.COMMANDS, "doctor", ("academy.no_such_module:doctor", "Broken on purpose."))
    monkeypatch.setattr(sys, "argv", ["academy", "doctor"])
    with pytest.raises(SystemExit) as stop:
        academy.main.main()
    assert stop.value.code == 2
    said = capsys.readouterr().err
    assert "something went wrong in our own code" in said
    Path(said.split("details are in ")[1].split(": please")[0]).unlink()


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (OSError(errno.ENOSPC, "No space left"), "the disk is full: make room, then run the same command again."),
        (OSError(errno.EFBIG, "File too large"), "raise the limit"),
        (OSError(errno.EACCES, "Permission denied", "feedback/bo"), "feedback/bo is not yours to read or write"),
        (OSError(errno.EROFS, "Read-only file system", "report.html"), "or name a folder of your own."),
    ],
)
def test_what_the_system_refuses_is_one_plain_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], problem: OSError, sentence: str
) -> None:
    import academy.main

    def full(**_: object) -> None:
        raise problem

    monkeypatch.setattr(academy.main.academy, "main", full)
    with pytest.raises(SystemExit) as stop:
        academy.main.main()
    assert stop.value.code == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith("academy: ") and sentence in said


def test_what_a_command_exits_with_is_what_the_program_exits_with(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import academy.main

    (tmp_path / "ssda903" / "2025-26").mkdir(parents=True)
    (tmp_path / "ssda903" / "2025-26" / "header.csv").write_text("NOT,A,HEADER\n1,2,3\n")
    monkeypatch.setattr(sys, "argv", ["academy", "validate", str(tmp_path)])
    with pytest.raises(SystemExit) as stop:
        academy.main.main()
    assert stop.value.code == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["scorecard", "--seed", "2"], "add it, or leave --seed out"),
        (["scorecard", "--out", "file/card"], "name a folder that exists"),
        (["calendar", "--start", "9999-12-01"], "in no year of ours"),
        (["calendar", "--start", "2027-01-11", "--out", "plan.txt"], "end it in .csv or .ics"),
        (["progress", "--out", "x.pdf"], "end it in .html"),
        (["progress", "--note", "quiet"], "add --log"),
        (["hours", "--share", "x.docx"], "end it in .csv"),
        (["hours", "--confirmed", "Bo"], "add the run"),
        (["report", "--excel", "marks.csv"], "end it in .xlsx"),
        (["agenda", "bo.li", "--by", "2027-01-28"], "add --add"),
        (["build", "--solved", "file"], "choose an empty or a new folder"),
        (["teach-back", "m01-l03", "--out", "none/x.md"], "name a folder that exists"),
    ],
)
def test_places_and_days_that_cannot_be_are_one_plain_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    arguments: list[str],
    sentence: str,
) -> None:
    import academy.main

    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["academy", *arguments])
    with pytest.raises(SystemExit) as stop:
        academy.main.main()
    shown = capsys.readouterr()
    assert stop.value.code == 2
    assert sentence in shown.err and len(shown.err.splitlines()) == 1
    assert not shown.out


WAITING = """
import click
from grading.runner.temporary import temporary_folder

@click.command()
def wait():
    with temporary_folder() as folder:
        print(folder, flush=True)
        input()
"""


@pytest.mark.parametrize("request_to_end", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_command_that_is_asked_to_end_leaves_nothing_in_the_temporary_folder(
    tmp_path: Path, request_to_end: signal.Signals
) -> None:
    """A plain kill, a shutdown or a closed terminal once ended it on the spot, its folders left behind."""
    (tmp_path / "waiting.py").write_text(WAITING)
    temp = tmp_path / "temp"
    temp.mkdir()
    # As in a terminal: tests that are run in the background (nohup) hand on that a signal is passed over.
    program = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    program += "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
    program += "from academy import main; main.COMMANDS['wait'] = ('waiting:wait', ''); main.main()"
    with subprocess.Popen(
        [sys.executable, "-c", program, "wait"],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(temp)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stdout is not None
        assert Path(command.stdout.readline().strip()).parent == temp
        command.send_signal(request_to_end)
        said = command.communicate()[1]
    assert command.returncode == (2 if request_to_end == signal.SIGINT else 128 + request_to_end)
    assert "Traceback" not in said
    assert list(temp.iterdir()) == []
