"""Three rules across tables and rows: nobody without a header row, and what is followed is followed."""

import pandas as pd

from curriculum.exercise import Exercise, table
from curriculum.truth import day_of, draft_rows

CANARY = "coach-only m02-a01-linked-rules"

exercise = Exercise(
    id="m02-a01-linked-rules",
    answer="linked_rules",
    kind="function",
    points=6,
    minutes=60,
    skills=["S6", "S4", "K8"],
    inputs=("drafts.episodes", "drafts.header", "drafts.reviews"),
    columns=("rule", "LINE"),
    key=("rule", "LINE"),
    careful=True,
)

# A is followed; B a day late; C by another child's start only; D's end is no date; E has no header row, twice; F's last
# episode says X1; G's end is written in another way than the next start; H is followed by a row that stands before it;
# P by one that is not the next, because another episode starts in between.
exercise.practice = (
    table("""
        LINE:text CHILD DECOM:text DEC:text   REC
        2         A     10/05/2025 20/06/2025 X1
        3         A     20/06/2025 -          -
        4         B     10/05/2025 20/06/2025 X1
        5         B     21/06/2025 -          -
        6         C     10/05/2025 21/06/2025 X1
        7         D     10/05/2025 2025-06-20 X1
        8         D     20/06/2025 -          -
        9         E     10/05/2025 20/06/2025 E4A
        10        E     30/08/2025 -          -
        11        F     10/05/2025 01/02/2026 X1
        12        H     20/06/2025 -          -
        13        H     10/05/2025 20/06/2025 X1
        14        J     10/05/2025 20/06/2025 X1
        15        J     2025-06-20 -          -
        16        K     10/05/2025 20/06/2025 E8
        17        P     10/05/2025 20/06/2025 X1
        18        P     01/06/2025 -          -
        19        P     20/06/2025 -          -
    """),
    table("""
        LINE:text CHILD SEX:text
        2         A     F
        3         B     M
        4         C     F
        5         D     M
        6         F     F
        7         H     F
        8         J     M
        9         K     M
        10        N     M
        11        P     F
    """),
    table("""
        LINE:text CHILD REVIEW:text
        2         A     04/06/2025
        3         E     05/06/2025
        4         M     06/06/2025
        5         M     06/11/2025
        6         B     07/06/2025
    """),
)
exercise.answers = (
    table("""
    rule LINE:text
    L1   9
    L1   10
    L2   3
    L2   4
    L2   5
    L3   4
    L3   6
    L3   11
    L3   14
"""),
)  # worked out by hand


@exercise.reference
def read_row_by_row(council):
    """The drafts row by row: a set of the header's ids, and for each X1 a search through the child's own rows."""
    known = {row["CHILD"] for row in draft_rows(council, "header")}
    episodes, reviews = draft_rows(council, "episodes"), draft_rows(council, "reviews")
    found = [("L1", row["LINE"]) for row in episodes if row["CHILD"] not in known]
    found += [("L2", row["LINE"]) for row in reviews if row["CHILD"] not in known]
    for row in episodes:
        end = day_of(row["DEC"])
        follows = any(other["CHILD"] == row["CHILD"] and day_of(other["DECOM"]) == end for other in episodes)
        if row["REC"] == "X1" and end and not follows:
            found.append(("L3", row["LINE"]))
    return pd.DataFrame(found, columns=["rule", "LINE"], dtype="str")


def read(column):
    return pd.to_datetime(column, format="%d/%m/%Y", errors="coerce")


def without_next(episodes, by=("CHILD",)):
    """Lines whose REC is X1 and whose end is nobody's start (or, a mistake, with fewer columns to agree on)."""
    starts = episodes[list(by)].assign(day=read(episodes["DECOM"])).dropna().drop_duplicates()
    said = episodes[episodes["REC"] == "X1"].assign(day=read(episodes["DEC"])).dropna(subset="day")
    both = said.merge(starts, on=[*by, "day"], how="left", indicator=True)
    return both[both["_merge"] == "left_only"]["LINE"]


