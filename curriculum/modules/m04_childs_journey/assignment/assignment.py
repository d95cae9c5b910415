# %% [markdown]
# # Twelve figures for the front door
#
# **Monday 13 July, nine o'clock.** Ruth Adeyemi, assistant director for help and protection, meets her team managers on
# Thursday:
#
# > Twelve figures for any period I name, and under them whatever is needed so that they add up. I want to see where it
# > is stuck, and I don't want to find out in the meeting that we each meant something else. So: the figures, what one of
# > each is, and a page.

# %% [markdown]
# ## How this works
#
# Four tasks in Python, and one for your coach. Each function is run on a council you have never seen, for periods you
# have not chosen. Each task is marked by itself. A function must not change the tables it is given.
#
# `check` tells you here whether your answer has the right *form*. Whether it is right you find out as in the lessons:
# by rows you made up, with something on the first day, the last day, and the day on either side. (Your feedback may
# speak of child A or B: they belong to the small practice tables that functions are marked on.)
#
# A period has a first and a last day, and both belong to it. Rounding a percentage to one decimal place, or not at all,
# costs nothing. In the periods you are asked about no whole is empty.
#
# ## Your files and helpers

# %% tags=["worked"]
import numpy as np
import pandas as pd

from academy import check, data_folder


def read(year, name, dates):
    """One table of one year's census: text, with these columns as dates."""
    table = pd.read_csv(data_folder() / "cin_census" / year / "csv" / f"{name}.csv", dtype=str)
    for column in dates:
        table[column] = pd.to_datetime(table[column], format="%d/%m/%Y")
    return table

# %% tags=["worked"]
REFERRALS = ["CINreferralDate", "CINclosureDate", "DateOfInitialCPC"]
this_year, last_year = read("2025-26", "cin_details", REFERRALS), read("2024-25", "cin_details", REFERRALS)
assessments = read("2025-26", "assessments", ["AssessmentActualStartDate", "AssessmentAuthorisationDate"])
enquiries = read("2025-26", "section47", ["S47ActualStartDate", "InitialCPCtarget", "DateOfInitialCPC"])
plans = read("2025-26", "child_protection_plans", ["CPPstartDate", "CPPendDate"])
last_plans = read("2024-25", "child_protection_plans", ["CPPstartDate", "CPPendDate"])
for table in [plans, last_plans]:
    table["NumberOfPreviousCPP"] = pd.to_numeric(table["NumberOfPreviousCPP"])
contacts = pd.read_excel(data_folder() / "annex_a" / "annex_a.xlsx", sheet_name="List 1")

# %% [markdown]
# Three helpers. `as_table` turns named figures into a table; `open_at` gives the plans open at the end of a day;
# `working_days` you know. Bring your own functions from the lessons as well: copy them into a new cell.

# %% tags=["worked"]
def as_table(figures):
    """A table with the columns measure and value, from figures such as {"contacts": 12}."""
    return pd.DataFrame({"measure": list(figures.keys()), "value": list(figures.values())}).astype({"value": float})


def open_at(plans, day):
    """The plans that started on or before the day and had not ended by it."""
    return plans[(plans["CPPstartDate"] <= day) & ~(plans["CPPendDate"] <= day)]

# %% tags=["worked"]
BANK_HOLIDAYS = [
    "2024-01-01", "2024-03-29", "2024-04-01", "2024-05-06", "2024-05-27", "2024-08-26", "2024-12-25", "2024-12-26",
    "2025-01-01", "2025-04-18", "2025-04-21", "2025-05-05", "2025-05-26", "2025-08-25", "2025-12-25", "2025-12-26",
    "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31", "2026-12-25", "2026-12-28"]


def working_days(starts, ends):
    """Working days after each start, up to and including each end. No blanks, please."""
    begin, until = (column.to_numpy().astype("datetime64[D]") + np.timedelta64(1, "D") for column in (starts, ends))
    return np.busday_count(begin, until, holidays=BANK_HOLIDAYS)

