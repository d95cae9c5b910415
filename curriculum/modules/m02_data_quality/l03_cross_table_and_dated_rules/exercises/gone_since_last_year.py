"""Two linked years: what was open when last year closed must be there this year, with the same start."""

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import day_of, draft_rows

exercise = Exercise(
    id="m02-l03-gone-since-last-year",
    answer="gone_since_last_year",
    kind="function",
    points=4,
    minutes=15,
    skills=["S6", "S4", "K8"],
    inputs=("ssda903.episodes@2024-25", "drafts.episodes"),
    columns=("CHILD", "DECOM"),
    key=("CHILD", "DECOM"),
)

# B's start has moved by a day, and H starts on the day it was; C ended last year; D is gone, and A started on the same
# day; E has two, one written another way and one gone; A stands there twice; F came this year; G's earlier episode
# ended, and the open one is there.
exercise.practice = (
    table("""
        CHILD DECOM      DEC
        A     2024-06-01 -
        B     2024-07-01 -
        C     2024-08-01 2025-02-01
        D     2024-06-01 -
        E     2023-10-13 -
        E     2024-02-02 -
        G     2024-04-10 2024-11-01
        G     2024-11-01 -
    """),
    table("""
        LINE:text CHILD DECOM:text
        2         A     01/06/2024
        3         A     01/06/2024
        4         B     02/07/2024
        5         E     2023-10-13
        6         F     05/05/2025
        7         G     01/11/2024
        8         H     01/07/2024
    """),
)
exercise.answers = (
    table("""
    CHILD DECOM
    B     2024-07-01
    D     2024-06-01
    E     2023-10-13
    E     2024-02-02
"""),
)  # worked out by hand


@exercise.reference
def from_journeys(council):
    """Who was in an episode over 1 April 2025, from the simulation; and pairs of id and start, from the draft."""
    import polars as pl

    people = council.journeys["children"].select("person", "child_id")
    every = council.journeys["care_episodes"].join(people, on="person")
    first = pl.date(2025, 4, 1)
    over = every.filter((pl.col("start") < first) & ~(pl.col("end") < first).fill_null(False))
    there = {(row["CHILD"], day_of(row["DECOM"])) for row in draft_rows(council, "episodes")}
    gone = [pair for pair in over.select("child_id", "start").rows() if pair not in there]
    return pd.DataFrame({"CHILD": [c for c, _ in gone], "DECOM": pd.to_datetime([day for _, day in gone])})


def pairs_of(draft):
    start = pd.to_datetime(draft["DECOM"], format="%d/%m/%Y", errors="coerce")
    return pd.DataFrame({"CHILD": draft["CHILD"], "DECOM": start}).drop_duplicates()


def without_partner(episodes, draft):
    both = episodes[["CHILD", "DECOM"]].merge(pairs_of(draft), on=["CHILD", "DECOM"], how="left", indicator=True)
    return both[both["_merge"] == "left_only"][["CHILD", "DECOM"]]


@exercise.right("a set of pairs")
def set_of_pairs(last_year, draft):
    there = set(pairs_of(draft).itertuples(index=False, name=None))
    still_open = last_year[last_year["DEC"].isna()]
    gone = [pair not in there for pair in zip(still_open["CHILD"], still_open["DECOM"], strict=True)]
    return still_open.loc[gone, ["CHILD", "DECOM"]]


@exercise.right("child and start in one text")
def one_text(last_year, draft):
    still_open = last_year[last_year["DEC"].isna()]
    key = still_open["CHILD"] + " " + still_open["DECOM"].dt.strftime("%d/%m/%Y")
    return still_open[~key.isin(draft["CHILD"] + " " + draft["DECOM"])][["CHILD", "DECOM"]]


ASKED = "You were asked for the episodes open at the end of last year that have no partner, by CHILD and DECOM, now. "


@exercise.wrong(
    ASKED + "Child B of the practice table, whose start has moved by a day, is not in your table. Your partner may "
    "be the "
    "child alone. Re-read 'A partner on two columns'."
)
def by_child_alone(last_year, draft):
    still_open = last_year[last_year["DEC"].isna()]
    return still_open[~still_open["CHILD"].isin(draft["CHILD"])][["CHILD", "DECOM"]]


@exercise.wrong(
    ASKED + "Child D of the practice table, who is not in the draft at all, is not in your table: another child "
    "started on "
    "that day. Child and start have to agree. Re-read 'A partner on two columns'."
)
def by_start_alone(last_year, draft):
    still_open = last_year[last_year["DEC"].isna()]
    return still_open[~still_open["DECOM"].isin(pairs_of(draft)["DECOM"])][["CHILD", "DECOM"]]


@exercise.wrong(
    ASKED + "Child C of the practice table, whose episode ended last year, is in your table. What had ended need "
    "not be "
    "here again. Re-read 'What last year knows'."
)
def ended_ones_too(last_year, draft):
    return without_partner(last_year, draft)


@exercise.wrong(
    ASKED + "Child F of the practice table, who came into care this year, is in your table. The two years may have "
    "changed "
    "places: last year asks, this year answers. Re-read 'A partner on two columns'."
)
def other_way(last_year, draft):
    still_open = last_year[last_year["DEC"].isna()]
    both = pairs_of(draft).merge(still_open[["CHILD", "DECOM"]], on=["CHILD", "DECOM"], how="left", indicator=True)
    return both[both["_merge"] == "left_only"][["CHILD", "DECOM"]]


@exercise.wrong(
    ASKED + "Child A of the practice table, who is there in both years, is in your table. A date and a text that "
    "looks "
    "like it are never equal: the draft's dates may not have been read. Re-read 'Your turn: gone since last year'."
)
def text_against_date(last_year, draft):
    return last_year[last_year["DEC"].isna()][["CHILD", "DECOM"]]


exercise.hints = (
    "Three steps: last year's open episodes; this year's pairs of child and start as dates; which have no partner?",
    'merge(starts, on=["CHILD", "DECOM"], how="left", indicator=True), then keep "left_only".',
    'still_open = last_year[last_year["DEC"].isna()]',
)
exercise.after = (
    "Some of these are slips of a day, some a date in another style, and one may be a child whose episode was "
    "deleted. "
    "The rule finds them; only the file of the child can say which it is."
)
