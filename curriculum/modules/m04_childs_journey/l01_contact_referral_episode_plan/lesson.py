# %% [markdown]
# # What is one of them?
#
# **Monday 6 July.** Ruth Adeyemi, assistant director for help and protection, has two slides about last year. Both say
# "through the front door", and one figure is several times the other.
#
# > I need to know where the front door is stuck. But before you tell me how many, tell me what *one of them* is.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. Every total is right, and nobody wrote down a total of what.
#
# The children in need census is one file a year; flattened, it is several tables. Here is the first of them. (This module
# speaks of enquiries and protection plans as dates and counts. It holds no account of harm.)

# %% tags=["worked"]
import matplotlib.pyplot as plt
import pandas as pd

from academy import check, data_folder, figure, hint, practice, solution

CENSUS = data_folder() / "cin_census" / "2025-26" / "csv"
details = pd.read_csv(CENSUS / "cin_details.csv", dtype=str)
for column in ["CINreferralDate", "CINclosureDate"]:
    details[column] = pd.to_datetime(details[column], format="%d/%m/%Y")
details[["LAchildID", "CINreferralDate", "CINclosureDate", "ReferralNFA"]].head()

# %% [markdown]
# ## Five words
#
# | Word | One of them is | Where |
# | --- | --- | --- |
# | contact | somebody told us something about a child | Annex A, List 1 |
# | referral | a request that was taken on, about one child | `cin_details`, by CINreferralDate |
# | no further action | a referral after which nothing was opened | ReferralNFA is `true` |
# | episode of need | from the referral until it is closed | `cin_details`, ReferralNFA `false` |
# | plan | a child in need or protection plan, within an episode | tables of their own |
#
# Councils draw the first line in different places: what is a contact here is a referral elsewhere. That is why Ruth asks.
#
# ## One row of what?
#
# **Predict first.** The table is called the census of 2025-26. How many of its referrals were received *before* that
# year: none, a few, or many? A comparison gives True or False, and `sum()` counts the Trues.

# %% tags=["predict"]
FIRST, LAST = pd.Timestamp("2025-04-01"), pd.Timestamp("2026-03-31")
earlier = details["CINreferralDate"] < FIRST
len(details), int(earlier.sum()), details["CINreferralDate"].min()

# %% [markdown]
# Many. A row is here because its episode was **open on some day of the year**, or because it was received in it and
# led to nothing. Some children were referred years ago and are still with us. So the number of rows is neither the
# referrals of the year nor the children of the year. It has been on many slides as both.
#
# ## Received in a period
#
# A period has a first and a last day, and both belong to it. `between` says True on both of them. Here with four
# invented days:

# %% tags=["worked"]
received = pd.Series(pd.to_datetime(["2025-03-31", "2025-04-01", "2026-03-31", "2026-04-01"]))
received.between(FIRST, LAST)

# %% [markdown]
# ## Your turn: referrals received
#
# **Write `referrals_received`: given details, a first and a last day, how many referrals were received in that period?
# Both days count. Those with no further action are referrals too. A child referred twice is two referrals. One whole
# number.** One line is given in outline.

# %% tags=["stub"] key="referrals-received"
def referrals_received(details, first, last):
    ...
    # received = details["CINreferralDate"].between(...)
    # return int(...)

# %% tags=["exercise"] key="referrals-received"
def referrals_received(details, first, last):
    """Referrals received from `first` to `last`, both included, whatever followed."""
    received = details["CINreferralDate"].between(first, last)
    return int(received.sum())

# %% [markdown]
# Try it: `referrals_received(details, FIRST, LAST)`. Then compare with `len(details)`.
#
# ## The part and the whole
#
# A percentage has a part (the numerator) and a whole (the denominator), and **the part must stand inside the whole**.
# Say "of whom" aloud: *of the referrals received in the year, how many led to no further action?*
#
# Some teams leave out no further action before they count. Then every figure that follows is about other children, and
# nobody sees it. Councils differ a good deal here, so the rate is worth knowing by itself.
#
# **Predict first.** Another part to begin with: the referrals of the year that were closed again by its end. Two wholes
# for it: all rows of the table, and the referrals of the year. Which percentage will be larger?

# %% tags=["predict"]
in_year = details["CINreferralDate"].between(FIRST, LAST)
part = int((in_year & details["CINclosureDate"].notna()).sum())
pd.Series({"% of all rows": 100 * part / len(details), "% of the year's referrals": 100 * part / int(in_year.sum())}).round(1)

