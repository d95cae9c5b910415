"""`academy hub`: a hub to look at (demo, stop), and a hub to run (configure, release, collect, feedback, ...)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from synthetic_data.errors import PlainError

if TYPE_CHECKING:
    from hub.choices import Choices

USUAL = Path("/etc/academy-hub/hub.toml")
CHOICES = click.option(
    "--choices",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="TOML",
    help=f"The hub's choices. Default: those of the running demo, or {USUAL}.",
)
MOST_LEARNERS = 60


@click.group(epilog="\b\nExamples:\n  academy hub demo\n  academy hub doctor")
def hub() -> None:
    """Put the course in front of learners on a JupyterHub: try it with `demo`, host it with the rest."""


def _choices(given: Path | None) -> Choices:
    """The choices a command is about. Raises PlainError when the hub's extra is not installed, or nothing is found."""
    _needs_hub()
    from hub import demo as demos
    from hub.choices import read_choices

    if given is not None:
        return read_choices(given)
    running = demos.running(demos.usual_folder())
    return running.choices if running else read_choices(USUAL)


def _needs_hub() -> None:
    from importlib.util import find_spec

    if find_spec("jupyterhub") is None:
        raise PlainError(
            "JupyterHub is not installed here: pip install 'childrens-data-academy[hub]' installs the course with it."
        )


