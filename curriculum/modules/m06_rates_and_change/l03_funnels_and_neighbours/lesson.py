# %% [markdown]
# # Funnels and neighbours
#
# **Thursday 10 September.** Yvonne Clarke forwards an article, with a table of every council in it:
#
# > Our place is in bold, beside a photograph of somebody else's town hall, and a councillor has already telephoned.
# > Are we different from other councils, or are we merely somewhere in a list, as everybody has to be?

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. A rank always has a bottom. It would have one if all the councils were exactly alike.

# %% tags=["worked"]
import json

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from academy import check, data_folder, figure, hint, practice, solution

# %% tags=["worked"] key="the-two-tables"
DATA = data_folder()
benchmarks = pd.read_csv(DATA / "population" / "benchmarks.csv", dtype={"la_code": str})
neighbours = pd.read_csv(DATA / "population" / "neighbours.csv", dtype={"la_code": str, "neighbour_la_code": str})
la_code = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))["council"]["la_code"]
measure, year = "re-referrals within 12 months", "2025-26"

# %% [markdown]
# ## Somebody is always last
#
# Here are 150 invented councils. Every one has the same chance, 20 in 100, in every referral. They differ in size
# alone. Then the usual list.
#
# **Predict first.** How large are the councils at the two ends of the list?

# %% tags=["predict"]
chance = np.random.default_rng(6)
alike = pd.DataFrame({"referrals": chance.integers(150, 9000, size=150)})
alike["share"] = chance.binomial(alike["referrals"], 0.20) / alike["referrals"] * 100
alike = alike.sort_values("share").reset_index(drop=True)
pd.concat([alike.head(3), alike.tail(3)]).round(1)

# %% [markdown]
# First and last are small. Chance throws small councils further, to both sides. A list cannot show that, because it
# has thrown away the denominators.
#
# ## Your turn: rank 140 of 150
#
# A council is 140th of 150. Its range, for a council of its size, holds the national share. **What may be said?**
#
# - **A**: it is one of the ten worst councils
# - **B**: it got worse
# - **C**: it cannot be told from the national share; its place in the list says little
# - **D**: it is as good as the first

# %% tags=["stub"] key="rank-of-150"
place = ...

# %% tags=["exercise"] key="rank-of-150"
place = "C"

# %% [markdown]
# ## What everybody has together
#
# A funnel needs a middle: the share of all councils **together**. Not the mean of their shares, which gives the smallest
# as much say as the largest. This picks the rows:

# %% tags=["worked"]
def rows_of(benchmarks, measure, year):
    """The rows of one measure and one year: one for each council."""
    return benchmarks[(benchmarks["measure"] == measure) & (benchmarks["year"] == year)]


these = rows_of(benchmarks, measure, year)
len(these), int(these["denominator"].min()), int(these["denominator"].max())      # councils, smallest, largest

# %% [markdown]
# ## Your turn: England's share
#
# **Write `england_share`: given benchmarks, a measure per 100 and a year, the share of all councils together, in per
# cent, not rounded.**

# %% tags=["stub"] key="england-share"
def england_share(benchmarks, measure, year):
    ...
    # these = rows_of(benchmarks, measure, year)
    # return ...

# %% tags=["exercise"] key="england-share"
def england_share(benchmarks, measure, year):
    """All the counts over all the denominators, in per cent."""
    these = rows_of(benchmarks, measure, year)
    return these["count"].sum() / these["denominator"].sum() * 100

# %% [markdown]
# ## Limits for each size
#
# How far from the middle may a council of this size lie, by chance alone? There are three defensible ways to draw such
# limits, so a report must **name one**. We use Wilson's interval about the national share, at 99.8%, as Public Health
# England did. It needs a count to stand on: the one that a council would have *at the national share*.

# %% tags=["worked"]
national, size = 0.2, 100
low, high = proportion_confint(national * size, size, alpha=0.002, method="wilson")      # 1 - 0.998 = 0.002
round(low * 100, 1), round(high * 100, 1)

# %% [markdown]
# Why 99.8% and not 95%? Of 150 councils with nothing the matter, 95% limits would call seven or eight odd. 99.8% limits
# call one odd in about three such lists. Whoever looks at many at once must look less eagerly.
#
# ## Your turn: the limits
#
# **Write `limits`: given benchmarks, a measure per 100 and a year, a table with one row for each council and the columns
# la_code, `low` and `high`: Wilson's 99.8% limits about the share of all councils together, for the council's own
# denominator, in per cent, not rounded.** `proportion_confint` takes whole columns.

# %% tags=["stub"] key="limits"
def limits(benchmarks, measure, year):
    ...

# %% tags=["exercise"] key="limits"
def limits(benchmarks, measure, year):
    """How far a council of each one's size may lie from the share of all, by chance."""
    these = rows_of(benchmarks, measure, year)
    national = these["count"].sum() / these["denominator"].sum()
    size = these["denominator"]
    low, high = proportion_confint(national * size, size, alpha=0.002, method="wilson")
    return these[["la_code"]].assign(low=low * 100, high=high * 100)