# %% [markdown]
# ## Task 1: at the door
#
# Write `door`: given List 1, this year's and last year's details, a first and a last day, **a table with the columns
# `measure` and `value` and four rows**:
#
# - **contacts**: contacts received in the period.
# - **referrals**: referrals received in the period, no further action among them. One that stands in both files is one.
# - **no further action**: of those referrals, the percentage that led to none.
# - **re-referrals**: of those referrals, the percentage for which another of the same child was received before it and
#   at most twelve months before (for 10 May 2025, from 10 May 2024 on). No further action counts, before and after.

# %% tags=["stub"] key="door"
def door(contacts, this_year, last_year, first, last):
    ...

# %% tags=["exercise"] key="door"
def door(contacts, this_year, last_year, first, last):
    """Contacts, referrals, and what share led nowhere or came back."""
    by = ["LAchildID", "CINreferralDate"]
    every = pd.concat([last_year, this_year]).drop_duplicates(by).sort_values(by, ignore_index=True)
    before = every.groupby("LAchildID")["CINreferralDate"].shift()
    again = before >= every["CINreferralDate"] - pd.DateOffset(months=12)
    received = every["CINreferralDate"].between(first, last)
    return as_table({
        "contacts": contacts["Date of Contact"].between(first, last).sum(), "referrals": received.sum(),
        "no further action": 100 * (every[received]["ReferralNFA"] == "true").mean(),
        "re-referrals": 100 * again[received].mean()})

# %% [markdown]
# ## Task 2: the clocks
#
# Write `clocks`: given assessments, enquiries, this year's details, a first and a last day, **the same kind of table with
# six rows**: four figures, and two lines that hide nobody.
#
# - **assessments in time**: of the assessments authorised in the period, the percentage that took at most 45 working
#   days from their start, as `working_days` counts them: authorised on the Sunday after day 45 is still 45.
# - **assessments overdue**: assessments open at the end of the last day on which more than 45 working days have passed.
# - **enquiries**: section 47 enquiries that began in the period.
# - **conferences in time**: of the enquiries whose conference was held in the period, the percentage held at most 15
#   working days after the enquiry began.
# - **enquiries undecided** (below the line): of the enquiries that began in the period, the number with neither a
#   conference date nor `true` under ICPCnotRequired, as the return stands.
# - **conferences moved in** (below the line): conferences of families who moved in, held in the period. They stand in
#   this year's details, under DateOfInitialCPC.

# %% tags=["solution"]
def percent_in_time(assessments, first, last):
    """Of the assessments authorised in the period, the percentage that took at most 45 working days."""
    done = assessments[assessments["AssessmentAuthorisationDate"].between(first, last)]
    return 100 * (working_days(done["AssessmentActualStartDate"], done["AssessmentAuthorisationDate"]) <= 45).mean()

# %% tags=["stub"] key="clocks"
def clocks(assessments, enquiries, details, first, last):
    ...

# %% tags=["exercise"] key="clocks"
def clocks(assessments, enquiries, details, first, last):
    """In time, overdue, and those whose clock ran elsewhere or has no end."""
    finished = assessments["AssessmentAuthorisationDate"] <= last
    waiting = assessments[(assessments["AssessmentActualStartDate"] <= last) & ~finished].assign(UNTIL=last)
    begun = enquiries[enquiries["S47ActualStartDate"].between(first, last)]
    held = enquiries[enquiries["DateOfInitialCPC"].between(first, last)]
    return as_table({
        "assessments in time": percent_in_time(assessments, first, last), "enquiries": len(begun),
        "assessments overdue": (working_days(waiting["AssessmentActualStartDate"], waiting["UNTIL"]) > 45).sum(),
        "conferences in time": 100 * (working_days(held["S47ActualStartDate"], held["DateOfInitialCPC"]) <= 15).mean(),
        "enquiries undecided": (begun["DateOfInitialCPC"].isna() & (begun["ICPCnotRequired"] != "true")).sum(),
        "conferences moved in": details["DateOfInitialCPC"].between(first, last).sum()})

