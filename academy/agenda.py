"""`academy agenda`: a one-to-one meeting prepared in a minute."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from academy.given import COURSE_FOLDER, day
from synthetic_data.errors import PlainError


@click.command(
    epilog="\b\nExamples:\n  academy agenda amina.khan bo.li\n  academy agenda --all\n"
    "  academy agenda amina.khan --add 'Bring one rule' --by 2027-01-28\n"
    "  academy agenda amina.khan --done 1"
)
@click.argument("learners", nargs=-1, metavar="[LEARNER]...")
@COURSE_FOLDER
@click.option("--all", "everybody", is_flag=True, help="An agenda for every learner of the assignment.")
@click.option("--assignment", default="", help="Use this assignment's marks, not the latest that was graded.")
@click.option("--add", "action", metavar="TEXT", help="Note an action that was agreed.")
@click.option("--by", metavar="DAY", help="The day by which, such as 2027-01-28.")
@click.option("--owner", default="learner", show_default=True, help="Who does it: learner, coach or manager.")
@click.option("--done", type=int, metavar="NUMBER", help="Tick off the open action of that number.")
def agenda(
    learners: tuple[str, ...],
    out: Path,
    everybody: bool,
    assignment: str,
    action: str | None,
    by: str | None,
    owner: str,
    done: int | None,
) -> None:
    """Draft the agenda of a one-to-one with each LEARNER from marks and from what was agreed, into DIR/agendas."""
    from grading.actions import Action, add_action, finish_action
    from grading.agenda import agenda_for, latest_graded, write_agenda
    from grading.course_folder import CourseFolder
    from grading.standing import read_class

    if bool(learners) == everybody:
        raise PlainError("Name learners, such as academy agenda amina.khan, or everybody with --all.")
    if by and action is None:
        raise PlainError("--by is the day of an action: add --add, or leave it out.")
    from curriculum.model import load_course

    course, today = CourseFolder.at(out, make=False), dt.date.today()
    known = assignment or latest_graded(course, load_course())
    people = [each.person.id for each in read_class(course, known).standings] if everybody else list(learners)
    if (action is not None or done is not None) and len(people) != 1:
        raise PlainError("Actions belong to one learner: name the learner.")
    drafts = [agenda_for(course, person, today, known) for person in people]  # also refuses a learner nobody knows
    if action is not None:
        add_action(course, people[0], Action(today, action, owner, day(by) if by else None))
    if done is not None:
        finish_action(course, people[0], done, today)
    if action is not None or done is not None:
        drafts = [agenda_for(course, people[0], today, known)]
    for each in drafts:
        click.echo(f"{each.name}: {write_agenda(course, each)}")
