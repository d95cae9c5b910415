# %% [markdown]
# # A rate, and how far it can be trusted
#
# **Tuesday 8 September.** Yvonne Clarke chairs the performance board. She is independent, numerate, and holding last
# month's pack:
#
# > There is an arrow beside re-referrals, and a per cent sign. Per cent of what? If the change is real I will ask three
# > people to spend October on it. If it isn't, I will have spent their October. Which?

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. The arrow knows two rates. It does not know how many children stand behind them, so it turns red as
# readily for five as for five thousand.
#
# Your file holds every invented council, three years, nine measures. Each row keeps its two whole numbers.

# %% tags=["worked"]
import json

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from academy import check, data_folder, figure, hint, practice, solution

DATA = data_folder()
benchmarks = pd.read_csv(DATA / "population" / "benchmarks.csv", dtype={"la_code": str})
la_code = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))["council"]["la_code"]   # your own council

# %% [markdown]
# ## Two whole numbers
#
# A rate is a count over a denominator, times a handy number (`per`). Most measures here are per 10,000 children aged
# 0-17. Two are per 100 of something else: re-referrals per 100 *referrals*. Before you compare two rates, read what is
# underneath.
#
# **Predict first.** For which of the nine measures is the denominator *not* the number of children?

# %% tags=["predict"]
year = "2025-26"
mine = benchmarks[(benchmarks["la_code"] == la_code) & (benchmarks["year"] == year)]
mine[["measure", "count", "denominator", "per"]]

# %% [markdown]
# This finds one row, and you may use it all day:

# %% tags=["worked"]
def row_of(benchmarks, la_code, measure, year):
    """The one row of a council, a measure and a year."""
    same = (benchmarks["la_code"] == la_code) & (benchmarks["measure"] == measure) & (benchmarks["year"] == year)
    return benchmarks[same].iloc[0]


measure = "re-referrals within 12 months"
row_of(benchmarks, la_code, measure, year)["count"]

# %% [markdown]
# ## Your turn: the rate
#
# **Write `rate_of`: given benchmarks, a council's code, a measure and a year, the rate per `per`, from the two whole
# numbers and not rounded.** (The column `rate` is rounded to one place, good for reading and too rough to work with.)

# %% tags=["stub"] key="rate-of"
def rate_of(benchmarks, la_code, measure, year):
    ...
    # row = ...
    # return ...

# %% tags=["exercise"] key="rate-of"
def rate_of(benchmarks, la_code, measure, year):
    """Count over denominator, per 100 or 10,000 as the measure has it."""
    row = row_of(benchmarks, la_code, measure, year)
    return row["count"] / row["denominator"] * row["per"]

# %% [markdown]
# ## Points and per cent
#
# A share that goes from 20% to 22% is up by **2 percentage points**. It is also up by **10 per cent**, because 2 is a
# tenth of 20. Both are true, and an arrow that says "10%" lets each reader choose. Say points, and give both rates.
#
# ## Your turn: which is it?
#
# An invented council's share of reviews on time goes from 40% to 50%. **What may the report say?**
#
# - **A**: up by 10 per cent
# - **B**: up by 10 percentage points, from 40% to 50%
# - **C**: up by 50 per cent
# - **D**: up by a tenth

# %% tags=["stub"] key="points-or-percent"
report = ...

# %% tags=["exercise"] key="points-or-percent"
report = "B"

# %% [markdown]
# ## We counted everyone
#
# "Intervals are for surveys," says Priya Nair at the next desk. "We counted all our referrals." So you did, and the
# *count* is exact. But the board asks about the **service**: is it different now? The same service, with the same
# chances, gives another count every year.
#
# Let us watch it. Here is a service in which *every* referral has 20 chances in 100 of coming back, year after year,
# for ten years. Nothing changes.

# %% tags=["worked"]
chance = np.random.default_rng(6)               # a fixed start, so that everybody sees the same luck
years = pd.DataFrame({"came back": chance.binomial(400, 0.20, size=10)}, index=range(1, 11))
years["share"] = years["came back"] / 400 * 100
years.T.round(1)

# %% [markdown]
# Count the arrows. Every change is "up" or "down"; some are by several points; none of them is real.
#
# ## Give the share with its range
#
# An **interval** says which chances could easily have given what you saw. For shares, use Wilson's: it behaves with
# small numbers, and `statsmodels` has it.

# %% tags=["worked"]
# 81 of 263: Wilson's 95% interval, as shares between 0 and 1
low, high = proportion_confint(81, 263, method="wilson")
round(low * 100, 1), round(high * 100, 1)

