"""The scorecard in words: how many figures lie within their limits, which tables do not match, and by how much."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from synthetic_data.council import DATA_VERSION
from synthetic_data.scorecard.compare import ENOUGH, MOST_DISTANCE, STANDARD_ERRORS, expected_within, matched, summary
from synthetic_data.scorecard.knobs import knobs
from synthetic_data.scorecard.published import seeds_fitted

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from synthetic_data.scorecard.ten_years import TenYears

FURTHEST = 40


def write_report(
    card: pd.DataFrame,
    path: Path,
    what: str,
    runs: Mapping[tuple[int, int], pd.DataFrame] | None = None,
    long: TenYears | None = None,
    earlier: pd.DataFrame | None = None,
) -> None:
    """Write `card` (columns of `scorecard`) as a Markdown page: the verdict, each table, each figure that is off.

    runs: the cards of all runs that were scored, `card` among them, by seed and years kept; none for a folder of
    returns.
    long: what a run of ten years of the last seed shows; none for a folder.
    earlier: the card of the years before (columns of `scorecard`) in the same run.
    """
    close, shares = matched(card)
    lines = [
        f"# Scorecard: {what}",
        "",
        f"Data version {DATA_VERSION}. **{card['within'].sum()} of {len(card)} published figures "
        f"({card['within'].mean():.0%}) lie within their limits**; {close} of {shares} tables of shares lie within a "
        f"total variation distance of {MOST_DISTANCE:g} of the published ones.",
        "",
        "Some limits are narrower than chance: if figures were off by chance alone, about "
        f"{expected_within(card):.0f} would lie within. **{card['explained'].sum()} of {len(card)} "
        f"({card['explained'].mean():.1%}) lie within their limits or are off by no more than {STANDARD_ERRORS:g} "
        f"standard errors** of so many children; the gate is {ENOUGH:.0%}.",
        "",
        *_runs(runs or {}, card),
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
    for heading, rows in (
        ("Figures that are off by more than chance", off[~off["explained"]]),
        ("Figures beyond their limits that chance could leave so far off", off[off["explained"]]),
    ):
        lines += ["", f"## {heading}", "", "| Figure | Published | Here |", "|---|---|---|"]
        for row in rows.to_dict("records"):
            published, here = said(row["published"], row["kind"]), said(row["synthetic"], row["kind"])
            lines.append(f"| {row['title']}: {row['category']} | {published} | {here} |")
        lines += [] if len(rows) else ["| none | | |"]
    lines += _ten_years(long) if long else []
    lines += _earlier(earlier) if earlier is not None else []
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _runs(runs: Mapping[tuple[int, int], pd.DataFrame], shown: pd.DataFrame) -> list[str]:
    """Each run's verdict, and whether the calibration tables were fitted on its seed."""
    if not runs:
        return []
    seed, kept = next(run for run, card in runs.items() if card is shown)
    lines = [
        f"{len(knobs())} knobs, factors on the rates, shares and lengths of the calibration tables, were fitted to "
        f"these figures on seeds {', '.join(map(str, seeds_fitted()))}: another seed tells whether a mechanism was "
        f"fitted or one seed's chance. Tables below are those of seed {seed}, {kept} years.",
        "",
        "| Seed | Years | | Within | Within, or off by chance |",
        "|---|---|---|---|---|",
    ]
    for (seed, kept), card in runs.items():
        within, explained = (
            f"{card[name].sum()} of {len(card)} ({card[name].mean():{form}})"
            for name, form in (("within", ".0%"), ("explained", ".1%"))
        )
        fitted = "fitted on" if seed in seeds_fitted() else "not fitted on"
        lines.append(f"| {seed} | {kept} | {fitted} | {within} | {explained} |")
    return [*lines, ""]


def _ten_years(long: TenYears) -> list[str]:
    """A table of ten years, and one of childhoods: what was counted or estimated, what is here, and the difference."""
    lines = [
        "",
        "## Ten years",
        "",
        "Of a run of ten years of the last seed; not among the figures above. Where what was counted comes from is in "
        "`synthetic_data/scorecard/ten_years.csv`.",
        "",
        "| Figure | Year to 31 March | Counted | Here | Difference |",
        "|---|---|---|---|---|",
    ]
    for year in long.years:
        off = year.synthetic / year.published - 1
        lines.append(f"| {year.title} | {year.year_end} | {year.published:,} | {year.synthetic:,} | {off:+.1%} |")
    lines += [
        "",
        "## Childhoods",
        "",
        "Of a hundred children, before they are 18: estimated by Jay et al. (2025) from the children in need census of "
        "2012 to 2018, and here as if a childhood were lived at the rates of 2022-23 to 2024-25 of the same run. "
        "Children known long before the run count as new, so that these are a little too many.",
        "",
        "| Children who are | Estimated | Here |",
        "|---|---|---|",
        *(f"| {one.title} | {one.published:.1f} | {one.synthetic:.1f} |" for one in long.childhoods),
    ]
    return lines


def _earlier(card: pd.DataFrame) -> list[str]:
    """The years before: how many figures of each year agree, of each table, and which are furthest off."""
    lines = [
        "",
        "## The years before",
        "",
        "Of the same run of ten years, beside the national tables of older releases "
        "(`synthetic_data/scorecard/published_earlier.csv`); not among the figures above. What differed in care "
        "before April 2023 was fitted to these figures, and what differed at the front door was set by hand with them "
        "in view.",
        "",
        "| Year to 31 March | Figures | Within | Within, or off by chance |",
        "|---|---|---|---|",
    ]
    for year, rows in [*card.groupby("year"), ("all", card)]:
        good = " | ".join(f"{rows[name].sum()} ({rows[name].mean():.0%})" for name in ("within", "explained"))
        lines.append(f"| {year} | {len(rows)} | {good} |")
    years = sorted(card["year"].unique())
    lines += ["", f"| Table: figures within, or off by chance | {' | '.join(years)} |", f"|---|{'---|' * len(years)}"]
    for title, rows in card.groupby("title", sort=False):
        by_year = rows.groupby("year")["explained"].agg(["sum", "size"])
        told = [f"{by_year['sum'][y]} of {by_year['size'][y]}" if y in by_year.index else "" for y in years]
        lines.append(f"| {title} | {' | '.join(told)} |")
    off = card[~card["explained"]].assign(far=lambda one: (one["difference"] / one["limit"]).abs())
    lines += ["", f"The {FURTHEST} furthest off:", "", "| Figure | Year | Published | Here |", "|---|---|---|---|"]
    for row in off.nlargest(FURTHEST, "far").to_dict("records"):
        published, here = said(row["published"], row["kind"]), said(row["synthetic"], row["kind"])
        lines.append(f"| {row['title']}: {row['category']} | {row['year']} | {published} | {here} |")
    return lines


def said(value: float, kind: str) -> str:
    """A figure as people read it: "8.0%", "26.5 per 10,000", or a mean or a quantile as it is."""
    if kind == "rate":
        return f"{value:.1f} per 10,000"
    if kind in ("mean", "spread"):
        return f"{value:.1f}"
    return f"{100 * value if kind == 'shares' else value:.1f}%"
