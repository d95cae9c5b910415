"""nbgrader's formgrader beside the hub: a process of its own, under the graders' account, behind the hub's door.

The hub does not start it: a hub that does so gives up on the whole start when the formgrader takes more than ten
seconds, which on a busy machine it does. It needs no rights in the hub beyond asking who is signed in.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from hub.choices import Choices
from hub.processes import MARK


def service(choices: Choices, keys: dict[str, str]) -> dict[str, object]:
    """The formgrader as JupyterHub is told of it."""
    return {
        "name": choices.course,
        "url": _address(choices),
        "api_token": keys["FORMGRADER_TOKEN"],
        "oauth_no_confirm": True,
        "display": True,
    }


def command(choices: Choices) -> list[str]:
    """The program and its arguments."""
    as_root = choices.servers.spawner == "demo" and os.getuid() == 0
    return [_python(choices), "-m", "jupyterhub.singleuser", *(["--allow-root"] if as_root else [])]


def environment(choices: Choices, keys: dict[str, str]) -> dict[str, str]:
    """What it needs to know: its place behind the hub, and which Jupyter configuration to read."""
    name, network, jupyter = choices.course, choices.network, choices.etc / "jupyter"
    home = choices.folders.homes / choices.graders
    # A unit's path must not depend on who ran configure; a demo's tools may be anywhere.
    path = os.environ.get("PATH", os.defpath) if choices.servers.spawner == "demo" else "/usr/local/bin:/usr/bin:/bin"
    access = json.dumps([f"access:services!service={name}"])
    known = {
        "HOME": str(home),
        "PATH": os.pathsep.join([str(Path(_python(choices)).parent), path]),
        "JUPYTERHUB_API_TOKEN": keys["FORMGRADER_TOKEN"],
        "JUPYTERHUB_API_URL": f"http://127.0.0.1:{network.hub}/hub/api",
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_HOST": "",
        "JUPYTERHUB_CLIENT_ID": f"service-{name}",
        "JUPYTERHUB_SERVICE_NAME": name,
        "JUPYTERHUB_SERVICE_PREFIX": f"/services/{name}/",
        "JUPYTERHUB_SERVICE_URL": _address(choices),
        "JUPYTERHUB_OAUTH_CALLBACK_URL": f"/services/{name}/oauth_callback",
        "JUPYTERHUB_OAUTH_ACCESS_SCOPES": access,
        "JUPYTERHUB_OAUTH_SCOPES": access,
        "JUPYTERHUB_DEFAULT_URL": "/formgrader",
        "JUPYTERHUB_ROOT_DIR": str(choices.folders.course),
        "JUPYTERHUB_DISABLE_USER_CONFIG": "1",
        "JUPYTERHUB_USER": choices.graders,
        "JUPYTER_CONFIG_PATH": os.pathsep.join([str(jupyter / "grader"), str(jupyter / "common")]),
        "JUPYTER_RUNTIME_DIR": str(home / "run"),
    }
    return known | ({MARK: str(choices.etc)} if choices.servers.spawner == "demo" else {})


def _python(choices: Choices) -> str:
    return sys.executable if choices.servers.spawner == "demo" else str(choices.environments.marking / "bin" / "python")


def _address(choices: Choices) -> str:
    return f"http://127.0.0.1:{choices.network.formgrader}"
