"""The scorecard in words: how many figures lie within their limits, which tables do not match, and by how much."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from synthetic_data.council import DATA_VERSION
from synthetic_data.scorecard.compare import MOST_DISTANCE, matched, summary

if TYPE_CHECKING:
    import pandas as pd


def write_report(card: pd.DataFrame, path: Path, what: str) -> None:
    """Write `card` (columns of `scorecard`) as a Markdown page: the verdict, each table, each figure that is off."""
    close, shares = matched(card)
    lines = [
        f"# Scorecard: {what}",
        "",
        f"Data version {DATA_VERSION}. **{card['within'].sum()} of {len(card)} published figures "
        f"({card['within'].mean():.0%}) lie within their limits**; {close} of {shares} tables of shares lie within a "
        f"total variation distance of {MOST_DISTANCE:g} of the published ones.",
        "",
        "| Table | Year | Within | Largest difference | Distance |",
        "|---|---|---|---|---|",
    ]
    for row in summary(card).to_dict("records"):
        distance = "" if row["distance"] != row["distance"] else f"{row['distance']:.3f}"
        lines.append(
            f"| {row['title']} | {row['year']} | {row['within']} of {row['categories']} "
            f"| {said(row['largest'], row['kind'])} | {distance} |"
        )
    off = card[~card["within"]]
    lines += ["", "## Figures that are off", "", "| Figure | Published | Here |", "|---|---|---|"]
    for row in off.to_dict("records"):
        published, here = said(row["published"], row["kind"]), said(row["synthetic"], row["kind"])
        lines.append(f"| {row['title']}: {row['category']} | {published} | {here} |")
    lines += [] if len(off) else ["| none | | |"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def said(value: float, kind: str) -> str:
    """A figure as people read it: "8.0%", or "26.5 per 10,000"."""
    if kind == "rate":
        return f"{value:.1f} per 10,000"
    return f"{100 * value if kind == 'shares' else value:.1f}%"
