"""Rates of small units with exact ranges: totals first, and homes without events are not perfect."""

import numpy as np
import pandas as pd
from scipy.stats import chi2

from curriculum.exercise import Exercise, table

exercise = Exercise(
    id="m06-l02-homes-with-range",
    answer="homes_with_range",
    kind="function",
    points=4,
    minutes=14,
    skills=["K13", "S10", "S13"],
    inputs="providers.provider_months",
    reread="The safest home of the quarter",
    columns=("URN", "rate", "low", "high"),
    key=("URN",),
    tolerance=1e-4,
)

# H1: 5 events in 500 nights; H2: none in 40; H3: 10 in 1,000, in months of very different sizes; H4 stood empty.
exercise.practice = table("""
    URN MONTH      NIGHTS NOTIFICATIONS
    H1  2025-04-01 250    2
    H1  2025-05-01 250    3
    H2  2025-04-01 40     0
    H2  2025-05-01 0      0
    H3  2025-04-01 10     4
    H3  2025-05-01 990    6
    H4  2025-04-01 0      0
""")
exercise.answers = (
    table("""
    URN rate low      high
    H1  1    0.324697 2.333666
    H2  0    0        9.222199
    H3  1    0.479539 1.839036
"""),
)  # by hand from the published ends for 0, 5 and 10


@exercise.reference
def from_journeys(council):
    """The simulation's own months, summed home by home; the ends by the chi-squared formula."""
    urns = {row["provider"]: row["urn"] for row in council.journeys["providers"].iter_rows(named=True)}
    totals = {}
    for row in council.journeys["provider_months"].iter_rows(named=True):
        nights, events = totals.get(row["provider"], (0, 0))
        totals[row["provider"]] = (nights + row["nights"], events + row["notifications"])
    rows = [(urns[home], n, nights / 100) for home, (nights, n) in totals.items() if nights]
    return with_ends(pd.DataFrame(rows, columns=["URN", "n", "hundreds"]))


def with_ends(homes):
    low = np.where(homes["n"] > 0, chi2.ppf(0.025, 2 * homes["n"].clip(lower=1)), 0.0) / 2
    high = chi2.ppf(0.975, 2 * homes["n"] + 2) / 2
    ends = homes.assign(rate=homes["n"] / homes["hundreds"], low=low / homes["hundreds"], high=high / homes["hundreds"])
    return ends[["URN", "rate", "low", "high"]].reset_index(drop=True)


def totals_of(provider_months):
    homes = provider_months.groupby("URN", as_index=False).agg(n=("NOTIFICATIONS", "sum"), nights=("NIGHTS", "sum"))
    return homes[homes["nights"] > 0].assign(hundreds=lambda each: each["nights"] / 100)


@exercise.right("the chi-squared formula")
def formula(provider_months):
    return with_ends(totals_of(provider_months))


@exercise.right("a loop over the homes")
def looped(provider_months):
    parts = [with_ends(totals_of(part)) for _, part in provider_months.groupby("URN")]
    return pd.concat(parts)


ASKED = "You were asked for notifications per 100 nights of each URN with any nights, with the exact 95% range. "


@exercise.wrong(
    ASKED
    + "For H2 of the practice table, with none in 40 nights, your high end is 0, as if it could never happen. The "
    "school formula may be behind it. Re-read 'Nought is not never'."
)
def school_formula(provider_months):
    homes = totals_of(provider_months)
    half = 1.959964 * np.sqrt(homes["n"]) / homes["hundreds"]
    rate = homes["n"] / homes["hundreds"]
    return homes.assign(rate=rate, low=rate - half, high=rate + half)[["URN", "rate", "low", "high"]]


@exercise.wrong(
    ASKED
    + "For H3 of the practice table your rate gives a month of 10 nights as much say as one of 990. It may be a mean "
    "of monthly rates. Re-read 'The safest home of the quarter'."
)
def mean_of_months(provider_months):
    used = provider_months[provider_months["NIGHTS"] > 0]
    rates = (used["NOTIFICATIONS"] / used["NIGHTS"] * 100).groupby(used["URN"]).mean()
    ends = with_ends(totals_of(provider_months))
    return ends.assign(rate=ends["URN"].map(rates))


@exercise.wrong(
    ASKED
    + "Your rates fit, and your low and high are ends of counts: for H1 of the practice table they go up beyond 11. "
    "Say out of how many hundred nights. Re-read 'Your turn: homes with their range'."
)
def ends_of_counts(provider_months):
    homes = totals_of(provider_months)
    ends = with_ends(homes.assign(hundreds=1.0))
    return ends.assign(rate=(homes["n"] / homes["hundreds"]).to_numpy())


@exercise.wrong(
    ASKED + "Your figures are a hundred times too small: they may be per night. Re-read 'Your turn: homes with their "
    "range'."
)
def per_night(provider_months):
    return with_ends(totals_of(provider_months).assign(hundreds=lambda each: each["nights"]))


@exercise.wrong(
    ASKED
    + "H2 of the practice table, which had nights and no event, is not in your table. No event is an answer, and its "
    "range the widest. Re-read 'Nought is not never'."
)
def without_the_quiet(provider_months):
    homes = totals_of(provider_months)
    return with_ends(homes[homes["n"] > 0])


exercise.hints = (
    "Totals of each URN first: nights and notifications. Then one line for the rate, one for the range.",
    'homes = provider_months.groupby("URN")[["NIGHTS", "NOTIFICATIONS"]].sum().reset_index(), then keep NIGHTS > 0.',
    'low, high = confint_poisson(homes["NOTIFICATIONS"], homes["NIGHTS"] / 100, method="exact-c")',
)
exercise.after = (
    "A home with few nights has a wide range: the safest of one quarter can be the worst of the next. Show the range, "
    "or do not show the rate; and never in an order of merit."
)
