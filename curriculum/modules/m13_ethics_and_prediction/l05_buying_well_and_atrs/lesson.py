# %% [markdown]
# # Buying well, and saying so
#
# **Wednesday 10 March 2027.** The offer is on the table, with a discount until Friday. Colin Bright wants to be fair to
# it:
#
# > I'm not set on it any more. But if I say no, I want to say why, and if I say yes, I want to be able to stop.
#
# Irene Walsh has brought two empty pages: one with questions for the supplier, one for the public.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. Price counts once, and the hours of the people who read the flags do not count at all.

# %% tags=["worked"]
import matplotlib.pyplot as plt
import pandas as pd

from academy import check, data_folder, figure, hint, practice, solution

scores = pd.read_csv(data_folder() / "risk_model" / "scores.csv", dtype={"CHILD": str})
scores.shape

# %% [markdown]
# ## What a yes would mean
#
# An offer speaks of sensitivity. A service has people and hours. So turn the one into the other: for every thousand
# referrals, how many flags will somebody have to read, how many will be right, how many children are missed?
#
# **Predict first.** In your file, how many children were flagged (SCORE of 90 or more), and how many hours is that at
# three hours a flag?

# %% tags=["predict"]
flags = int((scores["SCORE"] >= 90).sum())
flags, flags * 3

# %% [markdown]
# Those are hours of qualified social workers, taken from visits that somebody already judged to be needed.
#
# ## Your turn: a year of flags
#
# **Write `a_year_of_flags`: given how many children are referred, the base rate, the sensitivity, the specificity and
# the hours a flag takes, a dictionary with `"flags"`, `"right"`, `"missed"` and `"hours"`**: expected numbers, not rounded.
# `"hours"` is the time spent on flags that turn out to be **false alarms**.

# %% tags=["stub"] key="a-year-of-flags"
def a_year_of_flags(children, base_rate, sensitivity, specificity, hours_a_flag):
    ...

# %% tags=["exercise"] key="a-year-of-flags"
def a_year_of_flags(children, base_rate, sensitivity, specificity, hours_a_flag):
    """What a tool would ask of the service in a year."""
    come = children * base_rate
    right = come * sensitivity
    alarms = (children - come) * (1 - specificity)
    return {"flags": right + alarms, "right": right, "missed": come - right, "hours": alarms * hours_a_flag}

# %% tags=["worked"]
# The supplier's own claim, at a base rate of four in a hundred.
pd.Series(a_year_of_flags(1000, 0.04, 0.6, 0.9, 3), dtype=float).round()

# %% [markdown]
# Now your own file, counted and not claimed. Of the flags, how many were right? And how many children were missed?

# %% tags=["worked"]
came, flagged = scores["IN_CARE"] == "yes", scores["SCORE"] >= 90
kinds = pd.Series({
    "Flagged, came into care": int((flagged & came).sum()),
    "Flagged, did not": int((flagged & ~came).sum()),
    "Not flagged, came": int((~flagged & came).sum())})
kinds

# %% tags=["figure"]
fig, ax = plt.subplots()
bars = ax.barh(kinds.index[::-1], kinds[::-1])
ax.bar_label(bars, padding=3)
ax.set_title(f"{kinds.iloc[1]} of {kinds.iloc[0] + kinds.iloc[1]} flags were false alarms")
ax.set_xlabel("Children")
figure(fig, alt=f"Bar chart: {kinds.iloc[0]} children were flagged and came into care, {kinds.iloc[1]} were flagged and did not, and {kinds.iloc[2]} came without a flag.")

