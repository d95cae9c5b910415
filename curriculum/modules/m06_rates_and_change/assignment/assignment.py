# %% [markdown]
# # Is it real?
#
# **Monday 14 September.** Yvonne Clarke's board meets on Thursday. She has read the pack, and put it down:
#
# > Eleven arrows, four of them red, and one that somebody has coloured in by hand. I have ninety minutes and fourteen
# > people. Tell me which of these I should ask about, which I should leave alone, and which are only us counting
# > differently. And if a home is in trouble I want to know it before Thursday, without hanging a small one for luck.

# %% [markdown]
# ## How this works
#
# Four tasks in Python and one page. Each function is run on a council you have never seen, and on small tables with
# answers worked out by hand. Rules and limits are **named in the task**: another good method gives other numbers, and
# would be marked wrong here, because a board that may choose its method afterwards can find anything.
#
# `check` tells you whether an answer has the right *form*. Whether it is right you find out as in the lessons: with
# small tables of your own, and with the examples the lessons print. A function must not change the tables it is given.
#
# (Events in children's homes are counted. None is described.)
#
# ## Your files and helpers

# %% tags=["worked"]
import json

import numpy as np
import pandas as pd
from scipy.stats import binom, norm
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from academy import check, data_folder

DATA = data_folder()
la_code = json.loads((DATA / "manifest.json").read_text(encoding="utf-8"))["council"]["la_code"]

# %% tags=["worked"] key="tables"
benchmarks = pd.read_csv(DATA / "population" / "benchmarks.csv", dtype={"la_code": str})
providers = pd.read_csv(DATA / "providers" / "providers.csv", dtype={"URN": str})
provider_months = pd.read_csv(
    DATA / "providers" / "provider_months.csv", dtype={"URN": str}, parse_dates=["MONTH"], dayfirst=True)
workforce_months = pd.read_csv(DATA / "workforce" / "workforce_months.csv", parse_dates=["MONTH"], dayfirst=True)
definitions = pd.read_csv(DATA / "workforce" / "definitions.csv", parse_dates=["FROM"], dayfirst=True)
years = ["2023-24", "2024-25", "2025-26"]
returns = [pd.read_csv(DATA / "cin_census" / year / "csv" / "cin_details.csv", dtype=str) for year in years]

# %% tags=["worked"] key="two-series"
both = pd.concat(returns)[["LAchildID", "CINreferralDate"]].drop_duplicates()
days = pd.to_datetime(both["CINreferralDate"], format="%d/%m/%Y")
referrals = days[days >= "2023-04-01"].dt.to_period("M").value_counts().sort_index().to_list()
cases = workforce_months.groupby("MONTH")["CASES"].sum()
break_at = int((cases.index < definitions["FROM"].max()).sum())      # how many months lie before the new definition
cases = cases.to_list()
len(referrals), len(cases), break_at

# %% [markdown]
# ## Task 1: nine rates, each with its range
#
# Write `with_ranges`: given benchmarks, a council's code and a year, **a table with one row for each measure and the
# columns `measure`, `rate`, `low`, `high`**: the rate per `per` from the two whole numbers, and its 95% range on the same
# scale, not rounded. The range is
#
# - for a measure per 100, **Wilson's**;
# - for a measure per 10,000 with a count **under 10**, the **exact** one (`method="exact-c"`);
# - for a measure per 10,000 with a count of **10 or more**, **Byar's**. With count $x$, $y = x + 1$ and $z$ =
#   `norm.ppf(0.975)`, its ends are
#   $x\left(1 - \frac{1}{9x} - \frac{z}{3\sqrt{x}}\right)^3$ and
#   $y\left(1 - \frac{1}{9y} + \frac{z}{3\sqrt{y}}\right)^3$.
#   For a count of 65 that is 50.16 to 82.85.
#
# (`for _, row in own.iterrows():` walks along the rows of a table; `row["count"]` is then one value.)

# %% tags=["stub"] key="with-ranges"
def with_ranges(benchmarks, la_code, year):
    ...

