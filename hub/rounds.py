"""The coach's round over the exchange: what `academy hub release`, `collect` and `feedback` do, as the graders."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from traitlets.config import Config

from grading import rounds
from grading.course_folder import CourseFolder
from grading.feedback import write_feedback
from hub.choices import Choices
from hub.exchange import Collect, ReleaseAssignment, ReleaseFeedback
from hub.inbox import Taken
from synthetic_data.errors import PlainError


def release(choices: Choices, assignment: str, due: dt.datetime | None = None, replace: bool = False) -> None:
    """Put the assignment into the course folder and the exchange, and see that learners can read it there.

    Raises PlainError when an earlier version is out and `replace` is not set, or the exchange refuses.
    """
    course = CourseFolder.at(choices.folders.course)
    path = rounds.release(course, assignment, due, replace)
    _run(ReleaseAssignment, choices, assignment, force=True)
    outside = choices.folders.exchange / choices.course / "outbound" / assignment / path.name
    if not outside.is_file() or outside.read_bytes() != path.read_bytes() or not outside.stat().st_mode & 0o004:
        raise PlainError(f"{assignment} did not reach {outside} as it was released: run academy hub doctor.")


def collect(choices: Choices, assignment: str) -> Taken:
    """Take every genuine hand-in out of the exchange; what was refused and why is in the outcome."""
    outcome: Taken = _run(Collect, choices, assignment).outcome
    return outcome


def feedback(choices: Choices, assignment: str) -> int:
    """Write every learner's page as marks stand now, hand them out, and return how many there are."""
    pages = write_feedback(CourseFolder.at(choices.folders.course, make=False), assignment)
    _run(ReleaseFeedback, choices, assignment)
    return len(pages)


def _run(kind: type, choices: Choices, assignment: str, **options: Any) -> Any:
    config = Config()
    config.CourseDirectory.course_id = choices.course
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.root = str(choices.folders.course)
    config.Exchange.root = str(choices.folders.exchange)
    config.Exchange.timezone = "UTC"
    config.Collect.separate_accounts = choices.servers.spawner != "demo"
    step = kind(coursedir=CourseDirectory(config=config), authenticator=Authenticator(config=config), config=config)
    step.log = logging.getLogger("academy.hub")
    for name, value in options.items():
        setattr(step, name, value)
    try:
        step.start()
    except (ExchangeError, OSError) as problem:
        raise PlainError(
            f"The exchange {choices.folders.exchange} refused ({problem}): run this as {choices.graders}."
        ) from problem
    return step
