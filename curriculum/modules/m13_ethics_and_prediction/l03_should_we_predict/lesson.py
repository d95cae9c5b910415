# %% [markdown]
# # Should we predict?
#
# **Friday 5 March 2027.** Colin Bright has the supplier's page open. A model would read each referral and say which
# child will come into care within a year:
#
# > More than four in five right, on our own children, they say. If it finds even a few early, how could I not?
#
# It is a good question, asked for a good reason. Irene Walsh has asked for the file behind the claim, and it has come.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. The percentage is often true. It answers another question than Colin's.

# %% tags=["worked"]
import matplotlib.pyplot as plt
import pandas as pd

from academy import check, data_folder, figure, hint, practice, solution

scores = pd.read_csv(data_folder() / "risk_model" / "scores.csv", dtype={"CHILD": str})
scores.head()

# %% [markdown]
# One row is a child who was referred. EARLIER is how many referrals they had before. SCORE goes from 0 to 99: the
# supplier's ranking, and 90 or more is a **flag**.
# IN_CARE says whether the child came into care within a year. ENQUIRY says whether the team began a section 47 enquiry
# (they were worried enough to look into significant harm). The file is invented, like your council.
#
# ## Rare things
#
# **Predict first.** Of all these children, what share came into care within a year?

# %% tags=["predict"]
came = scores["IN_CARE"] == "yes"
flagged = scores["SCORE"] >= 90
float(round(100 * came.mean(), 1))

# %% [markdown]
# That is the **base rate**. And now two figures for accuracy, which is the share of all children about whom a rule was
# right: first the model's, then that of a rule that never flags anybody.

# %% tags=["worked"]
# A flag is right when the child came; no flag is right when the child did not.
pd.Series({"the model": 100 * (flagged == came).mean(), "flag nobody": 100 * (~came).mean()}).round(1)

# %% [markdown]
# ## Accuracy counts the easy ones
#
# Nearly every child does not come into care, so *nobody will* is nearly always right, and finds no one. Accuracy is
# high because most children are easy. Colin's question is about the others.
#
# ## Your turn: ninety-five per cent
#
# A supplier says: our tool is 95% accurate. In your council, 4 in 100 referred children come into care within a year.
# **What do you know?**
#
# - **A**: Of 100 children it flags, 95 will come into care.
# - **B**: It finds 95 of 100 who will come into care.
# - **C**: It is better than a social worker.
# - **D**: Not whether it is any use: flagging nobody would be 96% accurate.

# %% tags=["stub"] key="ninety-five"
known = ...

# %% tags=["exercise"] key="ninety-five"
known = "D"

# %% [markdown]
# ## Three questions, three numbers
#
# - Of the children who came into care, how many were flagged? **Sensitivity.**
# - Of those who did not, how many were left alone? **Specificity.**
# - Of those flagged, how many came? **Predictive value.** It is what the worker with the list in hand needs to know.
#
# The first two belong to the tool. The third belongs to the tool **and the place**, because it changes with the base
# rate. Take 1,000 children and count:
#
# | Of 1,000 children, 20 of whom come into care | Flagged | Not flagged |
# |---|---|---|
# | come into care: 20, and 80% are found | 16 | 4 |
# | do not: 980, and 90% are left alone | 98 | 882 |
#
# 114 flags, 16 of them right. About one in seven.
#
# ## Your turn: the predictive value
#
# **Write `predictive_value`: given sensitivity, specificity and base rate, each from 0 to 1, the share of flags that are right**, from 0
# to 1, not rounded. When nobody at all would be flagged, give None: there is no share of nothing.

# %% tags=["stub"] key="predictive-value"
def predictive_value(sensitivity, specificity, base_rate):
    ...

# %% tags=["exercise"] key="predictive-value"
def predictive_value(sensitivity, specificity, base_rate):
    """Of those flagged, the share who come into care."""
    right = sensitivity * base_rate
    false_alarms = (1 - specificity) * (1 - base_rate)
    if right + false_alarms == 0:
        return None
    return right / (right + false_alarms)

