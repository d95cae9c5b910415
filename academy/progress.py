"""`academy progress` and `academy portfolio`: what a learner has done, from files that are theirs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from academy.given import day, file_option, write_text
from synthetic_data.errors import PlainError

WORKSPACE = click.argument("folder", default="my-course", type=click.Path(path_type=Path), metavar="[DIR]")


@click.command(
    epilog="\b\nExamples:\n  academy progress my-course\n"
    "  academy progress my-course --log m01-l03 50 --note 'a quiet morning'\n"
    "  academy progress my-course --out my-progress.html\n"
    "  academy progress my-course --export my-record.zip\n"
    "  academy progress new-course --bring my-record.zip"
)
@WORKSPACE
@click.option(
    "--log", nargs=2, metavar="PART MINUTES", help="Log time: a lesson or assignment, or 'other', and minutes."
)
@click.option("--note", default="", help="A few words beside the time.")
@click.option("--date", metavar="DAY", help="The day it was, such as 2027-01-11; today if not given.")
@file_option("--out", ".html", "Also write the card as a page.")
@file_option("--export", ".zip", "Take your record out as one file.")
@click.option(
    "--bring", type=click.Path(path_type=Path, exists=True), metavar="RECORD", help="Add such a file, or an old folder."
)
def progress(
    folder: Path,
    log: tuple[str, str] | None,
    note: str,
    date: str | None,
    out: Path | None,
    export: Path | None,
    bring: Path | None,
) -> None:
    """Show what is done, what is next and the time you logged in the workspace DIR (default: my-course).

    Everything comes from plain files in DIR/.academy that are yours; nothing is sent anywhere.
    """
    from rich.console import Console
    from rich.table import Table

    from curriculum.model import load_course
    from grading.keeping import bring_record, export_record
    from grading.pages import render
    from grading.plain import count
    from grading.progress import Entry, log_time, progress_of

    if (note or date) and not log:
        raise PlainError("--note and --date belong to time that is logged: add --log, or leave them out.")
    course, when = load_course(), day(date) if date else dt.date.today()
    if log:
        part, minutes = log
        if not minutes.isdigit():
            raise PlainError(f'"{minutes}" is not a number of minutes: write --log m01-l03 50')
        log_time(folder, Entry(when, "" if part == "other" else part, int(minutes), note), course)
    done = []
    if bring:
        done.append(f"{bring_record(folder, bring)} lines were new here.")
    if export:
        many = count(export_record(folder, export), "file")
        done.append(f"{export} holds your record, {many}. Nothing was sent anywhere.")
    found = progress_of(folder, course)
    console = Console(highlight=False)
    table = Table(
        "Part", "Done", "Last on", "Minutes logged", title=f"Progress of {found.learner}", title_justify="left"
    )
    for module, parts in found.modules:
        table.add_section()
        table.add_row(f"[bold]{module.title}[/bold]")
        for each in parts:
            table.add_row(
                each.part.title, f"{each.done} of {each.total}", str(each.last or ""), str(each.minutes or "")
            )
    console.print(table)
    console.print(f"{found.minutes / 60:.1f} hours logged.")
    if found.next_part:
        console.print(f"Next: {found.next_part.title}: open {found.next_notebook}.")
    if out:
        write_text(out, render("progress.html.j2", progress=found, made=dt.date.today()))
        done.append(f"The card is in {out}.")
    for sentence in done:  # after the table, where the eye is
        click.echo(sentence)


@click.command(epilog="\b\nExamples:\n  academy portfolio my-course\n  academy portfolio my-course --out evidence.html")
@WORKSPACE
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("portfolio.docx"),
    show_default=True,
    help="A .docx or .html file.",
)
def portfolio(folder: Path, out: Path) -> None:
    """Write your evidence against the apprenticeship standard: what is done, what is not covered, your time."""
    from curriculum.model import load_course
    from grading.portfolio import portfolio_of, write_portfolio
    from grading.progress import progress_of

    course = load_course()
    write_portfolio(portfolio_of(progress_of(folder, course), course, dt.date.today()), out)
    click.echo(
        f"The portfolio is in {out}. It is a record of practice and no assessment; it says so on its first page."
    )
