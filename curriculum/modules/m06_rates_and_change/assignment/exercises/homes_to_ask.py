"""Homes with more notifications than their own past makes likely; small homes are spared, whatever their rate."""

from math import comb

import pandas as pd
from scipy.stats import binomtest

from curriculum.exercise import Exercise, days, table

CANARY = "coach-only m06-a01-homes-to-ask"

exercise = Exercise(
    id="m06-a01-homes-to-ask",
    answer="homes_to_ask",
    kind="function",
    points=6,
    minutes=80,
    skills=["K13", "S10", "S13", "S4"],
    inputs=("providers.provider_months", "providers.providers"),
    columns=("URN", "chance"),
    key=("URN",),
    tolerance=1e-6,
)

# H1 rose from 4 to 20 on equal nights. H2, small, rose from none to 3 and is spared. H3 has half the nights and half
# the events. H4 is new, H5 is not a children's home. H6 rose in the very month that begins on the second day. H7 is
# busier because it has three times the nights. H8 has always been busy. H9 is 10 to 24, close to the limit; H10 closed.
# H11 fell. H12 doubled from 8 to 16 on equal nights. H13 stood empty before. H14 opened in March and rose in July.
# H15 rose from none to 9 on equal nights; H16 is a secure home, which is another kind.
exercise.practice = (
    table("""
        URN MONTH      NIGHTS NOTIFICATIONS
        H1  2025-01-01 300    2
        H1  2025-02-01 300    2
        H1  2025-03-01 300    9
        H1  2025-06-01 300    9
        H1  2025-07-01 300    11
        H2  2025-01-01 20     0
        H2  2025-02-01 20     0
        H2  2025-06-01 20     3
        H2  2025-07-01 10     0
        H3  2025-01-01 600    10
        H3  2025-06-01 300    5
        H4  2025-06-01 300    12
        H5  2025-01-01 300    1
        H5  2025-06-01 300    20
        H6  2025-02-01 500    1
        H6  2025-03-01 500    1
        H6  2025-06-01 500    17
        H6  2025-07-01 500    3
        H7  2025-01-01 200    4
        H7  2025-06-01 600    17
        H8  2025-01-01 200    30
        H8  2025-06-01 200    31
        H9  2025-01-01 250    10
        H9  2025-07-01 250    24
        H10 2025-01-01 300    6
        H10 2025-05-01 300    40
        H11 2025-02-01 200    19
        H11 2025-06-01 200    2
        H12 2025-01-01 200    8
        H12 2025-06-01 200    16
        H13 2025-01-01 0      0
        H13 2025-06-01 100    9
        H14 2025-03-01 300    2
        H14 2025-07-01 300    14
        H15 2025-01-01 300    0
        H15 2025-06-01 300    9
        H16 2025-01-01 300    1
        H16 2025-06-01 300    20
    """),
    table("""
        URN NAME TYPE
        H1  A    "Children's Home"
        H2  B    "Children's Home"
        H3  C    "Children's Home"
        H4  D    "Children's Home"
        H5  E    "Supported Accommodation"
        H6  F    "Children's Home"
        H7  G    "Children's Home"
        H8  H    "Children's Home"
        H9  I    "Children's Home"
        H10 J    "Children's Home"
        H11 K    "Children's Home"
        H12 L    "Children's Home"
        H13 M    "Children's Home"
        H14 N    "Children's Home"
        H15 O    "Children's Home"
        H16 P    "Secure Children's Home"
    """),
)
DAYS = days("2025-03-01", "2025-06-01")
exercise.ask_on = (DAYS, days("2025-04-01", "2025-07-01"))
CONTRACT = days("2024-08-01", "2025-07-01")
exercise.ask_council_on = lambda council: [CONTRACT, days("2024-04-01", "2025-04-01")]
LIMIT = 0.01
# By hand: 20 to 24 of 24 tosses of a fair coin; 20 or 21 of 21 with two thirds; 9 of 9; 14 to 16 of 16 with a fair
# coin.
exercise.answers = (
    table("""
    URN chance
    H1  0.000771940
    H6  0.002305586
    H15 0.001953125
"""),
    table("""
    URN chance
    H14 0.002090454
"""),
)


@exercise.reference
def one_by_one(council, before, since):
    """The simulation's own months, home by home; every way the notifications can fall, added up."""
    homes = {
        row["provider"]: row["urn"]
        for row in council.journeys["providers"].iter_rows(named=True)
        if row["kind"] == "children's home"
    }
    nights, events = {}, {}
    for row in council.journeys["provider_months"].iter_rows(named=True):
        month = pd.Timestamp(row["month"])
        part = "old" if month < before else "new" if month >= since else None
        if part and row["provider"] in homes:
            key = row["provider"], part
            nights[key] = nights.get(key, 0) + row["nights"]
            events[key] = events.get(key, 0) + row["notifications"]
    rows = []
    for home, urn in homes.items():
        old, new = nights.get((home, "old"), 0), nights.get((home, "new"), 0)
        if old and new:
            rows.append((urn, at_least(events[home, "new"], events[home, "old"], new / (old + new))))
    found = pd.DataFrame(rows, columns=["URN", "chance"]).astype({"URN": "str", "chance": "float"})
    return found[found["chance"] < LIMIT]


