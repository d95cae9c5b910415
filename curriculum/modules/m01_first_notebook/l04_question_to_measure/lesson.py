# %% [markdown]
# # From question to measure
#
# **Friday 10 April.** Denise Okafor stops at your desk with her coat on:
#
# > Are too many of our teenagers in children's homes? I've been given two percentages this week, and they are miles
# > apart. I'll be asked on Monday.
#
# Both may have been counted correctly. They answer different questions, because *that* is not yet a question that
# data can answer. Today you turn it into one.
#
# You can follow this lesson without writing Python: the first half needs a pencil.

# %% [markdown]
# ## How you do it today
#
# A request arrives; you open the file, filter, divide, send. Back comes: "Thanks! Only the over-12s? And not the ones
# on short breaks?" Two days and three versions later you both know what was meant. Five lines at the start are
# cheaper:
#
# 1. **Decision**: what will be done differently, and by whom?
# 2. **Measure**: how many of what, out of what, on which day?
# 3. **Fields**: the least columns that will do.
# 4. **Basis**: why may we use them?
# 5. **Test**: a few made-up rows whose answer we know.

# %% [markdown]
# ## The decision
#
# You ask Denise: *what will you do if it is high?*
#
# > If more than one in three of the young people aged 13 to 17 we have in care at the year-end live in a children's
# > home, I ask commissioning for more foster carers who take teenagers. If it's fewer, I say so on Monday and we
# > leave it.
#
# Now there is a decision, a group, a day and a line to cross. Without such a line, any number will do, and none will
# help.

# %% tags=["worked"]
import pandas as pd

from academy import check, data_folder, hint, practice, solution

# %% [markdown]
# ## Your turn: pick the measure
#
# **Which measure answers the question as Denise has now put it?**
#
# - **A**: the number of episodes in a children's home during the year
# - **B**: the number of children aged 13 to 17 who live in a children's home on 31 March
# - **C**: of all children who live in a children's home on 31 March, the percentage aged 13 to 17
# - **D**: of all children aged 13 to 17 in care on 31 March, the percentage who live in a children's home
#
# Give the letter between quotes.

# %% tags=["stub"] key="pick-the-measure"
measure = ...

# %% tags=["exercise"] key="pick-the-measure"
measure = "D"

# %% [markdown]
# ## The fields
#
# Write the measure down word by word, and the fields follow:
#
# | In the measure | We count | Field |
# |---|---|---|
# | aged 13 to 17 | age on the day, birthdays counted | DOB |
# | in care on 31 March | started on or before the day, not ended by it, no short breaks | DECOM, DEC, LS |
# | lives in a children's home | placement code K2 | PLACE |
# | each child once | the child's own id | CHILD |
#
# Six fields. Not the sex, not the ethnicity, not the postcode: nothing here needs them. What you did not take, you
# cannot lose.
#
# ## The lawful basis
#
# Every use of personal data needs one. For a council that plans care for the children it looks after, it is usually
# *public task*: UK GDPR, Article 6(1)(e). Some fields, such as ethnicity or health, need a second reason as well,
# under Article 9. **Which basis applies at your council is for your information governance team to confirm**: write
# down what they say, and the purpose it covers. Data collected for one purpose is not free for every other.

# %% [markdown]
# ## A test extract
#
# Before the real data, eight invented children. They are awkward on purpose: each one tests a word of the measure.

# %% tags=["worked"]
test_header = pd.DataFrame({
    "CHILD": list("ABCDEFGH"),   # list("AB") is short for ["A", "B"]
    "DOB": pd.to_datetime(["2011-05-10", "2013-03-31", "2009-09-01", "2010-01-20",
                           "2012-06-15", "2015-02-02", "2008-07-07", "2010-11-30"]),
})
test_header

# %% tags=["worked"]
test_episodes = pd.DataFrame({
    "CHILD": list("ABCDDEEFGH"),
    "DECOM": pd.to_datetime(["2025-02-01", "2025-10-05", "2025-04-20", "2025-08-01", "2025-12-01",
                             "2025-06-01", "2026-01-10", "2025-09-09", "2024-12-12", "2025-03-03"]),
    "DEC": pd.to_datetime([None, None, "2026-03-31", "2025-12-01"] + [None] * 6),   # six more blanks
    "LS": ["C2", "V2", "C2", "V3", "V4", "C1", "C2", "C2", "V2", "C2"],
    "PLACE": ["K2", "U6", "K2", "U6", "U6", "K2", "K2", "P1", "K3", "U4"],
})
test_episodes

# %% [markdown]
# ## Your turn: by hand
#
# Take a pencil. **On 31 March 2026, how many of these children are aged 13 to 17 and in care, and how many of *those*
# live in a children's home (K2)?** Use the rules in the table under *The fields*.
#
# - **A**: 2 of 4
# - **B**: 2 of 5
# - **C**: 2 of 6
# - **D**: 3 of 6
#
# Again, give the letter between quotes.

