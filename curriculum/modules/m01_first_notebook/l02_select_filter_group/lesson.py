# %% [markdown]
# # Select, filter, group
#
# **Wednesday 8 April.** Denise Okafor has the draft board paper open. It gives a number of children who lived in
# homes during the year: children's homes, secure ones, and supported accommodation.
#
# > That looks high to me. Is it children, or is it episodes? How many different children was it?
#
# Somebody counted rows, and somebody else called them children. It is the commonest mistake in our trade. After today
# you will see it everywhere.

# %% [markdown]
# ## How you do it today
#
# In Excel: a filter on PLACE, a look at "n of m records found", then perhaps a pivot with *Distinct Count*, which
# appears only if you ticked *Add this data to the Data Model* at the start. Select, filter, group: the same three
# moves, written down this time.

# %% tags=["worked"]
import pandas as pd

from academy import check, data_folder, figure, hint, solution

DATA = data_folder()
episodes = pd.read_csv(DATA / "ssda903" / "2025-26" / "episodes.csv", dtype=str)
episodes.shape

# %% [markdown]
# ## Select columns
#
# To select one column, put its name in square brackets. To select several, put a *list* of names there: a list has
# square brackets of its own, so there are two pairs.

# %% tags=["worked"]
episodes[["CHILD", "DECOM", "LS", "PLACE", "DEC"]].head()

# %% [markdown]
# DECOM is the day the episode began and DEC the day it ended. LS is the legal status: **C2** is a full care order,
# **V2** is a child accommodated with the parents' agreement. PLACE is the kind of placement: **K2** is a children's
# home, and **U1 to U6** are foster care.
#
# ## One row is one episode
#
# A new episode begins when a child moves placement, and also when the legal status changes. So one child can have
# several rows. Here is the child with most:

# %% tags=["worked"]
# value_counts sorts with the largest first, and idxmax names the label of the largest.
most_rows = episodes["CHILD"].value_counts().idxmax()
episodes[episodes["CHILD"] == most_rows][["CHILD", "DECOM", "LS", "PLACE", "DEC"]]

# %% [markdown]
# One child, and in a count of rows a crowd. Look at LS before you say what kind of year it was. **V3** is a series of
# short breaks: a child who lives at home and stays away a night or two at a time, with a row for each stay. Any other
# code: each row is a move, or a new legal status.
#
# ## Filter rows
#
# You have just used a filter; here it is in slow motion. The comparison `==` asks a question of every row, and gives
# a column of True and False. One `=` gives a name to something. Two ask whether things are equal.

# %% tags=["worked"]
in_u6 = episodes["PLACE"] == "U6"   # U6: foster care, not with relatives, not planned as long term
in_u6.head()

# %% [markdown]
# Put that column in square brackets after the table: the rows with True are kept. `episodes` itself stays as it is.

# %% tags=["worked"]
u6 = episodes[in_u6]
u6[["CHILD", "DECOM", "LS", "PLACE"]].head()

# %% [markdown]
# ## One of several codes
#
# Foster care has six codes, homes have three. `isin` asks whether a value is in a list. It is the row of ticks in
# Excel's filter box.

# %% tags=["worked"]
FOSTER = ["U1", "U2", "U3", "U4", "U5", "U6"]
HOMES = ["K1", "K2", "K3"]   # secure homes, children's homes, supported accommodation
fostered = episodes[episodes["PLACE"].isin(FOSTER)]
fostered[["CHILD", "DECOM", "LS", "PLACE"]].head()

# %% [markdown]
# ## Count children, not rows
#
# **Predict first.** The next cell shows two numbers: the rows of `fostered`, and the different children in it.
# `nunique` means *number of unique values*. Which will be larger, or will they be equal?

# %% tags=["predict"]
len(fostered), fostered["CHILD"].nunique()

# %% [markdown]
# More rows than children: some children have two fostered episodes, or more. `len` counts rows and `nunique` counts
# people, and a reader cannot see which of them you used.
#
# ## Your turn: children in homes
#
# This is the code behind the number in the board paper:
#
# ```python
# homes = episodes[episodes["PLACE"].isin(HOMES)]
# children_in_homes = len(homes)
# ```
#
# Mend it. **How many different children had at least one episode in one of the `HOMES` (codes K1, K2 and K3) in the
# year's return?** One whole number, called `children_in_homes`.

# %% tags=["stub"] key="children-in-homes"
children_in_homes = ...

# %% tags=["exercise"] key="children-in-homes"
homes = episodes[episodes["PLACE"].isin(HOMES)]
children_in_homes = homes["CHILD"].nunique()

