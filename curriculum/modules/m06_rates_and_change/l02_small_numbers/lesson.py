# %% [markdown]
# # When the count is small
#
# **Wednesday 9 September.** Yvonne Clarke has turned the page:
#
# > Adoptions have an arrow each year. When it is up, somebody puts a cake on the slide. From what to what? And last
# > quarter's list of homes: the safest are ones I have never heard of. Before I say well done to anybody, tell me what
# > luck looks like.
#
# (Events in children's homes are counted in this lesson. None is described.)

# %% [markdown]
# ## How you do it today
#
# {{ excel }}. Nothing in the sheet says that 2 and 4 are a different kind of number from 200 and 400.

# %% tags=["worked"]
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from scipy.stats import binomtest, poisson
from statsmodels.stats.rates import confint_poisson

from academy import check, data_folder, figure, hint, practice, solution

DATA = data_folder()
years = ["2023-24", "2024-25", "2025-26"]
returns = {year: pd.read_csv(DATA / "ssda903" / year / "episodes.csv", dtype=str) for year in years}
provider_months = pd.read_csv(DATA / "providers" / "provider_months.csv", dtype={"URN": str})

# %% [markdown]
# ## What luck looks like
#
# Take a service that places three children a year for adoption on average, and never gets better or worse. Here are a
# thousand of its years: how many had no adoption, one, two, ...
#
# **Predict first.** In how many of the thousand are there six or more, twice the usual?

# %% tags=["predict"]
adopted = np.arange(0, 10)
often = (poisson.pmf(adopted, 3) * 1000).round().astype(int)      # the Poisson distribution: counts by chance alone
six_or_more = round(poisson.sf(5, 3) * 1000)
six_or_more

# %% tags=["worked", "figure"]
fig, ax = plt.subplots()
bars = ax.bar(adopted, often)
ax.bar_label(bars, padding=2)
ax.set(xticks=adopted, xlabel="Adoptions in the year", ylabel="Years in a thousand", ylim=(0, 250))
ax.grid(visible=False)
ax.set_title("Three a year on average means years of none and of six")
figure(fig, alt=f"Bars of a thousand equal years: {often[0]} have no adoption, {often[3]} have three, "
    f"and {six_or_more} have six or more, though nothing changed.")

# %% [markdown]
# A rule of thumb: a count jumps about by roughly its own **square root**. For 400 that is 20, a twentieth. For 4 it is
# 2, a half. So small counts double by themselves, and large ones hardly ever.
#
# ## A count with its range
#
# `confint_poisson` with `method="exact-c"` gives the exact 95% range of what could be behind a count. The second
# number is "out of how much": 1 year.

# %% tags=["worked"]
table = pd.DataFrame({"count": [0, 1, 5, 10, 65]})
table["low"], table["high"] = confint_poisson(table["count"], 1, method="exact-c")
table.round(2)

# %% [markdown]
# ## Nought is not never
#
# Look at the first row. A year without any is what a service with three a year sometimes has. (The *rule of three*:
# after nought, up to about three could be the truth.) The school formula, count plus or minus twice its root, says 0 to
# 0: certain, and wrong.
#
# In Excel the ends are `=CHISQ.INV(0.025, 2*A2)/2` and `=CHISQ.INV(0.975, 2*A2+2)/2`. From ten on, many public bodies
# use Byar's formula, which comes to nearly the same.
#
# ## Your turn: adoptions with their range
#
# In the 903, REC says why an episode ended: E11 and E12 are the two kinds of adoption. **Write `adoptions`: given a
# year's episodes, three numbers: the number of different children adopted, and the low and high end of the exact 95%
# range, not rounded.**

# %% tags=["stub"] key="adoptions"
def adoptions(episodes):
    ...
    # count = ...
    # low, high = confint_poisson(...)
    # return count, low, high

# %% tags=["exercise"] key="adoptions"
def adoptions(episodes):
    """Children adopted in the year, with the exact 95% range."""
    count = episodes[episodes["REC"].isin(["E11", "E12"])]["CHILD"].nunique()
    low, high = confint_poisson(count, 1, method="exact-c")
    return count, low, high

# %% [markdown]
# Try it: `pd.DataFrame([adoptions(returns[year]) for year in years], index=years)`. Where would you put the cake?
#
# ## Have they doubled?
#
# An invented slide says so: from 2 to 4. Ask it like this. *If nothing had changed*, each child adopted in the two years was as likely to fall in the second as
# in the first: heads or tails. With 2 and then 4, that is six tosses with four heads. How often are six tosses at least
# as lopsided as that?

# %% tags=["worked"]
round(float(binomtest(4, 2 + 4).pvalue), 4)      # 4 of 6, one way or the other

# %% [markdown]
# About seven times in ten. Nobody would call a coin crooked for that.
#
# Note what we did **not** do: take last year's 2 as the truth and ask how odd 4 is. Last year was luck as well.
#
# ## Your turn: how often by chance?
#
# **Write `chance_of_this`: given the count before and the count after, how often two equal years differ at least as
# much, either way: a number between 0 and 1, not rounded.**

