"""A share of a whole: the right part, the right whole, as a percentage."""

from curriculum.exercise import Exercise
from curriculum.truth import people_in

exercise = Exercise(
    id="m01-l01-percent-girls",
    answer="percent_girls",
    kind="scalar",
    points=2,
    minutes=6,
    skills=["S2", "S3", "K13"],
    inputs="ssda903.header",
    tolerance=0.051,  # 46.25 may be rounded to 46.2 or 46.3, and not rounding at all is not a misunderstanding
)

ASKED = "You were asked what percentage of all children and young people in the return are girls or young women. "


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: girls and young women out of everybody in the year's return."""
    sexes = list(people_in(council)["sex"])
    return 100 * sexes.count("F") / len(sexes)


@exercise.must_contain("boys and girls")
def both_sexes(header):
    return {"F", "M"} <= set(header["SEX"])


@exercise.right("shares from value_counts")
def normalised(header):
    return round(header["SEX"].value_counts(normalize=True)["F"] * 100, 1)


@exercise.right("the mean of a true-or-false column")
def mean_of_truth(header):
    return (header["SEX"] == "F").mean() * 100


@exercise.right("filter, then count")
def filtered(header):
    girls = header[header["SEX"] == "F"]
    return round(100 * len(girls) / len(header), 1)


@exercise.wrong(
    ASKED + "Your answer, {yours}, is below one: a share written as a decimal. It may only need multiplying by a "
    "hundred, and that before it is rounded. Re-read 'Your turn: the share who are girls'."
)
def as_a_decimal(header):
    return round((header["SEX"] == "F").mean(), 3)


@exercise.wrong(
    ASKED
    + "Your answer, {yours}, compares girls with boys: for every hundred boys, so many girls. A share needs the whole "
    "underneath: everybody. Re-read 'Your turn: the share who are girls'."
)
def girls_to_boys(header):
    by_sex = header["SEX"].value_counts()
    return round(by_sex["F"] / by_sex["M"] * 100, 1)


@exercise.wrong(
    ASKED + "Your answer, {yours}, is a number of people: the girls and young women, counted. The share divides it by "
    "everybody. Re-read 'Your turn: the share who are girls'."
)
def girls_counted(header):
    return int((header["SEX"] == "F").sum())


exercise.hints = (
    "Which number is the part, and which the whole? Denise asks about everybody in the return.",
    'by_sex["F"] is the number of girls. Divide it by children, then multiply by 100.',
    'percent_girls = round(by_sex["F"] / ... * 100, 1), with the whole in place of the dots.',
)
exercise.after = (
    "Round once, at the end. And say of what it is a share: of all in the year's return, care leavers too, not of "
    "those in care today."
)
