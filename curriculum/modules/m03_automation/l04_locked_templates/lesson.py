# %% [markdown]
# # Locked templates, filled by their map
#
# **Monday 8 June.** Shabnam Iqbal forwards a mail from the regional office, without a word of her own.
#
# > Thank you for your front door template. Your total shows 0 referrals in the month. Could you confirm?

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. On a tired evening the eye slips by one row. The sheet takes any number in any unlocked cell.

# %% tags=["worked"]
import openpyxl
import pandas as pd

from academy import check, data_folder, hint, practice, solution

TEMPLATES = data_folder() / "templates"
OUT = data_folder().parent / "out"
OUT.mkdir(exist_ok=True)
book = openpyxl.load_workbook(TEMPLATES / "front_door.xlsx")
sheet = book["Referrals"]
book.sheetnames, sheet.protection.sheet

# %% [markdown]
# `openpyxl` reads and writes workbooks without Excel. The sheet is protected, and there is a second, hidden one.
#
# ## Where it looks empty
#
# **Predict first.** Here are two rows of the sheet, columns B to D. The labels stand in B. Where does a figure go: in
# C, which is empty, or in D, which is empty too?

# %% tags=["predict"]
two_rows = [row for row in sheet.iter_rows(min_col=2, max_col=4) if row[0].value in ("Housing", "Police")]
[[(cell.coordinate, cell.value, "locked" if cell.protection.locked else "open") for cell in row] for row in two_rows]

# %% [markdown]
# By eye C and D are alike. D is the one that is open, and the one that the total adds up: `=SUM(...)` below looks only
# at D. Seven figures in column C, and the region sees nought.
#
# ## A lock that programs do not feel
#
# Protection asks *Excel* to stop *people*. A program writes wherever it is told. Try it on the copy in memory: this is
# the cell that holds the total.

# %% tags=["worked"]
total = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=SUM"))
formula = total.value
total.value = 0            # nothing stops us: the formula is gone
total.value, formula

# %% tags=["worked"]
total.value = formula      # and put back

# %% [markdown]
# So your code has to carry the lock itself. That is what the **cell map** is for: one row for each cell that may be
# written, agreed with whoever owns the template.

# %% tags=["worked"]
cell_map = pd.read_csv(TEMPLATES / "cell_map.csv", dtype=str)
cell_map.loc[cell_map["TEMPLATE"] == "front_door", ["SHEET", "CELL", "NAME", "KIND", "LABEL"]].head()

# %% [markdown]
# NAME says what a cell *is*; CELL says where it is *this year*. Your figures go by the name. When the template moves by
# a row, the map changes, and your code doesn't. (Your neighbour's council has its cells in other rows.)
#
# ## Your turn: what to write where
#
# **Write `cells_to_write`: given the cell map, the name of a template and a dictionary of figures by cell name, a table
# with the columns SHEET, CELL and VALUE: one row for each figure, from that template's rows of the map. If a figure's
# name is not among them, raise a `ValueError` whose words hold that name.** Cells without a figure have no row.

# %% tags=["stub"] key="cells-to-write"
def cells_to_write(cell_map, template, figures):
    ...
    # cells = ...
    # for name in figures:
    #     if name not in ...:
    #         raise ValueError(...)
    # found = cells[cells["NAME"].isin(figures)]
    # return found.assign(VALUE=found["NAME"].map(figures))[["SHEET", "CELL", "VALUE"]]

# %% tags=["exercise"] key="cells-to-write"
def cells_to_write(cell_map, template, figures):
    """Where each figure goes; stops at a name that the template does not have."""
    cells = cell_map[cell_map["TEMPLATE"] == template]
    for name in figures:
        if name not in cells["NAME"].to_list():
            raise ValueError(f"{name} is not a cell of {template}: look at the map")
    found = cells[cells["NAME"].isin(figures)]
    return found.assign(VALUE=found["NAME"].map(figures))[["SHEET", "CELL", "VALUE"]]

# %% [markdown]
# `map(figures)` looks each name up in the dictionary. Here are three figures of March, and the cells they go to:

# %% tags=["worked"]
referrals = pd.read_csv(data_folder() / "extracts" / "referrals.csv", dtype=str)
march = referrals[referrals["Referral date"].str[3:] == "03/2026"]
figures = {
    "door_police": int((march["Source"] == "6").sum()),
    "door_housing": int((march["Source"] == "4").sum()),
    "door_children": march["Person ID"].nunique()}
to_write = cells_to_write(cell_map, "front_door", figures)
to_write

# %% [markdown]
# Now write them and save under another name. The template itself is never written to: it is next month's start.

