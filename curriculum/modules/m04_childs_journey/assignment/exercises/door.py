"""At the door: contacts, referrals, no further action and re-referrals, each by its written rule."""

import pandas as pd

from curriculum.exercise import Exercise, days, table
from curriculum.truth import journey

CANARY = "coach-only m04-a01-door"

exercise = Exercise(
    id="m04-a01-door",
    answer="door",
    kind="function",
    points=6,
    minutes=60,
    skills=["S5", "S10", "K13"],
    inputs=("annex_a.list_1", "cin_census.cin_details", "cin_census.cin_details@2024-25"),
    columns=("measure", "value"),
    key=("measure",),
    tolerance=0.051,
)

# Contacts and referrals on the edges of each period and a day outside; C and J led to nothing; F came back after twelve
# months to the day, G after a day more; H and K stand in both files, H as closed in one of them; last year's file alone
# knows I's earlier one; L was referred on F's day; J's rows are not in order; M's twelve months have a 29 February.
exercise.practice = (
    table("""
        "Child Unique ID" "Date of Contact"
        A                 2025-10-01
        A                 2025-12-31
        B                 2026-01-01
        B                 2026-02-02
        C                 2026-03-31
        D                 2025-09-30
        E                 2026-04-01
        F                 2025-11-11
    """),
    table("""
        LAchildID CINreferralDate ReferralNFA CINclosureDate
        A         2025-10-01      false       -
        B         2026-01-01      false       -
        B         2026-03-31      false       -
        C         2025-12-31      true        -
        D         2025-09-30      true        -
        E         2026-04-01      false       -
        F         2025-11-11      false       -
        G         2025-11-12      false       -
        H         2025-03-01      false       2025-05-20
        I         2025-12-01      false       -
        J         2026-02-02      true        -
        J         2025-08-08      false       -
        K         2019-01-01      false       -
        K         2026-02-03      false       -
        L         2025-11-11      false       -
    """),
    table("""
        LAchildID CINreferralDate ReferralNFA CINclosureDate
        F         2024-11-11      false       -
        G         2024-11-11      false       -
        H         2025-03-01      false       -
        I         2025-03-31      true        -
        K         2019-01-01      false       -
        M         2024-02-15      false       2024-04-01
        M         2025-02-15      false       -
    """),
)
exercise.ask_on = (
    days("2025-10-01", "2026-03-31"),
    days("2026-01-01", "2026-03-31"),
    days("2025-02-01", "2025-03-31"),
)


MEASURES = ("contacts", "referrals", "no further action", "re-referrals")


def as_table(contacts, referrals, no_further_action, re_referrals):
    values = [float(value) for value in (contacts, referrals, no_further_action, re_referrals)]
    return pd.DataFrame({"measure": MEASURES, "value": values})


# By hand. Half-year: A B B C F G I J K L, of them C J nothing, B F I J again. Quarter: B B J K, J, B J.
# From February to March: H I M, I, M.
exercise.answers = (
    as_table(contacts=6, referrals=10, no_further_action=20, re_referrals=40),
    as_table(contacts=3, referrals=4, no_further_action=25, re_referrals=50),
    as_table(contacts=0, referrals=3, no_further_action=100 / 3, re_referrals=100 / 3),
)
exercise.ask_council_on = lambda council: (days("2025-10-01", "2026-03-31"), days("2026-01-01", "2026-03-31"))
BY = ["LAchildID", "CINreferralDate"]


@exercise.reference
def from_journeys(council, first, last):
    """Contacts and referrals of the simulation, one by one, with each child's own history."""
    referrals = journey(council, "referrals")
    history = referrals.groupby("child")["date"].apply(list)
    received = referrals[(referrals["date"] >= first) & (referrals["date"] <= last)]
    again = [
        any(day - pd.DateOffset(years=1) <= earlier < day for earlier in history[child])
        for child, day in zip(received["child"], received["date"], strict=True)
    ]
    return as_table(
        contacts=sum(first <= day <= last for day in journey(council, "contacts")["date"]),
        referrals=len(received),
        no_further_action=100 * list(received["nfa"]).count("true") / len(received),
        re_referrals=100 * sum(again) / len(received),
    )


