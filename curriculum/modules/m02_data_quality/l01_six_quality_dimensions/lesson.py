# %% [markdown]
# # Six questions to ask of a table
#
# **Tuesday 5 May.** Alan Rees, head of performance and your own manager, has the draft of this year's 903 on his
# screen: straight from the case system, nobody has cleaned it.
#
# > The system says it's ready to send. The DfE's checks will say otherwise. Before we chase anybody, tell me what kinds
# > of wrong we have. Last year we sent the teams ninety lines and they mended four.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. It works while you look. Next month the paint is gone, and nobody knows what you looked for. Here each
# look becomes a line that can be run again.
#
# The draft stands in the folder `drafts`. Everything in it is read as text, because that is what we are checking.

# %% tags=["worked"]
import pandas as pd

from academy import check, data_folder, hint, practice, solution

DRAFT = data_folder() / "drafts"
header = pd.read_csv(DRAFT / "header.csv", dtype=str)
episodes = pd.read_csv(DRAFT / "episodes.csv", dtype=str)
header[["LINE", "CHILD", "SEX", "DOB", "ETHNIC", "UPN"]].head()

# %% [markdown]
# `LINE` is the line of the file as a spreadsheet shows it. A list of errors that names the line can be acted on.
#
# ## Six questions
#
# 1. **Complete**: is it there?
# 2. **Valid**: is it on the list, and in the right format?
# 3. **Unique**: is it there once?
# 4. **Consistent**: do two places say the same?
# 5. **Accurate**: is it what happened?
# 6. **Timely**: was it there when it was needed?
#
# ## Complete: is it there?
#
# **Predict first.** `isna()` marks blanks, `sum()` counts them, one column at a time. Which columns of the episodes
# will have most?

# %% tags=["predict"]
episodes.isna().sum().sort_values(ascending=False).head(6)

# %% [markdown]
# ## A blank can be an answer
#
# Most of these blanks are right. A blank DEC says that the episode goes on, and REC, the reason it ended, is then
# blank too. So "blank" alone is no error. Ask: *blank, where something ought to be?*
#
# The header has a column that ought never to be blank: UPN, the pupil number. When there is none, a code such as UN1
# (not at school yet) says why. **Such a code is an answer.**

# %% tags=["worked"]
# Which codes stand in place of a number? value_counts counts each of them.
header.loc[header["UPN"].str.startswith("UN", na=False), "UPN"].value_counts()

# %% [markdown]
# ## Your turn: no pupil number
#
# **Write `no_upn`: given a header, it gives back the rows in which UPN is blank, with the columns LINE and CHILD.**
# Codes such as UN1 are not blank. One line is given; the other is yours.

# %% tags=["stub"] key="no-upn"
def no_upn(header):
    ...
    # blank = ...
    # return header[blank][["LINE", "CHILD"]]

# %% tags=["exercise"] key="no-upn"
def no_upn(header):
    """LINE and CHILD of the rows without a pupil number or a reason for having none."""
    blank = header["UPN"].isna()
    return header[blank][["LINE", "CHILD"]]

# %% [markdown]
# Try it: `no_upn(header)`. Your draft may have none. A rule that finds nothing today is still a rule.
#
# ## Valid: is it on the list?
#
# Every coded column has a list. This is the list for ethnicity in 2025-26:

# %% tags=["worked"]
ETHNIC_CODES = ["WBRI", "WIRI", "WOTH", "WIRT", "WROM", "MWBC", "MWBA", "MWAS", "MOTH", "AIND",
                "APKN", "ABAN", "AOTH", "BCRB", "BAFR", "BOTH", "CHNE", "OOTH", "REFU", "NOBT"]
on_the_list = header["ETHNIC"].isin(ETHNIC_CODES)
header[~on_the_list]["ETHNIC"].value_counts(dropna=False)   # what stands there instead

