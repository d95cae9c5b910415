"""What a coach sees in the terminal while marking: progress with the time left, first failures as they come, an end."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from grading.batch import Batch
    from grading.grade_one import Marked
    from grading.results import Result
    from grading.roster import Person
    from grading.rounds import Gathered

FAILURES_SHOWN = 8
IN_WORDS = {
    "marked": "marked",
    "blank": "not attempted",
    "error": "code that stops",
    "timeout": "ran out of time",
    "unreadable": "cannot be read",
    "needs_coach": "for a coach to look at",
}


class Screen:
    """Plain lines on standard output; a bar where there is a terminal."""

    def __init__(self) -> None:
        self.console = Console(highlight=False, soft_wrap=True)
        self.outdated = 0

    def say(self, text: str) -> None:
        """One thing, as text: nothing in it is taken for markup."""
        self.console.print(text, markup=False)

    def warn(self, text: str) -> None:
        """Something to be noticed, in words and in bold."""
        self.console.print(f"Warning: {text}", style="bold", markup=False)

    @contextlib.contextmanager
    def waiting(self, text: str) -> Iterator[None]:
        """Say what is being waited for."""
        with self.console.status(text):
            yield

    def ignored(self, names: Sequence[str]) -> None:
        """Folders whose names are no learner ids."""
        if names:
            shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
            self.warn(f"Left out, because the folder's name is not a learner id: {shown}.")

    @contextlib.contextmanager
    def progress(self, total: int, people: Sequence[Person]) -> Iterator[Callable[[Marked], None]]:
        """A bar with the time left; yields what to call with each submission that is done."""
        names = {person.id: person.name for person in people}
        failures = 0
        self.outdated = 0
        bar = Progress(
            TextColumn("Marking"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("done"),
            TimeElapsedColumn(),
            TextColumn("left about"),
            TimeRemainingColumn(),
            console=self.console,
        )
        with bar:
            job = bar.add_task("marking", total=total)

            def seen(marked: Marked) -> None:
                nonlocal failures
                bar.advance(job)
                self.outdated += marked.outdated
                trouble = what_went_wrong(marked.result)
                if trouble and not marked.stood:
                    failures += 1
                    if failures <= FAILURES_SHOWN:
                        who = names.get(marked.result.learner, marked.result.learner)
                        bar.console.print(f"{who} ({marked.result.learner}): {trouble}", markup=False)
                    elif failures == FAILURES_SHOWN + 1:
                        bar.console.print("More like these are in the report.", markup=False)

            yield seen

    @contextlib.contextmanager
    def stopping(self) -> Iterator[None]:
        """Say at once that Ctrl-C was heard: what is under way is finished first, and may take a while."""
        before = signal.getsignal(signal.SIGINT)

        def stop(*_: object) -> None:
            signal.signal(signal.SIGINT, before)
            self.console.print("Stopping when the submissions under way are finished ...", markup=False)
            raise KeyboardInterrupt

        if before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
            yield
            return
        signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def summary(self, batch: Batch, assignment: str, pages: bool) -> None:
        """What was done and where it is."""
        from grading.plain import count
        from grading.results import read_results

        course = batch.course
        results = read_results(course.results(assignment))
        counts = Counter(row.status for result in results for row in result.rows)
        told = ", ".join(f"{counts[status]} {words}" for status, words in IN_WORDS.items() if counts[status])
        self.say(f"{count(len(results), 'learner')}. Answers: {told or 'none'}.")
        if self.outdated:
            self.say(
                f"The exercises or the data have changed since {self.outdated} of these were marked. The marks stand; "
                'to mark them again:  academy grade ... --regrade "why"'
            )
        if batch.held:
            self.say(f"Stored marks that would have gone down were left as they are: {', '.join(batch.held)}.")
        if any(result.weaker for result in results):
            from grading.ordinary import WHY_WEAKER

            self.say(WHY_WEAKER)
        from grading.gradebook_store import kept_in

        self.say(
            f"Marks: {course.marks}\nGradebook: {kept_in(course)} (open formgrader with jupyter lab in {course.root})"
        )
        if pages:
            self.say(f"Report: {course.root / 'report.html'}\nFeedback: {course.root / 'feedback'}")

    def collected(self, gathered: Gathered) -> None:
        """Who handed in, who did not, and what could not be placed."""
        many = len(gathered.placed)
        self.say(
            f"{many} hand-in{' is' if many == 1 else 's are'} in submitted/." if many else "Nothing was collected."
        )
        if gathered.missing:
            self.say(f"Nothing from: {', '.join(gathered.missing)}.")
        for name, why in gathered.refused[:20]:
            self.warn(f"{name} was left out: {why}")


def what_went_wrong(result: Result) -> str:
    """One sentence on a submission that needs somebody to look, or nothing."""
    if result.state == "fault":
        return result.rows[0].message if result.rows else "Marking this failed through a fault of ours."
    if "fault" in result.facts:
        from grading.results import STOOD_THROUGH_FAULT

        return STOOD_THROUGH_FAULT
    if result.state == "unreadable":
        return result.rows[0].message if result.rows else "The hand-in cannot be read."
    for row in result.rows:
        if row.status in ("timeout", "needs_coach"):
            return f"{row.exercise}: {row.message}"
    return ""
