# %% [markdown]
# # Fair, by which measure?
#
# **Monday 8 March 2027.** The supplier has written: *our model has been tested and is fair to all groups.* Colin Bright
# reads it out, relieved. Irene Walsh asks him to read it again, and to stop after *tested*:
#
# > Equal what? I can think of four things that ought to be equal, and I should like to know which one they looked at.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}.

# %% tags=["worked"]
import matplotlib.pyplot as plt
import pandas as pd

from academy import check, data_folder, figure, hint, practice, solution

scores = pd.read_csv(data_folder() / "risk_model" / "scores.csv", dtype={"CHILD": str})
scores["GROUP"].value_counts()

# %% [markdown]
# Two groups of families, **A and B**. They are lettered on purpose: which of them the model scores higher was drawn by
# lot for your council, so that nobody learns here a false fact about a real group. At work they would be ethnic groups, disabled
# children, or families in the poorest streets. The law asks a council to think about such differences **before** it
# decides, not afterwards (Equality Act 2010, section 149).
#
# ## Four things that ought to be equal
#
# - **Flagged**: the share of children who are flagged.
# - **Found**: of those who came into care, the share who had been flagged.
# - **False alarms**: of those who did not, the share who were flagged all the same.
# - **Right flags**: of those flagged, the share who came into care.
#
# Each answers somebody's question. *Are we watched more?* asks a family. *Are our children found as often?* asks
# another. *Are we bothered for nothing?* And the worker: *does a flag mean the same?*
#
# ## Your turn: the measures
#
# **Write `measures`: given four counts (right flags, false alarms, missed, left alone), a dictionary with
# `"flagged"`, `"found"`, `"false alarms"` and `"right flags"` as above**, each a share from 0 to 1, not rounded. None where the group to
# divide by is empty.

# %% tags=["stub"] key="measures"
def measures(right, alarms, missed, alone):
    ...

# %% tags=["exercise"] key="measures"
def measures(right, alarms, missed, alone):
    """Four shares from four counts; None where there is nobody to divide by."""
    def share(part, whole):
        return part / whole if whole else None
    return {
        "flagged": share(right + alarms, right + alarms + missed + alone),
        "found": share(right, right + missed),
        "false alarms": share(alarms, alarms + alone),
        "right flags": share(right, right + alarms),
    }

# %% [markdown]
# Two invented groups of 200. In the first, 60 came into care; in the second 30.

# %% tags=["worked"]
pd.DataFrame([measures(40, 20, 20, 120), measures(12, 18, 18, 152)], index=["first", "second"]).round(2)

# %% [markdown]
# Flagged: twice as often in the first. Unfair? They also came into care twice as often. Found: 67% against 40%. A
# child in need in the second group is more likely to be missed. All of these are true at once.
#
# ## They cannot all be equal
#
# **Predict first.** Suppose that in both groups the model finds two thirds of those who come, and a flag is right two
# times in three. In the first group, 60 of 200 come; in the second, 30 of 200. Will the shares flagged be equal?

# %% tags=["predict"]
came = pd.Series({"first": 60, "second": 30})
right = came * 2 / 3
flags = right * 3 / 2
flags / 200

# %% [markdown]
# They cannot be. Where the base rates differ, equal *right flags* and equal *found* force unequal *flagged*, and unequal
# *false alarms* as well. This is arithmetic, shown by several people in 2016 and 2017, and no supplier has a way round
# it. Only two cases escape: equal base rates, or a model without any mistake.
#
# ## Your turn: all equal?
#
# The supplier offers to *make all four measures equal in all groups*. Base rates differ. **What is right?**
#
# - **A**: Accept, and ask for it in the contract.
# - **B**: It cannot be done: choose which measure matters most for children here, say why, and show the others.
# - **C**: Choose the measure on which the model does best.
# - **D**: Show one figure for everybody, so that no group is singled out.

# %% tags=["stub"] key="all-equal"
answer = ...

