"""Coarser is safer: year in place of day, and groups of at least so many."""

from curriculum.exercise import Exercise, table
from curriculum.truth import people_in

exercise = Exercise(
    id="m13-l01-in-small-groups",
    answer="in_small_groups",
    kind="function",
    points=3,
    minutes=10,
    skills=["K1", "S1", "S3"],
    inputs="ssda903.header",
)

# Girls of 2015: three (two on one day). Boys of 2015: two. Boys of 2012: one. Girls without a birth date: two.
exercise.practice = table("""
    CHILD SEX DOB        ETHNIC
    A     F   2015-05-01 WBRI
    B     F   2015-05-01 WBRI
    C     F   2015-12-31 MWBC
    D     M   2015-01-01 WBRI
    E     M   2015-08-08 -
    F     M   2012-03-03 WBRI
    G     F   -          WBRI
    H     F   -          WBRI
""")
exercise.ask_on, exercise.answers = (1, 2, 3, 4), (0, 1, 5, 8)  # worked out by hand


@exercise.reference
def counted_one_by_one(council, fewest):
    """The people of the year from the simulation, by sex and year of birth."""
    people = people_in(council)
    groups = list(zip(people["sex"], people["dob"].dt.year, strict=True))
    return sum(groups.count(group) < fewest for group in groups)


@exercise.right("groups counted, then added up")
def added_up(header, fewest):
    sizes = header.groupby([header["SEX"], header["DOB"].dt.year], dropna=False).size()
    return int(sizes[sizes < fewest].sum())


@exercise.right("the year as text")
def as_text(header, fewest):
    look = header["SEX"] + header["DOB"].dt.strftime("%Y").fillna("none")
    return int((look.map(look.value_counts()) < fewest).sum())


ASKED = "You were asked for the number of children in a group of fewer than so many, by sex and year of birth. "


@exercise.wrong(
    ASKED
    + "For {fewest} your function counted a group that has exactly that many. Fewer than leaves the number itself "
    "out: look at < and <=. Re-read 'Coarser is safer'."
)
def or_exactly(header, fewest):
    size = header.groupby([header["SEX"], header["DOB"].dt.year], dropna=False)["CHILD"].transform("size")
    return int((size <= fewest).sum())


@exercise.wrong(
    ASKED + "The three girls of 2015 in the practice table are in two groups of yours. They may have been put together "
    "by birth date, and not by year. Re-read 'Your turn: groups that are too small'."
)
def by_day(header, fewest):
    size = header.groupby(["SEX", "DOB"], dropna=False)["CHILD"].transform("size")
    return int((size < fewest).sum())


@exercise.wrong(
    ASKED
    + "Children G and H of the practice table, who have no birth date, were not counted. dropna=False keeps groups "
    "with a blank. Re-read 'Picked out'."
)
def blanks_dropped(header, fewest):
    size = header.groupby([header["SEX"], header["DOB"].dt.year])["CHILD"].transform("size")
    return int((size < fewest).sum())


@exercise.wrong(
    ASKED + "In the practice table your function counted groups, and the children in them were asked. A group of two "
    "is two children. Re-read 'Your turn: groups that are too small'."
)
def groups_counted(header, fewest):
    return int((header.groupby([header["SEX"], header["DOB"].dt.year], dropna=False).size() < fewest).sum())


@exercise.wrong(
    ASKED
    + "Girls and boys of 2015 in the practice table are in one group of yours. SEX may be missing from what makes "
    "a group. Re-read 'Your turn: groups that are too small'."
)
def year_alone(header, fewest):
    size = header.groupby(header["DOB"].dt.year, dropna=False)["CHILD"].transform("size")
    return int((size < fewest).sum())


exercise.hints = (
    "First a column with the year, then the groups, then which of them are too small.",
    'header.assign(YEAR=header["DOB"].dt.year), and groupby with both columns and dropna=False.',
    'coarse = header.assign(YEAR=header["DOB"].dt.year)',
)
exercise.after = "How small is too small is a rule that people set and write down. It is a parameter, not a fact."
