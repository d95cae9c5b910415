# %% [markdown]
# # Children in care at the year-end
#
# **Friday 10 April, four o'clock.** Denise Okafor, service manager for children in care, has one slot on Monday's
# agenda:
#
# > I need one table: the children in our care on 31 March, by age, sex and where they live. Each child once. And half
# > a page that says what I can and can't say with it. If the chair asks *how do you know?*, I want to be able to
# > answer.

# %% [markdown]
# ## How this works
#
# Five tasks in Python and one note. Write every function so that it works for **any** day and **any** council's
# files: it will be run on a council you have never seen, with its rows in another order. Each task is marked by
# itself, so it is safest if a function does not call your other answers. Copy lines from your lessons as much as you
# like.
#
# `check` tells you here whether your answer has the right *form*. Whether it is right, you find out as you would at
# work: with a few rows you have worked out by hand. (Your feedback may speak of child A or B: they belong to the
# small practice table that functions are marked on.)
#
# ## The rules we count by
#
# They are the same all through, and they are the same as in your lessons:
#
# - **In care on a day**: an episode started on or before the day, and had not ended by it. An episode that ends on
#   that day does not count. A blank end means that it has not ended.
# - **Short breaks** (legal status V3 or V4) are left out.
# - **Each child once.** If two episodes of a child cover the day, the one that started later says where the child
#   lives.
# - **Age** in whole years on the day. On the birthday itself the new age counts. Someone born on 29 February has a
#   birthday on 1 March in other years.
#
# ## Your files

# %% tags=["worked"]
import pandas as pd

from academy import check, data_folder

RETURN = data_folder() / "ssda903" / "2025-26"

# %% tags=["worked"]
def read_table(name, dates):
    """A table of the return: text ids and codes, and the named columns as dates, day first."""
    found = pd.read_csv(RETURN / name, dtype=str)
    for column in dates:
        found[column] = pd.to_datetime(found[column], format="%d/%m/%Y")
    return found

# %% tags=["worked"]
header = read_table("header.csv", dates=["DOB"])
episodes = read_table("episodes.csv", dates=["DECOM", "DEC"])
year_end = pd.Timestamp("2026-03-31")
len(header), len(episodes)

# %% [markdown]
# ## Task 1: ages
#
# Write `ages`: given a table such as `header` and a day, it gives back **a table with one row for each child in it,
# in two columns: CHILD, and AGE in whole years on the day**.

# %% tags=["stub"] key="ages"
def ages(header, day):
    ...

# %% tags=["exercise"] key="ages"
def ages(header, day):
    """CHILD and AGE in whole years on `day`; a birthday on the day counts."""
    years = day.year - header["DOB"].dt.year
    birthday_to_come = header["DOB"].dt.strftime("%m%d") > day.strftime("%m%d")
    return pd.DataFrame({"CHILD": header["CHILD"], "AGE": years - birthday_to_come})

# %% [markdown]
# ## Task 2: in care on a day
#
# Write `in_care_on`: given the episodes and a day, it gives back **a table with one row for each child in care on the
# day, in two columns: CHILD, and PLACE, the placement code on that day**. Any order of rows.
#
# (New, and useful here: `drop_duplicates("CHILD", keep="last")` keeps the last row of each child. Last in which
# order?)

# %% tags=["stub"] key="in-care-on"
def in_care_on(episodes, day):
    ...

# %% tags=["exercise"] key="in-care-on"
def in_care_on(episodes, day):
    """One row for each child in care on `day`, with the placement of the episode that started last."""
    started = episodes["DECOM"] <= day
    # A blank end date means the child is still in care, so it must be kept.
    not_ended = episodes["DEC"].isna() | (episodes["DEC"] > day)
    short_break = episodes["LS"].isin(["V3", "V4"])
    covering = episodes[started & not_ended & ~short_break].sort_values("DECOM")
    return covering.drop_duplicates("CHILD", keep="last")[["CHILD", "PLACE"]]

# %% [markdown]
# ## Task 3: one figure for the opening line
#
# Denise wants to open with the carers. **How many different children of your own council lived with foster carers
# (codes U1 to U6) at some time in the year's return?** Whatever their legal status, short breaks too. One whole
# number, worked out by Python and not typed, called `lived_with_foster_carers`.

# %% tags=["stub"] key="lived-with-foster-carers"
lived_with_foster_carers = ...

# %% tags=["exercise"] key="lived-with-foster-carers"
fostered = episodes[episodes["PLACE"].str.startswith("U")]
lived_with_foster_carers = fostered["CHILD"].nunique()

# %% [markdown]
# ## Task 4: the snapshot
#
# The table for Monday. Ages come in bands, placements in groups: both are given here, and both are this course's own
# grouping.

# %% tags=["worked"]
def band_of(age):
    """The age band of an age in whole years."""
    if age < 1:
        return "Under 1"
    return "1 to 4" if age < 5 else "5 to 9" if age < 10 else "10 to 15" if age < 16 else "16 and over"


