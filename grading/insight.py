"""What a coach should know first thing: whom to talk to and why, which exercise was hard and which belief made it so.

Everything is counted from stored marks, and every line names the learners it was counted from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grading.plain import count
from grading.standing import Class, Standing

FEW_POINTS, SOME_POINTS = 0.4, 0.6


@dataclass(frozen=True)
class Talk:
    """Somebody to talk to: the reasons, most pressing first, and how pressing they are together."""

    standing: Standing
    reasons: tuple[str, ...]
    weight: int


def people_to_talk_to(everybody: Class) -> list[Talk]:
    """Learners with at least one reason, most pressing first."""
    talks = [Talk(standing, *_reasons(standing)) for standing in everybody.standings]
    return sorted(
        (talk for talk in talks if talk.reasons),
        key=lambda talk: (-talk.weight, talk.standing.share, talk.standing.person.id),
    )


def _reasons(standing: Standing) -> tuple[tuple[str, ...], int]:
    state = standing.result.state
    if state == "missing":
        return ("has handed nothing in",), 100
    if state == "unreadable":
        return (
            "handed in a file that cannot be read: " + standing.exercises[0].row.message if standing.exercises else "",
        ), 90
    if state == "fault":
        return ("could not be marked, through a fault of ours; it is tried again at the next run",), 80
    found: list[tuple[int, str]] = []
    names = {status: [mark.title for mark in standing.exercises if mark.row.status == status] for status in _TROUBLE}
    for status, (weight, words) in _TROUBLE.items():
        if names[status]:
            found.append((weight * len(names[status]), f"{words} {_listed(names[status])}"))
    if standing.share < FEW_POINTS:
        found.append((30, f"has {standing.points:g} of {standing.out_of:g} points"))
    elif standing.share < SOME_POINTS:
        found.append((8, f"has {standing.points:g} of {standing.out_of:g} points"))
    if any(task.below_gate for task in standing.tasks):
        found.append((40, "is below the pass level on a line that has to be passed"))
    if standing.late:
        found.append((2, f"handed in {standing.late}"))
    if not found or sum(weight for weight, _ in found) < 10:
        return (), 0
    found.sort(key=lambda each: -each[0])
    return tuple(words for _, words in found), sum(weight for weight, _ in found)


_TROUBLE = {
    "needs_coach": (12, "has an answer that only you can decide on:"),
    "timeout": (8, "has code that never finishes in"),
    "error": (8, "has code that stops with an error in"),
    "blank": (7, "did not attempt"),
}


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


@dataclass(frozen=True)
class Belief:
    """A known mistake that somebody made, and who."""

    name: str
    message: str
    people: tuple[Standing, ...]

    @property
    def words(self) -> str:
        return self.name.replace("_", " ")

    @property
    def told(self) -> str:
        """What they were told, without what was asked and where to re-read: the mistake in words."""
        sentences = re.split(r"(?<=[.?!])\s+", self.message)
        return " ".join(sentences[1:-1]) or self.message


@dataclass(frozen=True)
class Difficulty:
    """How an exercise went: who is where, and the mistakes that were recognised, commonest first."""

    exercise: str
    title: str
    right: tuple[Standing, ...]
    wrong: tuple[Standing, ...]
    blank: tuple[Standing, ...]
    stopped: tuple[Standing, ...]
    undecided: tuple[Standing, ...]
    beliefs: tuple[Belief, ...]

    @property
    def tried(self) -> int:
        return len(self.right) + len(self.wrong) + len(self.stopped)

    @property
    def share_right(self) -> float:
        """Share of right answers among those whose work could be read, blanks included, 0 to 1 (1 when there is none).

        What many leave out is hard too, and so the shares go up in the order in which the report lists them.
        """
        out_of = self.tried + len(self.blank)
        return len(self.right) / out_of if out_of else 1.0

    @property
    def unexplained(self) -> int:
        """Wrong answers that are no known mistake: reading two or three of them is worth while."""
        return len(self.wrong) - sum(len(belief.people) for belief in self.beliefs)


def difficulties(everybody: Class) -> list[Difficulty]:
    """Every exercise, the hardest first."""
    found = [_difficulty(everybody, exercise) for exercise in everybody.exercise_ids]
    return sorted(found, key=lambda each: (each.share_right, -len(each.wrong)))


def _difficulty(everybody: Class, exercise: str) -> Difficulty:
    groups: dict[str, list[Standing]] = {name: [] for name in ("right", "wrong", "blank", "stopped", "undecided")}
    mistaken: dict[str, list[Standing]] = {}
    messages: dict[str, str] = {}
    known = _messages_of(everybody, exercise)
    title = exercise
    for standing in everybody.standings:
        mark = next((each for each in standing.exercises if each.row.exercise == exercise), None)
        if mark is None:
            continue
        title = mark.title
        if mark.waits and standing.result.state == "unreadable":
            continue  # said once, of the whole hand-in, and not again under each exercise
        if mark.waits:
            groups["undecided"].append(standing)
        elif mark.row.status in ("error", "timeout") and mark.manual is None:
            groups["stopped"].append(standing)
        elif mark.row.status == "blank" and mark.manual is None:
            groups["blank"].append(standing)
        else:
            groups["right" if mark.is_right else "wrong"].append(standing)
            if mark.row.matched and not mark.is_right:
                mistaken.setdefault(mark.row.matched, []).append(standing)
                messages.setdefault(mark.row.matched, known.get(mark.row.matched, mark.row.message))
    beliefs = [Belief(name, messages[name], tuple(people)) for name, people in mistaken.items()]
    beliefs.sort(key=lambda belief: (-len(belief.people), belief.name))
    sorted_out = {name: tuple(people) for name, people in groups.items()}
    return Difficulty(exercise=exercise, title=title, beliefs=tuple(beliefs), **sorted_out)


def _messages_of(everybody: Class, exercise: str) -> dict[str, str]:
    """The messages of an exercise's known mistakes, with an ellipsis where one learner's own figure would stand."""
    papers = everybody.paper.exercises if everybody.paper else ()
    wrongs = [wrong for each in papers if each.id == exercise for wrong in each.wrongs]
    return {wrong.name: re.sub(r",? ?\{\w+\},?", " …", wrong.message) for wrong in wrongs}


def in_one_line(everybody: Class) -> str:
    """The state of the assignment in one sentence."""
    size = len(everybody.standings)
    handed = sum(standing.result.state != "missing" for standing in everybody.standings)
    waiting = sum(standing.waits for standing in everybody.standings)
    verb = "waits" if waiting == 1 else "wait"
    rest = f"{waiting} of them {verb} for a coach" if waiting else "nothing waits for a coach"
    return f"{handed} of {count(size, 'learner')} handed something in; {rest}."
