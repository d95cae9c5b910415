"""The whole round on module 1's assignment: marks, resuming, killing, regrading, feedback, report, nbgrader."""

import csv
import dataclasses
import errno
import html
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from html.parser import HTMLParser
from pathlib import Path
from threading import Timer

import nbformat
import pytest
from click.testing import CliRunner

from academy.marking import grade
from grading import batch, gradebook
from grading.answer_source import answer_source
from grading.batch import open_batch, run_batch
from grading.course_folder import CourseFolder
from grading.feedback import write_feedback
from grading.grade_one import Task, lost, released
from grading.nbgrader_bridge import mark_again
from grading.questions import exercises_of
from grading.report import write_report
from grading.results import read_result, write_result
from grading.runner import worker
from grading.runner.walls import best_wall
from synthetic_data.errors import PlainError

ASSIGNMENT = "m01-a01"
NOTE = "For Denise: 3 < 4 <img src=x onerror=alert(1)> [x](javascript:alert(1))"
PEOPLE = {
    "zoe": "Zoë Ní Bhriain",
    "ben": "Ben Adeyemi",
    "cerys": "Cerys Pugh",
    "dan": "Dan Okoro",
    "erin": "Erin Walsh",
    "faye": "Faye Ŵynne",
}
EXERCISES = exercises_of(ASSIGNMENT)
TASK = f"{ASSIGNMENT}-note-to-the-manager"


def hand_in(folder, learner, choose, note=""):
    """A notebook with an answer to each exercise, as the learner would hand it in."""
    notebook = nbformat.from_dict(released(ASSIGNMENT))
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    for exercise in EXERCISES:
        if answer := choose(exercise):
            cells[f"{exercise.id}-answer"].source = answer_source(exercise, answer)
    cells[TASK].source = note or cells[TASK].source
    home = folder / learner / ASSIGNMENT
    home.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, home / "assignment.ipynb")
    return home


def right(exercise):
    return "exemplar"


def wrong(exercise):
    return f"wrong:{exercise.wrongs[0].name}"


def make_submissions(folder):
    """One of each: right throughout, wrong throughout, blank, stopping, damaged, nothing at all."""
    (hand_in(folder, "zoe", right, NOTE) / "timestamp.txt").write_text("2026-11-02 17:30:00 UTC")
    hand_in(folder, "ben", wrong)
    hand_in(folder, "cerys", lambda exercise: None)
    hand_in(folder, "dan", lambda exercise: "raises")
    (folder / "erin" / ASSIGNMENT).mkdir(parents=True)
    (folder / "erin" / ASSIGNMENT / "assignment.ipynb").write_text('{"cells": [')
    (folder / "Not A Learner").mkdir()
    roster = folder.parent / "roster.csv"
    roster.write_text("id,name\n" + "".join(f"{id},{name}\n" for id, name in PEOPLE.items()), encoding="utf-8")
    return roster


