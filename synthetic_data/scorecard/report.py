"""The scorecard in words: how many figures lie within their limits, which tables do not match, and by how much."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from synthetic_data.council import DATA_VERSION
from synthetic_data.scorecard.compare import MOST_DISTANCE, matched, summary
from synthetic_data.scorecard.knobs import knobs
from synthetic_data.scorecard.published import seeds_fitted

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


def write_report(card: pd.DataFrame, path: Path, what: str, by_seed: Mapping[int, pd.DataFrame] | None = None) -> None:
    """Write `card` (columns of `scorecard`) as a Markdown page: the verdict, each table, each figure that is off.

    by_seed: the cards of all seeds that were scored, `card` being the last of them; none for a folder of returns.
    """
    close, shares = matched(card)
    lines = [
        f"# Scorecard: {what}",
        "",
        f"Data version {DATA_VERSION}. **{card['within'].sum()} of {len(card)} published figures "
        f"({card['within'].mean():.0%}) lie within their limits**; {close} of {shares} tables of shares lie within a "
        f"total variation distance of {MOST_DISTANCE:g} of the published ones.",
        "",
        *_seeds(by_seed or {}),
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


def _seeds(by_seed: Mapping[int, pd.DataFrame]) -> list[str]:
    """Each seed's verdict, and whether the calibration tables were fitted on it."""
    if not by_seed:
        return []
    lines = [
        f"{len(knobs())} knobs, factors on the rates, shares and lengths of the calibration tables, were fitted to "
        f"these figures on seeds {', '.join(map(str, seeds_fitted()))}: another seed tells whether a mechanism was "
        "fitted or one seed's chance. Tables below are those of the last seed.",
        "",
        "| Seed | | Within |",
        "|---|---|---|",
    ]
    for seed, card in by_seed.items():
        share = f"{card['within'].sum()} of {len(card)} ({card['within'].mean():.0%})"
        lines.append(f"| {seed} | {'fitted on' if seed in seeds_fitted() else 'not fitted on'} | {share} |")
    return [*lines, ""]


def said(value: float, kind: str) -> str:
    """A figure as people read it: "8.0%", "26.5 per 10,000", or a mean or a quantile as it is."""
    if kind == "rate":
        return f"{value:.1f} per 10,000"
    if kind in ("mean", "spread"):
        return f"{value:.1f}"
    return f"{100 * value if kind == 'shares' else value:.1f}%"