# %% tags=["exercise"] key="all-equal"
answer = "B"

# %% [markdown]
# ## By group, with the counts
#
# A share without its count misleads: one of two is 50% as well. So children and flags stand in the table too.
#
# ## Your turn: by group
#
# **Write `by_group`: given the scores and `at`, a table with a row for each GROUP and the columns GROUP, `children`, `came` (how
# many came into care), `flags` (how many were flagged), `found` and `right_flags`** (shares as above, not rounded; blank
# where there is nobody to divide by). Flagged means a SCORE of `at` or more.

# %% tags=["stub"] key="by-group"
def by_group(scores, at):
    ...

# %% tags=["exercise"] key="by-group"
def by_group(scores, at):
    """Counts and two shares for each group."""
    counted = scores.assign(came=scores["IN_CARE"] == "yes", flags=scores["SCORE"] >= at)
    counted["both"] = counted["came"] & counted["flags"]
    sums = counted.groupby("GROUP").agg(children=("CHILD", "size"), came=("came", "sum"), flags=("flags", "sum"), both=("both", "sum"))
    sums["found"] = sums["both"] / sums["came"]
    sums["right_flags"] = sums["both"] / sums["flags"]
    return sums.drop(columns="both").reset_index()

# %% tags=["worked"]
by_group(scores, 90)

# %% tags=["figure"]
share = 100 * (scores["SCORE"] >= 90).groupby(scores["GROUP"]).mean()
fig, ax = plt.subplots()
bars = ax.barh([f"Group {name}" for name in share.index], share)
ax.bar_label(bars, fmt="%.0f%%", padding=3)
ax.set_title(f"Group {share.idxmax()} is flagged more often")
ax.set_xlabel("Children flagged (%)")
ax.invert_yaxis()      # A on top
figure(fig, alt=f"Bar chart of children flagged: {share['A']:.0f}% in group A and {share['B']:.0f}% in group B.")

# %% tags=["worked"]
# The share found in each group; then the same if one child more had been found.
came = scores[scores["IN_CARE"] == "yes"]
found = (came["SCORE"] >= 90).groupby(came["GROUP"]).agg(["sum", "size"])
(found["sum"] / found["size"]).round(2).tolist(), ((found["sum"] + 1) / (found["size"] + 1)).round(2).tolist()

# %% [markdown]
# How many children came into care in each group? With so few, one child more moves the share a long way; module 6 has
# the interval. **Do not publish this table**: it has small counts, and you know now what to do about them.
#
# ## Leave the column out, then?
#
# The supplier never used GROUP. And still the groups are scored differently. Other columns carry it: a postcode, a
# school, how often somebody rang. Such a stand-in is a **proxy**. Without the column the difference is still there,
# and nobody can see it.
#
# ## Your turn: the column dropped
#
# *We dropped ethnicity from the data, so the model cannot treat ethnic groups differently.* **What do you answer?**
#
# - **A**: Good: what is not there cannot be used.
# - **B**: Proxies may carry it. Keep the column out of the model if you like, and in the test, or nobody can see.
# - **C**: Drop the postcode too, and it is settled.
# - **D**: Put it back into the model, which is then fair.

# %% tags=["stub"] key="column-dropped"
reply = ...

# %% tags=["exercise"] key="column-dropped"
reply = "B"

# %% [markdown]
# ## What the outcome measures
#
# One thing more. *Came into care* is not *was in need*: it is what this council, with its habits and its budget, did.
# If one group was looked at more closely, more was found, and the model learns to look there again. Equal measures of
# an unequal yardstick prove little. Ask Joss Taylor, the participation adviser, what the figure looks like to a child it counts.

# %% [markdown]
# ## Before you go
#
# Write three sentences to Colin: which measure you would choose for this decision, for whose sake, and what it costs
# on another one. There is more than one defensible answer.
#
# {{ ethics }}
#
# Restart and run all. Wednesday: the contract.