def at_least(new, old, share):
    """How often `new` or more of new + old fall into a part that holds `share` of the nights."""
    n = new + old
    return sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(new, n + 1))


def totals(provider_months, providers, before, since, every_kind=False, old_to=False, new_from=True):
    homes = providers if every_kind else providers[providers["TYPE"] == "Children's Home"]
    months = provider_months[provider_months["URN"].isin(homes["URN"])]
    is_old = months["MONTH"] <= before if old_to else months["MONTH"] < before
    is_new = months["MONTH"] >= since if new_from else months["MONTH"] > since
    sums = {}
    for name, part in (("old", months[is_old]), ("new", months[is_new])):
        sums[name] = part.groupby("URN").agg(nights=("NIGHTS", "sum"), events=("NOTIFICATIONS", "sum"))
    both = sums["old"].merge(sums["new"], on="URN", suffixes=("_old", "_new")).reset_index()
    return both[(both["nights_old"] > 0) & (both["nights_new"] > 0)]


def tested(both, share=None, more=0, limit=LIMIT):
    chances = []
    for row in both.itertuples():
        part = row.nights_new / (row.nights_old + row.nights_new) if share is None else share
        n, seen = int(row.events_new + row.events_old), int(row.events_new) + more
        chances.append(0.0 if seen > n else binomtest(seen, n, part, alternative="greater").pvalue if n else 1.0)
    kept = both[["URN"]].assign(chance=chances)
    return kept[kept["chance"] < limit]


@exercise.right("binomtest, home by home")
def by_test(provider_months, providers, before, since):
    return tested(totals(provider_months, providers, before, since))


@exercise.right("every way, added up")
def added_up(provider_months, providers, before, since):
    both = totals(provider_months, providers, before, since)
    share = both["nights_new"] / (both["nights_old"] + both["nights_new"])
    rows = [at_least(int(new), int(old), part) for new, old, part in
            zip(both["events_new"], both["events_old"], share, strict=True)]  # fmt: skip
    kept = both[["URN"]].assign(chance=rows)
    return kept[kept["chance"] < LIMIT]


ASKED = "You were asked for the children's homes with more notifications than their own past would give by chance. "


@exercise.wrong(
    ASKED
    + "H12 of the practice tables, or small H2, is in your list: their rates at least doubled, and chance does that to "
    "small counts. A rule on rates spares nobody. Re-read 'Task 3: homes to ask, small ones spared'."
)
def doubled(provider_months, providers, before, since):
    both = totals(provider_months, providers, before, since)
    old, new = both["events_old"] / both["nights_old"], both["events_new"] / both["nights_new"]
    return tested(both[(new >= 2 * old) & (new > 0)], limit=2)


@exercise.wrong(
    ASKED
    + "H7 of the practice tables, which has three times the nights it had, is in your list, or has another chance. "
    "Your coin may be fair, and ought to know the nights. Re-read 'Task 3: homes to ask, small ones spared'."
)
def nights_forgotten(provider_months, providers, before, since):
    return tested(totals(provider_months, providers, before, since), share=0.5)


@exercise.wrong(
    ASKED + "Your chances are those of seeing more than were seen; at least as many was asked, and that is why new - 1 "
    "stands in binom.sf. Re-read 'Task 3: homes to ask, small ones spared'."
)
def more_than(provider_months, providers, before, since):
    return tested(totals(provider_months, providers, before, since), more=1)


@exercise.wrong(
    ASKED
    + "H5 of the practice tables is in your list, and is not a children's home. Re-read 'Task 3: homes to ask, small "
    "ones spared'."
)
def every_building(provider_months, providers, before, since):
    return tested(totals(provider_months, providers, before, since, every_kind=True))


@exercise.wrong(
    ASKED
    + "H6 of the practice tables, whose rise came in the month that begins on the second day, is not in your list or "
    "has another chance. That day is included. Re-read 'Task 3: homes to ask, small ones spared'."
)
def from_the_next_month(provider_months, providers, before, since):
    return tested(totals(provider_months, providers, before, since, new_from=False))


@exercise.wrong(
    ASKED + "For H1 of the practice tables a month too many counts as old: the one that begins on the first day is not "
    "before it. Re-read 'Task 3: homes to ask, small ones spared'."
)
def a_month_too_many(provider_months, providers, before, since):
    return tested(totals(provider_months, providers, before, since, old_to=True))


exercise.hints = (
    "Two tables of totals, old and new, one row a home; then put them beside one another.",
    'old.merge(new, on="URN", suffixes=("_old", "_new")) keeps the homes that are in both.',
    'months = provider_months[provider_months["URN"].isin(homes)]',
)
exercise.after = (
    "Each home was compared with itself, so a home that looks after the children with most need is not accused of it. "
    "And one name on a list is a telephone call, made kindly, and not a verdict."
)
