"""Completeness of a record: decidable by a machine. Whether what it says is good is not."""

from curriculum.exercise import Exercise

exercise = Exercise(
    id="m13-l01-record-gaps",
    answer="record_gaps",
    kind="function",
    points=2,
    minutes=10,
    skills=["K1", "S1", "B1"],
)

FULL = {
    "purpose": "Publish where children in care live",
    "gateway": "Freedom of information, after disclosure control",
    "least data": "counts, no rows",
    "risk": "A small count points at a child",
    "who decides": "Head of service",
    "review on": "1 September 2027",
}
exercise.ask_on = (
    FULL,
    {"purpose": "Try a model", "gateway": "", "least data": "   ", "risk": "...", "who decides": "Colin"},
    {"who decides": " ... ", "purpose": "A reply", "risk": "Delay", "gateway": "Public task", "note": ""},
    {},
)
exercise.answers = (
    [],
    ["gateway", "least data", "risk", "review on"],
    ["least data", "who decides", "review on"],
    ["purpose", "gateway", "least data", "risk", "who decides", "review on"],
)  # worked out by hand
ALL_PARTS = tuple(FULL)


@exercise.reference
def filled_in_or_not(council, record):
    """Each part in its place: filled in when something is left after spaces and full stops of the form."""
    return [part for part in ALL_PARTS if not record.get(part) or record[part].strip() in ("", "...")]


@exercise.right("strip the full stops as well as the spaces")
def stripped(record):
    return [part for part in ALL_PARTS if not str(record.get(part, "")).strip(" .")]


@exercise.right("filled ones first, then the rest")
def the_rest(record):
    filled = {part for part, text in record.items() if text.strip() not in ("", "...")}
    return [part for part in ALL_PARTS if part not in filled]


ASKED = "You were asked for the parts of a record that nobody has filled in, in the order of PARTS. "


@exercise.wrong(
    ASKED + "In the second record, least data holds only spaces, and your list leaves it out. strip() takes spaces "
    "away before you look. Re-read 'Your turn: what does the record lack?'."
)
def spaces_taken_for_words(record):
    return [part for part in ALL_PARTS if record.get(part, "") == "" or record[part].strip() == "..."]


@exercise.wrong(
    ASKED + "In the second record, risk still holds the three full stops of the form, and your list leaves it out. "
    "They may have been taken for an answer. Re-read 'Your turn: what does the record lack?'."
)
def form_taken_for_words(record):
    return [part for part in ALL_PARTS if not record.get(part, "").strip()]


@exercise.wrong(
    ASKED
    + "In the second record, review on is not there at all, and your list leaves it out. Going through the record "
    "misses what is missing; go through PARTS. Re-read 'Your turn: what does the record lack?'."
)
def only_what_is_there(record):
    return [part for part in ALL_PARTS if part in record and record[part].strip() in ("", "...")]


@exercise.wrong(
    ASKED + "Your list for the full record holds its parts. It may be those that are filled in, and the gaps were "
    "asked. Re-read 'A record that has gaps'."
)
def the_filled(record):
    return [part for part in ALL_PARTS if record.get(part, "").strip() not in ("", "...")]


@exercise.wrong(
    ASKED
    + "Your function gave a number. How many gaps there are helps nobody to fill them: the list of them was asked. "
    "Re-read 'Your turn: what does the record lack?'."
)
def how_many(record):
    return sum(record.get(part, "").strip() in ("", "...") for part in ALL_PARTS)


exercise.hints = (
    "Go through PARTS, not through the record: what is missing is not in the record.",
    'record.get(part) gives None when there is none; (... or "") makes that an empty text; strip() takes spaces off.',
    'written = (record.get(part) or "").strip()',
)
exercise.after = (
    "A machine can say that something is written. Whether it is true, or enough, takes a person: that is the rest of "
    "this module."
)