# %% [markdown]
# ## Two questions at once
#
# `&` means *and*: both must be true of the same row. `|` means *or*: one is enough. Give each question its own round
# brackets, or Python groups them in a way you did not mean.

# %% tags=["worked"]
# Episodes in a children's home of children accommodated with their parents' agreement.
both = episodes[(episodes["PLACE"] == "K2") & (episodes["LS"] == "V2")]
both["CHILD"].nunique()

# %% [markdown]
# ## Your turn: fostered on a care order
#
# Denise: "And how many children were in foster care **while** under an interim care order?" (Code C1: the court has
# placed the child in the council's care, and has not decided yet.)
#
# **Count the different children with at least one episode that is both: PLACE is one of `FOSTER`, and LS is `C1`, in
# the same row.** Same row means at the same time. One whole number, called `fostered_on_care_order`.

# %% tags=["stub"] key="fostered-on-a-care-order"
fostered_on_care_order = ...

# %% tags=["exercise"] key="fostered-on-a-care-order"
both = episodes[episodes["PLACE"].isin(FOSTER) & (episodes["LS"] == "C1")]
fostered_on_care_order = both["CHILD"].nunique()

# %% [markdown]
# ## Group
#
# A pivot has three parts: what goes in Rows, what goes in Values, and how it is summed up. So has `groupby`: group by
# PLACE, take CHILD, count the different ones. `reset_index` turns the result back into a table, and `name` gives the
# count a heading.

# %% tags=["worked"]
by_place = episodes.groupby("PLACE")["CHILD"].nunique().reset_index(name="children")
commonest = by_place.sort_values("children", ascending=False).head(4)
commonest

# %% [markdown]
# A chart makes the order plain. In this course charts are shown with `figure`, which asks for `alt`: the message in
# words, for somebody who cannot see the picture. Curly brackets in a text that begins with `f` are filled from the
# data, so neither title nor words can be out of date. (Run it and read it; you need not learn these lines today.)

# %% tags=["worked", "figure"]
most = commonest.iloc[0]   # iloc picks a row by its place; Python counts from 0
chart = commonest.plot.barh(x="PLACE", y="children", legend=False, xlabel="Different children", ylabel="Code")
chart.set_title(f"More children had placement {most['PLACE']} than any other")
chart.bar_label(chart.containers[0], padding=4)   # the number at the end of each bar, so no grid is needed
chart.grid(visible=False)
chart.invert_yaxis()                              # the longest bar on top
figure(chart, alt=f"Bar chart of the four commonest placements: {most['PLACE']} comes first, with {most['children']}.")

# %% [markdown]
# ## Your turn: children by legal status
#
# **Make a table with one row for each legal status (LS) and the number of different children who had it at some time
# in the year.** Two columns, `LS` and `children`, in any order of rows. Call it `by_legal_status`.

# %% tags=["stub"] key="children-by-legal-status"
by_legal_status = ...

# %% tags=["exercise"] key="children-by-legal-status"
by_legal_status = episodes.groupby("LS")["CHILD"].nunique().reset_index(name="children")

# %% [markdown]
# ## Why the groups add up to more
#
# **Predict first.** Add up the children in `by_place`. Then count the different children in all the episodes. Will
# the two numbers agree?

# %% tags=["predict"]
int(by_place["children"].sum()), episodes["CHILD"].nunique()   # int( ): show it as a plain whole number

# %% [markdown]
# A child who lived in two kinds of placement is counted once in each. Both numbers are right. They answer different
# questions, and a total line under such a table is always wrong.
#
# ## Your turn: three or more episodes
#
# Joss Taylor, participation adviser: "Who had the most going on this year? That's who I'd want to talk to."
#
# **How many children have three or more episodes in the year's return?** First count the rows of each child, as the
# cell that found `most_rows` did. Then ask which counts are `>= 3` (three or more). `sum()` of a True-and-False
# column counts the True ones. One whole number, called `three_or_more`.
#
# (Some of these rows are a short break or a new legal status, and not a move. Say *episodes* in your sentence, not *moves*.)

# %% tags=["stub"] key="three-or-more-episodes"
three_or_more = ...

# %% tags=["exercise"] key="three-or-more-episodes"
rows_per_child = episodes["CHILD"].value_counts()
three_or_more = (rows_per_child >= 3).sum()

# %% [markdown]
# ## Your reply to Denise
#
# Write the sentence for the board paper so that nobody can misread it: which number, of what, in which period. Then
# one sentence on what it leaves out. Double-click here, and write under the line.
#
# ---
#
# *Your two sentences:*

# %% [markdown]
# ## Before you go
#
# {{ ethics }}
#
# Restart and run all. Tomorrow brings dates, and a letter that went out a month too early.
