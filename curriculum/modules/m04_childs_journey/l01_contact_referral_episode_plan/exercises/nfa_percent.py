"""No further action, of the referrals of the same period: the part inside the whole."""

from curriculum.exercise import Exercise, days, table
from curriculum.truth import journey

exercise = Exercise(
    id="m04-l01-nfa-percent",
    answer="nfa_percent",
    kind="function",
    points=2,
    minutes=10,
    skills=["S5", "S10", "K13"],
    inputs="cin_census.cin_details",
    tolerance=0.051,  # one decimal place; not rounding at all is not a misunderstanding
)

# A and B were received before the year; C twice, once with nothing after it; in the last half-year nobody was.
exercise.practice = table("""
    LAchildID CINdetailsID:text CINreferralDate ReferralNFA
    A         1                 2019-05-01      false
    B         2                 2025-03-31      true
    C         3                 2025-04-01      true
    C         4                 2025-08-01      false
    D         5                 2025-07-07      true
    E         6                 2026-03-31      false
    G         7                 2025-12-01      false
    H         8                 2025-09-30      false
    J         9                 2025-09-30      true
""")
exercise.ask_on = (
    days("2025-04-01", "2026-03-31"),
    days("2025-04-02", "2025-09-30"),
    days("2025-10-01", "2026-03-31"),
    days("2025-04-01", "2025-09-29"),
)
# By hand: C D J of seven; D J of C D H J; none of E G; C D of C C D.
exercise.answers = (300 / 7, 50.0, 0.0, 200 / 3)


@exercise.reference
def from_journeys(council, first, last):
    """Every referral of the period from the simulation, one by one."""
    referrals = journey(council, "referrals")
    outcomes = [nfa for date, nfa in zip(referrals["date"], referrals["nfa"], strict=True) if first <= date <= last]
    return 100 * outcomes.count("true") / len(outcomes)


def received(details, first, last):
    return details[details["CINreferralDate"].between(first, last)]


@exercise.right("two counts, divided and rounded")
def two_counts(details, first, last):
    whole = received(details, first, last)
    return round(len(whole[whole["ReferralNFA"] == "true"]) / len(whole) * 100, 1)


@exercise.right("value_counts with shares")
def shares(details, first, last):
    return 100 * received(details, first, last)["ReferralNFA"].value_counts(normalize=True).get("true", 0.0)


ASKED = "You were asked, of the referrals received in a period, what percentage led to no further action. "


@exercise.wrong(
    ASKED + "Your whole seems to be every row: child A of the practice table, referred in 2019, is in it. The part and "
    "the whole need the same days. Re-read 'The part and the whole'."
)
def of_every_row(details, first, last):
    return 100 * (received(details, first, last)["ReferralNFA"] == "true").sum() / len(details)


@exercise.wrong(
    ASKED + "Your part seems to stand outside your whole: no further action against the other referrals. In the whole "
    "are all that were received. Re-read 'The part and the whole'."
)
def against_the_others(details, first, last):
    nothing = received(details, first, last)["ReferralNFA"] == "true"
    return 100 * nothing.sum() / (~nothing).sum() if (~nothing).any() else 0.0


@exercise.wrong(
    ASKED
    + "Your function gave {yours}, which looks like a share from 0 to 1. A percentage is a hundred times as much. "
    "Re-read 'Your turn: no further action'."
)
def a_share(details, first, last):
    return (received(details, first, last)["ReferralNFA"] == "true").mean()


@exercise.wrong(
    ASKED + "Child C of the practice table has two referrals and may count once. Here the part and the whole are "
    "referrals, not children. Re-read 'Five words'."
)
def children(details, first, last):
    whole = received(details, first, last)
    return 100 * whole[whole["ReferralNFA"] == "true"]["LAchildID"].nunique() / whole["LAchildID"].nunique()


@exercise.wrong(
    ASKED + "Your function gave the same for every period: child B of the practice table, referred the day before the "
    "year, may be in. Filter by the days first. Re-read 'Received in a period'."
)
def whatever_the_days(details, first, last):
    return 100 * (details["ReferralNFA"] == "true").mean()


@exercise.wrong(
    ASKED + 'Your function gave nought each time. ReferralNFA was read as text, so it is compared with "true" in '
    "quotes. Re-read 'The part and the whole'."
)
def compared_with_true(details, first, last):
    return 100.0 * int((received(details, first, last)["ReferralNFA"] == True).sum())  # noqa: E712


exercise.hints = (
    "First the whole: the referrals of the period. Then, of those, the part.",
    'A column of True and False has a mean(): the share of Trues. received["ReferralNFA"] == "true" is such a column.',
    'received = details[details["CINreferralDate"].between(first, last)]',
)
exercise.after = (
    "A council with a high rate may take on too much at the door, or record honestly; one with none may not record it. "
    "The number opens the question, it does not answer it."
)
