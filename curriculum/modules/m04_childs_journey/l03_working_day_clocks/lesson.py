# %% [markdown]
# # Forty-five days that are not forty-five days
#
# **Thursday 9 July.** Ruth Adeyemi has three figures for last year's assessments in time. Priya Nair, at the next desk,
# has counted one assessment three ways, on paper.
#
# > It's 44, 45 or 46. In time, just in time, or late: and it's the same child and the same two dates.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. The argument is never written down, so it is had again each quarter.
#
# Two limits come from *Working Together to Safeguard Children*: **45 working days** for an assessment, **15 working
# days** from the strategy discussion that starts a section 47 enquiry to the child protection conference.

# %% tags=["worked"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from academy import check, data_folder, figure, hint, practice, solution

CENSUS = data_folder() / "cin_census" / "2025-26" / "csv"
FIRST, LAST = pd.Timestamp("2025-04-01"), pd.Timestamp("2026-03-31")
assessments = pd.read_csv(CENSUS / "assessments.csv", dtype=str)
for column in ["AssessmentActualStartDate", "AssessmentAuthorisationDate"]:
    assessments[column] = pd.to_datetime(assessments[column], format="%d/%m/%Y")

# %% [markdown]
# ## Four questions for a clock
#
# 1. **When does it start?** The guidance counts an assessment from the referral. The census holds the assessment's own
#    start, and many dashboards count from there. This lesson does too. Say which.
# 2. **When does it stop?** Here: when it is authorised.
# 3. **Which days count?** Monday to Friday, without the bank holidays of England. A weekend adds nothing: the Sunday
#    after day 45 is still 45.
# 4. **Which is day one?** The first working day *after* the start, whether it starts on a Tuesday or a Saturday.
#
# Four sentences, and Priya's three answers become one.

# %% tags=["worked"]
BANK_HOLIDAYS = [
    "2024-01-01", "2024-03-29", "2024-04-01", "2024-05-06", "2024-05-27", "2024-08-26", "2024-12-25", "2024-12-26",
    "2025-01-01", "2025-04-18", "2025-04-21", "2025-05-05", "2025-05-26", "2025-08-25", "2025-12-25", "2025-12-26",
    "2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31", "2026-12-25", "2026-12-28"]
working_day = pd.offsets.CustomBusinessDay(holidays=BANK_HOLIDAYS)

# %% [markdown]
# In 2026 Boxing Day is a Saturday, so Monday 28 December is the holiday. Scotland and Northern Ireland have other lists.
#
# ## A step of one working day
#
# `working_day` is a step. Added to a date it goes on to the next working day; `2 * working_day` goes two.
#
# **Predict first.** Thursday 2 April 2026 is the day before Good Friday. Where do one step and two steps from it land?
# And one step from Saturday the 4th?

# %% tags=["predict"]
thursday, saturday = pd.Timestamp("2026-04-02"), pd.Timestamp("2026-04-04")
thursday + working_day, thursday + 2 * working_day, saturday + working_day

# %% [markdown]
# Easter takes four days out. From Saturday the first step is Tuesday: a start at a weekend or on a holiday waits for day
# one like any other.
#
# ## Your turn: due date
#
# **Write `due_date`: given a start and a number of working days, the day by which it is due: that many working days
# after the start.** Day one is the first working day after it.

# %% tags=["stub"] key="due-date"
def due_date(start, working_days_allowed):
    ...
    # return start + ...

# %% tags=["exercise"] key="due-date"
def due_date(start, working_days_allowed):
    """The last day in time: so many working days after the start."""
    return start + working_days_allowed * working_day

# %% [markdown]
# Try it with known answers. 45 working days after Monday 2 March 2026 is 7 May; 15 after 23 March is 15 April. Whatever
# your dashboard says to these two, you now know its rules.
#
# ## Counting instead of stepping
#
# For a whole column we count the working days between two dates. NumPy's `busday_count` counts **the first day and not
# the last**, and we want the other way round. So both move on by one day:

# %% tags=["worked"]
def working_days(starts, ends):
    """Working days after each start, up to and including each end. No blanks, please."""
    one_day = np.timedelta64(1, "D")
    after_start = starts.to_numpy().astype("datetime64[D]") + one_day
    after_end = ends.to_numpy().astype("datetime64[D]") + one_day
    return np.busday_count(after_start, after_end, holidays=BANK_HOLIDAYS)

# %% [markdown]
# ## Calendar times five sevenths
#
# **Predict first.** Three invented assessments of 63 calendar days each: spring, summer, and over Christmas. Five
# sevenths of 63 is 45. What will the working days be?

# %% tags=["predict"]
trio = pd.DataFrame({"start": pd.to_datetime(["2025-03-27", "2025-06-12", "2025-11-20"])})
trio["end"] = trio["start"] + pd.Timedelta(days=63)
working_days(trio["start"], trio["end"])

# %% [markdown]
# Where the bank holidays are, five sevenths is too strict, and it says so in percentages with one decimal place.
#
# ## In time, of those completed
#
# An assessment that is still running has no length yet. So the whole is: authorised in the period.
#
# ## Your turn: percent in time
#
# **Write `percent_in_time`: given assessments, a first and a last day, of the assessments authorised in that period
# (both days included), what percentage took at most 45 working days, as `working_days` counts them?** Rounding to one
# decimal place, or not at all, costs nothing.

