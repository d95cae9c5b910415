"""Families with a referral in a period; a child without a family number counts alone."""

from curriculum.exercise import Exercise, days, table
from curriculum.truth import journey

exercise = Exercise(
    id="m04-l04-families-referred",
    answer="families_referred",
    kind="function",
    points=3,
    minutes=12,
    skills=["S5", "S10", "K13"],
    inputs=("cin_census.cin_details", "families.families"),
)

# A and B are one family; C has two referrals; D and E have no number, D twice; F, J and K are outside the year; H's
# family has a brother who was never referred.
exercise.practice = (
    table("""
        LAchildID CINdetailsID:text CINreferralDate
        A         1                 2025-04-01
        B         2                 2025-04-01
        C         3                 2025-05-05
        C         4                 2026-03-31
        D         5                 2025-06-06
        D         6                 2025-11-11
        E         7                 2025-07-07
        F         8                 2025-03-31
        H         9                 2025-09-30
        J         10                2026-04-01
        K         11                2025-10-01
    """),
    table("""
        LAchildID FamilyNumber
        A         F001
        B         F001
        C         F002
        F         F003
        G         F004
        H         F004
        J         F005
        K         F001
    """),
)
exercise.ask_on = (
    days("2025-04-01", "2026-03-31"),
    days("2025-04-01", "2025-09-30"),
    days("2025-10-01", "2026-03-31"),
)
exercise.answers = (5, 5, 3)  # by hand: AB(K) C D E H; AB C D E H; K C D


@exercise.reference
def from_journeys(council, first, last):
    """The families of the children referred in the simulation; everybody who came alone is one of their own."""
    people = council.journeys["children"].select("person", "family", "uasc").rows()
    unit = {person: ("alone", person) if alone else ("family", family) for person, family, alone in people}
    referrals = journey(council, "referrals")
    both = zip(referrals["person"], referrals["date"], strict=True)
    return len({unit[person] for person, date in both if first <= date <= last})


def received(details, first, last):
    return details[details["CINreferralDate"].between(first, last)]


@exercise.right("a dictionary and map")
def mapped(details, families, first, last):
    number = dict(zip(families["LAchildID"], families["FamilyNumber"], strict=True))
    return len({number.get(child, child) for child in received(details, first, last)["LAchildID"]})


@exercise.right("families, and those without one added")
def two_counts(details, families, first, last):
    named = received(details, first, last).merge(families, on="LAchildID", how="left")
    alone = named[named["FamilyNumber"].isna()]["LAchildID"].nunique()
    return named["FamilyNumber"].nunique() + alone


ASKED = (
    "You were asked how many different families had a referral in a period, a child without a number counting alone. "
)


@exercise.wrong(
    ASKED
    + "Children D and E of the practice tables, who have no family number, seem to be missing: an inner merge loses "
    "them, and nunique skips a blank. Re-read 'Alone is not nobody'."
)
def without_those_alone(details, families, first, last):
    return received(details, first, last).merge(families, on="LAchildID")["FamilyNumber"].nunique()


@exercise.wrong(
    ASKED
    + "Children D and E of the practice tables, who came alone, seem to be one family together: the blank may have "
    "been counted as if it were a number. Re-read 'Alone is not nobody'."
)
def the_blank_as_one(details, families, first, last):
    named = received(details, first, last).merge(families, on="LAchildID", how="left")
    return named["FamilyNumber"].nunique(dropna=False)


@exercise.wrong(
    ASKED
    + "Children A and B of the practice tables are one family and seem to count twice: you may have counted children. "
    "Re-read 'Brothers and sisters'."
)
def children(details, families, first, last):
    return received(details, first, last)["LAchildID"].nunique()


@exercise.wrong(
    ASKED
    + "Child D of the practice tables, alone and referred twice, seems to be two families. Fill the blank with the "
    "child's own id, and then count different values. Re-read 'Alone is not nobody'."
)
def rows_of_those_alone(details, families, first, last):
    named = received(details, first, last).merge(families, on="LAchildID", how="left")
    return named["FamilyNumber"].nunique() + int(named["FamilyNumber"].isna().sum())


@exercise.wrong(
    ASKED
    + "Your function gave the same for each period: child F of the practice tables, referred before it, may be in. "
    "Filter by the days first. Re-read 'Your turn: families referred'."
)
def whatever_the_days(details, families, first, last):
    named = details.merge(families, on="LAchildID", how="left")
    return named["FamilyNumber"].fillna(named["LAchildID"]).nunique()


@exercise.wrong(
    ASKED + "Child D of the practice tables, referred twice, seems to count twice: count() and len() count referrals. "
    "Different values are counted by nunique(). Re-read 'Brothers and sisters'."
)
def referrals(details, families, first, last):
    return len(received(details, first, last))


exercise.hints = (
    "Filter by the days, look up the number, fill what is missing, count different values.",
    'A left merge keeps those without a number; fillna(named["LAchildID"]) lets each of them stand alone.',
    'received = details[details["CINreferralDate"].between(first, last)]',
)
exercise.after = (
    "Say which you mean each time: referrals, children, families. For staffing it is doors, for safety it is children."
)