# %% tags=["exercise"] key="with-ranges"
def byar(count):
    """Byar's 95% ends of a count."""
    z, more = norm.ppf(0.975), count + 1
    low = count * (1 - 1 / (9 * count) - z / (3 * np.sqrt(count))) ** 3
    return low, more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3


def ends(count, of, per):
    """The 95% range of a rate, by the method its kind and size ask for."""
    if per == 100:
        low, high = proportion_confint(count, of, method="wilson")
        return low * per, high * per
    low, high = byar(count) if count >= 10 else confint_poisson(count, 1, method="exact-c")
    return low / of * per, high / of * per


def with_ranges(benchmarks, la_code, year):
    """Every measure of one council and year with its rate and 95% range."""
    own = benchmarks[(benchmarks["la_code"] == la_code) & (benchmarks["year"] == year)]
    found = []
    for _, row in own.iterrows():
        low, high = ends(row["count"], row["denominator"], row["per"])
        found.append((row["measure"], row["count"] / row["denominator"] * row["per"], low, high))
    return pd.DataFrame(found, columns=["measure", "rate", "low", "high"])

# %% [markdown]
# ## Task 2: beyond chance, and beyond the usual differences
#
# Write `beyond_chance`: given benchmarks, a measure per 100 and a year, **a table with one row for each council and the
# columns la_code, `distance`, `limit`, `position`**:
#
# 1. the middle is the share of all councils together;
# 2. `distance` is (own share - middle) over the standard error $\sqrt{p(1-p)/n}$, where $p$ is the middle and $n$ the
#    council's own denominator;
# 3. the distances are *pulled in* to their own 10% and 90% quantiles (`quantile` and `clip`), and the spread is the mean
#    of their squares;
# 4. `limit` is 3.09 times the square root of the spread, the same for all; a spread **under 1 counts as 1**;
# 5. `position` is `"high"` or `"low"` where the distance (not pulled in) is beyond the limit, else `"inside"`.

# %% tags=["stub"] key="beyond-chance"
def beyond_chance(benchmarks, measure, year):
    ...

# %% tags=["exercise"] key="beyond-chance"
def beyond_chance(benchmarks, measure, year):
    """How far each council is from all together, and whether that is more than councils usually differ."""
    these = benchmarks[(benchmarks["measure"] == measure) & (benchmarks["year"] == year)]
    middle = these["count"].sum() / these["denominator"].sum()
    error = np.sqrt(middle * (1 - middle) / these["denominator"])
    distance = (these["count"] / these["denominator"] - middle) / error
    pulled_in = distance.clip(distance.quantile(0.1), distance.quantile(0.9))
    limit = 3.09 * np.sqrt(max((pulled_in**2).mean(), 1))
    position = np.where(distance > limit, "high", np.where(distance < -limit, "low", "inside"))
    return these[["la_code"]].assign(distance=distance, limit=limit, position=position)

# %% [markdown]
# ## Task 3: homes to ask, small ones spared
#
# Homes changed over to a new contract between August 2024 and June 2025. Commissioners ask: in which **children's
# homes** (`TYPE` is exactly `Children's Home`) are there more notifications under the new contract than the home's
# **own** past would give by chance?
#
# Write `homes_to_ask`: given provider_months, providers and two days `before` and `since`, **a table with the columns
# URN and `chance`**, one row for each children's home whose chance is **under 0.01**. Old months are those whose MONTH
# is before `before`; new ones those from `since` on, that day included. Homes without nights in old or in new months
# are left out.
#
# The chance is the coin of lesson 2 with another coin: if nothing changed, each of a home's notifications (old and new
# together) falls into the new months with the **new months' share of its nights**. `chance` is how often at least as
# many as were seen fall there: `binom.sf(new - 1, old + new, share)`, which takes whole columns.

# %% tags=["stub"] key="homes-to-ask"
def homes_to_ask(provider_months, providers, before, since):
    ...

