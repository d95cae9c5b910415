# %% [markdown]
# # Stop loudly, leave a trail
#
# **Thursday 4 June.** Shabnam Iqbal puts two print-outs side by side.
#
# > In March the board was told of no re-referrals at all. Not few: none. We were pleased for a week. What happened was
# > that a column had another name that month.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. A person notices strange things, on some days. A script notices nothing that it was not told to look at,
# and it looks each time. Faster is no progress while it can be *fast and wrong*: checks come before speed.

# %% tags=["worked"]
import pandas as pd

from academy import check, data_folder, hint, practice, solution

referrals = pd.read_csv(data_folder() / "extracts" / "referrals.csv", dtype=str)
as_at = pd.Timestamp("2026-03-31")
list(referrals.columns)

# %% [markdown]
# ## How it goes wrong in silence
#
# `get` is a polite way to ask for a column: if there is none, it gives back nothing at all. Watch.
#
# **Predict first.** The new extract calls the column `Referral outcome`. What will the second line say?

# %% tags=["predict"]
renamed = referrals.rename(columns={"Outcome": "Referral outcome"})
outcomes = renamed.get("Outcome", pd.Series(dtype=str))
(outcomes == "No further action").sum()

# %% [markdown]
# Nought. No red text, a number in the right place, a pleased board. That is **the wrong number that gets made**: not by
# a mistake in the sum, but by going on where there was nothing to add up.
#
# ## Four ways for a file to be bad
#
# 1. A **column is missing**, or has another name.
# 2. There are **no rows**.
# 3. The same row came **twice**: somebody joined two exports.
# 4. A **date cannot be read**.
#
# For each: stop, before any figure is made, and say which.
#
# ## Failing safe
#
# `raise ValueError("...")` stops everything. Good words name the thing and the way out. Compare: *"bad input"*, and
# *"the referrals have no column Outcome: ask for the extract again, or change the settings"*.

# %% tags=["worked"]
NEEDED = ["Referral ID", "Person ID", "Referral date", "Source", "Outcome"]


def missing_columns(table, needed):
    """The names in `needed` that are not columns of the table."""
    return [name for name in needed if name not in table.columns]


missing_columns(renamed, NEEDED)

# %% [markdown]
# ## Your turn: a gate for the extract
#
# **Write `checked`: given a table of text, a list of needed columns and the name of its id column, it gives back the
# table, all rows and columns as they are. It raises a `ValueError` that names the column when a needed one is missing;
# one when there are no rows; and one that names the id column when an id stands more than once.** Check in that order.

# %% tags=["stub"] key="checked"
def checked(table, needed, id_column):
    ...
    # missing = missing_columns(table, needed)
    # if missing:
    #     raise ValueError(...)

# %% tags=["exercise"] key="checked"
def checked(table, needed, id_column):
    """The table itself, if it has its columns, some rows, and no id twice."""
    missing = missing_columns(table, needed)
    if missing:
        raise ValueError(f"there is no column {missing[0]}: ask for the extract again")
    if len(table) == 0:
        raise ValueError("there are no rows below the headings")
    if table[id_column].duplicated().any():
        raise ValueError(f"{id_column} holds an id more than once")
    return table

# %% [markdown]
# ## Does the alarm work?
#
# A check that never fires is a decoration. Test it as you test a smoke alarm: make smoke. `try` runs something, and
# `except ValueError` says what to do if it stops.

# %% tags=["worked"]
def words_of_refusal(call):
    """What a call refuses with; nothing when it does not refuse."""
    try:
        call()
    except ValueError as refusal:
        return str(refusal)
    return "(not refused)"

# %% tags=["worked"]
def with_a_renamed_column():
    return checked(renamed, NEEDED, "Referral ID")


words_of_refusal(with_a_renamed_column)

# %% [markdown]
# Keep tests like this one beside the function, one for each way to be bad, **and one for good input**: an alarm that
# always rings is turned off.
#
# ## A date that can't be read
#
# In module 2 `errors="coerce"` turned such dates into blanks, because you wanted a list of them. In a monthly figure,
# that blank leaves the count in silence. Here it must stop, and say how many there are.

# %% tags=["predict"]
odd = pd.Series(["01/03/2026", "2026-03-02", None])
read = pd.to_datetime(odd, format="%d/%m/%Y", errors="coerce")
(odd.notna() & read.isna()).sum()

