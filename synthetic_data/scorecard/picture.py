"""The scorecard as one page: every figure as a dot, by how far it is from the published one beside its limit."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from synthetic_data.scorecard.compare import passes

if TYPE_CHECKING:
    import pandas as pd

WITHIN, OFF, BAND = "#12436D", "#F46A25", "#E8EEF4"  # Government Analysis Function palette
LONGEST_TITLE, LONGEST_FIGURE = 74, 34
ROW_HEIGHT, MARGINS = 0.19, 1.6  # inches
GROUPS = {
    "marginals": "One thing at a time",
    "time": "How long, how soon",
    "flows": "In a year",
    "joint": "Two things together",
    "spread": "How councils differ",
}
TICKS = (-20, -5, -2, -1, 0, 1, 2, 5, 20)


def write_picture(card: pd.DataFrame, path: Path, what: str) -> None:
    """Draw `card` (columns of `scorecard`) into `path`: a row a table, a dot a figure, its difference in limits.

    Filled dots lie within their limits (the band between -1 and 1), crosses do not. Beyond the band the axis is
    logarithmic. Beside each row: how many lie within, and which figure is furthest off.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    groups = list(card.groupby("group", sort=False))
    height = sum(rows["table"].nunique() + 1.6 for _, rows in groups) * ROW_HEIGHT + MARGINS
    figure, axis = plt.subplots(figsize=(13, height))
    axis.axvspan(-1, 1, color=BAND, zorder=0)
    place = 0.0
    for group, rows in groups:
        _write(axis, 0, place, GROUPS.get(str(group), str(group)), weight="bold", ha="right", offset=-8)
        for _, table in rows.groupby("table", sort=False):
            place += 1
            _draw(axis, table, place)
        place += 1.6
    _axes(axis, place)
    verdict = "within" if passes(card) else "not within"
    figure.suptitle(
        f"{what}: {card['within'].sum()} of {len(card)} figures lie within their limits, "
        f"{card['explained'].sum()} within them or off by chance alone ({verdict} the gate)\n"
        "Dot: within its limit, in the band. Cross: too far off. To the right: more here than published.",
        x=0.01, y=1 - 0.15 / height, ha="left", va="top", fontsize=12,
    )  # fmt: skip
    figure.subplots_adjust(left=0.41, right=0.74, top=1 - 1.0 / height, bottom=0.5 / height)
    figure.savefig(path, dpi=80, metadata={"Software": None})
    plt.close(figure)


def _draw(axis, table: pd.DataFrame, place: float) -> None:  # type: ignore[no-untyped-def]
    """One table's figures on its row."""
    off = (table["difference"] / table["limit"]).to_numpy()
    inside = table["within"].to_numpy(dtype=bool)
    level = np.full(len(table), place)
    axis.scatter(off[inside], level[inside], color=WITHIN, s=14, zorder=3)
    axis.scatter(off[~inside], level[~inside], color=OFF, s=26, marker="x", linewidths=1.6, zorder=4)
    title = f"{table['title'].iloc[0]}, {table['year'].iloc[0]}"
    _write(axis, 0, place, textwrap.shorten(title, LONGEST_TITLE, placeholder=" …"), ha="right", offset=-8)
    said = f"{inside.sum()} of {len(table)}"
    if not inside.all():
        furthest = str(table["category"].iloc[int(np.abs(off).argmax())]).replace("_", " ")
        said += f"; furthest: {textwrap.shorten(furthest, LONGEST_FIGURE, placeholder=' …')}"
    _write(axis, 1, place, said, ha="left", offset=8)


def _write(axis, side: int, place: float, text: str, offset: int, **how: Any) -> None:  # type: ignore[no-untyped-def]
    """Words beside a row: `side` 0 is the left edge of the chart, 1 the right; `offset` in points."""
    at = {"xycoords": axis.get_yaxis_transform(), "textcoords": "offset points"}
    axis.annotate(text, (side, place), (offset, 0), va="center", fontsize=8, annotation_clip=False, **at, **how)


def _axes(axis, rows: float) -> None:  # type: ignore[no-untyped-def]
    axis.set_xscale("symlog", linthresh=1, linscale=1.5)
    axis.set_xlim(-TICKS[-1] * 1.5, TICKS[-1] * 1.5)
    axis.set_xticks(TICKS, [f"{tick:+d}" if tick else "0" for tick in TICKS])
    axis.xaxis.set_minor_locator(axis.xaxis.get_major_locator())
    axis.set_xlabel("difference, in limits", fontsize=9)
    axis.set_ylim(rows, -1)
    axis.set_yticks([])
    axis.axvline(0, color="#8A8A8A", linewidth=0.8, zorder=1)
    axis.grid(axis="x", color="#CCCCCC", linewidth=0.5)
    axis.spines[["top", "right", "left"]].set_visible(False)
