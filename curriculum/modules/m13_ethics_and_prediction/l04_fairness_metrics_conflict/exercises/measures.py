"""Four measures of fairness from four counts; the known answer FA1."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m13-l04-measures",
    answer="measures",
    kind="function",
    points=2,
    minutes=12,
    skills=["K15", "S1"],
)


def named(flagged, found, alarms, right):
    return {"flagged": flagged, "found": found, "false alarms": alarms, "right flags": right}


exercise.ask_on = ((40, 20, 20, 120), (12, 18, 18, 152), (0, 0, 5, 95), (3, 7, 0, 0), (0, 4, 0, 6))
exercise.answers = (
    named(0.30, 2 / 3, 20 / 140, 2 / 3),
    named(0.15, 0.40, 18 / 170, 0.40),
    named(0.0, 0.0, 0.0, None),
    named(1.0, 1.0, 1.0, 0.3),
    named(0.4, None, 0.4, 0.0),
)  # FA1, and three by hand


def divided(part, whole):
    return part / whole if whole else None


@exercise.reference
def from_lists(council, right, alarms, missed, alone):
    """The four counts written out child by child, as (flagged, came)."""
    pairs = [(1, 1)] * right + [(1, 0)] * alarms + [(0, 1)] * missed + [(0, 0)] * alone

    def mean(values):
        return divided(sum(values), len(values))

    return named(
        mean([flag for flag, _ in pairs]),
        mean([flag for flag, came in pairs if came]),
        mean([flag for flag, came in pairs if not came]),
        mean([came for flag, came in pairs if flag]),
    )


@exercise.right("totals first")
def totals_first(right, alarms, missed, alone):
    flags, came, stayed = right + alarms, right + missed, alarms + alone
    return named(divided(flags, came + stayed), divided(right, came), divided(alarms, stayed), divided(right, flags))


@exercise.right("try and except")
def tried(right, alarms, missed, alone):
    pairs = {
        "flagged": (right + alarms, right + alarms + missed + alone),
        "found": (right, right + missed),
        "false alarms": (alarms, alarms + alone),
        "right flags": (right, right + alarms),
    }
    found = {}
    for name, (part, whole) in pairs.items():
        try:
            found[name] = part / whole
        except ZeroDivisionError:
            found[name] = None
    return found


ASKED = "You were asked for four shares from four counts: flagged, found, false alarms and right flags. "


@exercise.wrong(
    ASKED
    + "Your found and your right flags have changed places. Found divides by those who came, right flags by those "
    "who were flagged. Re-read 'Four things that ought to be equal'."
)
def changed_places(right, alarms, missed, alone):
    true = totals_first(right, alarms, missed, alone)
    return true | {"found": true["right flags"], "right flags": true["found"]}


@exercise.wrong(
    ASKED
    + "Your false alarms are a share of the flags. They were asked as a share of the children who did not come into "
    "care. Re-read 'Four things that ought to be equal'."
)
def alarms_of_flags(right, alarms, missed, alone):
    true = totals_first(right, alarms, missed, alone)
    return true | {"false alarms": divided(alarms, right + alarms)}


@exercise.wrong(
    ASKED
    + "All four of yours are shares of all children. Each measure has a group of its own to divide by. Re-read 'Four "
    "things that ought to be equal'."
)
def of_everybody(right, alarms, missed, alone):
    everybody = right + alarms + missed + alone
    return named((right + alarms) / everybody, right / everybody, alarms / everybody, right / everybody)


@exercise.wrong(
    ASKED
    + "Where there is nobody to divide by, yours gives nought. Nought says that it never happened, and nobody was "
    "there for it to happen to. Re-read 'Your turn: the measures'."
)
def nought_of_nobody(right, alarms, missed, alone):
    return {name: share or 0.0 for name, share in totals_first(right, alarms, missed, alone).items()}


@exercise.wrong(
    ASKED
    + "Yours are rounded. Shares are rounded when they are shown; here they are to be as they come. Re-read 'Your "
    "turn: the measures'."
)
def rounded(right, alarms, missed, alone):
    shares = totals_first(right, alarms, missed, alone)
    return {name: None if share is None else round(share, 2) for name, share in shares.items()}


exercise.hints = (
    "For each measure, say aloud: of whom? That is what to divide by.",
    "Those who came: right + missed. Those flagged: right + alarms. Those who did not come: alarms + alone.",
    'return {"flagged": (right + alarms) / (right + alarms + missed + alone), ...}, with None for an empty group',
)
exercise.after = "Whenever a supplier names one of the four, ask for the other three."
