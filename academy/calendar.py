"""`academy calendar`: a cohort's plan that keeps out of the way of the returns."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

import click

from academy.given import day, write_text
from curriculum.calendar import Pause, as_ics, as_rows, busy_from_text, busy_weeks, plan
from synthetic_data.errors import PlainError


@click.command(
    epilog="\b\nExamples:\n  academy calendar --start 2027-01-11\n"
    "  academy calendar --start 2027-01-11 --busy '11-02..11-13 our inspection' --out cohort.ics\n"
    "  academy calendar --start 2027-01-11 --pause 2027-03-01+2"
)
@click.option("--start", required=True, metavar="DAY", help="The first day, such as 2027-01-11.")
@click.option("--weeks", type=click.IntRange(2, 26), default=4, show_default=True, help="Weeks for each module.")
@click.option("--busy", multiple=True, metavar="WEEKS", help="Your own: '11-02..11-13 why'. May be repeated.")
@click.option("--pause", multiple=True, metavar="DAY+WEEKS", help="Stand still: 2027-03-01+2. May be repeated.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it: .csv, or .ics for Outlook.")
def calendar(start: str, weeks: int, busy: tuple[str, ...], pause: tuple[str, ...], out: Path | None) -> None:
    """Plan a cohort: what is released and due when, with no due date in the weeks when returns are at their peak."""
    from rich.console import Console
    from rich.table import Table

    from curriculum.model import load_course

    if out is not None and out.suffix not in (".csv", ".ics"):
        raise PlainError(f"{out} has an ending that is not known here: end it in .csv or .ics.")
    weeks_taken = (*busy_weeks(), *(busy_from_text(each) for each in busy))
    steps = plan(load_course(), day(start), weeks_taken, weeks, [_pause(each) for each in pause])
    table = Table("Module", "Released", "Due (London)", "Why then", title="A plan for the cohort", title_justify="left")
    for step in steps:
        due = f"{step.due:%A} {step.due.day} {step.due:%B %Y, %H:%M}"
        table.add_row(step.module.title, f"{step.released.day} {step.released:%B %Y}", due, "; ".join(step.moved))
    Console().print(table)
    if out is None:
        return
    text = as_ics(steps, dt.datetime.now(dt.UTC)) if out.suffix == ".ics" else _as_csv(as_rows(steps))
    write_text(out, text)
    click.echo(f"The plan is in {out}.")


def _as_csv(rows: list[dict[str, str]]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def _pause(text: str) -> Pause:
    start, _, weeks = text.partition("+")
    if not weeks.isdigit() or not 1 <= int(weeks) <= 52:
        raise PlainError(f'The pause "{text}" cannot be read: write the day and the weeks, such as 2027-03-01+2.')
    return Pause(day(start), int(weeks))
