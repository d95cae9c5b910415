# %% [markdown]
# # Children in care at the year end

# %%
import pandas as pd

from academy import check, data_folder

DATA = data_folder()

# %% [markdown]
# ## In care on a day
#
# Write the function again, from memory.


# %% tags=["stub"] key="children-in-care"
def children_in_care(episodes, day): ...


# %% tags=["exercise"] key="children-in-care"
def children_in_care(episodes, day):
    """Number of different children in care on `day`, short breaks left out."""
    day = pd.Timestamp(day)
    not_ended = episodes["DEC"].isna() | (episodes["DEC"] > day)
    in_care = episodes[(episodes["DECOM"] <= day) & not_ended & ~episodes["LS"].isin(["V3", "V4"])]
    return in_care["CHILD"].nunique()


# %% [markdown]
# ## The note

# %% [markdown] tags=["stub"] key="note-to-the-manager"
# *Write your note here.*

# %% [markdown] tags=["coach"] key="note-to-the-manager"
# On 31 March a number of children were in care: an exemplary note.
