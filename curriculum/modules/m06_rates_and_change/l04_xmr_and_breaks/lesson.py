# %% [markdown]
# # Over time: noise, signal or a new definition
#
# **Friday 11 September.** Yvonne Clarke has three arrows left, one of them very red:
#
# > Caseloads jumped from one month to the next, and the union has the figure. Referrals have their arrow as well. Which
# > of these is a change in the work, which is a month like any other, and which is us, counting in a new way?

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. Two points always make a line, and half of all months are above the one before.

# %% tags=["worked"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from academy import check, data_folder, figure, hint, practice, solution

DATA = data_folder()
years = ["2023-24", "2024-25", "2025-26"]
returns = [pd.read_csv(DATA / "cin_census" / year / "csv" / "cin_details.csv", dtype=str) for year in years]
workforce_months = pd.read_csv(DATA / "workforce" / "workforce_months.csv", parse_dates=["MONTH"], dayfirst=True)
definitions = pd.read_csv(DATA / "workforce" / "definitions.csv", parse_dates=["FROM"], dayfirst=True)

# %% [markdown]
# ## Referrals, month by month
#
# Three yearly returns make three years of months. A referral that is open over 31 March stands in **two** returns, so
# take each child and date once, and leave out what is older than the first return.

# %% tags=["worked"]
both = pd.concat(returns)[["LAchildID", "CINreferralDate"]].drop_duplicates()
days = pd.to_datetime(both["CINreferralDate"], format="%d/%m/%Y")
days = days[days >= "2023-04-01"]
referrals = days.dt.to_period("M").value_counts().sort_index()      # a number for each month
len(referrals), int(referrals.min()), int(referrals.max())

# %% [markdown]
# **Predict first.** In how many of the 35 steps from one month to the next is the arrow up?

# %% tags=["predict"]
int((referrals.diff() > 0).sum())

# %% [markdown]
# ## What a month does by itself
#
# How much does this series move when nothing happens? Ask the series: the **moving range** is the step from each month
# to the next, without its sign. Their mean says what is usual. *Limits* stand at the mean of the values, give or take
# 2.66 mean moving ranges. (2.66 turns the step between two values into three standard deviations.)
#
# Ten invented values, which many textbooks print:

