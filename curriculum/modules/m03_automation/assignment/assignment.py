# %% [markdown]
# # One source, five returns
#
# **Wednesday 10 June.** Shabnam Iqbal, business manager of the performance board, has to tell five recipients this
# week whether their templates will come on the second working day from now on:
#
# > I'll say yes if three things hold. The same figure is the same in all five. When the extract is bad, nothing leaves.
# > And if you are off sick, a stranger can run it from one page. Prove it on months that have gone; June comes soon
# > enough.

# %% [markdown]
# ## How this works
#
# Four tasks in Python and one page. Each function is called again by the marker: on your extract as it stood at the end
# of **earlier months** and on March's, on a council you have never seen, and on **bad input** of the kinds named in the
# task. It has to give the right answer where there is one, and to *refuse* where there isn't. Each task is marked by
# itself.
#
# Every call is made **twice** and must give the same, in the same order; and the tables it was given must be as they
# were. Refusing means `raise ValueError("...")`, with words that hold what the task says, written as it is written there.
#
# `check` tells you here whether your answer has the right form. Whether it is right you find out as in lesson 3: with
# small tables of your own, good and bad. (Your feedback may speak of rows R1 or P1: they belong to such a table.)
#
# ## Your files and helpers

# %% tags=["worked"]
import openpyxl
import pandas as pd

from academy import check, data_folder

EXTRACTS = data_folder() / "extracts"
referrals, care_episodes, plans, people = (
    pd.read_csv(EXTRACTS / f"{name}.csv", dtype=str)
    for name in ["referrals", "care_episodes", "plans", "people"])
TEMPLATES = data_folder() / "templates"
cell_map = pd.read_csv(TEMPLATES / "cell_map.csv", dtype=str)
as_at = pd.Timestamp("2026-03-31")

# %% [markdown]
# Everything is text, as it stands in the file; dates are day/month/year. `as_known_on` makes an earlier month's extract
# of today's: build on February's, and run March with no change but the day.

# %% tags=["worked"]
def as_known_on(table, start, end, day):
    """The rows that had begun by `day`, ends after it not yet known."""
    began = pd.to_datetime(table[start], format="%d/%m/%Y") <= day
    over = pd.to_datetime(table[end], format="%d/%m/%Y") <= day
    return table[began].assign(**{end: table[end].where(over)})


february = as_known_on(referrals, "Referral date", "Closed date", pd.Timestamp("2026-02-28"))

# %% [markdown]
# ## Task 1: the front door
#
# Write `front_door`: given referrals and the last day of a month, **a dictionary of ten whole numbers** about the
# referrals received in that month: the seven groups of sources below, each under its name; `door_nfa`, those whose
# Outcome is "No further action"; `door_children`, the different children (Person ID); and `board_referrals`, all of
# them. First and last day belong to the month. NFA referrals are referrals: they count everywhere.
#
# It refuses, naming the **column** in its words, when:
#
# - one of Referral ID, Person ID, Referral date, Source, Outcome is missing;
# - a Referral ID stands more than once;
# - a Referral date, of any row, is blank or not written day/month/year;
# - a Source of the month is in no group;
# - no Referral date lies in the month, as with last month's file (no rows at all is such a file).

# %% tags=["worked"]
GROUPS = {
    "door_individual": ["1A", "1B", "1C", "1D"],
    "door_education": ["2A", "2B"],
    "door_health": ["3A", "3B", "3C", "3D", "3E", "3F"],
    "door_housing": ["4"],
    "door_council": ["5A", "5B", "5C", "5D"],
    "door_police": ["6"],
    "door_other": ["7", "8", "9", "10"]}

# %% tags=["stub"] key="front-door"
def front_door(referrals, as_at):
    ...