def run(course, submissions, roster=None, **how):
    marking = open_batch(course, ASSIGNMENT, submissions, roster)
    return list(run_batch(marking, marking.tasks(best_wall(), **how), workers=2))


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A course folder in which everybody was marked once. Tests that change it copy it first."""
    home = tmp_path_factory.mktemp("round")
    roster = make_submissions(home / "submissions")
    course = CourseFolder.at(home / "course")
    run(course, home / "submissions", roster)
    return home


@pytest.fixture
def own(graded, tmp_path):
    """A copy of the graded course for one test."""
    shutil.copytree(graded, tmp_path / "round")
    return CourseFolder(tmp_path / "round" / "course"), tmp_path / "round" / "submissions"


def marks(course):
    with course.marks.open(encoding="utf-8", newline="") as stream:
        return {(row["learner"], row["exercise"]): row for row in csv.DictReader(stream)}


def test_everybody_has_a_row_for_every_exercise_with_the_mark_they_should_have(graded):
    rows = marks(CourseFolder(graded / "course"))
    assert len(rows) == len(PEOPLE) * len(EXERCISES)
    for exercise in EXERCISES:
        points = f"{exercise.points:g}"
        expected = {
            "zoe": ("marked", points),
            "ben": ("marked", "0"),
            "cerys": ("blank", ""),
            "dan": ("error", ""),
            "erin": ("unreadable", ""),
            "faye": ("blank", ""),
        }
        for learner, (status, score) in expected.items():
            row = rows[learner, exercise.id]
            assert (row["status"], row["score"], row["max_score"]) == (status, score, points), row
            assert row["message"]


def test_each_mistake_is_recognised(graded):
    result = read_result(CourseFolder(graded / "course").results(ASSIGNMENT), "ben")
    assert {row.exercise: row.matched for row in result.rows} == {each.id: each.wrongs[0].name for each in EXERCISES}


def test_a_second_run_marks_nothing_again(own):
    course, submissions = own
    before = course.marks.read_bytes()
    assert all(marked.stood for marked in run(course, submissions))
    assert course.marks.read_bytes() == before


def test_marks_stand_when_the_exercises_change_until_a_regrade_is_asked_for(own):
    course, submissions = own
    folder = course.results(ASSIGNMENT)
    old = read_result(folder, "ben")
    write_result(folder, dataclasses.replace(old, key=f"{old.work}/another reference"))
    assert {again.result.learner for again in run(course, submissions) if again.outdated} == {"ben"}
    assert read_result(folder, "ben").key.endswith("/another reference")
    run(course, submissions, regrade="the reference was mended")
    assert read_result(folder, "ben").key == old.key


def test_a_new_hand_in_is_marked_and_the_change_kept(own):
    course, submissions = own
    hand_in(submissions, "ben", right)
    assert [marked.result.learner for marked in run(course, submissions) if not marked.stood] == ["ben"]
    assert marks(course)["ben", EXERCISES[0].id]["score"] == f"{EXERCISES[0].points:g}"
    with (course.root / "history.csv").open(encoding="utf-8") as stream:
        history = list(csv.DictReader(stream))
    assert len(history) == len(EXERCISES)
    assert {(row["from_score"], row["why"]) for row in history} == {("0", "handed in again")}


def test_what_a_coach_gave_survives_a_regrade(own):
    course, submissions = own
    with gradebook.open_gradebook(course) as book:
        grade = book.find_grade(TASK, "assignment", ASSIGNMENT, "zoe")
        grade.manual_score, grade.needs_manual_grade = 11.0, False
        book.find_comment(TASK, "assignment", ASSIGNMENT, "zoe").manual_comment = "Purpose 3, ethics 1. A clear note."
        book.db.commit()
    run(course, submissions, regrade="the reference was mended")
    given = gradebook.coach_marks(course, ASSIGNMENT)["zoe"][TASK]
    assert (given["score"], given["comment"]) == (11.0, "Purpose 3, ethics 1. A clear note.")
    (page,) = write_feedback(course, ASSIGNMENT, "zoe")
    text = page.read_text(encoding="utf-8")
    assert "says what would change the decision" in text
    assert "Ethics and law has to reach level 2" in text
    assert "A clear note." in text


def test_marks_of_other_assignments_stay(own):
    course, submissions = own
    other = "zoe,m00-a01,m00-a01-x,marked,1,1,Said.\n"
    course.marks.write_text(course.marks.read_text(encoding="utf-8") + other, encoding="utf-8")
    run(course, submissions)
    assert other in course.marks.read_text(encoding="utf-8")


KILLED = """
import sys
from pathlib import Path
from grading.batch import open_batch, run_batch
from grading.course_folder import CourseFolder
from grading.runner.walls import best_wall
batch = open_batch(CourseFolder.at(Path(sys.argv[1])), "m01-a01", Path(sys.argv[2]))
for marked in run_batch(batch, batch.tasks(best_wall()), workers=1):
    print(marked.result.learner, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_batch_killed_at_any_moment_goes_on_where_it_was(graded, tmp_path):
    submissions, course = graded / "submissions", CourseFolder.at(tmp_path / "course")
    shutil.copyfile(graded / "course" / ".academy" / "marking.seed", course.records / "marking.seed")
    shutil.copyfile(graded / "roster.csv", course.roster)
    command = [sys.executable, "-c", KILLED, str(course.root), str(submissions)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as batch:
        assert batch.stdout.readline().strip()
        time.sleep(0.1)
        os.killpg(batch.pid, signal.SIGKILL)
    assert any(marked.stood for marked in run(course, submissions))
    assert course.marks.read_bytes() == (graded / "course" / "marks.csv").read_bytes()
    assert not list(course.root.rglob("*.part"))
    assert not list(course.scratch.iterdir())


def test_a_damaged_result_is_made_again(own):
    course, submissions = own
    (course.results(ASSIGNMENT) / "zoe.json").write_text("{")
    before = course.marks.read_bytes()
    assert [marked.result.learner for marked in run(course, submissions) if not marked.stood] == ["zoe"]
    assert course.marks.read_bytes() == before


def test_stock_autograde_calls_our_marker_and_lowers_nothing(own):
    course, _ = own
    for name in ("ben", "zoe"):
        hand_in(course.root / "submitted", name, right if name == "ben" else wrong)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT, "--force"]
    done = subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    for learner in ("ben", "zoe"):
        with gradebook.open_gradebook(course) as book:
            submission = book.find_submission(ASSIGNMENT, learner)
            assert submission.code_score == sum(exercise.points for exercise in EXERCISES), learner
        assert marks(course)[learner, EXERCISES[0].id]["score"] == f"{EXERCISES[0].points:g}"
    assert len(marks(course)) == len(PEOPLE) * len(EXERCISES)


def test_marking_again_one_by_one_stores_only_that_one(own):
    course, _ = own
    mark_again(course, ASSIGNMENT, "cerys")
    assert len(marks(course)) == len(PEOPLE) * len(EXERCISES)


class Page(HTMLParser):
    """What a page holds: its tags and everything that would be fetched."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.fetched, self.attributes = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attributes]
        found = dict(attributes)
        if tag in ("img", "script", "link", "iframe", "object", "embed", "source", "use", "image"):
            self.fetched.append(found)


def pages(course):
    paths = [*write_feedback(course, ASSIGNMENT), write_report(course, ASSIGNMENT), course.root / "marking_queue.html"]
    return {path: path.read_text(encoding="utf-8") for path in paths}


def test_pages_are_whole_in_themselves_and_nothing_a_learner_wrote_can_run(own):
    course, _ = own
    for path, text in pages(course).items():
        page = Page(text)
        assert text.startswith('<!DOCTYPE html>\n<html lang="en-GB">'), path
        assert "default-src 'none'" in html.unescape(text)
        assert "script" not in page.tags
        assert page.fetched == []
        assert not [name for name in page.attributes if name.startswith("on")]
        assert "javascript:" not in re.sub(r"javascript\u2060:", "", text)
        assert page.tags.count("h1") == 1
        assert page.tags.count("main") == 1


def test_reports_on_several_assignments_stay_side_by_side(own):
    course, submissions = own
    first = ASSIGNMENT
    shutil.copytree(submissions / "zoe" / first, submissions / "zoe" / "budget")
    (course.root / "source" / "budget").mkdir(parents=True)
    shutil.copyfile(
        submissions / "zoe" / first / "assignment.ipynb", course.root / "source" / "budget" / "budget.ipynb"
    )
    marking = open_batch(course, "budget", submissions)
    list(run_batch(marking, marking.tasks(best_wall()), workers=1))
    write_report(course, first)
    write_report(course, "budget")
    latest = (course.root / "report.html").read_text(encoding="utf-8")
    assert "budget" in latest[: latest.index("</h1>")]
    for page in (course.root / "report.html", course.root / "reports" / "budget" / "report.html"):
        text = page.read_text(encoding="utf-8")
        assert f'reports/{first}/report.html">' in text
        for link in re.findall(r'href="([^"#]+)', text):
            if "feedback/" not in link:
                assert (page.parent / link).is_file(), link
    write_feedback(course, "budget")
    link = re.search(r'href="([^"]*feedback/zoe[^"]*)', page.read_text(encoding="utf-8"))[1]
    assert (page.parent / link).is_file()
    assert "Zoë Ní Bhriain" in (course.root / "reports" / first / "report.html").read_text(encoding="utf-8")


@pytest.mark.needs_browser
def test_no_page_breaks_a_rule_of_wcag_or_asks_for_anything_or_is_wider_than_a_phone(own, browser):
    from grading.due import parse_due

    course, submissions = own
    gradebook.register(course, ASSIGNMENT, released(ASSIGNMENT), parse_due("2026-11-02 17:00"))
    with gradebook.open_gradebook(course) as book:
        book.find_grade(TASK, "assignment", ASSIGNMENT, "zoe").manual_score = 11.0
        book.find_comment(TASK, "assignment", ASSIGNMENT, "zoe").manual_comment = "Purpose 3, ethics 1. A clear note."
        book.db.commit()
    run(course, submissions, regrade="to have a history")
    for page in pages(course):
        assert browser.breaches(page) == [], page
        browser.page.set_viewport_size({"width": 320, "height": 800})
        assert browser.page.evaluate("document.documentElement.scrollWidth") == 320, page
        browser.page.set_viewport_size({"width": 1280, "height": 900})
    assert browser.asked == []


def test_names_with_accents_are_on_the_pages_and_in_the_gradebook(own):
    course, _ = own
    report = pages(course)[course.root / "report.html"]
    assert "Zoë Ní Bhriain" in report
    assert "Faye Ŵynne" in report
    with gradebook.open_gradebook(course) as book:
        assert book.find_student("faye").last_name == "Ŵynne"


def test_no_page_and_no_output_holds_anything_of_the_coachs(own):
    course, _ = own
    pages(course)
    for path in course.root.rglob("*"):
        if not path.is_file() or path.is_relative_to(course.records):
            continue
        content = path.read_bytes()
        for exercise in EXERCISES:
            assert exercise.canary.encode() not in content, path
        if "feedback" in path.parts:
            assert course.marking_seed().encode() not in content


def test_feedback_says_what_was_asked_what_was_shown_and_what_to_do_next(own):
    course, _ = own
    text = pages(course)[course.feedback("ben") / ASSIGNMENT / "assignment.html"]
    for exercise in EXERCISES:
        assert exercise.what_was_asked[:40] in text.replace("&#39;", "'")
    assert "Next step" in text
    assert "Start with" in text
    assert "Re-read" in text


def test_a_text_in_a_file_that_cannot_be_read_is_not_called_unwritten(own):
    course, _ = own
    found = pages(course)
    feedback = found[course.feedback("erin") / ASSIGNMENT / "assignment.html"]
    assert "Nothing was written" not in feedback and "nothing was written" not in feedback
    table = found[course.root / "report.html"].partition('id="all-marks"')[2]
    row = table[table.index("Erin Walsh") :].partition("</tr>")[0]
    assert row.count(">unread<") == len(EXERCISES) + 1
    assert "a file that cannot be read" in row


def test_the_report_opens_with_the_people_to_talk_to(own):
    course, _ = own
    text = pages(course)[course.root / "report.html"]
    first = text[text.index('id="people"') : text.index('id="exercises"')]
    order = re.findall(r">([^<>]+)</a></strong>", first)
    assert order[:2] == ["Faye Ŵynne", "Erin Walsh"]
    assert "Zoë Ní Bhriain" not in order
    assert "has handed nothing in" in first


def test_late_is_shown_as_a_fact_and_takes_nothing(own):
    from grading.due import parse_due

    course, _ = own
    gradebook.register(course, ASSIGNMENT, released(ASSIGNMENT), parse_due("2026-11-02 17:00"))
    text = pages(course)[course.feedback("zoe") / ASSIGNMENT / "assignment.html"]
    assert "30 minutes late (no points are taken off for that)" in text
    total = sum(exercise.points for exercise in EXERCISES)
    assert f"{total} of {total} points" in text


def test_formgrader_has_a_safe_notebook_to_open(graded):
    course = CourseFolder(graded / "course")
    for learner in ("zoe", "ben", "cerys", "dan"):
        path = course.autograded(learner, ASSIGNMENT) / "assignment.ipynb"
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert "<img" not in json.dumps(notebook)


def test_the_command_says_plainly_what_is_wrong_with_its_input(tmp_path):
    run = CliRunner()
    for arguments in (
        [ASSIGNMENT, "--submissions", str(tmp_path / "none"), "--out", str(tmp_path / "a")],
        ["m99-a01", "--submissions", str(tmp_path), "--out", str(tmp_path / "b")],
        [ASSIGNMENT, "--submissions", str(tmp_path), "--out", str(tmp_path)],
    ):
        (tmp_path / "x").mkdir(exist_ok=True)
        result = run.invoke(grade, arguments)
        assert isinstance(result.exception, PlainError), result.output
        assert result.exception.exit_code == 2


class FragilePool:
    """A pool of processes in which marking one learner kills the worker, and with it all that is under way."""

    def __init__(self, workers, mp_context, initializer):
        self.under_way, self.broken, self.alone = [], False, workers == 1

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def shutdown(self, cancel_futures):
        return None

    def submit(self, work, task):
        if self.broken:
            raise BrokenProcessPool("a worker had died")
        future = Future()
        self.under_way.append(future)
        if task.learner == "deadly":
            self.broken = True
            for other in self.under_way:
                if not other.done():
                    other.set_exception(BrokenProcessPool("a worker died"))
        elif task.learner != "slow" or self.alone:
            future.set_result(task.learner)
        return future


def test_a_submission_that_kills_its_worker_takes_nobody_with_it(monkeypatch):
    monkeypatch.setattr(batch, "ProcessPoolExecutor", FragilePool)
    monkeypatch.setattr(batch, "lost", lambda task: f"lost {task.learner}")
    tasks = [Task(name, ASSIGNMENT, Path(), Path()) for name in ("a", "slow", "deadly", "c", "d")]
    assert sorted(batch.mark_in_processes(tasks, 2)) == ["a", "c", "d", "lost deadly", "slow"]


def test_a_batch_that_is_stopped_begins_no_other_submission():
    class Busy(Executor):
        def __init__(self):
            self.futures = []

        def submit(self, *_):
            self.futures.append(Future())
            return self.futures[-1]

    executor = Busy()
    tasks = [Task(str(number), ASSIGNMENT, Path(), Path()) for number in range(9)]
    marking = batch.grade_all(tasks, executor, 1)
    Timer(0.1, lambda: executor.futures[0].set_result("0")).start()
    next(marking)
    marking.close()  # as Ctrl-C does
    assert all(future.cancelled() for future in executor.futures[1:])


def test_a_submission_that_kills_every_dask_worker_it_meets_is_left_to_a_coach(monkeypatch):
    killed = pytest.importorskip("distributed").scheduler.KilledWorker

    class Cluster(Executor):
        def submit(self, _, task):
            future = Future()
            if task.learner == "deadly":
                future.set_exception(killed("grade_one", None, 3))
            else:
                future.set_result(task.learner)
            return future

    monkeypatch.setattr(batch, "lost", lambda task: f"lost {task.learner}")
    tasks = [Task(name, ASSIGNMENT, Path(), Path()) for name in ("a", "deadly", "c")]
    assert sorted(batch.grade_all(tasks, Cluster(), 1)) == ["a", "c", "lost deadly"]


def test_a_lost_submission_is_left_to_a_coach_and_tried_again(own):
    course, submissions = own
    marked = lost(Task("newcomer", ASSIGNMENT, submissions / "newcomer" / ASSIGNMENT, course.root))
    assert {row.status for row in marked.result.rows} == {"needs_coach"}
    hand_in(submissions, "newcomer", right)
    assert "newcomer" in [again.result.learner for again in run(course, submissions) if not again.stood]


def test_a_full_disk_stops_the_batch_and_marks_nobody_for_it(own, monkeypatch):
    course, submissions = own
    before = {name: (course.results(ASSIGNMENT) / f"{name}.json").read_bytes() for name in ("zoe", "ben", "cerys")}

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("grading.grade_one._keep_hand_in", full)
    with pytest.raises(OSError, match="No space"):
        run(course, submissions, regrade="again")
    for name, content in before.items():
        assert (course.results(ASSIGNMENT) / f"{name}.json").read_bytes() == content


ORPHAN = """
import os, sys, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from grading.batch import end_with_parent
if __name__ == "__main__":
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=end_with_parent) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(60)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_marking_processes_end_when_the_one_that_started_them_is_killed(tmp_path):
    script = tmp_path / "batch.py"
    script.write_text(ORPHAN)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        worker = int(parent.stdout.readline())
        parent.kill()
    ends = time.monotonic() + 20
    while is_running(worker) and time.monotonic() < ends:
        time.sleep(0.05)
    assert not is_running(worker)