# %% [markdown]
# That chart belongs in the paper, and the price beside it: the supplier's invoice, and the hours, in the same unit.
#
# ## Questions before signing
#
# 1. **What problem** is it for, and what else was considered? (The rule of Friday's lesson, for one.)
# 2. **Tested where, on whom?** Four counts, at our base rate, by group, on children it was not built on.
# 3. **What goes in?** Which of our data, under which gateway, kept where, for how long, and used for nothing else?
# 4. **Who decides?** Can a worker see why, and say no, and is the no recorded?
# 5. **Who looks after it?** Drift, complaints, errors; and what happens on the day it is wrong about a child.
# 6. **How do we leave?** Our data back in a form we can read, theirs deleted, no fee for going.
#
# A supplier who cannot answer the second has not tested it. One who will not may be hiding behind *commercially
# confidential*: an answer that a council may give up a contract for.
#
# ## A person in the loop
#
# "A human always decides" is easily written. If the worker has four minutes and the screen is red, the score decides.
# The law gives people rights where a decision of weight is made by automatic means alone, and its words changed with the
# Data (Use and Access) Act 2025; the regulator's guidance was still a draft in March 2026. Ask Irene, not this page.
# Whatever the law says: could the worker disagree, and would anybody notice?
#
# ## Your turn: before signing
#
# The supplier offers a free trial: *send us two years of referrals with outcomes, we return the scores, nothing is decided
# by them.* **What comes first?**
#
# - **A**: Nothing: it is free, and decides nothing.
# - **B**: A confidentiality agreement with the supplier.
# - **C**: The purpose, the gateway and an impact assessment, before a row leaves; an invented council can be sent today.
# - **D**: The consent of every parent.

# %% tags=["stub"] key="before-signing"
first = ...

# %% tags=["exercise"] key="before-signing"
first = "C"

# %% [markdown]
# ## Telling the public
#
# The **Algorithmic Transparency Recording Standard** is the government's form for saying which algorithmic tools are
# used, why and how. It is mandatory for government departments and for public bodies close to them that serve the
# public; for others, such as councils, it is recommended. A record has a short part that anybody can read, and a longer
# one: owner, purpose, how it fits the decision, data, risks, tests.
#
# A record can be complete and still contradict itself. This can be checked by a machine, and ought to be:

# %% tags=["worked"]
FIELDS = ["name", "purpose", "owner", "human decides", "flags", "right flags", "start", "review"]
record = {
    "name": "Early help score", "purpose": "Choose which referrals are read first", "owner": "",
    "human decides": "yes", "flags": 80, "right flags": 95,
    "start": pd.Timestamp("2027-04-01"), "review": pd.Timestamp("2027-03-01")}
record

# %% [markdown]
# Three things are wrong with it. Find them before you read on.
#
# ## Your turn: what is wrong with the record?
#
# **Write `record_faults`: given a record, a list of faults, as these texts and in this order.**
#
# - `"missing: owner"` (and so on) for each of `FIELDS`, in their order, that is not there, None, or a text of nothing but
#   spaces. The number 0 is an answer.
# - `"more right flags than flags"`, when both are there and it is so.
# - `"review not after start"`, when both are there and the review is on or before the start.
#
# A record in order gives an empty list.

# %% tags=["stub"] key="record-faults"
def record_faults(record):
    ...

# %% tags=["exercise"] key="record-faults"
def record_faults(record):
    """What is missing from the record, and where it contradicts itself."""
    def there(name):
        value = record.get(name)
        return value is not None and str(value).strip() != ""
    faults = [f"missing: {name}" for name in FIELDS if not there(name)]
    if there("flags") and there("right flags") and record["right flags"] > record["flags"]:
        faults.append("more right flags than flags")
    if there("start") and there("review") and record["review"] <= record["start"]:
        faults.append("review not after start")
    return faults

# %% tags=["worked"]
record_faults(record)

# %% [markdown]
# ## When no is the right answer
#
# To refuse well is a skill. A good no has four parts: the question was worth asking; this is what we measured; this is
# why it does not help children here; and this is what we shall do instead, with a date. It leaves the door open for
# another answer when the facts are others. A good yes has the same parts, and one more: **the sign by which we stop.**
#
# ## What was not asked
#
# Did anybody ask the children and parents whom it would score? They may know best what a visit costs, and what would
# have helped. Joss Taylor, the participation adviser, can arrange it, paid, and before the decision.

# %% [markdown]
# ## Before you go
#
# Write Colin's answer to the supplier in four sentences, whichever way you would go.
#
# {{ ethics }}
#
# Restart and run all. The assignment puts both decisions on one desk: what to publish, and what to buy.
