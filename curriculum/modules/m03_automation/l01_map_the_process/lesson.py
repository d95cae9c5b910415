# %% [markdown]
# # Map the month before you automate it
#
# **Tuesday 2 June.** Shabnam Iqbal, business manager of the performance board, has a calendar with one square ringed.
#
# > Five templates leave on day nine. Everybody tells me it is three days' work. So where are the other six? Before you
# > make anything faster, show me which part of it is work.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. Nobody times the waiting, because nobody is doing anything while it happens.
#
# ## A process is a table
#
# A process map needs no special drawing. It needs one row a step. Here is an invented one for one template, in working
# days of the month:

# %% tags=["worked"]
import matplotlib.pyplot as plt
import pandas as pd

from academy import check, data_folder, figure, hint, practice, solution

steps = pd.DataFrame({
    "step": ["run the extract", "chase blanks", "paste into the template", "second look", "manager signs"],
    "minutes": [40, 90, 150, 30, 10],
    "could_begin": [1, 1, 3, 6, 7],     # the day from which nothing but us held it up
    "done": [1, 3, 6, 7, 9]})
steps

# %% [markdown]
# **Predict first.** It left on day nine. How many hours did anybody work on it?

# %% tags=["predict"]
steps["minutes"].sum() / 60

# %% [markdown]
# A little over five hours, in nine days. The rest is waiting: for a file, for an answer, for somebody's free morning.

# %% tags=["worked"]
# How long each step lay between the day it could begin and the day it was done.
steps["days_open"] = steps["done"] - steps["could_begin"]
steps.sort_values("days_open", ascending=False).head(2)

# %% [markdown]
# ## Faster at the wrong step
#
# Make the extract ten times faster and the template still leaves on day nine. The pasting took three days: not 150
# minutes of them, but waiting for a morning without interruptions. A job of one minute needs no free morning. **That**
# is why one command moves the date.
#
# ## Where does the time go?
#
# One template is a story. The diary is evidence: for some weeks your team wrote down what they did, to the nearest five
# minutes. A second table says what kind of work each task is.

# %% tags=["worked"]
DIARY = data_folder() / "time_diary"
diary = pd.read_csv(DIARY / "time_diary.csv")
tasks = pd.read_csv(DIARY / "tasks.csv")
diary["DATE"] = pd.to_datetime(diary["DATE"], format="%d/%m/%Y")
diary.head()

# %% tags=["worked"]
tasks.head(8)

# %% [markdown]
# **Churn** is work that is done again each time because nothing carries it: extracts, pasting, mending links. It isn't
# useless; the board needs its figures. But it teaches nobody anything new.
#
# ## Joining, and nothing lost
#
# `merge` joins the kind to each line of the diary. With `how="left"` every line stays, also one whose task is not in
# the list, and `validate="many_to_one"` stops with red text if a task stands in the list twice, because that would
# count its lines double.

# %% tags=["worked"]
both = diary.merge(tasks, on="TASK", how="left", validate="many_to_one")
len(diary), len(both), both["KIND"].isna().sum()

# %% [markdown]
# As many lines as before, and how many without a kind: three numbers to look at after *every* join.
#
# ## Rows are not minutes
#
# **Predict first.** The first figure counts lines, the second adds up minutes. Which is larger, and which answers
# Shabnam?

# %% tags=["predict"]
churn = both["KIND"] == "churn"
of_minutes = both.loc[churn, "MINUTES"].sum() / both["MINUTES"].sum()
pd.Series({"% of lines": churn.mean() * 100, "% of minutes": of_minutes * 100}).round(1)

# %% [markdown]
# A line of fifteen minutes and one of three hours are each one line. Time is counted in minutes.
#
# ## Your turn: the share of churn
#
# **Write `churn_share`: given a diary and a list of tasks, the share of all minutes that went on tasks of kind
# "churn", in percent (0 to 100). A task that is not in the list counts in the whole and is not churn.** One line is
# given. (Differences under 0.01 cost nothing.)

