"""The gradebook on a real PostgreSQL server: graded, graded again, marked by hand, backed up, put back, emptied."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from councils import hub_database, made
from postgresql import PASSWORD, where
from test_keeping import ASSIGNMENT, cohort, hand_in
from traitlets.config import PyFileConfigLoader

from grading.backups import restore
from grading.cohort import Learner
from grading.course_folder import CourseFolder
from grading.gradebook import open_gradebook
from grading.gradebook_store import kept_in
from grading.nbgrader_api import Gradebook
from grading.roster import write_roster
from hub import backup as keeping
from hub import doctor, leaver
from hub.choices import Choices, read_choices
from hub.layout import make_places
from synthetic_data.errors import PlainError

pytestmark = pytest.mark.needs_postgresql
__all__ = ["cohort"]  # a fixture of test_keeping


@pytest.fixture
def council(tmp_path: Path, database: int, cohort: list[Learner]) -> Choices:
    """A hub that is not running, whose gradebook is an empty database."""
    with psycopg.connect(where(database, "postgres"), autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS academy_gradebook WITH (FORCE)")
        server.execute("CREATE DATABASE academy_gradebook OWNER academy_gradebook")
    choices = on_server(made(tmp_path), database)
    write_roster(choices.folders.course / "roster.csv", [learner.person for learner in cohort])
    hub_database(choices.folders.state / "jupyterhub.sqlite", [learner.id for learner in cohort])
    return choices


def on_server(choices: Choices, port: int) -> Choices:
    """The same hub, its choices naming the gradebook's database."""
    text = choices.source.read_text()
    own = f'[database]\nhost = "127.0.0.1"\nport = {port}\ngradebook = "academy_gradebook"\n'
    choices.source.write_text(text + own)
    secrets = choices.etc / "secrets.env"
    secrets.write_text(secrets.read_text().replace("GRADEBOOK_PASSWORD=", f"GRADEBOOK_PASSWORD={PASSWORD}"))
    choices = read_choices(choices.source)
    make_places(choices, 0, 0)
    return choices


def academy(*words: str) -> subprocess.CompletedProcess[str]:
    program = "from academy.main import main; main()"
    return subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)


def grade(choices: Choices, *more: str) -> str:
    done = academy("grade", ASSIGNMENT, "--out", str(choices.folders.course), "--workers", "1", "--no-pages", *more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def scores(choices: Choices) -> dict[str, float]:
    with open_gradebook(CourseFolder(choices.folders.course)) as gradebook:
        return {each.student.id: each.score for each in gradebook.assignment_submissions(ASSIGNMENT)}


def students(choices: Choices) -> set[str]:
    with open_gradebook(CourseFolder(choices.folders.course)) as gradebook:
        return {student.id for student in gradebook.students}


def test_a_course_is_graded_marked_by_hand_backed_up_and_put_back(
    council: Choices, cohort: list[Learner], database: int
) -> None:
    first, second = (learner.id for learner in cohort)
    course = CourseFolder(council.folders.course)
    hand_in(council, cohort, 0)
    assert f"the database academy_gradebook at 127.0.0.1:{database}" in grade(council)
    before = scores(council)
    assert set(before) == {first}

    with open_gradebook(course) as gradebook:
        [submission] = gradebook.assignment_submissions(ASSIGNMENT)
        marked = next(grade for grade in submission.notebooks[0].grades if grade.cell.cell_type == "markdown")
        marked.manual_score = 1.0
        gradebook.db.commit()
    by_hand = scores(council)[first]
    assert by_hand == before[first] + 1.0

    hand_in(council, cohort, 1)
    grade(council, "--regrade", "the second round")
    assert scores(council)[first] == by_hand  # what a coach gave stands
    assert set(scores(council)) == {first, second}
    with (course.root / "history.csv").open(encoding="utf-8") as table:
        assert "the second round" in {row["why"] for row in csv.DictReader(table)}
    assert not course.gradebook.exists()

    dumps = sorted((course.root / "backups").glob("gradebook-*.dump"))
    assert len(dumps) == 1  # before the second batch; before the first there was nothing
    restore(course, dumps[0])
    assert scores(council) == {first: by_hand}
    assert len(list((course.root / "backups").glob("gradebook-*.dump"))) == 2


def test_nbgraders_own_tools_find_the_gradebook(council: Choices) -> None:
    with open_gradebook(CourseFolder(council.folders.course)):
        pass
    config = PyFileConfigLoader("nbgrader_config.py", str(council.folders.course)).load_config()
    with Gradebook(config.CourseDirectory.db_url, "default_course") as gradebook:
        gradebook.update_or_create_student("amina.khan")
        gradebook.engine.dispose()
    with open_gradebook(CourseFolder(council.folders.course)) as gradebook:
        assert [student.id for student in gradebook.students] == ["amina.khan"]


def test_the_hubs_backup_has_the_gradebook_and_brings_it_back(council: Choices, cohort: list[Learner]) -> None:
    ids = {learner.id for learner in cohort}
    with open_gradebook(CourseFolder(council.folders.course)) as gradebook:
        for person in ids:
            gradebook.update_or_create_student(person)
    kept = keeping.back_up(council)
    gone = cohort[0].id
    assert "their marks in the gradebook" in set(leaver.remove(council, gone))
    assert students(council) == ids - {gone}
    aside = keeping.restore(council, kept)
    assert students(council) == ids
    assert any(path.name.endswith(".gradebook.dump") for path in aside)
    findings = {each.subject: each for each in doctor.gradebook(council)}
    assert findings["Gradebook"].well
    assert f"{len(cohort)} people, in the database" in findings["Gradebook"].seen


def test_a_server_that_refuses_is_one_plain_sentence(council: Choices) -> None:
    (council.folders.course / ".academy" / "gradebook.pgpass").write_text("*:*:*:academy_gradebook:wrong\n")
    refusal = r"the database academy_gradebook at .* cannot be used \(.*password authentication failed"
    with pytest.raises(PlainError, match=refusal), open_gradebook(CourseFolder(council.folders.course)):
        pass
    [finding] = doctor.gradebook(council)
    assert not finding.well
    assert "password authentication failed" in finding.seen
    done = academy("grade", ASSIGNMENT, "--out", str(council.folders.course))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_what_is_no_gradebook_is_not_put_back(council: Choices) -> None:
    course = CourseFolder(council.folders.course)
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_student("amina.khan")
    wrong = course.root / "backups" / "gradebook-1.dump"
    wrong.parent.mkdir(exist_ok=True)
    wrong.write_bytes(b"PGDMP and then nothing")
    with pytest.raises(PlainError, match="is not a gradebook that can be restored"):
        restore(course, wrong)
    with open_gradebook(course) as gradebook:
        assert [student.id for student in gradebook.students] == ["amina.khan"]


def test_marks_are_not_left_behind_by_a_change_of_choices(tmp_path: Path, database: int, council: Choices) -> None:
    (tmp_path / "other").mkdir()
    other = made(tmp_path / "other")
    with open_gradebook(CourseFolder(other.folders.course)):
        pass
    with pytest.raises(PlainError, match="does not move to PostgreSQL by itself"):
        on_server(other, database)
    council.source.write_text(council.source.read_text().replace('gradebook = "academy_gradebook"', 'gradebook = ""'))
    with pytest.raises(PlainError, match="does not move back into the folder by itself"):
        make_places(read_choices(council.source), 0, 0)
    assert kept_in(CourseFolder(council.folders.course)).suffix == ".dump"
