"""`academy data`, `validate` and `scorecard`: the synthetic data and what can be said about it."""

from __future__ import annotations

from pathlib import Path

import click

from synthetic_data.council import SIZES, Council, CouncilSpec
from synthetic_data.errors import PlainError


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--council", "name", metavar="NAME", help="An invented council by name; the seed chooses one otherwise.")
@click.option("--size", default=None, metavar="|".join(SIZES), help="How many children in care (medium: about 500).")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another council of children.")
@click.option("--learner", metavar="ID", help="The council of one learner (small unless a size is given).")
@click.option(
    "--year-end", type=int, default=2026, show_default=True, help="The last collection year ends on 31 March."
)
@click.option("--years", type=int, default=3, show_default=True, help="How many collection years, counting back.")
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
@click.option("--replace", is_flag=True, help="Replace a folder made with other options.")
def data(
    out: Path,
    name: str | None,
    size: str | None,
    seed: int,
    learner: str | None,
    year_end: int,
    years: int,
    returns: str,
    formats: str | None,
    faults: str,
    replace: bool,
) -> None:
    """Simulate an invented council and write its returns into the folder OUT."""
    from synthetic_data.write import write

    if learner is not None and name is not None:
        raise PlainError("Give --learner or --council, not both: a learner's council follows from the id.")
    if learner is not None:
        spec = CouncilSpec.for_learner(learner, size or "small", year_end, years)
    else:
        spec = CouncilSpec.named(name, size or "medium", seed, year_end, years)
    wanted = _list_of(returns, "--returns")
    asked = _list_of(formats, "--formats") if formats is not None else None
    manifest = write(Council(spec), out, wanted, asked, replace, faults=faults, answers=learner is None)
    click.echo(f"{spec.name} (an invented council), {', '.join(spec.collection_years)}: see {manifest}")


def _list_of(text: str, option: str) -> list[str]:
    """The names in a comma-separated option. Raises PlainError when there are none."""
    names = [part.strip() for part in text.split(",") if part.strip()]
    if not names:
        raise PlainError(f"{option} is empty; name at least one.")
    return names
