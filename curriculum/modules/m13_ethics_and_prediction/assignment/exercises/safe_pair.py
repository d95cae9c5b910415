"""Two tables published together, attacked together: the girls are what lies between them."""

import numpy as np
import pandas as pd

from curriculum.disclosure import fault_of_release, safe_release, small_places, too_close, with_rest
from curriculum.exercise import Exercise, table

CANARY = "coach-only m13-a01-safe-pair"

exercise = Exercise(
    id="m13-a01-safe-pair",
    answer="safe_pair",
    kind="function",
    points=8,
    minutes=120,
    skills=["K1", "S1", "S3"],
    inputs="release.requested",
    columns=("WHO", "PLACEMENT", "AGE", "CHILDREN"),
    key=("WHO", "PLACEMENT", "AGE"),
)
DIMENSIONS, REST = ("WHO", "PLACEMENT", "AGE"), "Girls"

# Boys: one in homes, and a five beside the one. Girls: a four of ten and over elsewhere, where neither table is small.
# Noughts in both.
exercise.practice = table("""
    WHO  PLACEMENT     AGE           CHILDREN
    All  "Foster care" "Under 10"    26
    All  "Foster care" "10 and over" 32
    All  "Foster care" All           58
    All  Homes         "Under 10"    6
    All  Homes         "10 and over" 11
    All  Homes         All           17
    All  Elsewhere     "Under 10"    0
    All  Elsewhere     "10 and over" 14
    All  Elsewhere     All           14
    All  All           "Under 10"    32
    All  All           "10 and over" 57
    All  All           All           89
    Boys "Foster care" "Under 10"    17
    Boys "Foster care" "10 and over" 21
    Boys "Foster care" All           38
    Boys Homes         "Under 10"    1
    Boys Homes         "10 and over" 5
    Boys Homes         All           6
    Boys Elsewhere     "Under 10"    0
    Boys Elsewhere     "10 and over" 10
    Boys Elsewhere     All           10
    Boys All           "Under 10"    18
    Boys All           "10 and over" 36
    Boys All           All           54
""")
exercise.ask_on = ((5, 3), (4, 4))
exercise.ask_council_on = lambda council: [(5, 3)]
exercise.answers = tuple(safe_release(exercise.practice, DIMENSIONS, *asked, REST) for asked in exercise.ask_on)


@exercise.reference
def given_back_one_by_one(council, below, gap):
    """One safe release of both tables; the judge accepts every other that holds as well."""
    return safe_release(council.table("release.requested"), DIMENSIONS, below, gap, REST)


@exercise.accepts
def holds(answer, asked, below, gap):
    """Attacked by the exact solver, both tables at once, the girls included."""
    return fault_of_release(answer, asked, DIMENSIONS, below, gap, REST)


def girls_of(tables):
    """The girls' own counts, cell by cell."""
    boys = tables[tables["WHO"] == "Boys"].set_index(["PLACEMENT", "AGE"])["CHILDREN"]
    girls = tables[tables["WHO"] == "All"].copy()
    told = [boys[place, age] for place, age in zip(girls["PLACEMENT"], girls["AGE"], strict=True)]
    return girls.assign(WHO=REST, CHILDREN=girls["CHILDREN"] - told)


def given_back(tables, below, gap, order):
    """Everything hidden, then given back in `order` while all three tables stay safe."""
    truth = pd.concat([tables, girls_of(tables)], ignore_index=True)
    small, safe = small_places(truth, below), truth.assign(CHILDREN=np.nan)
    for place in [place for place in order if place not in small]:
        more = safe.copy()
        more.loc[place, "CHILDREN"] = truth.loc[place, "CHILDREN"]
        if too_close(more, DIMENSIONS, small, gap) is None:
            safe = more
    return safe.iloc[: len(tables)]


@exercise.right("the boys' table first")
def boys_first(tables, below, gap):
    return given_back(tables, below, gap, tables.sort_values(["WHO", "CHILDREN"], ascending=False).index)


@exercise.right("totals first, then the table of everybody")
def totals_first(tables, below, gap):
    totals = (tables["PLACEMENT"] == "All") | (tables["AGE"] == "All")
    return given_back(tables, below, gap, [*tables[totals].index, *tables[~totals].index])


ASKED = "You were asked for both tables, with every small count of everybody, boys and girls out of reach. "
REREAD = "Re-read 'Task 2: two tables, and what lies between them'."


def small_of(tables, below):
    return (tables["CHILDREN"] > 0) & (tables["CHILDREN"] < below)


def each_by_itself(tables, below, gap):
    """Each table made safe alone."""
    parts = []
    for _, part in tables.groupby("WHO", sort=False):
        made = safe_release(part, ("PLACEMENT", "AGE"), below, gap)
        parts.append(made.assign(WHO=part["WHO"].iloc[0]))
    return pd.concat(parts)[[*DIMENSIONS, "CHILDREN"]]


@exercise.wrong(
    ASKED
    + "Yours hides the small counts and nothing else. In the practice tables one subtraction in a row finds them. "
    + REREAD
)
def primary_only(tables, below, gap):
    return tables.assign(CHILDREN=tables["CHILDREN"].mask(small_of(tables, below)))


@exercise.wrong(
    ASKED
    + "Each of your tables is safe by itself. In the practice tables, the few girls of ten and over elsewhere are "
    "what is left when the boys are taken from everybody. " + REREAD
)
def one_table_at_a_time(tables, below, gap):
    return each_by_itself(tables, below, gap)


@exercise.wrong(
    ASKED
    + "Yours hides everything that is not a total, in both tables, or all of one. It is more than is needed, and a "
    "resident learns next to nothing. " + REREAD
)
def nothing_shown(tables, below, gap):
    return tables.assign(CHILDREN=np.nan)


@exercise.wrong(
    ASKED
    + "Yours rounds to the nearest five. The counts shown are then not the ones you were given, and two rounded tables "
    "may still be taken from each other. " + REREAD
)
def rounded(tables, below, gap):
    return tables.assign(CHILDREN=(tables["CHILDREN"] / 5).round() * 5)


@exercise.wrong(
    ASKED + "Yours hides where the girls are few, in one of the two tables, and does not look at the rows and columns. "
    "What is "
    "alone in its row is found from the total. " + REREAD
)
def girls_starred(tables, below, gap):
    girls = girls_of(tables)
    few = (
        set(zip(*girls[small_of(girls, below)][["PLACEMENT", "AGE"]].to_numpy().T, strict=True))
        if len(girls)
        else set()
    )
    here = [pair in few for pair in zip(tables["PLACEMENT"], tables["AGE"], strict=True)]
    hide = small_of(tables, below) | (pd.Series(here, index=tables.index) & (tables["WHO"] == "Boys"))
    return tables.assign(CHILDREN=tables["CHILDREN"].mask(hide))


@exercise.wrong(
    ASKED
    + "Yours holds the girls as well. A third table nobody asked for is a third thing to protect: the same rows as you "
    "were given are wanted. " + REREAD
)
def girls_published(tables, below, gap):
    return with_rest(primary_only(tables, below, gap), "WHO", REST)


exercise.hints = (
    "Work out the girls' counts first: they tell you which cells are small and stand in no table.",
    "Lesson 2's way: hide everything, give back the largest first, and look at all small counts of the three.",
    "truth = pd.concat([tables, girls], ignore_index=True)",
)
exercise.after = "What was published before is the table beside yours. Keep a list of it, and attack both together."