# %% tags=["worked"]
def fill(template, to_write, target):
    """Write the cells (None: nothing yet) into a copy of the template, which gets its name when it is whole."""
    book = openpyxl.load_workbook(template)
    for row in [] if to_write is None else to_write.itertuples():
        book[row.SHEET][row.CELL] = row.VALUE
    partial = target.with_suffix(".part")
    book.save(partial)
    partial.replace(target)


fill(TEMPLATES / "front_door.xlsx", to_write, OUT / "front_door.xlsx")

# %% [markdown]
# ## The same twice?
#
# A pipeline that is run again on the same input should give the same. **Predict first.** Fill it twice and compare the
# two files byte by byte. The same?

# %% tags=["predict"]
import time

time.sleep(1)      # a second later
fill(TEMPLATES / "front_door.xlsx", to_write, OUT / "again.xlsx")
(OUT / "front_door.xlsx").read_bytes() == (OUT / "again.xlsx").read_bytes()

# %% [markdown]
# A workbook carries the time it was saved, so its bytes differ though nothing in it does. What has to be the same is
# what people read: the cells. This turns a workbook into a table of them:

# %% tags=["worked"]
def cells_of(path):
    """A row for each cell with something in it: SHEET, CELL and VALUE as text (a formula as its formula)."""
    rows = []
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            rows.extend([sheet.title, cell.coordinate, str(cell.value)] for cell in row if cell.value is not None)
    return pd.DataFrame(rows, columns=["SHEET", "CELL", "VALUE"])


before = cells_of(TEMPLATES / "front_door.xlsx")
before.tail(3)

# %% tags=["worked"]
cells_of(OUT / "front_door.xlsx").equals(cells_of(OUT / "again.xlsx"))

# %% [markdown]
# ## Prove what you did not touch
#
# "I only filled in the open cells" is a claim. Two tables of cells make it a proof: whatever differs between template
# and filled copy has to be in the map.
#
# An outer merge keeps cells that are in only one of them, such as those that were empty. An address alone is not
# enough: each sheet has a D7.

# %% tags=["worked"]
left = pd.DataFrame({"SHEET": ["S", "S"], "CELL": ["A1", "A2"], "VALUE": ["title", "old"]})
right = pd.DataFrame({"SHEET": ["S", "S"], "CELL": ["A2", "A3"], "VALUE": ["new", "5"]})
left.merge(right, on=["SHEET", "CELL"], how="outer", suffixes=("_then", "_now")).fillna("")

# %% [markdown]
# ## Your turn: outside the map
#
# **Write `outside_the_map`: given the cells before, the cells after (as `cells_of` gives them: SHEET, CELL, VALUE), and
# a map with SHEET and CELL, a table with the columns SHEET and CELL: each cell that differs between before and after,
# or is in only one of them, and is *not* in the map.** Nothing to report: a table without rows.

# %% tags=["stub"] key="outside-the-map"
def outside_the_map(before, after, mapped):
    ...

# %% tags=["exercise"] key="outside-the-map"
def outside_the_map(before, after, mapped):
    """Cells that were changed, filled or emptied, and that nobody was allowed to touch."""
    both = before.merge(after, on=["SHEET", "CELL"], how="outer", suffixes=("_then", "_now")).fillna("")
    touched = both.loc[both["VALUE_then"] != both["VALUE_now"], ["SHEET", "CELL"]]
    allowed = touched.merge(mapped[["SHEET", "CELL"]], on=["SHEET", "CELL"], how="left", indicator=True)
    return allowed.loc[allowed["_merge"] == "left_only", ["SHEET", "CELL"]]

# %% tags=["worked"]
door_map = cell_map[cell_map["TEMPLATE"] == "front_door"]
outside_the_map(before, cells_of(OUT / "front_door.xlsx"), door_map)

# %% [markdown]
# ## When the map is wrong
#
# The map can be out of date too. So look whether the label that stands in the sheet is still the label of the map:

# %% tags=["worked"]
labels = [sheet[f"B{cell[1:]}"].value for cell in door_map["CELL"]]
(door_map["LABEL"] == labels).all()

# %% [markdown]
# ## Your turn: the label has moved
#
# In an invented template of next month somebody has put in a row. Its map says D12 for police; beside D12 the sheet
# now says "Housing", and the police are in row 13. **What does your pipeline do?**
#
# - **A**: writes to D12, as the map says
# - **B**: looks for the label "Police" and writes beside it
# - **C**: stops, names the cell, and leaves the map to somebody who has asked the owner
# - **D**: writes to both, so that it is surely there

# %% tags=["stub"] key="label-has-moved"
moved = ...

# %% tags=["exercise"] key="label-has-moved"
moved = "C"

# %% [markdown]
# ## Before you go
#
# Two sentences for the regional office: what was wrong, and why it can't happen again. No culprit is needed.
#
# {{ ethics }}
#
# Restart and run all. Tomorrow: one command, a way back, and the hours.