def four(list_1, every, first, last, strict=False, **instead):
    """The four figures from one table of referrals; `contacts=...` puts a mistake in place of one."""
    every = every.sort_values(BY, ignore_index=True)
    before = every.groupby("LAchildID")["CINreferralDate"].shift()
    since = every["CINreferralDate"] - pd.DateOffset(months=12)
    again = (before > since) if strict else (before >= since)
    received = every["CINreferralDate"].between(first, last)
    figures = {
        "contacts": list_1["Date of Contact"].between(first, last).sum(),
        "referrals": received.sum(),
        "no_further_action": 100 * (every[received]["ReferralNFA"] == "true").mean(),
        "re_referrals": 100 * again[received].mean(),
    }
    return as_table(**(figures | instead))


def together(this_year, last_year):
    return pd.concat([last_year, this_year]).drop_duplicates(BY)


@exercise.right("sorted, and the one before")
def sorted_and_shifted(contacts, this_year, last_year, first, last):
    return four(contacts, together(this_year, last_year), first, last)


@exercise.right("every pair of a child's referrals")
def every_pair(contacts, this_year, last_year, first, last):
    every = together(this_year, last_year)
    received = every[every["CINreferralDate"].between(first, last)]
    pairs = received.merge(every, on="LAchildID", suffixes=("", "_before"))
    before, day = pairs["CINreferralDate_before"], pairs["CINreferralDate"]
    close = pairs[(before < day) & (before >= day - pd.DateOffset(years=1))][BY].drop_duplicates()
    return four(contacts, every, first, last, re_referrals=round(100 * len(close) / len(received), 1)).iloc[::-1]


ASKED = "You were asked for contacts, referrals, no further action and re-referrals of a period, each by its rule. "


@exercise.wrong(
    ASKED + "Child I of the practice tables, whose earlier referral only last year's file knows, does not seem to be a "
    "re-referral. Both files have to be asked. Re-read 'Task 1: at the door'."
)
def this_file_alone(contacts, this_year, last_year, first, last):
    alone = four(contacts, this_year, first, last)["value"]
    return four(contacts, together(this_year, last_year), first, last, re_referrals=alone.fillna(0)[3])


@exercise.wrong(
    ASKED
    + "Child H of the practice tables stands in both files with one referral, and seems to count twice. A referral is "
    "named by child and day. Re-read 'Task 1: at the door'."
)
def in_both_files(contacts, this_year, last_year, first, last):
    return four(contacts, pd.concat([last_year, this_year]), first, last)


@exercise.wrong(
    ASKED
    + "Child F of the practice tables, back after twelve months to the day, does not seem to be a re-referral. At most "
    "twelve months takes in the day itself. Re-read 'Task 1: at the door'."
)
def day_itself_left_out(contacts, this_year, last_year, first, last):
    return four(contacts, together(this_year, last_year), first, last, strict=True)


@exercise.wrong(
    ASKED + "Children C and J of the practice tables, whose referrals led to nothing, seem to be missing from your "
    "referrals. They are in the whole. Re-read 'Task 1: at the door'."
)
def without_nfa(contacts, this_year, last_year, first, last):
    every = together(this_year, last_year)
    opened = every[every["ReferralNFA"] == "false"]
    received = int(opened["CINreferralDate"].between(first, last).sum())
    return four(contacts, every, first, last, referrals=received)


@exercise.wrong(
    ASKED
    + "Children seem to be counted once: child B of the practice tables was referred twice and heard of twice. Here "
    "each contact and each referral counts. Re-read 'Task 1: at the door'."
)
def children(contacts, this_year, last_year, first, last):
    every = together(this_year, last_year)
    received = every[every["CINreferralDate"].between(first, last)]["LAchildID"].nunique()
    heard = contacts[contacts["Date of Contact"].between(first, last)]["Child Unique ID"].nunique()
    return four(contacts, every, first, last, contacts=heard, referrals=received)


@exercise.wrong(
    ASKED
    + "Your contacts are the same for every period: child D of the practice tables, heard of the day before, is among "
    "them. Every figure has the same two days. Re-read 'Task 1: at the door'."
)
def every_contact(contacts, this_year, last_year, first, last):
    return four(contacts, together(this_year, last_year), first, last, contacts=len(contacts))


exercise.hints = (
    "You have written three of the four in lessons 1 and 4. Put the two files together once, at the top.",
    "received marks the referrals of the period; each of the last three figures is about those.",
    'by = ["LAchildID", "CINreferralDate"]',
)
exercise.after = "Four figures, one pair of days, one whole for three of them: they can be read side by side."
