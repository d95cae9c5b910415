"""Figures to the cells of five templates: by name, when they are due, and only if they agree."""

import pandas as pd

from curriculum.case import Given, refuses
from curriculum.exercise import Exercise, table
from synthetic_data.around.templates import layout

CANARY = "coach-only m03-a01-five-returns"

exercise = Exercise(
    id="m03-a01-five-returns",
    answer="five_returns",
    kind="pipeline",
    points=6,
    minutes=60,
    skills=["S2", "S15", "S4"],
    inputs="templates.cell_map",
    columns=("TEMPLATE", "SHEET", "CELL", "VALUE"),
    key=("TEMPLATE", "CELL"),
)

# Rows not in the order of the figures; a cell without a figure (percent) and one that the figures do not fill.
exercise.practice = table("""
    TEMPLATE          SHEET    CELL NAME              KIND
    performance_board Board    D8   board_in_care     number
    performance_board Board    D9   board_plans       number
    performance_board Board    D10  board_in_45_days  percent
    performance_board Board    D11  board_as_at       date
    children_in_care  Snapshot D7   care_10_to_15     number
    children_in_care  Snapshot D8   care_under_1      number
    children_in_care  Snapshot D9   care_1_to_4       number
    children_in_care  Snapshot D10  care_5_to_9       number
    children_in_care  Snapshot D11  care_16_and_over  number
    children_in_care  Snapshot D14  care_as_at        date
    front_door        Door     D8   door_police       number
    front_door        Door     D9   door_as_at        date
    regional_return   Quarter  D8   region_plans      number
    regional_return   Quarter  D9   region_as_at      date
    scrutiny          Summary  D8   scrutiny_plans    number
    scrutiny          Summary  D9   scrutiny_in_care  number
    scrutiny          Summary  D12  scrutiny_words    text
    scrutiny          Summary  D13  scrutiny_as_at    date
""")
QUARTERLY = ["regional_return", "scrutiny"]
AGE_GROUPS = ["care_under_1", "care_1_to_4", "care_5_to_9", "care_10_to_15", "care_16_and_over"]
AGREE = [("board_in_care", "scrutiny_in_care"), ("board_plans", "scrutiny_plans")]
MARCH, FEBRUARY, JUNE = (pd.Timestamp(day) for day in ("2026-03-31", "2026-02-28", "2026-06-30"))
FIGURES = dict(zip(AGE_GROUPS, (4, 20, 31, 0, 62), strict=True)) | {
    "board_in_care": 117, "scrutiny_in_care": 117, "board_plans": 43, "scrutiny_plans": 43, "region_plans": 19,
    "door_police": 35,
}  # fmt: skip
OTHERS = dict.fromkeys(FIGURES, 0)


def changed(**figures):
    return FIGURES | figures


def twice_in_the_map(cell_map):
    """Somebody has added the cell of a name a second time."""
    return [pd.concat([cell_map, cell_map[cell_map["NAME"] == "board_plans"].assign(CELL="D99")], ignore_index=True)]


def lost_from_the_map(cell_map):
    """A name was taken out of the map, and the figure is still made."""
    return [cell_map[cell_map["NAME"] != "care_5_to_9"]]


BAD = (
    Given("with board_plans twice in the map", twice_in_the_map, (FIGURES, MARCH), refuses(naming="board_plans")),
    Given("without care_5_to_9 in the map", lost_from_the_map, (FIGURES, MARCH), refuses(naming="care_5_to_9")),
)
QUESTIONS = (
    (FIGURES, MARCH),
    (FIGURES, FEBRUARY),
    (OTHERS, JUNE),
    (changed(scrutiny_plans=42), MARCH),
    (changed(board_plans=42), FEBRUARY),
    (changed(scrutiny_in_care=118), MARCH),
    (changed(care_under_1=5), MARCH),
    (changed(door_total=3), MARCH),
)
exercise.ask_on = (*QUESTIONS, *BAD)
MONTHLY = """
    TEMPLATE          SHEET    CELL VALUE:text
    performance_board Board    D8   117
    performance_board Board    D9   43
    performance_board Board    D11  {day}
    children_in_care  Snapshot D7   0
    children_in_care  Snapshot D8   4
    children_in_care  Snapshot D9   20
    children_in_care  Snapshot D10  31
    children_in_care  Snapshot D11  62
    children_in_care  Snapshot D14  {day}
    front_door        Door     D8   35
    front_door        Door     D9   {day}
"""
QUARTER = """
    regional_return   Quarter  D8   19
    regional_return   Quarter  D9   {day}
    scrutiny          Summary  D8   43
    scrutiny          Summary  D9   117
    scrutiny          Summary  D13  {day}
"""
IN_MARCH = table((MONTHLY + QUARTER).format(day="31/03/2026"))
IN_JUNE = table((MONTHLY + QUARTER).format(day="30/06/2026"))
exercise.answers = (
    IN_MARCH,
    table(MONTHLY.format(day="28/02/2026")),
    IN_JUNE.assign(VALUE=IN_JUNE["VALUE"].where(IN_JUNE["VALUE"] == "30/06/2026", "0")),
    refuses(naming="_plans"),
    refuses(naming="_plans"),
    refuses(naming="_in_care"),
    refuses(naming="board_in_care"),
    refuses(naming="door_total"),
)  # worked out by hand
exercise.ask_council_on = lambda _: (*QUESTIONS[:2], *QUESTIONS[3:], *BAD)


