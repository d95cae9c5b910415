"""Task 2: what one table knows, counted in the other."""

from curriculum.exercise import Exercise
from curriculum.truth import episodes_in

exercise = Exercise(
    id="m00-l01-join",
    answer="episodes_of_girls",
    kind="scalar",
    points=1,
    minutes=3,
    skills=["S4"],
    inputs=("ssda903.episodes", "ssda903.header"),
)

ASKED = "You were asked how many episodes belong to girls and young women. "


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: the year's episodes of everybody who is female."""
    return int((episodes_in(council)["sex"] == "F").sum())


@exercise.must_contain("a girl with two episodes, and one in the header without any")
def more_and_fewer(episodes, header):
    girls = header[header["SEX"] == "F"]["CHILD"]
    counts = episodes["CHILD"].value_counts().reindex(girls, fill_value=0)
    return bool((counts > 1).any() and (counts == 0).any())


@exercise.right("a list of girls, and a filter")
def filtered(episodes, header):
    girls = set(header.loc[header["SEX"] == "F", "CHILD"])
    return int(episodes["CHILD"].isin(girls).sum())


@exercise.right("look the sex up, as XLOOKUP does")
def looked_up(episodes, header):
    return int((episodes["CHILD"].map(header.set_index("CHILD")["SEX"]) == "F").sum())


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of girls and young women in header. Some of them have several "
    "episodes, and some have none. Re-read 'Task 2: two tables'."
)
def people(episodes, header):
    return int((header["SEX"] == "F").sum())


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of all episodes: the filter on SEX may be missing. "
    "Re-read 'Task 2: two tables'."
)
def all_rows(episodes, header):
    return len(episodes)


@exercise.wrong(ASKED + "Your answer, {yours}, is for boys and young men. Re-read 'Task 2: two tables'.")
def boys(episodes, header):
    return int(episodes["CHILD"].isin(header.loc[header["SEX"] == "M", "CHILD"]).sum())


exercise.hints = (
    "In Excel: XLOOKUP each episode's CHILD in header to bring SEX beside it, then count the F.",
    'In pandas: episodes.merge(header[["CHILD", "SEX"]], on="CHILD") brings SEX to every episode.',
    'Then count the rows in which SEX is "F".',
)
exercise.after = "After a join, count the rows: they should be as many as before, unless you can say why not."
