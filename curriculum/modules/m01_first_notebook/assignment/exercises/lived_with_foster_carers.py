"""The year-end figure of one's own council: one whole number, worked out and not typed."""

from curriculum.exercise import Exercise

CANARY = "coach-only m01-a01-year-end"

exercise = Exercise(
    id="m01-a01-year-end",
    answer="year_end",
    kind="scalar",
    points=2,
    minutes=15,
    skills=["S2"],
    inputs="ssda903.episodes",
    gives="whole number",
)

ASKED = "You were asked how many children were in care on 31 March 2026 in your own council. "
DAY = "2026-03-31"


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: spells of care covering the year-end."""
    return council.spells_of_care(short_breaks=False).covering(DAY)["child"].nunique()


@exercise.must_contain("a child on short breaks at the year-end")
def on_short_breaks(episodes):
    return bool((episodes["DEC"].isna() & episodes["LS"].isin(["V3", "V4"])).any())


@exercise.must_contain("a child who left during the year")
def left_in_the_year(episodes):
    return bool(set(episodes["CHILD"]) - set(episodes[episodes["DEC"].isna()]["CHILD"]))


@exercise.right("in a year's return, whoever has a blank end")
def blank_ends(episodes):
    return episodes[episodes["DEC"].isna() & ~episodes["LS"].isin(["V3", "V4"])]["CHILD"].nunique()


@exercise.right("a set of ids")
def ids(episodes):
    ended = episodes["DEC"] <= DAY
    return len(set(episodes[~ended & (episodes["DECOM"] <= DAY) & ~episodes["LS"].isin(["V3", "V4"])]["CHILD"]))


@exercise.right("query")
def queried(episodes):
    covering = episodes.query("DECOM <= @DAY and not DEC <= @DAY and LS not in ['V3', 'V4']")
    return len(covering.drop_duplicates("CHILD"))


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of different children in the whole year's return, also those who left "
    "before the day. Re-read 'The rules we count by'."
)
def everybody_in_the_year(episodes):
    return episodes["CHILD"].nunique()


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of rows in the file: episodes, not children, and of the whole year. "
    "Re-read 'The rules we count by'."
)
def every_row(episodes):
    return len(episodes)


@exercise.wrong(
    ASKED + "Your answer, {yours}, includes the children on short breaks (V3 or V4). They are left out of this figure. "
    "Re-read 'The rules we count by'."
)
def short_breaks_counted(episodes):
    return episodes[~(episodes["DEC"] <= DAY)]["CHILD"].nunique()


@exercise.wrong(
    ASKED + "Your answer, {yours}, is the number of children with an episode that ended in the year: the blank ends "
    "may have been dropped, and they are the children still in care. Re-read 'The rules we count by'."
)
def ended_ones(episodes):
    return episodes[episodes["DEC"].notna() & ~episodes["LS"].isin(["V3", "V4"])]["CHILD"].nunique()


exercise.hints = (
    "It is Thursday's question, asked of your own file on one day.",
    "The three questions (started, not ended, no short break), then different children.",
    'not_ended = episodes["DEC"].isna() | (episodes["DEC"] > year_end_day)',
)
exercise.after = "The one figure everybody quotes. Say with it: on which day, short breaks left out, each child once."
