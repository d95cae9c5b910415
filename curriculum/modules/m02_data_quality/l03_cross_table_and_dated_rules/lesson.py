# %% [markdown]
# # Two tables, two years
#
# **Thursday 7 May.** Tom Byrne, reviewing officer, stops at your desk with one line on a card.
#
# > I chaired a review in the autumn for a boy who, your header says, doesn't exist. And the header has a girl nobody
# > reviewed. I would bet they are the same child.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. Each table looks fine by itself, so nobody looks again.

# %% tags=["worked"]
import pandas as pd

from academy import check, data_folder, hint, practice, solution

DRAFT = data_folder() / "drafts"
header = pd.read_csv(DRAFT / "header.csv", dtype=str)
episodes = pd.read_csv(DRAFT / "episodes.csv", dtype=str)
reviews = pd.read_csv(DRAFT / "reviews.csv", dtype=str)

# %% [markdown]
# ## Each fine, together not
#
# Below are two small invented tables. Every cell is a good id or a good date.
#
# **Predict first.** For which row of `seen` will the answer be True?

# %% tags=["predict"]
known = pd.DataFrame({"CHILD": ["SYN1203", "SYN4471"]})
seen = pd.DataFrame({"CHILD": ["SYN1203", "SYN4417", "SYN1203"]})
~seen["CHILD"].isin(known["CHILD"])

# %% [markdown]
# 4417 and 4471: two digits have changed places. `isin` takes another table's column as its list. The two rows are each
# fine; together they say that something is wrong, **but not which of them**. So the rule names the row that has no
# partner, and a person decides.
#
# ## Your turn: a review without a child
#
# **Write `review_without_child`: given reviews and a header, the rows of the reviews whose CHILD is not in the header.
# Every such row, columns LINE and CHILD.**

# %% tags=["stub"] key="review-without-child"
def review_without_child(reviews, header):
    ...

# %% tags=["exercise"] key="review-without-child"
def review_without_child(reviews, header):
    """Every review belongs to a child of the header."""
    fails = ~reviews["CHILD"].isin(header["CHILD"])
    return reviews[fails][["LINE", "CHILD"]]

# %% tags=["worked"]
review_without_child(reviews, header)

# %% [markdown]
# Look at the ids: one may be a slip of the finger. Others may belong to a child whose header row has gone. One fault
# in one table can set off several rules in others.
#
# ## A rule has a date
#
# Lists change. Until the return of 2023-24, SEX was 1 or 2; from 2024-25 it is M, F or U. A rule that does not know
# its year cries wolf over an old file, or sleeps through a new one. So a rule carries **the first year for which it
# holds**, and is given the year of the return:

# %% tags=["worked"]
# In a list of rules, first_year and last_year say when each holds; blank means no end.
sex_rules = pd.DataFrame({
    "first_year": ["", "2024-25"],
    "last_year": ["2023-24", ""],
    "codes": [["1", "2"], ["M", "F", "U"]]})
sex_rules

# %% [markdown]
# A year written `2024-25` can be compared as text, because all years have the same shape:

# %% tags=["predict"]
"2023-24" < "2024-25", "2025-26" >= "2024-25"

# %% [markdown]
# ## if and else
#
# A function can choose: the lines under `if` run when the question is true, those under `else` when it is not.

# %% tags=["worked"]
def kind_of_placeless_code(year):
    """What the return called a placement that has no code of its own: Z1 until 2024-25, then Z11 to Z14."""
    if year >= "2025-26":
        return ["Z11", "Z12", "Z13", "Z14"]
    else:
        return ["Z1"]


kind_of_placeless_code("2024-25")

# %% [markdown]
# ## Your turn: a dated rule
#
# **Write `wrong_sex`: given a header and a year such as "2025-26", the rows whose SEX is not a code of that year. Until
# 2023-24 the codes are 1 and 2; from 2024-25 they are M, F and U. A blank is not a code. Columns LINE and CHILD.**
#
# The two lists are given.

