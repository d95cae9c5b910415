# %% [markdown]
# # Your first notebook
#
# **Tuesday 7 April.** The long weekend is over and the year-end has passed. Denise Okafor, service manager for
# children in care, has written to you:
#
# > Two people have given me two different totals for the year. I speak at the performance meeting on Monday. How many
# > children and young people are in our return, and what share of them are girls? I don't mind which number it is, as
# > long as you can show me how you got it.
#
# *Show me how* is what this lesson is about. A spreadsheet shows the result; a notebook also shows every step to it.

# %% [markdown]
# ## How you do it today
#
# In Excel you open `header.csv`, look at the number of the last row, and make a pivot of SEX. It works, and it is
# quick. But next month nobody can see whether a filter was on, or whether care leavers were taken out first. That is
# how two careful people get two totals.
#
# Here you will do the same job in six short lines that anybody can rerun.

# %% [markdown]
# ## Run a cell
#
# This page is made of *cells*. Some hold words, like this one. Some hold Python, and have square brackets at their
# left.
#
# Click on the cell below and press **Shift + Enter** to run it. Without a mouse: the arrow keys move from cell to
# cell, **Enter** starts typing in one, **Esc** stops.

# %% tags=["worked"]
# The children on two team lists, added up. Python skips everything after a #: it is a note for people.
41 + 47

# %% [markdown]
# The answer appears underneath, and the brackets now hold a number: the order in which cells were run. `[*]` means:
# still working.
#
# ## Names hold values
#
# In Excel a value lives at an address, such as B2. In a notebook you give it a name that says what it is. The `=`
# puts the value on its right into the name on its left.

# %% tags=["worked"]
team_a = 41
team_b = 47
team_a + team_b

# %% [markdown]
# ## Order matters
#
# The phone rings: one child has left team A. The next cell takes one away from whatever `team_a` holds *now*, and
# puts the result back.
#
# **Predict first.** What will the cell show the first time you run it? And if you run the same cell a second time?
# Say both numbers aloud, then run it twice.

# %% tags=["predict"]
team_a = team_a - 1
team_a + team_b

# %% [markdown]
# A cell does its work again each time it is run, and names remember. A notebook run here and there, in any order, may
# show a number that nobody can get back to.
#
# Now and then it is your turn, and `check` tells you how it went. `import` fetches it:

# %% tags=["worked"]
from academy import check, hint, solution

# %% [markdown]
# ## Your turn: run it again
#
# A colleague opens this notebook in the morning and runs all of it once, from the top. Then they click on the cell
# under *Order matters* and run that one cell **two more times**. What does it show in the end?
#
# - **A**: 88
# - **B**: 87
# - **C**: 86
# - **D**: 85
#
# Put a letter in place of the three dots, **between quotes**: `after_three_runs = "B"`. Quotes mark text; without
# them Python looks for something *named* B. Run your cell, then the `check` cell below it. Stuck? Add a cell with the
# **+** button, and run `hint("m01-l01-run-it-again")` in it: there are three hints for every task.

# %% tags=["stub"] key="run-it-again"
after_three_runs = ...

# %% tags=["exercise"] key="run-it-again"
after_three_runs = "D"

# %% [markdown]
# ## Restart and run all
#
# The cure takes five seconds. In the menu choose **Kernel**, then **Restart Kernel and Run All Cells**. (The *kernel*
# is the part that does the calculating.) It forgets every name and runs the page from top to bottom. A number that
# survives this, you can defend. Do it now, and come back.
#
# ## When it goes wrong
#
# Red text is a message, not a verdict. **Read the last line first**:
#
# ```
# NameError: name 'tema_a' is not defined
# ```
#
# There is no `tema_a`: it is misspelt, or the cell that makes it has not been run. Nearly every error today is one of
# these.
#
# ## Read the return
#
# Your data is an invented council: no child in it is real. `header.csv` is the part of the 903 return with one row
# for each child who was in care in the year, and for each care leaver whose 17th to 21st birthday fell in it.
# **pandas** is the tool for tables, and `pd` its short name.

