"""Only the fields the measure needs, with the date of birth looked up from the other table."""

from curriculum.exercise import Exercise
from curriculum.truth import episodes_in

exercise = Exercise(
    id="m01-l04-extract",
    answer="extract",
    kind="table",
    points=2,
    minutes=8,
    skills=["S2", "S3", "S7"],
    inputs=("ssda903.episodes", "ssda903.header"),
    columns=("CHILD", "DECOM", "DEC", "LS", "PLACE", "DOB"),
    key=("CHILD", "DECOM"),
    only_these=True,
    reread="Your turn: the extract",
)

ASKED = "You were asked for every row of episodes with six columns, one of them the date of birth of its child. "
FIELDS = ["CHILD", "DECOM", "DEC", "LS", "PLACE"]


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: every episode of the year with the date of birth its child has there."""
    truth = episodes_in(council).drop(columns=["sex", "ethnicity"])
    return truth.set_axis(["CHILD", "DECOM", "DEC", "LS", "PLACE", "DOB"], axis="columns")


@exercise.right("merge, then select")
def merge_then_select(episodes, header):
    return episodes.merge(header, on="CHILD")[[*FIELDS, "DOB"]]


@exercise.right("a dictionary and map, as XLOOKUP does")
def looked_up(episodes, header):
    born = dict(zip(header["CHILD"], header["DOB"], strict=True))
    return episodes[FIELDS].assign(DOB=episodes["CHILD"].map(born))


@exercise.right("join on the index")
def joined(episodes, header):
    return episodes[FIELDS].join(header.set_index("CHILD")["DOB"], on="CHILD")


@exercise.wrong(
    ASKED + "The dates of birth were pasted beside the episodes in the order of the file, so most stand in another "
    "child's row. They have to be looked up by CHILD. Re-read 'Bring two tables together'."
)
def pasted_beside(episodes, header):
    return episodes[FIELDS].assign(DOB=header["DOB"])


@exercise.wrong(
    ASKED + "Your table has one row for each child. Duplicates may have been dropped before the merge; here every "
    "episode stays, and children are counted at the end. Re-read 'Your turn: the extract'."
)
def one_row_a_child(episodes, header):
    return episodes[FIELDS].drop_duplicates("CHILD").merge(header[["CHILD", "DOB"]], on="CHILD")


@exercise.wrong(
    ASKED + "Your table has lost the episodes that ended during the year: only rows with a blank end are left. The "
    "filter for the day comes later. Re-read 'Your turn: the extract'."
)
def only_open(episodes, header):
    still_open = episodes[episodes["DEC"].isna()]
    return still_open[FIELDS].merge(header[["CHILD", "DOB"]], on="CHILD")


@exercise.wrong(
    ASKED + "Your table has columns that the measure does not need, such as sex, ethnicity or postcode. Select the "
    "columns of each table first: what you did not take, you cannot lose. Re-read 'The fields'."
)
def every_column(episodes, header):
    return episodes.merge(header, on="CHILD")


@exercise.wrong(
    ASKED + "Your table has far more rows than episodes: each episode stands beside every child. The merge may have "
    "been made without on=\"CHILD\", as a cross of both tables. Re-read 'Bring two tables together'."
)
def everyone_with_everyone(episodes, header):
    some = header[["DOB"]].head(20)
    return episodes[FIELDS].merge(some, how="cross")


@exercise.must_contain("an episode that ended in the year")
def some_ended(episodes, header):
    return bool(episodes["DEC"].notna().any())


@exercise.must_contain("a child with several episodes")
def some_twice(episodes, header):
    return bool(episodes["CHILD"].duplicated().any())


exercise.hints = (
    "The cell that made test from test_episodes and test_header does the same for the test extract.",
    'Select first: episodes[["CHILD", "DECOM", "DEC", "LS", "PLACE"]] and header[["CHILD", "DOB"]].',
    'wanted = episodes[["CHILD", "DECOM", "DEC", "LS", "PLACE"]]',
)
exercise.after = (
    "The number of rows did not change: check that after every merge. When it grows, the table on the right "
    "has somebody twice (module 5 is about that)."
)
