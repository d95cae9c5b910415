"""`academy start`: a learner's workspace, opened in JupyterLab."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import click


@click.command(
    epilog="\b\nExamples:\n  academy start my-course --learner amina.khan\n"
    "  academy start my-course --learner amina.khan --no-lab      make or bring up to date, open nothing"
)
@click.argument("folder", default="my-course", type=click.Path(path_type=Path), metavar="[DIR]")
@click.option(
    "--learner", "learner", required=True, help="Your learner id, for example amina.khan. Your council is made from it."
)
@click.option("--lab/--no-lab", default=True, help="Open JupyterLab when the workspace is ready (the default), or not.")
@click.option(
    "--browser/--no-browser", default=True, help="Let JupyterLab open a browser, or only say the address to visit."
)
def start(folder: Path, learner: str, lab: bool, browser: bool) -> None:
    """Make a learner's workspace in DIR (default: my-course) and open JupyterLab there.

    Run again at any time: new notebooks are added, and nothing you have written is touched.
    """
    from rich.console import Console

    from curriculum.start import built_notebooks, make_workspace

    console = Console(highlight=False)
    with console.status("Making your council and your notebooks ..."):
        workspace = make_workspace(folder, learner, built_notebooks())
    console.print(f"Ready: {workspace.folder}. Your council is {workspace.council} (invented; it describes nobody).")
    if workspace.kept:
        console.print(
            f"{len(workspace.kept)} notebooks you already had are as you left them; {len(workspace.added)} added."
        )
    command = lab_command(workspace.folder, browser)
    if not lab:
        console.print(f"To open it later:  academy start {folder} --learner {learner}")
        return
    if browser:
        console.print("Opening JupyterLab. To stop it, come back here and press Ctrl-C twice; your work is saved.")
    else:
        console.print("Starting JupyterLab. Visit the address it prints below; to stop it, press Ctrl-C twice.")
    become(command, {**os.environ, **quiet_lab(workspace.folder)})


def become(command: list[str], environment: dict[str, str]) -> NoReturn:
    """Run a program in place of this one: Ctrl-C and requests to end are its own to answer, and to clear up after."""
    sys.stdout.flush()
    if os.name == "posix":
        os.execve(command[0], command, environment)
    with subprocess.Popen(command, env=environment) as program:  # Windows has no such way
        while True:
            try:
                sys.exit(program.wait())
            except KeyboardInterrupt:
                continue  # the program has heard it too, and asks


def lab_command(folder: Path, browser: bool) -> list[str]:
    """The command that opens JupyterLab on the workspace's first page."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder.resolve()}"]
    command += ["--LabApp.default_url=/lab/tree/start_here.ipynb"]
    return command if browser else [*command, "--no-browser"]


def quiet_lab(folder: Path) -> dict[str, str]:
    """Environment in which Lab shows no news pop-up and no coach's tools: one thing less between a learner and a
    first lesson.
    """
    import json

    config = folder.resolve() / ".academy" / "jupyter"
    (config / "labconfig").mkdir(parents=True, exist_ok=True)
    disabled = ["@jupyterlab/apputils-extension:announcements", "@jupyter/nbgrader"]
    (config / "labconfig" / "page_config.json").write_text(
        json.dumps({"disabledExtensions": dict.fromkeys(disabled, True)})
    )
    return {"JUPYTER_CONFIG_PATH": str(config)}
