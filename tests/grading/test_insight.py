"""What a coach is shown first, the picture, rubric levels, and how two coaches agree."""

import math

import pytest

from curriculum.rubric import Line, Rubric, Task
from grading import agreement, insight
from grading.agreement import weighted_kappa
from grading.course_folder import CourseFolder
from grading.picture import distribution
from grading.results import Result, Row
from grading.roster import Person
from grading.standing import Class, ExerciseMark, Standing, TaskMark, levels_in, status_words
from synthetic_data.errors import PlainError

PURPOSE = Line("purpose", "Purpose", ("none", "topic", "decision", "what would change it", "reshapes"))
ETHICS = Line("ethics", "Ethics and law", ("none", "named", "mitigated", "weighed", "advises"), gate=2)
TASK = Task("note", "The note", 8, ("purpose", "ethics"))
RUBRIC = Rubric((TASK,), {"purpose": PURPOSE, "ethics": ETHICS})


def standing(learner, *statuses, state="ok", late="", tasks=()):
    """One exercise for each (status, score of 4, mistake)."""
    rows = tuple(
        Row(f"e{number}", status, score, 4.0, "Asked. Shown. Re-read 'x'.", matched)
        for number, (status, score, matched) in enumerate(statuses)
    )
    marks = tuple(ExerciseMark(row, f"Task {number}", "Asked.") for number, row in enumerate(rows))
    return Standing(Person(learner), Result(learner, "m01-a01", "k", "", rows, state), marks, tasks, late=late)


def everybody(*standings):
    return Class(None, "m01-a01", "Title", None, RUBRIC, None, standings)


RIGHT, WRONG, BLANK, STOPS = (
    ("marked", 4.0, None),
    ("marked", 0.0, "rows"),
    ("blank", None, None),
    ("error", None, None),
)


def test_who_handed_nothing_in_comes_first_then_who_is_stuck_and_nobody_for_being_late():
    talks = insight.people_to_talk_to(
        everybody(
            standing("fine", RIGHT, RIGHT, RIGHT),
            standing("late", RIGHT, RIGHT, RIGHT, late="2 days late"),
            standing("stuck", STOPS, STOPS, WRONG),
            standing("absent", BLANK, BLANK, BLANK, state="missing"),
            standing("slow", RIGHT, WRONG, BLANK),
        )
    )
    assert [talk.standing.person.id for talk in talks] == ["absent", "stuck", "slow"]
    assert "stops with an error in Task 0 and Task 1" in " ".join(talks[1].reasons)


def test_exercises_come_hardest_first_with_their_commonest_mistake():
    found = insight.difficulties(
        everybody(
            standing("a", RIGHT, WRONG), standing("b", RIGHT, WRONG), standing("c", RIGHT, ("marked", 0.0, "days"))
        )
    )
    assert [each.exercise for each in found] == ["e1", "e0"]
    assert [(belief.name, len(belief.people)) for belief in found[0].beliefs] == [("rows", 2), ("days", 1)]
    assert found[0].beliefs[0].told == "Shown."
    assert (found[0].share_right, found[1].share_right) == (0.0, 1.0)


def test_what_many_leave_out_is_hard_and_the_shares_go_up_down_the_list():
    found = insight.difficulties(
        everybody(standing("a", BLANK, WRONG), standing("b", BLANK, RIGHT), standing("c", RIGHT, RIGHT))
    )
    assert [each.exercise for each in found] == ["e0", "e1"]
    assert [each.share_right for each in found] == [1 / 3, 2 / 3]


def test_every_learner_is_counted_once_in_each_exercise():
    statuses = [RIGHT, WRONG, BLANK, STOPS, ("needs_coach", None, None), ("timeout", None, None), ("marked", 0.0, None)]
    (found,) = insight.difficulties(
        everybody(*(standing(str(number), status) for number, status in enumerate(statuses)))
    )
    groups = (found.right, found.wrong, found.blank, found.stopped, found.undecided)
    assert [len(group) for group in groups] == [1, 2, 1, 2, 1]
    assert found.unexplained == 1


def test_a_hand_in_that_cannot_be_read_is_not_listed_under_each_exercise():
    waits = ("unreadable", None, None)
    found = insight.difficulties(
        everybody(standing("a", waits, waits, state="unreadable"), standing("b", RIGHT, RIGHT))
    )
    assert [each.undecided for each in found] == [(), ()]