# %% tags=["exercise"] key="front-door"
def front_door(referrals, as_at):
    """The month's referrals by source, outcome and child; refuses an extract that cannot be counted."""
    for name in ["Referral ID", "Person ID", "Referral date", "Source", "Outcome"]:
        if name not in referrals.columns:
            raise ValueError(f"there is no column {name}")
    days = pd.to_datetime(referrals["Referral date"], format="%d/%m/%Y", errors="coerce")
    if days.isna().any():
        raise ValueError(f"Referral date: {days.isna().sum()} cannot be read as day/month/year")
    if referrals["Referral ID"].duplicated().any():
        raise ValueError("a Referral ID stands more than once")
    month = referrals[(days >= as_at.replace(day=1)) & (days <= as_at)]
    return month_figures(month)


def month_figures(month):
    """The ten figures of a month's referrals."""
    if len(month) == 0:
        raise ValueError("no Referral date lies in the month: is it last month's file?")
    figures = {name: int(month["Source"].isin(codes).sum()) for name, codes in GROUPS.items()}
    if sum(figures.values()) != len(month):
        raise ValueError("a Source of the month is in no group")
    figures["door_nfa"] = int((month["Outcome"] == "No further action").sum())
    figures["door_children"] = month["Person ID"].nunique()
    figures["board_referrals"] = len(month)
    return figures

# %% [markdown]
# ## Task 2: children now
#
# Write `children_now`: given care episodes, people, plans and the last day of a month, **a dictionary of ten whole
# numbers**:
#
# - `care_under_1`, `care_1_to_4`, `care_5_to_9`, `care_10_to_15`, `care_16_and_over`: children in care on that day, by
#   age in whole years on that day;
# - `board_in_care` and `scrutiny_in_care`: all of them, the same figure twice;
# - `board_plans` and `scrutiny_plans`: children with a plan whose Plan type is "Child protection" on that day;
# - `region_plans`: plans of that type, not children, that began in the three months that end on that day.
#
# In care, or with a plan, *on a day*: the Start date is on or before it, and the End date is blank or after it. Each
# child counts once. Episodes with a Legal status in `SHORT_BREAKS` are left out.
#
# It refuses, with the words in bold somewhere in its own, when:
#
# - **Start date**, **End date** or **Date of birth** holds something that is not a date written day/month/year, in any
#   row of any of the tables (a blank End date is right);
# - a **Person ID** stands more than once in people;
# - a child in care on the day is not in **people**, or has no Date of birth there: name *people*.

# %% tags=["worked"]
SHORT_BREAKS = ["Short-break series, individual episodes", "Short-break series, whole agreement recorded"]


def ages_on(births, day):
    """Whole years on `day`, as in module 1: on the birthday the new age counts."""
    before = (births.dt.month > day.month) | ((births.dt.month == day.month) & (births.dt.day > day.day))
    return day.year - births.dt.year - before.astype(int)

# %% [markdown]
# (Useful: `as_at - pd.DateOffset(months=2)` goes two months back, and `between(low, high)` takes both ends in.)

# %% tags=["stub"] key="children-now"
def children_now(care_episodes, people, plans, as_at):
    ...

# %% tags=["exercise"] key="children-now"
def children_now(care_episodes, people, plans, as_at):
    """Children in care by age, and children with a protection plan, on a day."""
    births = people.assign(BORN=read_days(people, "Date of birth"))[["Person ID", "BORN"]].dropna()
    if people["Person ID"].duplicated().any():
        raise ValueError("people: a Person ID stands more than once")
    care = on_the_day(care_episodes, as_at)
    care = care[~care["Legal status"].isin(SHORT_BREAKS)][["Person ID"]].drop_duplicates()
    if not care["Person ID"].isin(births["Person ID"]).all():
        raise ValueError("a child in care is not in people, or has no date of birth")
    ages = ages_on(care.merge(births, on="Person ID")["BORN"], as_at)
    protection = plans["Plan type"] == "Child protection"
    on_plans = on_the_day(plans, as_at).loc[protection, "Person ID"].nunique()
    begun = read_days(plans, "Start date").between((as_at - pd.DateOffset(months=2)).replace(day=1), as_at)
    return care_figures(ages) | {
        "board_plans": on_plans, "scrutiny_plans": on_plans, "region_plans": int((begun & protection).sum())}