PLACEMENT_GROUP = {
    "U1": "Foster care", "U2": "Foster care", "U3": "Foster care", "U4": "Foster care", "U5": "Foster care",
    "U6": "Foster care", "K1": "Children's home", "K2": "Children's home", "K3": "Supported accommodation",
    "P1": "With parents", "A3": "For adoption", "A4": "For adoption", "A5": "For adoption", "A6": "For adoption"}

# %% [markdown]
# Every other placement code belongs to the group `Other`. (`map` looks each value of a column up in such a
# dictionary. What does it give for a code that is not there? Try it. `fillna` puts something in the place of blanks,
# and `groupby` takes a list of columns too.)
#
# Write `snapshot`: given episodes, header and a day, it gives back **a table of the children in care on the day, with
# four columns: AGE_BAND, SEX, PLACEMENT (the group) and `children`, the number of different children**. One row for
# each combination that has a child in it. Any order of rows.

# %% tags=["stub"] key="snapshot"
def snapshot(episodes, header, day):
    ...

# %% tags=["exercise"] key="snapshot"
def snapshot(episodes, header, day):
    """Children in care on `day` by age band, sex and placement group."""
    not_ended = episodes["DEC"].isna() | (episodes["DEC"] > day)
    covering = episodes[(episodes["DECOM"] <= day) & not_ended & ~episodes["LS"].isin(["V3", "V4"])]
    each_once = covering.sort_values("DECOM").drop_duplicates("CHILD", keep="last")
    children = each_once.merge(header[["CHILD", "SEX", "DOB"]], on="CHILD", how="left", validate="one_to_one")
    birthday_to_come = children["DOB"].dt.strftime("%m%d") > day.strftime("%m%d")
    children["AGE_BAND"] = (day.year - children["DOB"].dt.year - birthday_to_come).apply(band_of)
    children["PLACEMENT"] = children["PLACE"].map(PLACEMENT_GROUP).fillna("Other")
    return children.groupby(["AGE_BAND", "SEX", "PLACEMENT"])["CHILD"].nunique().reset_index(name="children")

# %% [markdown]
# ## Task 5: what was left out
#
# A table that says what it counts should also say whom it leaves out. Write `accounted_for`: given the episodes and a
# day, it puts **every different child of the table in exactly one of three rows, with the columns `reason` and
# `children`**:
#
# - `counted`: in care on the day
# - `short breaks`: not counted, but a short break (V3 or V4) covers the day
# - `not on the day`: everybody else in the table
#
# Always three rows, also when a number is 0. Any order. (`pd.DataFrame({"reason": [...], "children": [...]})` makes a
# table from two lists.)

# %% tags=["stub"] key="accounted-for"
def accounted_for(episodes, day):
    ...

# %% tags=["exercise"] key="accounted-for"
def accounted_for(episodes, day):
    """How many children of the return are in the snapshot of `day`, and why the others are not."""
    covering = episodes[(episodes["DECOM"] <= day) & (episodes["DEC"].isna() | (episodes["DEC"] > day))]
    short_break = covering["LS"].isin(["V3", "V4"])
    counted = covering[~short_break]["CHILD"].nunique()
    # Everybody covered on the day, less those counted: left are the children with short breaks only.
    on_breaks = covering["CHILD"].nunique() - counted
    others = episodes["CHILD"].nunique() - counted - on_breaks
    return pd.DataFrame({
        "reason": ["counted", "short breaks", "not on the day"],
        "children": [counted, on_breaks, others]})

# %% [markdown]
# ## Task 6: the note to Denise
#
# Half a page, 200 to 300 words, for Denise to read on Sunday evening. Your coach reads it. It should hold, in this
# order and in plain words:
#
# 1. **The decision**: what Denise has to decide or say on Monday, and who will hear it.
# 2. **The measure**: how many of what, out of what, on which day. One figure from your snapshot that matters for the
#    decision.
# 3. **What was counted and what was left out**, with the figures of task 5. Leave no child out in silence.
# 4. **What this cannot tell her**: at least one thing she may be tempted to say and should not.
# 5. **The fields you used and why you may**: the least that will do, and the lawful basis as you would ask your
#    information governance team to confirm it. Who may see the table with its small numbers?
#
# Write about children as you would if one of them were reading over your shoulder.

# %% [markdown] tags=["coach"] key="note-to-the-manager"
# *Write your note here: double-click, and replace this line.*

# %% [markdown]
# ## Before you hand it in
#
# - Choose **Kernel**, **Restart Kernel and Run All Cells**. Does it run from top to bottom?
# - Do the numbers of `snapshot(episodes, header, year_end)` add up to the rows of `in_care_on(episodes, year_end)`?
#   And the three of `accounted_for(episodes, year_end)` to all different children in `episodes`?
# - Try your functions on a handful of rows of your own: a birthday on the day, a blank end, a child with two rows,
#   the rows upside down.