# %% tags=["stub"] key="churn-share"
def churn_share(diary, tasks):
    ...
    # both = diary.merge(tasks, on="TASK", how="left", validate="many_to_one")
    # minutes = ...
    # return ...

# %% tags=["exercise"] key="churn-share"
def churn_share(diary, tasks):
    """Percent of all minutes that are churn; a task without a kind counts in the whole."""
    both = diary.merge(tasks, on="TASK", how="left", validate="many_to_one")
    minutes = both.loc[both["KIND"] == "churn", "MINUTES"].sum()
    return minutes / both["MINUTES"].sum() * 100

# %% [markdown]
# Here are the hours by kind, for your own team. The words under the chart say what it shows.

# %% tags=["figure"]
hours = (both.groupby("KIND")["MINUTES"].sum() / 60).sort_values()
most = f"{hours['churn'] / hours.sum() * 100:.0f} of every 100 hours"
fig, ax = plt.subplots(figsize=(7, 2.6))
bars = ax.barh(hours.index, hours.to_numpy())
ax.bar_label(bars, fmt="%.0f hours", padding=4)
ax.set_title(f"Churn takes {most} in the diary")
ax.set_xlim(0, hours.max() * 1.25)
ax.xaxis.set_visible(False)
figure(fig, alt=f"Bar chart of hours by kind of work: churn {hours['churn']:.0f}, analysis {hours['analysis']:.0f}, "
       f"other {hours['other']:.0f}, development {hours['development']:.0f}. Churn takes {most}.")

# %% [markdown]
# ## Which product eats it?
#
# Shabnam can stop a product, or let you automate it. She can't stop "pasting". So the hours have to be sorted by what
# they are *for*.
#
# ## Your turn: churn by product
#
# **Write `churn_by_product`: given a diary and a list of tasks, a table with the columns PRODUCT and HOURS: one row for
# each product that has any churn, and its hours of churn.** Hours, not minutes; not rounded; any order. A task that
# isn't in the list has no product and no row.

# %% tags=["stub"] key="churn-by-product"
def churn_by_product(diary, tasks):
    ...

# %% tags=["exercise"] key="churn-by-product"
def churn_by_product(diary, tasks):
    """Hours of churn for each product."""
    both = diary.merge(tasks, on="TASK", how="left", validate="many_to_one")
    churn = both[both["KIND"] == "churn"]
    hours = churn.groupby("PRODUCT")["MINUTES"].sum() / 60
    return hours.rename("HOURS").reset_index()

# %% tags=["worked"]
churn_by_product(diary, tasks)

# %% [markdown]
# ## Retire, automate, keep
#
# Next to the process map goes an **inventory**: every sheet and report, with its owner, its reader, and the decision it
# serves. Then one of three words for each.
#
# - **Retire** what serves no decision. Ask the owner, tell the readers, keep the last copy, set a day.
# - **Automate** what is done often, always in the same way, and can be checked.
# - **Keep by hand** what is rare, or takes judgement each time.
#
# In that order. *The fastest report is the one nobody has to make*, and a script for a report that nobody reads is
# churn with a longer life.
#
# ## Your turn: one of the sheets
#
# A sheet of eleven tabs is built on day six of each month and takes three hours. Its owner left in the autumn. It can
# be automated in a day. You have asked: nobody can name what they would do differently without it. **What do you do?**
#
# - **A**: automate it, as that is only a day's work
# - **B**: keep it by hand, as somebody might ask
# - **C**: retire it: tell the readers, name the day, keep the last copy
# - **D**: automate it, and make it weekly while you are there

# %% tags=["stub"] key="what-to-retire"
sheet = ...

# %% tags=["exercise"] key="what-to-retire"
sheet = "C"

# %% [markdown]
# ## What a diary can't say
#
# People wrote it while they were busy, to the nearest five minutes, and knew who would read it. It covers some weeks
# and not a year: June isn't April. It says where time goes. Whether the work was any good, it doesn't say.
#
# ## Before you go
#
# Two sentences to Shabnam: which product you would take first, and what share of the nine days you think is waiting.
# Say how you would find out.
#
# {{ ethics }}
#
# Restart and run all. Tomorrow the first step becomes a function.
