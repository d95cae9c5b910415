# %% [markdown]
# # Fifteen rules and one page
#
# **Monday 11 May, half past eight.** Alan Rees, head of performance, has an hour with the team managers at two:
#
# > I want fifteen rules I can rely on. If a rule names a row, the row is wrong; if a row is wrong by that rule, it's
# > named. Then one page from you: what goes back, to whom, what we put right ourselves, and what we leave alone. They
# > have a week, and children to see.

# %% [markdown]
# ## How this works
#
# Four tasks in Python and one note. Each function is run on a council you have never seen, with faults you have not
# seen. It is right when it names **exactly** the rows that fail: one row too many costs as much as one too few. Each
# task is marked by itself. A function must not change the tables it is given.
#
# `check` tells you here whether your answer has the right *form*. Whether it is right you find out as in lesson 2:
# with rows you made up, one that must be found, one that must not, and one on the edge. (Your feedback may speak of
# child A or B: they belong to the small practice tables that functions are marked on.)
#
# ## Your files and helpers

# %% tags=["worked"]
import pandas as pd

from academy import check, data_folder

DRAFT = data_folder() / "drafts"
header = pd.read_csv(DRAFT / "header.csv", dtype=str)
episodes = pd.read_csv(DRAFT / "episodes.csv", dtype=str)
reviews = pd.read_csv(DRAFT / "reviews.csv", dtype=str)
last_year = pd.read_csv(data_folder() / "ssda903" / "2024-25" / "episodes.csv", dtype=str)
for column in ["DECOM", "DEC"]:
    last_year[column] = pd.to_datetime(last_year[column], format="%d/%m/%Y")

# %% [markdown]
# The draft is all text; last year's return has its dates read. Two helpers: the first you know. The second turns a
# rule's answer into findings, and `pd.concat([one, other])` puts tables of findings under one another.

# %% tags=["worked"]
def as_dates(column):
    """Text as dates, day first; whatever is not such a date becomes blank."""
    return pd.to_datetime(column, format="%d/%m/%Y", errors="coerce")


def findings(rule, table, fails):
    """A row for each row of `table` that fails: the rule's number and the line."""
    found = table[fails][["LINE"]].copy()
    found.insert(0, "rule", rule)
    return found

# %% [markdown]
# The lists of codes for 2025-26. `UPN_FORM` describes a pupil number: a capital letter, eleven figures, and a figure or
# capital; or UN and one figure. `header["UPN"].str.fullmatch(UPN_FORM, na=False)` is True where the whole text fits.

# %% tags=["worked"]
ETHNIC_CODES = ["WBRI", "WIRI", "WOTH", "WIRT", "WROM", "MWBC", "MWBA", "MWAS", "MOTH", "AIND",
                "APKN", "ABAN", "AOTH", "BCRB", "BAFR", "BOTH", "CHNE", "OOTH", "REFU", "NOBT"]
LEGAL_STATUS = ["C1", "C2", "D1", "E1", "V2", "V3", "V4", "J1", "J2", "J3", "L1", "L2", "L3"]
UPN_FORM = r"[A-Z]\d{11}[0-9A-Z]|UN\d"

# %% [markdown]
# ## Task 1: four rules for the header
#
# Write `header_rules`: given a header, **a table with the columns `rule` and LINE: one row for each rule and each line
# that fails it**. Any order.
#
# - **H1**: ETHNIC is not on the list, exactly as written. A blank fails.
# - **H2**: DOB is not a date written day/month/year. A blank fails.
# - **H3**: the CHILD stands on more than one line. *Each* of those lines fails.
# - **H4**: UPN does not fit `UPN_FORM`. A blank fails.

# %% tags=["stub"] key="header-rules"
def header_rules(header):
    ...

# %% tags=["exercise"] key="header-rules"
def header_rules(header):
    """H1 to H4: the code list, the date, one line a child, the form of a UPN."""
    return pd.concat([
        findings("H1", header, ~header["ETHNIC"].isin(ETHNIC_CODES)),
        findings("H2", header, as_dates(header["DOB"]).isna()),
        findings("H3", header, header["CHILD"].duplicated(keep=False)),
        findings("H4", header, ~header["UPN"].str.fullmatch(UPN_FORM, na=False)),
    ])

# %% [markdown]
# ## Task 2: five rules for the episodes
#
# Write `episode_rules`: given episodes, the same kind of table.
#
# - **E1**: DECOM is not a date written day/month/year. A blank fails.
# - **E2**: DEC is filled in and is not such a date. A blank is right.
# - **E3**: LS is not on the list, exactly as written. A blank fails.
# - **E4**: DEC is earlier than DECOM. The same day is allowed; when either is no date, this rule is silent.
# - **E5**: exactly one of DEC and REC is filled in, whatever stands there.

# %% tags=["stub"] key="episode-rules"
def episode_rules(episodes):
    ...

# %% tags=["exercise"] key="episode-rules"
def episode_rules(episodes):
    """E1 to E5: dates that are dates and in order, the code list, end and reason together."""
    start, end = as_dates(episodes["DECOM"]), as_dates(episodes["DEC"])
    return pd.concat([
        findings("E1", episodes, start.isna()),
        findings("E2", episodes, end.isna() & episodes["DEC"].notna()),
        findings("E3", episodes, ~episodes["LS"].isin(LEGAL_STATUS)),
        findings("E4", episodes, end < start),
        findings("E5", episodes, episodes["DEC"].isna() != episodes["REC"].isna()),
    ])

