"""Figures to cells by name: from the right template, and with a stop at a name that is not there."""

import pandas as pd
import polars as pl

from curriculum.exercise import Exercise, refuses, table
from synthetic_data.around.templates import layout

exercise = Exercise(
    id="m03-l04-cells-to-write",
    answer="cells_to_write",
    kind="pipeline",
    points=3,
    minutes=10,
    skills=["S2", "S15"],
    inputs="templates.cell_map",
    columns=("SHEET", "CELL", "VALUE"),
    key=("SHEET", "CELL"),
)

# "as_at" is in both templates; the figures come in another order than the rows; one cell has no figure.
exercise.practice = table("""
    TEMPLATE SHEET  CELL NAME   KIND   LABEL
    door     Front  D7   police number Police
    door     Front  D9   house  number Housing
    door     Front  D12  as_at  number Day
    care     Inside D8   foster number Fostered
    care     Inside D12  as_at  number Day
    care     Front  D9   homes  number Homes
""")
exercise.ask_on = (
    ("door", {"house": 2, "police": 31}),
    ("care", {"as_at": 30, "foster": 0}),
    ("care", {"homes": 5, "police": 31}),
    ("door", {"total": 33}),
    ("front", {"police": 31}),
)
exercise.answers = (
    table("SHEET CELL VALUE\nFront D7 31\nFront D9 2"),
    table("SHEET CELL VALUE\nInside D8 0\nInside D12 30"),
    refuses(naming="police"),
    refuses(naming="total"),
    refuses(naming="police"),
)  # worked out by hand
exercise.ask_council_on = lambda _: (
    ("front_door", {"door_police": 40, "door_nfa": 7, "door_individual": 12}),
    ("children_in_care", {"care_starts": 3, "care_under_1": 0}),
    ("scrutiny", {"board_plans": 9}),
)


@exercise.reference
def as_laid_out(council, template, figures):
    """Where the template's own layout puts each name."""
    cells = layout(council.spec.la_code).filter(pl.col("template") == template)
    place = {name: (sheet, cell) for name, sheet, cell in cells.select("name", "sheet", "cell").iter_rows()}
    lost = [name for name in figures if name not in place]
    if lost:
        return refuses(naming=lost[0])
    rows = [(*place[name], value) for name, value in figures.items()]
    return pd.DataFrame(rows, columns=["SHEET", "CELL", "VALUE"])


SHOWN = ["SHEET", "CELL", "VALUE"]


def of_template(cell_map, template):
    return cell_map[cell_map["TEMPLATE"] == template]


def stop_at_lost(cells, figures):
    for name in figures:
        if not (cells["NAME"] == name).any():
            raise ValueError(f"there is no cell {name}")


def placed(cells, figures):
    values = pd.DataFrame({"NAME": list(figures), "VALUE": list(figures.values())})
    return cells.merge(values, on="NAME")[SHOWN]


@exercise.right("a join with a table of the figures")
def joined(cell_map, template, figures):
    cells = of_template(cell_map, template)
    stop_at_lost(cells, figures)
    return placed(cells, figures)


@exercise.right("a loop, and a look at how many were found")
def looped(cell_map, template, figures):
    rows = []
    for row in of_template(cell_map, template).to_dict("records"):
        if row["NAME"] in figures:
            rows.append([row["SHEET"], row["CELL"], figures[row["NAME"]]])
    if len(rows) < len(figures):
        raise ValueError(f"some of {', '.join(figures)} are not in the map of {template}")
    return pd.DataFrame(rows, columns=SHOWN)


ASKED = "You were asked where each figure goes, by name, and to stop at a name that the template does not have. "


@exercise.wrong(
    ASKED + "Given a figure whose name is not in the template, your function left it out and said nothing. The cell "
    "then stays empty, and an empty cell reads as nought. Re-read 'Your turn: what to write where'."
)
def left_out(cell_map, template, figures):
    return placed(of_template(cell_map, template), figures)


@exercise.wrong(
    ASKED + "Your function finds names in the whole map: the as_at of the practice table stands in two templates, and "
    "both are among your rows. Only the rows of the template asked belong to it. Re-read 'Your turn: what to write "
    "where'."
)
def any_template(cell_map, template, figures):
    stop_at_lost(cell_map, figures)
    return placed(cell_map, figures)


@exercise.wrong(
    ASKED + "Your function puts the figures into the cells from the top down. The practice figures come in another "
    "order, so that housing stands where police belongs. Go by NAME. Re-read 'Where it looks empty'."
)
def top_down(cell_map, template, figures):
    cells = of_template(cell_map, template)
    stop_at_lost(cells, figures)
    return cells.head(len(figures)).assign(VALUE=list(figures.values()))[SHOWN]


@exercise.wrong(
    ASKED + "Your table has a row for each cell of the template, also for those without a figure. A blank would be "
    "written over what stands there. Re-read 'Your turn: what to write where'."
)
def every_cell(cell_map, template, figures):
    cells = of_template(cell_map, template)
    stop_at_lost(cells, figures)
    return cells.assign(VALUE=cells["NAME"].map(figures))[SHOWN]


exercise.hints = (
    "Three steps: the rows of the template, a look at each name, the rows that have a figure.",
    '`cell_map[cell_map["TEMPLATE"] == template]`; then `name not in cells["NAME"].to_list()` is True for a lost one.',
    'cells = cell_map[cell_map["TEMPLATE"] == template]',
)
exercise.after = "A figure that has no cell is as wrong as a cell that has no figure: next, count both."
