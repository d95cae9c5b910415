"""`academy data`, `validate` and `scorecard`: the synthetic data and what can be said about it."""

from __future__ import annotations

import os
from pathlib import Path

import click

from synthetic_data.council import SIZES, Council, CouncilSpec
from synthetic_data.errors import PlainError

MOST_DIGITS = 20


@click.command(
    epilog="\b\nExamples:\n  academy data my-council\n  academy data my-council --returns all --faults light\n"
    "  academy data mine --learner amina.khan        one learner's council\n"
    "  academy data england --england --returns ssda903 --formats csv"
)
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--council", "name", metavar="NAME", help="An invented council by name; the seed chooses one otherwise.")
@click.option(
    "--size", default=None, metavar="|".join(SIZES), help="Children in care (medium: about 500), or a number."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another council of children.")
@click.option("--learner", metavar="ID", help="The council of one learner (small unless a size is given).")
@click.option(
    "--year-end", type=int, default=2026, show_default=True, help="The last collection year ends on 31 March."
)
@click.option("--years", type=int, default=None, help="How many collection years, counting back. Default: 3.")
@click.option(
    "--returns", default="ssda903", show_default=True, help="Returns and extracts, with commas between; or all."
)
@click.option(
    "--formats", default=None, help="csv, xml, xlsx, ...: with commas between; each return's usual ones otherwise."
)
@click.option(
    "--faults",
    default="none",
    type=click.Choice(["none", "light", "heavy"]),
    help="Plant errors in the extracts, with a key that names each.",
)
@click.option("--england", is_flag=True, help="All 153 invented councils, ten years unless --years says otherwise.")
@click.option("--workers", type=click.IntRange(1, 256), help="With --england: how many at a time. Default: one a core.")
@click.option("--scheduler", metavar="ADDRESS", help="With --england: a dask cluster that shares the folder OUT.")
@click.option("--replace", is_flag=True, help="Replace a folder made with other options.")
def data(
    out: Path,
    name: str | None,
    size: str | None,
    seed: int,
    learner: str | None,
    year_end: int,
    years: int | None,
    returns: str,
    formats: str | None,
    faults: str,
    england: bool,
    workers: int | None,
    scheduler: str | None,
    replace: bool,
) -> None:
    """Simulate an invented council, or all England's, and write its returns into the folder OUT."""
    from synthetic_data.write import write

    wanted = _list_of(returns, "--returns")
    asked = _list_of(formats, "--formats") if formats is not None else None
    if england:
        if learner is not None or name is not None or size is not None:
            raise PlainError("--england is all councils at their own sizes: leave out --learner, --council and --size.")
        years = 10 if years is None else years
        _england(out, seed, year_end, years, wanted, asked, faults, replace, workers, scheduler)
        return
    if workers is not None or scheduler is not None:
        raise PlainError("--workers and --scheduler are for many councils: add --england, or leave them out.")
    years = 3 if years is None else years
    if learner is not None and name is not None:
        raise PlainError("Give --learner or --council, not both: a learner's council follows from the id.")
    if learner is not None:
        spec = CouncilSpec.for_learner(learner, _size(size or "small"), year_end, years)
    else:
        spec = CouncilSpec.named(name, _size(size or "medium"), seed, year_end, years)
    manifest = write(Council(spec), out, wanted, asked, replace, faults=faults, answers=learner is None)
    click.echo(f"{spec.name} (an invented council), {', '.join(spec.collection_years)}: see {manifest}")


def _size(text: str) -> str | int:
    """One of the named sizes, or a whole number of children in care (one of many digits is refused as too many)."""
    return int(text[:MOST_DIGITS]) if text.lstrip("-").isdecimal() else text


def _england(
    out: Path,
    seed: int,
    year_end: int,
    years: int,
    returns: list[str],
    formats: list[str] | None,
    faults: str,
    replace: bool,
    workers: int | None,
    scheduler: str | None,
) -> None:
    """Every invented council, with progress; stopped and run again, it goes on where it was."""
    import contextlib

    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from academy.scheduler import connected
    from synthetic_data.england import england_specs, write_england

    specs = england_specs(seed, year_end, years)
    number = workers or os.cpu_count() or 1
    columns = (TextColumn("Councils"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(*columns, TextColumn("left about"), TimeRemainingColumn(), console=Console(highlight=False))
    with connected(scheduler) if scheduler else contextlib.nullcontext() as executor, bar:
        job, rows = bar.add_task("England", total=len(specs)), 0
        for written in write_england(out, specs, returns, formats, faults, replace, number, executor):
            rows += written.rows
            bar.advance(job)
    click.echo(f"{len(specs)} invented councils, {years} years, {rows:,} rows of CSV: see {out / 'manifest.json'}")


def _list_of(text: str, option: str) -> list[str]:
    """The names in a comma-separated option. Raises PlainError when there are none."""
    names = [part.strip() for part in text.split(",") if part.strip()]
    if not names:
        raise PlainError(f"{option} is empty; name at least one.")
    return names