# %% [markdown]
# Words where a code should be, or small letters. You can guess what was meant; the DfE's computer cannot: it compares
# letter by letter. What you *may* repair, and what a team must decide, is for lesson 4. First, find it as it was sent.
#
# ## Rare is not wrong
#
# A code that only one child has is still a code. Looking for what is rare finds the children who are unlike the
# others. Looking at the list finds what cannot be.
#
# ## Your turn: ethnicity not on the list
#
# **Write `wrong_ethnicity`: given a header, the rows whose ETHNIC is not on the list, exactly as written there. A
# blank counts as not on the list. Columns LINE and CHILD.**

# %% tags=["stub"] key="wrong-ethnicity"
def wrong_ethnicity(header):
    ...
    # on_the_list = ...
    # return ...

# %% tags=["exercise"] key="wrong-ethnicity"
def wrong_ethnicity(header):
    """LINE and CHILD of the rows whose ethnicity is not a code of the list."""
    on_the_list = header["ETHNIC"].isin(ETHNIC_CODES)
    return header[~on_the_list][["LINE", "CHILD"]]

# %% [markdown]
# ## Dates that are not dates
#
# In module 1 a date that did not fit stopped you with red text. Here you want to *find* such dates. With
# `errors="coerce"`, what does not fit becomes a blank date (`NaT`) and the rest goes on.
#
# **Predict first.** Which of these five are written day/month/year, with four figures for the year?

# %% tags=["predict"]
written = pd.Series(["12/10/2025", "2025-10-12", "12/10/25", "45942", None])
pd.to_datetime(written, format="%d/%m/%Y", errors="coerce")

# %% [markdown]
# 45942 is what Excel keeps behind a date. And look at the last line: it was blank *before*. `coerce` alone cannot tell
# "not a date" from "nothing there". Two questions, joined with `&`.

# %% tags=["worked"]
def as_dates(column):
    """Text as dates, day first; whatever is not such a date becomes blank."""
    return pd.to_datetime(column, format="%d/%m/%Y", errors="coerce")

# %% [markdown]
# ## Your turn: not a date
#
# **Write `not_a_date`: given episodes, the rows in which DEC is filled in and is not a date written day/month/year.
# A blank DEC is right, so leave it alone. Columns LINE, CHILD and DEC.** Use `as_dates`.

# %% tags=["stub"] key="not-a-date"
def not_a_date(episodes):
    ...

# %% tags=["exercise"] key="not-a-date"
def not_a_date(episodes):
    """LINE, CHILD and DEC where an end is given and cannot be read as a date."""
    filled = episodes["DEC"].notna()
    no_date = as_dates(episodes["DEC"]).isna()
    return episodes[filled & no_date][["LINE", "CHILD", "DEC"]]

# %% [markdown]
# ## Unique and consistent
#
# `duplicated(keep=False)` marks every row that has a twin. Here are three invented rows:

# %% tags=["worked"]
tiny = pd.DataFrame({"CHILD": ["A", "B", "A"], "DOB": ["01/02/2015", "03/04/2016", "01/02/2016"]})
tiny[tiny["CHILD"].duplicated(keep=False)]

# %% [markdown]
# Child A is there twice (not unique), with two birth dates (not consistent). Each row by itself looks fine.
#
# ## What the file cannot tell you
#
# Accurate and timely are about the world. The file says that a child moved on 12 January; the code is valid, the date
# is a date, nothing contradicts it. The social worker knows it was the 21st. No rule will find that: only somebody who
# knows the child.
#
# ## Your turn: which question?
#
# Tom Byrne, the reviewing officer, says: *"Your list has the right carer for this boy, but from the 2nd; he moved on the
# 22nd. I was there."* **Which of the six questions does the record fail?**
#
# - **A**: complete
# - **B**: valid
# - **C**: unique
# - **D**: accurate

# %% tags=["stub"] key="which-dimension"
dimension = ...

# %% tags=["exercise"] key="which-dimension"
dimension = "D"

# %% [markdown]
# ## Before you go
#
# Write Alan two sentences: which kinds of wrong the draft has, and which kind your looking cannot find.
#
# {{ ethics }}
#
# Restart and run all. Tomorrow, a look becomes a rule.
