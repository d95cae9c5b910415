# %% [markdown]
# # One function, one place for settings
#
# **Wednesday 3 June.** Priya Nair, senior analyst, turns her screen so that you can see it.
#
# > May's front door report had April's police figure in it. I changed the month in thirteen cells. Guess how many there
# > are.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. Copying is quick; it is the *finding all the places* that isn't.
#
# Your extract is what the case system gives you each month: one row a referral. A pipeline reads it **as text**, as it
# stands in the file, because the file may hold anything.

# %% tags=["worked"]
import tomllib

import pandas as pd

from academy import check, data_folder, hint, practice, solution

EXTRACTS = data_folder() / "extracts"
referrals = pd.read_csv(EXTRACTS / "referrals.csv", dtype=str)
referrals.tail()

# %% [markdown]
# ## Three copies, three places to forget
#
# This is the Excel way in Python. It runs, and it is right. What has to be changed for February?

# %% tags=["worked"]
dates = pd.to_datetime(referrals["Referral date"], format="%d/%m/%Y")
in_march = (dates >= "2026-03-01") & (dates <= "2026-03-31")
police_in_march = (in_march & (referrals["Source"] == "6")).sum()
schools_in_march = (in_march & referrals["Source"].isin(["2A", "2B"])).sum()
police_in_march, schools_in_march

# %% [markdown]
# Two dates, and names in seven places that will say March while they mean February. What *changes* (the month, the
# codes, the file) stands among what *stays* (how to count). A **function** takes them apart: what changes goes into
# the brackets.
#
# ## The month in one place
#
# Give a function the last day of the month and it can find the first: `replace(day=1)` keeps month and year.

# %% tags=["predict"]
as_at = pd.Timestamp("2026-03-31")
as_at.replace(day=1), pd.Timestamp("2024-02-29").replace(day=1)

# %% [markdown]
# ## Your turn: the rows of a month
#
# **Write `rows_of_month`: given a table of text, the name of a date column, and the last day of a month, the rows
# whose date in that column lies in that month. First and last day belong to it. A blank date lies in no month. Give
# back all columns, and leave the table as it was.** Dates are written day/month/year.

# %% tags=["stub"] key="rows-of-month"
def rows_of_month(table, column, as_at):
    ...
    # dates = ...
    # in_month = ...
    # return ...

# %% tags=["exercise"] key="rows-of-month"
def rows_of_month(table, column, as_at):
    """The rows whose date in `column` lies in the month that ends on `as_at`."""
    dates = pd.to_datetime(table[column], format="%d/%m/%Y")
    in_month = (dates >= as_at.replace(day=1)) & (dates <= as_at)
    return table[in_month]

# %% [markdown]
# The same function does for closures, plans and placements: try `rows_of_month(referrals, "Closed date", as_at)`.
#
# ## It leaves things as it found them
#
# A function that writes into the table it was given (`table["Referral date"] = ...`) changes it for everybody. Run
# twice, it meets its own leftovers. From this module on, `check` calls your functions **twice** and compares, and looks
# whether the table is still the same. Work in names of your own; if you need to change a table, `table.copy()` first.
#
# ## Which file is March's?
#
# **Predict first.** The folder shows the newest file at the top. On 2 April somebody ran February again, to mend it.
# Which file would "the newest" give you for March?

# %% tags=["predict"]
in_folder = ["referrals_2026-02.csv", "referrals_2026-03.csv", "plans_2026-03.csv", "referrals_2026-01.csv"]
in_folder[0]

# %% [markdown]
# When a file was saved says nothing about what is in it. Go by the **period**, which belongs in the name and, better
# still, in the file. (You can list a real folder with `sorted(path.name for path in EXTRACTS.glob("*.csv"))`.)

# %% tags=["worked"]
# A list of those names that fit: `for ... in ... if ...` in square brackets builds it.
[name for name in in_folder if name.startswith("referrals") and "2026-03" in name]