# %% [markdown]
# ## Task 3: three rules across tables and rows
#
# Write `linked_rules`: given episodes, header and reviews, the same kind of table. LINE is the line of the table that
# the rule is about.
#
# - **L1**: an episode whose CHILD is not in the header.
# - **L2**: a review whose CHILD is not in the header.
# - **L3**: an episode whose REC is X1, which says that another one follows, while **no row of the same child starts on
#   the day it ends**. Both are read as dates; when its DEC is no date, the rule is silent.
#
# One fault may set off several rules. That is right: name every line that fails.

# %% tags=["stub"] key="linked-rules"
def linked_rules(episodes, header, reviews):
    ...

# %% tags=["exercise"] key="linked-rules"
def linked_rules(episodes, header, reviews):
    """L1 to L3: nobody without a header row, and an episode that is followed is followed."""
    ended = episodes.assign(DAY=as_dates(episodes["DEC"]))
    said = ended[(ended["REC"] == "X1") & ended["DAY"].notna()]
    starts = pd.DataFrame({"CHILD": episodes["CHILD"], "DAY": as_dates(episodes["DECOM"])}).drop_duplicates()
    both = said.merge(starts, on=["CHILD", "DAY"], how="left", indicator=True)
    return pd.concat([
        findings("L1", episodes, ~episodes["CHILD"].isin(header["CHILD"])),
        findings("L2", reviews, ~reviews["CHILD"].isin(header["CHILD"])),
        findings("L3", both, both["_merge"] == "left_only"),
    ])

# %% [markdown]
# ## Task 4: three rules that know their year
#
# Write `dated_rules`: given header, the draft's episodes, last year's episodes and a year such as "2025-26", **a table
# with the columns `rule` and CHILD: each child once for each rule they fail**.
#
# - **D1**, from 2024-25: SEX is not M, F or U. A blank fails.
# - **D2**: PLACE is a code that is no longer used. `RETIRED` says from which year.
# - **D3**, for 2025-26 alone, because it looks at the return of 2024-25: an episode open at the end of last year has
#   no row in the draft with the same CHILD and the same DECOM, both read as dates.
#
# A rule is silent in every year for which it does not hold. In a year without any, the table has no rows, and still
# its two columns.
#
# (New, and useful here: `found = []` is an empty list, `found.append(x)` puts x at its end, and `pd.concat(found)` puts
# the tables of a list under one another. `child_findings` makes such a table from rows that fail.)

# %% tags=["worked"]
RETIRED = pd.DataFrame({
    "code": ["H5", "P2", "Z1"],
    "first_year": ["2024-25", "2024-25", "2025-26"]})   # the first year in which the code is not used


def child_findings(rule, rows):
    """The rule's number and the child of each of these rows."""
    found = rows[["CHILD"]].copy()
    found.insert(0, "rule", rule)
    return found

# %% tags=["stub"] key="dated-rules"
def dated_rules(header, episodes, last_year, year):
    ...

# %% tags=["exercise"] key="dated-rules"
def dated_rules(header, episodes, last_year, year):
    """D1 to D3: the sex codes and placement codes of the year, and nobody gone since last year."""
    retired = RETIRED[RETIRED["first_year"] <= year]["code"]
    found = [child_findings("D2", episodes[episodes["PLACE"].isin(retired)])]
    if year >= "2024-25":
        found.append(child_findings("D1", header[~header["SEX"].isin(["M", "F", "U"])]))
    if year == "2025-26":
        still_open = last_year[last_year["DEC"].isna()]
        starts = pd.DataFrame({"CHILD": episodes["CHILD"], "DECOM": as_dates(episodes["DECOM"])}).drop_duplicates()
        both = still_open.merge(starts, on=["CHILD", "DECOM"], how="left", indicator=True)
        found.append(child_findings("D3", both[both["_merge"] == "left_only"]))
    return pd.concat(found).drop_duplicates()

# %% [markdown]
# ## Task 5: the page for Alan
#
# One page, 250 to 350 words, for Alan to hold at two o'clock. Your coach reads it. In this order, in plain words:
#
# 1. **The decision**: what goes back this week, to whom, and what does not.
# 2. **The findings**: how many lines by rule or by kind, on which draft, and what your rules cannot find.
# 3. **One escalation**: the finding that matters most. The risk to a child if it stays, the fix you propose, the owner
#    by role, the day.
# 4. **What we repair here**, and how it is written down. What we leave alone, because it is unusual and may be right.
# 5. **Ethics**: who answers for a wrong record about a child, and who gets to see these lists?
#
# No names, and no child's id on the page: the list is another file.

# %% [markdown] tags=["coach"] key="escalation-note"
# *Write your page here: double-click, and replace this line.*

# %% [markdown]
# ## Before you hand it in
#
# - Choose **Kernel**, **Restart Kernel and Run All Cells**. Does it run from top to bottom?
# - Is every table the same after your functions as before? Does `dated_rules` give nothing for "2022-23"?
# - Make up rows for each rule: one that must be found, one that must not, one on the edge.
