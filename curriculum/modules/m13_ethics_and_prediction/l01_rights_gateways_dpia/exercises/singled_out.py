"""Who stands alone: rows whose combination of values no other row has, blanks included."""

from curriculum.exercise import Exercise, table
from curriculum.truth import people_in

exercise = Exercise(
    id="m13-l01-singled-out",
    answer="singled_out",
    kind="function",
    points=3,
    minutes=12,
    skills=["K1", "S1", "S3"],
    inputs="ssda903.header",
)

# A and B look alike; C and D share all but the ethnicity; E's and F's ethnicity is blank, and they look alike; G's is
# blank and G stands alone; H shares a birth date with A, and not the sex.
exercise.practice = table("""
    CHILD SEX DOB        ETHNIC UPN
    A     F   2015-05-01 WBRI   U1
    B     F   2015-05-01 WBRI   U2
    C     M   2012-01-09 MWBC   U3
    D     M   2012-01-09 WBRI   U4
    E     F   2019-07-07 -      U5
    F     F   2019-07-07 -      U6
    G     M   2020-02-29 -      U7
    H     M   2015-05-01 WBRI   U8
""")
exercise.ask_on = (["SEX", "DOB", "ETHNIC"], ["SEX", "DOB"], ["ETHNIC"], ["SEX"])
exercise.answers = (4, 2, 1, 0)  # worked out by hand


@exercise.reference
def counted_one_by_one(council, columns):
    """The people of the year from the simulation, each compared with every other."""
    names = {"SEX": "sex", "DOB": "dob", "ETHNIC": "ethnicity"}
    people = people_in(council)[[names[column] for column in columns]].astype(object)
    looks = [tuple("" if value != value else str(value) for value in row) for row in people.itertuples(index=False)]
    return sum(looks.count(look) == 1 for look in looks)


@exercise.right("the duplicates taken away")
def without_duplicates(header, columns):
    return len(header) - int(header.duplicated(columns, keep=False).sum())


@exercise.right("counted with size()")
def grouped(header, columns):
    return int((header.groupby(columns, dropna=False).size() == 1).sum())


ASKED = "You were asked how many children have a combination of values that no other row has. "


@exercise.wrong(
    ASKED + "Children A and B of the practice table look alike, and your function counted one of them. It may be "
    "counting combinations, and not those that stand alone. Re-read 'Picked out'."
)
def combinations(header, columns):
    return len(header.drop_duplicates(columns))


@exercise.wrong(
    ASKED + "Child G of the practice table, whose ethnicity is blank, was not counted. Groups with a blank may have "
    "been dropped: dropna=False keeps them. Re-read 'Picked out'."
)
def blanks_dropped(header, columns):
    size = header.groupby(columns)["CHILD"].transform("size")
    return int((size == 1).sum())


@exercise.wrong(
    ASKED + "Children C and D of the practice table differ in one column, and your function took them for alike. It "
    "may be looking at the first of the columns alone. Re-read 'Your turn: how many stand alone?'."
)
def first_column_only(header, columns):
    size = header.groupby(columns[0], dropna=False)["CHILD"].transform("size")
    return int((size == 1).sum())


@exercise.wrong(
    ASKED + "Your function counted children A and B of the practice table, who look alike. It may be counting the "
    "others: those who do not stand alone. Re-read 'Picked out'."
)
def the_others(header, columns):
    return int(header.duplicated(columns, keep=False).sum())


@exercise.wrong(
    ASKED + "Your function gave the same for every list of columns. It may be using columns of its own, and not those "
    "it is given. Re-read 'Your turn: how many stand alone?'."
)
def columns_of_its_own(header, columns):
    size = header.groupby(["SEX", "DOB", "ETHNIC"], dropna=False)["CHILD"].transform("size")
    return int((size == 1).sum())


exercise.hints = (
    "The cell under 'Picked out' writes the size of the group beside every row. Which size means alone?",
    "groupby(columns, dropna=False), with the list that the function is given.",
    'size = header.groupby(columns, dropna=False)["CHILD"].transform("size")',
)
exercise.after = "Give this figure beside the word anonymous. It ends most arguments about it."
