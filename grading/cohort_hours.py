"""Hours that a simulated cohort shares, for the demo: some tasks timed once, some that cost more than before.

Invented throughout, and drawn so that every part of a sponsor's brief has something to show, losses among it.
"""

from __future__ import annotations

from collections.abc import Sequence

from grading.capture import write_whole
from grading.cohort import Learner
from grading.course_folder import CourseFolder
from grading.hours import make_ledger
from grading.shared_hours import as_shared, folder_of
from synthetic_data.streams import stream

SHARE_OF_LEARNERS = 0.6
MOST_TASKS, MOST_PAIRS = 3, 4


def share_hours(cohort: Sequence[Learner], course: CourseFolder, seed: int = 1) -> int:
    """Write the files that some of the cohort share into the course folder, and return how many."""
    folder = folder_of(course)
    folder.mkdir(parents=True, exist_ok=True)
    sharing = [learner for learner in cohort if stream(seed, learner.id, "shares hours").random() < SHARE_OF_LEARNERS]
    for learner in sharing:
        text = as_shared(make_ledger(learner.id, *_lines(learner, seed)))
        write_whole(folder / f"{learner.id}.csv", text.encode("utf-8"))
    return len(sharing)


def _lines(learner: Learner, seed: int) -> tuple[list[dict[str, str]], list[dict[str, str]], list[dict[str, str]]]:
    """Runs, tasks and diary of one learner, as the three files of a workspace hold them."""
    rng = stream(seed, learner.id, "hours and diary")
    runs, tasks, diary = [], [], []
    for number in range(1, int(rng.integers(1, MOST_TASKS + 1)) + 1):
        task, before = f"Task {number}", rng.uniform(60, 240)
        kept = rng.beta(2, 2) * 1.3  # the share of the time that is still needed; now and then more than all of it
        confirmed = "yes" if rng.random() < 0.6 else ""
        for _ in range(int(rng.integers(1, MOST_PAIRS + 1))):
            first, second = before * rng.uniform(0.9, 1.1), before * kept * rng.uniform(0.8, 1.2)
            runs.append({"task": task, "before": f"{first:.0f}", "after": f"{second:.0f}", "confirmed": confirmed})
        tasks.append({"task": task, "times": "12", "upkeep": f"{rng.uniform(0, 240):.0f}"})
    for phase, churn in (("start", 0.6), ("end", 0.5)):
        for day in range(1, 6):
            share = float(min(max(churn + rng.normal(0, 0.12), 0), 1))
            for kind, part in (("churn", share), ("analysis", 1 - share)):
                diary.append({"phase": phase, "date": f"day {day}", "kind": kind, "minutes": f"{420 * part:.0f}"})
    return runs, tasks, diary
