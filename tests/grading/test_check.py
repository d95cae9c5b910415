"""What a learner meets when they run a check: every case of the table in the course's design."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest

from grading import attempts, cards, check, own_council
from grading.own_council import OwnCouncil

LESSON = "m01-l03-children-in-care"
ASSESSED = "m01-a01-children-in-care"
MANIFEST = {"council": {"name": "Ambermoor", "la_code": "901"}, "version": "1", "files": []}


@pytest.fixture
def course(monkeypatch, children_in_care, status_table, council):
    """A course of two lesson exercises, a learner's council, nobody's hints read yet."""
    known = {exercise.id: exercise for exercise in (children_in_care, status_table)}

    def exercise(name):
        if name not in known:
            raise check.PlainError(f"There is no exercise {name}.")
        return known[name]

    part = SimpleNamespace(exemplar=lambda name: "def children_in_care(episodes, day):\n    return 5")
    monkeypatch.setattr(check, "load_course", lambda: SimpleNamespace(exercise=exercise, part=lambda _: part))
    monkeypatch.setattr(check, "own_council", lambda: OwnCouncil(council, "", MANIFEST))
    monkeypatch.setattr(cards, "card", lambda name: known[LESSON].card() | {"id": name} if name == ASSESSED else None)
    monkeypatch.setattr(attempts, "hints_seen", {})
    monkeypatch.setattr(attempts, "passed", set())
    return SimpleNamespace(exercise=known[LESSON], council=council)


def right(episodes, day):
    care = episodes[~episodes["LS"].isin(["V3", "V4"])]
    covers = (care["DECOM"] <= day) & ~(care["DEC"] <= day)
    return care[covers]["CHILD"].nunique()


def stub(episodes, day): ...


def half_filled(episodes, day):
    not_ended = ...
    return episodes[not_ended]


def said(exercise_id, answer=check.MISSING, name="children_in_care"):
    names = {} if answer is check.MISSING else {name: answer}
    return str(check._check(exercise_id, names))


@pytest.mark.parametrize("answer", [..., stub, half_filled, [..., ...]])
@pytest.mark.parametrize("exercise_id", [LESSON, ASSESSED])
def test_a_stub_is_not_attempted(course, exercise_id, answer):
    assert said(exercise_id, answer) == "Not attempted yet."


@pytest.mark.parametrize("exercise_id", [LESSON, ASSESSED])
def test_an_answer_whose_cell_stopped_is_not_attempted_and_points_at_the_red_text(course, exercise_id):
    told = said(exercise_id)
    assert told.startswith("Not attempted yet. There is no children_in_care so far.")
    assert "red text" in told


@pytest.mark.parametrize("odd", ["m01-l03-no-such-thing", "m01-a01-no-such-thing", "children", "", None, 7])
def test_an_unknown_check_says_to_copy_it_again(course, odd):
    assert said(odd) == "I do not know this check: copy the cell again from a fresh notebook."


def test_a_right_answer_in_a_lesson_gets_yes_and_the_note(course):
    assert said(LESSON, right) == "Yes. This is the year-end figure on 31 March."


def test_a_wrong_answer_in_a_lesson_gets_its_message_and_the_way_to_help(course):
    told = said(LESSON, course.exercise.wrongs[0].fn)
    assert told.startswith("Not yet. You were asked for the number of different children")
    assert told.endswith(f'For help: hint("{LESSON}"). To see the practice table: practice("{LESSON}").')


def test_a_value_of_the_learners_own_council_has_no_practice_table_to_see(course):
    assert "practice(" not in said("m01-l02-by-status", course.council.episodes, "by_status")


def test_a_value_is_judged_on_the_learners_own_council(course):
    mine = course.council.episodes.groupby("LS")["CHILD"].nunique().reset_index(name="children")
    assert said("m01-l02-by-status", mine, "by_status").startswith("Yes.")
    practice = pd.DataFrame({"LS": ["C1", "C2", "L1", "V2", "V4"], "children": [1, 2, 1, 5, 1]})
    assert said("m01-l02-by-status", practice, "by_status").startswith("Not yet.")


def test_an_answer_that_is_not_data_says_which_kind_is_wanted(course):
    assert "What was asked is a table." in said("m01-l02-by-status", print, "by_status")


def test_an_assignment_records_and_judges_nothing(course):
    for answer in (right, course.exercise.wrongs[0].fn):
        assert said(ASSESSED, answer).startswith("Recorded. The checks you can see pass.")


def test_an_assignment_says_when_the_form_is_wrong_or_the_code_stops(course):
    assert "Your function gave back nothing." in said(ASSESSED, lambda episodes, day: [].append(day))
    assert "no column called Child" in said(ASSESSED, lambda episodes, day: episodes["Child"])
    assert "one whole number was asked for" in said(ASSESSED, lambda episodes, day: episodes)


def test_an_assignment_carries_the_council_beside_the_answer(course):
    assert check._check(ASSESSED, {"children_in_care": right}).facts == {
        "exercise": ASSESSED,
        "council": "Ambermoor (901)",
        "data_version": "1",
        "digest": "",
    }


def test_under_nbgrader_a_lesson_is_looked_at_for_form_only(course, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert said(LESSON, course.exercise.wrongs[0].fn).startswith("Recorded.")


def test_three_hints_then_the_solution(course):
    assert "There are 3 hints left first" in str(check._solution(LESSON))
    for number, text in enumerate(course.exercise.hints, start=1):
        assert str(check._hint(LESSON)) == f"Hint {number} of 3. {text}"
    assert "no more hints" in str(check._hint(LESSON))
    assert "return 5" in str(check._solution(LESSON))


def test_the_solution_opens_once_passed(course):
    said(LESSON, right)
    assert str(check._solution(LESSON)).startswith("One good answer.")


def test_an_assignment_has_no_hints_and_no_solution(course):
    for ask in (check._hint, check._solution):
        assert "are for lessons" in str(ask(ASSESSED))


def test_without_a_council_functions_meet_the_practice_table_and_values_are_not_judged(course, monkeypatch):
    monkeypatch.setattr(check, "own_council", lambda: OwnCouncil(None, "No data here.", {}))
    assert said(LESSON, right).endswith("(On the practice table only. No data here.)")
    assert said("m01-l02-by-status", 7, "by_status") == "This could not be checked. No data here."


def test_a_check_never_raises_and_never_writes_to_standard_error(course, monkeypatch, capsys):
    def noisy(episodes, day):
        import sys
        import warnings

        warnings.warn("careful", stacklevel=1)
        sys.stderr.write("oh dear")
        raise SystemExit

    monkeypatch.setattr(check, "_names_of_caller", lambda: {"children_in_care": noisy})
    check.check(LESSON)
    check.hint(None)
    monkeypatch.setattr(check, "_check", lambda *_: 1 / 0)
    check.check(LESSON)
    told = capsys.readouterr()
    assert told.err == ""
    assert "a fault of ours" in told.out


def test_a_check_finds_the_answer_in_the_notebook_that_calls_it(course, capsys):
    children_in_care = right
    exec(f"children_in_care = right\ncheck.check({LESSON!r})", {"right": children_in_care, "check": check})
    assert capsys.readouterr().out.startswith("Yes.")


def test_what_a_learner_wrote_is_escaped_in_the_box(course):
    shown = check._check("m01-l02-by-status", {"by_status": "<script>alert(1)</script>"}).as_html()
    assert "<script>" not in shown
    assert 'lang="en-GB"' in shown
    assert 'role="status"' in shown


def test_attempts_are_logged_only_when_asked_for(course, monkeypatch, tmp_path):
    monkeypatch.setattr(attempts, "data_folder", lambda: tmp_path / "data")
    said(LESSON, right)
    assert not list(tmp_path.rglob("*"))
    log = attempts.keep_attempts()
    said(LESSON, course.exercise.wrongs[0].fn)
    line = json.loads(log.read_text())
    assert (line["exercise"], line["what"], line["matched"]) == (LESSON, "check", "rows")


def test_a_data_file_saved_again_is_named(tmp_path):
    import hashlib

    (tmp_path / "ssda903/2025-26").mkdir(parents=True)
    name = "ssda903/2025-26/episodes.csv"
    (tmp_path / name).write_text("CHILD\n")
    files = [{"path": name, "rows": 0, "sha256": hashlib.sha256(b"CHILD\n").hexdigest()}]
    (tmp_path / "manifest.json").write_text(json.dumps({"files": files}))
    assert own_council.changed_file(tmp_path, ("ssda903.episodes",)) is None
    (tmp_path / name).write_text("CHILD\nSYN1\n")
    assert own_council.changed_file(tmp_path, ("ssda903.episodes",)) == name
    assert own_council.changed_file(tmp_path, ("ssda903.header",)) is None


def test_the_council_is_made_again_from_the_manifest_of_its_data(tmp_path, monkeypatch):
    from synthetic_data.council import DATA_VERSION, CouncilSpec, simulate
    from synthetic_data.write import write

    spec = CouncilSpec.for_learner("amina.khan")
    write(simulate(spec), tmp_path / "data", returns=("ssda903",), formats=("csv",))
    monkeypatch.setattr(own_council, "data_folder", lambda: tmp_path / "data")
    mine = own_council.own_council()
    assert mine.council.spec == spec
    facts = own_council.facts_of(mine.manifest, ("ssda903.episodes",))
    assert facts["council"] == f"{spec.name} ({spec.la_code})"
    assert facts["digest"] != own_council.facts_of(mine.manifest, ("ssda903.header",))["digest"] != ""
    manifest = tmp_path / "data" / "manifest.json"
    written = manifest.read_text()
    for spoilt, says in (('"version": "0"', "another version"), ('"version" "1"', "damaged")):
        manifest.write_text(written.replace(f'"version": "{DATA_VERSION}"', spoilt, 1))
        assert says in own_council.own_council().trouble
