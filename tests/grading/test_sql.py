"""Answers in SQL, marked from end to end: asked of a practice database, the learner's and one nobody has seen."""

from __future__ import annotations

import pandas as pd
import pytest

from curriculum.exercise import Exercise, table
from grading import ours
from grading.grade_one import Paper
from grading.runner.limits import Limits
from grading.runner.run import close_all, run
from tests.grading.small_assignment import code

SQL, AFTER = "m05-a01-by-status", "m05-a01-total"
RIGHT = """
    SELECT LS, COUNT(DISTINCT CHILD) AS children
    FROM episodes GROUP BY LS
"""
WITH_STEPS = """
    with pairs as (select distinct LS, CHILD from episodes)
    select count(*) as children, LS from pairs group by LS order by children desc
"""
ROWS = "SELECT LS, COUNT(*) AS children FROM episodes GROUP BY LS"
COUNTING = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
OTHER_STATUSES_LEFT_OUT = f"SELECT * FROM ({RIGHT}) WHERE LS IN ('C1', 'C2', 'V2')"


def by_status(episodes: pd.DataFrame) -> pd.DataFrame:
    return episodes.groupby("LS")["CHILD"].nunique().reset_index(name="children")


def sql_exercise() -> Exercise:
    exercise = Exercise(
        id=SQL,
        answer="query",
        kind="sql",
        points=3,
        minutes=8,
        inputs="ssda903.episodes",
        columns=("LS", "children"),
        key=("LS",),
        asked="You were asked for the number of different children under each legal status.",
        reread="Count children, not rows",
    )
    exercise.practice = table("""
        CHILD LS
        A     C2
        B     V2
        B     C1
        B     V2
    """)
    exercise.answers = (pd.DataFrame({"LS": ["C1", "C2", "V2"], "children": [1, 1, 1]}),)

    @exercise.reference
    def truth(council):  # type: ignore[no-untyped-def]
        return by_status(council.table("ssda903.episodes"))

    @exercise.wrong("You were asked for children. Your query counts rows. Re-read 'Count children, not rows'.")
    def rows() -> str:
        return ROWS

    return exercise


def scalar_exercise() -> Exercise:
    """An ordinary exercise below, which nothing in the query above may touch."""
    exercise = Exercise(
        id=AFTER,
        answer="total",
        kind="scalar",
        points=1,
        minutes=1,
        inputs="ssda903.episodes",
        asked="You were asked for the number of rows.",
        reread="Rows",
    )
    exercise.answers = (0,)

    @exercise.reference
    def truth(council):  # type: ignore[no-untyped-def]
        return len(council.table("ssda903.episodes"))

    return exercise


@pytest.fixture(scope="module", autouse=True)
def _patience():
    """Short limits, so that a query without an end costs the test two seconds."""
    short = Limits(cell_seconds=10, call_seconds=2, notebook_seconds=60)
    patch = pytest.MonkeyPatch()
    patch.setattr(ours, "run", lambda into, out, wall: run(into, out, short, wall))
    yield
    patch.undo()
    close_all()


@pytest.fixture
def marked(tmp_path):
    """Marks a notebook whose answer to the first exercise is `source`; the rows by exercise."""
    exercises = (sql_exercise(), scalar_exercise())

    def mark(source: str):
        cells = [
            code(
                "import pandas as pd\nfrom academy import data_folder\n"
                'episodes = pd.read_csv(data_folder() / "ssda903" / "2025-26" / "episodes.csv")',
                "setup",
            ),
            code(source, "query", grade_id=f"{SQL}-answer", grade=False, solution=True, locked=False),
            code("check()", "query-check", grade_id=SQL, grade=True, solution=False, locked=True, points=3),
            code(
                "total = len(episodes)", "total", grade_id=f"{AFTER}-answer", grade=False, solution=True, locked=False
            ),
            code("check()", "total-check", grade_id=AFTER, grade=True, solution=False, locked=True, points=1),
        ]
        notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        paper = Paper("m05-a01", notebook, [each.card() for each in exercises], exercises, "key", "seed")
        rows, _ = ours.run_rows(paper, "zoe", notebook, b"{}", tmp_path, None)
        found = {row.exercise: row for row in rows}
        assert (found[AFTER].status, found[AFTER].score) == ("marked", 1.0), found[AFTER]
        return found[SQL]

    return mark


@pytest.mark.parametrize("query", [RIGHT, WITH_STEPS, RIGHT.strip() + ";"])
def test_a_right_query_earns_its_points_however_it_is_written(marked, query):
    row = marked(f"query = {query!r}")
    assert (row.status, row.score) == ("marked", 3.0), row


def test_a_known_mistake_in_sql_is_recognised(marked):
    row = marked(f"query = {ROWS!r}")
    assert (row.status, row.score, row.matched) == ("marked", 0.0, "rows")
    assert "counts rows" in row.message


def test_a_query_that_fits_the_practice_database_alone_is_not_right(marked):
    row = marked(f"query = {OTHER_STATUSES_LEFT_OUT!r}")
    assert (row.status, row.score) == ("marked", 0.0)


@pytest.mark.parametrize(
    "query",
    [
        "ATTACH DATABASE 'stolen.db' AS stolen",
        "COPY episodes TO 'out.csv'",
        "INSTALL httpfs",
        "LOAD 'httpfs'",
        "PRAGMA writable_schema = ON",
        "INSERT INTO episodes VALUES ('A', 'C2')",
        "UPDATE episodes SET LS = 'C2'",
        "DELETE FROM episodes",
        "DROP TABLE episodes",
        "CREATE TABLE mine AS SELECT * FROM episodes",
        "VACUUM INTO 'copy.db'",
        "SELECT LS, 1 AS children FROM episodes; DROP TABLE episodes",
        "SELECT load_extension('evil.so')",
        "SELECT readfile('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT writefile('x', 'y')",
        "SELECT name FROM pragma_database_list",
        "SELECT no_such_column FROM episodes",
        "",
    ],
)
def test_a_query_that_does_more_than_read_its_tables_gets_nothing_and_says_why(marked, query):
    row = marked(f"query = {query!r}")
    assert (row.status, row.score or 0.0) in {("error", 0.0), ("marked", 0.0), ("blank", 0.0)}, row
    assert row.message


@pytest.mark.parametrize(
    "query",
    [
        f"{COUNTING} SELECT 'C2' AS LS, COUNT(*) AS children FROM n",
        "SELECT a.LS, COUNT(*) AS children FROM episodes a, episodes b, episodes c, episodes d GROUP BY a.LS",
        "SELECT hex(zeroblob(900000000)) AS LS, 1 AS children",
        f"{COUNTING} SELECT i AS LS, 1 AS children FROM n",
    ],
)
def test_a_query_without_an_end_or_a_measure_costs_only_itself(marked, query):
    row = marked(f"query = {query!r}")
    assert row.status in {"error", "timeout", "marked"}, row
    assert not row.score


@pytest.mark.parametrize("source", ["query = 7", "query = None", "def query(episodes): ...", "query = ['SELECT 1']"])
def test_an_answer_that_is_no_query_is_said_plainly(marked, source):
    row = marked(source)
    assert not row.score
    assert row.message
    assert row.status != "needs_coach"
