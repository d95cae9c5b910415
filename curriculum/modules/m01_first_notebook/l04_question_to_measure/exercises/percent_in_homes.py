"""A measure from end to end: two tables, a day, ages, children once, the right whole."""

import pandas as pd

from curriculum.exercise import Exercise, days, table

exercise = Exercise(
    id="m01-l04-percent-in-homes",
    answer="percent_in_homes",
    kind="function",
    points=4,
    minutes=15,
    skills=["S2", "S4", "S7", "K3"],
    inputs=("ssda903.episodes", "ssda903.header"),
    tolerance=0.051,  # one decimal place; not rounding at all is not a misunderstanding
)

# The lesson's own test extract. B turns 13 on the day; C ends on it; D is on short breaks; E's first row was never
# closed; F is too young; G is in supported accommodation.
test_episodes = table("""
    CHILD DECOM       DEC         LS  PLACE
    A     2025-02-01  -           C2  K2
    B     2025-10-05  -           V2  U6
    C     2025-04-20  2026-03-31  C2  K2
    D     2025-08-01  2025-12-01  V3  U6
    D     2025-12-01  -           V4  U6
    E     2025-06-01  -           C1  K2
    E     2026-01-10  -           C2  K2
    F     2025-09-09  -           C2  P1
    G     2024-12-12  -           V2  K3
    H     2025-03-03  -           C2  U4
""")
test_header = table("""
    CHILD DOB
    A     2011-05-10
    B     2013-03-31
    C     2009-09-01
    D     2010-01-20
    E     2012-06-15
    F     2015-02-02
    G     2008-07-07
    H     2010-11-30
""")
exercise.practice = (test_episodes, test_header)
IN_THE_YEAR = days("2026-03-31", "2026-03-30", "2025-09-30", "2025-04-20", "2025-04-19")
exercise.ask_on = (*IN_THE_YEAR, *days("2026-07-07"))
exercise.ask_council_on = lambda council: IN_THE_YEAR  # a year's return knows nothing of days after it
# By hand, homes of teenagers: AE of ABEGH; ACE of ACEGH; the same, with B not yet in care and E in one row; AC of ACGH
# on the day C came into care; A of AGH the day before; AE of ABEH on the day G turns 18.
exercise.answers = (40.0, 60.0, 60.0, 50.0, 33.3, 50.0)


@exercise.reference
def from_journeys(council, day):
    """Truth from the simulation: spells covering the day, ages by birthdays lived through, the day's placement."""
    spells = council.spells_of_care(short_breaks=False).covering(day)
    ages = spells["dob"].map(
        lambda born: sum(_birthday(born, year) <= day for year in range(born.year + 1, day.year + 1))
    )
    teenagers = spells[(ages >= 13) & (ages <= 17)]
    return 100 * (teenagers["placement"] == "K2").mean()


def _birthday(born, year):
    moved = (born.month, born.day) == (2, 29) and not pd.Timestamp(year, 1, 1).is_leap_year
    return pd.Timestamp(year, 3, 1) if moved else pd.Timestamp(year, born.month, born.day)


@exercise.right("days born between, instead of ages")
def born_between(episodes, header, day):
    both = care_on(episodes, header, day)
    latest, earliest = day - pd.DateOffset(years=13), day - pd.DateOffset(years=18)
    teenagers = both[(both["DOB"] <= latest) & (both["DOB"] > earliest)]
    homes = set(teenagers[teenagers["PLACE"] == "K2"]["CHILD"])
    return 100 * len(homes) / len(set(teenagers["CHILD"]))


@exercise.right("groupby: was any row of the child a home?")
def grouped(episodes, header, day):
    teenagers = aged_13_to_17(care_on(episodes, header, day), day)
    in_home = (teenagers["PLACE"] == "K2").groupby(teenagers["CHILD"]).any()
    return round(in_home.mean() * 100, 1)


@exercise.right("a loop over the children")
def looped(episodes, header, day):
    born = dict(zip(header["CHILD"], header["DOB"], strict=True))
    teenagers, homes = set(), set()
    for row in episodes.itertuples():
        in_care = day >= row.DECOM and not day >= row.DEC and row.LS not in ("V3", "V4")
        if in_care and 13 <= age(born[row.CHILD], day) <= 17:
            teenagers.add(row.CHILD)
            if row.PLACE == "K2":
                homes.add(row.CHILD)
    return round(len(homes) / len(teenagers) * 100, 1)


