# %% [markdown]
# # One command, a way back, and the hours
#
# **Tuesday 9 June.** Shabnam Iqbal has a form in front of her that wants one number.
#
# > "Benefits: hours saved." Last year somebody wrote 400. I asked whether anybody went home earlier. Give me a number
# > that I can defend, and tell me what happens on the day the thing breaks.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. Nobody timed it before; nobody counts what it takes to keep it running; and a task that got slower isn't
# on the form.
#
# ## One command
#
# A notebook is where you think. What runs each month should need no thinking: one line, a month as its only question,
# and an answer that says whether it worked. Below, a small program is written into a file of its own.

# %% tags=["worked"]
import subprocess
import sys

import matplotlib.pyplot as plt
import pandas as pd
from scipy import stats

from academy import check, data_folder, figure, hint, practice, solution

OUT = data_folder().parent / "out"
OUT.mkdir(exist_ok=True)
REFERRALS = data_folder() / "extracts" / "referrals.csv"

# %% tags=["worked"]
PROGRAM = '''import csv, sys
from pathlib import Path
source, month, out = sys.argv[1:]
rows = list(csv.DictReader(open(source, encoding="utf-8")))
if not rows or "Referral date" not in rows[0]:
    sys.exit("no rows, or no column Referral date: nothing was written")
found = [row for row in rows if row["Referral date"][3:] == f"{month[5:]}/{month[:4]}"]
folder = Path(out) / month
folder.mkdir(parents=True, exist_ok=True)
(folder / "door.part").write_text(f"referrals,{len(found)}")
(folder / "door.part").replace(folder / "door.csv")
print(f"{month}: {len(found)} referrals")'''

# %% [markdown]
# `sys.argv` is what stood behind the program's name on the command line. `sys.exit("...")` stops with words.

# %% tags=["worked"]
(OUT / "door_pack.py").write_text(PROGRAM, encoding="utf-8")


def run(source, month):
    """Run the program as the command line would; its status and what it said."""
    command = [sys.executable, str(OUT / "door_pack.py"), str(source), month, str(OUT)]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode, (done.stdout + done.stderr).strip()


run(REFERRALS, "2026-02"), run(REFERRALS, "2026-03")

# %% [markdown]
# The first number is the **exit status**: 0 for "done", anything else for "not done". A scheduler reads nothing else.
#
# **Predict first.** Now a file whose column is called otherwise. Which status? And what of March's file from before?

# %% tags=["predict"]
pd.DataFrame({"Received": ["01/03/2026"]}).to_csv(OUT / "renamed.csv", index=False)
run(OUT / "renamed.csv", "2026-03"), (OUT / "2026-03" / "door.csv").exists()

# %% [markdown]
# ## On a schedule, with somebody's name on it
#
# Windows Task Scheduler, or `cron` on a server, runs such a line on the second working day at six. Three rules:
#
# 1. It **writes to a person** when the status isn't 0, and also when it ran: silence has to mean something.
# 2. It has an **owner by role** and a second one for holidays, and a page that a stranger can follow.
# 3. It **never sends**. It fills, checks and reports changes; a person reads the change report and presses the button.
#
# ## A way back
#
# Each month has a folder of its own, and nothing in it is written over. One small file says which run is the one that
# counts. To **roll back** is to change that line. The bad run stays, so that somebody can find out what happened.

# %% tags=["worked"]
current = OUT / "current.txt"
current.write_text("2026-03", encoding="utf-8")     # published
current.write_text("2026-02", encoding="utf-8")     # March was wrong: back in one line
(OUT / current.read_text(encoding="utf-8") / "door.csv").read_text(encoding="utf-8")

# %% [markdown]
# Practise it once, on a quiet day, with the page in your hand. A way back that nobody has walked is a wish.
#
# ## The hours, measured in pairs
#
# Your team timed five tasks twelve times, both ways: **the same job on the same day**, by hand and by script. Days
# differ, and a messy day is slow both ways. Taking the difference within each pair takes the day out.

# %% tags=["worked"]
DIARY = data_folder() / "time_diary"
timings = pd.read_csv(DIARY / "paired_timings.csv")
timed_tasks = pd.read_csv(DIARY / "timed_tasks.csv")
timings.head(3)

# %% tags=["worked"]
timed_tasks

# %% [markdown]
# `UPKEEP_MINUTES_A_RUN` is what nobody puts on the form: mending it when a template moves, reading its log. Net of
# upkeep, a task can save **less than nothing**.
#
# ## Your turn: hours saved in a year
#
# **Write `saved_a_year`: given the timings and the list of timed tasks, a table with the columns TASK and HOURS, one
# row for each task that has timings: the mean of (by hand - by script) a run, less the upkeep a run, times the runs a
# year, in hours.** Negative savings stay negative. The hours of building it are *not* taken off: they are paid once.
# (Differences under 0.01 cost nothing.)

# %% tags=["stub"] key="saved-a-year"
def saved_a_year(timings, timed_tasks):
    ...
    # saved = timings["BY_HAND_MINUTES"] - timings["BY_SCRIPT_MINUTES"]
    # mean = saved.groupby(timings["TASK"]).mean().rename("MEAN").reset_index()
    # both = ...
    # return ...