# %% tags=["worked"]
SEX_BEFORE = ["1", "2"]        # until 2023-24
SEX_NOW = ["M", "F", "U"]      # from 2024-25

# %% tags=["stub"] key="wrong-sex"
def wrong_sex(header, year):
    ...
    # if ...:
    #     codes = ...
    # else:
    #     codes = ...
    # return ...

# %% tags=["exercise"] key="wrong-sex"
def wrong_sex(header, year):
    """SEX must be a code of the year of the return."""
    if year >= "2024-25":
        codes = SEX_NOW
    else:
        codes = SEX_BEFORE
    fails = ~header["SEX"].isin(codes)
    return header[fails][["LINE", "CHILD"]]

# %% [markdown]
# Try it on the draft with "2025-26", and then with "2023-24". The second finds nearly everybody, and is right to: it
# answers for another year.
#
# ## What last year knows
#
# Last year's return is closed and sent. Every episode that was open on its last day must be in this year's draft, with
# the same start. Here is last year, dates read:

# %% tags=["worked"]
last_year = pd.read_csv(data_folder() / "ssda903" / "2024-25" / "episodes.csv", dtype=str)
for column in ["DECOM", "DEC"]:
    last_year[column] = pd.to_datetime(last_year[column], format="%d/%m/%Y")
still_open = last_year[last_year["DEC"].isna()]
len(last_year), len(still_open)

# %% [markdown]
# ## A partner on two columns
#
# Here a partner is a row with the same CHILD **and** the same DECOM. `merge` with `how="left"` keeps every row of the
# left table, and `indicator=True` says in a column `_merge` whether it found a partner. `left_only` means that it did
# not. (`drop_duplicates` on the right keeps a partner that stands there twice from doubling the row.)

# %% tags=["worked"]
then = pd.DataFrame({"CHILD": ["A", "B"], "DECOM": pd.to_datetime(["2024-06-01", "2024-07-01"])})
now = pd.DataFrame({"CHILD": ["A", "B"], "DECOM": pd.to_datetime(["2024-06-01", "2024-07-02"])})
then.merge(now, on=["CHILD", "DECOM"], how="left", indicator=True)

# %% [markdown]
# Child B is in both, but with another start: the past has been rewritten.
#
# ## Your turn: gone since last year
#
# **Write `gone_since_last_year`: given last year's episodes (dates read, as above) and this year's draft (all text),
# the episodes that were open at the end of last year and have no partner in the draft: same CHILD, same DECOM. Columns
# CHILD and DECOM, as in last year's table.** `as_dates` reads the draft's dates; do not change the tables you are given.

# %% tags=["worked"]
def as_dates(column):
    """Text as dates, day first; whatever is not such a date becomes blank."""
    return pd.to_datetime(column, format="%d/%m/%Y", errors="coerce")

# %% tags=["stub"] key="gone-since-last-year"
def gone_since_last_year(last_year, draft):
    ...

# %% tags=["exercise"] key="gone-since-last-year"
def gone_since_last_year(last_year, draft):
    """What was open when last year closed must be in this year's draft, with the same start."""
    still_open = last_year[last_year["DEC"].isna()]
    starts = pd.DataFrame({"CHILD": draft["CHILD"], "DECOM": as_dates(draft["DECOM"])}).drop_duplicates()
    both = still_open[["CHILD", "DECOM"]].merge(starts, on=["CHILD", "DECOM"], how="left", indicator=True)
    return both[both["_merge"] == "left_only"][["CHILD", "DECOM"]]

# %% [markdown]
# ## Before you go
#
# Run `gone_since_last_year(last_year, episodes)`. Two sentences to Alan: how many episodes have lost their partner, and
# what you would ask before calling any of them an error.
#
# {{ ethics }}
#
# Restart and run all. Tomorrow these findings meet the people who can mend them.
