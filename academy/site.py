"""`academy site`: the course as web pages, in a folder that opens without a server."""

from __future__ import annotations

from pathlib import Path

import click

from synthetic_data.errors import PlainError

ROOT = Path(__file__).resolve().parent.parent


@click.command(
    epilog="\b\nExamples:\n  academy site\n  academy site /srv/academy --hub https://hub.example.gov.uk\n"
    "  academy site --no-outputs      (in seconds: lessons as a learner first meets them)"
)
@click.argument("out", type=click.Path(path_type=Path), default=Path("site"))
@click.option("--hub", default="", metavar="ADDRESS", help="Your JupyterHub: lessons get a link that opens them there.")
@click.option("--outputs/--no-outputs", default=True, help="Work through every lesson, so that pages show results.")
@click.option("--workers", type=click.IntRange(1, 32), default=2, show_default=True, help="Lessons run at a time.")
def site(out: Path, hub: str, outputs: bool, workers: int) -> None:
    """Make the course web site in OUT (default: site): plain files that need no server and fetch nothing."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from curriculum.model import load_course
    from curriculum.site.build import build_site, refuse_other_folders
    from curriculum.site.links import broken_links
    from curriculum.site.worked import worked_lessons
    from grading.runner.temporary import temporary_folder

    if not (ROOT / "docs" / "site").is_dir():
        raise PlainError("The site is made from a checkout of the project: this installation has no docs folder.")
    if hub and not hub.startswith(("https://", "http://")):
        raise PlainError(f"--hub {hub} is not an address: give it whole, such as https://hub.example.gov.uk")
    refuse_other_folders(out)
    course = load_course()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with temporary_folder() as work, Progress(*columns, transient=True) as progress:
        worked = {}
        if outputs:
            task = progress.add_task("Working through the lessons", total=len(course.lessons))
            workspace = work / "workspace"
            worked = worked_lessons(course, course.lessons, workspace, workers, lambda lesson: progress.advance(task))
        progress.add_task("Making the pages", total=None)
        pages = build_site(course, ROOT, out, worked, work / "made", hub.rstrip("/"))
    broken = broken_links(out)
    for each in broken:
        click.echo(each)
    if broken:
        raise click.exceptions.Exit(1)
    click.echo(f"{pages} pages are in {out}, and every link in them leads somewhere. Open {out / 'index.html'}.")
