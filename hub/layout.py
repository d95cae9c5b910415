"""What `academy hub configure` writes beside the choices: the same choices always give the same files.

jupyterhub_config.py                   three lines that call `hub.settings.configure`
jupyter/common, learner, coach, grader Jupyter's configuration, by who runs it
units/                                 systemd units, for a hub whose servers are units
secrets.env                            0600, made once (hub.keys)
proxy.env, formgrader.env              0600, what those two units need of it and no more
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2

from grading.capture import write_whole
from hub import formgrader
from hub.choices import Choices
from hub.databases import gradebook_server
from hub.exchange import __all__ as exchange_classes
from hub.exchange import make_exchange
from hub.keys import ensure_keys, read_keys
from hub.servers import WORKSPACE, transport
from synthetic_data.errors import PlainError

if TYPE_CHECKING:
    from grading.course_folder import CourseFolder

TEMPLATES = Path(__file__).with_name("templates")
TRAITS = {
    "List": "list",
    "Submit": "submit",
    "Collect": "collect",
    "FetchAssignment": "fetch_assignment",
    "FetchFeedback": "fetch_feedback",
    "ReleaseAssignment": "release_assignment",
    "ReleaseFeedback": "release_feedback",
}
"""nbgrader's name for what each of our exchange classes does."""
UNUSED = ("jupyter_lsp", "jupyterlab_jupytext", "nbgrader.server_extensions.course_list")
"""Server extensions that nobody here uses: each costs every start of a server a part of a second."""
COACHES_ONLY = ("formgrader", "course-list", "create-assignment")
LAB = "@jupyter/nbgrader"
NEWS = "@jupyterlab/apputils-extension:announcements"


def write_layout(choices: Choices) -> list[Path]:
    """Write every generated file and make the folders; return the files that changed.

    Raises PlainError when something cannot be written.
    """
    try:
        ensure_keys(choices.etc)
        files = dict(generated(choices))
        changed = [path for path, text in files.items() if not path.is_file() or path.read_text() != text]
        for path in changed:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".env":
                _write_closed(path, files[path])
            else:
                write_whole(path, files[path].encode("utf-8"))
        choices.folders.state.mkdir(parents=True, exist_ok=True)
        choices.folders.state.chmod(0o700)
        choices.folders.homes.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise PlainError(f"{problem.filename or choices.etc} cannot be written ({problem.strerror}).") from problem
    return changed


def _write_closed(path: Path, text: str) -> None:
    before = os.umask(0o077)
    try:
        write_whole(path, text.encode("utf-8"))
    finally:
        os.umask(before)
    path.chmod(0o600)


def make_places(choices: Choices, owner: int, group: int) -> None:
    """Make the graders' course folder and the exchange; `owner` and `group` are the graders' numbers."""
    from grading.course_folder import CourseFolder

    course = CourseFolder.at(choices.folders.course)
    place_gradebook(choices, course)
    choices.folders.course.chmod(0o700)
    if os.geteuid() == 0:
        for here, folders, files in os.walk(choices.folders.course):
            for name in ("", *folders, *files):
                os.chown(Path(here, name), owner, group, follow_symlinks=False)
    make_exchange(choices.folders.exchange, choices.course, owner, group)


def place_gradebook(choices: Choices, course: CourseFolder) -> None:
    """Say in the course folder where its gradebook is. Raises PlainError rather than leave marks behind."""
    from grading.gradebook_store import is_on_server, keep_on_server

    server = gradebook_server(choices, read_keys(choices.etc))
    if server is not None:
        keep_on_server(course, server)
    elif is_on_server(course):
        raise PlainError(
            f"The gradebook of {course.root} is on a PostgreSQL server: name it under database.gradebook in "
            f"{choices.source.name}. A gradebook does not move back into the folder by itself."
        )


def generated(choices: Choices) -> Iterator[tuple[Path, str]]:
    """Each generated file and its text."""
    etc, jupyter = choices.etc, choices.etc / "jupyter"
    yield etc / "jupyterhub_config.py", _template("jupyterhub_config.py.j2", source=str(choices.source))
    yield (
        jupyter / "common" / "jupyter_server_config.py",
        _template("jupyter_server_config.py.j2", kernels=transport(choices)),
    )
    yield jupyter / "common" / "nbgrader_config.py", _nbgrader(choices)
    yield (
        jupyter / "grader" / "nbgrader_config.py",
        _template(
            "grader_config.py.j2", course=str(choices.folders.course), separate=choices.servers.spawner != "demo"
        ),
    )
    for who in ("learner", "coach"):
        yield jupyter / who / "nbgrader_config.py", _template("learner_config.py.j2")
        yield (
            jupyter / who / "jupyter_server_config.json",
            _json({"ServerApp": {"jpserver_extensions": _server_extensions()}}),
        )
        lab = {f"{LAB}:{name}": True for name in COACHES_ONLY} | {NEWS: True}
        yield jupyter / who / "labconfig" / "page_config.json", _json({"disabledExtensions": lab})
    yield jupyter / "grader" / "labconfig" / "page_config.json", _json({"disabledExtensions": {NEWS: True}})
    yield (
        jupyter / "common" / "jupyter_server_config.json",
        _json({"ServerApp": {"jpserver_extensions": dict.fromkeys(UNUSED, False)}}),
    )
    keys = read_keys(etc)
    yield etc / "proxy.env", f"CONFIGPROXY_AUTH_TOKEN={keys['CONFIGPROXY_AUTH_TOKEN']}\n"
    known = formgrader.environment(choices, keys)
    yield etc / "formgrader.env", "".join(f"{name}='{value}'\n" for name, value in known.items())
    if choices.servers.spawner == "systemd":
        yield from _units(choices)


def _server_extensions() -> dict[str, bool]:
    """nbgrader turns all of its server extensions on for everybody: learners get theirs, coaches use the service."""
    return {
        "nbgrader.server_extensions.formgrader": False,
        "nbgrader.server_extensions.assignment_list": True,
        "nbgrader.server_extensions.validate_assignment": True,
    }


def _nbgrader(choices: Choices) -> str:
    classes = {TRAITS[name]: f"hub.exchange.{name}" for name in exchange_classes}
    return _template(
        "nbgrader_config.py.j2", course=choices.course, exchange=str(choices.folders.exchange), classes=classes
    )


def _units(choices: Choices) -> Iterator[tuple[Path, str]]:
    from hub.proxy import PROGRAM, find_proxy

    network = choices.network
    listen = ["--ip", "0.0.0.0", "--port", str(network.public)]
    listen += ["--ssl-cert", "${CREDENTIALS_DIRECTORY}/certificate", "--ssl-key", "${CREDENTIALS_DIRECTORY}/key"]
    listen += ["--redirect-port", "80"] if network.public == 443 else []
    if not network.certificate:
        listen = ["--ip", "127.0.0.1", "--port", str(network.public)]
    for template in sorted(TEMPLATES.glob("academy-hub*.j2")):
        yield (
            choices.etc / "units" / template.stem,
            _template(
                template.name,
                choices=choices,
                formgrader=" ".join(formgrader.command(choices)),
                python=choices.environments.learners / "bin" / "python",
                academy=choices.environments.learners / "bin" / "academy",
                proxy=find_proxy() or Path("/usr/bin") / PROGRAM,
                listen=" ".join(listen),
            ),
        )


def _template(name: str, **values: object) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), undefined=jinja2.StrictUndefined, trim_blocks=True, autoescape=False
    )
    return environment.get_template(name).render(workspace=WORKSPACE, **values) + "\n"


def _json(value: object) -> str:
    return json.dumps(value, indent=2, sort_keys=True) + "\n"
