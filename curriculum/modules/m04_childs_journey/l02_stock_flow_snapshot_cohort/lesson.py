# %% [markdown]
# # Open, started, ended
#
# **Tuesday 7 July.** Ruth Adeyemi has last year's slide in one hand and this year's in the other: child protection plans
# at 31 March.
#
# > Between these two there are starts and there are ends; I signed for both. I can't get from one slide to the other.
# > Either we've lost some plans or somebody counts differently.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. Each COUNTIFS is right by its own rule. Nobody checked that the rules are the same.

# %% tags=["worked"]
import matplotlib.pyplot as plt
import pandas as pd

from academy import check, data_folder, figure, hint, practice, solution

FIRST, LAST = pd.Timestamp("2025-04-01"), pd.Timestamp("2026-03-31")

# %% tags=["worked"]
def read_plans(year):
    """The protection plans of one year's census, with their dates read."""
    file = data_folder() / "cin_census" / year / "csv" / "child_protection_plans.csv"
    table = pd.read_csv(file, dtype=str)
    for column in ["CPPstartDate", "CPPendDate"]:
        table[column] = pd.to_datetime(table[column], format="%d/%m/%Y")
    return table

# %% tags=["worked"]
plans = read_plans("2025-26")
plans[["LAchildID", "CPPstartDate", "CPPendDate"]].head()

# %% [markdown]
# ## Stock and flow
#
# A **stock** is what is open at one moment. A **flow** is what starts, or ends, over a period. A stock has a day, a flow
# has two. Think of a bath: the water in it, and the tap and the plug.
#
# One convention holds them together, and it is the one from module 1: **a plan is open at the end of a day if it started
# on or before that day and has not ended by it.** The day it ends is no longer a day on the plan.
#
# **Predict first.** Three invented plans. Which are open at the end of 31 March 2026?

# %% tags=["predict"]
three = pd.DataFrame({
    "child": ["A", "B", "C"],
    "start": pd.to_datetime(["2026-03-31", "2025-05-01", "2025-05-01"]),
    "end": pd.to_datetime([None, "2026-03-31", "2026-04-01"])})
three[(three["start"] <= LAST) & ~(three["end"] <= LAST)]

# %% [markdown]
# A blank end compared with a day gives False, and `~` turns it into True: an open plan stays in.
#
# ## Your turn: plans open
#
# **Write `plans_open`: given plans and a day, how many plans are open at the end of that day? One whole number.**

# %% tags=["stub"] key="plans-open"
def plans_open(plans, day):
    ...
    # begun = ...
    # ended = ...
    # return int((begun & ~ended).sum())

# %% tags=["exercise"] key="plans-open"
def plans_open(plans, day):
    """Plans that started on or before `day` and had not ended by it."""
    begun = plans["CPPstartDate"] <= day
    ended = plans["CPPendDate"] <= day
    return int((begun & ~ended).sum())

# %% [markdown]
# ## The same day, twice
#
# There is a second way to the same number: all that have begun, less all that have ended. Two ways that agree are worth
# more than one that looks right.

# %% tags=["worked"]
def begun_less_ended(plans, day):
    """Plans begun by the end of the day, less plans ended by then."""
    return int((plans["CPPstartDate"] <= day).sum() - (plans["CPPendDate"] <= day).sum())

# %% [markdown]
# Compare it with your own for a day or two. Now, 31 March 2025 closes one return and stands at the door of the next. Two
# files know it, so ask both.

# %% tags=["worked"]
day_before = FIRST - pd.Timedelta(days=1)
begun_less_ended(read_plans("2024-25"), day_before), begun_less_ended(plans, day_before)

# %% [markdown]
# Here they agree. At work they often do not: an end of March is typed in May, a plan is moved to a brother's record. Then
# a merge, as in module 2, names the plans that only one file has.
#
# ## The sum that must hold
#
# **open at the end = open before + started − ended.** Not nearly: exactly, for any period, however short. It is the
# cheapest test in this building, and it finds a filter that drops people faster than reading the code does.
#
# How the slides came apart: last year's counted a plan that ended on 31 March as still open, this year's did not.
# **Predict first:** will the wrong rule give more, or fewer?

# %% tags=["predict"]
with_last_day = (plans["CPPstartDate"] <= LAST) & ~(plans["CPPendDate"] < LAST)
int(with_last_day.sum()) - begun_less_ended(plans, LAST)

# %% [markdown]
# Sometimes the difference is nought, and the rule looks right for a year.
#
# ## Your turn: the ledger
#
# **Write `ledger`: given plans, a first and a last day, a table with the columns `line` and `plans` and four rows: "open
# before" (at the end of the day before the first), "started" and "ended" (in the period, both days included), and "open
# at the end" (at the end of the last day).** Any order of rows. Use `plans_open` twice.

# %% tags=["stub"] key="ledger"
def ledger(plans, first, last):
    ...
    # day_before = first - pd.Timedelta(days=1)
    # return pd.DataFrame({
    #     "line": ["open before", "started", "ended", "open at the end"],
    #     "plans": [..., ..., ..., ...]})