# %% [markdown]
# `method="wilson"` must be said: without it you get the school formula, which calls 0 of 20 "between 0% and 0%".
#
# What does 95% promise? Not that this one interval is right with 95 chances in 100. It is about the **procedure**: of
# a hundred such intervals, about ninety-five catch the true share, and you never know which.
#
# **Predict first.** A thousand years of the unchanging service: how many of their intervals hold 20%?

# %% tags=["predict"]
counts = chance.binomial(400, 0.20, size=1000)
low, high = proportion_confint(counts, 400, method="wilson")
int(((low <= 0.20) & (high >= 0.20)).sum())

# %% [markdown]
# ## Your turn: a share with its range
#
# **Write `share_range`: for a council, a measure per 100 and a year, Wilson's 95% interval in per cent, not rounded,
# as two numbers: low, high.** (`return low, high` gives both.)

# %% tags=["stub"] key="share-range"
def share_range(benchmarks, la_code, measure, year):
    ...
    # row = row_of(benchmarks, la_code, measure, year)
    # low, high = ...

# %% tags=["exercise"] key="share-range"
def share_range(benchmarks, la_code, measure, year):
    """Wilson's 95% interval for a share, in per cent."""
    row = row_of(benchmarks, la_code, measure, year)
    low, high = proportion_confint(row["count"], row["denominator"], method="wilson")
    return low * 100, high * 100

# %% [markdown]
# ## Look at three years
#
# A dot is the share, a line its range. (Run it and read it; the drawing is not today's work.)

# %% tags=["worked", "figure"]
trend = benchmarks[(benchmarks["la_code"] == la_code) & (benchmarks["measure"] == measure)]
share = trend["count"] / trend["denominator"] * 100
low, high = proportion_confint(trend["count"], trend["denominator"], method="wilson")
fig, ax = plt.subplots()
ax.errorbar(trend["year"], share, yerr=[share - low * 100, high * 100 - share], fmt="o")
for label, value in zip(trend["year"], share, strict=True):
    ax.annotate(f"{value:.1f}%", (label, value), xytext=(10, 0), textcoords="offset points", va="center")
ax.set(ylim=(0, high.max() * 115), xlim=(-0.3, 2.6), ylabel="Re-referrals, per cent")
ax.set_title(f"Re-referrals stand at {share.iloc[-1]:.1f}%, give or take {(high.iloc[-1] - low.iloc[-1]) * 50:.1f} points")
figure(fig, alt=f"Dots with ranges for three years: {share.iloc[0]:.1f}%, {share.iloc[1]:.1f}% and {share.iloc[2]:.1f}% "
    f"of referrals came within 12 months of another; the last could be {low.iloc[-1]:.1%} to {high.iloc[-1]:.1%}.")

# %% [markdown]
# ## Overlap is not an answer
#
# It is tempting to look whether the lines overlap. If they do *not*, there is a difference. If they do, **you do not
# know yet**: two ranges may overlap while the difference between them is clear. So ask about the difference itself.
#
# In one invented team 56 of 70 visits were in time, in another 48 of 80. `compare="diff"` asks for the difference, and
# `method="newcomb"` is Newcombe's, which goes with Wilson's.

# %% tags=["worked"]
low, high = proportion_confint([56, 48], [70, 80], method="wilson")
ranges = pd.DataFrame({"team": ["first", "second"], "low": low * 100, "high": high * 100})       # these two overlap
low, high = confint_proportions_2indep(56, 70, 48, 80, method="newcomb", compare="diff")
ranges.loc[2] = ["difference, in points", low * 100, high * 100]                                 # and nought is outside
ranges.round(1)

# %% [markdown]
# If nought lies inside the range of a difference, chance alone could do it. That is not proof of no change; it says
# that these numbers cannot tell.
#
# ## Your turn: the change with its range
#
# **Write `change_range`: for a council, a measure per 100, an earlier and a later year, the 95% interval (Newcombe) of
# later minus earlier, in percentage points, not rounded: low, high.** Above nought means that it went up.

# %% tags=["stub"] key="change-range"
def change_range(benchmarks, la_code, measure, earlier, later):
    ...

# %% tags=["exercise"] key="change-range"
def change_range(benchmarks, la_code, measure, earlier, later):
    """Newcombe's 95% interval for later minus earlier, in percentage points."""
    new = row_of(benchmarks, la_code, measure, later)
    old = row_of(benchmarks, la_code, measure, earlier)
    low, high = confint_proportions_2indep(
        new["count"], new["denominator"], old["count"], old["denominator"], method="newcomb", compare="diff")
    return low * 100, high * 100

# %% [markdown]
# Try it: `change_range(benchmarks, la_code, measure, "2024-25", "2025-26")`. Is nought inside?
#
# ## Before you go
#
# Write Yvonne two sentences: the change in points with its range, and whether these numbers can tell it from chance.
#
# {{ ethics }}
#
# Restart and run all. Tomorrow: what if there are only four children in the count?
