"""`academy hours`: a time diary and a ledger of hours saved, from a learner's own measurements."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from academy.given import file_option, write_text
from synthetic_data.errors import PlainError


@click.command(
    epilog="\b\nExamples:\n  academy hours my-course --run 'Monthly error list' 180 40 --confirmed 'team manager'\n"
    "  academy hours my-course --task 'Monthly error list' 12 60\n"
    "  academy hours my-course --diary start churn 300\n  academy hours my-course --out hours.html\n"
    "  academy hours my-course --share amina.khan.csv"
)
@click.argument("folder", default="my-course", type=click.Path(path_type=Path), metavar="[DIR]")
@click.option("--run", nargs=3, metavar="TASK BEFORE AFTER", help="Minutes of one run, the old way and the new.")
@click.option("--confirmed", default="", metavar="NAME", help="Who else saw the times; without it they stand apart.")
@click.option("--task", nargs=3, metavar="TASK TIMES UPKEEP", help="Runs a year, and minutes a year of upkeep.")
@click.option("--diary", nargs=3, metavar="PHASE KIND MINUTES", help="start, middle or end; churn, analysis or other.")
@click.option("--date", default="", metavar="DAY", help="The day it was, such as 2027-01-11; today if not given.")
@file_option("--out", ".html", "Also write the ledger as a page.")
@file_option("--share", ".csv", "Write what a coach may have.")
def hours(
    folder: Path,
    run: tuple[str, str, str] | None,
    confirmed: str,
    task: tuple[str, str, str] | None,
    diary: tuple[str, str, str] | None,
    date: str,
    out: Path | None,
    share: Path | None,
) -> None:
    """Keep and show the hours that better ways of working save, in the workspace DIR (default: my-course)."""
    from rich.console import Console
    from rich.table import Table

    from grading.hours import add_line, ledger_of
    from grading.pages import render
    from grading.shared_hours import as_shared

    if confirmed and not run:
        raise PlainError("--confirmed says who saw the times of a --run: add the run, or leave it out.")
    if date and not (run or diary):
        raise PlainError("--date is the day of a --run or of the --diary: add one, or leave it out.")
    when = date or dt.date.today().isoformat()
    if run:
        add_line(folder, "runs", run[0], when, run[1], run[2], confirmed)
    if task:
        add_line(folder, "tasks", *task)
    if diary:
        add_line(folder, "diary", when, *diary)
    ledger = ledger_of(folder)
    table = Table("Task", "Pairs", "Minutes saved a run", "Net hours a year", "Confirmed")
    for each in ledger.savings:
        yearly = _words(each.hours) if each.hours else "say how often: --task"
        table.add_row(each.task, str(each.pairs), _words(each.minutes), yearly, "yes" if each.confirmed else "no")
    console = Console(highlight=False)
    console.print(table)
    for phase in ledger.churn:
        console.print(f"Churn at the {phase.phase}: {_words(phase.share)} per cent of the time.")
    if ledger.change:
        console.print(f"Change: {_words(ledger.change)} percentage points.")
    if out:
        write_text(out, render("hours.html.j2", ledger=ledger, made=dt.date.today()))
        console.print(f"The ledger is in {out}.")
    if share:
        write_text(share, as_shared(ledger))
        console.print(f"{share} holds your figures, without names of tasks or people. Read it, then decide.")


def _words(estimate: object) -> str:
    from grading.hours import Estimate

    assert isinstance(estimate, Estimate)
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.1f} (no interval can be given)"
    return f"{estimate.value:.1f} ({estimate.low:.1f} to {estimate.high:.1f})"
