"""The scorecard as one page of pictures: published beside synthetic, table by table."""

from __future__ import annotations

import math
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from synthetic_data.scorecard.compare import passes

if TYPE_CHECKING:
    import pandas as pd

PUBLISHED, SYNTHETIC, OFF = "#12436D", "#F46A25", "#801650"  # Government Analysis Function palette
ACROSS = 3
SHORT = 34
MANY = 12


def write_picture(card: pd.DataFrame, path: Path, what: str) -> None:
    """Draw every table of `card` (columns of `scorecard`), published and synthetic values side by side, into `path`."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    tables = list(card.groupby("table", sort=False))
    down = math.ceil(len(tables) / ACROSS)
    figure, axes = plt.subplots(down, ACROSS, figsize=(ACROSS * 7.2, down * 3.3), constrained_layout=True)
    for axis, (_, rows) in zip(axes.flat, tables, strict=False):
        _draw(axis, rows)
    for axis in list(axes.flat)[len(tables) :]:
        axis.set_axis_off()
    verdict = "within" if passes(card) else "NOT within"
    figure.suptitle(
        f"{what}: {card['within'].sum()} of {len(card)} figures lie within their limits ({verdict} the gate). "
        "Filled dot: published. Ring: synthetic. Cross: too far off.",
        x=0.01,
        ha="left",
        fontsize=15,
    )
    figure.savefig(path, dpi=80, metadata={"Software": None})
    plt.close(figure)


def _draw(axis, rows: pd.DataFrame) -> None:  # type: ignore[no-untyped-def]
    places = range(len(rows))
    scale = 100 if rows["kind"].iloc[0] == "shares" else 1
    unit = "per 10,000 children" if rows["kind"].iloc[0] == "rate" else "per cent"
    for place, (there, here) in enumerate(zip(rows["published"], rows["synthetic"], strict=True)):
        axis.plot([there * scale, here * scale], [place, place], color="#8A8A8A", linewidth=1.5)
    axis.scatter(rows["published"] * scale, places, color=PUBLISHED, s=42, zorder=3)
    inside = rows["within"].to_numpy()
    axis.scatter(
        (rows["synthetic"] * scale)[inside], [p for p in places if inside[p]], facecolors="none", edgecolors=SYNTHETIC,
        linewidths=2, s=90, zorder=4,
    )  # fmt: skip
    axis.scatter(
        (rows["synthetic"] * scale)[~inside],
        [p for p in places if not inside[p]],
        color=OFF,
        marker="x",
        s=90,
        zorder=4,
    )
    axis.set_yticks(list(places), [textwrap.shorten(name.removeprefix("Total "), SHORT) for name in rows["category"]])
    axis.invert_yaxis()
    axis.set_title("\n".join(textwrap.wrap(rows["title"].iloc[0], 44)), loc="left", fontsize=11)
    axis.set_xlabel(f"{unit}, {rows['year'].iloc[0]}", fontsize=9)
    axis.set_xlim(left=0)
    axis.margins(x=0.08)
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.grid(axis="x", color="#CCCCCC", linewidth=0.6)
    axis.tick_params(axis="y", length=0, labelsize=9 if len(rows) <= MANY else 7)