def rules(episodes, header, reviews, **instead):
    """The three rules; `L3=...` puts other lines in place of one's."""
    lines = {
        "L1": episodes["LINE"][~episodes["CHILD"].isin(header["CHILD"])],
        "L2": reviews["LINE"][~reviews["CHILD"].isin(header["CHILD"])],
    } | instead
    lines.setdefault("L3", without_next(episodes))
    found = [(rule, line) for rule, which in lines.items() for line in which]
    return pd.DataFrame(found, columns=["rule", "LINE"])


@exercise.right("a left join, and who found nobody")
def left_joined(episodes, header, reviews):
    return rules(episodes, header, reviews)


@exercise.right("child and day in one text")
def one_text(episodes, header, reviews):
    ends = read(episodes["DEC"]).dt.strftime("%d/%m/%Y")
    starts = episodes["CHILD"] + read(episodes["DECOM"]).dt.strftime("%d/%m/%Y")
    lonely = (episodes["REC"] == "X1") & ends.notna() & ~(episodes["CHILD"] + ends).isin(starts)
    return rules(episodes, header, reviews, L3=episodes["LINE"][lonely])


ASKED = "You were asked for each rule and each line that fails it, by the three rules L1 to L3. "


@exercise.wrong(
    ASKED + "Child C of the practice tables is not among your L3, though nobody of that id starts on the day: it is "
    "another "
    "child who does. Child and day have to agree. Re-read 'Task 3: three rules across tables and rows'."
)
def any_childs_start(episodes, header, reviews):
    return rules(episodes, header, reviews, L3=without_next(episodes, by=()))


@exercise.wrong(
    ASKED + "Child H of the practice tables, whose next episode stands on an earlier line, is among your L3. Your "
    "function "
    "may look only at the line below. Re-read 'Task 3: three rules across tables and rows'."
)
def the_line_below(episodes, header, reviews):
    end, start = read(episodes["DEC"]), read(episodes["DECOM"])
    below = (episodes["CHILD"].shift(-1) == episodes["CHILD"]) & (start.shift(-1) == end)
    return rules(episodes, header, reviews, L3=episodes["LINE"][(episodes["REC"] == "X1") & end.notna() & ~below])


@exercise.wrong(
    ASKED + "Child B of the practice tables, whose next episode starts a day late, is not among your L3. Any later "
    "episode "
    "may do for your function. Re-read 'Task 3: three rules across tables and rows'."
)
def any_later_episode(episodes, header, reviews):
    latest = read(episodes["DECOM"]).groupby(episodes["CHILD"]).transform("max")
    end = read(episodes["DEC"])
    lonely = (episodes["REC"] == "X1") & end.notna() & ~(latest >= end)
    return rules(episodes, header, reviews, L3=episodes["LINE"][lonely])


@exercise.wrong(
    ASKED + "Child M of the practice tables has two reviews and no header row, and your L2 names one of the lines. "
    "Each line "
    "that fails is named. Re-read 'Task 3: three rules across tables and rows'."
)
def one_a_child(episodes, header, reviews):
    once = reviews[~reviews["CHILD"].isin(header["CHILD"])].drop_duplicates("CHILD")
    return rules(episodes, header, reviews, L2=once["LINE"])


@exercise.wrong(
    ASKED + "Child D of the practice tables, whose end is no date, is among your L3. Where the end cannot be read "
    "the rule is "
    "silent. Re-read 'Task 3: three rules across tables and rows'."
)
def misfits_too(episodes, header, reviews):
    starts = set(zip(episodes["CHILD"], read(episodes["DECOM"]), strict=True))
    pairs = zip(episodes["CHILD"], read(episodes["DEC"]), strict=True)
    lonely = (episodes["REC"] == "X1") & [pair not in starts for pair in pairs]
    return rules(episodes, header, reviews, L3=episodes["LINE"][lonely])


exercise.hints = (
    "L1 and L2 are one rule on two tables. For L3, make a table of every child and start first.",
    "A left merge on child and day, with indicator=True, says which X1 found no next episode.",
    'ended = episodes.assign(DAY=as_dates(episodes["DEC"]))',
)
exercise.after = (
    "One lost header row can set off three rules. Say so in the note: the manager mends one thing, not five."
)