# %% tags=["exercise"] key="ledger"
def ledger(plans, first, last):
    """The four lines of a period; the last is the first, plus the second, less the third."""
    day_before = first - pd.Timedelta(days=1)
    started = int(plans["CPPstartDate"].between(first, last).sum())
    ended = int(plans["CPPendDate"].between(first, last).sum())
    return pd.DataFrame({
        "line": ["open before", "started", "ended", "open at the end"],
        "plans": [plans_open(plans, day_before), started, ended, plans_open(plans, last)]})

# %% [markdown]
# Run `ledger(plans, FIRST, LAST)` and add it up on paper. Then a quarter, then a single day.
#
# A stock divided by a flow is not a rate of anything: "plans open for each plan started" moves when plans last longer,
# when fewer start, or both. Say which you mean.
#
# ## A year of stocks

# %% tags=["worked"]
month_ends = pd.date_range("2025-03-31", "2026-03-31", freq="ME")     # ME: month end
stock = []
for day in month_ends:
    stock.append(begun_less_ended(plans, day))
change = stock[-1] - stock[0]
if change > 0:
    finding = "More plans were open at the end of the year than before it"
elif change < 0:
    finding = "Fewer plans were open at the end of the year than before it"
else:
    finding = "As many plans were open at the end of the year as before it"

# %% tags=["figure"]
fig, ax = plt.subplots(figsize=(7, 3))
ax.plot(month_ends, stock)
ax.set_ylim(0, max(stock) * 1.2)
ax.set_xticks(month_ends[::3], month_ends[::3].strftime("%b %Y"))     # every third month
ax.annotate(f"{stock[0]}", (month_ends[0], stock[0]), xytext=(0, 8), textcoords="offset points")
ax.annotate(f"{stock[-1]}", (month_ends[-1], stock[-1]), xytext=(0, 8), textcoords="offset points")
ax.set_title(finding, loc="left")
ax.set_ylabel("Plans open at month end")
figure(fig, alt=f"Line chart of protection plans open at each month end: {stock[0]} at 31 March 2025 and {stock[-1]} a "
       f"year later; the lowest month end is {min(stock)} and the highest {max(stock)}.")

# %% [markdown]
# `elif` is "else, if": asked only when the question before it was False.
#
# Whether such a change is more than chance is module 6.
#
# ## Snapshot
#
# Ruth's next question: *how long is a child on a plan?* The quick way looks at those open today.
#
# **Predict first.** Which mean will be longer: days so far of the plans open on 31 March, or days of the plans that
# ended in the year?

# %% tags=["predict"]
open_now = plans[plans["CPPendDate"].isna()]
ended_in_year = plans[plans["CPPendDate"].between(FIRST, LAST)]
lasted = ended_in_year["CPPendDate"] - ended_in_year["CPPstartDate"]
so_far = LAST - open_now["CPPstartDate"]
pd.Series({"open, days so far": so_far.dt.days.mean(), "ended, days in all": lasted.dt.days.mean()}).round()

# %% [markdown]
# Neither is the answer. A **snapshot** is a photograph: a plan of two years is in it on 730 days, a plan of six weeks on
# 42, so the long ones crowd it. And nobody in it has finished. The plans that ended are another mixture: those who
# started in a busy spring end in a busy winter.
#
# ## Cohort
#
# A **cohort** starts together and is followed. *Of the plans that started from April to September, how many had ended
# within 182 days?* Everybody is in from the first day, the short ones too; whoever has not ended is in the whole and not
# in the part.
#
# One thing to check before you ask: **has everybody been followed for that long?** 182 days after 30 September 2025 is 31
# March 2026, so the last to start has just been followed long enough.

# %% tags=["worked"]
pd.Timestamp("2025-09-30") + pd.Timedelta(days=182)

# %% [markdown]
# ## Your turn: ended within
#
# **Write `ended_within`: given plans, a first and a last day and a number of days, of the plans that started in that
# period (both days included), what percentage had ended at most that many days after they started? A plan that is
# still open has not.** Rounding to one decimal place, or not at all, costs nothing.
#
# `.dt.days` gives the days of a difference; for an open plan it is blank, and a comparison with a blank is False.

# %% tags=["stub"] key="ended-within"
def ended_within(plans, first, last, days):
    ...

# %% tags=["exercise"] key="ended-within"
def ended_within(plans, first, last, days):
    """Of the plans that started in the period, the percentage that ended within so many days of their start."""
    cohort = plans[plans["CPPstartDate"].between(first, last)]
    lasted = (cohort["CPPendDate"] - cohort["CPPstartDate"]).dt.days
    return 100 * (lasted <= days).mean()

# %% [markdown]
# ## Your turn: a plan that starts tomorrow
#
# Invented: the plans open today have lasted 270 days so far, on average. Ruth asks how long a plan that starts tomorrow
# will last. **What do you tell her?**
#
# - **A**: About 270 days.
# - **B**: About 540: those open today are half way.
# - **C**: This cannot say. Follow those who started together, and see how long they take.
# - **D**: More than 270, because those open today have not finished.

# %% tags=["stub"] key="new-plan"
answer = ...

# %% tags=["exercise"] key="new-plan"
answer = "C"

# %% [markdown]
# ## Before you go
#
# Send Ruth the ledger and one sentence: why the two slides did not meet, and which rule you will use from now on.
#
# {{ ethics }}
#
# Restart and run all. Next: forty-five days that are not forty-five days.