def is_running(pid):
    """Whether a process is there and not merely waiting to be reaped."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def test_no_sandbox_is_left_when_a_batch_has_ended(own):
    course, submissions = own
    run(course, submissions, regrade="to have sandboxes")
    assert not any(worker._idle.values())
    assert not any(worker._coming.values())


@pytest.mark.prove
def test_processes_and_a_dask_cluster_give_the_same_marks_though_a_worker_is_killed(graded, tmp_path):
    from distributed import LocalCluster

    from academy.scheduler import connected

    submissions, expected = graded / "submissions", (graded / "course" / "marks.csv").read_bytes()
    for name in ("processes", "dask"):
        course = CourseFolder.at(tmp_path / name)
        shutil.copyfile(graded / "course" / ".academy" / "marking.seed", course.records / "marking.seed")
        shutil.copyfile(graded / "roster.csv", course.roster)
        marking = open_batch(course, ASSIGNMENT, submissions)
        if name == "processes":
            list(run_batch(marking, marking.tasks(best_wall()), workers=3))
        else:
            with (
                LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
                connected(cluster.scheduler_address) as executor,
            ):
                seen = run_batch(marking, marking.tasks(best_wall()), 2, executor)
                next(seen)
                os.kill(cluster.workers[0].process.pid, signal.SIGKILL)
                assert len(list(seen)) == len(marking.people) - 1
        assert course.marks.read_bytes() == expected
