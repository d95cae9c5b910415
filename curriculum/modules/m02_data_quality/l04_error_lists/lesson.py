# %% [markdown]
# # A list that people act on
#
# **Friday 8 May.** Alan Rees again, with a print-out in his hand:
#
# > This went to everybody last year. One list, all teams, sorted by rule number. So everybody read the first page and
# > nobody's name was on it. I want to send each manager *their* lines on Monday, and nothing else.
#
# He has seven days before the teams' own deadline. Ninety lines that nobody owns are worth less than nine that
# somebody does.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. Then a child changes team, the copies do not, and the lines come back with "not ours".

# %% tags=["worked"]
import pandas as pd

from academy import check, data_folder, hint, practice, solution

DRAFT = data_folder() / "drafts"
episodes = pd.read_csv(DRAFT / "episodes.csv", dtype=str)
people = pd.read_csv(DRAFT / "people.csv", dtype=str)
last_year = pd.read_csv(data_folder() / "ssda903" / "2024-25" / "episodes.csv", dtype=str)

# %% [markdown]
# ## Four things on every line
#
# 1. **Where**: the line of the file and the child's id. No name: the id is enough to find the record.
# 2. **What**: the rule, as a sentence.
# 3. **Who**: the team that can mend it.
# 4. **The fix**: what to do, in the words of the screen they will do it on.
#
# The findings of one rule, from lesson 2, with the sentence added:

# %% tags=["worked"]
fails = episodes["DEC"].isna() != episodes["REC"].isna()
findings = episodes[fails][["LINE", "CHILD"]].copy()   # a copy, so that the draft stays as it was sent
findings["what"] = "An end needs a reason, and a reason needs an end."
findings

# %% [markdown]
# ## Who owns it?
#
# The case system's report `people` knows each child's team. Take **the two columns you need and no more**: names and
# birth dates have no place on an error list.

# %% tags=["worked"]
teams = people[["Person ID", "Team"]]
teams["Team"].value_counts()

# %% [markdown]
# **Predict first.** Count the names of the teams. Do some look the same? What is behind the last letter?

# %% tags=["predict"]
sorted(teams["Team"].unique())

# %% [markdown]
# A space at the end makes another team, and a list with one line that nobody opens. `\xa0` is a space too, one that
# comes with text copied from web pages: Excel's TRIM leaves it there. `str.strip()` takes both kinds off both ends. This
# repair is safe: no one could mean anything else.
#
# ## Nobody's line
#
# An ordinary merge keeps only rows with a partner. Below, child B is in no team's report. Which row is missing?

# %% tags=["worked"]
found = pd.DataFrame({"LINE": ["7", "9"], "CHILD": ["A", "B"]})
report = pd.DataFrame({"Person ID": ["A", "C"], "Team": ["Team 1 ", "Team 2"]})
found.merge(report, left_on="CHILD", right_on="Person ID")

# %% [markdown]
# The line without an owner has vanished, and it is the one most in need of one. `how="left"` keeps it, with a blank
# team. Give it to somebody: here, to `Performance team`, which is you.
#
# ## Your turn: one list, every line owned
#
# **Write `list_for_teams`: given episodes and people, the rows in which exactly one of DEC and REC is filled in, with
# the columns LINE, CHILD and Team.** Each such row once. The team's name without spaces at its ends; a child without a
# team goes to `Performance team`.

# %% tags=["stub"] key="list-for-teams"
def list_for_teams(episodes, people):
    ...
    # fails = ...
    # found = ...
    # owned = found.merge(...
    # owned["Team"] = ...
    # return ...

# %% tags=["exercise"] key="list-for-teams"
def list_for_teams(episodes, people):
    """Ends and reasons that stand alone, each with the team that owns it."""
    fails = episodes["DEC"].isna() != episodes["REC"].isna()
    found = episodes[fails][["LINE", "CHILD"]]
    teams = people[["Person ID", "Team"]]
    owned = found.merge(teams, left_on="CHILD", right_on="Person ID", how="left")
    owned["Team"] = owned["Team"].str.strip().fillna("Performance team")
    return owned[["LINE", "CHILD", "Team"]]

# %% tags=["worked"]
# Read it once as a manager would, before anything is sent. Add .groupby("Team").size() to count each team's lines.
list_for_teams(episodes, people)

# %% [markdown]
# One rule finds few lines, perhaps one. The assignment's fifteen rules fill the list.
#
# ## Repair or return?
#
# Some faults you may repair by a rule that is written down: a space at the end, small letters where the list has
# capitals. There is one possible meaning. Most you may not: an end date that is missing is known to the worker and not
# to you. Write down every repair, the old value beside the new one, and send it too.
#
# And one thing is never a repair: **taking the row out**. The child is still in care. The return must still have them.
#
# ## Your turn: who mends it?
#
# Four lines, and what a colleague proposes. **Which one is right?**
#
# - **A**: PLACE is `k2`. *Write K2, note the old value, tell the team.*
# - **B**: an episode ends before it starts. *Swap the two dates.*
# - **C**: a child has no header row. *Delete the child's episodes, so that the tables agree.*
# - **D**: REC is filled in and DEC is blank. *Fill DEC with 31 March.*

# %% tags=["stub"] key="who-mends-it"
proposal = ...

# %% tags=["exercise"] key="who-mends-it"
proposal = "A"

# %% [markdown]
# ## When the case system changes
#
# Over a weekend the supplier changes a form. On Monday there are codes that nobody had on Friday: a new value in a
# list, an old one back from the dead. Two records of one child are merged, and an id that was in last year's return is
# gone from this one. No single row looks wrong. Compare with last year *before* the return is signed off.

# %% tags=["worked"]
last_year["PLACE"].value_counts().tail()

# %% [markdown]
# ## Your turn: values that are new
#
# **Write `new_values`: given last year's episodes and this year's draft, the values of PLACE in the draft that last
# year did not have at all, exactly as written, and on how many rows each stands. Columns PLACE and `rows`; blanks are
# not a value.** (`value_counts()` counts; `.reset_index(name="rows")` makes a table of it.)

# %% tags=["stub"] key="new-values"
def new_values(last_year, draft):
    ...

# %% tags=["exercise"] key="new-values"
def new_values(last_year, draft):
    """Placement codes of the draft that last year's return did not have, with their rows."""
    is_new = ~draft["PLACE"].isin(last_year["PLACE"])
    return draft[is_new]["PLACE"].value_counts().reset_index(name="rows")

# %% tags=["worked"]
new_values(last_year, episodes)

# %% [markdown]
# Some are slips, or codes no longer used. Some are new in the DfE's own list (yesterday's Z11 to Z14), and some good
# codes were simply not needed last year. New is a **query**, not an error.
#
# ## Signing it off
#
# Before somebody signs, four questions are answered in writing: which errors are left, and why; which queries were
# answered, and by whom; which figures moved against last year, and the reason; what was repaired here rather than in
# the case system. After it is sent, a correction goes the same way: never quietly.

# %% [markdown]
# ## Before you go
#
# Write the message that goes above one team's list, in three sentences: what it is, what to do, by when and who to
# ring.
#
# {{ ethics }}
#
# Restart and run all. The assignment is waiting: Alan wants fifteen rules, and one page.