ASKED = (
    "You were asked what percentage of different children aged 13 to 17 in care on a day live in a children's home. "
)


@exercise.wrong(
    ASKED + "On {day} child E of the test extract seems to count more than once. E has two rows and is one child: "
    "count different children in the part and in the whole. Re-read 'Your turn: percent in homes'."
)
def rows(episodes, header, day):
    teenagers = aged_13_to_17(care_on(episodes, header, day), day)
    return (teenagers["PLACE"] == "K2").mean() * 100


@exercise.wrong(
    ASKED + "Your function seems to divide by children of every age: child F of the test extract is in the whole and "
    "is too young. Re-read 'The fields'."
)
def any_age_in_the_whole(episodes, header, day):
    both = care_on(episodes, header, day)
    teenagers = aged_13_to_17(both, day)
    return share(teenagers[teenagers["PLACE"] == "K2"], both)


@exercise.wrong(
    ASKED + "Your function turns the question round: of those in a home, how many are aged 13 to 17? The whole is all "
    "the young people of that age in care. Re-read 'The decision'."
)
def turned_round(episodes, header, day):
    homes = care_on(episodes, header, day)
    homes = homes[homes["PLACE"] == "K2"]
    return share(aged_13_to_17(homes, day), homes)


@exercise.wrong(
    ASKED
    + "Child D of the test extract, on short breaks (V3, then V4), seems to be in the whole. Short breaks are left "
    "out. Re-read 'The fields'."
)
def short_breaks_counted(episodes, header, day):
    teenagers = aged_13_to_17(care_on(episodes, header, day, left_out=()), day)
    return share(teenagers[teenagers["PLACE"] == "K2"], teenagers)


@exercise.wrong(
    ASKED + "Children whose end date is blank seem to be left out: a blank is never after a day, so they need isna(). "
    "They are the ones still in care. Re-read 'The fields'."
)
def ended_only(episodes, header, day):
    both = care_on(episodes, header, day)
    teenagers = aged_13_to_17(both[both["DEC"] > day], day)
    return share(teenagers[teenagers["PLACE"] == "K2"], teenagers) if len(teenagers) else 0.0


@exercise.wrong(
    ASKED + "On {day} child B of the test extract, who turns 13 that day, seems to be missing. On the birthday the new "
    "age counts: use age_on and not days divided by 365.25. Re-read 'Bring two tables together'."
)
def days_over_365_25(episodes, header, day):
    both = care_on(episodes, header, day)
    years = ((day - both["DOB"]).dt.days / 365.25).astype(int)
    teenagers = both[years.between(13, 17)]
    return share(teenagers[teenagers["PLACE"] == "K2"], teenagers)


def care_on(episodes, header, day, left_out=("V3", "V4")):
    """Episodes covering `day` with the date of birth of their child."""
    both = episodes.merge(header[["CHILD", "DOB"]], on="CHILD", how="left")
    return both[(both["DECOM"] <= day) & ~(both["DEC"] <= day) & ~both["LS"].isin(left_out)]


def age(born, day):
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def aged_13_to_17(rows, day):
    return rows[rows["DOB"].apply(age, day=day).between(13, 17)]


def share(part, whole):
    return part["CHILD"].nunique() / whole["CHILD"].nunique() * 100


@exercise.wrong(
    ASKED + "Child C of the test extract, whose episode ends on 31 March, seems to be in care on that day. The end day "
    "itself is not a day in care: look at > and >=. Re-read 'The fields'."
)
def end_day_counted(episodes, header, day):
    ends_that_day = episodes["DEC"] == day
    longer = episodes.assign(DEC=episodes["DEC"].mask(ends_that_day, day + pd.Timedelta(days=1)))
    teenagers = aged_13_to_17(care_on(longer, header, day), day)
    return share(teenagers[teenagers["PLACE"] == "K2"], teenagers)


exercise.hints = (
    "Work down the comments in the frame: each is one line, and you have written each of them this week.",
    'both comes from merge; age comes from both["DOB"].apply(age_on, day=day); the rest is yesterday\'s.',
    'both = episodes.merge(header[["CHILD", "DOB"]], on="CHILD", how="left", validate="many_to_one")',
)
exercise.after = (
    "A question became a decision, a measure, six fields and a function that knows any day. Denise can ask "
    "again in June, and you press one key. Whether a change since last year is more than chance is module 6."
)