AGES = {"care_under_1": (0, 0), "care_1_to_4": (1, 4), "care_5_to_9": (5, 9), "care_10_to_15": (10, 15)}


def read_days(table, column):
    """A column as dates; stops at what is no date."""
    days = pd.to_datetime(table[column], format="%d/%m/%Y", errors="coerce")
    if (days.isna() & table[column].notna()).any():
        raise ValueError(f"{column} holds something that cannot be read as day/month/year")
    return days


def on_the_day(table, day):
    """The rows that had started by `day` and not ended by it."""
    start, end = read_days(table, "Start date"), read_days(table, "End date")
    return table[(start <= day) & ~(end <= day)]


def care_figures(ages):
    """How many children there are of each age group, and in all."""
    figures = {name: int(ages.between(low, high).sum()) for name, (low, high) in AGES.items()}
    figures["care_16_and_over"] = int((ages >= 16).sum())
    return figures | {"board_in_care": len(ages), "scrutiny_in_care": len(ages)}

# %% [markdown]
# ## Task 3: five returns
#
# Write `five_returns`: given the cell map, a dictionary of figures and the last day of a month, **a table with the
# columns TEMPLATE, SHEET, CELL and VALUE, one row for each cell to write**. VALUE is text: a figure as its digits
# ("31"), a date as day/month/year.
#
# - Each figure goes to the cell whose NAME it has.
# - In each template, the cell whose NAME ends in `_as_at` gets the date.
# - `regional_return` and `scrutiny` are quarterly: they get rows only when the day ends a quarter
#   (`as_at.is_quarter_end`); in other months their figures go nowhere. The other three get rows each month.
# - Every other cell of the map is left alone: it is filled from the census, by somebody else.
#
# It refuses, naming the **name**, when a figure's name is not in the map, or stands there more than once; and when two
# figures that have to agree do not: those of a row of `AGREE` (name either), or the five ages against `board_in_care`
# (name that).

# %% tags=["worked"]
AGREE = [("board_in_care", "scrutiny_in_care"), ("board_plans", "scrutiny_plans")]
AGE_GROUPS = ["care_under_1", "care_1_to_4", "care_5_to_9", "care_10_to_15", "care_16_and_over"]
QUARTERLY = ["regional_return", "scrutiny"]

# %% tags=["stub"] key="five-returns"
def five_returns(cell_map, figures, as_at):
    ...

# %% tags=["exercise"] key="five-returns"
def five_returns(cell_map, figures, as_at):
    """What to write in which cell of which template; refuses figures that have no place, or contradict each other."""
    for name in figures:
        if (cell_map["NAME"] == name).sum() != 1:
            raise ValueError(f"{name} is not in the map exactly once")
    for one, other in AGREE:
        if figures[one] != figures[other]:
            raise ValueError(f"{one} and {other} do not agree")
    if sum(figures[name] for name in AGE_GROUPS) != figures["board_in_care"]:
        raise ValueError("the ages do not add up to board_in_care")
    due = cell_map if as_at.is_quarter_end else cell_map[~cell_map["TEMPLATE"].isin(QUARTERLY)]
    return with_values(due, figures, as_at)


def with_values(cells, figures, as_at):
    """The cells that have a value, and that value as text."""
    numbers = cells["NAME"].map({name: str(number) for name, number in figures.items()})
    dated = cells["NAME"].str.endswith("_as_at")
    values = numbers.where(~dated, as_at.strftime("%d/%m/%Y"))
    return cells.assign(VALUE=values).loc[values.notna(), ["TEMPLATE", "SHEET", "CELL", "VALUE"]]

# %% [markdown]
# ## Task 4: the change report
#
# Write `change_report`: given last month's referrals and this month's, **a table with the columns Referral ID, WHAT,
# COLUMN, BEFORE and AFTER**:
#
# - a referral only in this month's: WHAT is "came"; one only in last month's: "went". The other columns are blank.
# - a referral in both: for each column, other than the id, in which its value is another one, a row with WHAT
#   "changed", the COLUMN, and both values. Blank to blank is no change; blank to filled, or back, is.
#
# Nothing has changed: a table without rows, and still its five columns. Any order, but the same each time. It refuses,
# naming the **column**, when a column of last month's is not in this month's, and, naming **Referral ID**, when an id
# stands more than once in either.