# %% [markdown]
# The last was blank before: an open end, say. A blank is no error by itself. It is one in a column that must be filled.
#
# ## Your turn: dates, or a stop
#
# **Write `read_days`: given a table of text, the name of a column and True or False for "may be blank", that column as
# dates, day first, in the order of the table. It raises a `ValueError` that names the column when something there is
# not a date written day/month/year, and also when there is a blank and blanks are not allowed.**

# %% tags=["stub"] key="read-days"
def read_days(table, column, may_be_blank):
    ...

# %% tags=["exercise"] key="read-days"
def read_days(table, column, may_be_blank):
    """The column as dates; stops at what is no date, and at a blank where there must be none."""
    days = pd.to_datetime(table[column], format="%d/%m/%Y", errors="coerce")
    unreadable = table[column].notna() & days.isna()
    if unreadable.any():
        raise ValueError(f"{column}: {unreadable.sum()} cannot be read as day/month/year")
    if table[column].isna().any() and not may_be_blank:
        raise ValueError(f"{column} has a blank, and must not")
    return days

# %% [markdown]
# ## What changed since last month?
#
# Before Shabnam asks why a figure moved, you want to know what came, what went and what was rewritten. So keep last
# month's extract. We don't have one, but can make it: what was known at the end of February.

# %% tags=["worked"]
def as_known_on(table, start, end, day):
    """The rows that had begun by `day`, ends after it not yet known."""
    began = pd.to_datetime(table[start], format="%d/%m/%Y") <= day
    over = pd.to_datetime(table[end], format="%d/%m/%Y") <= day
    return table[began].assign(**{end: table[end].where(over)})


february = as_known_on(referrals, "Referral date", "Closed date", pd.Timestamp("2026-02-28"))
len(february), len(referrals)

# %% [markdown]
# Ids make it easy. A **set** holds each id once: `set(february["Referral ID"])` makes one of a column, curly brackets
# of a few words. `-` takes one set from another.

# %% tags=["predict"]
then, now = {"R1", "R2", "R3"}, {"R2", "R3", "R4"}
now - then, then - now

# %% [markdown]
# R4 came, R1 went. Should a referral ever *go*? Seldom: records merged, or somebody deleted one. Look before you sign.
#
# For those in both, compare the rest. `merge` on the id puts old and new side by side, as `Outcome_x` and `Outcome_y`.
# A blank is not equal even to another blank, so both are filled with the same mark first.
#
# ## Your turn: a change report
#
# **Write `changes`: given last month's table, this month's (both text, each id once), the name of the id column and of
# another column, a dictionary with three whole numbers: "came" (ids only in this month's), "went" (ids only in last
# month's), "changed" (ids in both, with another value in that column; blank to blank is no change, blank to filled
# is).**

# %% tags=["stub"] key="changes"
def changes(before, after, id_column, column):
    ...

# %% tags=["exercise"] key="changes"
def changes(before, after, id_column, column):
    """How many ids came, went, and have another value in `column`."""
    then, now = set(before[id_column]), set(after[id_column])
    both = before.merge(after, on=id_column)
    old, new = both[f"{column}_x"].fillna(""), both[f"{column}_y"].fillna("")
    return {"came": len(now - then), "went": len(then - now), "changed": int((old != new).sum())}

# %% tags=["worked"]
changes(february, referrals, "Referral ID", "Closed date")

# %% [markdown]
# ## A trail, and never half a file
#
# A **log** is a line for each run: when, on what, how many rows, what came of it. No child is in it. And a file is
# written under another name first, and renamed when it is whole, so that nobody ever opens half of one.

# %% tags=["worked"]
OUT = data_folder().parent / "out"
OUT.mkdir(exist_ok=True)
partial = OUT / "door.csv.part"
referrals["Source"].value_counts().to_csv(partial)
partial.replace(OUT / "door.csv")      # whole, or not there at all
log = pd.DataFrame({"period": ["2026-03"], "rows": [len(referrals)], "result": ["written"]})
log

# %% [markdown]
# If the run stops before the last step, last month's file is still there, whole. That is what "failing safe" means.
#
# ## Before you go
#
# Two sentences to Shabnam: what your pipeline will do when a column is missing, and what she will see instead of a
# nought.
#
# {{ ethics }}
#
# Restart and run all. On Monday you meet the templates.