# %% [markdown]
# ## Task 3: the ledger
#
# Write `plan_ledger`: given plans, a first and a last day, **the same kind of table with five rows**.
#
# - **open before** (below the line): plans open at the end of the day before the first.
# - **started**, **ended**: in the period.
# - **open at the end**: at the end of the last day. The four must add up, for every period.
# - **second plans**: of the plans that started in the period and whose number of previous plans is known, the percentage
#   that were a second or later one.

# %% tags=["stub"] key="plan-ledger"
def plan_ledger(plans, first, last):
    ...

# %% tags=["exercise"] key="plan-ledger"
def plan_ledger(plans, first, last):
    """Open before, plus started, less ended, is open at the end; and how many of those started were not the first."""
    started = plans[plans["CPPstartDate"].between(first, last)]
    known = started["NumberOfPreviousCPP"].dropna()
    return as_table({
        "open before": len(open_at(plans, first - pd.Timedelta(days=1))),
        "started": len(started),
        "ended": plans["CPPendDate"].between(first, last).sum(),
        "open at the end": len(open_at(plans, last)),
        "second plans": 100 * (known >= 1).mean()})

# %% [markdown]
# ## Task 4: carried over
#
# The ledger adds up within one file. Does what one file closed with open the next? Write `carried_over`: given last
# year's plans, this year's plans and a day, **a table with the columns LAchildID, CPPstartDate and `only_in`: one row for
# each plan that one file says was open at the end of that day and the other does not.** A plan is named by its child and
# its start. `only_in` is "last year" or "this year".
#
# A plan that stands in both files, and is open on that day in only one of them, is on the list: somebody has changed an
# end. If nothing differs, the table has no rows, and still its three columns.
#
# (Useful here: `merge(..., how="outer", indicator=True)` keeps the rows of both sides; `_merge` is `left_only`,
# `right_only` or `both`; and `column.map({"left_only": "last year"})` puts other words in place of some.)

# %% tags=["stub"] key="carried-over"
def carried_over(last_year, this_year, day):
    ...

# %% tags=["exercise"] key="carried-over"
def carried_over(last_year, this_year, day):
    """The plans on which two returns do not agree about one day."""
    by = ["LAchildID", "CPPstartDate"]
    sides = open_at(last_year, day)[by].merge(open_at(this_year, day)[by], on=by, how="outer", indicator=True)
    words = {"left_only": "last year", "right_only": "this year", "both": "both"}
    sides["only_in"] = sides["_merge"].astype("str").map(words)
    return sides[sides["only_in"] != "both"][[*by, "only_in"]]

# %% [markdown]
# ## Task 5: the page for Ruth, and what the words mean
#
# One page, 300 to 400 words, for Ruth to hold on Thursday. Your coach reads it. In this order, in plain words:
#
# 1. **The decision**: where the front door is stuck, as far as these figures show it, and what you would look at next.
# 2. **The figures** that carry it, three or four of the twelve, each with its whole and its days. What they cannot say.
# 3. **Four definitions**: for four of your figures, what one of them is, the part, the whole, the days, what is in and
#    what is out. For one of them, what a social worker or manager said when you showed it to them: at your work if you
#    can, or a colleague of the course. By role, never by name.
# 4. **Ethics**: choose one word, such as "open" or "in time". Which children disappear if it is defined otherwise, and
#    who would notice?
#
# Keep the twelve figures in a table of their own. No child's id on the page.

# %% [markdown] tags=["coach"] key="page-and-definitions"
# *Write your page here: double-click, and replace this line.*

# %% [markdown]
# ## Before you hand it in
#
# - Choose **Kernel**, **Restart Kernel and Run All Cells**. Does it run from top to bottom?
# - Does your ledger add up for the year, for a quarter, for one day?
# - Is every table the same after your functions as before?
# - Make up rows: a start and an end on the first day, the last day, and the day on either side.
