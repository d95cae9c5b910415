# %% [markdown]
# # Again, and together
#
# **Friday 10 July.** Joss Taylor, participation adviser, has been in care and reads your drafts for Ruth Adeyemi. Two of
# them give last year's re-referral rate, and not the same one.
#
# > Each of these is somebody telling it all again from the start. So which is it? And was my brother the same referral
# > as me, or another one?

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. The sheet knows one year, and surnames are not families.

# %% tags=["worked"]
import matplotlib.pyplot as plt
import pandas as pd

from academy import check, data_folder, figure, hint, practice, solution

CENSUS = data_folder() / "cin_census"
FIRST, LAST = pd.Timestamp("2025-04-01"), pd.Timestamp("2026-03-31")

# %% tags=["worked"]
def read_details(year):
    """The referrals of one year's census, with their dates read."""
    table = pd.read_csv(CENSUS / year / "csv" / "cin_details.csv", dtype=str)
    for column in ["CINreferralDate", "CINclosureDate"]:
        table[column] = pd.to_datetime(table[column], format="%d/%m/%Y")
    return table


this_year, last_year = read_details("2025-26"), read_details("2024-25")

# %% [markdown]
# ## A return has a short memory
#
# A child referred in May 2025 and before that in November 2024 has come back within months. But the return of 2025-26
# knows November only if the episode was still open in April. If it was closed by March, **this year's file has never
# heard of it.** So repeats are counted from two years' returns.
#
# And the other way: an episode open over 31 March stands in *both* files.
#
# **Predict first.** Put under one another, will the two files have more rows than there are referrals? A child and a
# day name a referral here.

# %% tags=["predict"]
both = pd.concat([last_year, this_year])
len(both), len(both.drop_duplicates(["LAchildID", "CINreferralDate"]))

# %% [markdown]
# Left in, each of these would be its own earlier referral, on the same day.
#
# ## The one before
#
# Sorted by child and date, the row above is the child's referral before. `shift()` moves a column down by one, and
# `groupby` keeps it within the child. Three invented referrals:

# %% tags=["worked"]
tiny = pd.DataFrame({"child": ["A", "B", "A"], "day": pd.to_datetime(["2025-05-10", "2025-06-01", "2024-05-10"])})
tiny = tiny.sort_values(["child", "day"])
tiny["before"] = tiny.groupby("child")["day"].shift()
tiny

# %% [markdown]
# A blank means: none before, as far as these files know.
#
# ## Twelve months, written down
#
# Our rule: **a referral is a re-referral when another one of the same child was received before it and at most twelve
# months before.** For 10 May 2025 that is from 10 May 2024 on. No further action counts, as the earlier one and as the
# later one. The clock starts at the *receipt* of the earlier one, not at its closure.
#
# **Predict first.** Is child A's referral of 10 May 2025 a re-referral by this rule?

# %% tags=["predict"]
tiny["before"] >= tiny["day"] - pd.DateOffset(months=12)

# %% [markdown]
# Yes, by one day. With `>` it is not. Both are used in councils; only one is used here, and it is written down.
#
# ## Your turn: re-referrals
#
# **Write `rereferral_percent`: given this year's and last year's details, a first and a last day, of the referrals
# received in that period, what percentage were re-referrals by the rule above? A referral that stands in both files is
# one referral.** Rounding to one decimal place, or not at all, costs nothing.

# %% tags=["stub"] key="rereferral-percent"
def rereferral_percent(this_year, last_year, first, last):
    ...
    # every = pd.concat([...]).drop_duplicates([...]).sort_values([...])
    # before = every.groupby(...)[...].shift()
    # again = ...
    # in_period = ...
    # return 100 * again[in_period].mean()

# %% tags=["exercise"] key="rereferral-percent"
def rereferral_percent(this_year, last_year, first, last):
    """Of the referrals received in the period, the percentage with an earlier one at most twelve months before."""
    every = pd.concat([last_year, this_year]).drop_duplicates(["LAchildID", "CINreferralDate"])
    every = every.sort_values(["LAchildID", "CINreferralDate"], ignore_index=True)
    before = every.groupby("LAchildID")["CINreferralDate"].shift()
    again = before >= every["CINreferralDate"] - pd.DateOffset(months=12)
    in_period = every["CINreferralDate"].between(first, last)
    return 100 * again[in_period].mean()

# %% [markdown]
# (`ignore_index=True` numbers the rows afresh, so that no two share a number.)
#
# ## Three rules, three rates
#
# For the picture, a tool with two switches: which files it asks, and how far it looks back.

# %% tags=["worked"]
def share_again(files, months):
    """Of the year's referrals, the percentage with an earlier one at most so many months before, in these files."""
    every = pd.concat(files).drop_duplicates(["LAchildID", "CINreferralDate"])
    every = every.sort_values(["LAchildID", "CINreferralDate"], ignore_index=True)
    before = every.groupby("LAchildID")["CINreferralDate"].shift()
    again = before >= every["CINreferralDate"] - pd.DateOffset(months=months)
    return float(100 * again[every["CINreferralDate"].between(FIRST, LAST)].mean())

