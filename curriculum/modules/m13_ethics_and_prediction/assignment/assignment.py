# %% [markdown]
# # Publish safely, decide openly
#
# **Monday 15 March 2027.** Two decisions are on one desk. Colin Bright, head of service, and Irene Walsh, the data
# protection officer, meet on Thursday at nine:
#
# > A resident wants to know where our children live, and where our boys live. A supplier wants to know whether we buy. I'd like to
# > answer both properly, once. Show us what can go out, show us what the model does, and write down what we decide so that
# > somebody who was not in the room can follow it.

# %% [markdown]
# ## How this works
#
# Four tasks in Python and one paper. Functions are run on a council that you have never seen. Each task is marked by
# itself. A function must not change the tables it is given. `check` tells you here whether your answer has the right
# *form*; whether it is right you find out by attacking it yourself, as in lesson 2.
#
# In tasks 2 and 4 **many answers are right**. They are judged by what they do: your release is attacked by an exact
# solver, and your record is read for gaps and contradictions. What you decide is not marked by a machine, and neither
# answer is the right one: your coach reads the reasons. (Your feedback may speak of the small practice tables that functions are marked on.)
#
# ## Your files

# %% tags=["worked"]
import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linprog

from academy import check, data_folder

DATA = data_folder()
header = pd.read_csv(DATA / "ssda903" / "2025-26" / "header.csv", dtype=str)
header["DOB"] = pd.to_datetime(header["DOB"], format="%d/%m/%Y")
requested = pd.read_csv(DATA / "release" / "requested.csv")
scores = pd.read_csv(DATA / "risk_model" / "scores.csv", dtype={"CHILD": str})

# %% [markdown]
# ## Task 1: the least that serves
#
# A university has a purpose, a gateway and a signed agreement: it studies ethnicity and age in care, and needs no child twice. **Write
# `shareable`: given a header and `fewest`, a table with the columns SEX, YEAR and ETHNIC and no other**, one row for each row of the header.
#
# - YEAR is the year of DOB, as a whole number.
# - ETHNIC is made blank for every child in a group of fewer than `fewest` with the same SEX, YEAR and ETHNIC.
# - A blank ETHNIC or DOB makes a group like any other value. Any order of rows.
#
# `.where(keep)` keeps values where `keep` is True, and leaves a blank elsewhere.

# %% tags=["stub"] key="shareable"
def shareable(header, fewest):
    ...

# %% tags=["exercise"] key="shareable"
def shareable(header, fewest):
    """Sex, year and ethnicity; the ethnicity only where it is shared by enough children."""
    kept = pd.DataFrame({"SEX": header["SEX"], "YEAR": header["DOB"].dt.year, "ETHNIC": header["ETHNIC"]})
    size = kept.groupby(["SEX", "YEAR", "ETHNIC"], dropna=False)["SEX"].transform("size")
    kept["ETHNIC"] = kept["ETHNIC"].where(size >= fewest)
    return kept

# %% [markdown]
# ## Task 2: two tables, and what lies between them
#
# `requested` holds two tables in one: WHO is All or Boys. Both will be published on one day. Nobody asked for the
# girls, and everybody can take the boys from all.
#
# **Write `safe_pair`: given such tables, `below` and `gap`, the same rows with CHILDREN blank wherever it is hidden**, so that
#
# - each count that is shown is the one you were given;
# - every small count (1 to one less than `below`) is hidden, in both tables, totals too;
# - for each small count **of everybody, of the boys and of the girls**, the least and the most that an outsider can work out from both
#   tables together stay at least `gap` apart;
# - nothing is hidden in vain: give any other hidden count back, and a small one comes too close.
#
# The helpers are lesson 2's, for tables with WHO. It may take some seconds.

# %% tags=["worked"]
SIDES = ["WHO", "PLACEMENT", "AGE"]


def sums(tables):
    """A line for each total, WHO among them: its parts less the total give nought. Rows are numbered from 0."""
    lines = []
    for side in SIDES:
        total = tables.groupby([other for other in SIDES if other != side]).ngroup()
        line = np.zeros((total.max() + 1, len(tables)))
        line[total, tables.index] = np.where(tables[side] == "All", -1, 1)
        lines.append(line)
    return np.vstack(lines)

# %% tags=["worked"]
def least_and_most(tables, places):
    """The least and the most each count at `places` can be. `tables` has rows for All, Boys and Girls."""
    lines = sums(tables)
    goals = np.array([sign * (tables.index == place) for place in places for sign in (1, -1)], dtype=float)
    limits = [(0, 9999) if pd.isna(count) else (count, count) for count in tables["CHILDREN"]]
    copies = sparse.kron(sparse.identity(len(goals)), lines, format="csr")
    found = linprog(goals.ravel(), A_eq=copies, b_eq=np.zeros(copies.shape[0]), bounds=limits * len(goals))
    values = (found.x.reshape(goals.shape) * abs(goals)).sum(axis=1)
    return pd.DataFrame({"least": values[::2], "most": values[1::2]}, index=places)

# %% tags=["worked"]
def too_close(tables, places, gap):
    """Whether somebody outside can bring one of the counts at `places` to within less than `gap`."""
    if len(places) == 0:
        return False
    found = least_and_most(tables, places)
    return bool((found["most"] - found["least"] < gap - 0.000001).any())

# %% tags=["stub"] key="safe-pair"
def safe_pair(tables, below, gap):
    ...

