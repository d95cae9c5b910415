# %% [markdown]
# # Dates, ages and types
#
# **Thursday 9 April.** Denise Okafor, between two meetings:
#
# > A young person had her "you are nearly 18" letter a month early. Her birthday is 03/04/2008. And while you are
# > there: two lists for 31 March do not agree on how many children we had in care. Which one is right?
#
# Two small faults, one cause: dates that were read as something else.

# %% [markdown]
# ## How you do it today
#
# Excel turns what looks like a date into one as soon as the file opens, using the settings of *that* computer. Two
# colleagues can open one file and see two different days. Then you add a column such as `=AND(DECOM<=day, OR(DEC="",
# DEC>day))`. The logic below is the same; the guessing is gone.

# %% tags=["worked"]
import pandas as pd

from academy import check, data_folder, hint, practice, solution

EPISODES = data_folder() / "ssda903" / "2025-26" / "episodes.csv"
as_text = pd.read_csv(EPISODES, dtype=str)
as_text[["CHILD", "DECOM", "DEC"]].head()

# %% [markdown]
# ## Every column has a type
#
# A *type* says what a value can do: numbers add up, dates come before and after each other, text is only letters in a
# row. These dates are still text.
#
# **Predict first.** Is 3 April 2026 after 31 March 2026? Ask Python, with both as text:

# %% tags=["predict"]
"03/04/2026" > "31/03/2026"

# %% [markdown]
# False! Text is sorted like names in a phone book, from the left: 0 comes before 3.
#
# ## Dates are day first
#
# `to_datetime` makes real dates from text. Left to itself it guesses, and its first guess is American: month first.

# %% tags=["worked"]
pd.to_datetime("03/04/2026")   # read as the 4th of March

# %% [markdown]
# There is the early letter. So do not let it guess: say what the text looks like. `%d/%m/%Y` means day, month, year
# in four figures. A value that does not fit now stops with an error, which is what you want.

# %% tags=["worked"]
pd.to_datetime("03/04/2026", format="%d/%m/%Y")

# %% [markdown]
# ## Ids are text
#
# The same guessing spoils ids. Here is a tiny file with two invented children, read twice: once with pandas guessing,
# once as text.

# %% tags=["worked"]
import io

tiny_file = "CHILD,URN\n00417,1027345\n00052,\n"
pd.read_csv(io.StringIO(tiny_file))            # the zeros are gone, and a number has grown a decimal point

# %% tags=["worked"]
pd.read_csv(io.StringIO(tiny_file), dtype=str)  # as it was sent

# %% [markdown]
# Child 00417 of one system and child 417 of another would never be matched. You do not add ids up, so they are text.
#
# ## Your turn: read the dates
#
# **Make a table called `episodes`: all rows of `episodes.csv`, with DECOM and DEC as real dates, read day first.**
# Blank end dates stay blank. Everything else stays text. It takes three lines; the notes in the cell begin each.

# %% tags=["stub"] key="read-dates"
episodes = ...

# episodes = pd.read_csv(...                       as for as_text above
# episodes["DECOM"] = pd.to_datetime(...           the column, and the format
# and the same for DEC

# %% tags=["exercise"] key="read-dates"
episodes = pd.read_csv(EPISODES, dtype=str)
episodes["DECOM"] = pd.to_datetime(episodes["DECOM"], format="%d/%m/%Y")
episodes["DEC"] = pd.to_datetime(episodes["DEC"], format="%d/%m/%Y")

# %% [markdown]
# ## A blank end date
#
# A blank DEC means that the episode has not ended: the child is still there. pandas writes a blank date as `NaT`,
# *not a time*.
#
# **Predict first.** Below are three invented end dates, one of them blank. For each: is it after 31 March 2026?

# %% tags=["predict"]
day = pd.Timestamp("2026-03-31")   # a Timestamp is one single date; year-month-day can only be read one way
ends = pd.to_datetime(pd.Series(["01/02/2026", "15/05/2026", None]), format="%d/%m/%Y")
ends > day

# %% [markdown]
# The blank gives False: nothing is after, before or equal to a blank. A filter on `ends > day` alone drops every
# child who is still in care, which is most of them. `isna()` finds the blanks, and `|` means *or*:

# %% tags=["worked"]
ends.isna() | (ends > day)

