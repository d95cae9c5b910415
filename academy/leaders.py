"""`academy teams` and `academy brief`: what somebody may see who leads people on the course, and names nobody."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from academy.given import COURSE_FOLDER


@click.command(epilog="\b\nExamples:\n  academy teams\n  academy teams --fewest 8")
@COURSE_FOLDER
@click.option(
    "--fewest", type=click.IntRange(3, 100), default=5, show_default=True, help="Hide teams of fewer people than this."
)
def teams(out: Path, fewest: int) -> None:
    """Write where teams stand by skill into DIR/teams.html, as a picture and a table, with small teams hidden.

    Teams come from a column `team` in the roster.
    """
    from grading.course_folder import CourseFolder
    from grading.teams import NO_TEAM, read_gaps, write_teams

    course = CourseFolder.at(out, make=False)
    gaps = read_gaps(course, fewest)
    if all(team.name == NO_TEAM for team in gaps.teams):
        click.echo(f"No learner has a team: add a column called team to {course.roster.name}, and run this again.")
    hidden = sum(1 for team in gaps.teams if team.people is None)
    click.echo(f"{write_teams(course, gaps, dt.date.today())}: {len(gaps.teams)} teams, {hidden} of them hidden.")


@click.command(epilog="\b\nExample:\n  academy brief")
@COURSE_FOLDER
def brief(out: Path) -> None:
    """Write one page for a sponsor into DIR/brief.html: who is on the course, what changed, what is not known.

    It prints on one sheet of A4 and names nobody. Hours come from files that learners chose to share (academy hours
    --share), kept as DIR/shared/hours/LEARNER.csv.
    """
    from grading.brief import brief_of, write_brief
    from grading.course_folder import CourseFolder

    course = CourseFolder.at(out, make=False)
    click.echo(f"{write_brief(course, brief_of(course), dt.date.today())}: print it, or send it as it is.")
