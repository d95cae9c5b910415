"""`academy teach-back`: thirty minutes to pass a lesson on."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="\b\nExamples:\n  academy teach-back m01-l03\n  academy teach-back m02-l01 --out rules.md")
@click.argument("lesson")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="A .docx (the default) or .md file.")
def teach_back(lesson: str, out: Path | None) -> None:
    """Write a pack with which a learner passes LESSON, such as m01-l03, on to colleagues in thirty minutes."""
    from curriculum.model import load_course
    from curriculum.teach_back import pack_of, write_pack

    target = out or Path(f"teach-back-{lesson}.docx")
    write_pack(pack_of(load_course(), lesson), target)
    click.echo(f"The pack is in {target}.")