# %% tags=["stub"] key="chance-of-this"
def chance_of_this(before, after):
    ...

# %% tags=["exercise"] key="chance-of-this"
def chance_of_this(before, after):
    """How often equal years would differ as much as these, by the toss of a coin."""
    return binomtest(after, before + after).pvalue

# %% [markdown]
# **Predict first.** 2 to 4, 20 to 40, 200 to 400: each has doubled. Which would you act on?

# %% tags=["predict"]
pd.DataFrame([(n, 2 * n, binomtest(2 * n, 3 * n).pvalue) for n in (2, 6, 20, 200)],
             columns=["before", "after", "how often by chance"]).round(4)

# %% [markdown]
# Small counts need not be useless. Put **years together**: three years of adoptions say more than one. Or count
# something that comes earlier and oftener, such as decisions and matches.
#
# ## The safest home of the quarter
#
# Homes notify serious events. `provider_months` has, for each building and month, the nights children spent there and
# the notifications. Yvonne's list is of January to March.
#
# **Predict first.** Some homes had none in those months, and stand first. After nought, up to 3.69 could be the truth:
# how high is that per 100 nights, beside the rate of all homes together?

# %% tags=["predict"]
in_quarter = provider_months["MONTH"].isin(["01/01/2026", "01/02/2026", "01/03/2026"])
quarter = provider_months[in_quarter].groupby("URN")[["NIGHTS", "NOTIFICATIONS"]].sum()
none = quarter[(quarter["NIGHTS"] > 0) & (quarter["NOTIFICATIONS"] == 0)].sort_values("NIGHTS")
together = quarter["NOTIFICATIONS"].sum() / quarter["NIGHTS"].sum() * 100
none.assign(high=3.69 / none["NIGHTS"] * 100, all_homes=together).head().round(2)

# %% [markdown]
# Where `high` is above `all_homes`, nobody can say that the home is safer than the rest. The fewer the nights, the higher
# it goes: a small home is first in one list and, after one bad week, last in the next.
#
# **Totals first, then divide.** The mean of monthly rates gives a month of two nights as much say as one of two hundred.

# %% tags=["worked"]
tiny = pd.DataFrame({"NIGHTS": [2, 200], "NOTIFICATIONS": [1, 1]})
by_month = (tiny["NOTIFICATIONS"] / tiny["NIGHTS"]).mean() * 100
together = tiny["NOTIFICATIONS"].sum() / tiny["NIGHTS"].sum() * 100
pd.Series({"mean of monthly rates": by_month, "totals first": together}).round(2)      # per 100 nights

# %% [markdown]
# ## Your turn: homes with their range
#
# **Write `homes_with_range`: given provider_months, a table with one row for each URN that had any nights, and the
# columns URN, `rate`, `low`, `high`: notifications per 100 nights over all months, with the exact 95% range, not
# rounded.** In `confint_poisson` "out of how much" is now hundreds of nights. It takes whole columns.

# %% tags=["stub"] key="homes-with-range"
def homes_with_range(provider_months):
    ...

# %% tags=["exercise"] key="homes-with-range"
def homes_with_range(provider_months):
    """Notifications per 100 nights of each building, with the exact 95% range."""
    homes = provider_months.groupby("URN")[["NIGHTS", "NOTIFICATIONS"]].sum().reset_index()
    homes = homes[homes["NIGHTS"] > 0]
    hundreds = homes["NIGHTS"] / 100
    low, high = confint_poisson(homes["NOTIFICATIONS"], hundreds, method="exact-c")
    return homes.assign(rate=homes["NOTIFICATIONS"] / hundreds, low=low, high=high)

# %% [markdown]
# Look up last quarter's safe homes in your table, which has three years behind it. Are they still the safest? Then sort
# it by `high`: which home could be the worst of all?
#
# ## The worst get better
#
# Twenty invented homes, all exactly alike. In the first year we visit the five with the most events. A year later:

# %% tags=["worked"]
chance = np.random.default_rng(9)
homes = pd.DataFrame({"first year": chance.poisson(6, 20), "second year": chance.poisson(6, 20)})
worst = homes.nlargest(5, "first year")
worst.mean()

# %% [markdown]
# The visits did nothing: they were not in the code. We **chose** these five for their bad luck, and luck does not stay.
# That is *regression to the mean*. It makes every visit look like help, and every praise look like harm.
#
# ## Your turn: did the visits help?
#
# Three homes with the highest rates were visited; a year later all three have lower rates. **What may you say?**
#
# - **A**: the visits worked
# - **B**: lower rates were likely without visits; homes chosen in the same way and not visited would tell
# - **C**: the homes stopped reporting
# - **D**: nothing can ever be said about homes

# %% tags=["stub"] key="the-worst-improved"
visits = ...

# %% tags=["exercise"] key="the-worst-improved"
visits = "B"

# %% [markdown]
# ## Before you go
#
# Write Yvonne two sentences: one on the cake, one on the safest home. Give each figure with its range.
#
# {{ ethics }}
#
# Restart and run all. Tomorrow, a hundred and fifty councils in a row, and ours somewhere in it.