# %% [markdown]
# ## The funnel
#
# Each dot is a council; the two lines are what chance allows. (Run it and read it.)

# %% tags=["worked"]
national = these["count"].sum() / these["denominator"].sum()
size = these["denominator"]
funnel = these[["la_code", "denominator"]].assign(share=these["count"] / size * 100)
funnel["low"], funnel["high"] = proportion_confint(national * size, size, alpha=0.002, method="wilson")
funnel = funnel.assign(low=funnel["low"] * 100, high=funnel["high"] * 100).sort_values("denominator")
outside = int((~funnel["share"].between(funnel["low"], funnel["high"])).sum())
ours = funnel[funnel["la_code"] == la_code].iloc[0]

# %% tags=["worked", "figure"]
fig, ax = plt.subplots()
ax.scatter(funnel["denominator"], funnel["share"], s=12)
ax.plot(funnel["denominator"], funnel[["low", "high"]], linestyle="--", color="#707070")
ax.annotate("limits", (funnel["denominator"].iloc[0], funnel["high"].iloc[0]), xytext=(4, 4), textcoords="offset points")
ax.plot(ours["denominator"], ours["share"], marker="o", markersize=11, markerfacecolor="none", markeredgewidth=2)      # a ring
ax.annotate("our council", (ours["denominator"], ours["share"]), xytext=(0.04, 0.06), textcoords="axes fraction",
            arrowprops={"arrowstyle": "-", "shrinkB": 6})
ax.set(xscale="log", xlabel="Referrals in the year", ylabel="Re-referrals, per cent")
ax.set_xticks([500, 2000, 8000], ["500", "2,000", "8,000"])
ax.set_title(f"{outside} of {len(funnel)} councils lie outside limits made for chance alone")
figure(fig, alt=f"Each council's re-referral share against its referrals, with limits narrowing as size grows: {outside} of "
    f"{len(funnel)} lie outside, and ours, at {ours['share']:.1f}%, has limits from {ours['low']:.1f}% to {ours['high']:.1f}%.")

# %% [markdown]
# ## When most lie outside
#
# If half the councils are "odd", it is not half the councils that are odd. It is the limits, which were made for
# councils that differ by chance and by nothing else. Real ones differ in need, in deprivation, and in what they call a
# referral. That is **over-dispersion**, and it can be measured: each council's distance from the middle, in standard
# errors, squared, and the mean of those. Chance alone gives about 1.

# %% tags=["worked"]
error = np.sqrt(national * (1 - national) / these["denominator"])
distance = (these["count"] / these["denominator"] - national) / error
# The outermost tenth at each end is pulled in first, so that odd councils do not excuse themselves.
pulled_in = distance.clip(distance.quantile(0.1), distance.quantile(0.9))
spread = (pulled_in**2).mean()
wider = 3.09 * np.sqrt(spread)                        # 3.09 standard errors are 99.8%
pd.Series({"times more than chance": round(spread), "still outside": (distance.abs() > wider).sum()})

# %% [markdown]
# The first number says how many times more they differ than chance makes them; the second, how many remain outside
# limits that allow for it. Those few are worth a telephone call. Not a verdict: a call.
#
# Widening makes us blind to what *all* councils have in common, and it explains nothing. So say both numbers.
#
# ## Those most like us
#
# Another way is to ask fewer, and nearer. `neighbours` lists ten for each council, alike in size, deprivation and
# diversity.

# %% tags=["worked"]
neighbours[neighbours["la_code"] == la_code].head()

# %% [markdown]
# ## Your turn: beside our neighbours
#
# **Write `with_neighbours`: given benchmarks, neighbours, a council's code, a measure and a year, three numbers: the
# council's own rate, the median of its ten neighbours' rates, and how many of the ten are higher than ours.** Rates per
# `per`, from the two whole numbers, not rounded. The council itself is not among its neighbours.

# %% tags=["stub"] key="with-neighbours"
def with_neighbours(benchmarks, neighbours, la_code, measure, year):
    ...

# %% tags=["exercise"] key="with-neighbours"
def with_neighbours(benchmarks, neighbours, la_code, measure, year):
    """Our rate, the median of our neighbours', and how many of them are higher."""
    these = rows_of(benchmarks, measure, year)
    rates = (these["count"] / these["denominator"] * these["per"]).set_axis(these["la_code"])
    theirs = rates[neighbours[neighbours["la_code"] == la_code]["neighbour_la_code"]]
    return rates[la_code], theirs.median(), int((theirs > rates[la_code]).sum())

# %% [markdown]
# Try it for `measure` and for `"children in care on 31 March"`. Being sixth of eleven is not a finding either: go back
# to yesterday's ranges before you call anybody higher.
#
# ## Before you go
#
# Write Yvonne two sentences for the councillor: where we are, and whether it can be told from chance and from the ways
# in which councils differ.
#
# {{ ethics }}
#
# Restart and run all. Tomorrow: the same question, asked of time.