@exercise.reference
def as_laid_out(council, figures, as_at):
    """Where the templates' own layout puts each name, template by template."""
    cells = list(layout(council.spec.la_code).select("template", "sheet", "cell", "name").iter_rows())
    odd = [name for name in figures if name not in {name for *_, name in cells}]
    odd += [other for one, other in AGREE if figures[one] != figures[other]]
    odd += ["board_in_care"] * (sum(figures[name] for name in AGE_GROUPS) != figures["board_in_care"])
    if odd:
        return refuses(naming=odd[0].removeprefix("scrutiny"))
    rows = []
    for template, sheet, cell, name in cells:
        value = f"{as_at:%d/%m/%Y}" if name.endswith("_as_at") else figures.get(name)
        if value is not None and (template not in QUARTERLY or as_at.month in (3, 6, 9, 12)):
            rows.append([template, sheet, cell, str(value)])
    return pd.DataFrame(rows, columns=["TEMPLATE", "SHEET", "CELL", "VALUE"], dtype="str")


def stop_if(bad, words):
    if bad:
        raise ValueError(words)


def gate(cell_map, figures, placed=True, twice=True, agree=True, ages=True):
    """Refuses what has no place and what contradicts itself; the switches leave out one check each."""
    times = cell_map["NAME"].value_counts()
    for name in figures:
        stop_if(placed and name not in times, name)
        stop_if(twice and times.get(name, 1) > 1, name)
    for one, other in AGREE if agree else ():
        stop_if(figures[one] != figures[other], f"{one}, {other}")
    stop_if(ages and sum(figures[name] for name in AGE_GROUPS) != figures["board_in_care"], "board_in_care")


def cells(cell_map, figures, as_at, quarterly=True):
    """The rows to write; `quarterly` False writes all five each month."""
    late = quarterly and as_at.month % 3 != 0
    rows = []
    for row in cell_map.to_dict("records"):
        if late and row["TEMPLATE"] in QUARTERLY:
            continue
        if row["NAME"].endswith("_as_at"):
            rows.append([row["TEMPLATE"], row["SHEET"], row["CELL"], as_at.strftime("%d/%m/%Y")])
        elif row["NAME"] in figures:
            rows.append([row["TEMPLATE"], row["SHEET"], row["CELL"], str(figures[row["NAME"]])])
    return pd.DataFrame(rows, columns=["TEMPLATE", "SHEET", "CELL", "VALUE"], dtype="str")


@exercise.right("row by row through the map")
def row_by_row(cell_map, figures, as_at):
    gate(cell_map, figures)
    return cells(cell_map, figures, as_at)


@exercise.right("two joins, one of figures and one of dates")
def two_joins(cell_map, figures, as_at):
    gate(cell_map, figures)
    dates = [name for name in cell_map["NAME"] if name[-6:] == "_as_at"]
    values = {name: f"{number}" for name, number in figures.items()} | dict.fromkeys(dates, f"{as_at:%d/%m/%Y}")
    found = cell_map.merge(pd.DataFrame(values.items(), columns=["NAME", "VALUE"]), on="NAME")
    return found if as_at.is_quarter_end else found[~found["TEMPLATE"].isin(QUARTERLY)]


ASKED = "You were asked what to write in which cell of five templates, and to refuse figures that do not fit. "


@exercise.wrong(
    ASKED + "Given a figure whose name is not in the map, your function left it out and went on. Re-read 'Task 3: five "
    "returns'."
)
def homeless_left_out(cell_map, figures, as_at):
    gate(cell_map, figures, placed=False)
    return cells(cell_map, figures, as_at)


@exercise.wrong(
    ASKED + "Given two figures that have to agree and do not, your function wrote both. Two recipients would then hold "
    "two numbers for one thing. Re-read 'Task 3: five returns'."
)
def disagreement_sent(cell_map, figures, as_at):
    gate(cell_map, figures, agree=False)
    return cells(cell_map, figures, as_at)


@exercise.wrong(
    ASKED + "Given ages that do not add up to board_in_care, your function wrote them. A child is then in one template "
    "and not in the other. Re-read 'Task 3: five returns'."
)
def ages_not_added(cell_map, figures, as_at):
    gate(cell_map, figures, ages=False)
    return cells(cell_map, figures, as_at)


@exercise.wrong(
    ASKED + "For February your function fills the quarterly templates too. The region would take two months for a "
    "quarter. Re-read 'Task 3: five returns'."
)
def quarterly_each_month(cell_map, figures, as_at):
    gate(cell_map, figures)
    return cells(cell_map, figures, as_at, quarterly=False)


@exercise.wrong(
    ASKED + "Given a map in which a name stands twice, your function wrote the figure into both cells. One of them may "
    "be last year's. Re-read 'Task 3: five returns'."
)
def both_cells_written(cell_map, figures, as_at):
    gate(cell_map, figures, twice=False)
    return cells(cell_map, figures, as_at)


@exercise.wrong(
    ASKED + "Figures of nought have no row in your table. The cell stays as it was, and nobody can tell nought from "
    "forgotten. Re-read 'Task 3: five returns'."
)
def noughts_left_out(cell_map, figures, as_at):
    gate(cell_map, figures)
    return cells(cell_map, {name: number for name, number in figures.items() if number}, as_at)


exercise.hints = (
    "All the refusals first. Then which templates are due, and then a value for each of their cells.",
    '`cell_map["NAME"].map(values)` looks a value up for each name; `.str.endswith("_as_at")` finds the dates.',
    "for name in figures:",
)
exercise.after = "A figure that is in two templates and agrees is checked by two readers without their knowing it."
