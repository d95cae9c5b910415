"""`academy build`: the curriculum into notebooks."""

from __future__ import annotations

import sys
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"


@click.command(
    epilog="\b\nExamples:\n  academy build\n  academy build --check\n"
    "  academy build --only m02\n  academy build --solved solved"
)
@click.option("--check", is_flag=True, help="Write nothing; name the files that differ from their source.")
@click.option("--solved", type=click.Path(path_type=Path), metavar="DIR", help="Write the solved notebooks into DIR.")
@click.option(
    "--only", metavar="MODULE", default="", help="Build one module, such as m02, and leave the rest as it is."
)
def build(check: bool, solved: Path | None, only: str) -> None:
    """Turn the curriculum into learner notebooks."""
    from curriculum.builder.course import drift, write_notebooks, write_page, write_solved
    from curriculum.builder.coverage import PAGE, coverage_page
    from curriculum.lint import lint_course
    from curriculum.model import load_course

    course = load_course()
    if solved is not None:
        made = write_solved(course, solved)
        click.echo(f"{len(made)} solved notebooks are in {solved}. They hold solutions: keep them from learners.")
        return
    if check:
        found = [f"{each.state}: notebooks/{each.path}" for each in drift(course, NOTEBOOKS)]
        if not (ROOT / PAGE).is_file() or (ROOT / PAGE).read_text(encoding="utf-8") != coverage_page(course):
            found.append(f"out of date: {PAGE}")
        for each in found:
            click.echo(each)
        click.echo(
            "Run academy build, and commit what it changes." if found else "Every notebook is what its source says."
        )
        sys.exit(1 if found else 0)
    changed = [f"notebooks/{path}" for path in write_notebooks(course, NOTEBOOKS, only)]
    if not only and write_page(ROOT / PAGE, coverage_page(course)):
        changed.append(PAGE)
    click.echo("\n".join([f"{len(changed)} file(s) changed.", *changed]) if changed else "Nothing has changed.")
    for finding in lint_course(course, only):
        click.echo(str(finding))
