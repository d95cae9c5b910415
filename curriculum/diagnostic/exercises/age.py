"""Task 3: birthdays, counted on one day."""

from datetime import date

from curriculum.exercise import Exercise
from curriculum.truth import people_in

exercise = Exercise(
    id="m00-l01-age",
    answer="aged_16",
    kind="scalar",
    points=1,
    minutes=3,
    skills=["S2"],
    inputs="ssda903.header",
)

ASKED = "You were asked how many people in header are 16 years old on 31 December 2025. "
DAY = date(2025, 12, 31)  # the last day of a year: nobody's birthday alone decides


def born(header):
    return [date(int(text[6:]), int(text[3:5]), int(text[:2])) for text in header["DOB"].dt.strftime("%d/%m/%Y")]


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: birthdays had by the day."""
    people = people_in(council)["dob"]
    had = [DAY.year - day.year - ((DAY.month, DAY.day) < (day.month, day.day)) for day in people]
    return had.count(16)


@exercise.must_contain("people of 15 or less, of 17, and of 18 or more")
def neighbours(header):
    return all([younger(header) > birthdays(header), at_least(header) > two_years(header) > birthdays(header)])


@exercise.right("birthdays, one by one")
def birthdays(header):
    return sum(date(2008, 12, 31) < day <= date(2009, 12, 31) for day in born(header))


@exercise.right("the date moved back by 16 and by 17 years")
def moved_back(header):
    return int(((header["DOB"] > "2008-12-31") & (header["DOB"] <= "2009-12-31")).sum())


@exercise.wrong(
    ASKED + "Your answer, {yours}, counts everybody who is 16 or older: those who are older have to come off. "
    "Re-read 'Task 3: an age'."
)
def at_least(header):
    return sum(day <= date(2009, 12, 31) for day in born(header))


@exercise.wrong(
    ASKED + "Your answer, {yours}, counts everybody who is 16 or younger: those who are younger have to come off. "
    "Re-read 'Task 3: an age'."
)
def younger(header):
    return sum(day > date(2008, 12, 31) for day in born(header))


@exercise.wrong(
    ASKED + "Your answer, {yours}, is for two years of age, not one. Between the two dates of birth lies one year. "
    "Re-read 'Task 3: an age'."
)
def two_years(header):
    return sum(date(2007, 12, 31) < day <= date(2009, 12, 31) for day in born(header))


exercise.hints = (
    "Who is 16 on the last day of 2025? Everybody has had that year's birthday: those born in one year.",
    'In Excel: DATEDIF(DOB, DATE(2025,12,31), "Y"). In pandas: make real dates first, day first.',
    'born = pd.to_datetime(header["DOB"], format="%d/%m/%Y"), then look at born.dt.year.',
)
exercise.after = "An age is a number of birthdays. Dividing days by 365.25 goes wrong on the birthday itself."