@pytest.mark.parametrize("out_of", [1, 2, 4, 5, 24, 100])
def test_the_picture_holds_everybody_in_bands_that_touch(out_of):
    points = [0, out_of, out_of / 2, out_of / 3]
    bars = distribution(points, out_of)
    assert sum(bars.counts) == len(points)
    assert bars.labels[-1].endswith(str(out_of))
    assert str(out_of) in bars.words
    assert "nan" not in bars.words


def test_there_is_no_picture_of_nobody():
    assert distribution([], 24) is None
    assert distribution([0.0], 0) is None


@pytest.mark.parametrize(
    ("comment", "levels", "rest"),
    [
        ("purpose 3, ethics 1. A clear note.", [3, 1], "A clear note."),
        ("Ethics and law: 2\nPurpose = level 4\nWell done.", [4, 2], "Well done."),
        ("A purpose is named in 3 lines.", [], "A purpose is named in 3 lines."),
        ("purpose 35%", [], "purpose 35%"),
        ("purpose 7", [], "purpose 7"),
        ("", [], ""),
    ],
)
def test_levels_are_read_from_a_coachs_comment(comment, levels, rest):
    found, words = levels_in(comment, TASK, RUBRIC)
    assert [level for _, level in found] == levels
    assert words == rest


def test_a_level_below_the_gate_cannot_pass():
    task = TaskMark("m01-a01-note", "The note", 8, True, 7.0, levels=((PURPOSE, 4), (ETHICS, 1)))
    assert task.below_gate == ["Ethics and law"]
    assert agreement.fails(task)


def test_status_words_need_no_colour():
    words = [status_words(mark) for mark in standing("a", RIGHT, WRONG, BLANK, STOPS, ("marked", 2.0, None)).exercises]
    assert words == ["Right", "Not yet", "Not attempted", "It stopped with an error", "Partly right"]


def test_weighted_kappa_equals_values_worked_out_by_hand():
    assert weighted_kappa([0, 1, 2, 3, 4], [0, 1, 2, 3, 4]) == 1.0
    assert weighted_kappa([0, 4], [4, 0]) == -1.0
    # observed disagreement 1/4; expected (0.5*0.25)*0 + ... = 0.5 over levels 1 and 2: 1 - 0.25/0.5
    assert math.isclose(weighted_kappa([1, 1, 2, 2], [1, 2, 2, 2]), 0.5)
    assert weighted_kappa([2, 2], [2, 2]) is None
    assert weighted_kappa([2], [2]) is None
    with pytest.raises(ValueError, match="same number"):
        weighted_kappa([1], [])


def test_a_fifth_is_read_twice_and_every_fail():
    def marked(learner, level):
        return standing(
            learner, RIGHT, tasks=(TaskMark("t", "The note", 8, True, 4.0, levels=((PURPOSE, level), (ETHICS, 2))),)
        )

    people = [marked(f"l{number}", 0 if number < 3 else 3) for number in range(23)]
    chosen = [each.person.id for each, _ in agreement.sample(everybody(*people))]
    assert chosen[:3] == ["l0", "l1", "l2"]
    assert len(chosen) == 3 + 4
    assert chosen == [each.person.id for each, _ in agreement.sample(everybody(*people))]


@pytest.mark.parametrize(
    ("second", "pairs", "left_out"),
    [("3", 1, 0), ("7", 0, 1), ("three", 0, 1), ("", 0, None)],
)
@pytest.mark.parametrize("saved", [",", ";", "\ufeff,"])
def test_a_second_coachs_levels_are_read_as_excel_saves_them(tmp_path, second, pairs, left_out, saved):
    between = saved[-1]
    head = saved[:-1] + between.join(agreement.COLUMNS)
    line = between.join(["m01-a01", "l0", "t", "purpose", second])
    (tmp_path / "double_marking.csv").write_text(f"{head}\r\n{line}\r\n", encoding="utf-8")
    marked = standing("l0", RIGHT, tasks=(TaskMark("t", "The note", 8, True, 4.0, levels=((PURPOSE, 3),)),))
    found = agreement.agreement(CourseFolder(tmp_path), everybody(marked))
    if left_out is None:
        assert found is None
    else:
        assert (found.pairs, found.left_out) == (pairs, left_out)
        assert ("Left out" in found.words) == bool(left_out)


def test_a_sheet_that_has_lost_its_headings_is_not_written_over(tmp_path):
    (tmp_path / "double_marking.csv").write_text("bo.li,purpose,3\n")
    with pytest.raises(PlainError, match="has lost its headings"):
        agreement.update_sheet(CourseFolder(tmp_path), everybody(standing("l0", RIGHT)))
    assert (tmp_path / "double_marking.csv").read_text() == "bo.li,purpose,3\n"
