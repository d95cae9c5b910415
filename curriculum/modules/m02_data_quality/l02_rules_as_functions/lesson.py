# %% [markdown]
# # A rule is a function
#
# **Wednesday 6 May.** Alan Rees has found last year's checks: one workbook, eleven helper columns, no author.
#
# > It flagged ninety rows last May. Four were wrong. One of the other eighty-six was a girl with nine placements, and
# > a team manager spent an afternoon proving to us that it was true. I don't want to do that again.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. The rule lives in a cell. Nobody tests it, and it is copied from year to year with its mistakes.

# %% tags=["worked"]
import pandas as pd

from academy import check, data_folder, hint, practice, solution

episodes = pd.read_csv(data_folder() / "drafts" / "episodes.csv", dtype=str)


def as_dates(column):
    """Text as dates, day first; whatever is not such a date becomes blank."""
    return pd.to_datetime(column, format="%d/%m/%Y", errors="coerce")

# %% [markdown]
# ## What a rule says
#
# A rule has four parts. Three are in the function: **which table** it is given, **when a row fails**, and **what it
# gives back** to find the row by. The fourth is its docstring: one sentence that a social worker can read.

# %% tags=["worked"]
LEGAL_STATUS = ["C1", "C2", "D1", "E1", "V2", "V3", "V4", "J1", "J2", "J3", "L1", "L2", "L3"]


def wrong_legal_status(episodes):
    """The legal status must be one of the thirteen codes."""
    fails = ~episodes["LS"].isin(LEGAL_STATUS)
    return episodes[fails][["LINE", "CHILD", "LS"]]


wrong_legal_status(episodes)

# %% [markdown]
# One of these may *look* right. An invisible space behind a code makes it another text, and no eye sees it.
#
# ## Test it on rows you made up
#
# How do you know that a rule works, if your draft has no such error? You give it rows of which you know the answer:
# **one that must be found, one that must not, and one on the edge.**

# %% tags=["worked"]
made_up = pd.DataFrame({
    "LINE": ["2", "3", "4", "5"],
    "CHILD": ["A", "B", "C", "D"],
    "LS": ["C2", "c2", "C2 ", None]})
found = wrong_legal_status(made_up)
list(found["CHILD"])

# %% [markdown]
# A is left alone; B, C and D are found. To keep the test, write what you expect with `assert`. It says nothing when
# the sentence is true, and stops when it is not.

# %% tags=["worked"]
assert list(wrong_legal_status(made_up)["CHILD"]) == ["B", "C", "D"]

# %% [markdown]
# ## Two columns of one row
#
# An episode cannot end before it starts. Read both dates, then compare.
#
# **Predict first.** Child B's end is blank. Is a blank earlier than the start?

# %% tags=["predict"]
start = as_dates(pd.Series(["10/05/2025", "10/05/2025", "10/05/2025"]))
end = as_dates(pd.Series(["09/05/2025", None, "10/05/2025"]))
end < start

# %% [markdown]
# A blank is not earlier than anything, so the episode that goes on is left in peace. Turn the sentence round, and it
# is not:

# %% tags=["worked"]
~(end >= start)   # "not on or after" is True for the blank

# %% [markdown]
# ## The edge
#
# The third pair ends on the day it starts. It is rare and it happens: a child comes into care in the morning, and goes
# to an aunt by night. So **the same day is allowed**. Every rule has an edge; say which side it is on.
#
# ## Your turn: ends before it starts
#
# **Write `ends_before_start`: given episodes, the rows whose DEC is earlier than their DECOM. The same day is allowed.
# A blank, or text that is not a date, is for other rules: leave it alone. Columns LINE and CHILD.**

# %% tags=["stub"] key="ends-before-start"
def ends_before_start(episodes):
    ...
    # start = ...
    # end = ...
    # fails = ...
    # return episodes[fails][["LINE", "CHILD"]]

# %% tags=["exercise"] key="ends-before-start"
def ends_before_start(episodes):
    """An episode cannot end before the day it starts."""
    start = as_dates(episodes["DECOM"])
    end = as_dates(episodes["DEC"])
    fails = end < start
    return episodes[fails][["LINE", "CHILD"]]

# %% tags=["worked"]
ends_before_start(episodes)

# %% [markdown]
# ## Both or neither
#
# DEC says when an episode ended, REC says why. Both are there, or neither is. When exactly one is there, somebody
# stopped half way. `!=` means *differs from*, and works on columns of True and False too:

# %% tags=["worked"]
a_blank = pd.Series([True, True, False, False])
b_blank = pd.Series([True, False, True, False])
a_blank != b_blank

# %% [markdown]
# ## Your turn: an end or a reason alone
#
# **Write `end_or_reason_alone`: given episodes, the rows in which exactly one of DEC and REC is filled in. Columns LINE
# and CHILD.** A DEC that is not a date is still filled in. One rule, one fault.

# %% tags=["stub"] key="end-or-reason-alone"
def end_or_reason_alone(episodes):
    ...

# %% tags=["exercise"] key="end-or-reason-alone"
def end_or_reason_alone(episodes):
    """An end needs a reason, and a reason needs an end."""
    fails = episodes["DEC"].isna() != episodes["REC"].isna()
    return episodes[fails][["LINE", "CHILD"]]

# %% [markdown]
# ## Cannot be, or seldom is
#
# A rule has a kind, and the kind decides what happens next:
#
# - **Error**: it cannot be so. It goes back to be put right.
# - **Query**: it can be so, and is unusual. Somebody who knows looks once, and a "yes, it is so" is written down and
#   not asked again next month.
#
# Below are children by the number of episodes in the year. The highest number is no error. It may be a child on short
# breaks, with a row for each stay, or the child we ought to think about most.

# %% tags=["worked"]
episodes["CHILD"].value_counts().value_counts().sort_index().tail()

# %% [markdown]
# ## Your turn: wrong or unusual?
#
# Four rules from the old workbook. **Which one may be called an error?**
#
# - **A**: a child with more than eight episodes in the year
# - **B**: a child aged 3 who lives in a children's home
# - **C**: an episode whose reason for starting is a code that the list does not have
# - **D**: an ethnicity that only one child of the return has

# %% tags=["stub"] key="wrong-or-unusual"
error = ...

# %% tags=["exercise"] key="wrong-or-unusual"
error = "C"

# %% [markdown]
# ## Before you go
#
# How many rows does each of your rules find? Two sentences to Alan: which can go to a team as errors, and which of the
# old checks you would turn into queries.
#
# {{ ethics }}
#
# Restart and run all. Tomorrow: two tables, each fine, and together not.
