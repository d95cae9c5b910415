"""`academy validate`: DfE's rules over a folder of returns."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

SHOWN = 40


@click.command(
    epilog="\b\nExamples:\n  academy validate my-council\n"
    "  academy validate my-council --year 2025-26 --out errors.xlsx"
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--year", metavar="2025-26", help="Only this collection year (and the year of files outside a year's folder)."
)
@click.option(
    "--return",
    "returns",
    multiple=True,
    metavar="NAME",
    help="Only this return: ssda903 or cin_census. May be given twice.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the error list to FILE (.csv or .xlsx)."
)
@click.pass_context
def validate(
    context: click.Context, folder: Path, year: str | None, returns: tuple[str, ...], out: Path | None
) -> None:
    """Run the DfE rules over DIR, a folder of returns, and say what to put right.

    DIR holds a folder for each return and year, as `academy data` writes them: ssda903/2025-26/episodes.csv and so
    on. Where the year before is there too, the rules that compare the two years run as well. Exit status: 0 nothing to
    put right, 1 errors found, 2 DIR or an option needs putting right.
    """
    from synthetic_data.rules.report import write_list
    from synthetic_data.rules.validation import check_folder

    result = check_folder(folder, year=year, returns=returns or None)
    if out is not None:
        write_list(result, out)
    _print(result, out)
    context.exit(1 if result.errors else 0)


def _print(result, out: Path | None) -> None:  # type: ignore[no-untyped-def]  # a Validation; its module loads only when used
    from synthetic_data.rules.report import summary

    console = Console(highlight=False)
    for done in result.checked:
        rows = sum(done.rows.values())
        named = f"{done.council} " if done.council else ""
        line = (
            f"{named}{done.return_} {done.year}: {done.rules_run} rules over {rows:,} rows of {len(done.rows)} tables"
        )
        if done.rules_left_out:
            absent = sorted({table for rule in done.rules_left_out for table in rule.tables if table in done.absent})
            line += f"; {len(done.rules_left_out)} left out for want of {', '.join(absent)}"
        console.print(f"{line}.", soft_wrap=True)
    counted = summary(result)
    if counted.empty:
        some = any(done.rules_left_out for done in result.checked)
        console.print(f"Nothing to put right{' by the rules that could run' if some else ''}.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Return", "Year", "Rule", "Severity"):
        table.add_column(name, no_wrap=True)
    table.add_column("Findings", justify="right")
    table.add_column("Children", justify="right")
    table.add_column("What is wrong")
    for row in counted.head(SHOWN).itertuples(index=False):
        table.add_row(*(str(value) for value in row))
    console.print(table)
    if len(counted) > SHOWN:
        console.print(f"... and {len(counted) - SHOWN} more rules with findings.")
    where = f"in {out}" if out else "with --out errors.xlsx"
    console.print(
        f"Errors to put right: {result.errors:,}. Queries to look at: {result.queries:,}. "
        f"The list, child by child with what to do, is {where}.",
        soft_wrap=True,
    )
