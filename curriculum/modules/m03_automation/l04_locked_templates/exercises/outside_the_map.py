"""Cells that differ between template and filled copy, and that the map does not allow."""

import pandas as pd

from curriculum.exercise import Exercise, Given, table

exercise = Exercise(
    id="m03-l04-outside-the-map",
    answer="outside_the_map",
    kind="pipeline",
    points=4,
    minutes=14,
    skills=["S2", "S6", "S15"],
    inputs=("templates.cell_map", "templates.cell_map", "templates.cell_map"),
    columns=("SHEET", "CELL"),
    key=("SHEET", "CELL"),
)

# Front D7 was empty and filled (mapped), D9 changed (mapped). Not mapped: title changed, C8 filled, B9 emptied. D7 of
# the other sheet is not in the map, though the address is, and another cell of that sheet.
exercise.practice = (
    table("""
        SHEET CELL VALUE:text
        Front B2   "Front door"
        Front B9   Housing
        Front D9   4
        Front D20  =SUM(D7:D13)
        Words B1   Name
    """),
    table("""
        SHEET CELL VALUE:text
        Words D7   31
        Words B1   Name
        Front D20  =SUM(D7:D13)
        Front D9   5
        Front D7   31
        Front C8   12
        Front B2   "Front door report"
    """),
    table("""
        SHEET CELL NAME
        Front D7   police
        Front D9   house
        Front D11  nfa
        Words D8   note
    """),
)
exercise.ask_on = (
    (),
    Given("with nothing changed", lambda before, _, mapped: (before, before, mapped)),
    Given("with an empty map", lambda before, after, mapped: (before, after, mapped.head(0))),
)
exercise.answers = (
    table("SHEET CELL\nFront B2\nFront C8\nFront B9\nWords D7"),
    exercise.practice[2].head(0)[["SHEET", "CELL"]],
    table("SHEET CELL\nFront B2\nFront C8\nFront B9\nWords D7\nFront D7\nFront D9"),
)  # worked out by hand
STRAYS = [("Board", "C8"), ("Definitions", "A1"), ("Summary", "B2")]


def a_filled_copy(cell_map, *_):
    """The sheets with their titles; then every mapped cell filled, one title changed, and three strays written."""
    titles = [("Board", "B2", "Performance board"), ("Summary", "B2", "Scrutiny"), ("Referrals", "B2", "Front door")]
    before = pd.DataFrame(titles, columns=["SHEET", "CELL", "VALUE"])
    filled = cell_map[["SHEET", "CELL"]].assign(VALUE="7")
    strays = pd.DataFrame([("Board", "C8", "7"), ("Definitions", "A1", "x")], columns=["SHEET", "CELL", "VALUE"])
    after = pd.concat([filled, before.replace("Scrutiny", "Scrutiny committee"), strays], ignore_index=True)
    return before, after, cell_map


exercise.ask_council_on = lambda _: [Given("filled in, with strays", a_filled_copy)]


@exercise.reference
def the_strays(council):
    """The three cells that were written on purpose outside every council's map."""
    return pd.DataFrame(STRAYS, columns=["SHEET", "CELL"])


def values(cells):
    """What stands in each cell, by sheet and address."""
    return {(row.SHEET, row.CELL): row.VALUE for row in cells.itertuples()}


def rows(places):
    return pd.DataFrame(sorted(places), columns=["SHEET", "CELL"], dtype="str")


def touched(before, after):
    old, new = values(before), values(after)
    return {place for place in old | new if old.get(place) != new.get(place)}


def places_of(mapped):
    return set(zip(mapped["SHEET"], mapped["CELL"], strict=True))


@exercise.right("dictionaries and sets")
def by_sets(before, after, mapped):
    return rows(touched(before, after) - places_of(mapped))


@exercise.right("whole rows that stand in one table alone")
def whole_rows(before, after, mapped):
    shown = ["SHEET", "CELL", "VALUE"]
    odd = pd.concat([before[shown], after[shown]]).drop_duplicates(shown, keep=False)
    allowed = mapped["SHEET"] + "!" + mapped["CELL"]
    odd = odd[~(odd["SHEET"] + "!" + odd["CELL"]).isin(allowed)]
    return odd[["SHEET", "CELL"]].drop_duplicates()


ASKED = "You were asked for the cells that differ between before and after and are not in the map. "


@exercise.wrong(
    ASKED + "Cell D7 of the sheet Words is not in your answer: the map allows D7 of the sheet Front, and your function "
    "may look at the address alone. Re-read 'Prove what you did not touch'."
)
def by_address(before, after, mapped):
    return rows(place for place in touched(before, after) if place[1] not in set(mapped["CELL"]))


@exercise.wrong(
    ASKED + "Cell C8 of the practice table was empty before and is filled after, and is not in your answer. An "
    "ordinary merge keeps only cells that are in both tables. Re-read 'Prove what you did not touch'."
)
def in_both_only(before, after, mapped):
    both = touched(before, after) & set(values(before)) & set(values(after))
    return rows(both - places_of(mapped))


@exercise.wrong(
    ASKED + "Cell B9 of the practice table held a label and is empty after, and is not in your answer. A left merge "
    "from the cells after loses what has gone. Re-read 'Prove what you did not touch'."
)
def emptied_missed(before, after, mapped):
    return rows((touched(before, after) & set(values(after))) - places_of(mapped))


@exercise.wrong(
    ASKED + "The mapped cells that were filled are in your answer. Those were allowed: take the map's cells out. "
    "Re-read 'Your turn: outside the map'."
)
def all_touched(before, after, mapped):
    return rows(touched(before, after))


@exercise.wrong(
    ASKED + "Your answer holds every cell outside the map, also those in which nothing has changed, such as D20. "
    "Compare the values first. Re-read 'Your turn: outside the map'."
)
def all_outside(before, after, mapped):
    return rows({*values(before), *values(after)} - places_of(mapped))


exercise.hints = (
    "Two questions for each cell: is its value another one, and is it allowed?",
    '`merge(..., how="outer")` on SHEET and CELL, then `fillna("")`; and a left merge with indicator=True on the map.',
    'both = before.merge(after, on=["SHEET", "CELL"], how="outer", suffixes=("_then", "_now")).fillna("")',
)
exercise.after = "Run it after every fill, and send nothing unless it comes back without rows. It is your lock."
