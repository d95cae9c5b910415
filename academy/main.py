"""The `academy` command: reads arguments, calls the packages, prints plain words. No logic of its own.

Exit status: 0 success; 1 the command ran and found problems; 2 the input or an option needs putting right.
"""

from __future__ import annotations

import errno
import signal
import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path

import click

from synthetic_data.errors import PlainError

# Command -> where it lives. Loaded when called, so `academy data` never imports nbgrader and `--help` is instant.
COMMANDS = {
    "demo": (
        "academy.demo:demo",
        "The whole loop on one council: data, notebooks, a simulated cohort, marks, feedback, report.",
    ),
    "data": ("academy.data:data", "Simulate an invented council and write its returns."),
    "validate": ("academy.validate:validate", "Run the DfE rules over a folder of returns."),
    "scorecard": ("academy.scorecard:scorecard", "Compare synthetic figures with the published ones."),
    "build": ("academy.course:build", "Turn the curriculum into learner notebooks."),
    "start": ("academy.learner:start", "Make a learner's workspace and open JupyterLab."),
    "progress": ("academy.progress:progress", "Show a learner what is done, what is next and the time logged."),
    "portfolio": ("academy.progress:portfolio", "Write a learner's evidence, in Word or as a page."),
    "hours": ("academy.hours:hours", "Keep a time diary and a ledger of hours saved."),
    "release": ("academy.marking:release", "Give an assignment to learners."),
    "collect": ("academy.marking:collect", "Gather what learners have submitted."),
    "grade": ("academy.marking:grade", "Mark submissions."),
    "feedback": ("academy.marking:feedback", "Write each learner's feedback page."),
    "report": ("academy.marking:report", "Write the coach's report."),
    "calendar": ("academy.calendar:calendar", "Plan a cohort around the weeks when returns are due."),
    "agenda": ("academy.agenda:agenda", "Prepare a one-to-one meeting from evidence."),
    "teams": ("academy.leaders:teams", "Show where teams stand by skill, small teams hidden."),
    "brief": ("academy.leaders:brief", "Write one page for a sponsor: what changed, and what is not known."),
    "teach-back": ("academy.teach_back:teach_back", "Write a pack that passes a lesson on in thirty minutes."),
    "site": ("academy.site:site", "Make the course web site."),
    "hub": ("academy.hub:hub", "Put the course on a JupyterHub: try it in one command, or host it."),
    "doctor": ("academy.doctor:doctor", "Say what is missing or misconfigured and how to mend it."),
}


class LazyCommands(click.Group):
    """A click group whose commands are imported only when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text) for name, (_, help_text) in COMMANDS.items()])


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="childrens-data-academy", prog_name="academy")
def academy() -> None:
    """Children's Data Academy: a course for the analysts of children's services, on invented data throughout."""


def main() -> None:
    """Run the command line; a person never sees a traceback."""
    _end_in_order()
    try:
        status = academy.main(standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)  # click gives back what a command exits with
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. Nothing half-written is left; run the same command again to go on.", err=True)
        sys.exit(2)
    except click.ClickException as problem:
        problem.show()
        sys.exit(2)
    except PlainError as problem:
        click.echo(f"academy: {problem}", err=True)
        sys.exit(problem.exit_code)
    except OSError as problem:
        sentence = _told_plainly(problem)
        if sentence is None:
            sys.exit(_apologise(problem))
        click.echo(f"academy: {sentence}", err=True)
        sys.exit(2)
    except Exception as fault:  # noqa: BLE001 - whatever it is, a person gets a sentence and we get the details
        sys.exit(_apologise(fault))


def _end_in_order() -> None:
    """Let a request to end (kill, a shutdown, a closed terminal) clear up as Ctrl-C does; a second one ends at once.

    One that is to be ignored, as nohup wants, stays ignored.
    """

    def end(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        sys.exit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)


def _told_plainly(problem: OSError) -> str | None:
    """What the system refused, in one sentence with the way out; None when that is for us to look into."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return "the disk is full: make room, then run the same command again."
    if problem.errno == errno.EFBIG:
        return "a file would be larger than this system allows: raise the limit (ulimit -f), then run this again."
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS) and problem.filename:
        return (
            f"{problem.filename} is not yours to read or write ({problem.strerror}): "
            "give this account the right to it, or name a folder of your own."
        )
    return None


def _apologise(fault: Exception) -> int:
    """A fault of ours: keep the details in a file and say so in one sentence."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="academy-fault-", suffix=".txt", delete=False, encoding="utf-8"
    ) as log:
        traceback.print_exception(fault, file=log)
    click.echo(
        f"academy: something went wrong in our own code ({type(fault).__name__}); "
        f"the details are in {Path(log.name)}: please send us that file.",
        err=True,
    )
    return 2
