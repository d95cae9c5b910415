# %% [markdown]
# # A table that survives subtraction
#
# **Wednesday 3 March 2027.** A resident has asked, under freedom of information, where our children in care live, by
# age. Colin Bright would like to say yes:
#
# > It is a fair question and it's our job to answer it. I've had the numbers under five starred out. Can it go?
#
# Irene Walsh put a ruler under one row, took away three numbers from a fourth, and read out what was under the star.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. The totals stay, because people like totals.

# %% tags=["worked"]
import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog

from academy import check, data_folder, hint, practice, solution

everybody = pd.read_csv(data_folder() / "release" / "everybody.csv")
everybody.head()

# %% [markdown]
# The file is **tidy**: one row a cell, the totals in rows called All. `pivot` lays it out as people read it, and `loc`
# puts rows and columns back into the order of the file: `pivot` sorts them by letter.

# %% tags=["worked"]
def laid_out(table):
    """Placements down and ages across; nothing, while an answer is still three dots."""
    if table is None:
        return None
    wide = table.pivot(index="PLACEMENT", columns="AGE", values="CHILDREN")
    return wide.loc[table["PLACEMENT"].unique(), table["AGE"].unique()]


laid_out(everybody)

# %% [markdown]
# ## Why small counts
#
# *One child under five, placed with parents.* Whoever knows a child it may be now knows that it is that child, and the
# next table adds something more. Most councils hide counts below five, or below six, or below ten: the number is a
# **rule people set**, so it stands in your code as a name. Nought is usually shown: it says that nobody is there. And
# still nought can tell: if every child of a row is in one column, you know it of each of them. That is **class
# disclosure**, and a person has to look for it.
#
# ## Your turn: which counts are small?
#
# **Write `small_counts`: given a table and `below`, its rows with a count from 1 to one less than `below`.** Totals
# are counts too: a total of three is small. A table with the columns PLACEMENT, AGE and CHILDREN.

# %% tags=["stub"] key="small-counts"
def small_counts(table, below):
    ...
    # return table[...

# %% tags=["exercise"] key="small-counts"
def small_counts(table, below):
    """Cells with a child or more, and fewer than `below`."""
    return table[(table["CHILDREN"] > 0) & (table["CHILDREN"] < below)]

# %% tags=["worked"]
small_counts(everybody, 5)

# %% [markdown]
# ## One star is no star
#
# An invented table, with one count under five starred. What is under it?
#
# | Placement | Under 5 | 5 and over | All |
# |---|---|---|---|
# | Foster care | 12 | 20 | 32 |
# | Homes | \* | 9 | 11 |
# | All | 14 | 29 | 43 |
#
# 11 less 9. The star cost us a figure and protected nobody. Hiding what is small is **primary suppression**. It needs a
# second step, **secondary suppression**: hide others, which are not small, so that nothing can be worked out.
#
# ## Your turn: what does a star give away?
#
# **Write `given_away`: given a table (nothing hidden yet) and `below`, the cells PLACEMENT and AGE that can be worked
# out by one subtraction once all small counts are hidden.** That is each small cell that is the only hidden one among
# the cells with its PLACEMENT, or among those with its AGE. (All counts as a PLACEMENT and an AGE like the others.)

# %% tags=["stub"] key="given-away"
def given_away(table, below):
    ...

# %% tags=["exercise"] key="given-away"
def given_away(table, below):
    """Small cells that are alone in their row or in their column."""
    hidden = table[(table["CHILDREN"] > 0) & (table["CHILDREN"] < below)]
    in_row = hidden.groupby("PLACEMENT")["AGE"].transform("size")
    in_column = hidden.groupby("AGE")["PLACEMENT"].transform("size")
    return hidden[(in_row == 1) | (in_column == 1)][["PLACEMENT", "AGE"]]

# %% tags=["worked"]
given_away(everybody, 5)

# %% [markdown]
# ## What an outsider can work out
#
# One subtraction is the easy attack. A better one uses all rows and columns at once, and does not need the exact
# number: *between 1 and 2* gives a child away as well. So ask: knowing everything that is shown, what is the **least**
# and the **most** each hidden count can be?
#
# First, what must add up. Each total gives one line: 1 for its parts, -1 for itself, and together nought.

# %% tags=["worked"]
def sums(table):
    """A line for each total of the table: its parts less the total give nought."""
    lines = []
    for one, other in [("PLACEMENT", "AGE"), ("AGE", "PLACEMENT")]:
        for label in table[one].unique():
            signs = np.where(table[other] == "All", -1, 1)
            lines.append(np.where(table[one] == label, signs, 0))
    return np.array(lines)

# %% [markdown]
# `linprog` finds the smallest value of something while sums hold: the *solver* that Excel has too. A count that is
# shown is fixed; a hidden one may be anything from nought up. There are two questions for each place, least and most,
# and each gets a copy of the table. You need not follow every line; you need to know what it is asked.