# %% [markdown]
# ## Short breaks
#
# Some children live at home and spend short, planned stays with a carer. Their legal status is V3 or V4. In this
# course we leave them out of *children in care on a day*, and say so. The sign `~` means *not*.
#
# ## Your turn: order the lines
#
# These five lines count the children in care on 31 March, but somebody dropped the cards. **In which order do they
# work?**
#
# ```
# 1   in_care = episodes[started & not_ended & ~short_break]
# 2   started = episodes["DECOM"] <= day
# 3   in_care["CHILD"].nunique()
# 4   not_ended = episodes["DEC"].isna() | (episodes["DEC"] > day)
#     short_break = episodes["LS"].isin(["V3", "V4"])
# 5   day = pd.Timestamp("2026-03-31")
# ```
#
# - **A**: 2, 4, 5, 1, 3
# - **B**: 5, 1, 2, 4, 3
# - **C**: 5, 2, 4, 1, 3
# - **D**: 5, 2, 4, 3, 1
#
# Give the letter, between quotes.

# %% tags=["stub"] key="order-the-lines"
order = ...

# %% tags=["exercise"] key="order-the-lines"
order = "C"

# %% [markdown]
# ## A function is a recipe with a name
#
# Those lines work for one day. A *function* keeps them for any day: `def` names it, the brackets list what it is
# given, the indented lines do the work, and `return` hands back the result. (`print` would only show it.)

# %% tags=["worked"]
def days_between(start, end):
    """Whole days from start to end."""
    return (end - start).days


days_between(pd.Timestamp("2026-03-31"), pd.Timestamp("2026-04-09"))

# %% [markdown]
# ## Count children, not rows
#
# A child can have two rows that cover the same day, when an old episode was never closed. The day still has one
# child. So the last step is `nunique()`, not `len()`.
#
# ## Who was in care on the day?
#
# Denise asks: *how many children were in care on 31 March?* Write a function that answers it **for any day**, with
# the lines you have just put in order. Take out the dots, and start each line with four spaces.
#
# We count a child as in care on a day if an episode started **on or before** it and had **not ended by** it. An
# episode that ends on that day does not count. Short breaks (legal status V3 or V4) are left out. The function gives
# back one whole number: different children. `check` tries it on a small practice table of invented children, called
# A, B, C and so on, and on your own council. To see that table, or to try your function on it by itself, run
# `practice("m01-l03-children-in-care")`.

# %% tags=["stub"] key="children-in-care"
def children_in_care(episodes, day):
    ...
    # started = ...
    # not_ended = ...
    # short_break = ...
    # in_care = ...
    # return ...

# %% tags=["exercise"] key="children-in-care"
def children_in_care(episodes, day):
    """Number of different children in care on `day`, short breaks left out."""
    started = episodes["DECOM"] <= day
    # A blank end date means the child is still in care, so it must be kept.
    not_ended = episodes["DEC"].isna() | (episodes["DEC"] > day)
    short_break = episodes["LS"].isin(["V3", "V4"])
    in_care = episodes[started & not_ended & ~short_break]
    return in_care["CHILD"].nunique()

# %% [markdown]
# ## Age on a day
#
# Many people divide the days by 365.25. **Predict first:** this young person turns 18 on the day itself. What will it
# say?

# %% tags=["predict"]
born = pd.Timestamp("2008-03-31")
int((day - born).days / 365.25)   # int() cuts off what is after the decimal point

# %% [markdown]
# Wrong on the one day that matters most. An age is not a length of time. It is a number of birthdays: take the years
# apart, and one less if this year's birthday is still to come.
#
# Dates know their parts: `born.year`, `born.month`, `born.day`. Pairs in round brackets are compared by their first
# number, then by their second: `(3, 31) < (4, 1)` is True.
#
# ## Your turn: age on a day
#
# **Write `age_on`: a person's age in whole years on a day. On the birthday itself the new age counts.** Someone born
# on 29 February has, in other years, their birthday on 1 March: that is our rule here, and the pairs give it without
# more work.

# %% tags=["stub"] key="age-on-a-day"
def age_on(born, day):
    ...
    # years = the year of the day, less the year of birth
    # birthday_to_come = (day.month, day.day) is less than the same pair for born
    # return years, less 1 if birthday_to_come: True counts as 1, so you may simply subtract it

# %% tags=["exercise"] key="age-on-a-day"
def age_on(born, day):
    """Age in whole years on `day`; a birthday on the day counts."""
    years = day.year - born.year
    birthday_to_come = (day.month, day.day) < (born.month, born.day)
    return years - birthday_to_come

# %% [markdown]
# ## Before you go
#
# Run `children_in_care(episodes, day)` in a new cell: that is the figure for Denise. Tell her in two sentences what
# it is, and what it leaves out.
#
# {{ ethics }}
#
# Restart and run all. Tomorrow, Denise asks something that is not yet a question.
