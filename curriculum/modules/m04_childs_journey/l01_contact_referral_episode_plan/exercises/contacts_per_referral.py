"""A ratio of two counts: the same days, the same kind of thing counted."""

from curriculum.exercise import Exercise, days, table
from curriculum.truth import journey

exercise = Exercise(
    id="m04-l01-contacts-per-referral",
    answer="contacts_per_referral",
    kind="function",
    points=3,
    minutes=12,
    skills=["S5", "S10", "K13"],
    inputs=("annex_a.list_1", "cin_census.cin_details"),
    tolerance=0.0051,  # two decimal places
)

# A is heard of twice, on the first and the last day; G the day before the window; D's referral led to nothing.
exercise.practice = (
    table("""
        "Child Unique ID" "Date of Contact"
        A                 2025-10-01
        A                 2026-03-31
        B                 2025-12-12
        C                 2026-01-01
        D                 2026-01-05
        E                 2026-02-02
        F                 2026-02-03
        G                 2025-09-30
        H                 2025-12-31
    """),
    table("""
        LAchildID CINdetailsID:text CINreferralDate ReferralNFA
        A         1                 2026-03-31      false
        B         2                 2020-01-01      false
        D         3                 2026-01-05      true
        K         4                 2025-04-04      false
        L         5                 2025-10-01      false
        L         6                 2025-12-31      false
    """),
)
exercise.ask_on = (
    days("2025-10-01", "2026-03-31"),
    days("2026-01-01", "2026-03-31"),
    days("2025-10-02", "2026-03-30"),
)
# By hand: A A B C D E F H to A D L L; A C D E F to A D; B C D E F H to D L.
exercise.answers = (2.0, 2.5, 3.0)


@exercise.reference
def from_journeys(council, first, last):
    """Contacts and referrals of the simulation, counted one by one over the same days."""
    heard, taken_on = (
        sum(first <= day <= last for day in journey(council, name)["date"]) for name in ("contacts", "referrals")
    )
    return heard / taken_on


def within(column, first, last):
    return column[(column >= first) & (column <= last)]


@exercise.right("two filters, divided and rounded")
def two_filters(contacts, details, first, last):
    heard = within(contacts["Date of Contact"], first, last)
    return round(len(heard) / len(within(details["CINreferralDate"], first, last)), 2)


@exercise.right("a query on each")
def queried(contacts, details, first, last):
    heard = contacts.query("`Date of Contact` >= @first and `Date of Contact` <= @last")
    return len(heard) / len(details.query("@first <= CINreferralDate <= @last"))


ASKED = "You were asked for the contacts of a period divided by the referrals received in the same period. "


@exercise.wrong(
    ASKED
    + "Your function divides by every row of the census: child B of the practice tables, referred in 2020, is in. "
    "Both counts need the same days. Re-read 'The same days for both'."
)
def every_row(contacts, details, first, last):
    return contacts["Date of Contact"].between(first, last).sum() / len(details)


@exercise.wrong(
    ASKED + "Child G of the practice tables, heard of on the day before the period, seems to be in your contacts. They "
    "are filtered by the days as well. Re-read 'The same days for both'."
)
def every_contact(contacts, details, first, last):
    return len(contacts) / details["CINreferralDate"].between(first, last).sum()


@exercise.wrong(
    ASKED + "Children seem to be counted once: child A of the practice tables was heard of twice, child L referred "
    "twice. Here each contact and each referral counts. Re-read 'Your turn: contacts for each referral'."
)
def children(contacts, details, first, last):
    heard = contacts[contacts["Date of Contact"].between(first, last)]["Child Unique ID"].nunique()
    return heard / details[details["CINreferralDate"].between(first, last)]["LAchildID"].nunique()


@exercise.wrong(
    ASKED + "Child D's referral, after which nothing was opened, seems to be missing below the line. It is a referral "
    "too. Re-read 'Five words'."
)
def without_nfa(contacts, details, first, last):
    opened = details[details["ReferralNFA"] == "false"]
    heard = contacts["Date of Contact"].between(first, last).sum()
    return heard / opened["CINreferralDate"].between(first, last).sum()


@exercise.wrong(
    ASKED + "Your function gave {yours}: referrals for each contact. The contacts stand above the line, the referrals "
    "below it. Re-read 'Your turn: contacts for each referral'."
)
def turned_round(contacts, details, first, last):
    heard = contacts["Date of Contact"].between(first, last).sum()
    return details["CINreferralDate"].between(first, last).sum() / heard


exercise.hints = (
    "Two counts, one division. You have a function for the count below the line.",
    'contacts["Date of Contact"].between(first, last).sum() is the count above it.',
    'heard = contacts["Date of Contact"].between(first, last).sum()',
)
exercise.after = (
    "When it moves, ask first whether the meaning of a contact moved. A new form or a new rule for police notices can "
    "change it overnight, and no child's life with it."
)