# %% tags=["worked"]
rates = pd.Series({
    "Two returns, 12 months": share_again([last_year, this_year], 12),
    "Two returns, 6 months": share_again([last_year, this_year], 6),
    "This year's return, 12 months": share_again([this_year], 12)})
rates.round(1)

# %% tags=["figure"]
fig, ax = plt.subplots(figsize=(7, 2.5))
bars = ax.barh(rates.index, rates)
ax.bar_label(bars, fmt="%.1f%%", padding=4)
ax.invert_yaxis()                        # the first rule on top
ax.set_title("The rule decides the re-referral rate", loc="left")
ax.set_xlabel("Re-referrals as a percentage of the year's referrals")
figure(fig, alt=f"Bar chart of one year's re-referral rate by three rules: {rates.iloc[0]:.1f}% from two returns and twelve "
       f"months, {rates.iloc[1]:.1f}% with six months, {rates.iloc[2]:.1f}% from this year's return alone.")

# %% [markdown]
# ## A second plan
#
# The census asks of each protection plan how many the child had before, ever: NumberOfPreviousCPP. Here the whole is the
# plans that **started** in the period. (Of those *open*, it is another measure, and children on long plans weigh more.)
#
# When nobody knows, the field is blank. **A blank is not nought.** Here it leaves the part and the whole, and its number is
# given beside the rate.

# %% tags=["worked"]
plans = pd.read_csv(CENSUS / "2025-26" / "csv" / "child_protection_plans.csv", dtype=str)
plans["CPPstartDate"] = pd.to_datetime(plans["CPPstartDate"], format="%d/%m/%Y")
plans["NumberOfPreviousCPP"] = pd.to_numeric(plans["NumberOfPreviousCPP"])
plans["NumberOfPreviousCPP"].value_counts(dropna=False)

# %% [markdown]
# ## Your turn: second plans
#
# **Write `second_plan_percent`: given plans, a first and a last day, of the plans that started in that period and for
# which the number of previous plans is known, what percentage were a second plan or a later one?** Rounding to one
# decimal place, or not at all, costs nothing.

# %% tags=["stub"] key="second-plan-percent"
def second_plan_percent(plans, first, last):
    ...

# %% tags=["exercise"] key="second-plan-percent"
def second_plan_percent(plans, first, last):
    """Of the plans started in the period whose history is known, the percentage that were not the child's first."""
    started = plans[plans["CPPstartDate"].between(first, last)]
    known = started["NumberOfPreviousCPP"].dropna()
    return 100 * (known >= 1).mean()

# %% [markdown]
# ## Brothers and sisters
#
# Joss's other question. In this council each child is referred, so two brothers are two referrals. The worker makes one
# visit. Neither count is wrong: one is children, the other is doors knocked on. The census has no family number; the case
# system has:

# %% tags=["worked"]
families = pd.read_csv(data_folder() / "families" / "families.csv", dtype=str)
families.head()

# %% [markdown]
# **Predict first.** A left merge keeps every referral. Will every one of them find a family number?

# %% tags=["predict"]
named = this_year.merge(families, on="LAchildID", how="left")
int(named["FamilyNumber"].isna().sum())

# %% [markdown]
# ## Alone is not nobody
#
# Children who came to this country alone may have no family here, so no number. An inner merge loses them; `nunique` skips
# a blank. The child who has nobody is the easiest to leave out. Here each of them counts as a family of their own:
# `fillna` can take another column's values.
#
# ## Your turn: families referred
#
# **Write `families_referred`: given details, families, a first and a last day, how many different families had a
# referral in that period? A child without a family number is a family of their own. One whole number.**

# %% tags=["stub"] key="families-referred"
def families_referred(details, families, first, last):
    ...

# %% tags=["exercise"] key="families-referred"
def families_referred(details, families, first, last):
    """Different families with a referral in the period; a child without a number counts alone."""
    received = details[details["CINreferralDate"].between(first, last)]
    named = received.merge(families, on="LAchildID", how="left")
    return named["FamilyNumber"].fillna(named["LAchildID"]).nunique()

# %% [markdown]
# ## What changed for a child?
#
# **Activity** is what we did: visits, meetings. **Output** is what we finished: assessments, plans closed. **Outcome** is
# what became different for a child. A closed plan is an output; whether the child is safe a year later is an outcome. Not
# knowing is neither: a child we lost sight of is not a child who is fine.
#
# ## Your turn: which is an outcome?
#
# - **A**: visits made within the time allowed
# - **B**: plans closed in the quarter
# - **C**: of the children whose plan ended last year, those known to be safe at home a year later; not known shown apart
# - **D**: assessments completed for each social worker

# %% tags=["stub"] key="which-outcome"
outcome = ...

# %% tags=["exercise"] key="which-outcome"
outcome = "C"

# %% [markdown]
# ## Before you go
#
# Answer Joss in two sentences: the rate with its rule, and what the rate does not know about the children in it.
#
# {{ ethics }}
#
# Restart and run all. On Monday Ruth gets her scorecard.