# %% [markdown]
# The same tool in five places, each with another base rate:

# %% tags=["figure"]
places = pd.DataFrame({"per cent": [1, 2, 5, 10, 20]})
values = [16 / 20 * b / (16 / 20 * b + 98 / 980 * (100 - b)) for b in places["per cent"]]
fig, ax = plt.subplots()
bars = ax.barh([f"{b} in 100" for b in places["per cent"]], [100 * value for value in values])
ax.bar_label(bars, fmt="%.0f%%", padding=3)
ax.set_xlim(0, 100)
ax.set_title("The rarer it is, the more flags are wrong")
ax.set_xlabel("Flags that are right (%)")
ax.set_ylabel("Base rate")
ax.invert_yaxis()
figure(fig, alt=f"Bar chart of one tool at five base rates: {values[0]:.0%} of its flags are right where one child in 100 comes into care, and {values[-1]:.0%} where 20 do.")

# %% [markdown]
# ## Your turn: four counts
#
# **Write `four_counts`: given the scores and `at`, the score from which a child is flagged, a dictionary of four
# counts of children**: `"right flags"` (flagged, came), `"false alarms"` (flagged, did not), `"missed"` (not flagged,
# came) and `"left alone"` (neither).

# %% tags=["stub"] key="four-counts"
def four_counts(scores, at):
    ...

# %% tags=["exercise"] key="four-counts"
def four_counts(scores, at):
    """Flags and outcomes, counted in four."""
    flagged = scores["SCORE"] >= at
    came = scores["IN_CARE"] == "yes"
    return {
        "right flags": int((flagged & came).sum()),
        "false alarms": int((flagged & ~came).sum()),
        "missed": int((~flagged & came).sum()),
        "left alone": int((~flagged & ~came).sum()),
    }

# %% tags=["worked"]
four_counts(scores, 90)

# %% [markdown]
# Read it aloud, as children: *so many families get a visit they did not need, so many children are missed, so many are
# found.* Those are the figures for Colin's slide.
#
# ## What would be simpler?
#
# Before a model, the simplest rule that anybody could use tomorrow. Here: *an enquiry was begun.* It costs nothing,
# everybody understands it, and it was a person's judgement. To be fair, give both **the same number of flags**.
#
# ## Your turn: beside a rule
#
# **Write `beside_a_rule`: given the scores, a list of three counts**: how many children have an ENQUIRY of yes; how many of *those* came
# into care; and how many came into care of the same number of children with the highest SCORE. Where scores are equal, take
# children in the order of CHILD, from A to Z.

# %% tags=["stub"] key="beside-a-rule"
def beside_a_rule(scores):
    ...

# %% tags=["exercise"] key="beside-a-rule"
def beside_a_rule(scores):
    """Flags, children found by the rule, children found by the model with as many flags."""
    rule = scores[scores["ENQUIRY"] == "yes"]
    ranked = scores.sort_values(["SCORE", "CHILD"], ascending=[False, True])
    top = ranked.head(len(rule))
    return [len(rule), int((rule["IN_CARE"] == "yes").sum()), int((top["IN_CARE"] == "yes").sum())]

# %% tags=["worked"]
beside_a_rule(scores)

# %% [markdown]
# Which of the two is larger in your council, and by how much? One council's year is few children; say so when you
# quote it. If the model is not clearly better, the question of ethics does not even arise: there is nothing to weigh.
#
# ## What others found
#
# - **What Works for Children's Social Care** built models with four authorities for eight outcomes (2020). It found no
#   evidence that they worked well. It did not claim that none ever could.
# - **Hackney** tried an early help predictive system with a supplier. The council ended it, saying that it had not
#   brought the benefits expected.
# - **Bristol** runs a database that joins many sources about families, and publishes what is in it and why.
#
# Each is worth reading at its source, with three questions: who was told, what was measured, and who could stop it?

# %% [markdown]
# ## Before you go
#
# Write two sentences to Colin: one figure about flags, one about children missed, and no percentage of accuracy.
#
# {{ ethics }}
#
# Restart and run all. Monday: the supplier says it is fair. By which measure?