# %% [markdown]
# ## Stop when in doubt
#
# And if two fit, `referrals_2026-03.csv` and `referrals_2026-03 (1).csv`? A program can't know which is right. It can
# only stop and say so. `raise ValueError("...")` stops at once, with words of your own, and gives back nothing:

# %% tags=["worked"]
def half(number):
    """Half of a whole number; refuses anything that would need rounding."""
    if number % 2 != 0:
        raise ValueError(f"{number} cannot be halved without rounding")
    return number // 2


half(8)

# %% [markdown]
# `half(7)` would end in red text that says *why*. That is the point of it. Try it, then take the cell out again, so
# that your notebook still runs to the end.
#
# ## Your turn: pick the file
#
# **Write `pick_file`: given a list of file names, a report such as "referrals" and a month such as "2026-03", the one
# name that begins with the report, then `_` and the month, and ends in `.csv`. If no name fits, or more than one,
# raise a `ValueError` whose words name the month.**

# %% tags=["stub"] key="pick-file"
def pick_file(names, report, month):
    ...
    # fits = [name for name in names if ...]
    # if ...:
    #     raise ValueError(...)
    # return fits[0]

# %% tags=["exercise"] key="pick-file"
def pick_file(names, report, month):
    """The one file of a report and a month; stops when there is none, or more than one."""
    fits = [name for name in names if name.startswith(f"{report}_{month}") and name.endswith(".csv")]
    if len(fits) != 1:
        raise ValueError(f"{len(fits)} files for {report} in {month}: there has to be one")
    return fits[0]

# %% [markdown]
# ## Settings
#
# What changes seldom (which codes make up "schools") goes into **settings**: a few lines that somebody who writes no
# Python can read and change. TOML is such a form. Usually it is a file of its own; here it stands in the cell.

# %% tags=["worked"]
settings = tomllib.loads("""
[groups]
door_individual = ["1A", "1B", "1C", "1D"]
door_education = ["2A", "2B"]
door_health = ["3A", "3B", "3C", "3D", "3E", "3F"]
door_housing = ["4"]
door_council = ["5A", "5B", "5C", "5D"]
door_police = ["6"]
door_other = ["7", "8", "9", "10"]
""")
settings["groups"]["door_education"]

# %% [markdown]
# `settings["groups"]` is a **dictionary**: names, and what belongs to each. A `for` loop goes through it:

# %% tags=["worked"]
sizes = {}
for name, codes in settings["groups"].items():
    sizes[name] = len(codes)        # a new entry under this name
sizes

# %% [markdown]
# ## Settings can be short
#
# The day the case system brings in a code 11, your groups miss it, and every total is a little low with nothing to
# show for it. So the groups are checked against the rows: they must add up to **all** of them.
#
# ## Your turn: figures from settings
#
# **Write `door_figures`: given referrals (text), a dictionary of groups and the last day of a month, a dictionary with
# the number of referrals of that month for each group, under the group's name; nought where there are none. If a
# referral of the month has a Source that is in no group, or none at all, raise a `ValueError` whose words hold
# "Source".** Use `rows_of_month`.

# %% tags=["stub"] key="door-figures"
def door_figures(referrals, groups, as_at):
    ...

# %% tags=["exercise"] key="door-figures"
def door_figures(referrals, groups, as_at):
    """Referrals of the month by group of sources; stops when the groups do not hold them all."""
    month = rows_of_month(referrals, "Referral date", as_at)
    figures = {}
    for name, codes in groups.items():
        figures[name] = int(month["Source"].isin(codes).sum())
    if sum(figures.values()) != len(month):
        raise ValueError("a referral of the month has a Source that is in no group")
    return figures

# %% tags=["worked"]
door_figures(referrals, settings["groups"], as_at)

# %% [markdown]
# Now February: the same line with another day. Nothing to find and replace.

# %% tags=["worked"]
door_figures(referrals, settings["groups"], pd.Timestamp("2026-02-28"))

# %% [markdown]
# ## Before you go
#
# Two sentences to Priya: what she changes next month, and in how many places.
#
# {{ ethics }}
#
# Restart and run all. Tomorrow: what if the file is wrong?
