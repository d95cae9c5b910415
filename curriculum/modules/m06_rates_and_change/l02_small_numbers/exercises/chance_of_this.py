"""How often two equal years differ as much: a coin tossed once for each child of both years."""

from itertools import pairwise
from math import comb

from scipy.stats import binom, binomtest, poisson

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m06-l02-chance-of-this",
    answer="chance_of_this",
    kind="function",
    points=2,
    minutes=8,
    skills=["K13", "S10", "S13"],
    inputs=(),
    tolerance=1e-6,
    gives="number",
)

exercise.ask_on = ((2, 4), (20, 40), (6, 3), (0, 4), (30, 15), (7, 7))
# By hand for the small ones: 2 and 4: 2 x (15 + 6 + 1) of 64; 0 and 4: 2 of 16. The rest by SciPy.
exercise.answers = (0.6875, 0.013489, 0.507812, 0.125, 0.035698, 1.0)
MEASURES = ("children starting to be looked after", "protection plans starting")


def counts_of(council):
    rows = council.journeys["benchmarks"].rows_by_key(["la_code", "measure", "year"], named=True)
    own = [[rows[(council.spec.la_code, m, y)][0]["count"] for y in council.spec.collection_years] for m in MEASURES]
    return [(before, after) for counts in own for before, after in pairwise(counts)]


exercise.ask_council_on = counts_of


@exercise.reference
def every_way_it_can_fall(council, before, after):
    """All ways the children of both years can fall, counted one by one."""
    return as_lopsided(before, after)


def as_lopsided(before, after):
    n = before + after
    ways = [comb(n, heads) for heads in range(n + 1)]
    return sum(each for each in ways if each <= ways[after]) / 2**n


@exercise.right("all the ways")
def all_the_ways(before, after):
    return as_lopsided(before, after)


@exercise.right("twice the larger side")
def twice(before, after):
    return min(1.0, 2 * float(binom.sf(max(before, after) - 1, before + after, 0.5)))


ASKED = "You were asked how often two equal years differ at least as much as these, either way. "


@exercise.wrong(
    ASKED + "For {before} and {after} you give {yours}, which takes the first year as the truth. Last year was luck as "
    "well. Re-read 'Have they doubled?'."
)
def last_year_is_truth(before, after):
    return float(poisson.sf(after - 1, before))


@exercise.wrong(
    ASKED
    + "For {before} and {after} you give {yours}. It may count one way only: a fall as large would have turned the "
    "arrow as well. Re-read 'Your turn: how often by chance?'."
)
def one_way(before, after):
    return binomtest(after, before + after, alternative="greater").pvalue


@exercise.wrong(
    ASKED
    + "For {before} and {after} you give {yours}, which may be the change itself as a part of where it began. The "
    "question is how often chance does as much. Re-read 'Have they doubled?'."
)
def the_change(before, after):
    return abs(after - before) / before if before else float("inf")


@exercise.wrong(
    ASKED + "For {before} and {after} you give {yours}. That may be the chance of exactly these counts, and leaves out "
    "what is more lopsided still. Re-read 'Have they doubled?'."
)
def exactly_this(before, after):
    return float(binom.pmf(after, before + after, 0.5))


exercise.hints = (
    "How many tosses are there in both years together, and how many are heads?",
    "binomtest(heads, tosses).pvalue counts everything at least as lopsided, either way.",
    "return binomtest(...).pvalue",
)
exercise.after = (
    "With 2 and 4 there is little to see; with 20 and 40, about one time in seventy. Same doubling, another answer. "
    "When years differ in length or size, tell binomtest the share with p=."
)
