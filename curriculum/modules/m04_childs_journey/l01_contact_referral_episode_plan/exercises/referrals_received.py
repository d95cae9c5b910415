"""Referrals received in a period: not the rows of the census, not children, and with no further action."""

from curriculum.exercise import Exercise, days, table
from curriculum.truth import journey

exercise = Exercise(
    id="m04-l01-referrals-received",
    answer="referrals_received",
    kind="function",
    points=2,
    minutes=8,
    skills=["S5", "S10", "K13", "ST0795 S3"],
    inputs="cin_census.cin_details",
)

# A was referred years ago; B the day before the year, F the day after it; C twice; D led to nothing.
exercise.practice = table("""
    LAchildID CINdetailsID:text CINreferralDate CINclosureDate ReferralNFA
    A         1                 2019-05-01      -              false
    B         2                 2025-03-31      2025-06-01     false
    C         3                 2025-04-01      2025-05-01     false
    C         4                 2025-09-30      -              false
    D         5                 2025-07-07      -              true
    E         6                 2026-03-31      -              false
    F         7                 2026-04-01      -              false
""")
exercise.ask_on = (
    days("2025-04-01", "2026-03-31"),
    days("2025-04-02", "2025-09-30"),
    days("2025-05-01", "2025-08-31"),
)
exercise.answers = (4, 2, 1)  # worked out by hand: C C D E, then D and C, then D


@exercise.reference
def from_journeys(council, first, last):
    """Every referral the simulation made, whatever a census keeps of it."""
    return sum(first <= date <= last for date in journey(council, "referrals")["date"])


@exercise.right("two comparisons")
def two_comparisons(details, first, last):
    return len(details[(details["CINreferralDate"] >= first) & (details["CINreferralDate"] <= last)])


@exercise.right("a query")
def queried(details, first, last):
    return details.query("@first <= CINreferralDate <= @last").shape[0]


ASKED = "You were asked how many referrals were received in a period, both days included, whatever followed. "


@exercise.wrong(
    ASKED
    + "Your function counted child A of the practice table, who was referred in 2019: it may count every row. The "
    "census holds all that was open in the year. Re-read 'One row of what?'."
)
def every_row(details, first, last):
    return len(details)


@exercise.wrong(
    ASKED + "Child D of the practice table, for whom nothing was opened, seems to be missing. No further action is a "
    "referral too; leaving it out is another measure. Re-read 'Five words'."
)
def without_nfa(details, first, last):
    opened = details[details["ReferralNFA"] == "false"]
    return int(opened["CINreferralDate"].between(first, last).sum())


@exercise.wrong(
    ASKED
    + "Child C of the practice table was referred in April and in September, and seems to count once. You may have "
    "counted children; here one of them is a referral. Re-read 'Five words'."
)
def children(details, first, last):
    return details[details["CINreferralDate"].between(first, last)]["LAchildID"].nunique()


@exercise.wrong(
    ASKED + "A referral received on the first or the last day of the period seems to be left out. Both days belong to "
    "it: look at > and >=. Re-read 'Received in a period'."
)
def edges_left_out(details, first, last):
    return int(((details["CINreferralDate"] > first) & (details["CINreferralDate"] < last)).sum())


@exercise.wrong(
    ASKED
    + "Your function seems to count what was closed in the period: child B of the practice table, referred before "
    "it, is in. Which date says that a referral was received? Re-read 'Five words'."
)
def closed_in_it(details, first, last):
    return int(details["CINclosureDate"].between(first, last).sum())


exercise.hints = (
    "One column holds the day on which a referral was received. Both ends of the period count.",
    "between(first, last) gives True and False; sum() counts the Trues.",
    'received = details["CINreferralDate"].between(first, last)',
)
exercise.after = "Write the two days beside the number. Without them nobody can add it to another one, or divide by it."
