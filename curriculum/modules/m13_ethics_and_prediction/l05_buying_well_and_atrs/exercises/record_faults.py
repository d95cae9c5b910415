"""Completeness and consistency of a record: what a machine can decide, and no more."""

import pandas as pd

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m13-l05-record-faults",
    answer="record_faults",
    kind="function",
    points=3,
    minutes=16,
    skills=["K1", "S1", "B1"],
)
NAMES = ("name", "purpose", "owner", "human decides", "flags", "right flags", "start", "review")
APRIL, OCTOBER = pd.Timestamp("2027-04-01"), pd.Timestamp("2027-10-01")
FULL = dict(zip(NAMES, ("Score", "Read first", "Head of service", "yes", 80, 12, APRIL, OCTOBER), strict=True))

exercise.ask_on = (
    FULL,
    FULL | {"owner": "  ", "right flags": 95, "review": pd.Timestamp("2027-03-01")},
    {"name": "Score", "owner": None, "flags": 0, "right flags": 0, "start": APRIL},
    FULL | {"flags": 12, "review": APRIL, "purpose": ""},
    {"right flags": 3, "review": OCTOBER},
    FULL | {"flags": 0, "right flags": 1},
)
exercise.answers = (
    [],
    ["missing: owner", "more right flags than flags", "review not after start"],
    ["missing: purpose", "missing: owner", "missing: human decides", "missing: review"],
    ["missing: purpose", "review not after start"],
    [f"missing: {name}" for name in NAMES if name not in ("right flags", "review")],
    ["more right flags than flags"],
)  # worked out by hand


def judged(record, empty=(None, ""), strip=True, of=NAMES, same_day=True, contradictions=True):
    """The faults; each switch reproduces one mistake."""

    def value(name):
        found = record.get(name)
        return found.strip() if strip and isinstance(found, str) else found

    missing = [name for name in of if any(value(name) is each or value(name) == each for each in empty)]
    faults = [f"missing: {name}" for name in missing]
    if not contradictions:
        return faults
    known = [name for name in NAMES if value(name) is not None and value(name) != ""]
    if {"flags", "right flags"} <= set(known) and record["right flags"] > record["flags"]:
        faults.append("more right flags than flags")
    if {"start", "review"} <= set(known):
        late = record["review"] <= record["start"] if same_day else record["review"] < record["start"]
        faults += ["review not after start"] if late else []
    return faults


@exercise.reference
def field_by_field(council, record):
    """Each field looked at by itself, then the two pairs."""
    faults = [
        f"missing: {name}" for name in NAMES if str(record.get(name) if name in record else "").strip() in ("", "None")
    ]
    right, flags = record.get("right flags"), record.get("flags")
    if right is not None and flags is not None and right > flags:
        faults.append("more right flags than flags")
    start, review = record.get("start"), record.get("review")
    if start is not None and review is not None and not review > start:
        faults.append("review not after start")
    return faults


@exercise.right("a loop over the fields")
def looped(record):
    faults = []
    for name in NAMES:
        value = record.get(name, "")
        if value is None or (isinstance(value, str) and not value.strip()):
            faults.append("missing: " + name)
    missing = " ".join(faults)
    if "right flags" not in missing and "missing: flags" not in missing and record["flags"] < record["right flags"]:
        faults.append("more right flags than flags")
    if "start" not in missing and "review" not in missing and not record["start"] < record["review"]:
        faults.append("review not after start")
    return faults


@exercise.right("as a table")
def as_a_table(record):
    values = pd.Series(record, dtype=object).reindex(NAMES)
    empty = values.isna() | values.map(lambda value: str(value).strip() == "")
    faults = [f"missing: {name}" for name in values.index[empty]]
    if not empty[["flags", "right flags"]].any() and values["right flags"] > values["flags"]:
        faults.append("more right flags than flags")
    if not empty[["start", "review"]].any() and values["review"] <= values["start"]:
        faults.append("review not after start")
    return faults


ASKED = "You were asked for the list of faults of a record: what is missing, then what contradicts. "


@exercise.wrong(
    ASKED
    + "A record with 0 flags is in order there, and yours calls the flags missing. Nought is an answer; `if not value` "
    "may take it for nothing. Re-read 'Your turn: what is wrong with the record?'."
)
def nought_is_nothing(record):
    return judged(record, empty=(None, "", 0))


@exercise.wrong(
    ASKED
    + "In the second record the owner is two spaces, and yours takes that for an owner. Re-read 'Your turn: what is "
    "wrong with the record?'."
)
def spaces_are_words(record):
    return judged(record, strip=False)


@exercise.wrong(
    ASKED + "In the third record the purpose is not there at all, and yours does not say so. Go through FIELDS and not "
    "through the record. Re-read 'Telling the public'."
)
def only_what_is_there(record):
    return judged(record, of=tuple(name for name in NAMES if name in record))


@exercise.wrong(
    ASKED
    + "A review on the day of the start is a fault, and yours lets it pass. On or before takes the day itself in. "
    "Re-read 'Your turn: what is wrong with the record?'."
)
def same_day_passes(record):
    return judged(record, same_day=False)


@exercise.wrong(
    ASKED + "Yours finds what is missing, and not what contradicts: the second record has more right flags than flags. "
    "Complete is not consistent. Re-read 'Telling the public'."
)
def gaps_only(record):
    return judged(record, contradictions=False)


exercise.hints = (
    "First a small function that says whether one field is there. Then the list; then the two comparisons.",
    "record.get(name) gives None when there is none; str(value).strip() takes spaces off. 0 has to count as there.",
    'faults = [f"missing: {name}" for name in FIELDS if not there(name)]',
)
exercise.after = "Complete and consistent is where a reading begins. Whether the purpose is a good one is for people."
