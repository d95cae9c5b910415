"""`academy scorecard`: synthetic figures beside the published ones."""

from __future__ import annotations

import sys
from pathlib import Path

import click

SAMPLE = 12
SAMPLE_SIZE = 300
SHORT = 3
"""Years that a run has to keep so that all compared years lie in it."""


@click.command(
    epilog="\b\nExamples:\n  academy scorecard                    a sample of councils, made for the purpose\n"
    "  academy scorecard --england          all England in memory, a few minutes\n"
    "  academy scorecard --england --seed 1 --seed 4    one seed that was fitted, one that was not\n"
    "  academy scorecard --england --earlier            also beside the figures of 2018 to 2023\n"
    "  academy data england --england --years 3 --returns ssda903,cin_census,population\n"
    "  academy scorecard england            the same from written returns"
)
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), metavar="FOLDER",
    help="Where scorecard.csv, scorecard.md and scorecard.png go. Default: here.",
)  # fmt: skip
@click.option("--england", is_flag=True, help="All 153 councils, simulated without writing them (a few minutes).")
@click.option(
    "--seed", "seeds", multiple=True, default=(1,), show_default=True, type=click.IntRange(min=0),
    help="With --england: which England; may be given more than once, the last is shown in full.",
)  # fmt: skip
@click.option(
    "--earlier", is_flag=True, help="With --england: also the years to 31 March 2018 to 2023, of the last seed."
)
def scorecard(folder: Path | None, out: Path, england: bool, seeds: tuple[int, ...], earlier: bool) -> None:
    """Compare synthetic figures with the published ones: a table, and one page of pictures.

    DIR is a council's folder or an England build; without it, a sample of councils is simulated. One council differs
    from England as councils do; the limits allow for it. All 153 are held to the strict gate: half a percentage point,
    one per cent of a rate, five of a mean, ten of a quantile of councils; beside it stands how many are off by no more
    than chance leaves. Exit status 1 when more than one figure in a hundred is further off than either allows.
    """
    from rich.console import Console

    from grading.runner.temporary import temporary_folder
    from synthetic_data.errors import PlainError, cannot_write
    from synthetic_data.scorecard.compare import ALL, ENOUGH, matched, passes, summary
    from synthetic_data.scorecard.compare import scorecard as compare
    from synthetic_data.scorecard.picture import write_picture
    from synthetic_data.scorecard.report import said, write_report
    from synthetic_data.scorecard.returns import councils_in

    console = Console(highlight=False, soft_wrap=True)
    if england and folder is not None:
        raise PlainError("Give either a folder or --england, not both.")
    if not england and seeds != (1,):
        raise PlainError("--seed is for --england: add it, or leave --seed out.")
    if earlier and not england:
        raise PlainError("--earlier is for --england: add it, or leave --earlier out.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise cannot_write(out, problem) from problem
    runs, long, before = {}, None, None
    if england:
        runs, long, before = _england(console, seeds, earlier)
        card, number = runs[seeds[-1], SHORT], ALL
    else:
        with temporary_folder() as temporary:
            place = folder or _sample(console, temporary)
            with console.status("Counting ..."):
                card = compare(place)
            number = len(councils_in(place))
    card.to_csv(out / "scorecard.csv", index=False, float_format="%.6g")
    what = f"{number} invented council{'' if number == 1 else 's'} beside England"
    write_picture(card, out / "scorecard.png", what)
    write_report(card, out / "scorecard.md", what, runs, long, before)
    if before is not None:
        before.to_csv(out / "scorecard_earlier.csv", index=False, float_format="%.6g")
        console.print(
            f"Years before: {before['within'].sum()} of {len(before)} figures within their limits, "
            f"{before['explained'].sum()} within them or off by chance alone."
        )
    for row in summary(card).to_dict("records"):
        mark = "  " if row["within"] == row["categories"] else "! "
        console.print(
            f"{mark}{row['title']} ({row['year']}): {row['within']} of {row['categories']} within", markup=False
        )
    for row in card[~card["within"]].to_dict("records"):
        published, ours = said(row["published"], row["kind"]), said(row["synthetic"], row["kind"])
        console.print(f"! {row['title']}, {row['category']}: published {published}, here {ours}", markup=False)
    for (seed, kept), one in runs.items():
        console.print(
            f"Seed {seed}, {kept} years: {one['within'].sum()} of {len(one)} figures within their limits, "
            f"{one['explained'].sum()} within them or off by chance alone."
        )
    console.print(f"{card['within'].sum()} of {len(card)} figures within their limits, {what}.")
    console.print(
        f"{card['explained'].sum()} of {len(card)} ({card['explained'].mean():.1%}) within them or off by no more than "
        f"three standard errors; the gate is {ENOUGH:.0%}."
    )
    close, shares = matched(card)
    console.print(f"{close} of {shares} tables of shares within a total variation distance of 0.01.")
    console.print(f"See {out / 'scorecard.md'}, {out / 'scorecard.csv'} and {out / 'scorecard.png'}.")
    sys.exit(0 if passes(card) else 1)


def _england(console, seeds: tuple[int, ...], earlier: bool):  # type: ignore[no-untyped-def]
    """The scorecards of all councils straight from their journeys, by seed and years kept: of each seed a run of SHORT
    years, of the last one also one of ten; what that shows; and its card of the years before, if wanted. On as many
    processes as there are cores.
    """
    import os
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from synthetic_data.england import england_specs
    from synthetic_data.scorecard.compare import simulated_scorecard
    from synthetic_data.scorecard.earlier import earlier_scorecard
    from synthetic_data.scorecard.ten_years import YEARS, ten_years

    runs = {}
    with ProcessPoolExecutor(os.cpu_count() or 1, mp_context=get_context("spawn")) as pool:
        for seed, kept in [*((seed, SHORT) for seed in seeds), (seeds[-1], YEARS)]:
            with console.status(f"Simulating all 153 councils of seed {seed}, {kept} years; this takes minutes ..."):
                runs[seed, kept] = simulated_scorecard(england_specs(seed, years=kept), pool)
        specs = england_specs(seeds[-1], years=YEARS)
        with console.status("Counting ten years ..."):
            long = ten_years(specs, pool)
        if not earlier:
            return runs, long, None
        with console.status("Counting the years before ..."):
            return runs, long, earlier_scorecard(specs, pool)


def _sample(console, folder: Path) -> Path:  # type: ignore[no-untyped-def]
    """Twelve councils in temporary files, chosen evenly through the table of all."""
    import os

    from rich.progress import track

    from synthetic_data.council import CouncilSpec
    from synthetic_data.england import write_england
    from synthetic_data.places.councils import all_councils

    chosen = all_councils()[:: len(all_councils()) // SAMPLE][:SAMPLE]
    specs = [CouncilSpec(one.name, one.la_code, SAMPLE_SIZE, 1, 2026, SHORT) for one in chosen]
    out = folder / "sample"
    made = write_england(
        out, specs, ("ssda903", "cin_census", "population"), ("csv",), workers=min(os.cpu_count() or 1, SAMPLE)
    )
    for _ in track(made, "Simulating a sample of councils", total=SAMPLE, console=console, transient=True):
        pass
    return out
