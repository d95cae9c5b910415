# %% [markdown]
# # Ten tasks: where to begin
#
# Ten small tasks from an analyst's week, to find out where the course should begin for you. Use Python, or open the two
# files in Excel and type the number you find. About 25 minutes; stop when you like.
#
# **"I don't know yet" is a good answer**: leave the three dots as they are and go on. Nothing is recorded anywhere but
# in this notebook, and nobody else sees it. Run the cell below each answer to see how it went.

# %% tags=["worked"]
import pandas as pd

from academy import check, data_folder, my_path

RETURN = data_folder() / "ssda903" / "2025-26"
header = pd.read_csv(RETURN / "header.csv", dtype=str)
episodes = pd.read_csv(RETURN / "episodes.csv", dtype=str)

# %% [markdown]
# `header` has one row a child or young person: CHILD, SEX (M, F), DOB, ETHNIC. `episodes` has one row an episode in
# care: CHILD, DECOM (the day it began), LS (legal status), PLACE (kind of placement), DEC (the day it ended, blank if
# it has not). Dates are written day/month/year.
#
# ## Task 1: duplicates
#
# **How many different pairs of legal status and placement (LS with PLACE) are there in `episodes`?**

# %% tags=["stub"] key="duplicates"
different_pairs = ...

# %% tags=["exercise"] key="duplicates"
different_pairs = len(episodes[["LS", "PLACE"]].drop_duplicates())

# %% [markdown]
# ## Task 2: two tables
#
# **How many episodes belong to girls and young women (SEX is F in `header`)?**

# %% tags=["stub"] key="join"
episodes_of_girls = ...

# %% tags=["exercise"] key="join"
both = episodes.merge(header[["CHILD", "SEX"]], on="CHILD", validate="many_to_one")
episodes_of_girls = int((both["SEX"] == "F").sum())

# %% [markdown]
# ## Task 3: an age
#
# **How many people in `header` are 16 years old on 31 December 2025?** On a birthday the new age counts.

# %% tags=["stub"] key="age"
aged_16 = ...

# %% tags=["exercise"] key="age"
born = pd.to_datetime(header["DOB"], format="%d/%m/%Y")
aged_16 = int((born.dt.year == 2009).sum())

# %% [markdown]
# ## Task 4: a pivot
#
# **In a pivot of `header` with ETHNIC down the side and SEX across the top, what number stands for boys and young men
# (M) who are White British (WBRI)?**

# %% tags=["stub"] key="pivot"
white_british_boys = ...

# %% tags=["exercise"] key="pivot"
pivot = header.pivot_table(index="ETHNIC", columns="SEX", values="CHILD", aggfunc="count", fill_value=0)
white_british_boys = int(pivot.loc["WBRI", "M"])

# %% [markdown]
# ## Task 5: a chart
#
# A head of service asks whether referrals have gone up over the last 36 months. Which picture answers best?
#
# - **A** a pie with a slice for each month
# - **B** a line with months from left to right
# - **C** bars for the months, the tallest first
# - **D** a table of 36 numbers with the highest in red
#
# **Give the letter between quotes.**

# %% tags=["stub"] key="chart"
picture = ...

# %% tags=["exercise"] key="chart"
picture = "B"

# %% [markdown]
# ## Task 6: a range of dates
#
# **How many episodes began from 1 July to 30 September 2025, both days included?**

# %% tags=["stub"] key="date-range"
began_that_summer = ...

# %% tags=["exercise"] key="date-range"
began = pd.to_datetime(episodes["DECOM"], format="%d/%m/%Y")
began_that_summer = int(began.between("2025-07-01", "2025-09-30").sum())

# %% [markdown]
# ## Task 7: children
#
# **How many different children had at least one episode in foster care? Its codes, U1 to U6, are those of
# PLACE that begin with U.**

# %% tags=["stub"] key="children"
fostered = ...

# %% tags=["exercise"] key="children"
fostered = episodes[episodes["PLACE"].str.startswith("U")]["CHILD"].nunique()

# %% [markdown]
# ## Task 8: working days
#
# A referral comes on Thursday 2 April 2026. The next working day is day 1. Good Friday is 3 April and Easter Monday is
# 6 April. Which date is working day 10?
#
# - **A** Sunday 12 April
# - **B** Thursday 16 April
# - **C** Friday 17 April
# - **D** Monday 20 April
#
# **Give the letter between quotes.**

# %% tags=["stub"] key="working-days"
tenth_day = ...

# %% tags=["exercise"] key="working-days"
tenth_day = "D"

# %% [markdown]
# ## Task 9: a rate
#
# A council has 412 children in care and 61,300 children under 18. What is its rate per 10,000 children?
#
# - **A** 0.7
# - **B** 6.7
# - **C** 67.2
# - **D** 148.8
#
# **Give the letter between quotes.**

# %% tags=["stub"] key="rate"
rate = ...

# %% tags=["exercise"] key="rate"
rate = "C"

# %% [markdown]
# ## Task 10: what may be published?
#
# Four tables of children by school are ready for a public web page. Counts under 5 must not be worked out by a reader.
# Which table breaks that rule?
#
# - **A** Hill 12, Lake 19, all 31
# - **B** Hill 12, Lake *hidden*, all 15
# - **C** Hill *hidden*, Lake *hidden*, all 24
# - **D** Hill 0, Lake 24, all 24
#
# **Give the letter between quotes.**

# %% tags=["stub"] key="unsafe-table"
unsafe = ...

# %% tags=["exercise"] key="unsafe-table"
unsafe = "B"

# %% [markdown]
# ## Your path
#
# Put your role between the quotes and run the cell: `analyst`, `performance manager`, `data lead`, `commissioner`,
# `social work manager`, `senior leader` or `new starter`. You see your ten results, the lessons to take, and the reason
# for each. It is a recommendation: every lesson stays open to you.

# %% tags=["worked"]
my_path("analyst")