# %% tags=["exercise"] key="saved-a-year"
def saved_a_year(timings, timed_tasks):
    """Hours a year by task, net of upkeep; losses stay losses."""
    saved = timings["BY_HAND_MINUTES"] - timings["BY_SCRIPT_MINUTES"]
    mean = saved.groupby(timings["TASK"]).mean().rename("MEAN").reset_index()
    both = mean.merge(timed_tasks, on="TASK")
    hours = (both["MEAN"] - both["UPKEEP_MINUTES_A_RUN"]) * both["RUNS_A_YEAR"] / 60
    return both.assign(HOURS=hours)[["TASK", "HOURS"]]

# %% [markdown]
# Here is the same sum once more, as a picture. Look for the bar that goes the other way.

# %% tags=["figure"]
pairs = timings.merge(timed_tasks, on="TASK")
minutes = pairs["BY_HAND_MINUTES"] - pairs["BY_SCRIPT_MINUTES"] - pairs["UPKEEP_MINUTES_A_RUN"]
net = (minutes * pairs["RUNS_A_YEAR"] / 60).groupby(pairs["TASK"]).mean().sort_values()
fig, ax = plt.subplots(figsize=(7, 2.8))
ax.bar_label(ax.barh(net.index, net.to_numpy()), fmt="%.0f hours", padding=4)
ax.set_title(f"{(net > 0).sum()} of {len(net)} tasks save hours over a year")
ax.set_xlim(min(0, net.min()) - net.max() * 0.3, net.max() * 1.3)     # room for the figures at both ends
ax.xaxis.set_visible(False)
said = ", ".join(f"{task} {hours:.0f}" for task, hours in net.items())
figure(fig, alt=f"Bar chart of net hours a year by task: {said}. Below nought means that it costs more than it saves.")

# %% [markdown]
# If one is below nought: a report made a few times a year, with much upkeep. Automating it was a loss. Say so on the
# form; the rest of it is then believed.
#
# ## How sure?
#
# Twelve pairs are a sample of all the months to come. A mean needs an **interval**: values that go with what was
# measured. For paired differences, SciPy has it: it takes the spread and the number of pairs into account.

# %% tags=["worked"]
five_pairs = [52, 61, 48, 70, 55]
found = stats.ttest_1samp(five_pairs, 0).confidence_interval(0.95)
pd.Series({"low": found.low, "high": found.high}).round(1)

# %% [markdown]
# From *one* pair there is no interval. One timing shows nothing of how much days differ: "not estimable" is the answer,
# not nought.
#
# ## Your turn: the saving with its interval
#
# **Write `saving_interval`: given the timings and a task, a dictionary for the minutes saved by a run (by hand - by
# script): "mean", and "low" and "high" of the 95% interval for the mean of the paired differences. With fewer than two
# pairs, low and high are None. If the task has no timings, raise a `ValueError` that names it.** (Differences under
# 0.01 cost nothing.)

# %% tags=["stub"] key="saving-interval"
def saving_interval(timings, task):
    ...

# %% tags=["exercise"] key="saving-interval"
def saving_interval(timings, task):
    """Mean minutes saved by a run, with its 95% interval where there is one."""
    runs = timings[timings["TASK"] == task]
    if len(runs) == 0:
        raise ValueError(f"{task} has no timings")
    saved = runs["BY_HAND_MINUTES"] - runs["BY_SCRIPT_MINUTES"]
    if len(saved) < 2:
        return {"mean": saved.mean(), "low": None, "high": None}
    found = stats.ttest_1samp(saved, 0).confidence_interval(0.95)
    return {"mean": saved.mean(), "low": found.low, "high": found.high}

# %% tags=["worked"]
pd.Series(saving_interval(timings, "Reformat tables for committee"), dtype=float).round(1)

# %% [markdown]
# ## Hours are not pounds
#
# Minutes saved become something only when the time is used: a question answered, a day taken off the date. They become
# *cash* only if a post is released or an agency day is not bought. And part of each saved hour goes on keeping the
# thing alive.
#
# ## Your turn: is it cash?
#
# The script saves 90 hours a year, net. Nobody leaves, no agency day falls away, and the analysts answer more questions
# from teams. The form asks for "cash savings". **What do you write?**
#
# - **A**: 90 hours times what an hour costs
# - **B**: nothing in cash; 90 hours used for questions from teams, with the interval, and how it was timed
# - **C**: 90 hours times the number of analysts, times what an hour costs
# - **D**: nothing at all, as no money was saved

# %% tags=["stub"] key="is-it-cash"
benefit = ...

# %% tags=["exercise"] key="is-it-cash"
benefit = "B"

# %% [markdown]
# ## Before you go
#
# Two sentences on Shabnam's form: the hours with their interval and the task that loses, and what happens on the day
# it breaks.
#
# {{ ethics }}
#
# Restart and run all. In the assignment, all five templates leave by one command.