# %% tags=["exercise"] key="safe-pair"
def safe_pair(tables, below, gap):
    """Both tables, with as much shown as keeps every small count, the girls' too, at least `gap` wide."""
    tables = tables.reset_index(drop=True)
    everybody = tables[tables["WHO"] == "All"]
    boys = tables[tables["WHO"] == "Boys"].rename(columns={"CHILDREN": "BOYS"}).drop(columns="WHO")
    girls = everybody.merge(boys, on=["PLACEMENT", "AGE"])
    girls = girls.assign(WHO="Girls", CHILDREN=girls["CHILDREN"] - girls["BOYS"]).drop(columns="BOYS")
    truth = pd.concat([tables, girls], ignore_index=True)
    small = truth.index[(truth["CHILDREN"] > 0) & (truth["CHILDREN"] < below)]
    safe = truth.assign(CHILDREN=np.nan)
    for place in tables.drop(index=small, errors="ignore").sort_values("CHILDREN", ascending=False).index:
        more = safe.copy()
        more.loc[place, "CHILDREN"] = truth.loc[place, "CHILDREN"]
        if not too_close(more, small, gap):
            safe = more
    return safe[safe["WHO"] != "Girls"]

# %% [markdown]
# ## Task 3: the audit
#
# **Write `audit`: given the scores and `at`, a table with a row for each GROUP and one called `All`, and the columns GROUP, `children`, `came`,
# `flags`, `found`, `false_alarms`, `right_flags` and `accuracy`.**
#
# - A flag is a SCORE of `at` or more. `came` and `flags` are counts.
# - `found`: of those who came, the share flagged. `false_alarms`: of those who did not, the share flagged. `right_flags`: of
#   those flagged, the share who came. `accuracy`: of all, the share about whom the flag was right.
# - Shares from 0 to 1, not rounded; blank where there is nobody to divide by.

# %% tags=["stub"] key="audit"
def audit(scores, at):
    ...

# %% tags=["exercise"] key="audit"
def audit(scores, at):
    """Counts and four shares for each group and for all."""
    everybody = scores.assign(GROUP="All")
    rows = []
    for group, mine in pd.concat([scores, everybody]).groupby("GROUP"):
        flagged, came = mine["SCORE"] >= at, mine["IN_CARE"] == "yes"
        rows.append({
            "GROUP": group, "children": len(mine), "came": came.sum(), "flags": flagged.sum(),
            "found": flagged[came].mean(), "false_alarms": flagged[~came].mean(),
            "right_flags": came[flagged].mean(), "accuracy": (flagged == came).mean()})
    return pd.DataFrame(rows)

# %% [markdown]
# ## Task 4: the record
#
# **Make `decision_record`: a dictionary about the risk model, from your own council's scores, with a flag from 90 on.** A
# stranger should be able to follow it, and a machine will check it. Every text says something of your own (blank texts and `...` are gaps).
#
# - texts: `"purpose"`, `"gateway"`, `"benefit"`, `"risk"`, `"alternative"` (what is simpler), `"heard"` (who was or will be asked,
#   children and parents among them), `"owner"` (a role, no name);
# - `"decision"`: one of `"buy"`, `"trial"`, `"do not buy"`;
# - `"condition"`, a text: for *buy* or *trial*, the sign by which you stop; for *do not buy*, what you do instead;
# - counts from the file: `"children"`, `"came"`, `"flags"`, `"right_flags"`, `"found_by_rule"` (children with an ENQUIRY of yes who came);
# - dates: `"decided_on"` (18 March 2027, `pd.Timestamp("2027-03-18")`) and `"review_on"`: after it, and no more than a year.
#
# No child's id stands anywhere in it.

# %% tags=["stub"] key="decision-record"
decision_record = ...

# %% tags=["exercise"] key="decision-record"
came = scores["IN_CARE"] == "yes"
flagged = scores["SCORE"] >= 90
decision_record = {
    "purpose": "Choose which referrals a manager reads first, so that help comes earlier",
    "gateway": "Public task under the Children Act 1989, to be confirmed by the DPO before any use",
    "benefit": "At most, a few children found some weeks earlier",
    "risk": "Families visited without need, and children missed because nobody looked past the score",
    "alternative": "Read every referral with a section 47 enquiry again after two weeks",
    "heard": "Parents' panel and the children in care council, in April",
    "owner": "Head of service",
    "decision": "do not buy",
    "condition": "Second reading by a manager from 1 April, counted each month",
    "children": len(scores), "came": int(came.sum()), "flags": int(flagged.sum()),
    "right_flags": int((came & flagged).sum()),
    "found_by_rule": int((came & (scores["ENQUIRY"] == "yes")).sum()),
    "decided_on": pd.Timestamp("2027-03-18"), "review_on": pd.Timestamp("2027-09-16")}

# %% [markdown]
# ## Task 5: the paper for Colin and Irene
#
# One paper of 400 to 550 words, for both of them to hold on Thursday. Your coach reads it. In this order, in plain words:
#
# 1. **The two decisions**, and what you advise in each. Publish, in part or not; buy, try or not.
# 2. **What goes out**: what is hidden and why, what your release withstands, and what it does not.
# 3. **What the model does**, in children and not in accuracy: flags, right flags, missed; by group; beside the rule. How sure can one
#    council's year make you?
# 4. **Reasons on the other side**: the best case against your own advice, put so that its friends would recognise it.
# 5. **Law and ethics**: the purpose and gateway of each decision. The same data, two purposes: why may one be allowed where the
#    other is not? Who is harmed if we are wrong, and who has been asked?
# 6. **When we stop or look again**: a sign, a date, an owner.
#
# No child's id, and no small count, stands in the paper.

# %% [markdown] tags=["coach"] key="decision-paper"
# *Write your paper here: double-click, and replace this line.*

# %% [markdown]
# ## Before you hand it in
#
# - Choose **Kernel**, **Restart Kernel and Run All Cells**. Does it run from top to bottom?
# - Attack your own release: take the boys from everybody, and look at the girls.
# - Do the counts in the paper and in the record agree?
# - Would you show this page to a family that the model would have flagged?