# %% tags=["worked"]
def least_and_most(table, places):
    """The least and the most each count at `places` can be, for somebody who sees only what is shown."""
    if len(places) == 0:  # a council may have no small counts at all
        return pd.DataFrame({"least": [], "most": []}, index=places)
    lines = sums(table)
    goals = np.array([sign * (table.index == place) for place in places for sign in (1, -1)], dtype=float)
    limits = [(0, 9999) if pd.isna(count) else (count, count) for count in table["CHILDREN"]]
    copies = sparse.kron(sparse.identity(len(goals)), lines, format="csr")
    found = linprog(goals.ravel(), A_eq=copies, b_eq=np.zeros(copies.shape[0]), bounds=limits * len(goals))
    values = (found.x.reshape(goals.shape) * abs(goals)).sum(axis=1)
    return pd.DataFrame({"least": values[::2], "most": values[1::2]}, index=places)

# %% [markdown]
# **Predict first.** Your own table with only the small counts hidden: how many of them will be found exactly?

# %% tags=["predict"]
starred = everybody.assign(CHILDREN=everybody["CHILDREN"].mask(everybody["CHILDREN"].between(1, 4)))
hidden = starred[starred["CHILDREN"].isna()]
hidden[["PLACEMENT", "AGE"]].join(least_and_most(starred, hidden.index).round(1))

# %% [markdown]
# Where the least is the most, the star hides nothing.
#
# ## Rounding, and last month's table
#
# Rounding to five looks kinder. But 3 rounded is 5, the others are rounded too, and totals that were not rounded the
# same way say by how much. And a table is never alone: **the one you published before is in everybody's hands.**
#
# ## Your turn: last month
#
# In February we published: *children in homes, 31*. In March, for the same day and after one correction: *children
# in homes, other than the secure home, 30*. Neither number is small. **What has been published?**
#
# - **A**: Nothing more than the two numbers.
# - **B**: That one child is in a secure home.
# - **C**: Nothing, because the two were published in different months.
# - **D**: Nothing, as long as both are rounded to five.

# %% tags=["stub"] key="last-month"
published = ...

# %% tags=["exercise"] key="last-month"
published = "B"

# %% [markdown]
# ## Hide, then give back
#
# How do you choose what else to hide? Begin with **everything hidden**: safe, and useless. Then give back one count
# after another, the largest first, and look each time whether a small one has come too close. If it has, keep that
# one hidden. What is left hidden is needed, each of it.

# %% tags=["worked"]
def too_close(table, places, gap):
    """Whether somebody outside can bring one of the counts at `places` to within less than `gap`."""
    if len(places) == 0:
        return False
    found = least_and_most(table, places)
    return bool((found["most"] - found["least"] < gap - 0.000001).any())     # the solver rounds, a little

# %% [markdown]
# ## Your turn: a safe table
#
# **Write `safe_table`: given a table, `below` and `gap`, the same rows with CHILDREN blank wherever it is hidden**, so
# that
#
# - each count that is shown is the one in the table you were given;
# - every small count (1 to one less than `below`) is hidden, totals too;
# - the least and the most of each small count stay at least `gap` apart;
# - nothing is hidden in vain: give any other hidden count back, and a small one comes too close.
#
# Many tables are right. `np.nan` is a blank number, and `more.loc[place, "CHILDREN"]` is one cell.

# %% tags=["stub"] key="safe-table"
def safe_table(table, below, gap):
    ...
    # small = ...
    # safe = table.assign(CHILDREN=np.nan)
    # for place in ...

# %% tags=["exercise"] key="safe-table"
def safe_table(table, below, gap):
    """The table with as much shown as keeps every small count at least `gap` wide."""
    small = (table["CHILDREN"] > 0) & (table["CHILDREN"] < below)
    safe = table.assign(CHILDREN=np.nan)
    for place in table[~small].sort_values("CHILDREN", ascending=False).index:
        more = safe.copy()
        more.loc[place, "CHILDREN"] = table.loc[place, "CHILDREN"]
        if not too_close(more, table.index[small], gap):
            safe = more
    return safe

# %% tags=["worked"]
# NaN is hidden. Compare it with the table at the top: what did safety cost?
laid_out(safe_table(everybody, 5, 3))

# %% [markdown]
# The table says less. It may be that a coarser one (fewer ages, two years together) says more, safely. That is
# often the better answer, and a kinder one to read. Say on the page what is hidden and why: *c: hidden, so that no
# child can be recognised.* Use one mark for all hidden counts, or the marks themselves say which are the small ones.
#
# ## What this does not see
#
# Another table, by somebody else; a person who knows the family; a class in which everybody is the same. And whoever
# knows your rule knows that somewhere a count is under five. The computer checks the sums. You check the story.

# %% [markdown]
# ## Before you go
#
# Write the note that stands under the table: one sentence for a resident, in plain words.
#
# {{ ethics }}
#
# Restart and run all. Friday: a product that says which child will come into care.
