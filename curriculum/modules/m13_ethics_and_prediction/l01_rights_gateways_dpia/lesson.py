# %% [markdown]
# # May we, and who says so?
#
# **Monday 1 March 2027.** Colin Bright, head of service, has met a supplier and is hopeful:
#
# > They'd like a small extract to show us what their model can do. I said you'd send the header, without names. No
# > names, so it's anonymous, so we needn't trouble Irene.
#
# Irene Walsh is the data protection officer, and she is copied in. She answers with one line: *how many of those
# children could somebody pick out?* It is your figure to find.

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. Nobody counts who can still be recognised.

# %% tags=["worked"]
import pandas as pd

from academy import check, data_folder, hint, practice, solution

HEADER = data_folder() / "ssda903" / "2025-26" / "header.csv"
header = pd.read_csv(HEADER, dtype=str)
header.head()

# %% [markdown]
# ## No name is not anonymous
#
# There is no name in it. There is a birth date, a sex, an ethnicity, and a pupil number that every school can read.
#
# **Personal data** is about somebody who *can be* identified, directly or with something else that people have (UK
# GDPR, article 4). Taking names off and keeping an id is **pseudonymised** data: safer, and still personal data.
# **Anonymous** means that nobody is identifiable by any means reasonably likely to be used. Somebody who knows a child
# already has the means: a birthday, a street, a year at school.
#
# ## Your turn: is it anonymous?
#
# The supplier would get CHILD, SEX, DOB, ETHNIC and UPN. **Which of these sentences is right?**
#
# - **A**: It is anonymous, because there are no names.
# - **B**: It is anonymous once CHILD is replaced by a running number.
# - **C**: It is personal data, about children who can be picked out, and needs a lawful basis like any other.
# - **D**: It is personal data only if the supplier tries to find somebody.

# %% tags=["stub"] key="is-it-anonymous"
sentence = ...

# %% tags=["exercise"] key="is-it-anonymous"
sentence = "C"

# %% [markdown]
# ## Picked out
#
# A child is **singled out** when nobody else in the table looks the same. Below are five invented children. Going by
# SEX alone, who stands alone? And going by SEX and YEAR?

# %% tags=["worked"]
five = pd.DataFrame({
    "CHILD": ["A", "B", "C", "D", "E"],
    "SEX": ["F", "F", "F", "M", "M"],
    "YEAR": ["2015", "2015", "2019", "2015", "2015"]})
five

# %% [markdown]
# `groupby` with a list makes a group for each combination, and `transform("size")` writes the size of the group beside
# every row, so that no row is lost.

# %% tags=["worked"]
# dropna=False keeps the rows with a blank: a blank is something a child can be recognised by too.
five.groupby(["SEX", "YEAR"], dropna=False)["CHILD"].transform("size")

# %% [markdown]
# Child C is the only girl of 2019. Whoever knows one girl born in 2019 who is in care has found her row, and reads
# everything else that stands in it.
#
# **Predict first.** In your own council's header: what share of the children are alone in their birth date?

# %% tags=["predict"]
alone = header.groupby("DOB", dropna=False)["CHILD"].transform("size") == 1
round(100 * alone.mean())

# %% [markdown]
# ## Your turn: how many stand alone?
#
# **Write `singled_out`: given a header and a list of its columns, how many children have a combination of values in
# those columns that no other row has.** A blank counts as a value. Each child has one row. A whole number.

# %% tags=["stub"] key="singled-out"
def singled_out(header, columns):
    ...
    # size = header.groupby(columns, ...
    # return ...

# %% tags=["exercise"] key="singled-out"
def singled_out(header, columns):
    """Children whose values in `columns` nobody else has."""
    size = header.groupby(columns, dropna=False)["CHILD"].transform("size")
    return int((size == 1).sum())

# %% tags=["worked"]
# The three columns that a neighbour, a teacher or a cousin may know.
singled_out(header, ["SEX", "DOB", "ETHNIC"])