# %% tags=["exercise"] key="homes-to-ask"
def homes_to_ask(provider_months, providers, before, since):
    """Children's homes with more notifications since a day than their own past makes likely."""
    homes = providers[providers["TYPE"] == "Children's Home"]["URN"]
    months = provider_months[provider_months["URN"].isin(homes)]
    old = months[months["MONTH"] < before].groupby("URN")[["NIGHTS", "NOTIFICATIONS"]].sum()
    new = months[months["MONTH"] >= since].groupby("URN")[["NIGHTS", "NOTIFICATIONS"]].sum()
    both = old.merge(new, on="URN", suffixes=("_old", "_new")).reset_index()
    both = both[(both["NIGHTS_old"] > 0) & (both["NIGHTS_new"] > 0)]
    share = both["NIGHTS_new"] / (both["NIGHTS_old"] + both["NIGHTS_new"])
    events = both["NOTIFICATIONS_old"] + both["NOTIFICATIONS_new"]
    both = both.assign(chance=binom.sf(both["NOTIFICATIONS_new"] - 1, events, share))
    return both[both["chance"] < 0.01][["URN", "chance"]]

# %% [markdown]
# On your own council, the contract's days are these:

# %% tags=["worked"] key="contract"
before, since = pd.Timestamp("2024-08-01"), pd.Timestamp("2025-07-01")

# %% [markdown]
# ## Task 4: a chart that knows its break
#
# Write `process_chart`: given a list of values in order of time and a place `break_at` (how many values lie before a new
# definition; `None` when there is none), **a table with one row for each value, in order, and the columns `value`,
# `mean`, `low`, `high`, `signal`**. Values before and after the break are two series that know nothing of each other:
# each has its own mean, its own moving ranges, its own limits (2.66), its own runs.
#
# `signal` is `"above"` or `"below"` outside a limit; otherwise `"run"` for every value of a run of eight or more on one
# side of the mean (a value on the mean ends a run); otherwise `""`. Each part has at least two values.

# %% tags=["stub"] key="process-chart"
def process_chart(values, break_at):
    ...

# %% tags=["exercise"] key="process-chart"
def one_part(values):
    """The chart of one stretch without a break."""
    series = pd.Series(values, dtype="float")
    mean, between = series.mean(), series.diff().abs().mean()
    low, high = mean - 2.66 * between, mean + 2.66 * between
    side = np.sign(series - mean)
    run = side.groupby((side != side.shift()).cumsum()).transform("size")
    in_a_run = np.where((run >= 8) & (side != 0), "run", "")
    signal = np.where(series > high, "above", np.where(series < low, "below", in_a_run))
    return pd.DataFrame({"value": series, "mean": mean, "low": low, "high": high, "signal": signal})


def process_chart(values, break_at):
    """Values with limits and signals; nothing is worked out across the break."""
    if break_at is None:
        return one_part(values)
    return pd.concat([one_part(values[:break_at]), one_part(values[break_at:])], ignore_index=True)

# %% [markdown]
# Try yours on `process_chart(referrals, None)` and `process_chart(cases, break_at)`. Remember what lesson 4 said about
# stocks such as cases before you believe its signals: here the chart is for the two levels and the day between them.
#
# ## Task 5: one page, signal or noise
#
# One page, 250 to 350 words, for Yvonne to hold on Thursday. Your coach reads it. In this order, in plain words:
#
# 1. **The decision**: what the board should ask about, and what it should leave alone.
# 2. **Four arrows**, a sentence or two each, with its range or its rule: re-referrals, referrals by month, cases, and the
#    homes. Say of each: *signal*, *noise*, or *new definition*.
# 3. **How sure you are**, and what these numbers cannot show. How many false alarms do your rules raise by themselves?
# 4. **One chart**, described in two sentences: its title, and what it would show somebody who cannot see it.
# 5. **Ethics**: who would be blamed, if the board read an arrow wrongly, and how the page avoids it. No list of homes in
#    order of rate; no home by name.

# %% [markdown] tags=["coach"] key="signal-or-noise"
# *Write your page here: double-click, and replace this line.*

# %% [markdown]
# ## Before you hand it in
#
# - Choose **Kernel**, **Restart Kernel and Run All Cells**. Does it run from top to bottom?
# - Does `with_ranges` give 50.16 to 82.85 for a count of 65 in 10,000, when the measure is per 10,000?
# - Make up a home of twenty nights with three events in a week. Does your function leave it alone? Should it?