@hub.command(short_help="Try a real hub on this machine only.", epilog="Example:  academy hub demo --learners 5")
@click.option("--learners", type=click.IntRange(1, MOST_LEARNERS), default=3, show_default=True, help="How many.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="If it is free.")
def demo(learners: int, port: int) -> None:
    """Start a real JupyterHub on this machine's loopback address, with learners, a coach and the course released.

    It goes on running until `academy hub stop`, which leaves nothing behind.
    """
    _needs_hub()
    from hub import demo as demos

    started = demos.start(demos.usual_folder(), learners, port, click.echo)
    click.echo(
        f"""
The hub is running. In a browser on this machine, open
  {started.address}
and sign in as {started.learners[0]} (or {started.coach}), password {started.password}
Learners are {started.learners[0]} to {started.learners[-1]}. The first page takes about ten seconds.

  As a learner   menu Nbgrader, Assignment List: fetch m01-a01, do it, submit it.
  As the coach   {started.formgrader}   (a private window keeps the two apart)
  In a terminal  academy hub collect m01-a01
                 academy grade m01-a01 --out {started.choices.folders.course}
                 academy hub feedback m01-a01      then the learner's Assignment List has it

To end it:  academy hub stop

This is for looking at. Nobody but this machine can reach it; its people all run as you, with your rights, so they are
NOT kept apart from one another or from your files; one password opens every name. A hub for learners: docs/host.md."""
    )


@hub.command(short_help="End the demo; nothing is left behind.", epilog="Example:  academy hub stop")
def stop() -> None:
    """End the demo: its processes, its files and everything written in it."""
    _needs_hub()
    from hub import demo as demos

    folder = demos.usual_folder()
    if not folder.exists() and not demos.processes_of(folder):
        click.echo("No demo is running.")
        return
    ended = demos.stop(folder)
    click.echo(f"The demo has ended: {ended} processes stopped, {folder} removed.")


@hub.command(
    short_help="Write the hub's configuration from its choices.",
    epilog="\b\nExamples:\n  academy hub configure --new hub.toml\n  academy hub configure --choices hub.toml",
)
@CHOICES
@click.option(
    "--new", type=click.Path(path_type=Path, dir_okay=False), metavar="TOML", help="Write a file of choices to fill in."
)
def configure(choices: Path | None, new: Path | None) -> None:
    """Write the hub's configuration from its choices: the same choices always give the same files."""
    _needs_hub()
    from hub.choices import new_choices
    from hub.layout import write_layout
    from hub.setup import set_up

    if new is not None:
        new_choices(new)
        click.echo(f"{new} is written. Fill in what your council decides, then: academy hub configure --choices {new}")
        return
    made = _choices(choices)
    changed = write_layout(made)
    for path in changed:
        click.echo(f"written: {path}")
    for sentence in set_up(made):
        click.echo(sentence)
    click.echo(f"{len(changed)} files changed in {made.etc}. Next: academy hub doctor --choices {made.source}")


@hub.command(
    short_help="Put an assignment where learners can fetch it.",
    epilog="Example:  academy hub release m01-a01 --due '2026-11-26 17:00'",
)
@click.argument("assignment")
@click.option("--due", metavar="WHEN", help="London time, such as '2026-11-02 17:00'.")
@click.option("--replace", is_flag=True, help="Release again although learners may already have an earlier version.")
@CHOICES
def release(assignment: str, due: str | None, replace: bool, choices: Path | None) -> None:
    """Put ASSIGNMENT where learners can fetch it."""
    made = _choices(choices)
    from grading.due import parse_due
    from hub.rounds import release as hand_out

    hand_out(made, assignment, parse_due(due) if due else None, replace)
    click.echo(f"{assignment} is out: learners find it in their Assignment List.")


@hub.command(short_help="Take hand-ins out of the exchange.", epilog="Example:  academy hub collect m01-a01")
@click.argument("assignment")
@CHOICES
def collect(assignment: str, choices: Path | None) -> None:
    """Take the hand-ins for ASSIGNMENT out of the exchange: each learner's newest, if that learner wrote it."""
    made = _choices(choices)
    from hub.rounds import collect as gather

    outcome = gather(made, assignment)
    click.echo(f"{len(outcome.taken)} collected, {len(outcome.kept)} as they were.")
    for name, why in outcome.refused:
        click.echo(f"Set aside: {name}, as {why}.")
    for note in outcome.notes:
        click.echo(f"Note: {note}")
    if outcome.refused:
        click.echo(f"What was set aside, and who owns it: {made.folders.course / 'quarantine'}")
    click.echo(f"To mark them:  academy grade {assignment} --out {made.folders.course}")


@hub.command(short_help="Write feedback pages and hand them out.", epilog="Example:  academy hub feedback m01-a01")
@click.argument("assignment")
@CHOICES
def feedback(assignment: str, choices: Path | None) -> None:
    """Write each learner's feedback page for ASSIGNMENT as the marks stand now, and hand it out."""
    made = _choices(choices)
    from hub.rounds import feedback as give_back

    pages = give_back(made, assignment)
    click.echo(f"{pages} pages written; whoever handed in finds theirs in the Assignment List.")


@hub.command(
    "class-start",
    short_help="Start everybody's server before a class.",
    epilog="Example:  academy hub class-start      a quarter of an hour before the class",
)
@click.argument("learners", nargs=-1)
@CHOICES
def class_start(learners: tuple[str, ...], choices: Path | None) -> None:
    """Start the servers of all learners (or of those named) before they arrive, a few at a time."""
    made = _choices(choices)
    from hub.class_start import Start, start_servers

    def said(start: Start) -> None:
        state = f"ready after {start.seconds:.0f} s" if start.seconds is not None else f"NOT READY: {start.why}"
        click.echo(f"{start.person}: {state}")

    starts = start_servers(made, learners, said)
    missing = [start.person for start in starts if start.seconds is None]
    click.echo(f"{len(starts) - len(missing)} of {len(starts)} servers are ready.")
    sys.exit(1 if missing else 0)


@hub.command(short_help="Back up everything the hub holds.", epilog="Example:  academy hub backup")
@CHOICES
def backup(choices: Path | None) -> None:
    """Back up both databases, the course folder, learners' work and the configuration. The hub may go on running."""
    made = _choices(choices)
    from hub.backup import KEPT, back_up

    click.echo(f"Backed up to {back_up(made)}. The last {KEPT} backups are kept; copy them to another machine.")


@hub.command(
    short_help="Put a backup back.",
    epilog="Example:  academy hub restore /srv/academy/backups/2026-11-22T023000",
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@CHOICES
def restore(folder: Path, choices: Path | None) -> None:
    """Put the backup in FOLDER back. The hub must be stopped; what stands there now is moved aside, not deleted."""
    made = _choices(choices)
    from hub.backup import restore as put_back

    for path in put_back(made, folder):
        click.echo(f"as it was before: {path}")
    click.echo(f"Restored from {folder}. Start the hub, look, and then remove what was moved aside.")


@hub.command(short_help="Remove everything held on one learner.", epilog="Example:  academy hub remove amina.khan")
@click.argument("learner")
@click.confirmation_option("--yes", prompt="This removes the learner's work, marks and account. Go on?")
@CHOICES
def remove(learner: str, choices: Path | None) -> None:
    """Remove everything this hub holds on LEARNER, at their or their council's request. The hub must be stopped."""
    made = _choices(choices)
    from hub.leaver import remove as forget

    removed = list(forget(made, learner))
    for sentence in removed:
        click.echo(f"removed: {sentence}")
    click.echo(
        f"Nothing is held on {learner}." if not removed else "Backups hold them until they age out; nothing else does."
    )


@hub.command(
    short_help="Say what is wrong with this hub, and how to mend it.",
    epilog="Example:  academy hub doctor --choices /etc/academy-hub/hub.toml",
)
@CHOICES
def doctor(choices: Path | None) -> None:
    """Say what is wrong with this hub and how to mend it. Exit status 1 when something wants mending."""
    made = _choices(choices)
    from hub.doctor import examine

    unwell = 0
    for finding in examine(made):
        click.echo(f"{'ok  ' if finding.well else 'MEND'}  {finding.subject}: {finding.seen}")
        if not finding.well:
            unwell += 1
            click.echo(f"      {finding.mend}")
    click.echo("All is well." if not unwell else f"{unwell} to mend.")
    sys.exit(1 if unwell else 0)


@hub.command(
    short_help="Check values for Kubernetes without a cluster.",
    epilog="Example:  academy hub kubernetes --values my-values.yaml --chart jupyterhub",
)
@click.option(
    "--values", type=click.Path(path_type=Path, dir_okay=False), metavar="YAML", help="Default: the course's own."
)
@click.option(
    "--chart",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The chart, from helm pull --untar: its own schema is asked.",
)
def kubernetes(values: Path | None, chart: Path | None) -> None:
    """Check values for Zero to JupyterHub without a cluster: names of settings, scopes, and the chart's schema."""
    _needs_hub()
    from grading.plain import count
    from hub.kubernetes.chart_keys import source
    from hub.kubernetes.check import VALUES, faults, read_values

    found = list(faults(read_values(values or VALUES), chart))
    for fault in found:
        click.echo(fault)
    asked = "" if chart else f" Held to the keys of {source()}; to ask your own chart, give its folder with --chart."
    click.echo(f"{count(len(found), 'fault') if found else 'No fault'}.{asked}")
    sys.exit(1 if found else 0)