# %% tags=["stub"] key="change-report"
def change_report(before, after):
    ...

# %% tags=["exercise"] key="change-report"
def change_report(before, after):
    """What came, what went, and every value that was rewritten."""
    for name in before.columns:
        if name not in after.columns:
            raise ValueError(f"this month has no column {name}")
    if before["Referral ID"].duplicated().any() or after["Referral ID"].duplicated().any():
        raise ValueError("a Referral ID stands more than once")
    rows = [one_sided(after, before, "came"), one_sided(before, after, "went")]
    both = before.merge(after, on="Referral ID", suffixes=(" then", " now"))
    for name in before.columns.drop("Referral ID"):
        rows.append(rewritten(both, name))
    return pd.concat(rows, ignore_index=True).reindex(columns=["Referral ID", "WHAT", "COLUMN", "BEFORE", "AFTER"])


def one_sided(here, there, what):
    """The referrals of one table that are not in the other."""
    alone = here.loc[~here["Referral ID"].isin(there["Referral ID"]), ["Referral ID"]]
    return alone.assign(WHAT=what, COLUMN=None, BEFORE=None, AFTER=None)


def rewritten(both, name):
    """The referrals whose value in one column is another than it was."""
    old, new = both[f"{name} then"], both[f"{name} now"]
    found = both.assign(WHAT="changed", COLUMN=name, BEFORE=old, AFTER=new)
    return found[old.fillna("") != new.fillna("")]

# %% [markdown]
# ## Run the month
#
# With your four functions, this is the month in one cell. Then try February: its extracts are one `as_known_on` away.

# %% tags=["worked"]
figures = (front_door(referrals, as_at) or {}) | (children_now(care_episodes, people, plans, as_at) or {})
to_write = five_returns(cell_map, figures, as_at)
report = change_report(february, referrals)
to_write

# %% [markdown]
# And one of the five, filled as in lesson 4. Open it from the folder `out` and look at it as Shabnam would.

# %% tags=["worked"]
OUT = data_folder().parent / "out"
OUT.mkdir(exist_ok=True)
book = openpyxl.load_workbook(TEMPLATES / "performance_board.xlsx")
for row in [] if to_write is None else to_write.itertuples():
    if row.TEMPLATE == "performance_board":
        book[row.SHEET][row.CELL] = int(row.VALUE) if row.VALUE.isdigit() else row.VALUE
book.save(OUT / "performance_board.part")
(OUT / "performance_board.part").replace(OUT / "performance_board.xlsx")

# %% [markdown]
# ## Task 5: the page a stranger can run it from
#
# One page, 300 to 400 words, for somebody in the team who has never seen this notebook, and for Shabnam's decision. Your
# coach reads it. In plain words:
#
# 1. **The decision**: can the five leave on day two, and what would change your mind?
# 2. **The runbook**: what has to be there before, the steps in order, how you know that it worked, what each refusal
#    means and whom to ask, how to go back to the last good run.
# 3. **How reproducible is it?** Where it stands today, honestly, and the one step that would help most. (The NHS has
#    published three levels of reproducible analytical pipelines, baseline, silver and gold: use them if your team does.)
# 4. **Hours**: what it saves in a year, net of upkeep, with an interval or "not estimable", and what the time is for.
# 5. **Ethics**: what happens to a child if this fails quietly, and what you did so that it fails loudly.
#
# No child, no id and no name on the page.

# %% [markdown] tags=["coach"] key="runbook"
# *Write your page here: double-click, and replace this line.*

# %% [markdown]
# ## Before you hand it in
#
# - Choose **Kernel**, **Restart Kernel and Run All Cells**. Does it run from top to bottom?
# - Run it for the end of February. Did you have to change anything but the day?
# - Make each kind of bad input once, and read your own words as a stranger would.
# - Are the tables the same after your functions as before?
