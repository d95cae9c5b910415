"""Read the dates of a return: day first, blanks kept, text no longer."""

import pandas as pd

from curriculum.exercise import Exercise
from curriculum.truth import episodes_in

exercise = Exercise(
    id="m01-l03-read-dates",
    answer="episodes",
    kind="table",
    points=2,
    minutes=8,
    skills=["S2", "S3", "K5", "ST0795 S2"],
    inputs="ssda903.episodes",
    columns=("CHILD", "DECOM", "DEC", "URN"),  # URN stands for the columns that stay as they were sent
    key=("CHILD", "DECOM"),
    reread="Your turn: read the dates",
)

ASKED = "You were asked for all rows of episodes.csv, with DECOM and DEC as real dates, read day first. "


@exercise.reference
def from_journeys(council):
    """Truth from the simulation: start and end of every episode of the year; URN as it stands in the file."""
    truth = episodes_in(council).rename(columns={"child": "CHILD", "start": "DECOM", "end": "DEC"})
    as_written = council.table("ssda903.episodes")[["CHILD", "DECOM", "URN"]]
    return truth.merge(as_written, on=["CHILD", "DECOM"], how="left", validate="one_to_one")


@exercise.must_contain("an episode with a blank end")
def somebody_still_there(episodes):
    return bool(episodes["DEC"].isna().any())


@exercise.must_contain("a date that can be read both ways")
def ambiguous(episodes):
    return bool(((episodes["DECOM"].dt.day <= 12) & (episodes["DECOM"].dt.day != episodes["DECOM"].dt.month)).any())


@exercise.right("dayfirst=True")
def day_first(episodes):
    text = as_sent(episodes)
    return text.assign(
        DECOM=pd.to_datetime(text["DECOM"], dayfirst=True), DEC=pd.to_datetime(text["DEC"], dayfirst=True)
    )


@exercise.right("both columns in a loop")
def in_a_loop(episodes):
    text = as_sent(episodes)
    for column in ["DECOM", "DEC"]:
        text[column] = pd.to_datetime(text[column], format="%d/%m/%Y")
    return text


@exercise.right("piece by piece, year-month-day")
def piece_by_piece(episodes):
    text = as_sent(episodes)
    turned = [text[c].str[6:] + "-" + text[c].str[3:5] + "-" + text[c].str[:2] for c in ("DECOM", "DEC")]
    return text.assign(DECOM=pd.to_datetime(turned[0]), DEC=pd.to_datetime(turned[1]))


@exercise.wrong(
    ASKED + "All rows are there, but some have day and month the other way round: 03/04 has become 4 March. With "
    'format="mixed" each date is guessed by itself, month first where it can be. Re-read \'Dates are day '
    "first'."
)
def month_first(episodes):
    text = as_sent(episodes)
    return text.assign(
        DECOM=pd.to_datetime(text["DECOM"], format="mixed"), DEC=pd.to_datetime(text["DEC"], format="mixed")
    )


@exercise.wrong(
    ASKED + 'Many of your dates are blank that were not blank in the file. With errors="coerce" a date that does not '
    "fit the format is thrown away without a word; the format may be month first. Re-read 'Dates are day "
    "first'."
)
def thrown_away(episodes):
    text = as_sent(episodes)
    read = {c: pd.to_datetime(text[c], format="%m/%d/%Y", errors="coerce") for c in ("DECOM", "DEC")}
    return text.assign(**read)


@exercise.wrong(
    ASKED + "Your table has lost the rows with a blank end: the children who are still there. dropna() may have been "
    "used to tidy up. Re-read 'Your turn: read the dates'."
)
def blank_ends_dropped(episodes):
    return episodes.dropna(subset="DEC")


@exercise.wrong(
    ASKED + "Your table has an end date in every row, but in the file many ends are blank. They may have been filled "
    "with the last day of the year, which says that something ended. Re-read 'Your turn: read the dates'."
)
def blank_ends_filled(episodes):
    return episodes.assign(DEC=episodes["DEC"].fillna(pd.Timestamp("2026-03-31")))


def as_sent(episodes):
    """The table as it stands in the file: every date as dd/mm/yyyy text."""
    return episodes.assign(DECOM=episodes["DECOM"].dt.strftime("%d/%m/%Y"), DEC=episodes["DEC"].dt.strftime("%d/%m/%Y"))


exercise.hints = (
    "Look again at the cell that read 3 April correctly. What did it say about the format?",
    'to_datetime works on a whole column: pd.to_datetime(episodes["DECOM"], format="%d/%m/%Y").',
    "episodes = pd.read_csv(EPISODES, dtype=str)",
)
exercise.after = (
    "Text ids, dates with their format said: start every lesson and every job like this. A format also guards "
    "the file: the day someone sends 2026-04-03, your code stops and tells you."
)