# %% tags=["stub"] key="by-hand"
by_hand = ...

# %% tags=["exercise"] key="by-hand"
by_hand = "B"

# %% [markdown]
# ## Bring two tables together
#
# The date of birth is in one table, the placement in the other. In Excel you would use XLOOKUP. `merge` does the
# whole column at once: for each row on the left it looks up `CHILD` on the right. `how="left"` keeps every row of the
# left table. `validate="many_to_one"` is a safety catch: it stops if a child has two rows on the right.
#
# **Predict first.** `test_episodes` has ten rows and `test_header` eight. How many rows will there be after the
# merge?

# %% tags=["predict"]
test = test_episodes.merge(test_header, on="CHILD", how="left", validate="many_to_one")
test.shape

# %% [markdown]
# Now the age, with yesterday's function. `apply` uses a function on every value of a column. `between(13, 17)` takes
# in both 13 and 17.

# %% tags=["worked"]
def age_on(born, day):
    """Age in whole years on `day`; a birthday on the day counts."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


year_end = pd.Timestamp("2026-03-31")
test["AGE"] = test["DOB"].apply(age_on, day=year_end)
test[test["AGE"].between(13, 17)][["CHILD", "AGE", "DEC", "LS", "PLACE"]]

# %% [markdown]
# ## The real extract
#
# The files, with dates as dates. A small function saves writing the same lines twice; `for` does the indented line
# once for each column in the list.

# %% tags=["worked"]
RETURN = data_folder() / "ssda903" / "2025-26"


def read_table(name, dates):
    """A table of the return: text ids and codes, and the named columns as dates, day first."""
    found = pd.read_csv(RETURN / name, dtype=str)
    for column in dates:
        found[column] = pd.to_datetime(found[column], format="%d/%m/%Y")
    return found

# %% tags=["worked"]
header = read_table("header.csv", dates=["DOB"])
episodes = read_table("episodes.csv", dates=["DECOM", "DEC"])

# %% [markdown]
# ## Your turn: the extract
#
# **Make `extract`: every row of `episodes`, with the date of birth of its child, and only these six columns: CHILD,
# DECOM, DEC, LS, PLACE, DOB.** Select the columns of each table first, then merge. From `header` you need CHILD too:
# it is what the two tables have in common.

# %% tags=["stub"] key="extract"
extract = ...

# %% tags=["exercise"] key="extract"
wanted = episodes[["CHILD", "DECOM", "DEC", "LS", "PLACE"]]
extract = wanted.merge(header[["CHILD", "DOB"]], on="CHILD", how="left", validate="many_to_one")

# %% [markdown]
# ## Your turn: percent in homes
#
# All week in one function. **Of all different children aged 13 to 17 in care on `day`, short breaks left out, what
# percentage live in a children's home (K2)?** Count by the rules in the table under *The fields*. Give a number
# between 0 and 100, rounded to one decimal place, for any day. The frame is given: you have written every line of it
# this week.

# %% tags=["stub"] key="percent-in-homes"
def percent_in_homes(episodes, header, day):
    ...
    # both = the episodes with the date of birth of each child
    # started, not_ended, short_break: as yesterday, asked of `both`
    # age = the age of each row's child on the day
    # teenagers = the rows of `both` that started, have not ended, are no short break, and are 13 to 17
    # in_homes = the rows of `teenagers` with K2
    # return different children of in_homes / different children of teenagers * 100, rounded

# %% tags=["exercise"] key="percent-in-homes"
def percent_in_homes(episodes, header, day):
    """Percentage of children aged 13 to 17 in care on `day` who live in a children's home."""
    both = episodes.merge(header[["CHILD", "DOB"]], on="CHILD", how="left", validate="many_to_one")
    started = both["DECOM"] <= day
    not_ended = both["DEC"].isna() | (both["DEC"] > day)
    short_break = both["LS"].isin(["V3", "V4"])
    age = both["DOB"].apply(age_on, day=day)
    teenagers = both[started & not_ended & ~short_break & age.between(13, 17)]
    in_homes = teenagers[teenagers["PLACE"] == "K2"]
    return round(in_homes["CHILD"].nunique() / teenagers["CHILD"].nunique() * 100, 1)

# %% [markdown]
# Before you trust it, run it on the test extract in a new cell: `percent_in_homes(test_episodes, test_header,
# year_end)`. Does it give what your pencil gave? Then run it on `episodes` and `header`.
#
# ## Your reply to Denise
#
# Two sentences: the figure, with what it is a share *of*; and whether it crosses her line. Then one line: **what was
# left out**. Double-click here, and write under the line.
#
# ---
#
# *Your two sentences, and what was left out:*

# %% [markdown]
# ## Before you go
#
# {{ ethics }}
#
# Restart and run all. The assignment is next: the table that Denise takes into Monday's meeting.