# %% tags=["worked"]
import pandas as pd

from academy import data_folder

DATA = data_folder()  # the folder where your council's files are
YEAR = DATA / "ssda903" / "2025-26"  # the 903 return for the year that has just ended

# %% tags=["worked"]
# dtype=str: keep every value as the text that was sent. Lesson 3 shows what goes wrong otherwise.
header = pd.read_csv(YEAR / "header.csv", dtype=str)

# head() shows the first five rows; a table that is too long to read is no use to anyone.
header.head()

# %% [markdown]
# `header` is a *table*. Its columns have the names the Department for Education gave them: CHILD is our own number
# for the child, DOB the date of birth. `NaN` marks a blank.
#
# ## How many rows
#
# **Predict first.** If you opened this file in Excel, what would stand in row 1? So will Python's number of rows be
# the same as Excel's last row number, or one less?

# %% tags=["predict"]
header.shape  # (rows, columns)

# %% [markdown]
# One less. Excel counts the line of headings; pandas knows that it is not a child.
#
# ## Your turn: children in the return
#
# Denise's first question: **how many children and young people are in the return?** Each has one row, so count the
# rows of `header`, without the line of headings. Put the number into `children`. Let Python do the counting: `len( )`
# with a table between the brackets gives its number of rows. A number you type will not follow the data.

# %% tags=["stub"] key="children-in-return"
children = ...

# %% tags=["exercise"] key="children-in-return"
children = len(header)

# %% [markdown]
# ## Your first pivot
#
# A pivot with SEX in Rows and a count in Values is one line. Read it from left to right: from `header`, take the
# column SEX, and count each value. Square brackets pick a column. Its name goes in quotes, in capitals, exactly as in
# the file.

# %% tags=["worked"]
by_sex = header["SEX"].value_counts()
by_sex

# %% [markdown]
# The largest count comes first. To take one number out of a pivot, ask for it by its label:

# %% tags=["worked"]
by_sex["M"]  # np.int64( ) around the answer only says that it is a whole number

# %% [markdown]
# ## Your turn: children by ethnicity
#
# Joss Taylor, participation adviser, reads the draft over your shoulder: "You can't only count boys and girls. Who
# are they?"
#
# Make the same kind of pivot for the column `ETHNIC`: **the number of children and young people for each ethnicity
# code, none left out**. Call it `by_ethnicity`. Its columns are ETHNIC and count, as `value_counts` names them.

# %% tags=["stub"] key="children-by-ethnicity"
by_ethnicity = ...

# %% tags=["exercise"] key="children-by-ethnicity"
by_ethnicity = header["ETHNIC"].value_counts()

# %% [markdown]
# ## Your turn: the share who are girls
#
# Denise's second question. **Of all children and young people in the return, what percentage are girls or young women
# (code `F`)?** Use `by_sex` and `children`. Division is `/`, multiplication is `*`. Give a percentage between 0 and
# 100, rounded to one decimal place: `round(x, 1)` rounds `x` to one place. Call it `percent_girls`.

# %% tags=["stub"] key="percent-girls"
percent_girls = ...

# %% tags=["exercise"] key="percent-girls"
percent_girls = round(by_sex["F"] / children * 100, 1)

# %% [markdown]
# ## Your reply to Denise
#
# Two sentences that she can read on her phone between meetings: the two figures, and one thing they do **not** say.
# (Care leavers are in them. How many children were in care *on* 31 March is another question: Thursday's.)
# Double-click here, and write under the line.
#
# ---
#
# *Your two sentences:*

# %% [markdown]
# ## Before you go
#
# {{ ethics }}
#
# **Restart Kernel and Run All Cells** once more. If every check says yes, Denise has her answer, and you can show her
# how you got it.
#
# ## Where to go next
#
# - **You work with data**: lessons 2, 3 and 4, then the assignment.
# - **You commission or use the figures**: go straight to lesson 4, *From question to measure*. You can follow it
#   without writing Python.
