# %% [markdown]
# # Counting children
#
# **Monday.** Two totals do not agree. In Excel: {{ excel }}.

# %%
import matplotlib.pyplot as plt
import pandas as pd

from academy import check, data_folder, figure

DATA = data_folder()
episodes = pd.read_csv(DATA / "ssda903" / "2025-26" / "episodes.csv", dtype=str)
for column in ["DECOM", "DEC"]:
    episodes[column] = pd.to_datetime(episodes[column], dayfirst=True)
day = pd.Timestamp("2026-03-31")

# %% [markdown]
# ## Count rows
#
# How many rows has `episodes`? There are {{ n_rows }} in the table. One whole number, called `n_rows`.

# %% tags=["stub"] key="how-many-rows"
n_rows = ...

# %% tags=["exercise"] key="how-many-rows"
n_rows = len(episodes)

# %% tags=["solution"]
assert n_rows > 0

# %% [markdown]
# ## Count children, not rows
#
# How many different children are in care on a day? Short breaks (V3, V4) are left out; the end day does not count.


# %% tags=["stub"] key="children-in-care"
def children_in_care(episodes, day): ...


# %% tags=["exercise"] key="children-in-care"
def children_in_care(episodes, day):
    """Number of different children in care on `day`, short breaks left out."""
    day = pd.Timestamp(day)
    # A blank end date means the child is still in care, so it must be kept.
    not_ended = episodes["DEC"].isna() | (episodes["DEC"] > day)
    in_care = episodes[(episodes["DECOM"] <= day) & not_ended & ~episodes["LS"].isin(["V3", "V4"])]
    return in_care["CHILD"].nunique()


# %% tags=["figure"]
fig, ax = plt.subplots()
episodes["LS"].value_counts().head(4).plot.barh(ax=ax, title="Most episodes are under a care order")
figure(fig, alt=f"Bar chart of {len(episodes)} episodes by legal status, the commonest first.")

# %% [markdown]
# ## Say it
#
# Two sentences to the service manager.

# %% [markdown] tags=["coach"] key="two-sentences"
# *Your two sentences:*
