"""Re-referrals by a written rule: two returns, each referral once, at most twelve months, no further action in."""

import pandas as pd

from curriculum.exercise import Exercise, days, table
from curriculum.truth import journey

exercise = Exercise(
    id="m04-l04-rereferral-percent",
    answer="rereferral_percent",
    kind="function",
    points=4,
    minutes=15,
    skills=["S5", "S10", "K13"],
    inputs=("cin_census.cin_details", "cin_census.cin_details@2024-25"),
    tolerance=0.051,
    reread="Twelve months, written down",
)

# A came back after five months, and last year's file alone knows; B after twelve months to the day, C after a day more;
# D is open over the year end and stands in both files, closed in one; E's earlier one led to nothing, F's later one; G
# came twice in a year; H's earlier one is years old and still open; J is new; K came back the next day; L on two days
# at the edges; M after twelve months that hold 29 February; N the day after the year. G's rows are not in order.
exercise.practice = (
    table("""
        LAchildID CINdetailsID:text CINreferralDate CINclosureDate ReferralNFA
        A         1                 2025-05-02      -              false
        B         2                 2025-05-10      -              false
        C         3                 2025-05-11      -              false
        D         4                 2025-03-20      2025-04-15     false
        E         5                 2025-06-06      2025-09-01     false
        F         6                 2025-07-07      -              true
        G         8                 2026-03-31      -              false
        G         7                 2025-04-01      2025-04-20     false
        H         9                 2019-01-01      -              false
        H         10                2025-08-08      -              false
        J         11                2025-09-09      -              false
        K         12                2025-04-10      -              false
        L         13                2025-04-20      -              false
        N         14                2026-04-01      -              false
    """),
    table("""
        LAchildID CINdetailsID:text CINreferralDate CINclosureDate ReferralNFA
        A         1                 2024-12-01      2025-02-02     false
        B         2                 2024-05-10      2024-08-01     false
        C         3                 2024-05-10      2025-02-01     false
        D         4                 2025-03-20      -              false
        E         5                 2025-01-10      -              true
        F         6                 2024-11-11      2025-01-05     false
        H         7                 2019-01-01      -              false
        K         8                 2025-04-09      2025-04-09     false
        L         9                 2025-03-19      -              true
        M         10                2024-01-10      -              false
        M         11                2025-01-10      -              false
    """),
)
exercise.ask_on = (
    days("2025-04-01", "2026-03-31"),
    days("2025-05-01", "2025-06-30"),
    days("2025-03-20", "2025-04-10"),
    days("2025-01-01", "2025-01-31"),
)
# By hand: A B E F G K L of A B C E F G G H J K K L; A B E of A B C E; K of D G K K; M of E M.
exercise.answers = (700 / 12, 75.0, 25.0, 50.0)
exercise.ask_council_on = lambda council: (days("2025-04-01", "2026-03-31"), days("2025-10-01", "2026-03-31"))
BY = ["LAchildID", "CINreferralDate"]


@exercise.reference
def from_journeys(council, first, last):
    """Each referral of the period, and whether the child's own history in the simulation holds one close before it."""
    histories = journey(council, "referrals").groupby("child")["date"].apply(list)
    again = []
    for history in histories:
        for day in history:
            if first <= day <= last:
                since = day - pd.DateOffset(years=1)
                again.append(any(since <= earlier < day for earlier in history))
    return 100 * sum(again) / len(again)


def rate(referrals, first, last, months=12, strict=False, once=True):
    """The rate by a rule; each switch reproduces one mistake."""
    every = referrals.drop_duplicates(BY) if once else referrals
    every = every.sort_values(BY, ignore_index=True)
    before = every.groupby("LAchildID")["CINreferralDate"].shift()
    since = every["CINreferralDate"] - pd.DateOffset(months=months)
    again = (before > since) if strict else (before >= since)
    return 100 * again[every["CINreferralDate"].between(first, last)].mean()


@exercise.right("sorted, and the one before")
def sorted_and_shifted(this_year, last_year, first, last):
    return round(rate(pd.concat([this_year, last_year]), first, last), 1)


@exercise.right("every pair of a child's referrals")
def every_pair(this_year, last_year, first, last):
    every = pd.concat([this_year, last_year])[BY].drop_duplicates()
    received = every[every["CINreferralDate"].between(first, last)]
    pairs = received.merge(every, on="LAchildID", suffixes=("", "_before"))
    before, day = pairs["CINreferralDate_before"], pairs["CINreferralDate"]
    close = pairs[(before < day) & (before >= day - pd.DateOffset(years=1))]
    return 100 * len(close[BY].drop_duplicates()) / len(received)


ASKED = (
    "You were asked what percentage of a period's referrals had another of the same child at most 12 months before. "
)


@exercise.wrong(
    ASKED + "Child A of the practice tables, whose earlier referral only last year's file knows, does not seem to be a "
    "re-referral. Both files have to be asked. Re-read 'A return has a short memory'."
)
def this_file_alone(this_year, last_year, first, last):
    return rate(this_year, first, last)


@exercise.wrong(
    ASKED
    + "Child D of the practice tables stands in both files with one referral, and seems to have come back on the same "
    "day. A referral is not its own earlier one. Re-read 'A return has a short memory'."
)
def in_both_files(this_year, last_year, first, last):
    return rate(pd.concat([last_year, this_year]), first, last, once=False)


@exercise.wrong(
    ASKED
    + "Child B of the practice tables, back after twelve months to the day, does not seem to be a re-referral. By the "
    "rule here the day itself is in: look at > and >=. Re-read 'Twelve months, written down'."
)
def day_itself_left_out(this_year, last_year, first, last):
    return rate(pd.concat([last_year, this_year]), first, last, strict=True)


@exercise.wrong(
    ASKED
    + "Children E and F of the practice tables have a referral after which nothing was opened, and it seems to be "
    "left out. By the rule here it counts, before and after. Re-read 'Twelve months, written down'."
)
def without_nfa(this_year, last_year, first, last):
    every = pd.concat([last_year, this_year])
    return rate(every[every["ReferralNFA"] == "false"], first, last)


@exercise.wrong(
    ASKED
    + "Child H of the practice tables, whose earlier referral is years old, seems to be a re-referral. Having come "
    "before at any time is another measure. Re-read 'Twelve months, written down'."
)
def ever_before(this_year, last_year, first, last):
    return rate(pd.concat([last_year, this_year]), first, last, months=600)


@exercise.wrong(
    ASKED
    + "Child G of the practice tables has two referrals in the year and seems to count once. The part and the whole "
    "are referrals, not children. Re-read 'Your turn: re-referrals'."
)
def children(this_year, last_year, first, last):
    every = pd.concat([last_year, this_year]).drop_duplicates(BY).sort_values(BY, ignore_index=True)
    before = every.groupby("LAchildID")["CINreferralDate"].shift()
    again = before >= every["CINreferralDate"] - pd.DateOffset(months=12)
    received = every["CINreferralDate"].between(first, last)
    return 100 * every[again & received]["LAchildID"].nunique() / every[received]["LAchildID"].nunique()


exercise.hints = (
    "Four steps: both files, each referral once; sorted; the one before; close enough, and received in the period?",
    "again is a column of True and False for every referral; again[in_period].mean() is the share in the period.",
    'every = pd.concat([last_year, this_year]).drop_duplicates(["LAchildID", "CINreferralDate"])',
)
exercise.after = (
    "Print the rule beside the rate: two returns, twelve months, the day itself in, no further action in. Four "
    "choices, and each of them moves it."
)