# %% [markdown]
# ## Coarser is safer
#
# Does the model need a birth date? A year of birth may do, or a band. **The least data that serves the purpose** is
# the law as well as good manners (article 5). A usual test asks for groups of at least five or ten: alone is not the
# only way to be found, and in a group of two one knows the other.
#
# ## Your turn: groups that are too small
#
# **Write `in_small_groups`: given a header and `fewest`, the number of children who are in a group of fewer than
# `fewest`, where a group is everybody with the same SEX and the same year of birth.** DOB is a date here (the cell
# below reads it); `.dt.year` gives its year. No birth date: a group of their own, as `dropna=False` makes it.

# %% tags=["worked"]
dated = header.assign(DOB=pd.to_datetime(header["DOB"], format="%d/%m/%Y"))
dated["DOB"].dt.year.head()

# %% tags=["stub"] key="in-small-groups"
def in_small_groups(header, fewest):
    ...

# %% tags=["exercise"] key="in-small-groups"
def in_small_groups(header, fewest):
    """Children in a group of sex and year of birth with fewer than `fewest` in it."""
    coarse = header.assign(YEAR=header["DOB"].dt.year)
    size = coarse.groupby(["SEX", "YEAR"], dropna=False)["CHILD"].transform("size")
    return int((size < fewest).sum())

# %% tags=["worked"]
# Coarser, and still some children are in a group of fewer than five.
in_small_groups(dated, 5)

# %% [markdown]
# ## Purpose, gateway, record
#
# Before the data comes a sentence: *we want to ... so that ... can decide ...* A **gateway** is the law that lets the
# council do that thing with that data: for safeguarding usually a duty or a public task, not consent (DfE advice, May
# 2024), and a second condition where health or ethnicity is involved (article 9). A gateway belongs to a purpose. What
# was collected to keep a child safe is not thereby free for a sales demonstration.
#
# A **DPIA** (data protection impact assessment) asks what could go wrong for people, and what you will do about it,
# before you begin. The regulator's guidance says that profiling children needs one. Read the page of the day: the rules
# on automated decisions changed with the Data (Use and Access) Act 2025.
#
# ## Four things that change the answer
#
# - Is it **necessary**, or would a smaller extract, or an invented one, do?
# - Would children and parents **expect** it? Were they told?
# - What is the **worst** that could happen to one child, not on average?
# - Who may say **no**, and will they be asked in time?

# %% [markdown]
# ## A record that has gaps
#
# A decision nobody wrote down was made by nobody. A small one has these parts:

# %% tags=["worked"]
PARTS = ["purpose", "gateway", "least data", "risk", "who decides", "review on"]
draft = {"purpose": "Show the supplier's model on our children", "gateway": "", "least data": "  ",
         "risk": "...", "who decides": "Head of service with the data protection officer"}
draft

# %% [markdown]
# ## Your turn: what does the record lack?
#
# **Write `record_gaps`: given a record (a dictionary of texts), the list of those of `PARTS`, in that order, which
# are missing, blank, only spaces, or still the three full stops of the form (`...` as text).** `record.get("risk")` gives None when
# there is no such part. A gap is not a bad answer; whether an answer is good, a person has to read.

# %% tags=["stub"] key="record-gaps"
def record_gaps(record):
    ...

# %% tags=["exercise"] key="record-gaps"
def record_gaps(record):
    """The parts of the record that nobody has filled in."""
    gaps = []
    for part in PARTS:
        written = (record.get(part) or "").strip()
        if written in ("", "..."):
            gaps.append(part)
    return gaps

# %% tags=["worked"]
record_gaps(draft)

# %% [markdown]
# Colin reads the figure, then the gaps. "So not today," he says. Irene offers a way: the supplier may have an
# **invented** council, with the same columns. That is what you have been working on all year.
#
# ## Before you go
#
# Write two sentences to Colin: what you found, and what you suggest instead of the extract.
#
# {{ ethics }}
#
# Restart and run all. Next: a table that looks safe, and is not.