# %% tags=["stub"] key="percent-in-time"
def percent_in_time(assessments, first, last):
    ...

# %% tags=["exercise"] key="percent-in-time"
def percent_in_time(assessments, first, last):
    """Of the assessments authorised in the period, the percentage that took at most 45 working days."""
    done = assessments[assessments["AssessmentAuthorisationDate"].between(first, last)]
    days = working_days(done["AssessmentActualStartDate"], done["AssessmentAuthorisationDate"])
    return 100 * (days <= 45).mean()

# %% [markdown]
# ## What the limit does
#
# `pd.cut` puts numbers into bands: above the first edge, up to and including the next.

# %% tags=["worked"]
done = assessments[assessments["AssessmentAuthorisationDate"].between(FIRST, LAST)]
days = working_days(done["AssessmentActualStartDate"], done["AssessmentAuthorisationDate"])
bands = ["0 to 15", "16 to 30", "31 to 45", "over 45"]
counts = pd.Series(pd.cut(days, [-1, 15, 30, 45, 10_000], labels=bands)).value_counts().reindex(bands)
late = round(100 * counts["over 45"] / counts.sum())

# %% tags=["figure"]
fig, ax = plt.subplots(figsize=(7, 3))
bars = ax.bar(bands, counts)
ax.bar_label(bars, padding=3)
ax.set_ylim(0, counts.max() * 1.15)      # room for the figures above the bars
ax.set_title(f"{late}% of completed assessments took more than 45 working days", loc="left")
ax.set_xlabel("Working days from start to authorisation, 2025-26")
figure(fig, alt=f"Bar chart of {counts.sum()} completed assessments by working days: {counts['0 to 15']} took up to 15, "
       f"{counts['16 to 30']} took 16 to 30, {counts['31 to 45']} took 31 to 45 and {counts['over 45']} took longer.")

# %% [markdown]
# ## The figure that improves when nobody finishes
#
# All of these are finished. A late assessment that nobody completes is in no bar and in no percentage: **the longer it
# waits, the better the figure looks.** So those still open and over their time are always shown apart, in the same
# sentence.
#
# ## Your turn: overdue
#
# **Write `overdue`: given assessments and a day, the assessments that are open at the end of that day and on which more
# than 45 working days have passed since the start. A table with the columns LAchildID, AssessmentID and `DAYS`, the
# working days passed by that day.** An assessment authorised after the day was still open then.
#
# `table.assign(UNTIL=day)` gives a copy with a new column that holds the day in each row.

# %% tags=["stub"] key="overdue"
def overdue(assessments, day):
    ...

# %% tags=["exercise"] key="overdue"
def overdue(assessments, day):
    """Open at the end of the day, and more than 45 working days old."""
    begun = assessments["AssessmentActualStartDate"] <= day
    finished = assessments["AssessmentAuthorisationDate"] <= day
    waiting = assessments[begun & ~finished].assign(UNTIL=day)
    waiting["DAYS"] = working_days(waiting["AssessmentActualStartDate"], waiting["UNTIL"])
    return waiting[waiting["DAYS"] > 45][["LAchildID", "AssessmentID", "DAYS"]]

# %% [markdown]
# Try it: `len(overdue(assessments, LAST))`, and `overdue(assessments, LAST).head()`.
#
# This is also Monday morning's list. The same shape serves visits, reviews and return interviews: a start, a limit, and
# who is past it. (Some limits are in calendar days or months. Ask.)
#
# ## The conference clock
#
# The census gives the enquiry's start, its due date, the conference, and whether none was required.

# %% tags=["worked"]
enquiries = pd.read_csv(CENSUS / "section47.csv", dtype=str)
for column in ["S47ActualStartDate", "InitialCPCtarget", "DateOfInitialCPC"]:
    enquiries[column] = pd.to_datetime(enquiries[column], format="%d/%m/%Y")
held = enquiries["DateOfInitialCPC"].notna()
ruled_out = enquiries["ICPCnotRequired"] == "true"
pd.Series({"held": held.sum(), "not required": ruled_out.sum(), "neither": (~held & ~ruled_out).sum()})

# %% [markdown]
# *Neither* means: not decided, or not recorded. **It is not a success, and not a failure. It is shown apart.** Families who
# moved in with a plan have a conference too, and no enquiry of ours: their clock ran elsewhere, so they are apart as well.
#
# ## Your turn: which whole?
#
# Ruth asks: *of the conferences held this quarter, how many were within 15 working days of the strategy discussion?*
# **Which rows are the whole?**
#
# - **A**: every enquiry that began in the quarter
# - **B**: every enquiry whose conference was held in the quarter
# - **C**: B, and the conferences of families who moved in
# - **D**: every enquiry for which a conference was not ruled out

# %% tags=["stub"] key="which-whole"
whole = ...

# %% tags=["exercise"] key="which-whole"
whole = "B"

# %% [markdown]
# ## Before you go
#
# Write Ruth one sentence with three figures: completed, in time of those, and still open past 45. Then Priya's four
# answers to the four questions.
#
# {{ ethics }}
#
# Restart and run all. Tomorrow: children who come back.