# %% tags=["worked"]
ten = pd.Series([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
steps = ten.diff().abs()            # the first has no step: it stays blank, and mean() leaves blanks out
pd.Series({"mean": ten.mean(), "mean moving range": steps.mean()}).round(2)

# %% [markdown]
# Why not three standard deviations of all the values? Because a real change makes *those* larger, and so hides itself.
# Steps from month to month hardly notice it.
#
# ## Your turn: mean and limits
#
# **Write `limits_of`: given a list of values in order of time, three numbers: mean, lower limit, upper limit, with 2.66,
# not rounded.** A lower limit below nought stays as it is.

# %% tags=["stub"] key="limits-of"
def limits_of(values):
    ...
    # series = pd.Series(values)
    # mean = ...
    # between = ...

# %% tags=["exercise"] key="limits-of"
def limits_of(values):
    """Mean and limits from the mean moving range of two neighbours."""
    series = pd.Series(values)
    mean, between = series.mean(), series.diff().abs().mean()
    return mean, mean - 2.66 * between, mean + 2.66 * between

# %% [markdown]
# ## Limits are not targets
#
# A limit is what this process *does*. A target is what somebody *wants*. A process may sit inside its limits for ever
# and miss its target every month: then asking "what happened in May?" is the wrong question, and "how is this
# service built?" the right one.

# %% tags=["worked"]
mean, between = referrals.mean(), referrals.diff().abs().mean()
low, high = mean - 2.66 * between, mean + 2.66 * between
outside = int(((referrals < low) | (referrals > high)).sum())
aprils = pd.to_datetime(["2023-04-01", "2024-04-01", "2025-04-01"])      # where the time axis has its marks

# %% tags=["worked", "figure"]
fig, ax = plt.subplots()
ax.plot(referrals.index.to_timestamp(), referrals.to_numpy(), marker="o")
for height, label in ((low, "lower limit"), (mean, "mean"), (high, "upper limit")):
    ax.axhline(height, linestyle="--", color="#707070")
    ax.annotate(label, (1.01, height), xycoords=("axes fraction", "data"), va="center")
ax.set_xticks(aprils, ["April 2023", "April 2024", "April 2025"])
ax.set_ylim(0, max(high, referrals.max()) * 1.1)
ax.set_title(f"Referrals a month: {outside} of {len(referrals)} lie outside the limits")
figure(fig, alt=f"Line of monthly referrals over three years with mean {mean:.0f} and limits {low:.0f} to {high:.0f}: "
    f"{outside} of {len(referrals)} months lie outside.")

# %% [markdown]
# ## Rules, fixed in advance
#
# A chart needs rules for when to ask. This course uses two, and no more:
#
# 1. **A value outside a limit.**
# 2. **A run: eight or more neighbours on the same side of the mean.** A value on the mean ends a run.
#
# There are longer lists. Each rule added finds more, and finds more that is not there. Choose rules *before* you see
# the data, write them under the chart, and do not go shopping for one that agrees with you.
#
# **Predict first.** Two hundred series in which nothing ever changes, 36 months each. How many set off the second rule?
# And how many would, if a run of five were enough?

# %% tags=["predict"]
def run_of(values, mean):
    """For each value, how long the run is that it belongs to; 0 for a value on the mean."""
    side = pd.Series(np.sign(np.asarray(values) - mean))
    length = side.groupby((side != side.shift()).cumsum()).transform("size")
    return list(length.where(side != 0, 0))


chance = np.random.default_rng(6)
stable = [chance.poisson(25, 36) for _ in range(200)]
longest = pd.Series([max(run_of(values, values.mean())) for values in stable])
int((longest >= 8).sum()), int((longest >= 5).sum())      # of 200

# %% [markdown]
# ## Your turn: which months call for a question?
#
# **Write `signals`: given a list of values, a list of the same length: `"above"` or `"below"` where a value is outside a
# limit; otherwise `"run"` where it belongs to a run of eight or more; otherwise `""`.** Limits and mean are those of
# `limits_of` on all the values. `run_of` stands above: `zip` walks along both lists at once.

# %% tags=["stub"] key="signals"
def signals(values):
    ...
    # mean, low, high = limits_of(values)
    # said = []
    # for value, run in zip(values, run_of(values, mean), strict=True):
    #     if value > high:
    #         said.append("above")
    # return said

# %% tags=["exercise"] key="signals"
def signals(values):
    """What each value says, by the two rules: above, below, run, or nothing."""
    mean, low, high = limits_of(values)
    said = []
    for value, run in zip(values, run_of(values, mean), strict=True):
        if value > high:
            said.append("above")
        elif value < low:
            said.append("below")
        else:
            said.append("run" if run >= 8 else "")
    return said

# %% [markdown]
# Try it: `signals(referrals)`. A signal is a question, not an answer: *what was different?* And no signal is an answer:
# leave it alone.
#
# ## What this chart cannot do
#
# - **Seasons.** Sickness rises every winter, and the chart says so every winter. Compare with the same months.
# - **Stocks.** Caseload on the first of the month is mostly the same children as last month. Its steps are small, so its
#   limits are too narrow. Chart what comes and goes instead.
# - **Very small counts.** With about one a month, use yesterday's and Wednesday's tools.
#
# ## The day the count changed
#
# Now the jump. `workforce_months` has cases by month and team; `definitions` says what a case was, and from when.

# %% tags=["worked"]
pd.set_option("display.max_colwidth", None)      # show long texts whole
definitions

# %% [markdown]
# The work did not change that day; the counting did. That is a **break in the series**. Three rules: mark it on the
# chart; never draw a line or a limit across it; and if you can, count one month both ways to see its size.
#
# ## Your turn: cases with their definition
#
# **Write `cases_by_definition`: given workforce_months and definitions, a table with one row for each MONTH and the
# columns MONTH, `CASES` (all teams together) and `FROM` (the first day of the definition then in force for CASES).** The
# month that begins on that day is already under the new one. `definitions` may hold other measures.
#
# `pd.merge_asof(left, right, left_on=..., right_on=...)` finds for each row the *latest* row on the right that is not
# after it. Both must be sorted by their dates.

# %% tags=["stub"] key="cases-by-definition"
def cases_by_definition(workforce_months, definitions):
    ...

# %% tags=["exercise"] key="cases-by-definition"
def cases_by_definition(workforce_months, definitions):
    """Cases of all teams month by month, with the day from which they were counted in this way."""
    cases = workforce_months.groupby("MONTH", as_index=False)["CASES"].sum()
    changes = definitions[definitions["MEASURE"] == "CASES"][["FROM"]].sort_values("FROM")
    return pd.merge_asof(cases, changes, left_on="MONTH", right_on="FROM")

# %% [markdown]
# ## Draw the break
#
# The line stops and starts again. (Run it and read it.)

# %% tags=["worked"]
cases = workforce_months.groupby("MONTH")["CASES"].sum()
changed = definitions["FROM"].max()
before, after = cases[cases.index < changed], cases[cases.index >= changed]
step = after.iloc[0] / before.iloc[-1] * 100 - 100

# %% tags=["worked", "figure"]
fig, ax = plt.subplots()
ax.plot(before.index, before.to_numpy(), marker="o")
ax.plot(after.index, after.to_numpy(), marker="s")
ax.axvline(changed, linestyle="--", color="#707070")
ax.annotate("families counted", (changed, 0), xytext=(-6, 30), textcoords="offset points", ha="right")
ax.annotate("children counted", (changed, 0), xytext=(6, 30), textcoords="offset points")
ax.set_xticks(aprils, ["April 2023", "April 2024", "April 2025"])
ax.set(ylim=(0, cases.max() * 1.1), ylabel="Cases on the first of the month")
ax.set_title(f"Cases jump by {step:.0f}% on the day their definition changes")
figure(fig, alt=f"Two separate lines of monthly cases: about {before.mean():.0f} while families were counted, about "
    f"{after.mean():.0f} once children were, with a step of {step:.0f}% on {changed.day} {changed:%B %Y}.")

# %% [markdown]
# ## Your turn: the jump
#
# A director wants to write: *"Caseloads are sharply up since the new form."* **What do you advise?**
#
# - **A**: write it; the figures are right
# - **B**: leave the old months out
# - **C**: say that the count changed that day, show both parts apart, and claim no rise
# - **D**: divide the new months by the size of the jump, and join the lines

# %% tags=["stub"] key="the-jump"
advice = ...

# %% tags=["exercise"] key="the-jump"
advice = "C"

# %% [markdown]
# ## Before you go
#
# Write Yvonne two sentences, one for each arrow: referrals, and cases. Signal, noise, or a new definition?
#
# {{ ethics }}
#
# Restart and run all. On Monday she wants one page.
