"""An offer turned into work: flags, right flags, missed children, and hours on false alarms."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m13-l05-a-year-of-flags",
    answer="a_year_of_flags",
    kind="function",
    points=3,
    minutes=12,
    skills=["K15", "S1", "S3"],
    tolerance=1e-6,
)


def year(flags, right, missed, hours):
    return {"flags": flags, "right": right, "missed": missed, "hours": hours}


exercise.ask_on = (
    (1000, 0.02, 0.8, 0.9, 3),
    (500, 0.1, 0.5, 1.0, 2),
    (800, 0.25, 1.0, 0.75, 0.5),
    (200, 0.0, 0.9, 0.5, 1),
    (1234, 0.05, 0.7, 0.95, 1.5),
)
exercise.answers = (
    year(114, 16, 4, 294),
    year(25, 25, 25, 0),
    year(350, 200, 0, 75),
    year(100, 0, 0, 100),
    year(101.805, 43.19, 18.51, 87.9225),
)
# worked out by hand


@exercise.reference
def child_by_child(council, children, base_rate, sensitivity, specificity, hours_a_flag):
    """Shares of all children, one path after another."""
    paths = {
        ("came", "flag"): base_rate * sensitivity,
        ("came", "none"): base_rate * (1 - sensitivity),
        ("stayed", "flag"): (1 - base_rate) * (1 - specificity),
    }
    count = {path: children * share for path, share in paths.items()}
    right, missed, alarms = count["came", "flag"], count["came", "none"], count["stayed", "flag"]
    return year(right + alarms, right, missed, alarms * hours_a_flag)


@exercise.right("flags less right flags")
def flags_less_right(children, base_rate, sensitivity, specificity, hours_a_flag):
    right = children * base_rate * sensitivity
    flags = right + children * (1 - base_rate) - children * (1 - base_rate) * specificity
    return year(flags, right, children * base_rate * (1 - sensitivity), (flags - right) * hours_a_flag)


@exercise.right("those who stay counted first")
def stay_first(children, base_rate, sensitivity, specificity, hours_a_flag):
    stay = children - children * base_rate
    come = children - stay
    alarms = stay * (1 - specificity)
    return year(come * sensitivity + alarms, come * sensitivity, come * (1 - sensitivity), hours_a_flag * alarms)


ASKED = "You were asked for the flags, right flags, missed children and hours on false alarms in a year. "


@exercise.wrong(
    ASKED
    + "Your hours are those of all flags. A flag that is right is time well spent: the hours on false alarms were "
    "asked. Re-read 'Your turn: a year of flags'."
)
def hours_on_all(children, base_rate, sensitivity, specificity, hours_a_flag):
    true = stay_first(children, base_rate, sensitivity, specificity, hours_a_flag)
    return true | {"hours": true["flags"] * hours_a_flag}


@exercise.wrong(
    ASKED
    + "Your right flags take the sensitivity of all children, where only those who come can be found. The base rate "
    "may be missing. Re-read 'What a yes would mean'."
)
def base_rate_forgotten(children, base_rate, sensitivity, specificity, hours_a_flag):
    right, alarms = children * sensitivity, children * (1 - specificity)
    return year(right + alarms, right, children - right, alarms * hours_a_flag)


@exercise.wrong(
    ASKED
    + "Your false alarms are a share of all children. Only those who do not come can be a false alarm. Re-read 'What "
    "a yes would mean'."
)
def alarms_of_all(children, base_rate, sensitivity, specificity, hours_a_flag):
    come, alarms = children * base_rate, children * (1 - specificity)
    right = come * sensitivity
    return year(right + alarms, right, come - right, alarms * hours_a_flag)


@exercise.wrong(
    ASKED + "Your missed children are all who are not flagged. Missed are those who come into care without a flag; the "
    "others are left alone, and rightly. Re-read 'Your turn: a year of flags'."
)
def all_not_flagged(children, base_rate, sensitivity, specificity, hours_a_flag):
    true = stay_first(children, base_rate, sensitivity, specificity, hours_a_flag)
    return true | {"missed": children - true["flags"]}


@exercise.wrong(
    ASKED
    + "Your false alarms use the specificity itself: those are the children left alone. Re-read 'Your turn: a year of "
    "flags'."
)
def left_alone_as_alarms(children, base_rate, sensitivity, specificity, hours_a_flag):
    come = children * base_rate
    right, alarms = come * sensitivity, (children - come) * specificity
    return year(right + alarms, right, come - right, alarms * hours_a_flag)


exercise.hints = (
    "Begin with how many come into care, and how many do not.",
    "Right: those who come, times sensitivity. False alarms: those who do not, times 1 less specificity.",
    "come = children * base_rate",
)
exercise.after = (
    "Put the hours beside the price. They are usually the larger part, and nobody sends an invoice for them."
)