# %% [markdown]
# Same part, two wholes. Only the second says something about the referrals of the year.
#
# ## Your turn: no further action
#
# **Write `nfa_percent`: given details, a first and a last day, of the referrals received in that period, what percentage
# led to no further action? A number from 0 to 100.** ReferralNFA holds the text `true` or `false`, because it was read
# with `dtype=str`: compare it with `"true"`, in quotes. Rounding to one decimal place, or not at all, costs nothing.

# %% tags=["stub"] key="nfa-percent"
def nfa_percent(details, first, last):
    ...

# %% tags=["exercise"] key="nfa-percent"
def nfa_percent(details, first, last):
    """Of the referrals received in the period, the percentage with no further action."""
    received = details[details["CINreferralDate"].between(first, last)]
    return 100 * (received["ReferralNFA"] == "true").mean()

# %% [markdown]
# (`mean()` of True and False is the share of Trues.) Try it: `nfa_percent(details, FIRST, LAST)`. Some councils record
# none at all. Is that practice, or recording?
#
# ## The same days for both
#
# Contacts are not in the census. They are in Annex A, the workbook an inspector asks for, on the sheet "List 1".

# %% tags=["worked"]
contacts = pd.read_excel(data_folder() / "annex_a" / "annex_a.xlsx", sheet_name="List 1")
contacts["Date of Contact"].min(), contacts["Date of Contact"].max()

# %% [markdown]
# Annex A goes back **six months**. The census holds a year. Ruth's second slide divided one by the other:

# %% tags=["predict"]
len(contacts) / int(in_year.sum())

# %% [markdown]
# Six months of contacts for each referral of twelve. The figure looks about half as busy as the front door is, and it
# looks reasonable. **A wrong number that looks reasonable travels furthest.**
#
# ## Your turn: contacts for each referral
#
# **Write `contacts_per_referral`: given List 1, details, a first and a last day, the number of contacts received in the
# period divided by the number of referrals received in it.** Count contacts and referrals, not children; both days
# count; no further action is in. Rounding to two decimal places, or not at all, costs nothing.

# %% tags=["stub"] key="contacts-per-referral"
def contacts_per_referral(contacts, details, first, last):
    ...

# %% tags=["exercise"] key="contacts-per-referral"
def contacts_per_referral(contacts, details, first, last):
    """Contacts for each referral, both counted over the same days."""
    heard = contacts["Date of Contact"].between(first, last).sum()
    return heard / referrals_received(details, first, last)

# %% [markdown]
# ## A picture of counts
#
# Six months, three counts: contacts, referrals, protection plans started.

# %% tags=["worked"]
HALF = pd.Timestamp("2025-10-01")
plans = pd.read_csv(CENSUS / "child_protection_plans.csv", dtype=str)
started = pd.to_datetime(plans["CPPstartDate"], format="%d/%m/%Y").between(HALF, LAST)
counts = pd.Series({
    "Protection plans started": int(started.sum()),
    "Referrals": int(details["CINreferralDate"].between(HALF, LAST).sum()),
    "Contacts": len(contacts)})
counts

# %% tags=["figure"]
fig, ax = plt.subplots(figsize=(7, 2.5))
bars = ax.barh(counts.index, counts)
ax.bar_label(bars, padding=4)
ax.set_title(f"There were {counts['Contacts'] / counts['Referrals']:.1f} contacts for each referral", loc="left")
ax.set_xlabel("October 2025 to March 2026")
figure(fig, alt=f"Bar chart of six months at the front door: {counts['Contacts']} contacts, {counts['Referrals']} "
       f"referrals and {counts['Protection plans started']} protection plans started.")

# %% [markdown]
# ## Not the same children
#
# The bars look like a funnel, as if the children of one bar were among those of the bar above it. They need not be. A
# plan that started in October may belong to a referral of July. Two counts over the same days give a **ratio**: so many
# of these for each of those. For "of these children, how many ...", you must follow the same children. That is
# tomorrow's lesson.
#
# ## Your turn: the true sentence
#
# In an invented quarter there were 200 referrals, and 20 protection plans started. That is all you know. **Which
# sentence may you write?**
#
# - **A**: One in ten of the children referred was put on a protection plan.
# - **B**: For every ten referrals received, one protection plan started.
# - **C**: Nine referrals in ten did not need protection.
# - **D**: One referral in ten has led to a plan by the end of the quarter.

# %% tags=["stub"] key="true-sentence"
sentence = ...

# %% tags=["exercise"] key="true-sentence"
sentence = "B"

# %% [markdown]
# ## Before you go
#
# Write Ruth three lines, one for each bar: what one of them is, over which days, from which table.
#
# {{ ethics }}
#
# Restart and run all. Tomorrow: how many are open, and why last year's slide cannot be reached from this year's.
